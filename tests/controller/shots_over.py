"""Menus, tips, cards and lines that come and go over the desk, for `tests.controller.shots`."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QToolButton, QWidget

from tests.controller.shots_screen import Camera, spin, wait
from tests.fakes.desk_server import DeskServer
from wallctl.controller.add_dialog import AddDialog
from wallctl.controller.canvas.snap_button import SnapButton
from wallctl.controller.keymap import Act
from wallctl.controller.main import Desk
from wallctl.model.alarm import Alarm
from wallctl.model.health import Reason
from wallctl.model.ids import SeatId, SourceId
from wallctl.protocol.drafting import Arming, ArmStage, Waiting


@dataclass(frozen=True)
class Hand:
    """Opens menus and rests the mouse on things."""

    desk: Desk
    server: DeskServer

    def desk_menu(self) -> None:
        _open(self.desk.window.top.menu)

    def desk_menu_keys(self) -> None:
        """The largest of its menus within the menu."""
        button = self.desk.window.top.menu
        _open(button)
        menu = button.menu()
        parts = [action for action in menu.actions() if action.menu() is not None]
        largest = max(parts, key=lambda action: len(action.menu().actions()))  # type: ignore[attr-defined]
        menu.setActiveAction(largest)
        QTest.keyClick(menu, Qt.Key.Key_Right)

    def window_menu(self) -> None:
        canvas = self.desk.window.centre.live.canvas
        canvas.select(self.server.desired.layout.windows[9].id)
        _context(canvas, canvas.window_place(self.server.desired.layout.windows[9].id).center())

    def card_menu(self) -> None:
        card = self.desk.window.presets.cards[2]
        _context(card, card.rect().center())

    def preset_menu(self) -> None:
        _open(self.desk.window.presets.tools.button)

    def preset_groups(self) -> None:
        self.desk.window.presets.tools.groups.showPopup()

    def source_menu(self) -> None:
        rows = self.desk.window.sources.list
        rows.setCurrentIndex(self.desk.window.sources.model.place_of(SourceId("psb-02")))
        place = rows.visualRect(rows.currentIndex())
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, place.center(), rows.viewport().mapToGlobal(place.center())
        )
        QApplication.sendEvent(rows.viewport(), event)

    def grouping_menu(self) -> None:
        _open(self.desk.window.sources.tools.grouping)

    def adding_menu(self) -> None:
        _open(self.desk.window.sources.tools.add)

    def head_menu(self) -> None:
        _open(self.desk.window.sources.head.button)

    def snap_menu(self) -> None:
        _open(self.desk.window.findChild(SnapButton))

    def agencies(self) -> None:
        self.desk.window.asked.emit(Act.ADD_SOURCE)
        dialog = next(one for one in self.desk.window.findChildren(AddDialog) if one.isVisible())
        spin(0.2)
        box: QComboBox = dialog.agency
        box.showPopup()

    def preview(self) -> None:
        rows = self.desk.window.sources.list
        rows.setFocus()
        rows.setCurrentIndex(self.desk.window.sources.model.place_of(SourceId("psb-02")))
        QTest.keyClick(rows, Qt.Key.Key_Space)
        spin(0.6)

    def window_tip(self) -> None:
        canvas = self.desk.window.centre.live.canvas
        _rest(canvas, canvas.window_place(self.server.desired.layout.windows[9].id).center())

    def pill_tip(self) -> None:
        pill = self.desk.window.top.pill
        _rest(pill, pill.rect().center())

    def numbers(self) -> None:
        canvas = self.desk.window.centre.live.canvas
        canvas.setFocus()
        self.desk.window.asked.emit(Act.NUMBERS)

    def alarm(self) -> None:
        window = self.server.desired.layout.windows[5]
        found = Alarm(
            id="a1",
            window=window.id,
            source=SourceId("wat-06"),
            reason=Reason.NO_ANSWER,
            raised_s=0.0,
            raised_utc_s=time.time() - 40,
            seat=SeatId("seat-1"),
        )
        self.server.alarms = (found,)
        wait(lambda: bool(self.desk.window.alarms.text))

    def arming(self) -> None:
        named = [window for window in self.server.desired.layout.windows if window.source is not None]
        missing = tuple(
            Waiting(window=window.id, source=window.source, reason=reason)
            for window, reason in zip(
                named[:3],
                (Reason.NO_ANSWER, Reason.NONE, Reason.WRONG_PASSWORD),
                strict=False,
            )
        )
        self.server.arming = Arming(
            revision=9, stage=ArmStage.ARMING, windows=24, ready=21, waiting=missing, seat=SeatId("seat-1")
        )
        spin(0.4)

    def calm(self) -> None:
        """End what was brought about."""
        self.server.alarms, self.server.arming = (), None
        canvas = self.desk.window.centre.live.canvas
        if canvas.numbers_shown:
            QTest.keyClick(canvas, Qt.Key.Key_Escape)
        canvas.select(None)
        self.desk.sources._looking.hide()
        wait(lambda: not self.desk.window.alarms.text)


OVER: dict[str, Callable[[Hand], None]] = {
    "menu-desk": Hand.desk_menu,
    "menu-desk-keys": Hand.desk_menu_keys,
    "menu-window": Hand.window_menu,
    "menu-card": Hand.card_menu,
    "menu-presets": Hand.preset_menu,
    "menu-groups": Hand.preset_groups,
    "menu-source": Hand.source_menu,
    "menu-grouping": Hand.grouping_menu,
    "menu-adding": Hand.adding_menu,
    "menu-head": Hand.head_menu,
    "menu-snap": Hand.snap_menu,
    "menu-agencies": Hand.agencies,
    "card-preview": Hand.preview,
    "tip-window": Hand.window_tip,
    "tip-pill": Hand.pill_tip,
    "numbers": Hand.numbers,
    "alarm": Hand.alarm,
    "arming": Hand.arming,
}


def take_over(camera: Camera, hand: Hand) -> None:
    """Take all of them over the everyday wall."""
    for name, begin in OVER.items():
        camera.each(f"over-{name}", partial(begin, hand), after=hand.calm)


def _open(button: QToolButton | None) -> None:
    """Open a button's menu where the button puts it, without waiting for the choice."""
    assert button is not None
    menu = button.menu()
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))


def _context(widget: QWidget, at: QPoint) -> None:
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, event)


def _rest(widget: QWidget, at: QPoint) -> None:
    QApplication.sendEvent(widget, QHelpEvent(QHelpEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
