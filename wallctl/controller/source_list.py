"""The list view of sources: folding, stars, drags of several. Asks for places; puts nothing anywhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDrag, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from wallctl.controller.local_keys import EDIT_KEY, KEEP_KEY, REMOVE_KEY
from wallctl.controller.source_painter import SourcePainter, drag_card
from wallctl.controller.source_previews import PreviewBook
from wallctl.controller.source_rows import ROW_ROLE, Heading, RowKey, SourceModel, SourceRow, row_key
from wallctl.controller.words import source_name
from wallctl.model.ids import SourceId
from wallctl.model.source import Source

_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_SIDEWAYS = (Qt.Key.Key_Left, Qt.Key.Key_Right)
_OWN = (Qt.Key.Key_E, Qt.Key.Key_K, Qt.Key.Key_Delete)
"""`EDIT_KEY`, `KEEP_KEY` and `REMOVE_KEY`."""
_PLACING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SourceList(QListView):
    """Enter asks to place what is chosen; `*` marks it; arrows left and right fold and unfold its group."""

    place_requested = Signal(object)
    """The ids of the chosen sources, in the order of the list."""
    overlay_requested = Signal(object)
    """The same, to be laid over the window that is chosen on the canvas."""
    star_requested = Signal(object)
    """The same, to be marked as favourites, or not any more."""
    fold_requested = Signal(str, bool)
    """A group, and whether it is to be folded."""
    look_requested = Signal(object)
    """The row of a source whose small picture is to be shown, or hidden again."""
    edit_requested = Signal(object)
    keep_requested = Signal(object)
    remove_requested = Signal(object)
    """A source that is to be edited, kept for good (a temporary one), taken out."""

    def __init__(self, model: SourceModel, painter: SourcePainter, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows, self._painter = model, painter
        self._previews: PreviewBook | None = None
        self.setModel(model)
        self.setItemDelegate(painter)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)

    @property
    def chosen(self) -> list[SourceId]:
        """The chosen sources in the order of the list, each once; the current one where none is chosen."""
        indexes = sorted(self.selectedIndexes(), key=QModelIndex.row) or [self.currentIndex()]
        found = (self._rows.source_at(index) for index in indexes)
        return [*dict.fromkeys(source.ref for source in found if source is not None)]

    def renew(self, change: Callable[[], None]) -> None:
        """Let the rows be made anew; what is chosen, the current row and the place in the list stay."""
        model, choice = self._rows, self.selectionModel()
        chosen = {_key(index) for index in self.selectedIndexes()}
        current, top = _key(self.currentIndex()), self.verticalScrollBar().value()
        change()
        for index in model.places_of({current}) if current is not None else ():
            choice.setCurrentIndex(index, choice.SelectionFlag.NoUpdate)
        for index in model.places_of({key for key in chosen if key is not None}):
            choice.select(index, choice.SelectionFlag.Select)
        self.verticalScrollBar().setValue(top)

    def show_tiles(self, previews: PreviewBook | None) -> None:
        """Show sources as tiles with these pictures; None: as rows."""
        self._previews = previews
        self.setFlow(QListView.Flow.LeftToRight if previews is not None else QListView.Flow.TopToBottom)
        self.setWrapping(previews is not None)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.rescale()

    @property
    def visible_sources(self) -> list[SourceId]:
        """The sources that are seen now, at least in part, from the top."""
        found: list[SourceId] = []
        port = self.viewport().rect()
        first = self.indexAt(port.topLeft() + QPoint(6, 6))
        for number in range(max(0, first.row()), self._rows.rowCount()):
            index = self._rows.index(number)
            source = self._rows.source_at(index)
            place = self.visualRect(index)
            if place.top() > port.bottom():
                break
            if source is not None and place.bottom() >= port.top():
                found.append(source.ref)
        return found

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._previews is not None:
            self._painter.show_tiles(self._previews, self._room)
            # Qt breaks the rows anew for another width alone.
            self.scheduleDelayedItemsLayout()
        super().resizeEvent(event)

    @property
    def _room(self) -> QSize:
        return self.viewport().size() - QSize(2, 0)

    def rescale(self) -> None:
        """Rows are as high as their letters want."""
        self._painter.show_tiles(self._previews, self._room)
        self.doItemsLayout()

    # what a hand does

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Carry a small card beside the hand, so that the place under it stays visible."""
        chosen = [index for index in self.selectedIndexes() if isinstance(index.data(ROW_ROLE), SourceRow)]
        if not chosen:
            return
        first = min(chosen, key=QModelIndex.row).data(ROW_ROLE)
        name = f"{first.source.id} {source_name(first.source)}"
        drag = QDrag(self)
        drag.setMimeData(self._rows.mimeData(chosen))
        drag.setPixmap(drag_card(name, first.colour, len(self.chosen), self.devicePixelRatioF()))
        drag.setHotSpot(QPoint(-14, -14))
        drag.exec(Qt.DropAction.CopyAction)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        row = index.data(ROW_ROLE)
        if event.button() is Qt.MouseButton.LeftButton:
            if isinstance(row, Heading):
                self.setFocus(Qt.FocusReason.MouseFocusReason)
                self.fold_requested.emit(row.group, not row.folded)
                return
            if isinstance(row, SourceRow) and self.star_at(index).contains(at):
                self.star_requested.emit([row.source.ref])
                return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of two quick ones on a star or a heading counts like the first."""
        index = self.indexAt(event.position().toPoint())
        if isinstance(index.data(ROW_ROLE), Heading) or self.star_at(index).contains(
            event.position().toPoint()
        ):
            self.mousePressEvent(event)
            return
        super().mouseDoubleClickEvent(event)
        source = self._rows.source_at(index)
        if source is not None and event.button() is Qt.MouseButton.LeftButton:
            self.place_requested.emit([source.ref])

    def star_at(self, index: QModelIndex) -> QRect:
        """Return where a row's star is pressed, in the viewport; empty for headings."""
        row = index.data(ROW_ROLE) if index.isValid() else None
        return self._painter.star_of(self.visualRect(index)) if isinstance(row, SourceRow) else QRect()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().data(ROW_ROLE)
        plain = event.modifiers() in _PLAIN
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in _PLACING and plain and self.chosen:
            self.place_requested.emit(self.chosen)
        elif event.key() in _PLACING and held == Qt.KeyboardModifier.ShiftModifier and self.chosen:
            self.overlay_requested.emit(self.chosen)
        elif plain and event.key() in _OWN and self._act_on_current(event):
            return
        elif event.text() == "*" and self.chosen:
            self.star_requested.emit(self.chosen)
        elif isinstance(row, Heading) and plain and event.key() in (*_PLACING, Qt.Key.Key_Space):
            self.fold_requested.emit(row.group, not row.folded)
        elif event.key() == Qt.Key.Key_Space and plain and self.chosen:
            self.look_requested.emit(self.currentIndex())
        elif plain and event.key() in _SIDEWAYS and (isinstance(row, Heading) or not self._painter.tiles):
            self._fold_by_key(row, event.key() == Qt.Key.Key_Left)
        else:
            super().keyPressEvent(event)

    def _act_on_current(self, event: QKeyEvent) -> bool:
        """Edit, keep or remove the current source; tell whether the key means something on it."""
        source = self._rows.source_at(self.currentIndex())
        keeps = event.key() == Qt.Key.Key_K
        if source is None or (keeps and source.until_utc_s is None):
            return False
        if not event.isAutoRepeat():
            asked = self.edit_requested if event.key() == Qt.Key.Key_E else self.remove_requested
            (self.keep_requested if keeps else asked).emit(source.ref)
        return True

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the current row, also by the menu key."""
        source = self._rows.source_at(self.currentIndex())
        if source is None:
            return
        menu = self.menu_for(source)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def menu_for(self, source: Source) -> QMenu:
        """Return what can be done with a source."""
        menu, chosen = QMenu(self), self.chosen
        menu.addAction(self.tr("放上大屏\tEnter"), lambda: self.place_requested.emit(chosen))
        menu.addAction(
            self.tr("叠加在选中的画面上\tShift+Enter"), lambda: self.overlay_requested.emit(chosen)
        )
        menu.addAction(self.tr("收藏或取消收藏\t*"), lambda: self.star_requested.emit(chosen))
        menu.addSeparator()
        edit, remove = self.tr("修改…"), self.tr("从目录中删除…")
        menu.addAction(f"{edit}\t{EDIT_KEY}", lambda: self.edit_requested.emit(source.ref))
        if source.until_utc_s is not None:
            keep, remove = self.tr("保留临时信号源，不再自动删除"), self.tr("现在就删除临时信号源")
            menu.addAction(f"{keep}\t{KEEP_KEY}", lambda: self.keep_requested.emit(source.ref))
        menu.addAction(f"{remove}\t{REMOVE_KEY}", lambda: self.remove_requested.emit(source.ref))
        return menu

    def _fold_by_key(self, row: object, fold: bool) -> None:
        if isinstance(row, Heading):
            if row.folded is not fold:
                self.fold_requested.emit(row.group, fold)
            elif not fold:
                self.setCurrentIndex(self._rows.index(self.currentIndex().row() + 1))
            return
        heading = self._rows.heading_of(self.currentIndex())
        if fold and heading.isValid():
            self.setCurrentIndex(heading)
            self.scrollTo(heading)


def _key(index: QModelIndex | QPersistentModelIndex) -> RowKey | None:
    row = index.data(ROW_ROLE) if index.isValid() else None
    return row_key(row) if row is not None else None
