"""Every key of the desk, once: what it does, and the words for the sheet of F1. Must not know any widget.

An act that works anywhere on the desk is a line of `ACTS`; what keys do inside one part only (the canvas, the
list) is a line of `LOCAL`. The sheet, tooltips and menus are made from these lines: nothing is said twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from wallctl.controller.local_keys import LOCAL, Group
from wallctl.controller.words import QT_TRANSLATE_NOOP, translate


class Act(Enum):
    """What a key that works anywhere on the desk does."""

    SEARCH = "search"
    GROUPING = "grouping"
    SOURCE_GRID = "source_grid"
    ADD_SOURCE = "add_source"
    TEMPORARY = "temporary"
    IMPORT = "import"
    CANVAS = "canvas"
    DRAFT = "draft"
    ARM = "arm"
    TAKE = "take"
    CALL_OFF = "call_off"
    DROP = "drop"
    SAVE_PRESET = "save_preset"
    FIND_PRESET = "find_preset"
    PRESET_MENU = "preset_menu"
    IMPORT_PRESETS = "import_presets"
    RESTORE_PRESET = "restore_preset"
    READINESS = "readiness"
    DIRECT = "direct"
    UNDO = "undo"
    CLEAR = "clear"
    LABELS = "labels"
    NUMBERS = "numbers"
    RESEAT = "reseat"
    SWITCH = "switch"
    HAPPENING = "happening"
    SOURCES = "sources"
    SIDE = "side"
    PRESETS = "presets"
    SOURCES_WIDTH = "sources_width"
    SIDE_WIDTH = "side_width"
    SOURCES_PLACE = "sources_place"
    SIDE_PLACE = "side_place"
    SOURCES_FLOAT = "sources_float"
    SIDE_FLOAT = "side_float"
    ZONES_BACK = "zones_back"
    TYPE_LARGER = "type_larger"
    TYPE_SMALLER = "type_smaller"
    LANGUAGE = "language"
    OFFICER = "officer"
    SILENCE = "silence"
    SOUND_CHECK = "sound_check"
    IDENTIFY = "identify"
    SET_WALL = "set_wall"
    SAMPLE = "sample"
    MENU = "menu"
    NEXT_NOTICE = "next_notice"
    DISMISS = "dismiss"
    HELP = "help"


_GROUPS: dict[Group, str] = {
    Group.FIND: QT_TRANSLATE_NOOP("Keys", "找到并放上画面"),
    Group.CANVAS: QT_TRANSLATE_NOOP("Keys", "在画布上"),
    Group.TAKE: QT_TRANSLATE_NOOP("Keys", "场景与上墙"),
    Group.DESK: QT_TRANSLATE_NOOP("Keys", "操作台"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """The keys of one act (all do the same; the first one is shown), and what it does."""

    keys: tuple[str, ...]
    group: Group
    what: str
    brief: str = ""
    """For the menu, where what it does would make all lines too wide."""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One line of the sheet."""

    keys: str
    what: str


