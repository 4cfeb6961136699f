"""What can stand beside the boards, below them or in a window of its own, and the head it is moved by.

The head is dragged; a double click on it floats the panel or brings it back; its menu does the same, each
line with its key. Asks for places; puts nothing anywhere.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QToolButton, QWidget

from wallctl.controller.docking import (
    PANELS,
    Zone,
    float_word,
    floats,
    next_place,
    place_of,
    place_word,
    zone_word,
)
from wallctl.controller.elided import ElidedLabel
from wallctl.controller.keymap import key_word
from wallctl.controller.settings import Place, Zones
from wallctl.controller.theme import px

_HEAD_PX = 28
ANY_PX = 16_777_215
"""Qt's own word for: as large as it likes."""


class PanelHead(QWidget):
    """Title and menu of a panel."""

    place_chosen = Signal(object)
    """A `Place` of the menu."""
    asked = Signal(object)
    """An `Act` of the menu, or of a double click."""
    dragged, dropped = Signal(QPoint), Signal(QPoint)
    """The hand is there on the screen, and lets go there."""

    def __init__(self, zone: Zone, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("panelHead")
        self._zone, self._acts = zone, PANELS[zone]
        self._zones = Zones()
        self._pressed: QPoint | None = None
        self._dragging = False
        self.grip = QPoint()
        """Where the hand took hold of the head."""
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.title = ElidedLabel(self, grows=True)
        self.title.setProperty("tone", "zone")
        self.title.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.button = QToolButton(self)
        self.button.setObjectName("panelTool")
        self.button.setCursor(Qt.CursorShape.ArrowCursor)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self.button)
        self._places = {place: self._menu.addAction("") for place in Place}
        for action in self._places.values():
            action.setCheckable(True)
        self._menu.addSeparator()
        self._float, self._hide = self._menu.addAction(""), self._menu.addAction("")
        self._menu.triggered.connect(self._chosen)
        self.button.setMenu(self._menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.title, 1)
        row.addWidget(self.button)
        self.retranslate()
        self.rescale()

    @property
    def dragging(self) -> bool:
        """Whether the hand carries the panel now."""
        return self._dragging

    def show_zones(self, zones: Zones) -> None:
        """Say in the menu where the panel is."""
        self._zones = zones
        self.retranslate()

    def let_go(self) -> None:
        """Carry the panel no longer; it stays where it was."""
        self._pressed, self._dragging = None, False
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def rescale(self) -> None:
        """Take the officer's size of type."""
        self.setFixedHeight(px(_HEAD_PX))

    def retranslate(self) -> None:
        """Show all words in the language that is set; keys after a tab are shown, not heard a second time."""
        acts, zones, out = self._acts, self._zones, floats(self._zones, self._zone)
        self.title.setText(zone_word(self._zone))
        self.setAccessibleName(zone_word(self._zone))
        tip = self.tr("拖到左侧、右侧或下方停靠，拖到别处浮动；双击浮动或收回")
        self.setToolTip(f"{tip} ({key_word(acts.place)}, {key_word(acts.float_)})")
        # The keys are those of the lines of its menu, and none of them opens it.
        self.button.setText(self.tr("位置 ▾"))
        self.button.setToolTip(self.tr("停靠、浮动、隐藏"))
        self.button.setAccessibleName(f"{zone_word(self._zone)}: {self.button.toolTip()}")
        for place, action in self._places.items():
            by_key = place is next_place(zones, self._zone)
            action.setText(f"{place_word(place)}\t{key_word(acts.place)}" if by_key else place_word(place))
            action.setChecked(place is place_of(zones, self._zone) and not out)
        back, hide = self.tr("收回到操作台"), self.tr("隐藏")
        self._float.setText(f"{back if out else float_word()}\t{key_word(acts.float_)}")
        self._hide.setText(f"{hide}\t{key_word(acts.hide)}")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.button.minimumSizeHint().width(), px(_HEAD_PX))

    # the hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed, self.grip = event.globalPosition().toPoint(), event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        at = event.globalPosition().toPoint()
        if not self._dragging:
            if (at - self._pressed).manhattanLength() < QApplication.startDragDistance():
                return
            self._dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.dragged.emit(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        carried = self._dragging
        self.let_go()
        if carried:
            self.dropped.emit(event.globalPosition().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.asked.emit(self._acts.float_)

    @Slot(QAction)
    def _chosen(self, action: QAction) -> None:
        place = next((place for place, own in self._places.items() if own is action), None)
        if place is not None:
            self.place_chosen.emit(place)
        else:
            self.asked.emit(self._acts.float_ if action is self._float else self._acts.hide)


class Panel(QWidget):
    """A zone that can stand elsewhere."""

    def __init__(self, zone: Zone, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.head = PanelHead(zone, self)

    def lie(self, *, wide: bool) -> None:
        """Show the same in a wide, low strip, or upright again."""
        raise NotImplementedError
