"""What this surface shows and what it prepares: orders in, takes at their instant, the glass kept up to date.

Must not know the bus or processes. GUI thread only. The old picture stays until the new one is due.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial

import numpy as np
from PySide6.QtGui import QRegion

from wallctl.model.desired import Version
from wallctl.model.geometry import PxRect
from wallctl.model.health import PaneReport, Reason
from wallctl.protocol.cell import Go, NumbersShown, Order, Ready, Shown
from wallctl.protocol.nursery import RendererSpec
from wallctl.renderer.failing import Failing, counted
from wallctl.renderer.feed_pool import FeedPool
from wallctl.renderer.glass import Glass, region_of
from wallctl.renderer.kept_picture import KeptPicture
from wallctl.renderer.last_picture import Kept, KeptPane
from wallctl.renderer.lettering import Lettering
from wallctl.renderer.numerals import WindowNumbers
from wallctl.renderer.pane_view import PaneView, Repaint
from wallctl.renderer.preparing import Preparing
from wallctl.renderer.reading import QUIET_AFTER_S, boot_s
from wallctl.renderer.resting import PREPARES_S, Rest
from wallctl.renderer.scene import Scene

COMPOSED_FOR_S = 0.5
UNARMED_WAIT_S = 1.5
"""An order that was never armed waits this long for its pictures while an older one is on the glass."""


class Stage:
    """Holds the scene on the glass and the one behind it. `send` gets `Ready` and `Shown`.

    `right_ended` is called after a picture was taken off the glass because the right to it had ended.
    """

    def __init__(
        self,
        glass: Glass,
        spec: RendererSpec,
        feeds: FeedPool,
        lettering: Lettering,
        send: Callable[[Ready | Shown], None],
        right_ended: Callable[[], None],
    ) -> None:
        self._glass = glass
        self._feeds = feeds
        self._send = send
        self._right_ended = right_ended
        self._preparing = Preparing(glass, spec, feeds, lettering)
        self._rest = Rest(feeds)
        self._lettering = lettering
        self._kept: tuple[Kept, np.ndarray] | None = None
        self._before: KeptPicture | None = None
        """What is on the glass before any order."""
        self._numbers_shown = WindowNumbers()
        self.failing = Failing()
        self.shown: Scene | None = None
        self.next: Scene | None = None
        self.painted = 0

    @property
    def version(self) -> Version:
        return self.shown.order.version if self.shown is not None else Version()

    def start_from(self, kept: tuple[Kept, np.ndarray]) -> None:
        """Paint what an earlier renderer left; its panes get their pictures from it, with their ages.

        What the right to has ended meanwhile is left out.
        """
        panes, glass, utc = kept[0].panes, kept[1], time.time()
        for pane in panes:
            if _ended(pane.until_utc_s, utc):
                glass[pane.dst.y : pane.dst.bottom, pane.dst.x : pane.dst.right] = 0
        self._kept = (Kept(panes=tuple(pane for pane in panes if not _ended(pane.until_utc_s, utc))), glass)
        self._before = KeptPicture(self._kept[0], glass, self._lettering)
        self._before.judge(boot_s())
        self.repaint()

    @counted
    def order(self, order: Order) -> None:
        """Take an order in; anything not newer than what is shown changes nothing."""
        rank = (order.version.epoch, order.version.revision, order.amendment)
        if self.shown is not None and rank <= self.shown.rank:
            if rank == self.shown.rank and order.at_s is not None:
                self._send(Shown(version=order.version, at_s=self._glass.settle()))
            return
        if self.next is not None and rank < self.next.rank:
            if order.at_s is None or self.next.due_s is not None:
                return
            if self.shown is not None and order.version == self.shown.order.version:
                self._amend(order, self.next)
                return
            # What is to be shown goes before what is only prepared, and the node has that prepared again.
        armed = self.next is not None and self.next.is_of(order)
        if armed and self.next is not None:
            self.next.order = order
        else:
            if order.at_s is None and self.next is not None and self.next.unarmed:
                # What is due and only waits for its pictures is not lost over what is to come after it.
                self.take()
            self.next = self._prepared(order)
            self._feeds.settle(self._scenes_panes())
            if order.at_s is None:
                self._rest.for_arming(boot_s())
        scene = self.next
        if order.at_s is not None:
            scene.unarmed = not armed and boot_s() >= order.at_s
            wait_s = UNARMED_WAIT_S if self.shown is not None else 0.0
            scene.due_s = boot_s() + wait_s if scene.unarmed else order.at_s
            if not scene.unarmed:
                scene.freshen(boot_s(), self._glass.place)
                self._feeds.hush(order.at_s)
        self.tell_ready()

    def go(self, go: Go) -> None:
        """Take what is prepared at that instant, if it is what is meant."""
        prepared = self.next.order if self.next is not None else None
        if prepared is not None and (prepared.version, prepared.amendment) == (go.version, go.amendment):
            self.order(prepared.with_(at_s=go.at_s))

    def _amend(self, order: Order, prepared: Scene) -> None:
        """Change at once what is shown; what is prepared behind it stays prepared."""
        self.next = self._prepared(order)
        self._feeds.settle([*self._scenes_panes(), *prepared.panes])
        self.take()
        self.next = prepared
        self._feeds.settle(self._scenes_panes())

    def withdraw(self, version: Version) -> None:
        """Forget what was prepared for that version."""
        if self.next is not None and self.next.order.version == version:
            self.next = None
            self._feeds.settle(self._scenes_panes())

    def node_gone(self) -> None:
        """What is only prepared, with no instant, is let go: the next node has it prepared again, or not."""
        if self.next is not None and self.next.due_s is None:
            self.withdraw(self.next.order.version)

    @property
    def moves(self) -> bool:
        """Whether something is shown that moves by itself, without a feed that wakes."""
        panes = self.shown.panes if self.shown is not None else ()
        return any(pane.content is not None and pane.content.moves for pane in panes)

    def prepares(self) -> bool:
        """Tell whether a take is being prepared, or was a moment ago: what can wait leaves it the cores."""
        now = boot_s()
        return now < self._rest.until_s or (self.next is not None and now < self.next.begun_s + PREPARES_S)

    def show_labels(self, shown: bool) -> None:
        self._preparing.labels = shown
        for pane in self._scenes_panes():
            pane.labels_shown = shown

    def show_numbers(self, message: NumbersShown) -> None:
        """Number the windows for a while."""
        self._numbers_shown.show(message, boot_s())
        self.tick()

    @counted
    def tell_ready(self) -> None:
        """Send how far the prepared scene is, when that changed."""
        scene = self.next
        if scene is None:
            return
        self._tend()
        panes = scene.readiness()
        if panes == scene.told:
            return
        scene.told, order = panes, scene.order
        done = all(pane.ready or pane.reason is not Reason.NONE for pane in panes)
        if done or any(pane.ready or pane.reason is not Reason.NONE for pane in panes):
            self._send(Ready(version=order.version, panes=panes, done=done, amendment=order.amendment))
        if done:
            scene.compose(boot_s(), self._glass.place)

    def tell_ready_soon(self) -> None:
        """Tell of a picture that a prepared scene still waited for, without waiting for the next tick."""
        scene = self.next
        if scene is not None and not all(pane.ready for pane in scene.panes):
            self.tell_ready()

    def next_due_s(self) -> float | None:
        """Return when the prepared scene is to be shown, as far as it is known."""
        scene = self.next
        if scene is None or scene.due_s is None:
            return None
        if scene.unarmed and all(pane.ready or pane.failed is not Reason.NONE for pane in scene.panes):
            return min(scene.due_s, boot_s())
        return scene.due_s

    @counted
    def take(self) -> None:
        """Show the prepared scene now and say when it was on the display."""
        scene = self.next
        if scene is None:
            return
        if self._end_rights(scene.panes) or scene.composed is None:
            scene.compose(boot_s(), self._glass.place)
        composed = scene.composed
        assert composed is not None
        self._paint(scene.panes, region_of([self._whole()]), lambda canvas: np.copyto(canvas, composed))
        at = self._glass.settle()
        self.shown, self.next, scene.composed, self._kept, self._before = scene, None, None, None, None
        self._send(Shown(version=scene.order.version, at_s=at))
        self._feeds.hush(0.0)
        self._feeds.settle(self._scenes_panes())
        armed = scene.due_s is not None and not scene.unarmed
        self._rest.until((scene.due_s or 0.0) + QUIET_AFTER_S if armed else 0.0)
        self.paint_fresh()

    @counted
    def paint_fresh(self) -> None:
        """Paint the newest frames of the scene that is shown, and have those of the one behind it."""
        if self.next is not None and self.next.is_quiet(boot_s()):
            return
        now = boot_s()
        rests = now < self._rest.until_s
        for pane in self.next.panes if self.next is not None else ():
            # A slot that nobody empties would keep an older frame; while what is shown rests, one is enough.
            if not rests or pane.patch is None:
                pane.fetch()
        if self.shown is None or rests:
            return
        fresh = [pane for pane in self.shown.panes if pane.fetch()]
        quick = [pane for pane in fresh if pane.fresh_alone(now)]
        self._paint_whole([pane for pane in fresh if pane not in quick], now)
        if quick:
            region = quick[0].plan_fresh()
            for pane in quick[1:]:
                region = region.united(pane.plan_fresh())
            self._paint(quick, region, partial(_each, [pane.paint_fresh for pane in quick]))

    @counted
    def tick(self) -> None:
        """Judge all windows; paint those whose state, age or right changed."""
        if self.next is not None and self.next.is_quiet(boot_s()):
            return
        now = boot_s()
        self.paint_fresh()
        self.tell_ready()
        behind = self.next
        if behind is not None and behind.composed is not None and now - behind.composed_s > COMPOSED_FOR_S:
            behind.compose(now, self._glass.place)
        if self.shown is None:
            if self._before is not None and self._before.judge(now):
                self.repaint()
            self._feeds.tick(now, takes=self.prepares())
            return
        self._tend()
        ended = self._end_rights(self.shown.panes)
        self._numbers_shown.tell(self.shown.panes, now)
        self._paint_changed(self.shown.panes, now)
        if ended:
            self._right_ended()
        self._feeds.tick(now, takes=self.prepares())

    @counted
    def repaint(self) -> None:
        """Paint everything, as the display asks after it lost the window's pixels."""
        scene, now = self.shown, boot_s()
        if scene is not None:
            self._paint(scene.panes, region_of([self._whole()]), lambda canvas: scene.fill(canvas, now))
        elif self._before is not None:
            self._paint([], region_of([self._whole()]), self._before.paint)
        else:
            self._paint([], region_of([self._whole()]), lambda canvas: canvas.fill(0))

    def resized(self) -> None:
        """The surface has another size: show and prepare the same on it, from the next frames on."""
        shown, behind, self._kept, self._before = self.shown, self.next, None, None
        if shown is not None:
            self.shown = self._prepared(shown.order)
            for pane, old in zip(self.shown.panes, shown.panes, strict=True):
                pane.succeed(old)
        if behind is not None:
            self.next = self._prepared(behind.order)
            self.next.due_s, self.next.unarmed = behind.due_s, behind.unarmed
        self._feeds.settle(self._scenes_panes())

    def states(self) -> object:
        """Return a value that changes when a window on the glass has another state or reason."""
        return tuple(
            (pane.worth.state, pane.worth.reason) for pane in (self.shown.panes if self.shown else ())
        )

    def reports(self) -> tuple[PaneReport, ...]:
        now = boot_s()
        return tuple(pane.report(now) for pane in self.shown.panes) if self.shown is not None else ()

    def wrong_on_canvas(self, row: int) -> str:
        """Return a window whose row of the canvas is not the picture that was painted; empty: none."""
        canvas, stamp = self._glass.canvas(), self._glass.stamp_at()
        panes = self.shown.panes if self.shown is not None else ()
        return next((pane.pane.window for pane in panes if pane.wrong_on(canvas, row, stamp)), "")

    def kept(self) -> Kept:
        """Return what a successor has to know of the picture on the glass."""
        if self.shown is None and self._before is not None:
            return self._before.kept()
        panes = [
            KeptPane(
                window=pane.pane.window,
                source=pane.pane.source.id,
                dst=pane.pane.dst,
                picture=pane.patch.dst,
                painted_s=pane.painted_s,
                until_utc_s=pane.pane.until_utc_s,
                name=pane.pane.source.name,
                name_en=pane.pane.source.name_en,
                visible=pane.pane.visible,
            )
            for pane in (self.shown.panes if self.shown is not None else ())
            if pane.shows_picture and pane.patch is not None
            if pane.painted_s is not None and pane.pane.source is not None
        ]
        return Kept(panes=tuple(panes))

    def _end_rights(self, panes: list[PaneView]) -> bool:
        """Take the pictures away whose right has ended; tell whether there were any."""
        utc = time.time()
        ended = [pane for pane in panes if pane.feed is not None and _ended(pane.pane.until_utc_s, utc)]
        for pane in ended:
            pane.end_right()
        if ended:
            self._feeds.settle(self._scenes_panes())
        return bool(ended)

    def _tend(self) -> None:
        """Open streams that stand in for those that do not come; leave those that are not needed any more."""
        now, panes = boot_s(), self._scenes_panes()
        changed = [pane.feed.tend(now) for pane in panes if pane.feed is not None]
        if any(changed):
            self._feeds.settle(panes)

    def _prepared(self, order: Order) -> Scene:
        return self._preparing.scene(order, self.shown, self._kept)

    def _paint_changed(self, panes: list[PaneView], now_s: float) -> None:
        """Paint whole what looks other than on the glass; of what is only older, its age."""
        whole, older, region = [], [], QRegion()
        for pane in panes:
            look = pane.judge(now_s)
            part = pane.plan_older(now_s) if look is Repaint.AGE else None
            if part is not None:
                older.append(pane)
                region = region.united(part)
            elif look is not Repaint.NOTHING:
                whole.append(pane)
        self._paint_whole(whole, now_s)
        if older:
            self._paint(older, region, partial(_each, [pane.paint_older for pane in older]))

    def _paint_whole(self, panes: list[PaneView], now_s: float) -> None:
        if panes:
            parts = [part for pane in panes for part in pane.pane.visible]
            paints = [partial(pane.paint_whole, now_s=now_s) for pane in panes]
            self._paint(panes, region_of(parts), partial(_each, paints))

    def _paint(self, panes: list[PaneView], region: QRegion, fill: Callable[[np.ndarray], None]) -> None:
        """Have it painted; only then these panes count as painted."""
        self._glass.paint(region, fill)
        self.failing.over()
        for pane in panes:
            pane.on_glass()
        self.painted += len(panes)

    def _scenes_panes(self) -> list[PaneView]:
        return [pane for scene in (self.shown, self.next) if scene is not None for pane in scene.panes]

    def _whole(self) -> PxRect:
        return PxRect(x=0, y=0, w=self._glass.place.w, h=self._glass.place.h)


def _ended(until_utc_s: float | None, utc_s: float) -> bool:
    return until_utc_s is not None and utc_s >= until_utc_s


def _each(paints: Iterable[Callable[[np.ndarray], None]], canvas: np.ndarray) -> None:
    for paint in paints:
        paint(canvas)