ACTS: dict[Act, Entry] = {
    Act.SEARCH: Entry(
        ("/", "Ctrl+F"), Group.FIND, QT_TRANSLATE_NOOP("Keys", "到搜索框：名称、别名、编号、拼音、首字母")
    ),
    Act.GROUPING: Entry(
        ("Alt+G",), Group.FIND, QT_TRANSLATE_NOOP("Keys", "信号源换一种分组：单位、区县、类型、标签、状态")
    ),
    Act.SOURCE_GRID: Entry(
        ("Alt+P",), Group.FIND, QT_TRANSLATE_NOOP("Keys", "信号源用小画面显示，或用列表显示")
    ),
    Act.ADD_SOURCE: Entry(
        ("Alt+A",), Group.FIND, QT_TRANSLATE_NOOP("Keys", "按地址添加信号源，先测试再保存")
    ),
    Act.TEMPORARY: Entry(("Alt+T",), Group.FIND, QT_TRANSLATE_NOOP("Keys", "临时信号源：24 小时后自动删除")),
    Act.IMPORT: Entry(("Alt+I",), Group.FIND, QT_TRANSLATE_NOOP("Keys", "导入信号源目录 (CSV)，先看报告")),
    Act.CANVAS: Entry(("Ctrl+G",), Group.CANVAS, QT_TRANSLATE_NOOP("Keys", "到大屏画布")),
    Act.DRAFT: Entry(("Ctrl+D",), Group.TAKE, QT_TRANSLATE_NOOP("Keys", "打开或关闭待上墙")),
    Act.ARM: Entry(
        ("Ctrl+B",), Group.TAKE, QT_TRANSLATE_NOOP("Keys", "预加载待上墙的画面：大屏不变，上墙时不用等")
    ),
    Act.TAKE: Entry(
        ("Ctrl+Return", "Ctrl+Enter"), Group.TAKE, QT_TRANSLATE_NOOP("Keys", "待上墙的画面一次上墙")
    ),
    Act.CALL_OFF: Entry(
        ("Alt+B",), Group.TAKE, QT_TRANSLATE_NOOP("Keys", "取消正在等待的上墙，或已预加载的画面；大屏不变")
    ),
    Act.DROP: Entry(("Ctrl+Shift+D",), Group.TAKE, QT_TRANSLATE_NOOP("Keys", "丢弃待上墙；再按一次恢复")),
    Act.SAVE_PRESET: Entry(
        ("Ctrl+S",), Group.TAKE, QT_TRANSLATE_NOOP("Keys", "把待上墙或当前大屏存为场景，Enter 存好")
    ),
    Act.FIND_PRESET: Entry(("Ctrl+P",), Group.TAKE, QT_TRANSLATE_NOOP("Keys", "找场景")),
    Act.PRESET_MENU: Entry(("Alt+S",), Group.TAKE, QT_TRANSLATE_NOOP("Keys", "场景菜单：保存、导入、恢复")),
    Act.IMPORT_PRESETS: Entry(("Alt+Shift+I",), Group.TAKE, QT_TRANSLATE_NOOP("Keys", "导入场景文件")),
    Act.RESTORE_PRESET: Entry(("Alt+Z",), Group.TAKE, QT_TRANSLATE_NOOP("Keys", "恢复刚删除的场景")),
    Act.READINESS: Entry(
        ("Ctrl+R",), Group.TAKE, QT_TRANSLATE_NOOP("Keys", "有画面未就绪时：照上并显示原因，或不上墙")
    ),
    Act.DIRECT: Entry(
        ("Ctrl+M",),
        Group.TAKE,
        QT_TRANSLATE_NOOP("Keys", "直接上墙：拖放、场景、清屏立即上墙，或先进入待上墙"),
    ),
    Act.UNDO: Entry(("Ctrl+Z",), Group.TAKE, QT_TRANSLATE_NOOP("Keys", "撤销")),
    Act.CLEAR: Entry(
        ("Ctrl+Shift+Del",),
        Group.TAKE,
        QT_TRANSLATE_NOOP("Keys", "清屏：撤下所有画面，锁定的也撤下，可以撤销"),
    ),
    Act.NUMBERS: Entry(
        ("Ctrl+N",), Group.CANVAS, QT_TRANSLATE_NOOP("Keys", "大屏和操作台显示画面编号；输入编号即选中")
    ),
    Act.LABELS: Entry(("Ctrl+T",), Group.TAKE, QT_TRANSLATE_NOOP("Keys", "隐藏或显示大屏上的画面名称")),
    Act.RESEAT: Entry(
        ("Ctrl+Shift+R",),
        Group.TAKE,
        QT_TRANSLATE_NOOP("Keys", "显示单元失效时：重要画面移到其他单元；恢复后移回"),
    ),
    Act.SWITCH: Entry(("Ctrl+E",), Group.TAKE, QT_TRANSLATE_NOOP("Keys", "小屏幕上切换两块画布")),
    Act.HAPPENING: Entry(("Ctrl+H",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "到正在发生")),
    Act.SOURCES: Entry(("Ctrl+1",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "显示或隐藏信号源")),
    Act.SIDE: Entry(("Ctrl+2",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "显示或隐藏正在发生")),
    Act.PRESETS: Entry(("Ctrl+3",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "显示或隐藏场景")),
    Act.SOURCES_WIDTH: Entry(
        ("Ctrl+Shift+1",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "信号源大小：正常、大、小")
    ),
    Act.SIDE_WIDTH: Entry(
        ("Ctrl+Shift+2",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "正在发生大小：正常、大、小")
    ),
    Act.SOURCES_PLACE: Entry(
        ("Alt+1",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "信号源换位置：左侧、画布下方、右侧")
    ),
    Act.SIDE_PLACE: Entry(
        ("Alt+2",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "正在发生换位置：左侧、画布下方、右侧")
    ),
    Act.SOURCES_FLOAT: Entry(
        ("Ctrl+Alt+1",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "信号源浮动为单独的窗口，或收回")
    ),
    Act.SIDE_FLOAT: Entry(
        ("Ctrl+Alt+2",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "正在发生浮动为单独的窗口，或收回")
    ),
    Act.ZONES_BACK: Entry(
        ("Ctrl+Shift+0",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "恢复所有分区：位置、大小、显示")
    ),
    Act.TYPE_LARGER: Entry(("Ctrl+=", "Ctrl++"), Group.DESK, QT_TRANSLATE_NOOP("Keys", "字号大一级")),
    Act.TYPE_SMALLER: Entry(("Ctrl+-",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "字号小一级")),
    Act.LANGUAGE: Entry(("Ctrl+L",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "中文 / English")),
    Act.OFFICER: Entry(("Alt+D",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "谁在值班…：换班，不用重启")),
    Act.SILENCE: Entry(("Ctrl+K",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "确认告警，消音")),
    Act.SOUND_CHECK: Entry(("Ctrl+Shift+K",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "告警声检查")),
    Act.IDENTIFY: Entry(("Ctrl+I",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "大屏各单元显示编号 10 秒")),
    Act.SET_WALL: Entry(("Alt+W",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "设定大屏：行列、分辨率、输出口")),
    Act.SAMPLE: Entry(
        ("Alt+E",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "在还没有信号源的站点上载入示例城市")
    ),
    Act.MENU: Entry(("Ctrl+0",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "操作台菜单")),
    Act.NEXT_NOTICE: Entry(("Alt+N",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "看下一条没读的提示")),
    Act.DISMISS: Entry(
        ("Esc",),
        Group.DESK,
        QT_TRANSLATE_NOOP("Keys", "取消等待中的上墙或预加载，收起提示，取消拖动和画框，收起编号，清空搜索"),
        QT_TRANSLATE_NOOP("Keys", "取消、收起、清空"),
    ),
    Act.HELP: Entry(("F1",), Group.DESK, QT_TRANSLATE_NOOP("Keys", "所有快捷键")),
}

