"""One order made ready for the glass: what is ready of it, and how it is painted beforehand.

Must not know what is shown now.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from wallctl.model.geometry import PxRect
from wallctl.model.health import Reason, WindowState
from wallctl.protocol.cell import Order, PaneReady
from wallctl.renderer.pane_view import PaneView, Repaint
from wallctl.renderer.reading import QUIET_BEFORE_S, boot_s
from wallctl.renderer.scaling import Patch


@dataclass
class Scene:
    """One order made ready: its panes, and when it is due."""

    order: Order
    number: int
    panes: list[PaneView]
    begun_s: float = field(default_factory=boot_s)
    """When it was first asked for (CLOCK_BOOTTIME)."""
    due_s: float | None = None
    unarmed: bool = False
    """Came when it was due already: it goes up as soon as its pictures are there."""
    told: tuple[PaneReady, ...] | None = None
    background: tuple[int, int, int] = (0, 0, 0)
    empty: list[PxRect] = field(default_factory=list)
    composed: np.ndarray | None = None
    """All of it painted beforehand, uint8 (height, width, 4) BGRA: at the instant it is only copied."""
    composed_s: float = 0.0
    composed_of: list[Patch | None] = field(default_factory=list)
    """The picture of each pane that is in it."""

    @property
    def rank(self) -> tuple[int, int, int]:
        version = self.order.version
        return (version.epoch, version.revision, self.order.amendment)

    def readiness(self) -> tuple[PaneReady, ...]:
        """Return how far each window is, by the newest pictures that it has."""
        now_s = boot_s()
        for pane in self.panes:
            pane.fetch()
            pane.foresee(now_s)
        return tuple(_readiness(pane) for pane in self.panes)

    def is_quiet(self, now_s: float) -> bool:
        """Tell whether its instant is so near that nothing else is done."""
        if self.due_s is None or self.unarmed:
            return False
        return 0 <= self.due_s - now_s < QUIET_BEFORE_S

    def fill(self, canvas: np.ndarray, now_s: float) -> None:
        """Paint all of it."""
        for part in self.empty:
            canvas[part.y : part.bottom, part.x : part.right, :3] = self.background
        for pane in self.panes:
            pane.paint_whole(canvas, now_s)

    def compose(self, now_s: float, place: PxRect) -> None:
        """Paint it into memory of that size, with the newest pictures that it has."""
        for pane in self.panes:
            pane.fetch()
            pane.foresee(now_s)
        if self.composed is None:
            self.composed = np.zeros((place.h, place.w, 4), np.uint8)
        self.fill(self.composed, now_s)
        self._mark_composed(now_s)

    def freshen(self, now_s: float, place: PxRect) -> None:
        """Bring it up to the newest pictures: no window goes back in time at the take."""
        if self.composed is None:
            self.compose(now_s, place)
            return
        for pane, before in zip(self.panes, self.composed_of, strict=True):
            pane.fetch()
            if pane.patch is before:
                continue
            if pane.foresee(now_s) is not Repaint.NOTHING or not pane.settled:
                pane.paint_whole(self.composed, now_s)
            else:
                pane.plan_fresh()
                pane.paint_fresh(self.composed)
        self._mark_composed(now_s)

    def _mark_composed(self, now_s: float) -> None:
        self.composed_s, self.composed_of = now_s, [pane.patch for pane in self.panes]

    def is_of(self, order: Order) -> bool:
        """Whether it is what this order asks for; an amendment of other cells changes nothing here."""
        return self.order.version == order.version and self.order.picture == order.picture


def _readiness(pane: PaneView) -> PaneReady:
    window = pane.pane.window
    if pane.ready:
        return PaneReady(window=window, ready=True, state=WindowState.LIVE)
    reason = pane.failed
    state = WindowState.CONNECTING if reason is Reason.NONE else WindowState.NO_SIGNAL
    return PaneReady(window=window, ready=False, state=state, reason=reason)
