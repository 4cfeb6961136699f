"""Rules: the mailbox keeps whole states once and news in order, and wakes the GUI once for all of it."""

from __future__ import annotations

import threading

import pytest

from tests.fakes.desk_city import sample_city
from tests.fakes.desk_server import DeskServer
from wallctl.controller.bridge import Mailbox, Turn
from wallctl.model.desired import Desired, Version
from wallctl.model.ids import CellId, RequestId
from wallctl.protocol.codec import encode
from wallctl.protocol.desk import Happened, Reply
from wallctl.protocol.node import EchoPicture


@pytest.fixture(scope="module")
def server() -> DeskServer:
    return DeskServer(sample_city("3x8"))


class Waker:
    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> None:
        self.calls += 1


def echo(cell: str, taken_s: float) -> bytes:
    return encode(EchoPicture(cell=CellId(cell), version=Version(), taken_s=taken_s, width=1, height=1))


def test_the_newest_view_replaces_those_before_it(server: DeskServer) -> None:
    waker = Waker()
    box = Mailbox(waker)
    for revision in range(5):
        box.message(encode(server.view().with_(desired=Desired(revision=revision))), ())
    mail = box.empty()
    assert mail.view is not None and mail.view.desired.revision == 4
    assert waker.calls == 1
    assert box.empty().view is None


def test_a_loss_takes_the_view_from_before_it_along(server: DeskServer) -> None:
    box = Mailbox(Waker())
    box.message(encode(server.view()), ())
    box.turn(Turn.DOWN)
    mail = box.empty()
    assert mail.view is None and mail.news == [Turn.DOWN]


def test_news_keep_their_order() -> None:
    box = Mailbox(Waker())
    box.turn(Turn.UP)
    box.message(encode(Happened(seq=1, at_utc_s=0.0, what="x", text="x")), ())
    box.message(encode(Reply(id=RequestId("a"))), ())
    assert [type(news) for news in box.empty().news] == [Turn, Happened, Reply]


def test_pictures_replace_each_other_cell_by_cell() -> None:
    box = Mailbox(Waker())
    for taken_s in (1.0, 2.0):
        box.message(echo("r0c0", taken_s), (b"x",))
    box.message(echo("r0c1", 1.0), (b"y",))
    box.message(echo("r0c2", 1.0), ())
    found = box.empty().echoes
    assert {cell: picture.taken_s for cell, (picture, _) in found.items()} == {"r0c0": 2.0, "r0c1": 1.0}


def test_what_does_not_fit_the_protocol_is_dropped(caplog: pytest.LogCaptureFixture) -> None:
    waker = Waker()
    box = Mailbox(waker)
    box.message(b'{"kind": "wall", "surprise": 1}', ())
    assert waker.calls == 0 and "server" in caplog.text


def test_a_closed_mailbox_wakes_nobody() -> None:
    waker = Waker()
    box = Mailbox(waker)
    box.close()
    box.turn(Turn.UP)
    assert waker.calls == 0


def test_many_threads_may_file_at_once() -> None:
    box = Mailbox(Waker())

    def file() -> None:
        for _ in range(200):
            box.turn(Turn.UP)

    threads = [threading.Thread(target=file) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(box.empty().news) == 800
