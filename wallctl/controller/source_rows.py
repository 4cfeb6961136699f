"""The list of sources as rows: headings that fold, and their sources. Knows nothing of painting."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt

from wallctl.controller.drag import SOURCE_MIME, sources_as_mime
from wallctl.controller.source_groups import Catalogued, Group
from wallctl.controller.standing import Grade, Standings
from wallctl.controller.words import Places, kind_word, source_name, standing_line, translate
from wallctl.model.ids import SourceId
from wallctl.model.source import Source

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Heading:
    """A group, with how many sources it has and how many of them are known to be lost."""

    group: str
    text: str
    count: int
    lost: int
    folded: bool = False


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source, in one group: a source may stand in several."""

    source: Source
    colour: str
    starred: bool = False
    group: str = ""


Row = Heading | SourceRow
_ALL_LOST = f"state:{Grade.LOST.value}"
"""The group whose very heading says it."""
RowKey = tuple[str, str]
"""Group and source (empty for the heading): what a row is known by when rows are made anew."""


def grouped_rows(
    groups: Iterable[Group],
    of: Catalogued,
    folded: Collection[str] = frozenset(),
    starred: Collection[SourceId] = frozenset(),
) -> list[Row]:
    """Return a heading for each group, then its sources unless it is folded."""
    rows: list[Row] = []
    for group in groups:
        lost = sum(1 for source in group.sources if of.known.of_source(source.ref).grade is Grade.LOST)
        lost = 0 if lost == len(group.sources) and group.key == _ALL_LOST else lost
        rows.append(Heading(group.key, group.text, len(group.sources), lost, group.key in folded))
        if group.key not in folded:
            rows += _source_rows(group.sources, of, starred, group.key)
    return rows


def ranked_rows(
    sources: Sequence[Source], of: Catalogued, starred: Collection[SourceId] = frozenset()
) -> list[Row]:
    """Return the rows of a search, best hit first, without headings."""
    return [*_source_rows(sources, of, starred, "")]


def _source_rows(
    sources: Sequence[Source], of: Catalogued, starred: Collection[SourceId], group: str
) -> list[SourceRow]:
    return [SourceRow(source, of.colour(source), source.ref in starred, group) for source in sources]


def row_key(row: Row) -> RowKey:
    """Return what the row is known by."""
    return (row.group, row.source.id) if isinstance(row, SourceRow) else (row.group, "")


