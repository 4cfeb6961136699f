"""What a take will do to a window, told before it on both boards: a word, and a shape of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt

from wallctl.controller.canvas.commands import COMMANDS, Command
from wallctl.controller.canvas.scene import Board, Scene
from wallctl.controller.words import QT_TRANSLATE_NOOP, source_name, translate
from wallctl.model.layout import Window
from wallctl.rules.compare_layouts import Change
from wallctl.rules.substitute import Why

_DRAFT_WORDS: dict[Change, str] = {
    Change.NEW: QT_TRANSLATE_NOOP("Canvas", "新增"),
    Change.MOVED: QT_TRANSLATE_NOOP("Canvas", "移动"),
    Change.REPLACED: QT_TRANSLATE_NOOP("Canvas", "换画面"),
}
_LIVE_WORDS: dict[Change, str] = {
    Change.GONE: QT_TRANSLATE_NOOP("Canvas", "将下墙"),
    Change.MOVED: QT_TRANSLATE_NOOP("Canvas", "将移动"),
    Change.REPLACED: QT_TRANSLATE_NOOP("Canvas", "将换画面"),
}
_SHAPES: dict[Change, str] = {Change.NEW: "＋", Change.MOVED: "↔", Change.REPLACED: "⇄", Change.GONE: "×"}
_LINES: dict[Change, Qt.PenStyle] = {
    Change.NEW: Qt.PenStyle.SolidLine,
    Change.MOVED: Qt.PenStyle.DashLine,
    Change.REPLACED: Qt.PenStyle.DashDotLine,
    Change.GONE: Qt.PenStyle.DotLine,
}


def change_word(board: Board, change: Change | None) -> str:
    """Return what the take does to a window of that board; empty where it does nothing."""
    words = _DRAFT_WORDS if board is Board.DRAFT else _LIVE_WORDS
    return translate("Canvas", words[change]) if change in words else ""


def change_tag(board: Board, change: Change | None) -> str:
    """Return shape and word, as they stand on the window; empty where nothing happens to it."""
    word = change_word(board, change)
    return f"{_SHAPES[change]} {word}" if word and change is not None else ""


_WHY_WORDS: dict[Why, str] = {
    Why.NAMED: QT_TRANSLATE_NOOP("Canvas", "指定"),
    Why.PREFERRED: QT_TRANSLATE_NOOP("Canvas", "首选"),
    Why.BY_RULE: QT_TRANSLATE_NOOP("Canvas", "按规则"),
    Why.MISSING: QT_TRANSLATE_NOOP("Canvas", "首选，无可用"),
}


def why_word(why: Why | None) -> str:
    """Return by which rule of the preset a source was chosen; empty where an officer chose it."""
    return translate("Canvas", _WHY_WORDS[why]) if why is not None else ""


def substitute_word(scene: Scene, window: Window) -> str:
    """Return what could stand in for a picture that does not come, and the key that takes it; else empty."""
    found = scene.substitutes.get(window.id)
    source = scene.sources.get(found.source) if found is not None else None
    if found is None or source is None:
        return ""
    text = translate("Canvas", "建议 {name} · {key} 键")
    if found.km is not None:
        text = translate("Canvas", "建议 {name} · {km} 公里 · {key} 键")
    km = f"{found.km or 0.0:.1f}"
    return text.format(name=source_name(source), km=km, key=COMMANDS[Command.SUBSTITUTE].keys[0])


def change_line(change: Change) -> Qt.PenStyle:
    """Return the line of a changed window's edge."""
    return _LINES.get(change, Qt.PenStyle.SolidLine)
