"""What can be done with the chosen windows of a canvas: the keys, the words, and the layout each asks for.

One table for the menu, the keys and the sheet of F1. Must not know any widget; nothing here is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QKeySequence

from wallctl.controller.canvas.scene import Scene
from wallctl.controller.words import QT_TRANSLATE_NOOP, translate
from wallctl.model.ids import WindowId
from wallctl.model.layout import Layout
from wallctl.rules.edit_layout import raised, remove, swap_places, swap_source
from wallctl.rules.edit_several import (
    Edge,
    aligned,
    important,
    lock,
    lowered,
    next_fit,
    panned,
    split,
    whole_picture,
    zoomed,
)
from wallctl.rules.enlarge import enlarge

ZOOM_STEP = 1.25
PAN_STEP = 0.1


class Command(Enum):
    """What a key on the canvas, or a line of its menu, does."""

    ENLARGE = "enlarge"
    SWAP = "swap"
    SPLIT_4 = "split_4"
    SPLIT_9 = "split_9"
    FIT = "fit"
    ZOOM_IN = "zoom_in"
    ZOOM_OUT = "zoom_out"
    ZOOM_RESET = "zoom_reset"
    CROP = "crop"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    PAN_UP = "pan_up"
    PAN_DOWN = "pan_down"
    ALIGN_LEFT = "align_left"
    ALIGN_RIGHT = "align_right"
    ALIGN_TOP = "align_top"
    ALIGN_BOTTOM = "align_bottom"
    FRONT = "front"
    BACK = "back"
    LOCK = "lock"
    IMPORTANT = "important"
    COPY = "copy"
    PASTE = "paste"
    SELECT_ALL = "select_all"
    KEEP = "keep"
    SNAP = "snap"
    INSERT = "insert"
    EDIT = "edit"
    SUBSTITUTE = "substitute"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """The keys of a command (all do the same; the first one is shown), and its words."""

    keys: tuple[str, ...]
    what: str
    on_menu: bool = True


COMMANDS: dict[Command, CommandEntry] = {
    Command.ENLARGE: CommandEntry(("Space",), QT_TRANSLATE_NOOP("Keys", "放大到主画面；再按放回原位")),
    Command.SWAP: CommandEntry(("X",), QT_TRANSLATE_NOOP("Keys", "互换选中的两个画面")),
    Command.SPLIT_4: CommandEntry(("Q",), QT_TRANSLATE_NOOP("Keys", "分成四格")),
    Command.SPLIT_9: CommandEntry(("Shift+Q",), QT_TRANSLATE_NOOP("Keys", "分成九格")),
    Command.FIT: CommandEntry(("F",), QT_TRANSLATE_NOOP("Keys", "显示方式：等比、裁切铺满、拉伸铺满"), False),
    Command.ZOOM_IN: CommandEntry(("+", "="), QT_TRANSLATE_NOOP("Keys", "数字变焦：放大画面局部")),
    Command.ZOOM_OUT: CommandEntry(("-",), QT_TRANSLATE_NOOP("Keys", "数字变焦：缩小")),
    Command.ZOOM_RESET: CommandEntry(("Home",), QT_TRANSLATE_NOOP("Keys", "显示整幅画面")),
    Command.CROP: CommandEntry(("C",), QT_TRANSLATE_NOOP("Keys", "只显示画面的一部分：画一个框")),
    Command.PAN_LEFT: CommandEntry(("Alt+Left",), QT_TRANSLATE_NOOP("Keys", "变焦后看左边"), False),
    Command.PAN_RIGHT: CommandEntry(("Alt+Right",), QT_TRANSLATE_NOOP("Keys", "变焦后看右边"), False),
    Command.PAN_UP: CommandEntry(("Alt+Up",), QT_TRANSLATE_NOOP("Keys", "变焦后看上边"), False),
    Command.PAN_DOWN: CommandEntry(("Alt+Down",), QT_TRANSLATE_NOOP("Keys", "变焦后看下边"), False),
    Command.ALIGN_LEFT: CommandEntry(("Ctrl+Alt+Left",), QT_TRANSLATE_NOOP("Keys", "左对齐")),
    Command.ALIGN_RIGHT: CommandEntry(("Ctrl+Alt+Right",), QT_TRANSLATE_NOOP("Keys", "右对齐")),
    Command.ALIGN_TOP: CommandEntry(("Ctrl+Alt+Up",), QT_TRANSLATE_NOOP("Keys", "上对齐")),
    Command.ALIGN_BOTTOM: CommandEntry(("Ctrl+Alt+Down",), QT_TRANSLATE_NOOP("Keys", "下对齐")),
    Command.FRONT: CommandEntry(("PgUp",), QT_TRANSLATE_NOOP("Keys", "置顶")),
    Command.BACK: CommandEntry(("PgDown",), QT_TRANSLATE_NOOP("Keys", "置底")),
    Command.LOCK: CommandEntry(
        ("K",), QT_TRANSLATE_NOOP("Keys", "锁定或解锁：不移动、不替换；整屏场景和清屏除外")
    ),
    Command.IMPORTANT: CommandEntry(("I",), QT_TRANSLATE_NOOP("Keys", "重要画面：无信号时发声，最后才降级")),
    Command.COPY: CommandEntry(("Ctrl+C",), QT_TRANSLATE_NOOP("Keys", "复制")),
    Command.PASTE: CommandEntry(("Ctrl+V",), QT_TRANSLATE_NOOP("Keys", "粘贴")),
    Command.SELECT_ALL: CommandEntry(("Ctrl+A",), QT_TRANSLATE_NOOP("Keys", "选中全部画面"), False),
    Command.KEEP: CommandEntry(
        ("A",),
        QT_TRANSLATE_NOOP("Keys", "加选：用方向键选别的画面时保留它；再按不保留"),
        False,
    ),
    Command.SNAP: CommandEntry(("G",), QT_TRANSLATE_NOOP("Keys", "对齐到单元、二分之一或三分之一"), False),
    Command.INSERT: CommandEntry(("Ins",), QT_TRANSLATE_NOOP("Keys", "放上图片、时钟或滚动字幕"), False),
    Command.EDIT: CommandEntry(("E",), QT_TRANSLATE_NOOP("Keys", "修改图片、时钟或滚动字幕")),
    Command.SUBSTITUTE: CommandEntry(
        ("S",), QT_TRANSLATE_NOOP("Keys", "待上墙里没有画面的：换成建议的信号源")
    ),
    Command.REMOVE: CommandEntry(("Delete", "Backspace"), QT_TRANSLATE_NOOP("Keys", "下墙")),
}


@dataclass(frozen=True, slots=True)
class SheetLine:
    """Commands that share a line of the sheet, and how their keys are written there."""

    commands: tuple[Command, ...]
    shown: str
    what: str

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys of the line."""
        return tuple(key for command in self.commands for key in COMMANDS[command].keys)


