"""The keys that mean something in one part of the desk only, and their words for the sheet of F1. No widget.

The headings of the sheet are here too: keys heard everywhere (`keymap`) stand under the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from wallctl.controller.canvas.commands import SHEET
from wallctl.controller.canvas.reshaping import Reshaping
from wallctl.controller.preset_actions import CARD_KEYS, ON_THE_SHEET
from wallctl.controller.words import QT_TRANSLATE_NOOP
from wallctl.rules.arrows import Way
from wallctl.rules.preset_keys import PRESET_KEYS


class Group(Enum):
    """The headings of the sheet, in their order."""

    FIND = "find"
    CANVAS = "canvas"
    TAKE = "take"
    DESK = "desk"


class Place(Enum):
    """Where a key that is not heard everywhere has its meaning."""

    SEARCH_BOX = "search_box"
    SOURCE_LIST = "source_list"
    CANVAS = "canvas"
    NUMBERS = "numbers"
    """The canvas while windows show their numbers."""
    CUTTING = "cutting"
    """The canvas while a frame is drawn round a part of a picture."""
    HAPPENING = "happening"
    PRESET_SEARCH = "preset_search"
    PRESET_CARD = "preset_card"
    DIALOG = "dialog"
    """A window of its own: the desk's keys are not heard there."""
    DRAG = "drag"
    """While the mouse drags: no key press of its own."""


@dataclass(frozen=True, slots=True)
class Local:
    """Keys of one part of the desk. `shown` is how they are written, where there are several."""

    place: Place
    keys: tuple[str, ...]
    group: Group
    what: str
    shown: str = ""


EDIT_KEY, KEEP_KEY, REMOVE_KEY = "E", "K", "Delete"
"""On a source in the list; `KEEP_KEY` on a temporary one."""
SAVE_KEY, REPLACE_KEY, FILE_KEY, TEST_KEY = "Ctrl+S", "Ctrl+Shift+S", "Ctrl+O", "Alt+C"
TAKE_OUT_KEY = "Ctrl+Delete"
"""In dialogs. Enter commits Chinese input: what it might do by habit has a key of its own."""

