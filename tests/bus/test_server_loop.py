"""Rule: nobody comes in who is not known, nobody is taken for another, one bad peer harms no other."""

from __future__ import annotations

import threading
import time
from functools import partial
from pathlib import Path

import pytest

from tests.bus.ends import DESK, NODE, OPERATOR, PATIENT, ClientSide, RawPeer, ServerSide, wait_until
from tests.kit.core_time import AllStarved
from wallctl.bus import (
    COMMAND_LANE,
    KeyPair,
    KeyRing,
    Lost,
    Peer,
    Sent,
    Trouble,
    new_key_pair,
)
from wallctl.bus.sending import control_frames
from wallctl.protocol.link import CONTROL, PAYLOAD, Ping, RefusalReason
from wallctl.protocol.version import PROTOCOL_VERSION

NODE_KEYS, DESK_KEYS = new_key_pair(), new_key_pair()
RING = KeyRing({NODE_KEYS.public: NODE, DESK_KEYS.public: DESK})


@pytest.mark.parametrize("keys", [new_key_pair(), None], ids=["stranger's key", "no key, NULL mechanism"])
def test_a_stranger_gets_nothing_in_or_out(keys: KeyPair | None) -> None:
    with ServerSide(ring=RING) as server, RawPeer.of(server, keys) as stranger:
        stranger.greet()
        stranger.send(PAYLOAD, b"command")
        wait_until(lambda: server.troubles, 30, "complaint")
        assert stranger.hears(0.3) is None
        assert not server.ups
        assert not server.messages
        counts = server.end.counts()
        assert counts.strangers + counts.failed_handshakes >= 1
        assert counts.received == 0


def test_a_key_for_another_server_gets_nothing() -> None:
    with (
        ServerSide(ring=RING) as server,
        RawPeer(server.end.endpoint, server_public=new_key_pair().public, keys=NODE_KEYS) as lost,
    ):
        lost.greet()
        wait_until(lambda: server.end.counts().failed_handshakes, 30, "failed handshake")
        assert lost.hears(0.2) is None
        assert server.ups == []


def test_a_revoked_key_is_cut_off_and_does_not_come_back() -> None:
    with ServerSide(ring=RING) as server, ClientSide.of(server, DESK_KEYS) as desk:
        link = server.link_of(DESK)
        desk.up()
        server.ring = RING.without(DESK_KEYS.public)
        began = server.now()
        server.end.recheck()
        wait_until(lambda: server.downs, 30, "revoked")
        assert server.down_at[0].since(began) < 0.5
        assert server.downs == [(link, Lost.REVOKED)]
        assert server.end.send(link, b"picture") is Sent.GONE
        wait_until(lambda: len(desk.refused) >= 2, 30, "refused again at the door")
        assert desk.refused[0].reason is RefusalReason.REVOKED
        assert desk.refused[-1].reason is RefusalReason.STRANGER
        assert len(desk.ups) == 1
        assert desk.end.send(b"command") is Sent.GONE


def test_a_message_under_way_when_the_key_is_revoked_is_not_delivered() -> None:
    with ServerSide(ring=RING, limits=PATIENT) as server, RawPeer.of(server, DESK_KEYS) as desk:
        desk.greet()
        server.link_of(DESK)
        server.ring = KeyRing()
        desk.send(PAYLOAD, b"command")
        wait_until(lambda: server.downs, 30, "cut off")
        desk.send(PAYLOAD, b"another")
        wait_until(lambda: server.end.counts().received >= 3, 30, "second message read")
        assert server.messages == []


def test_without_a_recheck_a_revocation_is_noticed_by_the_next_beat() -> None:
    with ServerSide(ring=RING) as server, ClientSide.of(server, DESK_KEYS) as desk:
        desk.up()
        began = server.now()
        server.ring = KeyRing()
        wait_until(lambda: server.downs, 30, "revoked")
        assert server.down_at[0].since(began) < 0.9


def test_a_key_that_becomes_another_peer_must_greet_again() -> None:
    with ServerSide(ring=RING) as server, ClientSide.of(server, DESK_KEYS) as desk:
        desk.up()
        server.ring = KeyRing({DESK_KEYS.public: OPERATOR})
        server.end.recheck()
        server.link_of(OPERATOR)
        assert [why for _, why in server.downs] == [Lost.CHANGED]


@pytest.mark.parametrize(
    "name",
    [b"node-a", b"node node-a", NODE_KEYS.public.encode(), b"\0\0"],
    ids=("name", "role-and-name", "key", "nul"),
)
def test_a_name_cannot_be_claimed_on_the_wire(name: bytes) -> None:
    with (
        ServerSide(ring=RING) as server,
        RawPeer.of(server, DESK_KEYS, routing_id=name) as desk,
        ClientSide.of(server, NODE_KEYS) as node,
    ):
        desk.greet()
        desk.send(PAYLOAD, b"I am the node")
        link = server.link_of(NODE)
        node.up()
        assert server.end.send(link, b"for the node only") is Sent.QUEUED
        wait_until(lambda: node.messages and server.end.counts().false_identities >= 2, 30, "both")
        assert desk.hears(0.3) is None
        assert server.messages == []
        assert [link.peer for link, _ in server.ups] == [NODE]
        assert {(report.kind, report.who) for report in server.troubles} == {
            (Trouble.FALSE_IDENTITY, "desk desk-1")
        }


def test_another_protocol_version_is_refused_naming_both() -> None:
    with ServerSide(ring=RING) as server, RawPeer.of(server, NODE_KEYS) as old:
        old.send(CONTROL, b'{"kind":"hello","protocol":99,"unknown":true}', b"")
        answer = old.hears(30)
        assert answer is not None
        assert b'"reason":"version"' in answer[1]
        assert b"protocol 99" in answer[1]
        assert f"speaks {PROTOCOL_VERSION} ".encode() in answer[1]
        assert server.ups == []
        assert "node node-a" in server.troubles[0].who