SHEET: tuple[SheetLine, ...] = (
    SheetLine((Command.ENLARGE,), "Space", COMMANDS[Command.ENLARGE].what),
    SheetLine((Command.SWAP,), "X", COMMANDS[Command.SWAP].what),
    SheetLine(
        (Command.SPLIT_4, Command.SPLIT_9), "Q / Shift+Q", QT_TRANSLATE_NOOP("Keys", "分成四格；分成九格")
    ),
    SheetLine((Command.FIT,), "F", COMMANDS[Command.FIT].what),
    SheetLine(
        (Command.ZOOM_IN, Command.ZOOM_OUT, Command.ZOOM_RESET),
        "+ = / − / Home",
        QT_TRANSLATE_NOOP("Keys", "数字变焦；显示整幅画面"),
    ),
    SheetLine((Command.CROP,), "C", COMMANDS[Command.CROP].what),
    SheetLine(
        (Command.PAN_LEFT, Command.PAN_UP, Command.PAN_RIGHT, Command.PAN_DOWN),
        "Alt + ← ↑ → ↓",
        QT_TRANSLATE_NOOP("Keys", "变焦后看别处"),
    ),
    SheetLine(
        (Command.ALIGN_LEFT, Command.ALIGN_TOP, Command.ALIGN_RIGHT, Command.ALIGN_BOTTOM),
        "Ctrl + Alt + ← ↑ → ↓",
        QT_TRANSLATE_NOOP("Keys", "选中的几个画面对齐"),
    ),
    SheetLine((Command.FRONT, Command.BACK), "PgUp / PgDn", QT_TRANSLATE_NOOP("Keys", "置顶；置底")),
    SheetLine((Command.LOCK,), "K", COMMANDS[Command.LOCK].what),
    SheetLine((Command.IMPORTANT,), "I", COMMANDS[Command.IMPORTANT].what),
    SheetLine((Command.COPY, Command.PASTE), "Ctrl+C / Ctrl+V", QT_TRANSLATE_NOOP("Keys", "复制；粘贴")),
    SheetLine((Command.SELECT_ALL,), "Ctrl+A", COMMANDS[Command.SELECT_ALL].what),
    SheetLine((Command.KEEP,), "A", COMMANDS[Command.KEEP].what),
    SheetLine((Command.SNAP,), "G", COMMANDS[Command.SNAP].what),
    SheetLine((Command.INSERT,), "Insert", COMMANDS[Command.INSERT].what),
    SheetLine((Command.EDIT,), "E", COMMANDS[Command.EDIT].what),
    SheetLine((Command.SUBSTITUTE,), "S", COMMANDS[Command.SUBSTITUTE].what),
    SheetLine((Command.REMOVE,), "Delete / Backspace", COMMANDS[Command.REMOVE].what),
)
"""Every command, once."""

