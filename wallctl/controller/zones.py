"""The desk's zones side by side: how wide, which are hidden, how they come back. Knows not what is in them.

Sources left, boards in the middle, what is happening right, presets below. The officer drags the edges; a
double click on one gives back the width that suits the window; a hidden zone leaves a tab at its edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QSplitterHandle,
    QVBoxLayout,
    QWidget,
)

from wallctl.controller.keymap import Act, beside, key_word, with_key
from wallctl.controller.settings import Zones
from wallctl.controller.theme import SMALL_PX, Tone, colour, px, scale, type_face
from wallctl.controller.words import english

_LEFT_PX = ((1500, 244), (2200, 308), (99_999, 372))
_RIGHT_PX = ((1500, 224), (2200, 296), (99_999, 360))
LEAST_PX = 180
CENTRE_SHARE = 0.4
"""Of the window's width the boards keep at least so much."""
_STEPS = (1.0, 1.35, 0.8)
_KEEP_AFTER_MS = 400
_HANDLE_PX, _TAB_PX = 5, 22


class Zone(Enum):
    """The zones that can be hidden."""

    SOURCES = "sources"
    SIDE = "side"
    PRESETS = "presets"


@dataclass(frozen=True, slots=True)
class Widths:
    """What the outer zones get."""

    left: int
    right: int


def usual_widths(window_px: int, by: float) -> Widths:
    """Return the widths that suit a window of that width, at that size of type."""
    left = next(width for limit, width in _LEFT_PX if window_px < limit)
    right = next(width for limit, width in _RIGHT_PX if window_px < limit)
    return Widths(round(left * by), round(right * by))


def widths(window_px: int, zones: Zones, by: float) -> Widths:
    """Return the widths of the outer zones: the officer's if there are any; room stays for boards."""
    usual = usual_widths(window_px, by)
    left = max(LEAST_PX, zones.sources_px or usual.left) if zones.sources else 0
    right = max(LEAST_PX, zones.side_px or usual.right) if zones.side else 0
    most = int(window_px * (1 - CENTRE_SHARE))
    if left + right > most:
        left, right = left * most // (left + right), right * most // (left + right)
    return Widths(left, right)


def next_width(now_px: int | None, usual_px: int) -> int | None:
    """Return the width after this one: usual, wide, narrow, usual; None is the usual one."""
    sizes = [round(usual_px * step) for step in _STEPS]
    at = 0 if now_px is None else min(range(len(sizes)), key=lambda i: abs(sizes[i] - now_px))
    following = (at + 1) % len(sizes)
    return None if following == 0 else sizes[following]


