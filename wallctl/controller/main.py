"""Composition root of the desk: builds everything, starts in order, stops in reverse."""

from __future__ import annotations

import contextlib
import getpass
import signal
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QRect, QSocketNotifier, Qt, Slot
from PySide6.QtWidgets import QApplication

from wallctl.bus.keys import load_key_pair
from wallctl.controller.alarm_desk import AlarmDesk
from wallctl.controller.bell import Bell
from wallctl.controller.bridge import Address, Bridge
from wallctl.controller.collecting import GuiCollector
from wallctl.controller.composing import ComposingGuard
from wallctl.controller.desk_acts import DeskActs
from wallctl.controller.icons import Icons
from wallctl.controller.language import Interpreter, Language
from wallctl.controller.nursery_look import START_S, NurseryLook
from wallctl.controller.placing import desk_place, desk_rooms, screens
from wallctl.controller.presenter import Presenter
from wallctl.controller.session import Session
from wallctl.controller.settings import SettingsKeeper, settings_file
from wallctl.controller.source_desk import SourceDesk
from wallctl.controller.source_index import SearchMaker
from wallctl.controller.theme import dress
from wallctl.controller.wall_acts import WallActs
from wallctl.controller.window import DeskWindow
from wallctl.controller.words import Places
from wallctl.errors import WallError
from wallctl.model.city import District
from wallctl.model.ids import SeatId
from wallctl.model.people import MOST_LETTERS, officer_name
from wallctl.model.wall import Wall
from wallctl.store.city_files import read_city, sample_city_folder
from wallctl.store.data_files import Shipped, shipped_file
from wallctl.store.readings import shipped_readings
from wallctl.store.site import Site

MOST_SEAT_LETTERS = 60


class Desk(QObject):
    """The running desk: owns the parts, and switches the language. Without `settings` nothing is kept."""

    def __init__(
        self,
        app: QApplication,
        session: Session,
        seat: str,
        settings: SettingsKeeper | None = None,
        bell: Bell | None = None,
    ) -> None:
        super().__init__()
        self.settings = settings or SettingsKeeper()
        self._app = app
        self._look: NurseryLook | None = None
        self._drives_wall = False
        self._placed: QRect | None = None
        self._placed_for: Wall | None = None
        districts = shipped_districts()
        places = Places({district.id: district for district in districts})
        self._maker = SearchMaker(shipped_readings(), districts)
        self.session = session
        self.interpreter = Interpreter(app, shipped_file(Shipped.ASSETS, "translations"))
        self.window = DeskWindow(session.echoes, places)
        self.window.frame.rooms = self._rooms
        self.presenter = Presenter(session, self.window, places, self._maker, seat, self.settings)
        self.alarms = AlarmDesk(session, self.window, self.settings, bell or Bell())
        self.alarms.lines_changed.connect(self.presenter.show_wall)
        self.window.side.more_lines = self.alarms.lines
        self.acts = DeskActs(
            app,
            self.window,
            self.settings,
            self.interpreter,
            self.presenter.retranslate,
            session,
            self.alarms,
        )
        self.wall_acts = WallActs(session, self.window, self.presenter)
        self.wall_acts.others.connect(self.acts.do)
        self._guard = ComposingGuard(app)
        self.sources = SourceDesk(session, self.window.sources, self.settings)
        self.sources.told.connect(self.window.centre.notice.tell)

    def speak(self, language: Language) -> None:
        """Speak that language."""
        self.acts.speak(language)

    def show(self, nursery: Path) -> None:
        """Show the window; where `nursery` tells that renderers run on this machine, beside their wall."""
        self._look = NurseryLook(nursery)
        self._look.answered.connect(self._place_again)
        self._drives_wall = self._look.first()
        self._place()
        self.session.wall_changed.connect(self._ask_again)
        self.window.show()

    @Slot()
    def _ask_again(self) -> None:
        """On one machine the desk often starts before the renderers' parent does."""
        view = self.session.view
        if self._look is not None and view is not None and view.wall != self._placed_for:
            self._look.ask()

    @Slot(bool)
    def _place_again(self, drives_wall: bool) -> None:
        """Go out of the wall's way once it is known where its cells are, and that they are here; also later,
        when the wall becomes another one."""
        self._drives_wall = drives_wall
        self._place()
        if drives_wall and self.session.view is not None:
            self._placed_for = self.session.view.wall

    @property
    def _wall_here(self) -> Wall | None:
        """The wall that this machine drives."""
        if not self._drives_wall:
            return None
        return self.session.view.wall if self.session.view is not None else Wall(id="unknown", rows=4, cols=6)

    def _rooms(self) -> list[QRect]:
        return desk_rooms(screens(self._app), self._wall_here)

    def _place(self) -> None:
        place = desk_place(screens(self._app), self._wall_here)
        # Where nothing new is known, the window stays where the officer has put it.
        if place == self._placed:
            return
        self._placed = place
        edges = self.window.frameGeometry().size() - self.window.geometry().size()
        self.window.setGeometry(place.adjusted(0, edges.height(), -edges.width(), 0))
        self.window.frame.place_windows()

    def stop(self) -> None:
        """End timers and close the window."""
        self._guard.stop()
        if self._look is not None:
            self._look.stop()
        self.alarms.stop()
        self.sources.stop()
        self.presenter.stop()
        self._maker.stop()
        self.window.close()
        self.interpreter.end()
        self.settings.stop()


