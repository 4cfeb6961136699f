"""What can be done with presets: the acts, their words, and the key of each on a preset's card.

One table for the menus, the cards and the sheet of F1. Must not know any widget.
"""

from __future__ import annotations

from enum import Enum

from wallctl.controller.words import QT_TRANSLATE_NOOP, translate


class PresetAction(Enum):
    """What is done with one preset, or with presets at all."""

    SAVE = "save"
    IMPORT = "import"
    RESTORE = "restore"
    APPLY = "apply"
    EDIT = "edit"
    RENAME = "rename"
    VERSIONS = "versions"
    EXPORT = "export"
    DELETE = "delete"


class Applying(Enum):
    """Where a preset goes that is called now."""

    WALL = "wall"
    DRAFT = "draft"
    """A draft is open, or nothing goes up at once."""


_WORDS: dict[PresetAction, str] = {
    PresetAction.SAVE: QT_TRANSLATE_NOOP("Presets", "保存画面为场景…"),
    PresetAction.IMPORT: QT_TRANSLATE_NOOP("Presets", "导入场景文件…"),
    PresetAction.RESTORE: QT_TRANSLATE_NOOP("Presets", "恢复刚删除的场景"),
    PresetAction.EDIT: QT_TRANSLATE_NOOP("Presets", "作为待上墙修改"),
    PresetAction.RENAME: QT_TRANSLATE_NOOP("Presets", "改名、快捷键…"),
    PresetAction.VERSIONS: QT_TRANSLATE_NOOP("Presets", "版本…"),
    PresetAction.EXPORT: QT_TRANSLATE_NOOP("Presets", "导出为文件…"),
    PresetAction.DELETE: QT_TRANSLATE_NOOP("Presets", "删除"),
}
_APPLY: dict[Applying, str] = {
    Applying.WALL: QT_TRANSLATE_NOOP("Presets", "上墙"),
    Applying.DRAFT: QT_TRANSLATE_NOOP("Presets", "放进待上墙，不上墙"),
}
CARD_KEYS: dict[PresetAction, str] = {
    PresetAction.APPLY: "Return",
    PresetAction.EDIT: "E",
    PresetAction.RENAME: "R",
    PresetAction.VERSIONS: "V",
    PresetAction.EXPORT: "X",
    PresetAction.DELETE: "Delete",
}
"""In the order of the card's menu; each is heard on the card that has the focus."""
ON_THE_SHEET: dict[PresetAction, str] = {
    PresetAction.APPLY: QT_TRANSLATE_NOOP("Keys", "在场景卡上：调用这个场景"),
    PresetAction.EDIT: QT_TRANSLATE_NOOP("Keys", "在场景卡上：作为待上墙修改"),
    PresetAction.RENAME: QT_TRANSLATE_NOOP("Keys", "在场景卡上：改名，换快捷键"),
    PresetAction.VERSIONS: QT_TRANSLATE_NOOP("Keys", "在场景卡上：看各个版本"),
    PresetAction.EXPORT: QT_TRANSLATE_NOOP("Keys", "在场景卡上：导出为文件"),
    PresetAction.DELETE: QT_TRANSLATE_NOOP("Keys", "在场景卡上：删除，可以恢复"),
}


def action_word(action: PresetAction) -> str:
    """Return what an act does, in the language that is set; calling a preset goes up."""
    return translate("Presets", _WORDS[action]) if action in _WORDS else apply_word(Applying.WALL)


def apply_word(applying: Applying) -> str:
    """Return what calling a preset does now, in the language that is set."""
    return translate("Presets", _APPLY[applying])
