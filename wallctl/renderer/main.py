"""Composition root of one renderer: builds it, runs Qt's loop, ends in order. Runs in a forked child."""

from __future__ import annotations

import os
import signal
import socket as sockets
import time
from pathlib import Path

import cv2
from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from wallctl.model.geometry import PxRect
from wallctl.model.health import CellReport
from wallctl.protocol.cell import (
    Beat,
    CellHello,
    EchoPicture,
    EchoWanted,
    Go,
    Identified,
    KeepWarm,
    LabelsShown,
    NumbersShown,
    Order,
    Ready,
    Shown,
    Snapshot,
    SnapshotWanted,
    Stop,
    ToRenderer,
    Withdraw,
)
from wallctl.protocol.nursery import RendererSpec
from wallctl.renderer.bus_link import NodeLink, NodeLost, WakeUp
from wallctl.renderer.capture import Opener, Places
from wallctl.renderer.content import TICKER_STEP_S
from wallctl.renderer.echoing import Echoing
from wallctl.renderer.feed import Meeting
from wallctl.renderer.feed_pool import FeedPool
from wallctl.renderer.ffmpeg_log import FfmpegLog
from wallctl.renderer.glass import Glass
from wallctl.renderer.last_picture import LastPicture
from wallctl.renderer.lettering import Lettering
from wallctl.renderer.nameplate import Nameplate
from wallctl.renderer.outputs import Outputs
from wallctl.renderer.reading import QUIET_AFTER_S, boot_s
from wallctl.renderer.scaling import png, shrunk_jpeg
from wallctl.renderer.stage import Stage
from wallctl.renderer.trust import Trust
from wallctl.rules.displays import local_addresses
from wallctl.rules.urls import UrlRules

BEAT_MS = 500
TICK_MS = 100
BEAT_AFTER_TAKE_MS = 40
"""What is shown is reported soon, but not while the other cells still need the cores to switch too."""
NEWS_EVERY_S = 0.25
"""A window's new state is told at once, but flapping ones do not fill the bus."""
LOOK_EVERY_BEATS = 4
"""Reading the display back takes several round trips, which hold up everything on a busy X server."""
EXIT_NO_DISPLAY = 75
EXIT_REFUSED = 76
EXIT_UNPAINTED = 74
ECHO_QUALITY = 70
PRIORITY = 5
"""A renderer lowers itself after its first paint: one that starts is not held up by 23 others."""


