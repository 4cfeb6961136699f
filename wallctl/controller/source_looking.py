"""Who looks at which source in the list: the hand over a row, the key, the grid. Asks for nothing else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QTimer, Slot
from PySide6.QtGui import QHoverEvent, QKeyEvent, QMouseEvent

from wallctl.controller.preview_card import PreviewCard
from wallctl.controller.source_list import SourceList
from wallctl.controller.source_previews import PreviewBook
from wallctl.controller.source_rows import SourceModel
from wallctl.controller.source_tiles import LEAST_TILE_PX
from wallctl.model.ids import SourceId
from wallctl.protocol.looks import MOST_PREVIEW_PX

REST_MS = 350
"""A hand that only passes asks for nothing."""
LOOK_MS = 500
"""So often it is looked at what is visible: whoever scrolls asks for nothing until it stands still."""


class SourceLooking(QObject):
    """Watches the list; keeps what is asked for to what is looked at."""

    def __init__(
        self,
        panel_list: SourceList,
        model: SourceModel,
        book: PreviewBook,
        now_s: Callable[[], float],
        now_utc_s: Callable[[], float],
    ) -> None:
        """`now_s`: a clock that never steps; `now_utc_s`: the server's time of day."""
        super().__init__()
        self._list, self._model, self._book = panel_list, model, book
        self._now_s, self._now_utc_s = now_s, now_utc_s
        self.card = PreviewCard(book, panel_list)
        self._grid = False
        self._index = QPersistentModelIndex()
        self._visible: list[SourceId] = []
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._rested)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        panel_list.viewport().installEventFilter(self)
        panel_list.installEventFilter(self)
        panel_list.look_requested.connect(self._toggle)
        panel_list.verticalScrollBar().valueChanged.connect(self.hide)
        model.modelReset.connect(self.hide)
        book.changed.connect(self._came)

    def show_grid(self, grid: bool) -> None:
        """Show the list as a grid of pictures, or as rows."""
        self._grid = grid
        self.hide()
        self._list.show_tiles(self._book if grid else None)
        self._look()

    def stop(self) -> None:
        """Nobody looks any more."""
        self._timer.stop()
        self._rest.stop()
        self.card.close()
        self._book.watch(None, (), 0, self._now_s())

    @Slot()
    def hide(self) -> None:
        """Put the card away."""
        self._rest.stop()
        if self.card.isVisible():
            self.card.hide()
            self._look()

    # inside

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.HoverMove | QEvent.Type.MouseMove if watched is self._list.viewport():
                if isinstance(event, QHoverEvent | QMouseEvent):
                    self._moved(self._list.indexAt(event.position().toPoint()))
            case QEvent.Type.ToolTip if self.card.isVisible():
                return True  # the card says it all
            case QEvent.Type.Leave | QEvent.Type.MouseButtonPress | QEvent.Type.Wheel | QEvent.Type.FocusOut:
                self.hide()
            case QEvent.Type.KeyPress:
                # Any other key means something else; the one of the card is heard by the list.
                if self.card.isVisible() and not _is_space(event):
                    self.hide()
            case QEvent.Type.Hide:
                self.hide()
            case _:
                pass
        return super().eventFilter(watched, event)

    def _moved(self, index: QModelIndex) -> None:
        if self._grid or self._model.source_at(index) is None:
            self.hide()
        elif QPersistentModelIndex(index) != self._index or not self.card.isVisible():
            if QPersistentModelIndex(index) != self._index:
                self.hide()
            self._index = QPersistentModelIndex(index)
            if not self._rest.isActive():
                self._rest.start()

    @Slot()
    def _rested(self) -> None:
        if self._index.isValid():
            self._show(self._model.index(self._index.row()))

    @Slot(object)
    def _toggle(self, index: QModelIndex) -> None:
        if self.card.isVisible():
            self.hide()
        else:
            self._index = QPersistentModelIndex(index)
            self._show(index)

    def _show(self, index: QModelIndex) -> None:
        source = self._model.source_at(index)
        if source is None or not self._list.isVisible():
            return
        place = self._list.visualRect(index)
        corner = self._list.viewport().mapToGlobal(place.topLeft())
        beside = QRect(corner, place.size())
        self.card.show_source(source, self._model.told_of(source), beside, self._now_utc_s())
        self._look()

    @Slot()
    def _look(self) -> None:
        """Ask for what is looked at: the card first, then by turns the tiles that stand still."""
        card = self.card.source
        if card is not None:
            self._renew()
        window = self._list.window()
        seen = self._list.isVisible() and not window.isMinimized()
        visible = self._list.visible_sources if self._grid and seen else []
        if visible == self._visible:
            if visible:
                self._list.viewport().update()
            ratio = self._list.devicePixelRatioF()
            width = MOST_PREVIEW_PX if card is not None else round(LEAST_TILE_PX * 1.3 * ratio)
            self._book.watch(card, visible, width, self._now_s())
        elif card is not None:
            self._book.watch(card, (), MOST_PREVIEW_PX, self._now_s())
        self._visible = visible

    def _renew(self) -> None:
        source = (
            self._model.source_at(self._model.index(self._index.row())) if self._index.isValid() else None
        )
        if source is not None:
            self.card.renew(self._model.told_of(source), self._now_utc_s())

    @Slot(str)
    def _came(self, source: str) -> None:
        if self.card.source == source:
            self._renew()
        if self._grid:
            self._list.viewport().update()


def _is_space(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.text() == " "
