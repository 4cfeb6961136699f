"""Rule: whatever a server does or says, the client loses that link at most, and says why."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
import zmq

from tests.bus.ends import PATIENT, ClientSide, wait_until
from tests.kit.core_time import Moment
from wallctl.bus import COMMAND_LANE, Limits, Lost, Sent, Trouble, new_key_pair
from wallctl.bus.client_loop import ClientLoop, ClockReading
from wallctl.bus.lane import Counts
from wallctl.bus.mailbox import Mailbox
from wallctl.bus.sending import control_frames
from wallctl.protocol.link import CONTROL, PAYLOAD, Beat, RefusalReason, Refused, Welcome
from wallctl.protocol.version import PROTOCOL_VERSION


class Odd:
    """A ROUTER that says what the test wants. Used by the test's thread only."""

    def __init__(self, place: str) -> None:
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.socket = self._context.socket(zmq.ROUTER)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.bind(place)
        self.client = b""

    def hears(self, within_s: float = 30) -> list[bytes]:
        """The next message that is no ping."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            if self.socket.poll(50):
                self.client, *frames = self.socket.recv_multipart()
                if b'"ping"' not in frames[1]:
                    return frames
        raise AssertionError("heard nothing")

    def says(self, *frames: bytes) -> None:
        self.socket.send_multipart([self.client, *frames])

    def close(self) -> None:
        self.socket.close(0)
        self._context.term()


@contextmanager
def met(folder: Path, limits: Limits) -> Iterator[tuple[Odd, ClientSide]]:
    place = f"ipc://{folder}/bus"
    odd = Odd(place)
    with ClientSide(place, token="secret-token", limits=limits) as client:
        assert b'"hello"' in odd.hears()[1]
        yield odd, client
    odd.close()


@pytest.fixture
def meeting(short_path: Path) -> Iterator[tuple[Odd, ClientSide]]:
    """A server that the test plays, and a client that has said hello to it; the server may be silent."""
    with met(short_path, PATIENT) as both:
        yield both


@pytest.fixture
def strict_meeting(short_path: Path) -> Iterator[tuple[Odd, ClientSide]]:
    """The same, and silence is noticed."""
    with met(short_path, COMMAND_LANE) as both:
        yield both


def welcome(odd: Odd, client: ClientSide) -> None:
    odd.says(*control_frames(Welcome(clock_id="clock")))
    client.up()


def test_another_version_is_said_naming_both(meeting: tuple[Odd, ClientSide]) -> None:
    odd, client = meeting
    odd.says(CONTROL, b'{"kind":"welcome","protocol":42,"news":[]}')
    wait_until(lambda: client.refused, 30, "refusal")
    assert client.refused[0].reason is RefusalReason.VERSION
    assert "42" in client.refused[0].text
    assert f"speaks {PROTOCOL_VERSION}" in client.refused[0].text
    assert client.ups == []


def test_a_refusal_is_handed_on_and_tried_again(meeting: tuple[Odd, ClientSide]) -> None:
    odd, client = meeting
    refused = Refused(reason=RefusalReason.CROWDED, text="full")
    odd.says(*control_frames(refused))
    wait_until(lambda: client.refused == [refused], 30, "refusal")
    assert b'"hello"' in odd.hears()[1]
    welcome(odd, client)


def test_silence_is_noticed_and_the_next_connection_is_a_new_one(
    strict_meeting: tuple[Odd, ClientSide],
) -> None:
    odd, client = strict_meeting
    before_s = time.monotonic()
    welcome(odd, client)
    first = odd.client
    wait_until(lambda: client.downs, 30, "down")
    assert client.down_at[0].at_s - before_s >= COMMAND_LANE.silence_s
    assert client.down_at[0].since(client.up_at[0]) < 2.0
    assert client.downs == [Lost.SILENT]
    assert client.end.send(b"late") is Sent.GONE
    assert b'"hello"' in odd.hears()[1]
    assert odd.client != first
    welcome(odd, client)
    assert client.downs == [Lost.SILENT]


def test_beats_alone_keep_the_link(strict_meeting: tuple[Odd, ClientSide]) -> None:
    odd, client = strict_meeting
    welcome(odd, client)
    until = time.monotonic() + 2.2
    while time.monotonic() < until:
        odd.says(*control_frames(Beat()))
        odd.socket.poll(300)
        while odd.socket.poll(0):
            odd.socket.recv_multipart()
    assert client.downs == []


@pytest.mark.parametrize(
    "frames",
    [
        (b"x",),
        (b"\x07", b"y"),
        (CONTROL, b"\x80\x04\x95."),
        (CONTROL, b'{"kind":"pong","sent_s":1}'),
        (CONTROL, b'{"kind":"hello"}'),
        (PAYLOAD, *[b""] * 30),
        (PAYLOAD, bytes(COMMAND_LANE.max_frame_bytes + 5)),
    ],
)
def test_a_bad_frame_is_counted_and_the_link_stays(
    meeting: tuple[Odd, ClientSide], frames: tuple[bytes, ...]
) -> None:
    odd, client = meeting
    welcome(odd, client)
    odd.says(*frames)
    odd.says(PAYLOAD, b"good")
    wait_until(lambda: client.messages, 30, "the good one")
    assert client.messages == [(b"good", ())]
    assert client.end.counts().bad_frames == 1
    assert "server at" in client.troubles[0].who
    assert client.downs == []


def test_nothing_is_taken_before_the_welcome(meeting: tuple[Odd, ClientSide]) -> None:
    odd, client = meeting
    odd.says(PAYLOAD, b"too early")
    welcome(odd, client)
    odd.says(PAYLOAD, b"in time")
    wait_until(lambda: client.messages, 30, "message")
    assert client.messages == [(b"in time", ())]


def test_a_second_welcome_changes_nothing(meeting: tuple[Odd, ClientSide]) -> None:
    odd, client = meeting
    welcome(odd, client)
    odd.says(*control_frames(Welcome(clock_id="other")))
    odd.says(PAYLOAD, b"after")
    wait_until(lambda: client.messages, 30, "message")
    assert len(client.ups) == 1


def test_attempts_come_ever_more_slowly_but_never_end(short_path: Path) -> None:
    place = f"ipc://{short_path}/bus"
    odd = Odd(place)
    greeted: list[Moment] = []

    def hello() -> bytes:
        greeted.append(Moment.now())
        return b""

    with ClientSide(place, token="t", hello=hello) as client:
        for turn in range(1, 7):
            odd.hears()
            odd.says(*control_frames(Refused(reason=RefusalReason.CROWDED, text="")))
            wait_until(partial(_refused, client, turn), 30, "refused")
    odd.close()
    pauses_s = [again.since(refused) for refused, again in zip(client.refused_at, greeted[1:], strict=False)]
    assert pauses_s[0] < 0.3
    assert pauses_s[3] > pauses_s[0]
    assert max(pauses_s) < 0.5 * 1.25 + 0.3


def test_however_long_a_server_was_away_it_is_asked_for_in_time() -> None:
    """Its nodes have 2 s to be with it again: the pause before the last try must leave some of that."""
    client = ClientSide("tcp://127.0.0.1:1", server_public=new_key_pair().public, keys=new_key_pair())
    mailbox = Mailbox(COMMAND_LANE)
    loop = ClientLoop(client.end._plan, mailbox, Counts(), ClockReading())
    pauses_s = []
    for _ in range(50):
        loop._lose(Lost.GONE)
        pauses_s.append(loop._due_s - loop._now_s)
    loop._context.term()
    mailbox.shut()
    assert pauses_s[0] < 0.2 and 1.0 < max(pauses_s) <= 1.25


def _refused(client: ClientSide, times: int) -> bool:
    return len(client.refused) == times


def failing() -> bytes:
    raise ValueError("no greeting")


@pytest.mark.parametrize("hello", [failing])
def test_a_greeting_that_fails_is_noted_and_an_empty_one_sent(
    short_path: Path, hello: Callable[[], bytes]
) -> None:
    place = f"ipc://{short_path}/bus"
    odd = Odd(place)
    with ClientSide(place, token="t", hello=hello) as client:
        assert odd.hears()[2] == b""
        welcome(odd, client)
        assert client.troubles[0].kind is Trouble.CALLBACK
    odd.close()


def test_an_answer_with_another_clock_starts_the_measurement_anew(meeting: tuple[Odd, ClientSide]) -> None:
    odd, client = meeting
    welcome(odd, client)
    now_s = time.clock_gettime(time.CLOCK_BOOTTIME)
    pong = b'{"kind":"pong","sent_s":%f,"heard_s":5.0,"answered_s":5.0}' % now_s
    odd.says(CONTROL, pong)
    wait_until(lambda: client.end.clock() is not None, 30, "estimate")
    clock = client.end.clock()
    assert clock is not None
    assert abs(clock.offset_s - (5.0 - now_s)) < 1.0
    odd.says(*control_frames(Refused(reason=RefusalReason.REVOKED, text="")))
    odd.hears()
    odd.says(*control_frames(Welcome(clock_id="after a reboot")))
    client.up(2)
    assert client.end.clock() is None
