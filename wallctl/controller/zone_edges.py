"""The edges of the desk's zones: grips that are dragged, and tabs where a hidden zone was."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QSplitter, QSplitterHandle, QWidget

from wallctl.controller.docking import Zone, zone_word
from wallctl.controller.keymap import Act, beside, key_word, with_key
from wallctl.controller.theme import SMALL_PX, Tone, colour, px, type_face
from wallctl.controller.words import english

_HANDLE_PX, _TAB_PX = 5, 22


class Grip(QSplitterHandle):
    """An edge between zones; a double click gives the usual width back."""

    doubled = Signal(int)

    def __init__(self, orientation: Qt.Orientation, parent: QSplitter) -> None:
        super().__init__(orientation, parent)
        self.retranslate()

    def retranslate(self) -> None:
        """Say what the edge is for, in the language that is set."""
        upright = self.orientation() is Qt.Orientation.Horizontal
        self.setToolTip(self.tr("拖动改变宽度，双击恢复") if upright else self.tr("拖动改变高度，双击恢复"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        splitter = self.splitter()
        number = next(i for i in range(1, splitter.count()) if splitter.handle(i) is self)
        self.doubled.emit(number)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(Tone.BG))
        mark = QRect(0, 0, 1, 32) if self.orientation() is Qt.Orientation.Horizontal else QRect(0, 0, 32, 1)
        mark.moveCenter(self.rect().center())
        painter.fillRect(mark, colour(Tone.EDGE))
        painter.end()


class Splitter(QSplitter):
    """A splitter whose edges are grips."""

    doubled = Signal(int)

    def __init__(self, orientation: Qt.Orientation, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self.setHandleWidth(_HANDLE_PX)
        self.setChildrenCollapsible(False)

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
        self._word = ""
        self.stand(upright=zone is not Zone.PRESETS)
        self.retranslate()
        self.hide()

    def stand(self, *, upright: bool) -> None:
        """Stand at a side of the boards, or lie below them."""
        self._upright = upright
        policy = QSizePolicy.Policy
        self.setSizePolicy(
            *((policy.Fixed, policy.Expanding) if upright else (policy.Expanding, policy.Fixed))
        )

    def retranslate(self) -> None:
        """Name the hidden zone in the language that is set."""
        self._word = zone_word(self.zone)
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
