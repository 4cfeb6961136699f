"""One window on this surface: its newest picture, what that is worth, and how both are painted.

Must not know the bus, other windows, or when takes happen. GUI thread only. Only pixels of the pane's
`visible` parts are ever written: the parts of two panes never overlap.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Hashable
from enum import Enum, auto

import numpy as np
from PySide6.QtGui import QRegion

from wallctl.model.geometry import PxRect
from wallctl.model.health import PaneReport, Reason, WindowState
from wallctl.model.ids import SourceId
from wallctl.protocol.cell import Pane
from wallctl.renderer.content import PaneContent
from wallctl.renderer.evidence import Drawn, painted_dst, row_differs
from wallctl.renderer.feed import Feed
from wallctl.renderer.feed_state import FeedView
from wallctl.renderer.layers import Layers
from wallctl.renderer.lettering import Lettering
from wallctl.renderer.overlays import Overlay, Overlays
from wallctl.renderer.reading import boot_s
from wallctl.renderer.scaling import Patch, Target, dimmed
from wallctl.renderer.stamping import put, put_patch
from wallctl.renderer.window_feed import WindowFeed
from wallctl.renderer.words import age_text, fewer_frames
from wallctl.rules.freshness import LATE_AFTER_S, Link, Sighting, Worth, judge
from wallctl.rules.legible import Letters
from wallctl.rules.scale import Scale
from wallctl.rules.words import STREAMS, Words

PICTURE_STATES = frozenset(
    (WindowState.LIVE, WindowState.LATE, WindowState.DEGRADED, WindowState.FROZEN, WindowState.BLACK)
)
FPS_OVER_S = 2.0
NOTHING = PxRect(x=0, y=0, w=0, h=0)


class Repaint(Enum):
    """What of a pane has to be painted anew, besides a new frame."""

    NOTHING = auto()
    AGE = auto()
    """Only the age that it tells."""
    WHOLE = auto()


class PaneView:
    """What one pane shows now."""

    def __init__(
        self,
        pane: Pane,
        ordered: Pane,
        key: Hashable,
        feed: WindowFeed | None,
        surface_h: int,
        letters: Letters,
        lettering: Lettering,
        content: PaneContent | None = None,
    ) -> None:
        self.pane = pane
        self.ordered = ordered
        self.key = key
        self.feed = feed
        self.content = content
        """What it shows instead of a source: then there is no feed, and no live mark."""
        self.target = Target(pane.win, pane.dst, pane.fit, pane.crop)
        self.patch: Patch | None = None
        self.picture_s: float | None = None
        """When the picture in hand was taken; it may not have been painted yet."""
        self.painted_s: float | None = None
        """That of the picture on the glass: only what was painted proves anything."""
        self._picture_of: SourceId | None = None
        self._drawn = self._on_glass = Drawn()
        self.scale: Scale | None = None
        """From the surface's own pixels to those of the glass, where they differ."""
        self.frame_size = (0, 0)
        self.labels_shown = True
        self.number: int | None = None
        """What is written large over the window, for a while."""
        self._wanted_since_s = boot_s()
        self._times: deque[float] = deque(maxlen=120)
        self._count = 0
        self._not_live_utc_s: float | None = None
        """Since when the picture is not live; None while it is."""
        self._worth = Worth(state=WindowState.CONNECTING)
        self._looks: object = None
        self._age: str | None = None
        self._says = Overlays(pane, surface_h, letters, lettering)
        self._layers = Layers(pane.visible)
        self._ended = False

    @property
    def worth(self) -> Worth:
        return self._worth

    @property
    def most_fps(self) -> float | None:
        """No more frames than that are to be converted for this pane."""
        return self.pane.most_fps

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """What has to deliver for this pane."""
        return () if self.feed is None else self.feed.feeds

    @property
    def shows_picture(self) -> bool:
        """Whether the glass has this pane's picture, bright or dimmed, and no card."""
        return self.patch is not None and self._worth.state in (*PICTURE_STATES, WindowState.STALE)

    @property
    def ready(self) -> bool:
        """Whether this pane could be shown now as it is meant; after `foresee`."""
        if self.feed is None:
            return self.content is None or self.patch is not None
        return self.patch is not None and self._worth.state in PICTURE_STATES

    @property
    def failed(self) -> Reason:
        """Why nobody should wait for the picture, if that is known already."""
        if self.content is not None:
            return self.content.worth().reason
        view = self.feed.view() if self.feed is not None else None
        if view is None:
            return Reason.NONE
        known = view.reason if view.link is Link.FAILED else view.doubt
        if known is Reason.NONE and self.patch is not None and not self.ready:
            # It had a picture, which is too old by now.
            return Reason.STOPPED
        return known

    def fetch(self) -> bool:
        """Take the newest picture of the feed; tell whether there was one."""
        shot = self.feed.take(self.key) if self.feed is not None else None
        if self.content is not None:
            shot = self.content.take()
        if shot is None:
            return False
        size = (shot.frame_w, shot.frame_h)
        # One plan gives all frames the same rectangle: told apart by identity, which costs nothing.
        moved = self.patch is None or self.patch.dst is not shot.patch.dst or self.frame_size != size
        self.patch, self.picture_s, self.frame_size = shot.patch, shot.grabbed_s, size
        self._picture_of = self.feed.shown_source if self.feed is not None else None
        if moved:
            self._looks = None
            self._layers.picture_moved()
        return True

    @property
    def settled(self) -> bool:
        """Whether a new frame changes nothing but the picture: the pane looks live, at the same place."""
        return self._worth.state is WindowState.LIVE and self._looks is not None

    def fresh_alone(self, now_s: float) -> bool:
        """Whether the new picture in hand is all that changes; judges it where that may be otherwise.

        What is dimmed or covered is painted whole: a frame that comes as old as that stays as it is.
        """
        if self.settled and self.picture_s is not None and now_s - self.picture_s <= LATE_AFTER_S:
            return True
        return self.foresee(now_s) is Repaint.NOTHING and self._worth.state in PICTURE_STATES

    def succeed(self, old: PaneView) -> None:
        """Go on where another pane of the same stream is: a new order elsewhere is no new beginning here."""
        if self.picture_s is None and old.picture_s is None:
            self._wanted_since_s = old._wanted_since_s
        self._not_live_utc_s = old._not_live_utc_s
        self._times.extend(old._times)
        self._count = old._count

    def adopt(self, patch: Patch, painted_s: float) -> None:
        """Start from a picture that was painted before, with its honest age."""
        self.patch, self.picture_s, self.painted_s = patch, painted_s, painted_s
        self._picture_of = self.pane.source.id if self.pane.source is not None else None

    def end_right(self) -> None:
        """The right to this picture ended: nothing of it stays."""
        self.feed, self.patch, self._ended, self._looks = None, None, True, None
        self.content = None

    def judge(self, now_s: float) -> Repaint:
        """Judge what was painted anew; tell what has to be painted for it."""
        return self._judge_by(self.painted_s, now_s)

    def foresee(self, now_s: float) -> Repaint:
        """Judge the picture in hand, which is to be painted next; tell the same."""
        return self._judge_by(self.picture_s, now_s)

    def _judge_by(self, at_s: float | None, now_s: float) -> Repaint:
        self._worth = self._judge(at_s, now_s)
        if self._worth.state is WindowState.LIVE:
            self._not_live_utc_s = None
        elif self._not_live_utc_s is None:
            age = self._worth.age_s or 0.0
            self._not_live_utc_s = time.time() - age
        if self._look(now_s) != self._looks:
            return Repaint.WHOLE
        return Repaint.NOTHING if self._age_told() == self._age else Repaint.AGE

    def paint_whole(self, canvas: np.ndarray, now_s: float) -> None:
        """Write all pixels of the pane."""
        self._drawn = self._in_hand()
        self._looks, self._age = self._look(now_s), self._age_told()
        self._says.settle(self.frame_size)
        state = self._worth.state
        picture = self.patch.dst if self.patch is not None and self.shows_picture else NOTHING
        for bar in (bar for part in self.pane.visible for bar in part.minus(picture)):
            canvas[bar.y : bar.bottom, bar.x : bar.right] = 0
        if state in PICTURE_STATES and self.patch is not None:
            put_patch(canvas, self.pane.visible, self.patch)
        elif state is WindowState.STALE and self.patch is not None:
            put_patch(canvas, self.pane.visible, dimmed(self.patch))
        else:
            put(canvas, self.pane.visible, self._says.card(self._worth, self.patch, self._since()))
        self._layers.put(canvas, self._over_picture(now_s), self._marks, self._count)

    def plan_older(self, now_s: float) -> QRegion | None:
        """Return the region that a new age changes; None: the pane has to be painted whole."""
        if self._drawn != self._in_hand():
            return None
        region = self._layers.plan_older(self._over_picture(now_s))
        if region is not None:
            self._age = self._age_told()
        return region

    def paint_older(self, canvas: np.ndarray) -> None:
        """Write the age that was planned over the picture, which stays as it is."""
        self._layers.paint_older(canvas)

    def _over_picture(self, now_s: float) -> tuple[Overlay, ...]:
        if not self.shows_picture:
            over: tuple[Overlay, ...] = ()
        else:
            over = self._says.over_picture(self._worth, self.labels_shown, self._note(now_s))
        return over if self.number is None else (*over, *self._says.numeral(self.number))

    def plan_fresh(self) -> QRegion:
        """Return the region that a new frame changes; work out once how that is painted."""
        assert self.patch is not None
        return self._layers.plan_fresh(self.patch.dst, self._says.marks if self.content is None else ())

    def paint_fresh(self, canvas: np.ndarray) -> None:
        """Write the newest frame and what lies over it; the rest of the pane is as it was."""
        assert self.patch is not None
        self._count += 1
        self._drawn = self._in_hand()
        self._layers.paint_fresh(canvas, self.patch, self._count)

    def on_glass(self) -> None:
        """What was drawn last is painted: nothing failed on its way to the display."""
        self._on_glass = self._drawn
        if self._drawn.at_s != self.painted_s:
            self.painted_s = self._drawn.at_s
            self._times.append(boot_s())

    def wrong_on(self, canvas: np.ndarray, row: int, stamp: PxRect | None) -> bool:
        """Tell whether that row is not the picture that was painted; `stamp` lies over everything."""
        patch = self._on_glass.patch
        if patch is None or self._worth.state not in PICTURE_STATES:
            return False
        over = [*self._layers.places, *(mark.at for mark in self._says.marks)]
        return row_differs(canvas, row, patch, self.pane.visible, over if stamp is None else [*over, stamp])

    def _in_hand(self) -> Drawn:
        return Drawn(self.picture_s, self._picture_of, self.patch, self.frame_size)

    def _painted_source(self) -> SourceId | None:
        """Return whose picture is on the glass; of a card, whom it names."""
        if self.shows_picture and self._on_glass.source is not None:
            return self._on_glass.source
        return self.pane.source.id if self.pane.source is not None else None

    def report(self, now_s: float) -> PaneReport:
        """Return what this window looks like, in the surface's own pixels."""
        view = self.feed.view() if self.feed is not None else None
        source = self.ordered.source
        age = None if self.painted_s is None else max(0, round((now_s - self.painted_s) * 1000))
        return PaneReport(
            window=self.ordered.window,
            source=self._painted_source(),
            dst=painted_dst(self._on_glass, self.target, self.ordered.dst, self.scale),
            state=self._worth.state,
            reason=self._worth.reason,
            since_utc_s=self._not_live_utc_s,
            frame_age_ms=age if self.feed is not None else None,
            fps=round(self._fps(now_s), 1),
            came_fps=_came_fps(view) if view is not None else 0.0,
            dropped=view.dropped if view is not None else 0,
            stream=self.feed.shown_stream if self.feed is not None else None,
            wanted_stream=source.stream if source is not None else None,
            width=self.frame_size[0],
            height=self.frame_size[1],
        )

    def _fps(self, now_s: float) -> float:
        recent = [at for at in self._times if now_s - at <= FPS_OVER_S]
        if len(recent) > 1 and recent[-1] > recent[0]:
            return (len(recent) - 1) / (recent[-1] - recent[0])
        return len(recent) / FPS_OVER_S

    def _judge(self, at_s: float | None, now_s: float) -> Worth:
        verdict = Reason.RIGHT_ENDED if self._ended else self.pane.verdict
        match verdict:
            case Reason.NONE:
                pass
            case Reason.NO_SOURCE:
                return Worth(state=WindowState.SLATE, reason=verdict)
            case Reason.NOT_ALLOWED | Reason.RIGHT_ENDED:
                return Worth(state=WindowState.UNAUTHORISED, reason=verdict)
            case Reason.QUARANTINED:
                return Worth(state=WindowState.QUARANTINED, reason=verdict)
            case _:
                return Worth(state=WindowState.NO_SIGNAL, reason=verdict)
        if self.content is not None:
            return self.content.worth()
        if self.feed is None:
            return Worth(state=WindowState.NO_SIGNAL, reason=Reason.NO_SOURCE)
        view = self.feed.view()
        return judge(
            Sighting(
                link=view.link,
                reason=view.reason,
                wanted_since_s=self._wanted_since_s,
                painted_s=at_s,
                interval_s=view.interval_s,
                changed_s=view.changed_s,
                same_frames=view.same_frames,
                dark=view.dark,
                damaged_s=view.damaged_s,
                key_interval_s=view.key_interval_s,
                black=view.black,
                may_stand_still=self.pane.source is not None and self.pane.source.may_stand_still,
            ),
            now_s,
        )

    def _look(self, now_s: float) -> object:
        """Return a value that changes when the pane must be painted whole, but for a new frame or age."""
        bare = self.patch is None
        note = self._note(now_s)
        return (self._worth.state, self._worth.reason, bare, self.labels_shown, self.number, note)

    def _age_told(self) -> str | None:
        if self._worth.state in (WindowState.LATE, WindowState.STALE, WindowState.FROZEN):
            return age_text(self._worth.age_s or 0.0)
        return None

    def _note(self, now_s: float) -> Words | None:
        """Return what a good picture has to say of itself: not the wanted stream, fewer frames."""
        pane, source = self.pane, self.pane.source
        if self.feed is None or source is None:
            return None
        shown = self.feed.stands_in(now_s) or (source.stream if pane.lesser else None)
        notes = [STREAMS[shown]] if shown is not None else []
        if pane.most_fps is not None:
            notes.append(fewer_frames(pane.most_fps))
        if not notes:
            return None
        return Words(" · ".join(note.zh for note in notes), ", ".join(note.en for note in notes))

    def _since(self) -> str:
        if self.painted_s is None or self._worth.state is not WindowState.NO_SIGNAL:
            return ""
        at = time.time() - (boot_s() - self.painted_s)
        return time.strftime("最后画面 %H:%M:%S", time.localtime(at))

    @property
    def _marks(self) -> tuple[Overlay, ...]:
        """The places of the live mark, where there is one."""
        if self.patch is None or self.content is not None:
            return ()
        return self._says.marks if self._worth.state in (*PICTURE_STATES, WindowState.CONNECTING) else ()


def _came_fps(view: FeedView) -> float:
    interval_s = view.sent_interval_s or view.interval_s
    return round(1 / interval_s, 1) if interval_s else 0.0
