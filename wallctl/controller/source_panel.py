"""The sources: search box, agency chips, list. Asks for places; never puts anything anywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QLabel, QVBoxLayout, QWidget

from wallctl.controller.agency_shelf import AgencyShelf, Yields
from wallctl.controller.docking import Zone
from wallctl.controller.drag import table_in_mime
from wallctl.controller.echo import EchoBook
from wallctl.controller.keymap import Act, alone, key_word
from wallctl.controller.panel_head import ANY_PX, Panel
from wallctl.controller.settings import KEPT_FAVOURITES, SettingsKeeper
from wallctl.controller.source_groups import Catalogued, Grouping, OwnGroups, grouped, own_groups, with_looks
from wallctl.controller.source_list import SourceList
from wallctl.controller.source_painter import SourcePainter
from wallctl.controller.source_rows import Row, SourceModel, SourceRow, grouped_rows, ranked_rows
from wallctl.controller.source_search import SearchBox
from wallctl.controller.source_tools import SourceTools
from wallctl.controller.standing import Grade, Standings
from wallctl.controller.tab_order import reach
from wallctl.controller.theme import px
from wallctl.controller.words import Places
from wallctl.model.ids import SourceId
from wallctl.model.layout import Layout
from wallctl.model.sighting import SourceStanding
from wallctl.model.source import Agency, Source
from wallctl.model.wall import Wall

_CHIPS_SHARE, _GAP_PX = 0.24, 10
_FINDERS_SHARE, _FINDERS_PX = 0.34, 420
"""What the search box and the chips get of the width beside the list, and at most."""

Search = Callable[[str], Sequence[SourceId]]


class SourcePanel(Panel):
    """Everything there is to show, found by any of its names."""

    place_requested = Signal(str)
    several_requested = Signal(object)
    """Ids of two or more sources that are to be put up, in their order."""
    overlay_requested = Signal(object)
    """Ids of sources that are to lie over the chosen window."""
    acted = Signal(object)
    """An act about sources, from the row of tools."""
    table_dropped = Signal(object)
    """The path of a CSV file that was dropped here."""

    def __init__(
        self,
        book: EchoBook,
        places: Places,
        parent: QWidget | None = None,
        settings: SettingsKeeper | None = None,
    ) -> None:
        super().__init__(Zone.SOURCES, parent)
        self.setObjectName("sourcePanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._places = places
        self._settings = settings or SettingsKeeper()
        self._sources: Mapping[SourceId, Source] = {}
        self._agencies: Mapping[str, Agency] = {}
        self._search: Search = _nothing
        self._known = Standings({}, {})
        self._looks: Mapping[SourceId, SourceStanding] = {}
        self._grades: tuple[dict[SourceId, Grade], frozenset[SourceId]] = ({}, frozenset())
        self._catalogue_known = False
        self._awaited: SourceId | None = None
        self.search = SearchBox(self)
        self.search.textChanged.connect(self._refill)
        self.search.installEventFilter(self)
        self.tools = SourceTools(self)
        self.tools.grouping_chosen.connect(self.group_by)
        self.tools.acted.connect(self.acted)
        self.setAcceptDrops(True)
        self.shelf = AgencyShelf(self)
        self.shelf.chosen_changed.connect(self._refill)
        self.shelf.room_wanted.connect(self._fit_chips)
        self.model = SourceModel(places)
        self.painter = SourcePainter(book, places)
        self.list = SourceList(self.model, self.painter, self)
        self.list.place_requested.connect(self._ask_for_places)
        self.list.overlay_requested.connect(self.overlay_requested)
        self.list.star_requested.connect(self._star)
        self.list.fold_requested.connect(self._fold)
        self._empty = QLabel(self)
        self._empty.setWordWrap(True)
        self._empty.setProperty("tone", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._lies = False
        self._lay_out()
        self._settings.changed.connect(self._settings_changed)
        self.retranslate()

    def _lay_out(self) -> None:
        self._finders = QWidget(self)
        finders, found = QVBoxLayout(self._finders), QVBoxLayout()
        finders.setContentsMargins(0, 0, 0, 0)
        finders.addWidget(self.search)
        finders.addWidget(self.shelf, 1)
        finders.addWidget(self.tools)
        finders.addStretch()
        found.addWidget(self._empty, 1)
        found.addWidget(self.list, 1)
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._body.addWidget(self._finders)
        self._body.addLayout(found, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 8, 8)
        column.addWidget(self.head)
        column.addLayout(self._body, 1)
        for layout in (finders, found, self._body, column):
            layout.setSpacing(_GAP_PX)

    # what is shown

    def lie(self, *, wide: bool) -> None:
        """What narrows the list, and the list: below each other, or side by side."""
        self._lies = wide
        way = QBoxLayout.Direction
        self._body.setDirection(way.LeftToRight if wide else way.TopToBottom)
        self._fit_chips()

    @property
    def grouping(self) -> Grouping:
        """What the groups of the list are, for this officer."""
        try:
            return Grouping(self._settings.now.grouping)
        except ValueError:
            return Grouping.AGENCY

    @property
    def places(self) -> Places:
        """Names of districts."""
        return self._places

    def use_settings(self, settings: SettingsKeeper) -> None:
        """Keep favourites, recent ones, groups and folds in these from now on."""
        self._settings.changed.disconnect(self._settings_changed)
        self._settings = settings
        settings.changed.connect(self._settings_changed)
        self._settings_changed()

    def show_search(self, search: Search) -> None:
        """Search with this from now on."""
        self._search = search
        if self.search.text().strip():
            self._refill()

    def show_catalogue(self, sources: Mapping[SourceId, Source], agencies: Mapping[str, Agency]) -> None:
        """Show another catalogue; the search words and the chosen agency stay."""
        self._sources, self._agencies = sources, agencies
        self._catalogue_known = True
        with_sources = {source.agency for source in sources.values()}
        self.shelf.show_agencies(agency for agency in agencies.values() if agency.id in with_sources)
        self._refill()
        self._choose_awaited()

    def show_wall(self, wall: Wall, glass: Layout, known: Standings, now_utc_s: float) -> None:
        """Show other states and thumbnails; rows do not move under the officer's hand."""
        self._known = known = with_looks(known, self._looks)
        self.painter.show_wall(wall, glass, known, now_utc_s)
        self.model.show_standings(known, now_utc_s)
        held = QApplication.mouseButtons() is not Qt.MouseButton.NoButton
        grades = ({ref: found.grade for ref, found in known.sources.items()}, known.ready)
        if grades != self._grades and not held:
            self._grades = grades
            if not self.search.text().strip():
                self._refill()
        self.list.viewport().update()

    def show_looks(self, looks: Mapping[SourceId, SourceStanding]) -> None:
        """Looks off the wall saw sources so; shown with the next state of the wall, twice a second."""
        self._looks = looks

    def show_taken(self, sources: Sequence[SourceId]) -> None:
        """These were put on the wall from this desk, just now."""
        before = self._settings.now.recent
        known = (ref for ref in (*sources, *before) if ref in self._sources)
        self._settings.change(recent=tuple(dict.fromkeys(known))[:KEPT_HERE])

    def reveal(self, source: SourceId) -> None:
        """Choose that source in the list, now or as soon as the catalogue has it."""
        self._awaited = source
        self._choose_awaited()

    def _choose_awaited(self) -> None:
        if self._awaited is None or self._awaited not in self._sources:
            return
        source, self._awaited = self._sources[self._awaited], None
        self.search.clear()
        self.shelf.choose(())
        group = next((row.group for row in self._all_rows() if is_of(row, source)), "")
        self._fold(group, fold=False)
        for index in self.model.places_of({(group, source.id)}):
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)

    def _all_rows(self) -> list[Row]:
        of = Catalogued(self._agencies, self._places, self._known)
        return grouped_rows(grouped(self._found(), self.grouping, of), of)

    def focus_search(self) -> None:
        """Go to the search box, what was typed selected."""
        reach(self.search)
        self.search.selectAll()

    def next_grouping(self) -> None:
        """Part the list in the next way."""
        self.group_by(self.grouping.next)

    @Slot(object)
    def group_by(self, grouping: Grouping) -> None:
        """Part the list so."""
        self._settings.change(grouping=grouping.value)

    def retranslate(self) -> None:
        """Show all words in the language that is set."""
        self.search.setPlaceholderText(self.tr("搜索 名称 / 拼音 / 编号"))
        self.search.setAccessibleName(self.tr("搜索信号源"))
        self.search.setToolTip(self.tr("名称、别名、英文名、编号、拼音或首字母。快捷键 /"))
        self.search.retranslate()
        self.list.setAccessibleName(self.tr("信号源列表"))
        self.shelf.retranslate()
        self._settings_changed()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if table_in_mime(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = table_in_mime(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.table_dropped.emit(path)

    # inside

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter lead from the search box to the first hit; Enter alone never puts anything up."""
        if watched is not self.search or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        empties = alone(event, Qt.Key.Key_Escape) and bool(self.search.text())
        if event.type() is QEvent.Type.ShortcutOverride and empties:
            event.accept()  # it empties the box before it means anything else
            return True
        if event.type() is QEvent.Type.KeyPress:
            if alone(event, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                return self._enter_list()
            if empties:
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def _enter_list(self) -> bool:
        first = self.model.first_source()
        if not first.isValid():
            return False
        self.list.setCurrentIndex(first)
        self.list.scrollTo(first)
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    @Slot(object)
    def _ask_for_places(self, chosen: list[SourceId]) -> None:
        if len(chosen) == 1:
            self.place_requested.emit(chosen[0])
        else:
            self.several_requested.emit(chosen)

    @Slot(object)
    def _star(self, chosen: list[SourceId]) -> None:
        """Mark them; where all are marked already, not any more."""
        before = self._settings.now.favourites
        if set(chosen) <= set(before):
            after = [ref for ref in before if ref not in chosen]
        else:
            after = [*before, *(ref for ref in chosen if ref not in before)]
        self._settings.change(favourites=tuple(after[-KEPT_FAVOURITES:]))

    @Slot(str, bool)
    def _fold(self, group: str, fold: bool) -> None:
        folded = [name for name in self._settings.now.folded if name != group]
        self._settings.change(folded=tuple([*folded, group] if fold else folded)[-KEPT_FAVOURITES:])

    @Slot()
    def _settings_changed(self) -> None:
        self.tools.show_grouping(self.grouping)
        self._refill()

    def _found(self) -> list[Source]:
        query = self.search.text().strip()
        if query:
            found = [self._sources[name] for name in self._search(query) if name in self._sources]
        else:
            found = list(self._sources.values())
        chosen = self.shelf.chosen
        return [source for source in found if not chosen or source.agency in chosen]

    def _rows(self, found: list[Source]) -> list[Row]:
        now = self._settings.now
        of = Catalogued(self._agencies, self._places, self._known)
        starred = frozenset(now.favourites)
        if self.search.text().strip():
            return ranked_rows(found, of, starred)
        own = own_groups(found, OwnGroups(now.favourites, now.recent))
        return grouped_rows([*own, *grouped(found, self.grouping, of)], of, frozenset(now.folded), starred)

    @Slot()
    def _refill(self) -> None:
        """Rows that are made anew lose the selection: only where they differ, and it is brought back."""
        found = self._found()
        rows = self._rows(found)
        if rows != self.model.rows:
            self.list.renew(lambda: self.model.show_rows(rows))
            if self.search.text().strip() and not self.list.hasFocus():
                self.list.scrollToTop()
        self._empty.setVisible(not found)
        self.list.setVisible(bool(found))
        self._empty.setText(self._empty_text())
        self._fit_chips()

    @Slot()
    def _fit_chips(self) -> None:
        """Long names of agencies must not take the list's place: beyond a part of it they are scrolled to."""
        wide, most = self.width() - 2 * _GAP_PX, int(self.height() * _CHIPS_SHARE)
        if self._lies:
            # Beside the list they may have all that is left.
            wide = min(px(_FINDERS_PX), int(wide * _FINDERS_SHARE))
            others = (
                self.head.minimumHeight(),
                *(part.sizeHint().height() for part in (self.search, self.tools)),
            )
            most = self.height() - 2 * _GAP_PX - sum(high + _GAP_PX for high in others)
        self._finders.setMinimumWidth(wide if self._lies else 0)
        self._finders.setMaximumWidth(wide if self._lies else ANY_PX)
        self.shelf.fit(wide, most, Yields.ROWS if self._lies else Yields.NOTHING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_chips()

    def _empty_text(self) -> str:
        if not self._catalogue_known:
            return self.tr("正在读取信号源目录…")
        if not self._sources:
            return self.tr("还没有信号源。按 {key} 导入 CSV 目录，也可以把文件拖到这里。").format(
                key=key_word(Act.IMPORT)
            )
        return self.tr("没有符合的信号源。试试别名、拼音首字母，或取消单位筛选。")


def is_of(row: Row, source: Source) -> bool:
    """Tell whether the row is that source's."""
    return isinstance(row, SourceRow) and row.source.ref == source.ref


def _nothing(query: str) -> Sequence[SourceId]:
    return ()


KEPT_HERE = 8
"""Recent sources in the list: what an officer had in hand this hour, not a second catalogue."""
