"""Rule: the echo yields before any window does, never dies, and comes back where nothing is missing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.examples import share
from wallctl.model.ids import WindowId
from wallctl.rules.easing import Easing, Load, Payer, eased
from wallctl.rules.echo_pace import GROWS_AFTER_S, LEAST_FPS, EchoPace, paced

BUSY, FINE = Load(0.6, 0.95), Load(0.99, 0.5)
UNKNOWN = Load(1.0, 0.95, known=False)
FPS = 5.0


def run(pace: EchoPace, load: Load, seconds: float, begin_s: float, *, whole: bool = True) -> EchoPace:
    for number in range(int(seconds * 2)):
        pace = paced(pace, load, whole, begin_s + number / 2)
    return pace


def test_nobody_looks_and_nothing_is_sent() -> None:
    assert EchoPace().fps(0.0) == 0.0 and EchoPace(unsure=True).fps(0.0) == 0.0


def test_the_echo_is_at_its_least_before_the_first_window_gives_anything_up() -> None:
    pace, easing, small = EchoPace(), Easing(), Payer(window=WindowId("w"))
    for number in range(40):
        now_s = 100.0 + number / 2
        easing, pace = eased(easing, [small], BUSY, now_s), paced(pace, BUSY, True, now_s)
        if easing.moved_s is not None or easing.strained_since_s is None:
            break
        if now_s - easing.strained_since_s >= 3.5:
            assert pace.fps(FPS) == LEAST_FPS
            return
    raise AssertionError("a window came first")


def test_missing_frames_alone_are_the_cameras() -> None:
    assert run(EchoPace(), Load(0.4, 0.1), 60, 100.0).fps(FPS) == FPS


def test_waiting_for_cores_alone_costs_the_echo_nothing() -> None:
    assert run(EchoPace(), Load(0.99, 0.95), 60, 100.0).fps(FPS) == FPS


def test_after_a_take_on_full_cores_it_is_least_until_it_is_known_what_that_costs() -> None:
    pace = paced(EchoPace(), UNKNOWN, True, 100.0)
    assert pace.fps(FPS) == LEAST_FPS
    assert paced(pace, FINE, True, 100.5).fps(FPS) == FPS
    assert paced(EchoPace(), UNKNOWN._replace(pressed=0.1), True, 100.0).fps(FPS) == FPS, "there is room"


def test_it_grows_again_step_by_step_and_only_where_nothing_is_missing() -> None:
    least = run(EchoPace(), BUSY, 10, 100.0)
    assert run(least, FINE, GROWS_AFTER_S - 1, 110.0).share == least.share
    some = run(least, FINE, GROWS_AFTER_S + 1, 110.0)
    assert least.share < some.share < 1.0
    assert run(least, FINE, 90, 110.0).share == 1.0
    assert run(least, FINE, 90, 110.0, whole=False).share == least.share, "windows get theirs back first"
    assert run(least, UNKNOWN, 90, 110.0).share == least.share


LOADS = st.builds(Load, st.floats(0, 1), st.floats(0, 1), st.booleans())


@share(200)
@given(st.lists(st.tuples(LOADS, st.booleans()), max_size=40), st.floats(0, 30))
def test_it_is_never_more_than_asked_for_and_never_less_than_least(
    looks: list[tuple[Load, bool]], wanted_fps: float
) -> None:
    pace = EchoPace()
    for number, (load, whole) in enumerate(looks):
        pace = paced(pace, load, whole, 100.0 + number / 2)
        assert min(wanted_fps, LEAST_FPS) <= pace.fps(wanted_fps) <= wanted_fps
