"""Tours keep to the clock, pass over what does not come, and agree wherever the clock does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.rules.wall_state import wall, window
from wallctl.errors import NotFound
from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Fit, Layout, Preset, Slot, Tour, Window
from wallctl.model.source import Source, Stream
from wallctl.rules import edit
from wallctl.rules.select import fill
from wallctl.rules.tours import (
    LOOK_AHEAD,
    Standing,
    Stands,
    Turn,
    begins_s,
    begun,
    choose,
    decided,
    due_s,
    to_warm,
    turn_at,
    without,
)

A, B, C, D = (SourceId(name) for name in "abcd")


def tour(*names: str, dwell_s: float = 10.0, start_s: float = 100.0) -> Tour:
    return Tour(sources=tuple(SourceId(name) for name in names), dwell_s=dwell_s, start_s=start_s)


def ready(_: SourceId) -> Standing:
    return Standing.READY


def by(standing: dict[SourceId, Standing]) -> Stands:
    return lambda source: standing.get(source, Standing.READY)


tours = st.builds(
    lambda names, dwell, start: tour(*names, dwell_s=dwell, start_s=start),
    st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=9).filter(lambda n: len(set(n)) > 1),
    st.floats(3, 60),
    st.floats(-1e5, 1e5),
)
standings = st.dictionaries(st.sampled_from([*map(SourceId, "abcdefgh")]), st.sampled_from(Standing))


def run(course: Tour, standing: dict[SourceId, Standing], seconds: float) -> list[tuple[float, SourceId]]:
    """What is shown from when on, by nodes that do as the rule says twice a second."""
    now_s, turn = course.start_s, turn_at(course, course.start_s)
    shown = [(now_s, turn.showing)]
    stands = by(standing)
    while now_s < course.start_s + seconds:
        lives = stands(turn.showing) is Standing.READY
        if due_s(course, turn, now_s, lives) <= now_s + 1e-9:
            chosen = choose(course, turn, now_s, lives, stands)
            turn = decided(course, turn, chosen or turn.showing, now_s)
            if turn.showing != shown[-1][1]:
                shown.append((now_s, turn.showing))
        now_s += 0.5
    return shown


def test_each_source_has_its_turn_and_the_first_follows_the_last() -> None:
    shown = run(tour("a", "b", "c"), {}, 41)
    assert [name for _, name in shown] == [A, B, C, A, B]
    assert [at - 100 for at, _ in shown] == [0, 10, 20, 30, 40]


def test_a_source_that_does_not_come_is_passed_over() -> None:
    shown = run(tour("a", "b", "c", "d"), {B: Standing.FAILED, C: Standing.COMING}, 60)
    assert [name for _, name in shown] == [A, D, A, D]
    assert [at - 100 for at, _ in shown] == [0, 10, 40, 50], "the clock of the tour goes on"


def test_a_tour_does_not_stay_with_a_source_that_died_while_another_lives() -> None:
    shown = run(tour("a", "b", "c"), {A: Standing.FAILED}, 25)
    assert shown[1] == (100.0, B)
    two = run(tour("a", "b"), {B: Standing.FAILED}, 60)
    assert {name for _, name in two} == {A}


@given(tours, standings, st.floats(0, 1e4))
def test_nothing_is_chosen_that_is_not_ready(
    course: Tour, standing: dict[SourceId, Standing], at: float
) -> None:
    turn, now_s = turn_at(course, course.start_s + at), course.start_s + at
    stands = by(standing)
    for lives in (True, False):
        chosen = choose(course, turn, now_s, lives, stands)
        assert chosen is None or stands(chosen) is Standing.READY or (lives and chosen == turn.showing)
        assert chosen is None or chosen in course.sources


@given(tours, st.floats(0, 1e4))
def test_nodes_that_began_at_different_times_show_the_same(course: Tour, at: float) -> None:
    now_s = course.start_s + at
    old = turn_at(course, course.start_s)
    caught_up = decided(course, old, choose(course, old, now_s, True, ready) or old.showing, now_s)
    fresh = turn_at(course, now_s)
    if due_s(course, old, now_s, True) <= now_s:
        assert caught_up == fresh


@given(tours, standings, st.floats(0, 1e4))
def test_who_gets_the_turn_was_warm_before_it(
    course: Tour, standing: dict[SourceId, Standing], at: float
) -> None:
    stands = by(standing)
    now_s = course.start_s + at
    turn = turn_at(course, now_s)
    before_s = begins_s(course, turn.number + 1) - 0.5
    if before_s < now_s:
        return
    chosen = choose(course, turn, before_s, True, stands)
    warm = to_warm(course, turn, before_s, True, stands)
    assert chosen is None or chosen == turn.showing or chosen in warm
    assert len(warm) <= LOOK_AHEAD and turn.showing not in warm


def test_the_next_source_is_opened_in_time_and_not_much_earlier() -> None:
    course, turn = tour("a", "b", "c", dwell_s=30), Turn(showing=A, number=0)
    assert to_warm(course, turn, 121.0, True, ready) == ()
    assert to_warm(course, turn, 122.5, True, ready) == (B,)
    short = tour("a", "b", dwell_s=3)
    assert to_warm(short, turn, 100.6, True, ready) == (B,)


def test_the_one_after_next_is_opened_when_the_next_does_not_come() -> None:
    course, turn = tour("a", "b", "c", "d", dwell_s=30), Turn(showing=A, number=0)
    failed = lambda source: Standing.FAILED if source == B else Standing.COMING  # noqa: E731
    assert to_warm(course, turn, 123.0, True, failed) == (B, C)


def test_a_tour_that_runs_goes_on_when_something_else_changes() -> None:
    one = Window(id=WindowId("t"), rect=Rect(x=0, y=0, w=1, h=1), source=A, tour=tour("a", "b", start_s=0))
    first = begun(Layout(windows=(one,)), Layout(), 500.0)
    assert first.windows[0].tour is not None and first.windows[0].tour.start_s == 500.0
    again = begun(Layout(windows=(one, window("c", 1, 0))), first, 900.0)
    assert again.windows[0] == first.windows[0]
    other = one.with_(tour=tour("a", "c"))
    changed = begun(Layout(windows=(other,)), first, 900.0).windows[0].tour
    assert changed is not None and changed.start_s == 900.0


def test_a_tour_leaves_out_what_may_not_be_shown() -> None:
    whole = Window(id=WindowId("t"), rect=Rect(x=0, y=0, w=1, h=1), source=A, tour=tour("a", "b", "c"))
    left = without(whole, {A})
    assert left.tour is not None and left.tour.sources == (B, C) and left.source == B
    assert without(whole, {A, C}).tour is None and without(whole, {A, C}).source == B
    assert without(whole, {A, B, C}).source == A
    assert without(whole, {D}) == whole


@pytest.mark.parametrize(
    ("names", "dwell_s"), [("a", 10.0), ("aa", 10.0), ("ab", 2.9), ("ab", 3601.0), ("ab" * 33, 10.0)]
)
def test_what_is_no_tour_is_refused(names: str, dwell_s: float) -> None:
    with pytest.raises(ValidationError):
        tour(*names, dwell_s=dwell_s)


def test_a_tour_is_put_on_the_wall_only_with_known_sources() -> None:
    at = Rect(x=0, y=0, w=2, h=1)
    layout = edit.tour(wall(), Layout(), tour("a", "b"), at, Fit.CONTAIN, {A, B}, important=False)
    (shown,) = layout.windows
    assert shown.source == A and layout.sources == {A, B}
    with pytest.raises(NotFound, match="source b"):
        edit.tour(wall(), Layout(), tour("a", "b"), at, Fit.CONTAIN, {A}, important=False)


def test_a_place_of_a_preset_may_be_a_tour_of_what_the_site_has() -> None:
    slot = Slot(id=WindowId("s"), rect=Rect(x=0, y=0, w=1, h=1), tour=tour("x", "b", "a"))
    preset = Preset(id="p", name="p", walls={"2x3": (slot,)})
    sources = [Source(id=name, name=name, sub=Stream(url=f"rtsp://10.0.0.1/{name}")) for name in "ab"]
    (shown,) = fill(preset, wall(), sources).windows
    assert shown.tour is not None and shown.tour.sources == (B, A) and shown.source == B
    (single,) = fill(preset, wall(), sources[:1]).windows
    assert single.tour is None and single.source == A