class SourceModel(QAbstractListModel):
    """Rows for a list view; sources can be dragged, headings cannot."""

    def __init__(self, places: Places) -> None:
        super().__init__()
        self._places = places
        self._rows: list[Row] = []
        self._known = Standings({}, {})
        self._now_utc_s = 0.0

    @property
    def rows(self) -> Sequence[Row]:
        return self._rows

    def show_rows(self, rows: list[Row]) -> None:
        """Replace all rows; does nothing when they are the same."""
        if rows == self._rows:
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def show_standings(self, known: Standings, now_utc_s: float) -> None:
        """Show other states; the rows stay."""
        self._known, self._now_utc_s = known, now_utc_s

    def source_at(self, index: Index) -> Source | None:
        """Return the source in a row; None for headings."""
        row = self._rows[index.row()] if index.isValid() else None
        return row.source if isinstance(row, SourceRow) else None

    def place_of(self, source: SourceId) -> QModelIndex:
        """Return where a source is in the list; invalid when it is not."""
        for number, row in enumerate(self._rows):
            if isinstance(row, SourceRow) and row.source.ref == source:
                return self.index(number)
        return QModelIndex()

    def places_of(self, keys: Collection[RowKey]) -> list[QModelIndex]:
        """Return where these rows are now, as far as they are in the list."""
        return [self.index(number) for number, row in enumerate(self._rows) if row_key(row) in keys]

    def heading_of(self, index: Index) -> QModelIndex:
        """Return the heading that a row stands under; invalid where there is none."""
        for number in range(index.row(), -1, -1):
            if isinstance(self._rows[number], Heading):
                return self.index(number)
        return QModelIndex()

    def first_source(self) -> QModelIndex:
        """Return the first row that is a source."""
        for number, row in enumerate(self._rows):
            if isinstance(row, SourceRow):
                return self.index(number)
        return QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._text(row)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(row)
            case _ if role == ROW_ROLE:
                return row
            case _:
                return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.source_at(index) is None:
            # The keys get there, to fold and unfold; it can be neither chosen nor dragged.
            return Qt.ItemFlag.ItemIsEnabled if index.isValid() else Qt.ItemFlag.NoItemFlags
        enabled = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return enabled | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemNeverHasChildren

    def mimeTypes(self) -> list[str]:
        return [SOURCE_MIME]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        found = [self.source_at(index) for index in sorted(indexes, key=lambda index: index.row())]
        # A favourite that is chosen in two groups is carried once.
        return sources_as_mime([*dict.fromkeys(source.ref for source in found if source is not None)])

    def told_of(self, source: Source) -> list[str]:
        """Return what there is to say of a source: what it is and how it is now, its other names."""
        lines = [detail_text(source, self._places, self._known, self._now_utc_s)]
        also = [*source.aliases, *source.former_names]
        if also:
            lines.append(
                translate("Sources", "又名 {names}").format(names=translate("Notice", "、").join(also))
            )
        return lines

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def _text(self, row: Row) -> str:
        if isinstance(row, Heading):
            return heading_text(row)
        detail = detail_text(row.source, self._places, self._known, self._now_utc_s)
        return f"{row.source.id} {source_name(row.source)} {detail}"

    def _tip(self, row: Row) -> str | None:
        if isinstance(row, Heading):
            return translate("Sources", "点击，或按 ← → 收起和展开")
        source = row.source
        lines = [f"{source.id} {source_name(source)}", *self.told_of(source)]
        lines.append(translate("Sources", "拖到大屏上，或按 Enter 放到选中的位置；按 * 收藏"))
        return "\n".join(lines)


def heading_text(row: Heading) -> str:
    """Return `水利 · 10 路 · 1 无信号`."""
    return heading_forms(row)[0]


def heading_forms(row: Heading) -> list[str]:
    """Return the ways to write a heading, the fullest first: the counts stay as long as there is room."""
    counted = translate("Sources", "{group} · {count} 路").format(group=row.text, count=row.count)
    lost = translate("Sources", " · {lost} 无信号").format(lost=row.lost) if row.lost else ""
    return [counted + lost, counted, f"{row.text} · {row.count}"]


def detail_text(source: Source, places: Places, known: Standings, now_utc_s: float) -> str:
    """Return the second line of a row: district, kind, state."""
    state = state_line(source, known, now_utc_s)
    return " · ".join(
        part
        for part in (*marks(source, known, now_utc_s), places.of(source), kind_word(source.kind), state)
        if part
    )


def state_line(source: Source, known: Standings, now_utc_s: float) -> str:
    """Return how a source is now, on the wall or off it."""
    standing = known.of_source(source.ref)
    if standing.grade is Grade.UNKNOWN and source.ref in known.ready:
        return translate("Sources", "可用，未上墙")
    return standing_line(standing, now_utc_s)


def marks(source: Source, known: Standings, now_utc_s: float) -> list[str]:
    """Return what has to be known of a source before it is used: not tested, gone in some hours."""
    found = []
    if source.until_utc_s is not None:
        left_s = max(0.0, source.until_utc_s - now_utc_s)
        found.append(translate("Sources", "临时 {left}").format(left=left_word(left_s)))
    seen = known.of_source(source.ref).grade in (Grade.OK, Grade.LATE) or source.ref in known.ready
    if source.untested and not seen:
        found.append(translate("Sources", "未测试"))
    return found


def left_word(left_s: float) -> str:
    """Return the time that is left, as short as it may be: hours, in the last two of them minutes."""
    return f"{int(left_s / 3600)} h" if left_s >= 7200 else f"{int(left_s / 60)} min"
