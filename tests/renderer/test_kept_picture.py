"""Rule: what a predecessor left is shown at once, and is worth what its age says, ordered or not."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication

from tests.fakes.pictures import H, W, pane, picture, rect
from tests.kit.clips import solid
from tests.kit.looks import Look, look_of
from tests.renderer.stand import Stand
from wallctl.model.health import Reason
from wallctl.renderer.last_picture import Kept
from wallctl.renderer.reading import boot_s

LEFT, RIGHT = rect(0, 0, W // 2), rect(W // 2, 0, W // 2)


@pytest.fixture
def stand(qapp: QGuiApplication) -> Iterator[Stand]:
    with Stand(qapp) as stand:
        yield stand


def test_what_is_kept_and_read_again_is_shown_at_once_with_its_age(qapp: QGuiApplication) -> None:
    with Stand(qapp) as first:
        first.live("a", 70)
        kept, glass = first.stage.kept(), first.glass.canvas().copy()
        painted_s = kept.panes[0].painted_s
    with Stand(qapp) as second:
        second.stage.start_from((kept, glass))
        assert second.level() == 70
        second.stage.repaint()
        assert second.level() == 70
        second.order(1, picture(pane("a")))
        second.until(lambda: 1 in second.shown(), 20.0, "ordered anew")
        assert second.level() == 70, "no black, no card: the last picture stands"
        least_ms = (boot_s() - painted_s) * 1000
        age_ms = second.report("w-a").frame_age_ms
        assert age_ms is not None and least_ms - 1 <= age_ms <= (boot_s() - painted_s) * 1000 + 1
        second.until(lambda: second.states() == {"w-a": "late"}, 20.0, "and is not called live")
        second.alive({"a": solid(99)})
        assert second.level() == 99


def test_what_was_kept_becomes_late_stale_and_covered_also_before_any_order(qapp: QGuiApplication) -> None:
    with Stand(qapp) as first:
        first.order(1, picture(pane("a", LEFT), pane("b", RIGHT, verdict=Reason.NOT_ALLOWED)))
        first.camera("a").push(solid(150))
        first.until(lambda: first.level(x=10) == 150, 20.0, "shown")
        kept, glass = first.stage.kept(), first.glass.canvas().copy()
    with Stand(qapp) as second:
        painted_s = boot_s()
        kept = Kept(panes=tuple(pane.with_(painted_s=painted_s) for pane in kept.panes))
        second.stage.start_from((kept, glass))
        left = (slice(None), slice(0, W // 2))
        limits = {Look.LATE: (0.5, 1.5), Look.STALE: (2.0, 2.4), Look.CARD: (5.0, 5.4)}
        for look, (least_s, most_s) in limits.items():
            # What was judged long after a limit, because nobody turned the crank, is no late judgement.
            other_s = boot_s()
            while look_of(second.canvas()[left]) is not look:
                other_s = boot_s()
                assert other_s - painted_s <= most_s, look
                second.turn()
            assert boot_s() - painted_s >= least_s, look
            assert (second.level(x=10, y=H // 2) == 150) is (look is Look.LATE)
        assert not (second.canvas() == 150).all(axis=2).any(), "no pixel of it as it was"
        assert (second.canvas()[:, W // 2 :] == glass[:, W // 2 :, :3]).all(), "a card is as it was"


def test_what_was_kept_is_kept_on_with_its_age_for_the_next_renderer(qapp: QGuiApplication) -> None:
    with Stand(qapp) as first:
        first.live("a", 70)
        kept, glass = first.stage.kept(), first.glass.canvas().copy()
    with Stand(qapp) as second:
        second.stage.start_from((kept, glass))
        second.until(lambda: look_of(second.canvas()) is Look.LATE, 20.0, "late")
        assert second.stage.kept() == kept
        second.until(lambda: look_of(second.canvas()) is Look.CARD, 20.0, "covered")
        assert second.stage.kept() == Kept(panes=())


def ending(kept: Kept, utc_s: float) -> Kept:
    """The same, where the right to what had an end ends then."""
    return Kept(
        panes=tuple(
            pane if pane.until_utc_s is None else pane.with_(until_utc_s=utc_s) for pane in kept.panes
        )
    )


def test_a_right_that_ends_takes_also_what_was_kept(qapp: QGuiApplication) -> None:
    with Stand(qapp) as first:
        first.order(1, picture(pane("a", until_utc_s=time.time() + 600)))
        first.camera("a").push(solid(70))
        first.until(lambda: first.level() == 70, 20.0, "shown")
        kept, glass = first.stage.kept(), first.glass.canvas().copy()
    with Stand(qapp) as second:
        second.stage.start_from((ending(kept, time.time() + 1.0), glass))
        assert second.level() == 70
        second.until(lambda: not (second.canvas() == 70).all(axis=2).any(), 4.0, "no pixel of it is left")
        assert second.stage.kept() == Kept(panes=())


def test_what_was_kept_is_not_shown_when_the_right_to_it_has_ended_meanwhile(qapp: QGuiApplication) -> None:
    with Stand(qapp) as first:
        first.order(1, picture(pane("a", LEFT, until_utc_s=time.time() + 600), pane("b", RIGHT)))
        first.camera("a").push(solid(70))
        first.camera("b").push(solid(140))
        first.until(lambda: first.level(x=10) == 70 and first.level(x=W - 10) == 140, 20.0, "shown")
        kept, glass = first.stage.kept(), first.glass.canvas().copy()
    with Stand(qapp) as second:
        second.stage.start_from((ending(kept, time.time() - 0.1), glass))
        assert not (second.canvas() == 70).all(axis=2).any()
        assert second.level(x=W - 10) == 140, "the rest is there"


def test_what_was_kept_of_another_source_or_place_is_not_shown_as_this_one(qapp: QGuiApplication) -> None:
    with Stand(qapp) as first:
        first.live("a", 70)
        kept, glass = first.stage.kept(), first.glass.canvas().copy()
    for other in (pane("b"), pane("a", LEFT)):
        with Stand(qapp) as second:
            second.stage.start_from((kept, glass))
            second.order(1, picture(other))
            second.until(lambda: 1 in second.shown(), 20.0, "shown")
            assert not (second.canvas() == 70).all(axis=2).any()