@pytest.mark.parametrize(
    "frames",
    [
        (b"",),
        (PAYLOAD,),
        (CONTROL,),
        (b"\x09", b"x"),
        (CONTROL, b"\x80\x04\x95."),
        (CONTROL, b"{" * 4000),
        (CONTROL, b"x" * 5000),
        (CONTROL, b'{"kind":"hello"}', b"again"),
        (CONTROL, b'{"kind":"welcome","clock_id":""}'),
        (PAYLOAD, *[b""] * 40),
        (PAYLOAD, bytes(COMMAND_LANE.max_frame_bytes + 1)),
    ],
)
def test_a_bad_frame_is_counted_and_its_peer_named(frames: tuple[bytes, ...]) -> None:
    with ServerSide(ring=RING) as server, RawPeer.of(server, DESK_KEYS) as desk:
        desk.send(*frames)  # before there is a link, and after
        desk.greet()
        link = server.link_of(DESK)
        desk.send(*frames)
        desk.send(PAYLOAD, b"good")
        wait_until(lambda: server.messages, 30, "the good one after the bad")
        assert server.messages == [(link, b"good", ())]
        assert server.end.counts().bad_frames >= 1
        assert all("desk-1" in report.who for report in server.troubles)
        assert server.end.alive


def test_a_frame_of_100_mb_ends_its_connection_and_nothing_else() -> None:
    with (
        ServerSide(ring=RING, limits=PATIENT) as server,
        ClientSide.of(server, NODE_KEYS) as node,
        RawPeer.of(server, DESK_KEYS) as desk,
    ):
        node.up()
        desk.greet()
        server.link_of(DESK)
        before = _resident_bytes()
        desk.send(PAYLOAD, bytes(100 << 20))
        wait_until(lambda: server.downs, 60, "link of the sender lost")
        assert [(link.peer, why) for link, why in server.downs] == [(DESK, Lost.GONE)]
        # The sender's own copies are in this process too, the receiver must not have added one that stays.
        wait_until(lambda: _resident_bytes() - before < 150 << 20, 30, "memory given back")
        node.end.send(b"still here")
        wait_until(lambda: server.messages, 30, "the neighbour's message")


def _resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def test_a_flood_is_dropped_and_others_are_served() -> None:
    with (
        ServerSide(ring=RING) as server,
        ClientSide.of(server, NODE_KEYS) as node,
        RawPeer.of(server, DESK_KEYS) as desk,
    ):
        node.up()
        desk.greet()
        server.link_of(DESK)
        stop = threading.Event()

        def flood() -> None:
            while not stop.is_set():
                desk.send(PAYLOAD, b"flood")

        flooder = threading.Thread(target=flood)
        flooder.start()
        try:
            wait_until(lambda: server.end.counts().flooded > 1_000, 30, "flood noticed")
            waits_s = []
            for turn in range(10):
                began_s, starved, word = time.monotonic(), AllStarved(), b"node %d" % turn
                node.end.send(word)
                wait_until(partial(_from_node, server, word), 30, "command in the flood")
                # All that takes part is in this process: what any of it waited for a core is not the flood's.
                waits_s.append(time.monotonic() - began_s - starved.so_far_s())
        finally:
            stop.set()
            flooder.join()
        assert sorted(waits_s)[len(waits_s) // 2] < 0.2
        assert not server.downs
        assert any(r.kind is Trouble.FLOOD and "desk-1" in r.who for r in server.troubles)


def _from_node(server: ServerSide, word: bytes) -> bool:
    return any(data == word for _, data, _ in server.messages[-5_000:])


def test_a_silent_peer_is_lost_and_told_so_when_it_speaks_again() -> None:
    with ServerSide(ring=RING) as server, RawPeer.of(server, NODE_KEYS) as node:
        before_s = time.monotonic()
        node.greet()
        link = server.link_of(NODE)
        wait_until(lambda: server.downs, 30, "lost")
        assert server.down_at[0].at_s - before_s >= COMMAND_LANE.silence_s
        assert server.down_at[0].since(server.up_at[0]) < 2.0
        assert server.downs == [(link, Lost.SILENT)]
        while node.hears(0.2):
            pass
        node.send(PAYLOAD, b"late")
        assert node.hears(30) == [CONTROL, b'{"kind":"bye"}']
        assert server.messages == []


def test_a_peer_that_only_beats_is_not_lost() -> None:
    with ServerSide(ring=RING) as server, RawPeer.of(server, NODE_KEYS) as node:
        node.greet()
        server.link_of(NODE)
        until = time.monotonic() + 2.5
        while time.monotonic() < until:
            node.send(*control_frames(Ping(sent_s=1.0)))
            node.hears(0.3)
        assert server.downs == []


def test_a_callback_or_ring_that_fails_ends_nothing() -> None:
    class Bad(dict[str, Peer]):
        def get(self, *_: object) -> Peer:
            raise ValueError("ring")

    with ServerSide(ring=RING) as server, ClientSide.of(server, NODE_KEYS) as node:
        node.up()
        good, server.messages = server.messages, None  # type: ignore[assignment]
        node.end.send(b"breaks the callback")
        wait_until(lambda: server.end.counts().failed_callbacks, 30, "failure")
        server.messages = good
        node.end.send(b"works again")
        wait_until(lambda: server.messages, 30, "next message")
        server.ring = Bad()
        wait_until(lambda: server.downs, 30, "nobody is known to a broken ring")
        assert server.end.alive
