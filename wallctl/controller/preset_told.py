"""What the officer is told of presets, by name; of one that was not saved also where the work is now.

Each function says it in the language that is set when it is called. Must not know widgets.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import assert_never

from wallctl.controller.draft import Draft
from wallctl.controller.notice import problem_text
from wallctl.controller.preset_flaws import preset_flaw
from wallctl.controller.words import clock_word, preset_name, some, translate, who_word
from wallctl.errors import WallError
from wallctl.model.layout import Layout, Preset
from wallctl.protocol.desk import Problem


class Work(Enum):
    """Where that is which was to be saved."""

    ON_BOARD = "on_board"
    """In the draft whose board is open."""
    IN_DRAFT = "in_draft"
    """In the draft, whose board is closed."""
    ON_WALL = "on_wall"
    IN_PANEL = "in_panel"
    """What was written is still there to be changed."""
    NOTHING = "nothing"
    """There was nothing but the wish."""


def whereabouts(pictures: Layout, wall: Layout, *, on_board: Draft | None, closed: Draft | None) -> Work:
    """Return where these pictures are now."""
    if on_board is not None and on_board.holds(pictures):
        return Work.ON_BOARD
    if closed is not None and closed.holds(pictures):
        return Work.IN_DRAFT
    return Work.ON_WALL if wall == pictures else Work.NOTHING


def not_saved_text(preset: Preset, problem: Problem, work: Work, now_utc_s: float) -> str:
    """Return why it was not saved, who was first, where the work is, and how it goes on."""
    if problem.version is None:
        return problem_text(problem)
    text = translate("Presets", "场景「{name}」没有保存：{first}。{work}")
    first = _first(problem, now_utc_s)
    return text.format(name=preset_name(preset), first=first, work=_work_word(work))


def not_deleted_text(preset: Preset, problem: Problem, now_utc_s: float) -> str:
    """Return why it was not deleted, and who was first."""
    if problem.version is None:
        return problem_text(problem)
    text = translate("Presets", "场景「{name}」没有删除：{first}。看过那一版再删。")
    return text.format(name=preset_name(preset), first=_first(problem, now_utc_s))


def known_text(known: Sequence[Preset]) -> str:
    """Return which presets of a file are there already, so that nothing was imported."""
    names = some([f"{preset.name} ({preset.id})" for preset in known])
    text = translate("Presets", "没有导入：编号已存在的场景 {names}。改文件里的 id，或先删除原来的场景。")
    return text.format(names=names)


def written_text(path: str, kept: str) -> str:
    """Return where the file is, and where the one is that was there (empty: none)."""
    text = translate("Presets", "场景已导出到 {path}")
    if kept:
        text = translate("Presets", "场景已导出到 {path}，原来的文件留在 {kept}")
    return text.format(path=path, kept=kept)


def flaw_text(wrong: WallError) -> str:
    """Return what is wrong with a file."""
    return translate("Presets", "文件有问题，没有改动任何场景：{why}").format(why=preset_flaw(wrong))


def _first(problem: Problem, now_utc_s: float) -> str:
    if not problem.actor or problem.at_utc_s is None:
        return translate("Presets", "已经有第 {version} 版").format(version=problem.version)
    text = translate("Presets", "{who} 在 {when} 已存为第 {version} 版")
    when = clock_word(problem.at_utc_s, now_utc_s, seconds=True)
    return text.format(
        who=who_word(problem.officer or problem.actor, problem.seat), when=when, version=problem.version
    )


def _work_word(work: Work) -> str:
    match work:
        case Work.ON_BOARD:
            return translate("Presets", "你的画面还在打开的待上墙里：看过那一版再覆盖它，或换一个名称另存。")
        case Work.IN_DRAFT:
            return translate(
                "Presets", "你的画面还在待上墙里（Ctrl+D）：看过那一版再覆盖它，或换一个名称另存。"
            )
        case Work.ON_WALL:
            return translate("Presets", "你的画面还在大屏上：看过那一版再覆盖它，或换一个名称另存。")
        case Work.IN_PANEL:
            return translate("Presets", "你写的名称还在这里：看过那一版再改名。")
        case Work.NOTHING:
            return translate("Presets", "看过那一版再做一次。")
        case _:
            assert_never(work)
