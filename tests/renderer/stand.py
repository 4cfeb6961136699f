"""One cell without a process or a bus: the real glass (off screen), stage and feeds, on scripted cameras."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

import numpy as np
from PySide6.QtGui import QGuiApplication

from tests.fakes.pictures import H, W, pane, picture
from tests.kit.clips import Pixels, solid
from tests.renderer.scripted import Camera, ScriptedOpener
from wallctl.model.desired import Version
from wallctl.model.geometry import PxRect
from wallctl.model.health import PaneReport, WindowState
from wallctl.model.ids import CellId, NodeId
from wallctl.model.wall import Size
from wallctl.protocol.cell import Order, Picture, Ready, Shown
from wallctl.protocol.nursery import RendererSpec
from wallctl.renderer.feed_pool import FeedPool
from wallctl.renderer.glass import Glass
from wallctl.renderer.lettering import Lettering
from wallctl.renderer.pane_view import PaneView
from wallctl.renderer.reading import boot_s
from wallctl.renderer.stage import Stage

T = TypeVar("T")
KEPT: list[Glass] = []
"""Qt crashes where a window goes before its backing store; the process never takes one down."""
TICK_S = 0.1
AGAIN_S = 0.4
"""A picture that is not shown as live by then was, or will be, late."""


class Stand:
    """Turns the stage's crank as the process does; a test pushes frames and looks at the canvas."""

    def __init__(self, app: QGuiApplication, *, width: int = W, height: int = H, media: str = "") -> None:
        self._app = app
        self.opener = ScriptedOpener()
        self.rights_ended = 0
        self.sent: list[Ready | Shown] = []
        self.rung = 0
        self.pool = FeedPool(self.opener, self._ring)
        place = PxRect(x=0, y=0, w=width, h=height)
        self.glass = Glass(place, app.primaryScreen(), "test")
        spec = RendererSpec(
            cell=CellId("r0c0"),
            node=NodeId("local"),
            incarnation=1,
            token="t",
            bus="ipc:///nowhere",
            px=Size(w=W, h=H),
            place_px=place,
            media_dir=media,
        )
        self.stage = Stage(self.glass, spec, self.pool, Lettering(), self.sent.append, self._right_ended)
        self._ticked_s = 0.0

    def __enter__(self) -> Self:
        self.glass.open(self.stage.repaint)
        self.until(lambda: self.glass.exposed, 20.0, "the window is shown")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.pool.close()
        self.opener.end()
        KEPT.append(self.glass)

    def _ring(self) -> None:
        self.rung += 1

    def _right_ended(self) -> None:
        self.rights_ended += 1

    def camera(self, name: str) -> Camera:
        return self.opener.camera(name)

    def order(
        self, revision: int, picture: Picture, at_s: float | None = 0.0, *, epoch: int = 1, amendment: int = 0
    ) -> Order:
        """Give an order; `at_s` 0: now, None: prepare it."""
        due = boot_s() if at_s == 0.0 else at_s
        order = Order(
            version=Version(epoch=epoch, revision=revision), picture=picture, at_s=due, amendment=amendment
        )
        self.stage.order(order)
        return order

    def turn(self) -> None:
        """What the process does when it is rung, when a take is due, and ten times a second."""
        self._app.processEvents()
        self.stage.paint_fresh()
        due = self.stage.next_due_s()
        if due is not None and boot_s() >= due:
            self.stage.take()
        if time.monotonic() - self._ticked_s >= TICK_S:
            self._ticked_s = time.monotonic()
            self.stage.tick()

    def until(self, condition: Callable[[], T | None], deadline_s: float, what: str) -> T:
        """Turn until the condition gives something true; return that."""
        until_s = time.monotonic() + deadline_s
        while not (found := condition()):
            assert time.monotonic() < until_s, f"{what}: not within {deadline_s} s; {self.states()}"
            self.turn()
            time.sleep(0.002)
        return found

    def run(self, seconds: float) -> None:
        """Turn for so long."""
        end_s = time.monotonic() + seconds
        self.until(lambda: time.monotonic() >= end_s, seconds + 20.0, "time passes")

    def play(self, name: str, frame: Pixels) -> None:
        """Let a camera's next frame come, and wait until it was read and painted."""
        came_s = boot_s()
        self.camera(name).push(frame)
        self.until(lambda: self._painted_since(name, came_s), 20.0, f"{name} is painted")

    def alive(self, frames: dict[str, Pixels]) -> None:
        """Let these pictures of cameras come, again where one was late, until all are painted and live."""
        came_s = self._come(frames)

        def come() -> bool:
            nonlocal came_s
            if all(self._painted_since(name, came_s) and self._calls_live(name) for name in frames):
                return True
            if boot_s() - came_s > AGAIN_S:
                came_s = self._come(frames)
            return False

        self.until(come, 20.0, f"{', '.join(frames)} live")

    def _come(self, frames: dict[str, Pixels]) -> float:
        came_s = boot_s()
        for name, frame in frames.items():
            if not self.camera(name).frames:
                self.camera(name).push(frame)
        return came_s

    def _painted_since(self, name: str, since_s: float) -> bool:
        """Whether a frame that this camera sent since then is painted, and no other is under way."""
        return not self.camera(name).frames and any(
            pane.painted_s is not None and pane.painted_s >= since_s for pane in self._panes_of(name)
        )

    def _calls_live(self, name: str) -> bool:
        return any(pane.worth.state is WindowState.LIVE for pane in self._panes_of(name))

    def _panes_of(self, name: str) -> list[PaneView]:
        shown = self.stage.shown.panes if self.stage.shown is not None else []
        return [pane for pane in shown if pane.feed is not None and pane.feed.shown_source == name]

    def comes(self, name: str, grey: int) -> bool:
        """Let that frame come again: one that nobody took yet is in the way of the next."""
        camera = self.camera(name)
        grabbed = camera.grabbed
        camera.push(solid(grey))
        self.until(lambda: camera.grabbed > grabbed, 20.0, f"{name} is read")
        self.run(0.03)
        return True

    def live(self, name: str, grey: int) -> None:
        """Show one camera over the whole cell, as revision 1."""
        self.order(1, picture(pane(name)))
        self.camera(name).push(solid(grey))
        self.until(lambda: 1 in self.shown() and self.level() == grey, 20.0, f"{name} is shown")

    def level(self, x: int = W // 2, y: int = H // 2) -> int:
        """The grey of one pixel of what is painted."""
        return int(self.glass.canvas()[y, x, 0])

    def canvas(self) -> np.ndarray:
        """A copy of what is painted, height x width x 3."""
        return self.glass.canvas()[:, :, :3].copy()

    def shown(self) -> list[int]:
        """The revisions that were told as shown, in order."""
        return [message.version.revision for message in self.sent if isinstance(message, Shown)]

    def ready(self) -> list[Ready]:
        return [message for message in self.sent if isinstance(message, Ready)]

    def states(self) -> dict[str, str]:
        """What the cell reports of its windows."""
        return {report.window: report.state.value for report in self.stage.reports()}

    def report(self, window: str) -> PaneReport:
        """The report of one window."""
        return next(report for report in self.stage.reports() if report.window == window)