IN_PANELS = frozenset({Act.TAKE, Act.CALL_OFF, Act.UNDO, Act.LANGUAGE, Act.SILENCE, Act.HELP})
"""Heard while a panel of the desk has the focus, too, and so are F2 to F12: the wall and its alarms go on.

Where text is typed in a panel, the input's own keys come first, and the take is not heard at all. The choice
of a file is no panel: it lies over the desk, and F2 renames there.
"""
_SOUGHT = (Act.SILENCE, Act.DISMISS, Act.HELP)
"""What is looked for in a hurry stands first under its heading."""
_ANYWHERE: tuple[tuple[str, Group, str], ...] = (
    ("F2 – F12, 1 – 0", Group.TAKE, QT_TRANSLATE_NOOP("Keys", "调用场景；哪个键是哪个场景，写在场景卡上")),
)


def alone(event: QKeyEvent, *keys: Qt.Key) -> bool:
    """Tell whether one of these is pressed, of either block, and no other key is held with it."""
    return event.key() in keys and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


def written(key: str) -> str:
    """Return a key as officers know it: Enter is Enter on both blocks of the keyboard."""
    return key.replace("Return", "Enter")


def key_word(act: Act) -> str:
    """Return the key of an act, as it is written."""
    return written(ACTS[act].keys[0])


def beside(text: str, act: Act) -> str:
    """Return the words of a button with the act's key beside them."""
    return f"{text} {key_word(act)}"


def with_key(text: str, act: Act) -> str:
    """Return a tooltip that names the act's key too."""
    return f"{text} ({key_word(act)})"


def group_word(group: Group) -> str:
    """Return the heading of a group in the language that is set."""
    return translate("Keys", _GROUPS[group])


def act_keys(act: Act) -> list[QKeySequence]:
    """Return what is listened to for an act."""
    return [QKeySequence(key) for key in ACTS[act].keys]


def key_sheet() -> list[tuple[str, list[KeyLine]]]:
    """Return the sheet in the language that is set: headings, each with its lines; no key is left out."""
    return [(group_word(group), _lines(group)) for group in _GROUPS]


def _lines(group: Group) -> list[KeyLine]:
    local = [
        (found.shown or " / ".join(map(written, found.keys)), found.what)
        for found in LOCAL
        if found.group is group
    ]
    own = {act: found for act, found in ACTS.items() if found.group is group}
    sought = [_line(own[act]) for act in _SOUGHT if act in own]
    acts = [_line(found) for act, found in own.items() if act not in _SOUGHT]
    anywhere = [(keys, what) for keys, of, what in _ANYWHERE if of is group]
    # To the canvas or the box first, then what keys do there; what is rare comes last.
    return [
        KeyLine(translate("Keys", keys), translate("Keys", what))
        for keys, what in (*sought, *anywhere, *acts[:1], *local, *acts[1:])
    ]


def _line(entry: Entry) -> tuple[str, str]:
    return " · ".join(_once(entry.keys)), entry.what


def _once(keys: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(map(written, keys)))
