"""Rule: any thread may put, nothing blocks, and the I/O thread is woken once for all that waits."""

from __future__ import annotations

import select
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from wallctl.bus.lane import COMMAND_LANE, Counts, Sent
from wallctl.bus.mailbox import Mailbox, Order


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox(COMMAND_LANE)
    yield box
    box.shut()


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def readable(box: Mailbox) -> bool:
    return bool(select.select([box.fd], [], [], 0)[0])


def test_a_message_wakes_until_it_is_collected(mailbox: Mailbox) -> None:
    mailbox.open(1)
    assert not readable(mailbox)
    assert mailbox.put(1, (b"a",), None) is Sent.QUEUED
    assert readable(mailbox)
    assert mailbox.collect() == ({1}, set())
    assert not readable(mailbox)
    first = mailbox.first(1)
    assert first is not None
    assert mailbox.done(1, first.ticket) is None


def test_an_order_wakes_and_is_given_once(mailbox: Mailbox) -> None:
    mailbox.order(Order.STOP)
    assert readable(mailbox)
    assert mailbox.collect() == (set(), {Order.STOP})
    assert mailbox.collect() == (set(), set())


def test_a_link_that_is_not_there_takes_nothing(mailbox: Mailbox) -> None:
    assert mailbox.put(7, (b"a",), None) is Sent.GONE
    mailbox.open(7)
    mailbox.put(7, (b"a",), None)
    mailbox.put(7, (b"b",), None)
    assert mailbox.close(7) == 2
    assert mailbox.put(7, (b"c",), None) is Sent.GONE
    assert mailbox.first(7) is None


def test_after_the_end_everything_is_gone_and_the_descriptor_given_back() -> None:
    before = open_files()
    box = Mailbox(COMMAND_LANE)
    box.open(1)
    box.shut()
    box.shut()
    assert box.put(1, (b"a",), None) is Sent.GONE
    box.order(Order.STOP)
    assert open_files() == before


def test_many_threads_lose_nothing(mailbox: Mailbox) -> None:
    for number in range(4):
        mailbox.open(number)

    def put_many(number: int) -> None:
        for turn in range(500):
            mailbox.put(number, (b"%d" % turn,), None)

    threads = [threading.Thread(target=put_many, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert mailbox.collect()[0] == {0, 1, 2, 3}
    assert [mailbox.close(number) for number in range(4)] == [500] * 4


def test_counts_what_was_replaced(mailbox: Mailbox) -> None:
    mailbox.open(1)
    outcomes = [mailbox.put(1, (b"a",), "key"), mailbox.put(1, (b"b",), "key")]
    assert outcomes == [Sent.QUEUED, Sent.REPLACED]
    counts = mailbox.fill_in(Counts())
    assert (counts.replaced, counts.overflowed) == (1, 0)