class Renderer(QObject):
    """Ties glass, stage and bus together. Lives in the GUI thread; timers and one wake-up drive it."""

    def __init__(
        self, spec: RendererSpec, outputs: Outputs, glass: Glass, memory_fd: int, log: FfmpegLog
    ) -> None:
        super().__init__()
        self._spec, self._outputs, self._glass, self._log = spec, outputs, glass, log
        self._memory_fd = memory_fd
        self._memory = LastPicture(memory_fd, glass.place.w, glass.place.h)
        self._wake = WakeUp()
        secrets = Path(spec.secrets_file) if spec.secrets_file else None
        rules = UrlRules(networks=spec.networks, ports_refused=spec.ports_refused)
        trust = Trust(spec.ca_file, spec.machine_ca_file)
        places = Places(Path(spec.media_dir), secrets, spec.devices, rules, trust)
        lettering = Lettering()
        self._feeds = FeedPool(Opener(places, log), self._wake.ring, _meeting(spec))
        self._link = NodeLink(spec.bus, spec.token, self._hello, self._wake, log.say)
        self._stage = Stage(glass, spec, self._feeds, lettering, self._tell, self._forget)
        self._nameplate = Nameplate(glass, spec.cell, self._stage.repaint)
        self._beats = 0
        self._glass_note = ""
        self._lowered = False
        self._notifier = QSocketNotifier(self._wake.fd, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setTimerType(Qt.TimerType.PreciseTimer)
        self._due.timeout.connect(self._take_if_due)
        self._moving = QTimer(self)
        self._moving.setTimerType(Qt.TimerType.PreciseTimer)
        self._moving.setInterval(round(TICKER_STEP_S * 1000))
        self._moving.timeout.connect(self._stage.paint_fresh)
        self._tick = QTimer(self)
        self._tick.timeout.connect(self._ticked)
        self._beat = QTimer(self)
        self._beat.timeout.connect(self._beaten)
        self._shown = QTimer(self)
        self._shown.setSingleShot(True)
        self._shown.timeout.connect(self._report)
        self._echo = Echoing(self._echoed, self._stage.prepares, self)
        self._told: object = ()
        self._news_s = 0.0

    def start(self) -> None:
        kept = self._memory.read()
        if kept is not None:
            self._stage.start_from(kept)
        self._glass.open(self._stage.repaint)
        self._outputs.changed = self._go_to_output
        self._link.start()
        self._tick.start(TICK_MS)
        self._beat.start(BEAT_MS)

    def stop(self) -> None:
        self._feeds.close()
        self._link.stop()

    def _forget(self) -> None:
        self._memory.wipe()

    def _go_to_output(self) -> None:
        """Be on the cell's own output and on no other; without it, live on and paint in memory."""
        glass, seat = self._glass, self._outputs.find()
        if seat is None:
            if not glass.away:
                glass.leave()
                self._log.say(f"{self._spec.cell}: {_missed(self._outputs)}")
                self._report()
            return
        if not glass.away and glass.place == seat.place and glass.screen().name() == seat.screen.name():
            return
        came = glass.away
        if glass.go_to(seat.screen, seat.place):
            # What was kept has another size: it is no start for a successor any more.
            self._memory.wipe()
            self._memory = LastPicture(self._memory_fd, seat.place.w, seat.place.h)
            self._stage.resized()
        self._stage.repaint()
        if came:
            self._log.say(f"{self._spec.cell}: output {self._outputs.name} is there again")
        self._glass_note = ""
        self._report()

    def _hello(self) -> CellHello:
        spec = self._spec
        version = self._stage.version
        return CellHello(cell=spec.cell, incarnation=spec.incarnation, pid=os.getpid(), version=version)

    @Slot()
    def _woken(self) -> None:
        self._wake.clear()
        for message in self._link.messages():
            if isinstance(message, NodeLost):
                self._stage.node_gone()
            else:
                self._obey(message)
        if self._link.refused:
            QGuiApplication.exit(EXIT_REFUSED)
            return
        self._stage.paint_fresh()
        self._stage.tell_ready_soon()
        self._arm_timer()

    def _obey(self, message: ToRenderer) -> None:
        match message:
            case Order():
                self._stage.order(message)
                self._arm_timer()
            case Go():
                self._stage.go(message)
                self._arm_timer()
            case Withdraw():
                self._stage.withdraw(message.version)
            case KeepWarm():
                self._feeds.keep_warm(message.sources)
            case Stop():
                self._memory.wipe()
                QGuiApplication.exit(0)
            case EchoWanted():
                self._echo.want(message.width, message.fps)
            case SnapshotWanted():
                picture = png(self._glass.seen())
                self._link.send(Snapshot(ticket=message.ticket, version=self._stage.version), (picture,))
            case LabelsShown():
                self._stage.show_labels(message.shown)
            case NumbersShown():
                self._stage.show_numbers(message)
            case Identified():
                self._nameplate.show(message.for_s)

    def _tell(self, message: Ready | Shown) -> None:
        self._link.send(message)
        if isinstance(message, Shown):
            QTimer.singleShot(round(QUIET_AFTER_S * 1000), self._stage.paint_fresh)
            self._shown.start(BEAT_AFTER_TAKE_MS)
            self._echo.taken()
            if not self._lowered:
                self._lowered = True
                os.nice(PRIORITY)

    def _arm_timer(self) -> None:
        due = self._stage.next_due_s()
        if due is not None:
            self._due.start(max(0, int((due - boot_s()) * 1000)))

    @Slot()
    def _take_if_due(self) -> None:
        due = self._stage.next_due_s()
        if due is None:
            return
        rest = due - boot_s()
        if rest > 0.002:
            self._arm_timer()
            return
        time.sleep(max(0.0, rest))
        self._stage.take()

    @Slot()
    def _ticked(self) -> None:
        if self._stage.failing.hopeless:
            self._log.say(f"{self._spec.cell}: it cannot paint any more, and makes room for another")
            QGuiApplication.exit(EXIT_UNPAINTED)
            return
        self._feeds.beat(boot_s())
        self._stage.tick()
        self._arm_timer()
        if self._stage.moves is not self._moving.isActive():
            self._moving.start() if self._stage.moves else self._moving.stop()
        if self._stage.states() != self._told and boot_s() - self._news_s >= NEWS_EVERY_S:
            self._news_s = boot_s()
            self._report()

    @Slot()
    def _beaten(self) -> None:
        self._beats += 1
        if self._glass_note or (self._beats + os.getpid()) % LOOK_EVERY_BEATS == 0:
            self._look_at_the_glass()
        self._memory.write(self._stage.kept(), self._glass.canvas())
        self._report()

    @Slot()
    def _report(self) -> None:
        self._told = self._stage.states()
        decodes, follows = self._feeds.opened()
        report = CellReport(
            cell=self._spec.cell,
            incarnation=self._spec.incarnation,
            pid=os.getpid(),
            version=self._stage.version,
            panes=self._stage.reports(),
            warm=self._feeds.warm(),
            decodes=decodes,
            follows=follows,
            painted=self._stage.painted,
            glass_ok=not self._glass_note and not self._glass.away,
            glass_note=_missed(self._outputs) if self._glass.away else self._glass_note,
            no_output=self._outputs.name if self._glass.away else "",
            screen=self._glass.screen().name(),
            screens=self._outputs.names,
            place_px=self._glass.where(),
            rss_kb=_rss_kb(),
        )
        self._link.send(Beat(report=report), whole="beat")

    def _look_at_the_glass(self) -> None:
        """Compare a row of the display, another one each time, with what was painted there."""
        # The display's word that an output came or went may have been lost.
        self._go_to_output()
        if self._glass.away:
            self._glass_note = ""
            return
        if not self._glass.exposed:
            self._glass_note = "the window is not on its output"
            return
        row = self._beats * 37 % max(1, self._glass.place.h)
        if self._glass.differs(row):
            self._stage.repaint()
            if self._glass.differs(row):
                self._glass_note = "the display shows other pixels than were painted"
                return
        if self._stage.wrong_on_canvas(row):
            self._stage.repaint()
        wrong = self._stage.wrong_on_canvas(row)
        self._glass_note = f"window {wrong} has other pixels than its frame" if wrong else ""

    def _echoed(self, width_px: int) -> None:
        data, width, height = shrunk_jpeg(self._glass.seen(), width_px, ECHO_QUALITY)
        picture = EchoPicture(version=self._stage.version, taken_s=boot_s(), width=width, height=height)
        self._link.send(picture, (data,), whole="echo")


def _meeting(spec: RendererSpec) -> Meeting:
    """The renderers of a node share streams beside the socket that they all know."""
    run_dir = Path(spec.bus.removeprefix("ipc://")).parent
    return Meeting(run_dir, f"{spec.cell}.{spec.incarnation}")


def _missed(outputs: Outputs) -> str:
    return f"output {outputs.name} is not there; check its cable and `wallctl doctor`"


def _rss_kb() -> int:
    fields = Path("/proc/self/statm").read_text("ascii").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def _display_answers(display: str) -> bool:
    """Ask the local X server's socket: Qt itself aborts where there is none."""
    addresses = local_addresses(display)
    for address in addresses:
        with sockets.socket(sockets.AF_UNIX) as knock:
            if knock.connect_ex(address) == 0:
                return True
    return not addresses


def choose_platform() -> None:
    """Set Qt's platform: xcb on a display, offscreen without; scrub what a plain OpenCV wheel left."""
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        if "cv2" in os.environ.get(name, ""):
            del os.environ[name]
    os.environ["QT_ENABLE_HIGHDPI_SCALING"] = "0"
    os.environ["QT_NO_GLIB"] = "1"
    if not os.environ.get("DISPLAY"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    elif os.environ.get("QT_QPA_PLATFORM", "xcb") != "offscreen":
        os.environ["QT_QPA_PLATFORM"] = "xcb"


def run(spec: RendererSpec, memory_fd: int) -> int:
    """Run one renderer until it is told to stop; return its exit code. Call in a fresh process."""
    choose_platform()
    cv2.setNumThreads(1)
    display = os.environ.get("DISPLAY", "")
    log = FfmpegLog()
    if os.environ["QT_QPA_PLATFORM"] == "xcb" and not _display_answers(display):
        log.say(f"{spec.cell}: display {display} does not answer; start the X server")
        return EXIT_NO_DISPLAY
    log.start()
    app = QGuiApplication(["wallctl-renderer"])
    app.setQuitOnLastWindowClosed(False)
    outputs = Outputs(spec, app)
    seat = outputs.find()
    if seat is not None:
        glass = Glass(seat.place, seat.screen, f"wallctl {spec.cell}")
    else:
        # It waits for its output with its streams open: the picture is there as soon as the output is.
        log.say(f"{spec.cell}: {_missed(outputs)}")
        unseen = PxRect(x=0, y=0, w=spec.px.w, h=spec.px.h)
        glass = Glass(unseen, app.primaryScreen(), f"wallctl {spec.cell}")
        glass.leave()
    renderer = Renderer(spec, outputs, glass, memory_fd, log)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    renderer.start()
    code = app.exec()
    renderer.stop()
    return code
