"""Rules: a pane writes in its visible parts and in all of them, and alone what it would paint in all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication

from tests.fakes.pictures import H, W, pane, rect
from tests.kit.clips import solid
from tests.kit.examples import share
from wallctl.model.geometry import PxRect
from wallctl.model.health import Reason, WindowState
from wallctl.model.ids import SourceId
from wallctl.model.layout import Crop, Fit
from wallctl.protocol.cell import Pane
from wallctl.renderer.delivery import Shot
from wallctl.renderer.feed_state import FeedView
from wallctl.renderer.lettering import Lettering
from wallctl.renderer.pane_view import PaneView, Repaint
from wallctl.renderer.reading import boot_s
from wallctl.renderer.scaling import Patch, Planner, Target
from wallctl.rules.freshness import Link
from wallctl.rules.legible import letters_on

pytestmark = pytest.mark.timeout(60)


class StillFeed:
    """A feed in one state, with one frame; each is as old as the last was."""

    def __init__(
        self, target: Target, link: Link, reason: Reason, same: int, changed_s: float, taken_s: float = 0.0
    ) -> None:
        self.taken_s = taken_s
        self._view = FeedView(link, reason, 0.04, changed_s, same, 0)
        self._blit = Planner(target).plan(64, 48)
        self.level = 150

    def take(self, key: object) -> Shot | None:
        blit = self._blit
        taken_s = self.taken_s or boot_s()
        return Shot(Patch(solid(self.level), blit), taken_s, 64, 48) if blit is not None else None

    def view(self) -> FeedView:
        return self._view

    def stands_in(self, now_s: float) -> None:
        return None

    @property
    def shown_source(self) -> SourceId:
        return SourceId("a")


def pane_view(model: Pane, feed: StillFeed) -> PaneView:
    """Make a view that takes its pictures from such a feed."""
    return PaneView(model, model, "k", feed, H, letters_on(H), Lettering())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("age_s", "state"),
    [
        (0.1, WindowState.LIVE),
        (1.0, WindowState.LATE),
        (3.0, WindowState.STALE),
        (9.0, WindowState.NO_SIGNAL),
    ],
)
def test_a_frame_that_comes_old_looks_like_what_it_is_worth(
    qapp: QGuiApplication, age_s: float, state: WindowState
) -> None:
    now_s = boot_s()
    model = pane("a", rect(0, 0, W, H), fit=Fit.STRETCH)
    feed = StillFeed(
        Target(model.win, model.dst, Fit.STRETCH, Crop()), Link.RUNNING, Reason.NONE, 0, now_s, now_s
    )
    subject = pane_view(model, feed)
    canvas = np.zeros((H, W, 4), np.uint8)
    for later_s in (0.0, 0.0, age_s, age_s):
        feed.level += 20
        feed.taken_s = now_s + age_s - later_s
        subject.fetch()
        if subject.fresh_alone(now_s + age_s):
            subject.plan_fresh()
            subject.paint_fresh(canvas)
        else:
            subject.paint_whole(canvas, now_s + age_s)
        subject.on_glass()
        seen = canvas.copy()
        subject.judge(now_s + age_s)
        whole = np.zeros_like(canvas)
        subject.paint_whole(whole, now_s + age_s)
        assert np.array_equal(seen, whole), f"{later_s} s old"
    assert subject.worth.state is state


def test_the_display_does_not_read_an_age_beside_the_picture_while_a_frame_is_painted(
    qapp: QGuiApplication,
) -> None:
    now_s = boot_s()
    model = pane("a", rect(0, 0, W, H), fit=Fit.CONTAIN)
    target = Target(model.win, PxRect(x=0, y=H // 3, w=W, h=H // 3), Fit.STRETCH, Crop())
    subject = pane_view(model, StillFeed(target, Link.RUNNING, Reason.NONE, 0, now_s, now_s - 1.0))
    subject.fetch()
    subject.foresee(now_s)
    canvas = np.zeros((H, W, 4), np.uint8)
    subject.paint_whole(canvas, now_s)
    bare = canvas.copy()
    subject._layers._ages.lift(bare)
    changed = np.argwhere((bare != canvas).any(axis=2))
    assert subject.worth.state is WindowState.LATE and len(changed)
    region = subject.plan_fresh()
    assert all(region.contains(QPoint(int(x), int(y))) for y, x in changed)


AGES = [0.1, 1.0, 3.0, 9.0]


@st.composite
def panes(draw: st.DrawFn) -> PxRect:
    w, h = draw(st.integers(2, W)), draw(st.integers(2, H))
    return rect(draw(st.integers(0, W - w)), draw(st.integers(0, H - h)), w, h)


@share(120)
@given(
    at=panes(),
    covers=st.lists(panes(), max_size=3),
    age_s=st.sampled_from(AGES),
    link=st.sampled_from(list(Link)),
    verdict=st.sampled_from([Reason.NONE, Reason.NONE, Reason.NOT_ALLOWED, Reason.NO_SOURCE]),
    same=st.sampled_from([0, 100]),
    fit=st.sampled_from(list(Fit)),
    label=st.booleans(),
    win=st.sampled_from([None, rect(-200, -100, 700, 500)]),
)
def test_a_window_writes_in_its_visible_parts_and_in_all_of_them(
    qapp: QGuiApplication,
    at: PxRect,
    covers: list[PxRect],
    age_s: float,
    link: Link,
    verdict: Reason,
    same: int,
    fit: Fit,
    label: bool,
    win: PxRect | None,
) -> None:
    visible: tuple[PxRect, ...] = (at,)
    for cover in covers:
        visible = tuple(left for part in visible for left in part.minus(cover))
    model = pane("a", at, win=win or at, visible=visible, verdict=verdict, label=label, fit=fit)
    now_s = boot_s()
    target = Target(model.win, model.dst, fit, Crop())
    feed = StillFeed(target, link, Reason.NONE, same, now_s - age_s)
    subject = pane_view(model, feed)
    subject.fetch()
    if subject.patch is not None:
        subject.painted_s = now_s - age_s
    subject.judge(now_s)
    canvas = np.full((H, W, 4), 77, np.uint8)
    canvas[..., 3] = 1
    subject.paint_whole(canvas, now_s)
    _only_inside(canvas, visible)
    subject.on_glass()
    assert not any(subject.wrong_on(canvas, row, None) for row in range(0, H, 7))
    for later_s in (0.3, 0.5, 0.7):
        _only_its_age_is_painted_anew(subject, canvas, now_s + later_s)
    if subject.patch is not None and subject.worth.state is WindowState.LIVE:
        before = canvas.copy()
        feed.level = 33
        assert subject.fetch()
        region = subject.plan_fresh()
        subject.paint_fresh(canvas)
        _only_inside(canvas, visible)
        subject.on_glass()
        assert not any(subject.wrong_on(canvas, row, None) for row in range(0, H, 7))
        changed = np.argwhere((canvas != before).any(axis=2))
        box = region.boundingRect()
        for y, x in changed:
            assert box.contains(int(x), int(y)), "what it paints anew is what it said"


def _only_its_age_is_painted_anew(subject: PaneView, canvas: np.ndarray, now_s: float) -> None:
    if subject.judge(now_s) is not Repaint.AGE:
        return
    region, before = subject.plan_older(now_s), canvas.copy()
    if region is None:
        subject.paint_whole(canvas, now_s)
        return
    subject.paint_older(canvas)
    for y, x in np.argwhere((canvas != before).any(axis=2)):
        assert region.boundingRect().contains(int(x), int(y)), "what it paints anew is what it said"
    subject.on_glass()
    whole = np.full((H, W, 4), 77, np.uint8)
    whole[..., 3] = 1
    subject.paint_whole(whole, now_s)
    assert np.array_equal(canvas, whole), "as if all of it were painted"


def _only_inside(canvas: np.ndarray, visible: tuple[PxRect, ...]) -> None:
    inside = np.zeros((H, W), bool)
    for part in visible:
        inside[part.y : part.bottom, part.x : part.right] = True
    assert (canvas[~inside] == (77, 77, 77, 1)).all(), "a pixel of another window"
    untouched = (canvas[inside] == (77, 77, 77, 1)).all(axis=1)
    assert not untouched.any(), "a pixel of its own that nobody wrote"