_PANS = {
    Command.PAN_LEFT: (-PAN_STEP, 0.0),
    Command.PAN_RIGHT: (PAN_STEP, 0.0),
    Command.PAN_UP: (0.0, -PAN_STEP),
    Command.PAN_DOWN: (0.0, PAN_STEP),
}
_EDGES = {
    Command.ALIGN_LEFT: Edge.LEFT,
    Command.ALIGN_RIGHT: Edge.RIGHT,
    Command.ALIGN_TOP: Edge.TOP,
    Command.ALIGN_BOTTOM: Edge.BOTTOM,
}
REPEATED = frozenset((Command.ZOOM_IN, Command.ZOOM_OUT, *_PANS))
"""Those go on while their key is held; all others are done once, however long a tired hand rests there."""
_LOOKS = frozenset((Command.COPY, Command.SELECT_ALL, Command.KEEP, Command.SNAP))
"""Those change nothing of the board: they are done on one that takes no edits, too."""
_WITHOUT_CHOICE = frozenset((Command.PASTE, Command.SELECT_ALL, Command.SNAP, Command.INSERT))
_MOVES = frozenset(
    (
        Command.ENLARGE,
        Command.SWAP,
        Command.SPLIT_4,
        Command.SPLIT_9,
        Command.SUBSTITUTE,
        Command.REMOVE,
        *_EDGES,
    )
)


def command_of(key: QKeySequence) -> Command | None:
    """Return the command on that key."""
    for command, entry in COMMANDS.items():
        if any(QKeySequence(known).matches(key) is _EXACT for known in entry.keys):
            return command
    return None


_EXACT = QKeySequence.SequenceMatch.ExactMatch


def command_text(command: Command) -> str:
    """Return what a command does, in the language that is set."""
    return translate("Keys", COMMANDS[command].what)


def shut(scene: Scene) -> str:
    """Return why a board takes no edits now; empty when it does."""
    if scene.editable:
        return ""
    if scene.drafting:
        return translate("Canvas", "待上墙打开着：在待上墙上操作，或先按 Ctrl+D 收起它")
    return translate("Canvas", "与服务器没有联系，没有执行：恢复联系后请再做一次")


