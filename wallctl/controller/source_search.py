"""What the list of sources is narrowed by: the search box, a chip for each agency. Searches nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QToolButton, QWidget

from wallctl.controller.words import agency_name
from wallctl.model.source import Agency


class AgencyChip(QPushButton):
    """Shows or hides one agency's sources; the agency's colour is a stripe beside its name."""

    def __init__(self, agency: Agency, parent: QWidget) -> None:
        super().__init__(parent)
        self.agency = agency
        self.setCheckable(True)
        self.setObjectName("chip")
        self.retranslate()

    def retranslate(self) -> None:
        """Show the name in the desk's language."""
        name = agency_name(self.agency)
        self.setText(name)
        self.setToolTip(self.tr("只看{agency}的信号源").format(agency=name))
        self.setAccessibleName(self.toolTip())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(3, 4, 4, self.height() - 8, QColor(self.agency.colour))
        painter.end()


class SearchBox(QLineEdit):
    """The search box; shows its key while it is empty, and the key that empties it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = QToolButton(self)
        self._key.setObjectName("keyHint")
        self._key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._key.setCursor(Qt.CursorShape.ArrowCursor)
        self._key.clicked.connect(self.clear)
        self.setTextMargins(0, 0, 38, 0)
        self.textChanged.connect(self._show_key)
        self._show_key("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_key()

    def retranslate(self) -> None:
        """Name the button in the language that is set."""
        self._key.setAccessibleName(self.tr("清空搜索 (Esc)"))
        self._key.setToolTip(self.tr("清空搜索 (Esc)") if self.text() else "")

    @Slot(str)
    def _show_key(self, text: str) -> None:
        self._key.setText("Esc" if text else "/")
        self._place_key()
        self.retranslate()

    def _place_key(self) -> None:
        wide = 36 if self.text() else 22
        self._key.setGeometry(self.width() - wide - 7, (self.height() - 22) // 2, wide, 22)
