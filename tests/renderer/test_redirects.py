"""Rule: a stream comes from where its address says and the site allows, or not at all (F11, F12)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.kit.bad_camera import Answer, BadCamera, hang_up, http, silent, status
from tests.kit.city import ReplayCity
from tests.kit.clips import solid_clip
from tests.renderer.muffled import muffled
from tests.renderer.scripted import source, wait_for
from wallctl.demo.faults import Fault
from wallctl.errors import StreamLost
from wallctl.model.health import Reason
from wallctl.renderer.capture import Opener, Places
from wallctl.renderer.ffmpeg_log import FfmpegLog
from wallctl.rules.urls import UrlRules

LOOPBACK = ("127.0.0.0/8",)
BY_FFMPEG = b"User-Agent: Lavf"


class Bench:
    """An opener whose site allows loopback, and cameras that live as long as it."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        self.log = stack.enter_context(muffled(folder / "err", recent_s=30.0))
        self.opener = self.of(LOOPBACK)

    def of(self, networks: tuple[str, ...], refused: tuple[int, ...] = ()) -> Opener:
        return Opener(
            Places(self._folder, None, {}, UrlRules(networks=networks, ports_refused=refused)), self.log
        )

    def camera(self, answer: Answer) -> BadCamera:
        return self._stack.enter_context(BadCamera(answer))

    def clip(self) -> bytes:
        solid_clip(self._folder / "clip.avi", [50] * 20)
        return (self._folder / "clip.avi").read_bytes()


@contextmanager
def at_bench(folder: Path) -> Iterator[Bench]:
    """Inside a test only: pytest moves the outputs between a fixture and its test."""
    with ExitStack() as stack:
        yield Bench(folder, stack)


def refusal(opener: Opener, url: str) -> Reason:
    with pytest.raises(StreamLost) as lost:
        opener.open(source(url=url))
    return Reason(lost.value.reason)


def moved(url: str) -> Answer:
    """Send each RTSP client there."""
    return status("302 Moved Temporarily", f"Location: {url}")


def found(url: str) -> Answer:
    """Send each HTTP client there."""
    head = f"HTTP/1.1 302 Found\r\nLocation: {url}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    return lambda request: head.encode()


def test_an_http_camera_that_redirects_is_refused_and_nobody_else_is_asked(tmp_path: Path) -> None:
    with at_bench(tmp_path) as bench:
        good = bench.camera(http(bench.clip(), "video/avi"))
        bench.opener.open(source(url=good.url("http", "clip.avi"))).close()
        asked = len(good.requests)
        assert asked
        sends = bench.camera(found(good.url("http", "clip.avi")))
        assert refusal(bench.opener, sends.url("http", "clip.avi")) is Reason.NOT_ALLOWED
        assert len(good.requests) == asked


def test_a_playlist_over_http_is_refused_and_no_part_of_it_is_asked_for(tmp_path: Path) -> None:
    with at_bench(tmp_path) as bench:
        good = bench.camera(http(bench.clip(), "video/avi"))
        playlist = (
            f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{good.url('http', 'clip.ts')}\n#EXT-X-ENDLIST\n"
        )
        lists = bench.camera(http(playlist.encode(), "application/vnd.apple.mpegurl"))
        assert refusal(bench.opener, lists.url("http", "live.m3u8")) is Reason.NOT_ALLOWED
        assert not good.requests


def test_an_rtsp_camera_that_redirects_to_a_dead_end_is_refused_and_asked_first_next_time(
    tmp_path: Path,
) -> None:
    with at_bench(tmp_path) as bench:
        bus = bench.camera(status("404 Not Found"))
        sends = bench.camera(moved(bus.url()))
        assert refusal(bench.opener, sends.url()) is Reason.NOT_ALLOWED
        met = bus.connections
        for _ in range(3):
            assert refusal(bench.opener, sends.url()) is Reason.NOT_ALLOWED
        assert bus.connections == met, "FFmpeg does not follow it again"


def test_a_camera_that_redirects_at_the_second_question_is_refused_too(tmp_path: Path) -> None:
    with at_bench(tmp_path) as bench:
        bus = bench.camera(status("404 Not Found"))
        sends = moved(bus.url())
        fine = status("200 OK", "Public: OPTIONS, DESCRIBE, SETUP, PLAY")
        camera = bench.camera(lambda request: (fine if request.startswith(b"OPTIONS") else sends)(request))
        assert refusal(bench.opener, camera.url()) is Reason.NOT_ALLOWED