class Grip(QSplitterHandle):
    """An edge between zones; a double click gives the usual width back."""

    doubled = Signal(int)

    def __init__(self, orientation: Qt.Orientation, parent: QSplitter) -> None:
        super().__init__(orientation, parent)
        self.setToolTip(self.tr("拖动改变宽度，双击恢复"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.setToolTip(self.tr("拖动改变宽度，双击恢复"))
        super().changeEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        splitter = self.splitter()
        number = next(i for i in range(1, splitter.count()) if splitter.handle(i) is self)
        self.doubled.emit(number)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(Tone.BG))
        middle = self.height() // 2
        painter.fillRect(self.width() // 2, middle - 16, 1, 32, colour(Tone.EDGE))
        painter.end()


class _Splitter(QSplitter):
    """A splitter whose edges are grips."""

    doubled = Signal(int)

    def createHandle(self) -> QSplitterHandle:
        grip = Grip(self.orientation(), self)
        grip.doubled.connect(self.doubled)
        return grip


class EdgeTab(QPushButton):
    """Stands where a hidden zone was and brings it back; its name runs along the edge."""

    def __init__(self, zone: Zone, act: Act, parent: QWidget) -> None:
        super().__init__(parent)
        self.zone, self._act = zone, act
        self.setObjectName("edgeTab")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._upright = zone is not Zone.PRESETS
        policy = QSizePolicy.Policy
        self.setSizePolicy(
            *((policy.Fixed, policy.Expanding) if self._upright else (policy.Expanding, policy.Fixed))
        )
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        """Name the hidden zone in the language that is set."""
        match self.zone:
            case Zone.SOURCES:
                self._word = self.tr("信号源")
            case Zone.SIDE:
                self._word = self.tr("正在发生")
            case Zone.PRESETS:
                self._word = self.tr("场景与上墙")
        tip = with_key(self.tr("显示{zone}").format(zone=self._word), self._act)
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(type_face(SMALL_PX))
        long = metrics.horizontalAdvance(beside(self._word, self._act)) + 24
        if self._upright and not english():
            long = metrics.height() * len(self._word) + self._key_px(metrics) + 24
        return QSize(px(_TAB_PX), long) if self._upright else QSize(long, px(_TAB_PX))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(Tone.HOVER if self.underMouse() else Tone.PANEL))
        if self.hasFocus():
            painter.setPen(colour(Tone.ACCENT))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.setFont(type_face(SMALL_PX))
        painter.setPen(colour(Tone.MUTED))
        room, words = QRectF(self.rect()), beside(self._word, self._act)
        if self._upright and not english():
            # Chinese stands upright letter by letter; the key lies along the edge below it.
            foot = self._key_px(QFontMetrics(type_face(SMALL_PX)))
            upper = room.adjusted(0, 0, 0, -foot)
            painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, "\n".join(self._word))
            used = QFontMetrics(type_face(SMALL_PX)).height() * len(self._word)
            painter.translate(0, upper.center().y() + used / 2)
            room, words = QRectF(0, 0, self.width(), foot), key_word(self._act)
        if self._upright:
            painter.translate(self.width(), 0)
            painter.rotate(90)
            room = QRectF(0, 0, room.height(), room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()

    def _key_px(self, metrics: QFontMetrics) -> int:
        return metrics.horizontalAdvance(key_word(self._act)) + 12


class ZoneFrame(QWidget):
    """Lays the zones out. `moved` tells what the officer did with them, for keeping."""

    moved = Signal(object)

    def __init__(
        self, sources: QWidget, centre: QWidget, side: QWidget, presets: QWidget, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._zones = Zones()
        self._parts = {Zone.SOURCES: sources, Zone.SIDE: side, Zone.PRESETS: presets}
        acts = {Zone.SOURCES: Act.SOURCES, Zone.SIDE: Act.SIDE, Zone.PRESETS: Act.PRESETS}
        self.tabs = {zone: EdgeTab(zone, act, self) for zone, act in acts.items()}
        self._split = _Splitter(Qt.Orientation.Horizontal, self)
        self._split.setHandleWidth(_HANDLE_PX)
        self._split.setChildrenCollapsible(False)
        for number, part in enumerate((sources, centre, side)):
            self._split.addWidget(part)
            self._split.setStretchFactor(number, int(part is centre))
        self._split.splitterMoved.connect(self._dragged)
        self._split.doubled.connect(self._restored)
        for zone, tab in self.tabs.items():
            tab.clicked.connect({Zone.SOURCES: self._sources, Zone.SIDE: self._side}.get(zone, self._presets))
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.tabs[Zone.SOURCES])
        middle.addWidget(self._split, 1)
        middle.addWidget(self.tabs[Zone.SIDE])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(presets)
        column.addWidget(self.tabs[Zone.PRESETS])
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEEP_AFTER_MS)
        self._timer.timeout.connect(self._tell)

    @property
    def zones(self) -> Zones:
        """Which zones are seen, and how wide."""
        return self._zones

    def show_zones(self, zones: Zones) -> None:
        """Hide and size the zones so."""
        self._zones = zones
        for zone, part in self._parts.items():
            seen = bool(getattr(zones, zone.value))
            part.setVisible(seen)
            self.tabs[zone].setVisible(not seen)
        self._size()

    def toggle(self, zone: Zone) -> None:
        """Hide a zone, or bring it back."""
        self._change(**{zone.value: not getattr(self._zones, zone.value)})

    def bring_back(self, zone: Zone) -> None:
        """Show a zone that something is wanted of."""
        if not getattr(self._zones, zone.value):
            self.toggle(zone)

    def next_width(self, zone: Zone) -> None:
        """Give an outer zone the next of its widths; a hidden one comes back."""
        usual = usual_widths(self.width(), scale())
        if zone is Zone.SOURCES:
            self._change(sources=True, sources_px=next_width(self._zones.sources_px, usual.left))
        elif zone is Zone.SIDE:
            self._change(side=True, side_px=next_width(self._zones.side_px, usual.right))

    def restore(self) -> None:
        """All zones back, as wide as suits the window."""
        self._zones = Zones()
        self._change()

    def rescale(self) -> None:
        """Take the officer's size of type."""
        for tab in self.tabs.values():
            tab.updateGeometry()
        self._size()

    def resizeEvent(self, event: QEvent) -> None:
        self._size()

    def _size(self) -> None:
        found = widths(self.width(), self._zones, scale())
        room = self._split.width() if self._split.width() > found.left + found.right else self.width()
        self._split.setSizes([found.left, max(1, room - found.left - found.right), found.right])

    def _change(self, **changes: object) -> None:
        self.show_zones(self._zones.with_(**changes))
        self._tell()

    @Slot(int, int)
    def _dragged(self, position: int, number: int) -> None:
        left, _, right = self._split.sizes()
        if number == 1:
            self._zones = self._zones.with_(sources_px=max(LEAST_PX, left))
        else:
            self._zones = self._zones.with_(side_px=max(LEAST_PX, right))
        self._timer.start()

    @Slot(int)
    def _restored(self, number: int) -> None:
        self._change(**({"sources_px": None} if number == 1 else {"side_px": None}))

    @Slot()
    def _tell(self) -> None:
        self._timer.stop()
        self.moved.emit(self._zones)

    @Slot()
    def _sources(self) -> None:
        self.bring_back(Zone.SOURCES)

    @Slot()
    def _side(self) -> None:
        self.bring_back(Zone.SIDE)

    @Slot()
    def _presets(self) -> None:
        self.bring_back(Zone.PRESETS)
