"""Why a node's link is over, as an officer and a technician read it. PURE."""

from __future__ import annotations

from typing import assert_never

from wallctl.bus import COMMAND_LANE
from wallctl.bus.lane import Lost
from wallctl.rules.words import Words


def why_over(why: Lost) -> Words:
    """Return the end of a sentence: what was seen of the node, not what became of it."""
    match why:
        case Lost.SILENT:
            silent_s = COMMAND_LANE.silence_s
            return Words(f"超过 {silent_s:g} 秒没有应答", f"it said nothing for {silent_s:g} s")
        case Lost.GONE:
            return Words("连接已断开", "its connection ended")
        case Lost.LEFT:
            return Words("它已正常退出", "it took its leave")
        case Lost.REVOKED:
            return Words("它的接入权限已撤销", "its right to connect was taken back")
        case Lost.CHANGED:
            return Words("它的密钥已更换", "its key belongs to another now")
        case Lost.STOPPED:
            return Words("服务器正在停止", "the server stops")
        case _:
            assert_never(why)