@pytest.mark.parametrize("path", ["x", "y"])
def test_a_redirect_loop_burns_no_core(tmp_path: Path, path: str) -> None:
    with at_bench(tmp_path) as bench:
        place: list[str] = []
        camera = bench.camera(lambda request: moved(place[0])(request))
        place.append(camera.url(path=path))
        began_s = time.monotonic()
        assert refusal(bench.opener, camera.url()) is Reason.NOT_ALLOWED
        assert time.monotonic() - began_s < 20.0, "it goes round for ever"
        wait_for(lambda: camera.idle, 30.0, "what was asked in the loop is answered")
        asked, used_s = len(camera.requests), sum(os.times()[:2])
        for _ in range(5):
            assert refusal(bench.opener, camera.url()) is Reason.NOT_ALLOWED
        assert len(camera.requests) - asked <= 5, "one question each"
        assert sum(os.times()[:2]) - used_s < 0.5


@pytest.mark.parametrize(("answer", "reason"), [(silent, Reason.NO_ANSWER), (hang_up, Reason.REFUSED)])
def test_one_that_redirected_and_does_not_answer_now_is_kept_from_ffmpeg_until_it_does(
    tmp_path: Path, answer: Answer, reason: Reason
) -> None:
    with at_bench(tmp_path) as bench:
        bus = bench.camera(status("404 Not Found"))
        now: list[Answer] = [moved(bus.url())]
        camera = bench.camera(lambda request: now[0](request))
        assert refusal(bench.opener, camera.url()) is Reason.NOT_ALLOWED
        asked = len(camera.requests)
        now[0] = answer
        assert refusal(bench.opener, camera.url()) is reason
        assert not any(BY_FFMPEG in request for request in camera.requests[asked:])
        now[0] = status("404 Not Found")
        assert refusal(bench.opener, camera.url()) is Reason.NOT_FOUND
        assert any(BY_FFMPEG in request for request in camera.requests[asked:])


class ReadLate(FfmpegLog):
    """A log whose thread gets a core between the first question and the second."""

    _questions = 0

    def reason_since(self, began: float) -> Reason | None:
        return Reason.REFUSED if self._is_read() else None

    def sent_elsewhere_since(self, began: float) -> bool:
        return self._is_read()

    def _is_read(self) -> bool:
        self._questions += 1
        return self._questions > 1


def test_a_redirect_is_known_however_late_the_log_is_read(tmp_path: Path) -> None:
    """Where it led refused the connection: that is not this camera's own word."""
    log = ReadLate()
    with at_bench(tmp_path) as bench:
        bus = bench.camera(status("404 Not Found"))
        sends = bench.camera(moved(bus.url()))
        opener = Opener(Places(tmp_path, None, {}, UrlRules(networks=LOOPBACK)), log)
        assert refusal(opener, sends.url()) is Reason.NOT_ALLOWED


def test_a_camera_beside_one_that_redirects_is_not_blamed_for_it(tmp_path: Path) -> None:
    with at_bench(tmp_path) as bench:
        refuses = bench.camera(status("404 Not Found"))
        sends = bench.camera(moved(refuses.url()))
        assert refusal(bench.opener, sends.url()) is Reason.NOT_ALLOWED
        assert refusal(bench.opener, refuses.url()) is Reason.NOT_FOUND


def test_an_address_outside_of_the_networks_or_a_port_of_our_own_is_not_even_met(tmp_path: Path) -> None:
    with at_bench(tmp_path) as bench:
        camera = bench.camera(silent)
        for scheme in ("rtsp", "rtsps", "http", "https", "rtmp"):
            assert refusal(bench.of(("10.0.0.0/8",)), camera.url(scheme)) is Reason.NOT_ALLOWED
            assert refusal(bench.of(LOOPBACK, (camera.port,)), camera.url(scheme)) is Reason.NOT_ALLOWED
            assert refusal(bench.of(()), camera.url(scheme)) is Reason.NOT_ALLOWED
        assert camera.connections == 0


@pytest.mark.city
def test_a_redirect_to_a_camera_that_plays_gives_no_picture(tmp_path: Path) -> None:
    with ReplayCity() as city, at_bench(tmp_path) as bench:
        other = city.url("psb-01", "sub")
        bench.opener.open(source(url=other)).close()
        sends = bench.camera(moved(other))
        for _ in range(2):
            assert refusal(bench.opener, sends.url()) is Reason.NOT_ALLOWED
        city.set_fault("psb-02", Fault.REDIRECT)
        assert refusal(bench.opener, city.url("psb-02", "sub")) is Reason.NOT_ALLOWED
        city.set_fault("psb-02", Fault.NONE)
        bench.opener.open(source(url=city.url("psb-02", "sub"))).close()
