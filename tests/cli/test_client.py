"""Rule: a command gets one answer, the whole of it, whatever becomes of its link meanwhile."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import JsonValue

from wallctl.bus.keys import KeyRing, Peer, PeerRole, new_key_pair, save_key_pair
from wallctl.bus.lane import Link
from wallctl.bus.server_end import ServerEnd
from wallctl.cli.client import OPERATOR_KEY, SERVER_PUBLIC, SiteClient
from wallctl.errors import NotFound, Unavailable
from wallctl.model.ids import RequestId
from wallctl.model.people import OfficerName
from wallctl.protocol.codec import encode
from wallctl.protocol.desk import (
    ClearWall,
    Events,
    Happened,
    Problem,
    Reply,
    Request,
    Status,
    TakeSnapshot,
    to_server,
)
from wallctl.store.site import BusSettings, SampleSettings, Site, SiteSettings


class ScriptedServer:
    """Answers nothing by itself: `asked` gives what came, `answer` sends."""

    def __init__(self, folder: Path) -> None:
        self._keys, operator = new_key_pair(), new_key_pair()
        (folder / "keys").mkdir(mode=0o700)
        save_key_pair(folder / "keys" / OPERATOR_KEY, operator)
        (folder / "keys" / SERVER_PUBLIC).write_text(self._keys.public)
        self._ring = KeyRing({operator.public: Peer(name="op", role=PeerRole.LOCAL)})
        self._asked: queue.SimpleQueue[tuple[Link, Request]] = queue.SimpleQueue()
        self._end = self._started("tcp://127.0.0.1:*")
        port = int(self._end.endpoint.rpartition(":")[2])
        bus = BusSettings(control_port=port, picture_port=port)
        sample = SampleSettings(rtsp_port=port, proxy_port=port)
        self.site = Site(folder, SiteSettings(name="scripted", bus=bus, sample=sample))

    def _started(self, address: str) -> ServerEnd:
        end = ServerEnd(
            address,
            keys=self._keys,
            ring=self._ring.get,
            on_message=lambda link, data, _: self._asked.put((link, to_server.decode(data, "client"))),
            on_up=lambda link, hello: None,
            on_down=lambda link, why: None,
        )
        end.start()
        return end

    def asked(self) -> tuple[Link, Request]:
        return self._asked.get(timeout=30)

    def answer(self, link: Link, reply: Reply, *attachments: bytes) -> None:
        self._end.send(link, encode(reply), attachments)

    def tell(self, link: Link, event: Happened) -> None:
        self._end.send(link, encode(event))

    def restart(self) -> None:
        self._end.stop()
        self._end = self._started(self._end.endpoint)

    def stop(self) -> None:
        self._end.stop()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ScriptedServer]:
    server = ScriptedServer(tmp_path)
    yield server
    server.stop()


@pytest.fixture
def client(server: ScriptedServer) -> Iterator[SiteClient]:
    with SiteClient(server.site) as client:
        yield client


def test_a_request_whose_link_was_lost_is_asked_again_under_the_same_id(
    server: ScriptedServer, client: SiteClient
) -> None:
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(client.ask, ClearWall())
        _, first = server.asked()
        server.restart()
        link, again = server.asked()
        assert again == first
        server.answer(link, Reply(id=again.id, result={"revision": 7}))
        assert asking.result(10) == ({"revision": 7}, {})


def test_an_answered_request_is_not_asked_again(server: ScriptedServer, client: SiteClient) -> None:
    with ThreadPoolExecutor(1) as pool:
        for ask in (ClearWall(), Status()):
            asking = pool.submit(client.ask, ask)
            link, request = server.asked()
            assert request.ask == ask
            server.answer(link, Reply(id=request.id))
            asking.result(10)
            server.restart()


def happened(seq: int) -> Happened:
    return Happened(seq=seq, at_utc_s=1.0, what="test", text=f"第 {seq} 件")


def test_who_follows_is_told_again_after_a_restart_and_nothing_twice(
    server: ScriptedServer, client: SiteClient
) -> None:
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(client.ask, Events(last=1, follow=True))
        link, request = server.asked()
        rows: list[JsonValue] = [happened(4).model_dump(mode="json")]
        server.answer(link, Reply(id=request.id, result={"events": rows}))
        asking.result(10)
        told = client.happenings(after=4)
        server.tell(link, happened(5))
        assert next(told).seq == 5
        server.restart()
        link, again = server.asked()
        assert isinstance(again.ask, Events) and again.ask.follow
        missed: list[JsonValue] = [happened(n).model_dump(mode="json") for n in (4, 5, 6)]
        server.answer(link, Reply(id=again.id, result={"events": missed}))
        server.tell(link, happened(7))
        assert [next(told).seq, next(told).seq] == [6, 7]


def test_an_answer_in_several_parts_is_one(server: ScriptedServer, client: SiteClient) -> None:
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(client.ask, TakeSnapshot())
        link, request = server.asked()
        for cell, more in (("r0c0", True), ("r0c1", True), ("r0c2", False)):
            told: dict[str, JsonValue] = {"revision": 3}
            if more:
                told["more"] = True
            server.answer(link, Reply(id=request.id, result=told, attachments=(cell,)), cell.encode())
        result, pictures = asking.result(10)
    assert result == {"revision": 3}
    assert pictures == {"r0c0": b"r0c0", "r0c1": b"r0c1", "r0c2": b"r0c2"}


def test_a_refusal_is_raised_and_other_answers_are_passed_over(
    server: ScriptedServer, client: SiteClient
) -> None:
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(client.ask, ClearWall())
        link, request = server.asked()
        server.answer(link, Reply(id=RequestId("another"), result={"revision": 1}))
        problem = Problem(error="NotFound", thing="wall", reason="is not there", remedy="look")
        server.answer(link, Reply(id=request.id, problem=problem))
        with pytest.raises(NotFound, match="wall"):
            asking.result(10)


def test_a_silent_server_is_said_after_the_deadline(client: SiteClient) -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        client.ask(Status(), deadline_s=0.2)


def test_each_request_says_who_gives_the_command_also_on_the_next_link(server: ScriptedServer) -> None:
    with SiteClient(server.site, officer=OfficerName("李明")) as client, ThreadPoolExecutor(1) as pool:
        asking = pool.submit(client.ask, Events(follow=True))
        link, request = server.asked()
        assert request.officer == "李明"
        server.answer(link, Reply(id=request.id))
        asking.result(10)
        server.restart()
        assert server.asked()[1].officer == "李明"
