"""The side zone: what is happening, newest on top, and how the installation runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QRect, Qt, Slot
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from wallctl.controller.docking import Zone
from wallctl.controller.event_lines import EventLines
from wallctl.controller.event_rows import Now
from wallctl.controller.panel_head import ANY_PX, Panel
from wallctl.controller.state_lines import StateLine, StateLines, StatePort
from wallctl.protocol.desk import Happened


class SideColumn(Panel):
    """The zone itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Zone.SIDE, parent)
        self.setObjectName("sideColumn")
        self.more_lines: Callable[[], Iterable[StateLine]] = tuple
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._running, self._empty = QLabel(self), QLabel(self)
        self._running.setProperty("tone", "zone")
        self._empty.setProperty("tone", "muted")
        self._empty.setWordWrap(True)
        self.events = EventLines(self)
        self.states = StateLines(self)
        self._scroll, self._port = _port(self.events, self), StatePort(self.states, self)
        self.events.row_seen.connect(self._scroll_to)
        self.states.tall_changed.connect(self._fit_states)
        self._lies = False
        self._port.let_scroll(scrolls=False)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        happening, running = QVBoxLayout(), QVBoxLayout()
        happening.addWidget(self._empty)
        happening.addWidget(self._scroll, 1)
        running.addWidget(self._running)
        running.addWidget(self._port, 1)
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._body.addLayout(happening, 1)
        self._body.addLayout(running)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 8, 12)
        column.addWidget(self.head)
        column.addLayout(self._body, 1)
        for part in (happening, running, self._body, column):
            part.setSpacing(8)

    def lie(self, *, wide: bool) -> None:
        """What happens and how things run: below each other, or side by side."""
        self._lies = wide
        way = QBoxLayout.Direction
        self._body.setDirection(way.LeftToRight if wide else way.TopToBottom)
        self._body.setSpacing(24 if wide else 8)
        self._body.setStretch(0, 3 if wide else 1)
        self._body.setStretch(1, 2 if wide else 0)
        self._port.let_scroll(scrolls=wide)
        self._fit_states()

    def rescale(self) -> None:
        """Take the officer's size of type."""
        self.states.rescale()
        self._fit_states()

    @Slot()
    def _fit_states(self) -> None:
        """Upright all lines are seen; where the zone lies, those that find no room are scrolled to."""
        tall = self.states.height()
        self._port.setMinimumHeight(0 if self._lies else tall)
        self._port.setMaximumHeight(ANY_PX if self._lies else tall)

    def show_events(self, events: Iterable[Happened], now: Now, now_utc_s: float) -> None:
        """Show what is happening, and what can be done about it."""
        known = tuple(events)
        self.events.show_events(known, now, now_utc_s)
        self._empty.setVisible(not known)

    def show_states(self, lines: Iterable[StateLine]) -> None:
        """Show how the installation runs, and what else is said of this desk."""
        self.states.show_lines([*lines, *self.more_lines()])
        self._fit_states()

    @Slot(QRect)
    def _scroll_to(self, row: QRect) -> None:
        self._scroll.ensureVisible(row.center().x(), row.top(), 0, 8)
        self._scroll.ensureVisible(row.center().x(), row.bottom(), 0, 8)

    def retranslate(self) -> None:
        """Show all words in the language that is set."""
        self._running.setText(self.tr("运行状态"))
        self._empty.setText(self.tr("还没有事件。上墙、断线、恢复都会记在这里。"))
        self.events.setAccessibleName(self.tr("正在发生"))
        self.states.setAccessibleName(self.tr("运行状态"))
        self.events.lay_out()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _port(inner: QWidget, parent: QWidget) -> QScrollArea:
    port = QScrollArea(parent)
    port.setWidget(inner)
    port.setWidgetResizable(True)
    port.setFrameShape(QFrame.Shape.NoFrame)
    port.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    port.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return port
