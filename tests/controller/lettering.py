"""Reads what a widget paints, as its painter is told it: what was elided, and what does not fit in its place.

Widgets of Qt show their words by themselves; the desk's own painting goes through `QPainter.drawText` and,
where there may be too little room, through `fitting`. Both are listened to while each widget paints itself
once more, alone. Lists and trees that Qt paints are measured as Qt does. Must not know what any of it means.
"""

from __future__ import annotations

import importlib
import pkgutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPixmap, QRegion
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QTableView,
    QToolTip,
    QTreeView,
    QWidget,
)

import wallctl.controller
from wallctl.controller.canvas import labels
from wallctl.controller.language import Language
from wallctl.controller.settings import TypeSize

SLACK_PX = 1.0
"""Letters are measured in fractions of a pixel, and placed on whole ones."""
READ_AT = {
    Language.CHINESE: (TypeSize.MEDIUM, TypeSize.SMALL, TypeSize.LARGE),
    Language.ENGLISH: (TypeSize.LARGE, TypeSize.SMALL, TypeSize.MEDIUM),
}
"""In each language in every size. A desk begins in the first; a dialog opens in the first of a row: once in
the largest. What has the size already need not change it."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """One piece of text as it was painted, or was to be."""

    widget: QWidget
    shown: str
    forms: tuple[str, ...]
    """The ways to write it, the fullest first; the last one is elided where none fits."""
    place: QRectF
    """Where it was to go, in the widget."""
    beyond: str = ""
    """In what way it does not fit there; empty: it does."""

    @property
    def whole(self) -> str:
        """What was to be read, as short as it may be said."""
        return self.forms[-1]

    @property
    def elided(self) -> bool:
        return self.shown not in self.forms

    @property
    def lost(self) -> str:
        """What of it is not seen."""
        kept = self.shown.removesuffix(labels.ELLIPSIS)
        return self.whole.removeprefix(kept) if self.whole.startswith(kept) else self.whole

    def __str__(self) -> str:
        where = type(self.widget).__name__
        return f"{where}: {self.whole!r} as {self.shown!r} {self.beyond} in {self.place.size().toTuple()}"


@dataclass
class Reader:
    """Has each widget paint itself, and keeps what it was told meanwhile."""

    _widget: QWidget | None = None
    _found: list[Lettering] = field(default_factory=list)
    _fitted: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    _drawn: set[str] = field(default_factory=set)
    _tip: str = ""

    def read(self, root: QWidget) -> list[Lettering]:
        """Return all that is painted in a window of the desk now, widget by widget."""
        self._found = []
        for widget in [root, *root.findChildren(QWidget)]:
            if widget.window() is not root or not widget.isVisible() or widget.visibleRegion().isEmpty():
                continue
            self._widget, self._fitted, self._drawn = widget, [], set()
            canvas = QPixmap(widget.size())
            widget.render(canvas, QPoint(), QRegion(), QWidget.RenderFlag(0))
            # What found no room at all was never given to the painter.
            self._found += [
                Lettering(widget, "", forms, QRectF(widget.rect()))
                for shown, forms in self._fitted
                if shown not in self._drawn and shown not in forms
            ]
            self._widget = None
            self._found += _of_qt(widget)
        return self._found

    def tip(self, text: Lettering) -> str:
        """Return what is told where the mouse rests on the text."""
        widget: QWidget | None = text.widget
        at = text.place.center().toPoint()
        while widget is not None:
            told = self._tip_of(widget, at)
            if told or widget.isWindow():
                return told
            at, widget = widget.mapToParent(at), widget.parentWidget()
        return ""

    def _tip_of(self, widget: QWidget, at: QPoint) -> str:
        view = widget.parentWidget()
        if isinstance(view, QAbstractItemView) and view.viewport() is widget:
            return _told(view.indexAt(at), Qt.ItemDataRole.ToolTipRole)
        if widget.toolTip():
            return widget.toolTip()
        self._tip = ""
        QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
        return self._tip

    # what is listened to

    def fit(self, forms: Sequence[str], width_px: float, measure: Callable[[str], float]) -> str:
        shown = labels.fitting(forms, width_px, measure)
        if self._widget is not None:
            self._fitted.append((shown, tuple(forms)))
        return shown

    def draw(self, painter: QPainter, place: Any, flags: Any, text: str) -> None:
        if self._widget is None or not text.strip():
            return
        self._drawn.add(text)
        forms = next((forms for shown, forms in reversed(self._fitted) if shown == text), (text,))
        transform, room = painter.worldTransform(), QRectF(place)
        lies = transform.mapRect(room)
        beyond = _beyond(painter, room, int(flags), text)
        if not beyond:
            ink = transform.mapRect(_ink(painter, room, int(flags), text))
            beyond = _outside(ink, self._widget)
        self._found.append(Lettering(self._widget, text, forms, lies, beyond))

    def tell(self, _at: QPoint, text: str, *_more: Any) -> None:
        self._tip = text


@contextmanager
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """Listens to all painters and all that is fitted, as long as the context lasts."""
    found = Reader()
    draw = QPainter.drawText

    def draw_text(painter: QPainter, *what: Any) -> Any:
        # A place, flags, a text: the only form that the desk uses. Other threads are the fake server's.
        if len(what) == 3 and threading.current_thread() is threading.main_thread():
            found.draw(painter, *what)
        return draw(painter, *what)

    with monkeypatch.context() as patch:
        patch.setattr(QPainter, "drawText", draw_text)
        patch.setattr(QToolTip, "showText", found.tell)
        for module in _modules():
            if getattr(module, "fitting", None) is labels.fitting and module is not labels:
                patch.setattr(module, "fitting", found.fit)
        yield found


def _modules() -> list[Any]:
    root = wallctl.controller
    names = [found.name for found in pkgutil.walk_packages(root.__path__, f"{root.__name__}.")]
    return [importlib.import_module(name) for name in names]


def _ink(painter: QPainter, room: QRectF, flags: int, text: str) -> QRectF:
    """Where a text goes, with the height of its letters rather than of its line."""
    metrics = QFontMetricsF(painter.font())
    bounds = metrics.boundingRect(room, flags, text)
    spare = (metrics.height() - metrics.tightBoundingRect(text).height()) / 2 if "\n" not in text else 0.0
    if bounds.height() > metrics.height() * 1.5:
        spare = 0.0
    return bounds.adjusted(0, max(0.0, spare), 0, -max(0.0, spare))


def _beyond(painter: QPainter, room: QRectF, flags: int, text: str) -> str:
    ink = _ink(painter, room, flags, text)
    wide, high = ink.width() - room.width(), ink.height() - room.height()
    if wide > SLACK_PX:
        return f"{wide:.0f} px too wide"
    return f"{high:.0f} px too high" if high > SLACK_PX else ""


def _outside(ink: QRectF, widget: QWidget) -> str:
    room = QRectF(widget.rect()).adjusted(-SLACK_PX, -SLACK_PX, SLACK_PX, SLACK_PX)
    view = widget.parentWidget()
    if isinstance(view, QAbstractItemView) and view.viewport() is widget:
        # Rows that are seen in part are scrolled to.
        room.setTop(min(room.top(), ink.top()))
        room.setBottom(max(room.bottom(), ink.bottom()))
    return "" if room.contains(ink) else f"reaches out of its widget: {ink.getRect()}"


def _of_qt(widget: QWidget) -> list[Lettering]:
    """What Qt paints by itself and elides, or cuts off, without a word."""
    if isinstance(widget, QComboBox) and not widget.isEditable():
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = widget.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, widget)
        return _one_line(widget, widget.currentText(), QRectF(room))
    if isinstance(widget, QLineEdit) and not widget.text() and widget.placeholderText():
        margins = widget.textMargins()
        room = widget.contentsRect().adjusted(margins.left() + 2, 0, -margins.right() - 2, 0)
        return _one_line(widget, widget.placeholderText(), QRectF(room))
    view = widget.parentWidget()
    if isinstance(view, QHeaderView) and view.viewport() is widget:
        return _heads(view)
    if isinstance(view, QAbstractItemView) and view.viewport() is widget:
        return _items(view)
    return []


def _heads(view: QHeaderView) -> list[Lettering]:
    found = []
    for column in range(view.count()):
        text = str(view.model().headerData(column, view.orientation()) or "")
        wide = view.sectionSizeFromContents(column).width() - view.sectionSize(column)
        if text and wide > SLACK_PX and not view.isSectionHidden(column):
            place = QRectF(view.sectionViewportPosition(column), 0, view.sectionSize(column), view.height())
            found.append(Lettering(view.viewport(), "", (text,), place, f"{wide} px too wide"))
    return found


def _items(view: QAbstractItemView) -> list[Lettering]:
    """Rows that Qt's own delegate paints; the desk's own delegates are listened to."""
    found: list[Lettering] = []
    if type(view.itemDelegate()).__module__.startswith("wallctl."):
        return found
    for index in _seen(view):
        text = _told(index, Qt.ItemDataRole.DisplayRole)
        place = view.visualRect(index)
        wide = view.sizeHintForIndex(index).width() - place.width()
        if text and wide > SLACK_PX and "\n" not in text:
            lies = QRectF(place)
            found.append(Lettering(view.viewport(), "", (text,), lies, f"{wide} px too wide"))
    return found


def _told(index: QModelIndex, role: Qt.ItemDataRole) -> str:
    found: object = index.data(role)
    return found if isinstance(found, str) else ""


def _seen(view: QAbstractItemView) -> Iterator[QModelIndex]:
    model, row = view.model(), view.indexAt(QPoint(2, 2))
    while row.isValid():
        # A list hides how many columns it has.
        columns = model.columnCount(row.parent()) if isinstance(view, QTreeView | QTableView) else 1
        for column in range(columns):
            index = row.siblingAtColumn(column)
            if view.visualRect(index).intersects(view.viewport().rect()):
                yield index
        below = view.indexBelow(row) if isinstance(view, QTreeView) else row.siblingAtRow(row.row() + 1)
        row = below


def _one_line(widget: QWidget, text: str, room: QRectF) -> list[Lettering]:
    wide = widget.fontMetrics().horizontalAdvance(text) - room.width()
    if wide <= SLACK_PX:
        return []
    return [Lettering(widget, "", (text,), room, f"{wide:.0f} px too wide")]
