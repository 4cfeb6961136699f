"""Rules: all that are seen get their turn, within the room there is; a turn ends for who waits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wallctl.model.ids import SourceId
from wallctl.rules.preview_turns import LONGEST_TURN_S, REST_S, TURN_S, Turns, next_turns

ROOM, LOOK_S = 12, 0.5


def cams(count: int) -> tuple[SourceId, ...]:
    return tuple(SourceId(f"c{number:02d}") for number in range(count))


def test_what_finds_room_is_asked_for_and_stays() -> None:
    seen = cams(ROOM)
    turns = Turns()
    for tick in range(100):
        turns = next_turns(turns, seen, seen, ROOM, tick * LOOK_S)
        assert turns.asked == seen and set(turns.since_s.values()) == {0.0}


def test_a_turn_lasts_until_something_was_heard_and_long_enough_for_a_few_pictures() -> None:
    seen = cams(ROOM + 1)
    first = next_turns(Turns(), seen, (), ROOM, 0.0)
    assert first.asked == seen[:ROOM]
    assert next_turns(first, seen, seen, ROOM, TURN_S - 0.1) == first
    assert next_turns(first, seen, (), ROOM, LONGEST_TURN_S - 0.1) == first
    second = next_turns(first, seen, seen[3:4], ROOM, TURN_S)
    assert set(second.asked) == {*seen} - {seen[3]} and second.since_s[seen[ROOM]] == TURN_S
    late = next_turns(first, seen, (), ROOM, LONGEST_TURN_S)
    assert seen[ROOM] in late.asked


def test_whose_turn_has_just_ended_does_not_take_the_next_place_at_once() -> None:
    seen = cams(ROOM + 1)
    turns = next_turns(Turns(), seen, (), ROOM, 0.0)
    turns = next_turns(turns, seen, seen, ROOM, TURN_S)
    assert next_turns(turns, seen, seen, ROOM, TURN_S + REST_S - 0.1) == turns
    assert next_turns(turns, seen, seen, ROOM, TURN_S + REST_S) != turns


def test_what_is_no_longer_seen_gives_its_place_at_once() -> None:
    turns = next_turns(Turns(), cams(20), (), ROOM, 0.0)
    below = cams(20)[8:]
    turns = next_turns(turns, below, (), ROOM, 0.5)
    assert set(turns.asked) == set(below) and not turns.ended_s
    assert next_turns(turns, (), (), ROOM, 1.0) == Turns()


def test_with_less_room_those_who_had_their_turn_longest_go() -> None:
    turns = next_turns(Turns(), cams(ROOM), (), ROOM, 0.0)
    assert len(next_turns(turns, cams(ROOM), (), ROOM - 1, 0.5).asked) == ROOM - 1


@given(st.integers(1, 60), st.integers(1, ROOM), st.data())
def test_everyone_gets_a_turn_again_and_again_and_there_are_never_too_many(
    count: int, room: int, data: st.DataObject
) -> None:
    seen = cams(count)
    mute = data.draw(st.sets(st.sampled_from(seen)))
    heard = set(seen) - mute
    turns, last_s = Turns(), dict.fromkeys(seen, 0.0)
    longest_s = LOOK_S + (-(-count // room) + 1) * (LONGEST_TURN_S + LOOK_S)
    for tick in range(240):
        now_s = tick * LOOK_S
        turns = next_turns(turns, seen, heard, room, now_s)
        assert len(turns.asked) == min(room, count)
        for one in turns.asked:
            last_s[one] = now_s
        assert max(now_s - at_s for at_s in last_s.values()) <= longest_s
