"""Rule: a name is looked up by us, in time, judged by the site's rules, and FFmpeg gets the address."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from tests.kit.bad_camera import BadCamera, silent
from tests.renderer.scripted import source
from wallctl.errors import StreamLost
from wallctl.model.health import Reason
from wallctl.renderer import addresses
from wallctl.renderer.addresses import Addresses, Destination
from wallctl.renderer.peers import peers
from wallctl.rules.urls import UrlRules

RULES = UrlRules(networks=("10.0.0.0/8", "fc00::/7"), ports_refused=(7000,))
BOOK = {
    "cam.lan": ("10.0.0.5",),
    "both.lan": ("fd00::5", "10.0.0.6"),
    "rebound.lan": ("10.0.0.5", "127.0.0.1"),
    "outside.lan": ("8.8.8.8",),
}


def finder() -> Addresses:
    return Addresses(RULES, lambda host: BOOK.get(host, ()))


@pytest.mark.parametrize(
    ("url", "there"),
    [
        ("rtsp://10.0.0.5/live", Destination("rtsp://10.0.0.5/live", "10.0.0.5", 554)),
        ("rtsp://cam.lan/live?x=1", Destination("rtsp://10.0.0.5:554/live?x=1", "10.0.0.5", 554)),
        ("rtsp://cam.lan:8554/l", Destination("rtsp://10.0.0.5:8554/l", "10.0.0.5", 8554)),
        ("http://cam.lan/l", Destination("http://10.0.0.5:80/l", "10.0.0.5", 80, "cam.lan")),
        ("http://cam.lan:81/l", Destination("http://10.0.0.5:81/l", "10.0.0.5", 81, "cam.lan:81")),
        ("rtsp://both.lan/l", Destination("rtsp://[fd00::5]:554/l", "fd00::5", 554)),
        ("rtmp://cam.lan/l", Destination("rtmp://10.0.0.5:1935/l", "10.0.0.5", 1935)),
        ("https://cam.lan/l", Destination("https://cam.lan/l", "10.0.0.5", 443)),
        (
            "rtsps://both.lan/l",
            Destination("rtsps://both.lan/l", "fd00::5", 322, others=("10.0.0.6",)),
        ),
    ],
)
def test_a_name_becomes_an_address_but_where_a_certificate_is_for_the_name(
    url: str, there: Destination
) -> None:
    assert finder().find(source(url=url)) == there


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("rtsp://rebound.lan/l", Reason.NOT_ALLOWED),
        ("rtsp://outside.lan/l", Reason.NOT_ALLOWED),
        ("https://outside.lan/l", Reason.NOT_ALLOWED),
        ("rtsp://8.8.8.8/l", Reason.NOT_ALLOWED),
        ("rtsp://cam.lan:7000/l", Reason.NOT_ALLOWED),
        ("rtsp://nobody.lan/l", Reason.NO_ANSWER),
        ("rtsp://cam.lan:99999/l", Reason.CANNOT_OPEN),
    ],
)
def test_what_the_site_does_not_allow_has_its_reason(url: str, reason: Reason) -> None:
    with pytest.raises(StreamLost) as lost:
        finder().find(source(url=url))
    assert Reason(lost.value.reason) is reason
    assert ".lan" not in str(lost.value)


def test_a_name_server_that_says_nothing_is_given_up_in_time_and_asked_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(addresses, "NAME_DEADLINE_S", 0.2)
    answer, asked = threading.Event(), []

    def resolve(host: str) -> tuple[str, ...]:
        asked.append(host)
        answer.wait(10)
        return ("10.0.0.5",)

    finder = Addresses(RULES, resolve)
    view = source(url="rtsp://slow.lan/l")
    began_s = time.monotonic()
    for _ in range(3):
        with pytest.raises(StreamLost) as lost:
            finder.find(view)
        assert Reason(lost.value.reason) is Reason.NO_ANSWER
    assert 0.5 < time.monotonic() - began_s < 2.0
    assert asked == ["slow.lan"]
    answer.set()
    assert finder.find(view).address == "10.0.0.5"


def test_a_camera_is_found_while_the_name_server_is_away() -> None:
    book = dict(BOOK)
    finder = Addresses(RULES, lambda host: book.get(host, ()))
    view, safe = source(url="rtsp://cam.lan/l"), source(url="https://cam.lan/l")
    there = finder.find(view)
    book.clear()
    assert finder.find(view) == there
    with pytest.raises(StreamLost):
        finder.find(safe)


def test_an_address_that_failed_lets_the_next_one_have_its_turn() -> None:
    found, view = finder(), source(url="rtsp://both.lan/l")
    assert found.find(view).address == "fd00::5"
    found.failed(view)
    assert found.find(view).address == "10.0.0.6"
    found.failed(view)
    assert found.find(view).address == "fd00::5"


def test_whom_we_are_connected_to_is_known_by_socket() -> None:
    before = peers()
    with BadCamera(silent) as camera, socket.create_connection(("127.0.0.1", camera.port)):
        new = [peer for number, peer in peers().items() if number not in before]
        assert ("127.0.0.1", camera.port) in new
    assert ("127.0.0.1", camera.port) not in [
        peer for number, peer in peers().items() if number not in before
    ]
