"""Rule: bounded whatever is put in, in order, and the newest state of each key is always there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wallctl.bus.lane import Sent
from wallctl.bus.outbox import Outbox, Waiting

puts = st.lists(st.tuples(st.sampled_from([None, "a", "b"]), st.integers(0, 40)), max_size=80)


def everything(box: Outbox) -> list[Waiting]:
    found = []
    while (first := box.first()) is not None:
        found.append(first)
        box.done(first.ticket)
    return found


@given(puts)
def test_never_beyond_its_bounds(sizes: list[tuple[str | None, int]]) -> None:
    box = Outbox(max_messages=10, max_bytes=100)
    for key, size in sizes:
        box.put((b"x" * size,), key)
        assert len(box) <= 10
    found = everything(box)
    assert sum(waiting.size for waiting in found) <= 100
    assert len(box) == 0


@given(puts)
def test_comes_out_in_order_with_one_of_each_key_and_that_the_newest(
    sizes: list[tuple[str | None, int]],
) -> None:
    box, newest = Outbox(max_messages=10, max_bytes=1_000), {}
    for number, (key, _) in enumerate(sizes):
        outcome = box.put((b"%d" % number,), key)
        assert outcome is not Sent.FULL or key is None
        newest[key] = number
    found = [(waiting.key, int(waiting.frames[0])) for waiting in everything(box)]
    assert [number for _, number in found] == sorted(number for _, number in found)
    for key in {key for key, _ in sizes if key is not None}:
        assert [number for its, number in found if its == key] == [newest[key]]


@given(puts)
def test_what_is_lost_is_counted(sizes: list[tuple[str | None, int]]) -> None:
    box = Outbox(max_messages=5, max_bytes=60)
    outcomes = [box.put((b"x" * size,), key) for key, size in sizes]
    replaced = outcomes.count(Sent.REPLACED)
    assert len(box) + box.overflowed + replaced == len(sizes)


@given(puts)
def test_once_there_a_state_is_never_without_one(sizes: list[tuple[str | None, int]]) -> None:
    box, queued = Outbox(max_messages=5, max_bytes=60), set()
    for key, size in sizes:
        if box.put((b"x" * size,), key) is not Sent.FULL and key is not None:
            queued.add(key)
    assert queued == {waiting.key for waiting in everything(box)} - {None}


def test_a_state_makes_room_for_itself_and_a_command_does_not() -> None:
    box = Outbox(max_messages=2, max_bytes=100)
    assert [box.put((b"1",), None), box.put((b"2",), None)] == [Sent.QUEUED] * 2
    assert box.put((b"3",), None) is Sent.FULL
    assert box.put((b"state",), "wall") is Sent.QUEUED
    assert [waiting.frames for waiting in everything(box)] == [(b"2",), (b"state",)]
    assert box.overflowed == 2


def test_one_replaced_while_under_way_does_not_take_the_newer_with_it() -> None:
    box = Outbox(max_messages=10, max_bytes=100)
    box.put((b"old",), "wall")
    under_way = box.first()
    assert under_way is not None
    assert box.put((b"new",), "wall") is Sent.REPLACED
    box.done(under_way.ticket)
    assert [waiting.frames for waiting in everything(box)] == [(b"new",)]