def hindrance(command: Command, scene: Scene, chosen: Sequence[WindowId]) -> str:
    """Return why a command does nothing with those windows; empty when nothing is in its way."""
    if command not in _LOOKS and not scene.editable:
        return shut(scene)
    windows = [window for window in scene.layout.windows if window.id in chosen]
    if not windows and command not in (Command.EDIT, *_WITHOUT_CHOICE):
        return translate("Canvas", "先选中一个画面：单击它，或按 Ctrl+N 后输入编号")
    if command is Command.SWAP and len(windows) != 2:
        return translate("Canvas", "互换需要选中两个画面：按 A 再用方向键，或按住 Ctrl 单击")
    if command in _EDGES and len(windows) < 2:
        return translate("Canvas", "对齐需要至少两个画面：按 A 再用方向键，或按住 Ctrl 单击")
    if command is Command.CROP and windows and windows[-1].source is None:
        return translate("Canvas", "选中的画面没有信号源，不能截取局部")
    if command is Command.EDIT and not (windows and windows[-1].content is not None):
        return translate("Canvas", "先选中一个图片、时钟或滚动字幕；放上新的按 Insert")
    if command is Command.SUBSTITUTE and not any(window.id in scene.substitutes for window in windows):
        return translate("Canvas", "选中的画面没有建议的替换信号源")
    if command in _MOVES and any(window.locked for window in windows):
        return translate("Canvas", "选中的画面已锁定：先按 K 解锁")
    return ""


def result(command: Command, scene: Scene, chosen: Sequence[WindowId]) -> Layout | None:
    """Return the layout that a command asks for; None for what is no edit by itself, or has nothing chosen.

    The last of `chosen` is the one chosen last.
    """
    layout = scene.layout
    if not chosen or any(layout.window(name) is None for name in chosen):
        return None
    one = chosen[-1]
    match command:
        case Command.ENLARGE:
            return enlarge(scene.wall, layout, one)
        case Command.SWAP:
            return swap_places(layout, *chosen) if len(chosen) == 2 else None
        case Command.SPLIT_4:
            return split(layout, one, 2)
        case Command.SPLIT_9:
            return split(layout, one, 3)
        case Command.ALIGN_LEFT | Command.ALIGN_RIGHT | Command.ALIGN_TOP | Command.ALIGN_BOTTOM:
            return aligned(layout, chosen, _EDGES[command])
        case Command.FRONT:
            return raised(layout, one)
        case Command.BACK:
            return lowered(layout, one)
        case Command.LOCK:
            return lock(layout, chosen)
        case Command.IMPORTANT:
            return important(layout, chosen)
        case Command.REMOVE:
            return remove(layout, [w.id for w in layout.windows if w.id in chosen and not w.locked])
        case _:
            return _of_picture(command, scene, chosen)


def _with_substitutes(scene: Scene, chosen: Sequence[WindowId]) -> Layout:
    layout = scene.layout
    for name in chosen:
        if name in scene.substitutes:
            layout = swap_source(layout, name, scene.substitutes[name].source)
    return layout


def _of_picture(command: Command, scene: Scene, chosen: Sequence[WindowId]) -> Layout | None:
    """Return what changes only which pictures stand in their windows, and how."""
    layout, one = scene.layout, chosen[-1]
    match command:
        case Command.SUBSTITUTE:
            return _with_substitutes(scene, chosen)
        case Command.FIT:
            return next_fit(layout, chosen)
        case Command.ZOOM_IN:
            return zoomed(layout, one, ZOOM_STEP)
        case Command.ZOOM_OUT:
            return zoomed(layout, one, 1 / ZOOM_STEP)
        case Command.ZOOM_RESET:
            return whole_picture(layout, chosen)
        case Command.PAN_LEFT | Command.PAN_RIGHT | Command.PAN_UP | Command.PAN_DOWN:
            return panned(layout, one, *_PANS[command])
        case _:
            return None