LOCAL: tuple[Local, ...] = (
    Local(
        Place.SEARCH_BOX,
        ("Down", "Return", "Enter"),
        Group.FIND,
        QT_TRANSLATE_NOOP("Keys", "从搜索框到第一个结果"),
        "↓ / Enter",
    ),
    Local(
        Place.SOURCE_LIST,
        ("Return", "Enter"),
        Group.FIND,
        QT_TRANSLATE_NOOP("Keys", "在列表中：放到选中的位置，否则放到第一个空位"),
        "Enter",
    ),
    Local(
        Place.SOURCE_LIST,
        ("Shift+Return", "Shift+Enter"),
        Group.FIND,
        QT_TRANSLATE_NOOP("Keys", "在列表中：叠加在选中的画面上"),
        "Shift+Enter",
    ),
    Local(Place.SOURCE_LIST, ("*",), Group.FIND, QT_TRANSLATE_NOOP("Keys", "在列表中：收藏，或取消收藏")),
    Local(
        Place.SOURCE_LIST,
        ("Space",),
        Group.FIND,
        QT_TRANSLATE_NOOP("Keys", "在列表中：看这一路的小画面，鼠标停住也可以"),
    ),
    Local(
        Place.SOURCE_LIST, (EDIT_KEY,), Group.FIND, QT_TRANSLATE_NOOP("Keys", "在列表中：修改名称、地址等")
    ),
    Local(Place.SOURCE_LIST, (KEEP_KEY,), Group.FIND, QT_TRANSLATE_NOOP("Keys", "在列表中：保留临时信号源")),
    Local(
        Place.SOURCE_LIST,
        (REMOVE_KEY,),
        Group.FIND,
        QT_TRANSLATE_NOOP("Keys", "在列表中：从目录中删除"),
    ),
    Local(
        Place.SOURCE_LIST,
        ("Left", "Right"),
        Group.FIND,
        QT_TRANSLATE_NOOP("Keys", "在列表中：收起和展开一组；在组名上也可以用 Enter 或 Space"),
        "← →",
    ),
    Local(
        Place.CANVAS,
        ("Left", "Up", "Right", "Down"),
        Group.CANVAS,
        QT_TRANSLATE_NOOP("Keys", "选择画面或空位"),
        "← ↑ → ↓",
    ),
    Local(
        Place.CANVAS,
        ("Ctrl+Left", "Ctrl+Up", "Ctrl+Right", "Ctrl+Down"),
        Group.CANVAS,
        QT_TRANSLATE_NOOP("Keys", "移动一格；与同样大小的画面互换"),
        "Ctrl + ← ↑ → ↓",
    ),
    Local(
        Place.CANVAS,
        ("Shift+Left", "Shift+Up", "Shift+Right", "Shift+Down"),
        Group.CANVAS,
        QT_TRANSLATE_NOOP("Keys", "放大或缩小一格"),
        "Shift + ← ↑ → ↓",
    ),
    Local(
        Place.CANVAS,
        tuple(Reshaping.FREE_MOVE.key(way) for way in Way),
        Group.CANVAS,
        QT_TRANSLATE_NOOP("Keys", "自由移动，每步 1/16 单元"),
        "Ctrl + Shift + ← ↑ → ↓",
    ),
    Local(
        Place.CANVAS,
        tuple(Reshaping.FAR_EDGE.key(way) for way in Way),
        Group.CANVAS,
        QT_TRANSLATE_NOOP("Keys", "右边缘和下边缘移动 1/16 单元"),
        "Alt + Shift + ← ↑ → ↓",
    ),
    Local(
        Place.CANVAS,
        tuple(Reshaping.NEAR_EDGE.key(way) for way in Way),
        Group.CANVAS,
        QT_TRANSLATE_NOOP("Keys", "左边缘和上边缘移动 1/16 单元"),
        "Ctrl + Alt + Shift + ← ↑ → ↓",
    ),
    Local(
        Place.HAPPENING,
        ("Up", "Down", "Home", "End", "Return", "Enter", "Space"),
        Group.DESK,
        QT_TRANSLATE_NOOP("Keys", "在正在发生中：选一行；按它的按钮，或展开同类"),
        "↑ ↓ Home End / Enter Space",
    ),
    Local(Place.DRAG, ("Alt",), Group.CANVAS, QT_TRANSLATE_NOOP("Keys", "拖动时按住：不对齐到单元")),
    *(Local(Place.CANVAS, line.keys, Group.CANVAS, line.what, line.shown) for line in SHEET),
    Local(
        Place.NUMBERS,
        ("+",),
        Group.CANVAS,
        QT_TRANSLATE_NOOP("Keys", "输入编号时：再加选一个，已选中的保留"),
    ),
    Local(
        Place.NUMBERS,
        ("Return", "Enter"),
        Group.CANVAS,
        QT_TRANSLATE_NOOP("Keys", "输入编号时：收起编号，选中的不变"),
        "Enter",
    ),
    Local(
        Place.CUTTING,
        ("Left", "Up", "Right", "Down"),
        Group.CANVAS,
        QT_TRANSLATE_NOOP("Keys", "画框时：移动框"),
        "← ↑ → ↓",
    ),
    Local(
        Place.CUTTING,
        tuple(Reshaping.GROW.key(way) for way in Way),
        Group.CANVAS,
        QT_TRANSLATE_NOOP("Keys", "画框时：放大或缩小框"),
        "Shift + ← ↑ → ↓",
    ),
    Local(
        Place.CUTTING,
        ("Return", "Enter"),
        Group.CANVAS,
        QT_TRANSLATE_NOOP("Keys", "画框时：只显示框里的部分"),
        "Enter",
    ),
    Local(
        Place.PRESET_SEARCH,
        ("Down", "Return", "Enter"),
        Group.TAKE,
        QT_TRANSLATE_NOOP("Keys", "找场景时：到第一张场景卡"),
        "↓ / Enter",
    ),
    *(
        Local(Place.PRESET_CARD, (key,), Group.TAKE, ON_THE_SHEET[action])
        for action, key in CARD_KEYS.items()
    ),
    Local(
        Place.DIALOG,
        (SAVE_KEY,),
        Group.DESK,
        QT_TRANSLATE_NOOP("Keys", "在对话框中：保存，全部导入，设定，把此版设为最新"),
    ),
    Local(Place.DIALOG, (REPLACE_KEY,), Group.DESK, QT_TRANSLATE_NOOP("Keys", "保存场景时：覆盖原来的场景")),
    Local(
        Place.DIALOG,
        PRESET_KEYS,
        Group.DESK,
        QT_TRANSLATE_NOOP("Keys", "在快捷键框中：选这个键，不调用场景"),
        "F2 – F12, 1 – 0",
    ),
    Local(
        Place.DIALOG,
        (TAKE_OUT_KEY,),
        Group.DESK,
        QT_TRANSLATE_NOOP("Keys", "问是否删除信号源时：从目录中删除"),
    ),
    Local(
        Place.DIALOG,
        ("Return", "Enter", "Esc"),
        Group.DESK,
        QT_TRANSLATE_NOOP("Keys", "在对话框中：Enter 按亮色的按钮，Esc 关闭"),
        "Enter / Esc",
    ),
    Local(
        Place.DIALOG,
        ("Y", "N", "R"),
        Group.DESK,
        QT_TRANSLATE_NOOP("Keys", "告警声检查时：听到了，没听到，再放一次"),
        "Y / N / R",
    ),
    Local(Place.DIALOG, (FILE_KEY,), Group.DESK, QT_TRANSLATE_NOOP("Keys", "导入时：选择文件")),
    Local(Place.DIALOG, (TEST_KEY,), Group.DESK, QT_TRANSLATE_NOOP("Keys", "添加信号源时：测试，停止测试")),
    Local(
        Place.DRAG,
        ("Shift",),
        Group.CANVAS,
        QT_TRANSLATE_NOOP("Keys", "拖动时按住：与指针下的画面互换；放下时叠加"),
    ),
    Local(
        Place.DRAG,
        (),
        Group.CANVAS,
        QT_TRANSLATE_NOOP("Keys", "单击加选画面；在空处拖出一个框"),
        QT_TRANSLATE_NOOP("Keys", "Ctrl + 单击"),
    ),
    Local(
        Place.DRAG,
        (),
        Group.CANVAS,
        QT_TRANSLATE_NOOP("Keys", "滚轮数字变焦，在选中的画面上；拖动看别处，双击复原"),
        QT_TRANSLATE_NOOP("Keys", "Ctrl + 滚轮"),
    ),
)
