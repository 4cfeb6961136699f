"""Blame for crashes: two make a quarantine, a trial off the wall ends it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wallctl.model.ids import SourceId
from wallctl.rules.charges import (
    FRESH_S,
    Charges,
    Held,
    after_restart,
    barred,
    crashed,
    judged,
    on_trial,
    passed,
    scout_crashed,
    suspects,
)

A, B = SourceId("a"), SourceId("b")
NOTHING: Charges = {}


def quarantined(now_s: float = 10.0) -> Charges:
    charges, _ = crashed(NOTHING, [A], now_s - 1)
    charges, taken = crashed(charges, [A], now_s)
    assert taken == (A,)
    return charges


def tried(now_s: float = 311.0) -> Charges:
    charges, begun = passed(quarantined(), {A, B}, now_s)
    assert begun == (A,) == on_trial(charges)
    return charges


def test_one_crash_bars_nothing() -> None:
    charges, taken = crashed(NOTHING, [A, B], 1.0)
    assert taken == () and not barred(charges, A)


def test_two_crashes_quarantine_it_and_not_what_was_open_beside_it_once() -> None:
    charges, _ = crashed(NOTHING, [A, B], 1.0)
    charges, taken = crashed(charges, [A], 2.0)
    assert taken == (A,) and barred(charges, A) and not barred(charges, B)


def test_old_crashes_are_forgotten() -> None:
    charges, _ = crashed(NOTHING, [A], 1.0)
    charges, taken = crashed(charges, [A], 700.0)
    assert taken == ()
    assert passed(charges, (), 1400.0)[0] == {}


def test_after_its_time_it_is_tried_and_no_cell_may_open_it_meanwhile() -> None:
    assert passed(quarantined(), {A}, 309.0)[1] == ()
    assert barred(tried(), A)


def test_what_no_window_waits_for_is_not_tried() -> None:
    assert passed(quarantined(), {B}, 400.0)[1] == ()
    given_up, _ = passed(tried(), {B}, 320.0)
    assert on_trial(given_up) == () and barred(given_up, A)
    assert passed(given_up, {A}, 320.0)[1] == (A,), "nothing was proved: it need not wait again"


def test_pictures_through_all_of_the_trial_set_it_free() -> None:
    charges, freed = judged(tried(), A, True, 345.0)
    assert freed and charges == {}


def test_a_camera_without_a_picture_proves_nothing_and_waits_again() -> None:
    charges, freed = judged(tried(), A, False, 345.0)
    assert not freed and barred(charges, A)
    assert passed(charges, {A}, 600.0)[1] == () and passed(charges, {A}, 646.0)[1] == (A,)


def test_a_scout_that_dies_on_trial_begins_its_quarantine_anew() -> None:
    charges, taken = scout_crashed(tried(), A, 320.0)
    assert taken == (A,) and barred(charges, A)
    assert passed(charges, {A}, 600.0)[1] == () and passed(charges, {A}, 621.0)[1] == (A,)


def test_scouts_that_die_spare_the_cells_the_lesson() -> None:
    charges, taken = scout_crashed(NOTHING, A, 1.0)
    assert taken == ()
    charges, taken = scout_crashed(charges, A, 2.0)
    assert taken == (A,) and barred(charges, A)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["cell", "scout", "ready", "nothing"]), st.sampled_from([A, B]), st.floats(0, 400)
        )
    )
)
def test_only_a_trial_with_pictures_sets_a_quarantined_source_free(
    steps: list[tuple[str, SourceId, float]],
) -> None:
    charges, now_s = quarantined(), 10.0
    for what, source, wait_s in steps:
        now_s += wait_s
        charges, _ = passed(charges, {A, B}, now_s)
        was_barred, was_tried = barred(charges, source), source in on_trial(charges)
        match what:
            case "cell":
                charges, _ = crashed(charges, [source], now_s)
            case "scout":
                charges, _ = scout_crashed(charges, source, now_s)
            case _:
                charges, _ = judged(charges, source, what == "ready", now_s)
        assert not was_barred or barred(charges, source) or (what == "ready" and was_tried)


def held(decodes: str = "", follows: str = "", at_s: float = 10.0) -> Held:
    return Held(decodes=tuple(map(SourceId, decodes)), follows=tuple(map(SourceId, follows)), at_s=at_s)


def test_of_a_renderer_that_said_nothing_all_that_it_was_told_to_open_is_suspect() -> None:
    assert suspects([A, B, A], None, [], 10.0) == (A, B)


def test_what_it_decoded_is_suspect_first_also_what_no_window_of_it_shows() -> None:
    assert suspects([A], held("wl"), [], 10.0) == ("w", "l", "a")


def test_what_another_decodes_is_innocent_in_who_follows_it() -> None:
    assert suspects([A, B], held("b", "a"), [held("a")], 10.0) == (B,)
    assert suspects([A, B], held("ab", "a"), [held("a")], 10.0) == (A, B)


def test_a_follower_whose_leader_is_gone_may_have_led() -> None:
    assert suspects([A, B], held("b", "a"), [], 10.0) == (B, A)
    assert suspects([A, B], held("b", "a"), [held("b")], 10.0) == (B, A)
    late_s = 10.0 + FRESH_S + 0.1
    assert suspects([A, B], held("b", "a"), [held("a")], late_s) == (B, A)


@given(
    st.frozensets(st.sampled_from("abcdef")),
    st.frozensets(st.sampled_from("abcdef")),
    st.frozensets(st.sampled_from("abcdef")),
    st.frozensets(st.sampled_from("abcdef")),
)
def test_nobody_is_let_off_but_whom_another_decodes(
    ordered: frozenset[str], decodes: frozenset[str], follows: frozenset[str], elsewhere: frozenset[str]
) -> None:
    mine, others = held("".join(decodes), "".join(follows)), [held("".join(elsewhere))]
    found = set(suspects(map(SourceId, ordered), mine, others, 10.0))
    assert found == (ordered | decodes | follows) - ((follows & elsewhere) - decodes)


def test_a_clock_that_began_anew_sets_nobody_free() -> None:
    charges = after_restart(quarantined(5000.0), 3.0)
    assert barred(charges, A)
    assert passed(charges, {A}, 302.0)[1] == () and passed(charges, {A}, 304.0)[1] == (A,)
