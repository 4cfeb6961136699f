"""Every link gets its turn, in order, whatever another link does."""

from __future__ import annotations

import asyncio

from wallctl.bus import Link, Peer, PeerRole
from wallctl.bus.lane import Lost
from wallctl.server.inbox import QUEUE_MESSAGES, Down, Inbox, Item, Lane, Message, Up


def link(number: int) -> Link:
    return Link(number, Peer(name=f"p{number}", role=PeerRole.LOCAL))


def message(number: int, text: str) -> Message:
    return Message(Lane.CONTROL, link(number), 0.0, text.encode(), ())


def handled(items: list[Item]) -> tuple[list[Item], Inbox]:
    """Put all items from another thread before the loop gets to any, then let it work."""

    async def run() -> tuple[list[Item], Inbox]:
        seen: list[Item] = []
        inbox = Inbox(asyncio.get_running_loop(), seen.append)
        for item in items:
            inbox.put(item)
        for _ in range(QUEUE_MESSAGES):
            await asyncio.sleep(0)
        return seen, inbox

    return asyncio.run(run())


def test_messages_of_one_link_keep_their_order_with_its_coming_and_going() -> None:
    items: list[Item] = [Up(Lane.CONTROL, link(1), 0.0)]
    items += [message(1, str(number)) for number in range(50)]
    items.append(Down(Lane.CONTROL, link(1), 0.0, Lost.GONE))
    assert handled(items)[0] == items


def test_flood_delays_others_by_one_turn_only() -> None:
    seen, _ = handled([*(message(1, "flood") for _ in range(500)), message(2, "mine")])
    assert seen.index(message(2, "mine")) < 40
    assert len(seen) == 501


def test_what_is_beyond_the_limit_is_dropped_and_counted_but_not_the_links_end() -> None:
    end = Down(Lane.CONTROL, link(1), 0.0, Lost.GONE)
    seen, inbox = handled([*(message(1, "x") for _ in range(QUEUE_MESSAGES + 7)), end])
    assert inbox.dropped == 7
    assert seen[-1] == end
    assert len(seen) == QUEUE_MESSAGES + 1


def test_nothing_is_raised_after_the_loop_is_closed() -> None:
    loop = asyncio.new_event_loop()
    inbox = Inbox(loop, lambda item: None)
    loop.close()
    inbox.put(message(1, "late"))


def test_links_with_the_same_number_on_two_lanes_are_two() -> None:
    pictures = Message(Lane.PICTURE, link(1), 0.0, b"p", ())
    seen, _ = handled([message(1, "c"), pictures])
    assert set(seen) == {message(1, "c"), pictures}
