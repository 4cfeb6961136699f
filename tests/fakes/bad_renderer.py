"""A renderer without a picture, as a real process on the real bus; behaves as badly as it is told.

Reads its spec from stdin, so that the token is in no argument list. Shows orders at their instant, reports
every window live, beats twice a second.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import queue
import signal
import sys
import threading
import time

from wallctl.bus.client_end import ClientEnd
from wallctl.bus.clock import now_s
from wallctl.bus.lane import CELL_LANE
from wallctl.model.base import Value
from wallctl.model.desired import Version
from wallctl.model.health import CellReport, PaneReport, Reason, WindowState
from wallctl.protocol.cell import (
    Beat,
    CellHello,
    EchoPicture,
    EchoWanted,
    Go,
    Order,
    PaneReady,
    Ready,
    Shown,
    Snapshot,
    SnapshotWanted,
    Stop,
    ToRenderer,
    to_renderer,
)
from wallctl.protocol.codec import encode
from wallctl.protocol.nursery import RendererSpec

BEAT_S = 0.5
EXIT_REFUSED = 76


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--die-after", type=float, default=0.0, help="seconds; ends with --code")
    parser.add_argument("--code", type=int, default=1)
    parser.add_argument("--segv-after", type=float, default=0.0)
    parser.add_argument("--crash-on", default="", help="SIGSEGV as soon as this source is to be opened")
    parser.add_argument("--mute", action="store_true", help="comes to the bus and never beats")
    parser.add_argument("--slow-start", type=float, default=0.0)
    parser.add_argument("--stop-painting", type=float, default=0.0, help="no beats after so many seconds")
    parser.add_argument("--deaf", action="store_true", help="does not obey Stop")
    parser.add_argument("--lose-orders", type=int, default=0, help="drops the first so many")
    return parser.parse_args(argv)


class Renderer:
    """One life."""

    def __init__(self, spec: RendererSpec, options: argparse.Namespace) -> None:
        self.spec = spec
        self.options = options
        self.inbox: queue.Queue[ToRenderer] = queue.Queue()
        self.shown: Order | None = None
        self.next: Order | None = None
        self.painted = 0
        self.lost = 0
        self.born_s = now_s()
        self.echo = EchoWanted()
        self.refused = threading.Event()
        self.end = ClientEnd(
            spec.bus,
            token=spec.token,
            hello=self._hello,
            on_message=lambda data, _: self.inbox.put(to_renderer.decode(data, "node")),
            on_up=lambda _: None,
            on_down=lambda _: None,
            on_refused=lambda _: self.refused.set(),
            limits=CELL_LANE,
        )

    @property
    def version(self) -> Version:
        return self.shown.version if self.shown else Version()

    def _hello(self) -> bytes:
        spec = self.spec
        hello = CellHello(cell=spec.cell, incarnation=spec.incarnation, pid=os.getpid(), version=self.version)
        return encode(hello)

    def say(self, message: Value, picture: bytes | None = None) -> None:
        self.end.send(encode(message), () if picture is None else (picture,))

    def run(self) -> int:
        self.end.start()
        beat_at_s = 0.0
        while not self.refused.is_set():
            age_s = now_s() - self.born_s
            if self.options.die_after and age_s > self.options.die_after:
                return int(self.options.code)
            if self.options.segv_after and age_s > self.options.segv_after:
                _segv()
            try:
                message = self.inbox.get(timeout=0.01)
            except queue.Empty:
                pass
            else:
                if isinstance(message, Stop) and not self.options.deaf:
                    self.end.stop()
                    return 0
                self.obey(message)
            if self.next is not None and self.next.at_s is not None and now_s() >= self.next.at_s:
                self.shown, self.next = self.next, None
                self.say(Shown(version=self.version, at_s=now_s()))
                beat_at_s = 0.0
            silent = self.options.mute or (self.options.stop_painting and age_s > self.options.stop_painting)
            if now_s() >= beat_at_s and not silent:
                beat_at_s = now_s() + BEAT_S
                self.beat()
        return EXIT_REFUSED

    def obey(self, message: ToRenderer) -> None:
        match message:
            case Order():
                self.order(message)
            case Go(version=version, amendment=amendment, at_s=at_s):
                if self.next is not None and (self.next.version, self.next.amendment) == (version, amendment):
                    self.order(self.next.with_(at_s=at_s))
            case SnapshotWanted():
                self.say(Snapshot(ticket=message.ticket, version=self.version), b"PNG" + b"x" * 2_000_000)
            case EchoWanted():
                self.echo = message
            case _:
                pass

    def order(self, order: Order) -> None:
        if self.lost < self.options.lose_orders:
            self.lost += 1
            return
        now = self.shown
        if now is not None and (self.rank(order) <= self.rank(now)):
            return
        if self.next is not None and self.rank(order) < self.rank(self.next):
            return
        self.next = order
        opened = [
            p.source.id for p in order.picture.panes if p.source is not None and p.verdict is Reason.NONE
        ]
        if self.options.crash_on in opened:
            _segv()
        panes = tuple(PaneReady(window=p.window, ready=True) for p in order.picture.panes)
        self.say(Ready(version=order.version, panes=panes, done=True))

    @staticmethod
    def rank(order: Order) -> tuple[int, int, int]:
        return order.version.epoch, order.version.revision, order.amendment

    def beat(self) -> None:
        self.painted += 1
        if self.echo.fps > 0:
            picture = EchoPicture(version=self.version, taken_s=now_s(), width=self.echo.width, height=9)
            self.say(picture, b"JPEG")
        panes = self.shown.picture.panes if self.shown else ()
        report = CellReport(
            cell=self.spec.cell,
            incarnation=self.spec.incarnation,
            pid=os.getpid(),
            version=self.version,
            panes=tuple(
                PaneReport(
                    window=pane.window,
                    source=pane.source.id if pane.source else None,
                    dst=pane.dst,
                    state=WindowState.LIVE if pane.verdict is Reason.NONE else WindowState.QUARANTINED,
                    reason=pane.verdict,
                )
                for pane in panes
            ),
            painted=self.painted,
        )
        self.say(Beat(report=report))


def _segv() -> None:
    faulthandler.disable()
    signal.signal(signal.SIGSEGV, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGSEGV)


def main(argv: list[str]) -> int:
    options = _options(argv)
    spec = RendererSpec.model_validate_json(sys.stdin.read())
    time.sleep(options.slow_start)
    code = Renderer(spec, options).run()
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
