"""What else cards and badges say: places, ages, rates; states and reasons are in `rules.words`.

Chinese first, English small. Must not know how they are drawn.
"""

from __future__ import annotations

import math

from wallctl.model.layout import Role
from wallctl.rules.words import Words


def fewer_frames(fps: float) -> Words:
    """Return what a window says that shows fewer frames than its camera sends."""
    return Words(f"降帧 {fps:g}", f"{fps:g} fps")


ROLES: dict[Role, Words] = {
    Role.MAP: Words("地理信息", "map"),
    Role.CONF: Words("视频会商", "conference"),
    Role.DASH: Words("值守看板", "duty board"),
    Role.RADAR: Words("雨情水情", "rain and water"),
    Role.DOC: Words("预案文档", "documents"),
    Role.TICK: Words("预警字幕", "ticker"),
    Role.MAIN: Words("主画面", "main picture"),
    Role.AUX: Words("辅助画面", "second picture"),
    Role.SINGLE: Words("监控画面", "camera"),
    Role.GROUP: Words("单位轮巡", "agency tour"),
}


def age_text(age_s: float) -> str:
    """Return an age as an officer reads it: `1.5 秒`, `47 秒`, `3 分 05 秒`, `2 小时 10 分`.

    Below ten seconds in steps of half a second, and never less than it is: each step is painted, in each
    picture that is late.
    """
    if age_s < 10:
        return f"{math.ceil(age_s * 2) / 2:.1f} 秒"
    if age_s < 60:
        return f"{int(age_s)} 秒"
    if age_s < 3600:
        return f"{int(age_s) // 60} 分 {int(age_s) % 60:02d} 秒"
    return f"{int(age_s) // 3600} 小时 {int(age_s) % 3600 // 60:02d} 分"
