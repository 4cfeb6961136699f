"""Who may look off the wall: people before what nobody waits for, the wall before both."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wallctl.model.budget import Ceiling, CeilingKind
from wallctl.model.ids import NodeId, SourceId
from wallctl.model.sighting import LookFor
from wallctl.model.source import StreamKind
from wallctl.rules.budget import Pull
from wallctl.rules.scouting import (
    FIRST_REST_S,
    LONGEST_REST_S,
    MOST,
    MOST_SCOUTS,
    Candidate,
    Rest,
    Wanted,
    chosen,
    due,
    rested,
    within,
)

GATE = Ceiling(kind=CeilingKind.PLATFORM_STREAMS, name="gate", limit=2.0)
A, B, C = SourceId("a"), SourceId("b"), SourceId("c")


def candidates(**several: int) -> list[Candidate]:
    return [
        Candidate(f"{purpose}{number}", LookFor(purpose))
        for purpose, most in several.items()
        for number in range(most)
    ]


def pull(name: str) -> Pull:
    return Pull(node=NodeId("n"), source=SourceId(name), stream=StreamKind.SUB, platform="gate")


def test_never_more_at_once_than_named_and_people_first() -> None:
    go = chosen(candidates(round=9, trial=3, preview=20, test=9), (), resting=False)
    assert len(go) == MOST_SCOUTS
    assert [sum(one.startswith(purpose) for one in go) for purpose in ("test", "preview")] == [4, 10]


def test_rounds_are_few_even_when_nothing_else_is_wanted() -> None:
    assert len(chosen(candidates(round=9), (), resting=False)) == MOST[LookFor.ROUND]


def test_look_under_way_goes_on_before_one_of_its_kind_is_begun() -> None:
    assert chosen(candidates(round=5), {"round4"}, resting=False) == ("round4", "round0")


def test_node_that_rests_does_only_what_somebody_waits_for() -> None:
    assert chosen(candidates(preview=3, trial=1, round=1, test=1), {"preview0"}, resting=True) == ("test0",)


@given(st.lists(st.sampled_from(list(LookFor)), max_size=40), st.sets(st.integers(0, 39)), st.booleans())
def test_limits_hold_for_whatever_is_asked(kinds: list[LookFor], running: set[int], resting: bool) -> None:
    wanted = [Candidate(str(number), kind) for number, kind in enumerate(kinds)]
    go = chosen(wanted, {str(number) for number in running}, resting)
    assert len(go) == len(set(go)) <= MOST_SCOUTS
    for kind, most in MOST.items():
        assert sum(kinds[int(one)] is kind for one in go) <= most


def test_looks_rest_while_the_node_is_strained_and_for_a_while_after() -> None:
    rest = rested(Rest(), True, 100.0)
    assert rest.until_s == 100.0 + FIRST_REST_S
    rest = rested(rest, True, 105.0)
    assert rest.until_s == 105.0 + FIRST_REST_S
    assert rested(rest, False, 110.0).until_s is not None
    assert rested(rest, False, 115.0).until_s is None


def test_looks_that_bring_the_strain_back_rest_longer_each_time() -> None:
    rest, now_s, rests = Rest(), 0.0, []
    for _ in range(8):
        rest = rested(rest, True, now_s)
        rests.append(rest.rest_s)
        now_s += rest.rest_s
        rest = rested(rest, False, now_s)
        now_s += 5.0
    assert rests[:3] == [FIRST_REST_S, 2 * FIRST_REST_S, 4 * FIRST_REST_S]
    assert rests[-1] == LONGEST_REST_S
    assert rested(rest, True, now_s + 1000.0).rest_s == FIRST_REST_S, "long ago says nothing"


def test_ceiling_holds_with_the_wall_first_and_rounds_last() -> None:
    looks = [
        Wanted("round", LookFor.ROUND, (pull("c"),)),
        Wanted("preview", LookFor.PREVIEW, (pull("b"),)),
        Wanted("followed", LookFor.PREVIEW),
    ]
    assert within(looks, [pull("a")], [GATE]) == {"preview": None, "followed": None, "round": GATE}
    assert within(looks, [pull("a"), pull("x")], [GATE])["preview"] == GATE


def test_what_the_wall_pulls_already_costs_a_look_nothing() -> None:
    looks = [Wanted("preview", LookFor.PREVIEW, (pull("a"),))]
    assert within(looks, [pull("a"), pull("b")], [GATE]) == {"preview": None}


def test_round_goes_to_whoever_was_not_seen_for_longest() -> None:
    assert due((A, B, C), {}, 50.0, 10.0) == A
    assert due((A, B, C), {A: 45.0, B: 20.0, C: 30.0}, 50.0, 10.0) == B
    assert due((A, B), {A: 45.0, B: 44.0}, 50.0, 10.0) is None
