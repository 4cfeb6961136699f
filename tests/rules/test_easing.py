"""Rule: under strain the least important windows give up first; main ones never; all of it comes back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wallctl.model.ids import WindowId
from wallctl.rules.easing import DEFAULT_PATIENCE, Easing, Give, Load, Payer, eased

BUSY, FINE = Load(0.4, 0.95), Load(1.0, 0.1)
TIRED_BY_OTHERS = Load(0.99, 0.95)
ALL = (Give.STREAM, Give.FRAMES)


def payer(name: str, size: float = 1.0, *, important: bool = False, steps: tuple[Give, ...] = ALL) -> Payer:
    return Payer(window=WindowId(name), size=size, important=important, steps=steps)


WALL = [payer("main", 4.0, important=True), payer("large", 4.0), payer("b"), payer("a"), payer("c")]


def run(easing: Easing, load: Load, seconds: float, begin_s: float, wall: list[Payer] = WALL) -> Easing:
    for number in range(int(seconds * 2)):
        easing = eased(easing, wall, load, begin_s + number / 2)
    return easing


def test_a_short_strain_moves_nothing() -> None:
    assert run(Easing(), BUSY, DEFAULT_PATIENCE.strained_for_s - 0.5, 100.0).given == {}


def test_waiting_for_cores_alone_is_no_strain_while_the_frames_come() -> None:
    assert run(Easing(), TIRED_BY_OTHERS, 60, 100.0).given == {}


def test_missing_frames_alone_are_no_strain_while_cores_are_free() -> None:
    assert run(Easing(), Load(0.4, 0.1), 60, 100.0).given == {}, "cameras that send less are not our load"


def test_small_windows_give_up_their_stream_first_and_frames_last() -> None:
    first = run(Easing(), BUSY, DEFAULT_PATIENCE.strained_for_s + 1, 100.0).given
    assert first == {"a": Give.STREAM, "b": Give.STREAM}
    second = run(Easing(), BUSY, 11.5, 100.0).given
    assert second == {"a": Give.STREAM, "b": Give.STREAM, "c": Give.STREAM, "large": Give.STREAM}
    third = run(Easing(), BUSY, 17.5, 100.0).given
    assert third[WindowId("a")] is Give.FRAMES and third[WindowId("large")] is Give.STREAM
    last = run(Easing(), BUSY, 60, 100.0).given
    assert last == dict.fromkeys(("a", "b", "c", "large"), Give.FRAMES)


def test_all_comes_back_one_by_one_the_most_important_first() -> None:
    strained = run(Easing(), BUSY, 60, 100.0)
    seen = [strained.given]
    easing = strained
    for number in range(600):
        easing = eased(easing, WALL, FINE, 160.0 + number / 2)
        if easing.given != seen[-1]:
            seen.append(easing.given)
    assert seen[1][WindowId("large")] is Give.STREAM, "the largest first"
    assert seen[-1] == {} and len(seen) == 9


def test_giving_back_too_early_makes_the_next_time_wait_longer() -> None:
    easing = run(Easing(), BUSY, 30, 100.0)
    easing = run(easing, FINE, DEFAULT_PATIENCE.room_for_s + 1, 130.0)
    patient_s = easing.patience_s
    easing = run(easing, BUSY, 12, 150.0)
    assert easing.patience_s == 2 * patient_s


def test_a_window_that_left_or_became_important_gives_up_nothing() -> None:
    easing = run(Easing(), BUSY, 60, 100.0)
    after = eased(easing, [payer("a", important=True), payer("b")], BUSY, 160.0)
    assert after.given.keys() <= {"b"}


payers = st.lists(
    st.builds(
        payer,
        st.sampled_from("abcdefgh"),
        st.floats(0.1, 8.0),
        important=st.booleans(),
        steps=st.sampled_from([(), ALL, (Give.STREAM,), (Give.FRAMES,)]),
    ),
    unique_by=lambda one: one.window,
)
loads = st.builds(Load, st.floats(0, 1.2), st.floats(0, 1))


@given(st.lists(st.tuples(payers, loads, st.floats(0.1, 20)), max_size=40))
def test_whatever_happens_only_the_less_important_give_up_what_they_have(
    story: list[tuple[list[Payer], Load, float]],
) -> None:
    easing, now_s = Easing(), 100.0
    for wall, load, after_s in story:
        now_s += after_s
        before, easing = easing, eased(easing, wall, load, now_s)
        known = {one.window: one for one in wall}
        assert all(
            not known[name].important and give in known[name].steps for name, give in easing.given.items()
        )
        more = {name for name, give in easing.given.items() if give > before.given.get(name, Give.NOTHING)}
        if more:
            assert load.share < DEFAULT_PATIENCE.strained_below
            biggest = max(known[name].size for name in more)
            spared = [
                one
                for one in wall
                if not one.important
                and one.window not in more
                and any(give in one.steps for give in {easing.given[name] for name in more})
                and easing.given.get(one.window, Give.NOTHING) < max(easing.given[name] for name in more)
            ]
            assert all(one.size >= biggest for one in spared), "nobody smaller is spared"
