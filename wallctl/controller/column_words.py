"""What officers call the columns of a table of cameras, in either language. Must not know any widget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from wallctl.controller.words import QT_TRANSLATE_NOOP, translate
from wallctl.model.camera_table import Column
from wallctl.rules.catalogue_changes import Fields

_COLUMNS: dict[Column, str] = {
    Column.ID: QT_TRANSLATE_NOOP("Import", "编号"),
    Column.NAME: QT_TRANSLATE_NOOP("Import", "名称"),
    Column.NAME_EN: QT_TRANSLATE_NOOP("Import", "英文名"),
    Column.AGENCY: QT_TRANSLATE_NOOP("Import", "单位"),
    Column.KIND: QT_TRANSLATE_NOOP("Import", "类型"),
    Column.DISTRICT: QT_TRANSLATE_NOOP("Import", "区县"),
    Column.LON: QT_TRANSLATE_NOOP("Import", "经度"),
    Column.LAT: QT_TRANSLATE_NOOP("Import", "纬度"),
    Column.SENSITIVITY: QT_TRANSLATE_NOOP("Import", "敏感级别"),
    Column.ALIASES: QT_TRANSLATE_NOOP("Import", "别名"),
    Column.FORMER_NAMES: QT_TRANSLATE_NOOP("Import", "曾用名"),
    Column.TAGS: QT_TRANSLATE_NOOP("Import", "标签"),
    Column.OSD: QT_TRANSLATE_NOOP("Import", "画面自带文字的角"),
    Column.MAIN: QT_TRANSLATE_NOOP("Import", "主码流地址"),
    Column.SUB: QT_TRANSLATE_NOOP("Import", "子码流地址"),
    Column.SECRET: QT_TRANSLATE_NOOP("Import", "密码"),
    Column.MAIN_SIZE: QT_TRANSLATE_NOOP("Import", "主码流尺寸"),
    Column.SUB_SIZE: QT_TRANSLATE_NOOP("Import", "子码流尺寸"),
}


def column_word(column: Column) -> str:
    """Return what a column holds."""
    return translate("Import", _COLUMNS[column])


def fields_line(other: Fields) -> str:
    """Return what is other of a camera: `标签、别名（清空）`."""
    cleared = translate("Import", "{field}（清空）")
    words = ((column_word(column), column in other.emptied) for column in other.fields)
    return translate("Notice", "、").join(
        cleared.format(field=word) if gone else word for word, gone in words
    )


def counted_lines(fields: Iterable[Fields]) -> list[str]:
    """Return how many cameras each field changes for, the commonest first."""
    several = tuple(fields)
    emptied = Counter(column for one in several for column in one.emptied)
    lines = []
    for column, n in Counter(column for one in several for column in one.fields).most_common():
        text = translate("Import", "{field}：{n} 路")
        if emptied[column]:
            text = translate("Import", "{field}：{n} 路，其中清空 {emptied} 路")
        lines.append(text.format(field=column_word(column), n=n, emptied=emptied[column]))
    return lines