class Signals(QObject):
    """SIGTERM and SIGINT end the application even while nothing wakes Python."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self._read, self._write = socket.socketpair()
        self._read.setblocking(False)
        self._write.setblocking(False)
        signal.set_wakeup_fd(self._write.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _nothing)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._came)

    @Slot()
    def _came(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._read.recv(64)
        self._app.quit()

    def close(self) -> None:
        """Give the descriptors back."""
        signal.set_wakeup_fd(-1)
        self._notifier.setEnabled(False)
        self._read.close()
        self._write.close()


def _nothing(number: int, frame: object) -> None:
    """The wake-up descriptor says it all."""


def make_app(argv: Sequence[str] = ()) -> QApplication:
    """Return the application in the desk's look."""
    QCoreApplication.setApplicationName("wallctl")
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    app = QApplication(["wallctl", *argv])
    Icons(app)
    dress(app)
    return app


def shipped_districts() -> tuple[District, ...]:
    """Return the districts that ship; a site with districts of its own names them outright."""
    try:
        return read_city(sample_city_folder()).districts
    except WallError:
        return ()


def site_address(site: Site) -> Address:
    """Return where the site's server listens and which key it shows."""
    return Address(
        commands=site.control_address,
        pictures=site.picture_address,
        server_public=site.server_public,
    )


def main(site_path: Path, *, officer: str = "", seat_name: str = "") -> int:
    """Run the desk of a site until its window is closed or SIGTERM comes; return the exit code.

    `officer`: who sits here first: whose settings are used, and who the others are told did something; empty:
    the user of this machine. `seat_name`: where, and whose draft it works on; empty: this machine's name.

    Raises `WallError` where the site or its keys cannot be read, or the officer's name is none. A server that
    is not there is no error: the desk says so and connects when it comes.
    """
    site = Site.open(site_path)
    keys = load_key_pair(site.operator_key)
    # The seat's draft outlives the desk, so its name must be the same at the next start.
    seat = SeatId((seat_name or socket.gethostname().split(".")[0])[:MOST_SEAT_LETTERS])
    name = officer_name(officer) or officer_name(getpass.getuser()[:MOST_LETTERS])
    app = make_app()
    # Before all that takes time: who is told to end while it starts ends as quietly as later.
    signals, collector = Signals(app), GuiCollector()
    session = Session(_boot_s, time.time)
    session.officer = name
    settings = SettingsKeeper(settings_file(site.path, name))
    # So that the desk opens in the officer's language and size; a disk that hangs holds it up no longer.
    settings.wait(START_S)
    desk = Desk(app, session, seat, settings)
    bridge = Bridge(session, site_address(site), keys, seat)
    desk.presenter.echo_requested.connect(bridge.watch_echo)
    desk.acts.begin()
    bridge.start()
    desk.show(site.nursery_socket)
    try:
        code = app.exec()
    finally:
        bridge.stop()
        desk.stop()
        collector.stop()
        signals.close()
    sys.stdout.flush()
    return code


def _boot_s() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)
