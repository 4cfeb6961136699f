"""Rule: nothing opens that may not, every failure has a reason in time, and no failure tells a secret."""

from __future__ import annotations

import gc
import json
import os
import random
import socket
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.kit.bad_camera import BadCamera, hang_up, http, silent, status
from tests.kit.clips import solid_clip
from tests.renderer.muffled import muffled
from tests.renderer.scripted import source, wait_for
from wallctl.errors import StreamLost
from wallctl.model.health import Reason
from wallctl.renderer.capture import Opener, Places
from wallctl.renderer.ffmpeg_log import FfmpegLog
from wallctl.renderer.option_gate import OptionGate, SourceClass, ffmpeg_options
from wallctl.rules.urls import UrlRules

CANARY = "canary-7Yq!@:/?"
VIDEO_FILES = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,h264,hevc,mjpeg,mpjpeg,flv,ogg,asf"
)
PROBE = "analyzeduration;500000|fpsprobesize;2"
RTSP_PROBE = "analyzeduration;1|fpsprobesize;0|probesize;5000"
OPTIONS = {
    SourceClass.RTSP: "rtsp_transport;tcp|allowed_media_types;video|timeout;5000000|"
    f"protocol_whitelist;rtsp,tcp|{RTSP_PROBE}",
    SourceClass.RTSPS: "rtsp_transport;tcp|allowed_media_types;video|timeout;5000000|tls_verify;1|"
    f"protocol_whitelist;rtsps,tls,tcp|{RTSP_PROBE}",
    SourceClass.HTTP: f"max_redirects;0|protocol_whitelist;http,tcp|format_whitelist;{VIDEO_FILES}|{PROBE}",
    SourceClass.HTTPS: "tls_verify;1|max_redirects;0|protocol_whitelist;https,http,tls,tcp|"
    f"format_whitelist;{VIDEO_FILES}|{PROBE}",
    SourceClass.RTMP: f"protocol_whitelist;rtmp,tcp|{PROBE}",
    SourceClass.FILE: f"protocol_whitelist;file|format_whitelist;{VIDEO_FILES}",
    SourceClass.DEVICE: "protocol_whitelist;file",
}


@pytest.mark.parametrize("kind", list(SourceClass))
def test_each_class_of_source_has_exactly_its_options(kind: SourceClass) -> None:
    assert ffmpeg_options(kind) == OPTIONS[kind]


@pytest.mark.parametrize("kind", list(SourceClass))
def test_certificates_are_an_option_of_tls_alone(kind: SourceClass) -> None:
    over_tls = kind in (SourceClass.RTSPS, SourceClass.HTTPS)
    assert ("tls_verify;1|ca_file;/s/ca.pem|" in ffmpeg_options(kind, ca_file="/s/ca.pem")) is over_tls


@pytest.mark.parametrize("kind", [k for k in SourceClass if k not in (SourceClass.FILE, SourceClass.DEVICE)])
def test_no_stream_from_the_network_may_open_a_file(kind: SourceClass) -> None:
    pairs = dict(pair.split(";", 1) for pair in ffmpeg_options(kind).split("|"))
    protocols = pairs["protocol_whitelist"].split(",")
    assert not {"file", "concat", "subfile", "data", "pipe", "crypto", "cache"} & set(protocols)


# ---- the gate ----------------------------------------------------------------------------------------------
def test_two_classes_never_share_options() -> None:
    gate = OptionGate()
    wrong: list[str] = []
    turns: list[str] = []
    least_s, most_s = time.monotonic() + 1.0, time.monotonic() + 30.0

    def open_again_and_again(seed: int) -> None:
        dice = random.Random(seed)
        while time.monotonic() < (least_s if len(turns) > 100 and len(set(turns)) > 6 else most_s):
            options = dice.choice(list(OPTIONS.values()))
            with gate.hold(options):
                turns.append(options)
                for _ in range(3):
                    if os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] != options:
                        wrong.append(options)
                    time.sleep(dice.random() / 2000)

    threads = [threading.Thread(target=open_again_and_again, args=(seed,)) for seed in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60.0)
    assert not any(thread.is_alive() for thread in threads)
    assert len(set(turns)) == len(set(OPTIONS.values())) and len(turns) > 100
    assert not wrong


def test_opens_of_one_class_run_side_by_side() -> None:
    gate, all_in = OptionGate(), threading.Barrier(5)

    def hold() -> None:
        with gate.hold("a;1"):
            all_in.wait(30.0)

    threads = [threading.Thread(target=hold) for _ in range(4)]
    for thread in threads:
        thread.start()
    all_in.wait(30.0)
    for thread in threads:
        thread.join(30.0)


def test_cameras_tried_again_and_again_keep_no_file_from_being_opened() -> None:
    """Two dead cameras whose tries overlap hold the gate for ever, unless others get their turn."""
    gate, stop, opened = OptionGate(), threading.Event(), threading.Event()

    def dead_camera() -> None:
        while not stop.is_set():
            with gate.hold("rtsp;1"):
                stop.wait(0.05)

    def file() -> None:
        with gate.hold("file;1"):
            opened.set()

    cameras = [threading.Thread(target=dead_camera) for _ in range(6)]
    for number, camera in enumerate(cameras):
        camera.start()
        stop.wait(0.01 * number)
    one = threading.Thread(target=file)
    one.start()
    try:
        assert opened.wait(20.0)
    finally:
        stop.set()
        for thread in (*cameras, one):
            thread.join(30.0)


def test_an_open_that_fails_leaves_the_gate_open() -> None:
    gate = OptionGate()
    with pytest.raises(ZeroDivisionError), gate.hold("a;1"):
        raise ZeroDivisionError
    with gate.hold("b;1"):
        assert os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] == "b;1"


# ---- files -------------------------------------------------------------------------------------------------
@pytest.fixture
def media(tmp_path: Path) -> Iterator[Path]:
    """A media folder with one good clip, beside a file that must never be opened."""
    folder = tmp_path / "media"
    folder.mkdir()
    solid_clip(folder / "good.avi", [0, 100, 200])
    solid_clip(tmp_path / "secret.avi", [9])
    yield folder
    gc.collect()


def _opener(media: Path, log: FfmpegLog | None = None, secrets: Path | None = None) -> Opener:
    rules = UrlRules(networks=("127.0.0.0/8",))
    return Opener(Places(media, secrets, {}, rules), log or FfmpegLog())


def _lost(opener: Opener, url: str, secret: str | None = None) -> Reason:
    """Open what must not open; return the reason, which is always one that a card knows."""
    with pytest.raises(StreamLost) as failure:
        opener.open(source(url=url, secret=secret))
    assert failure.value.thing == "cam"
    return Reason(failure.value.reason)


def test_a_file_of_the_media_folder_opens_and_is_paced(media: Path) -> None:
    capture = _opener(media).open(source(url="file:good.avi"))
    levels = []
    for _ in range(3):
        capture.grab()
        levels.append(int(capture.retrieve()[5, 5, 0]))
    assert capture.paced and capture.nominal_fps() == 25.0
    assert levels == pytest.approx([0, 100, 200], abs=3)
    with pytest.raises(StreamLost):
        capture.grab()
    assert capture.rewind()
    capture.grab()
    assert int(capture.retrieve()[5, 5, 0]) == pytest.approx(0, abs=3)
    capture.close()


@pytest.mark.parametrize(
    "url",
    [
        "file:../secret.avi",
        "file:good.avi/../../secret.avi",
        "file:/etc/passwd",
        "file:///etc/passwd",
        "file:link.avi",
        "file:door/secret.avi",
        "file:",
        "file:.",
        "file:..",
        "file:nothing.avi",
        "file:concat:good.avi|good.avi",
        "file:subfile,,start,0,end,9,,:good.avi",
        "file:good.avi\0.png",
        "file:" + "a" * 5000,
    ],
)
def test_nothing_outside_the_media_folder_is_opened(media: Path, tmp_path: Path, url: str) -> None:
    (media / "link.avi").symlink_to(tmp_path / "secret.avi")
    (media / "door").symlink_to(tmp_path)
    assert _lost(_opener(media), url) in (Reason.NOT_ALLOWED, Reason.NOT_FOUND, Reason.CANNOT_OPEN)


PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n"
EVIL = {
    "list.m3u8": PLAYLIST,
    "list.avi": PLAYLIST,
    "list.ts": PLAYLIST,
    "script.ffconcat": "ffconcat version 1.0\nfile {}\n",
    "script.avi": "ffconcat version 1.0\nfile {}\n",
    "call.sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
    "m=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
    "call.avi": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
    "m=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
    "dash.mpd": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static">'
    '<Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1">'
    "<BaseURL>{}</BaseURL></Representation></AdaptationSet></Period></MPD>",
    "words.avi": "{}\n" * 100,
    "nothing.avi": "",
}


@pytest.mark.parametrize("name", list(EVIL))
@pytest.mark.parametrize("target", ["file", "relative"])
def test_a_list_that_leads_to_another_file_is_not_opened(
    media: Path, tmp_path: Path, name: str, target: str
) -> None:
    leads_to = f"file://{tmp_path}/secret.avi" if target == "file" else "good.avi"
    (media / name).write_text(EVIL[name].replace("{}", leads_to))
    assert _lost(_opener(media), f"file:{name}") in (Reason.CANNOT_OPEN, Reason.NOT_ALLOWED)


def test_noise_is_not_opened(media: Path) -> None:
    (media / "noise.avi").write_bytes(random.Random(5).randbytes(200_000))
    assert _lost(_opener(media), "file:noise.avi") is Reason.CANNOT_OPEN


# ---- addresses ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "url",
    [
        "concat:good.avi|good.avi", "subfile,,start,0,end,0,,:/etc/passwd", "data:text/plain,x", "pipe:0",
        "tcp://127.0.0.1:1", "udp://127.0.0.1:1", "ftp://127.0.0.1/x", "gopher://x", "sdp://x", "crypto:x",
        "/etc/passwd", "good.avi", "", "lavfi:testsrc", "v4l2:camera", "v4l2:/dev/video0", "exec:id",
    ],
)  # fmt: skip
def test_schemes_that_no_source_may_have_are_not_opened(media: Path, url: str) -> None:
    assert _lost(_opener(media), url) is Reason.NOT_ALLOWED


@pytest.mark.parametrize(
    "url", ["rtsp://127.0.0.1:99999/x", "rtsp://[::1/x", "http://[x]/", "rtsp://127.0.0.1:x/"]
)
@pytest.mark.parametrize("secret", [None, "gate"])
def test_an_address_that_cannot_be_is_a_reason_and_no_crash(
    media: Path, tmp_path: Path, url: str, secret: str | None
) -> None:
    with muffled(tmp_path / "err", recent_s=30.0) as log:
        reason = _lost(_opener(media, log, _secrets(tmp_path)), url, secret)
    assert reason in (Reason.CANNOT_OPEN, Reason.NO_ANSWER)


def _secrets(folder: Path) -> Path:
    path = folder / "secrets.json"
    path.write_text(json.dumps({"gate": f"admin:{CANARY}"}))
    return path


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


UNAUTHORISED = status("401 Unauthorized", 'WWW-Authenticate: Basic realm="camera"')


def test_every_failure_has_its_reason_and_tells_no_secret(media: Path, tmp_path: Path) -> None:
    out = tmp_path / "err"
    with ExitStack() as stack:
        cameras = {
            "rtsp": [
                (UNAUTHORISED, {Reason.WRONG_PASSWORD}),
                (status("404 Not Found"), {Reason.NOT_FOUND}),
                (status("500 Internal Server Error"), {Reason.CANNOT_OPEN}),
                (status("453 Not Enough Bandwidth"), {Reason.REFUSED}),
                (status("503 Service Unavailable"), {Reason.REFUSED}),
                (hang_up, {Reason.REFUSED}),
            ],
            "http": [
                (http(PLAYLIST.replace("{}", f"file://{media}/good.avi").encode(),
                      "application/vnd.apple.mpegurl"), {Reason.NOT_ALLOWED, Reason.NO_ANSWER}),
                (http(b"<html>no</html>"), {Reason.CANNOT_OPEN, Reason.NO_ANSWER, Reason.NOT_ALLOWED}),
                (hang_up, {Reason.REFUSED}),
            ],
        }  # fmt: skip
        log = stack.enter_context(muffled(out, recent_s=30.0))
        opener = _opener(media, log, _secrets(tmp_path))
        addresses = [(f"rtsp://127.0.0.1:{_free_port()}/x", {Reason.REFUSED})]
        addresses += [(f"http://127.0.0.1:{_free_port()}/x", {Reason.REFUSED})]
        addresses += [("rtsp://no-such-host.invalid/x", {Reason.NO_ANSWER})]
        for scheme, peers in cameras.items():
            for answer, expected in peers:
                camera = stack.enter_context(BadCamera(answer))
                addresses.append((camera.url(scheme), expected))
        for url, expected in addresses:
            with pytest.raises(StreamLost) as failure:
                opener.open(source(url=url, secret="gate"))
            told = "".join(traceback.format_exception(failure.value)) + repr(failure.value)
            assert "127.0.0.1" not in str(failure.value) and "admin" not in told, url
            assert "canary" not in told, url
            assert Reason(failure.value.reason) in expected, (url, failure.value.reason)
    assert "canary" not in out.read_text() and "127.0.0.1" not in out.read_text()
    assert not [name for name, value in os.environ.items() if "canary" in value]


def test_a_password_with_odd_letters_reaches_the_camera_whole(media: Path, tmp_path: Path) -> None:
    import base64

    with BadCamera(UNAUTHORISED) as camera, muffled(tmp_path / "err", recent_s=30.0) as log:
        assert _lost(_opener(media, log, _secrets(tmp_path)), camera.url(), "gate") is Reason.WRONG_PASSWORD
        expected = base64.b64encode(f"admin:{CANARY}".encode())
        assert any(b"Authorization: Basic " + expected in request for request in camera.requests)


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"other": "a:b"}', '{"gate": null}'])
def test_a_credential_that_is_not_there_is_a_reason(media: Path, tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "secrets.json"
    if content is not None:
        path.write_text(content)
    with BadCamera(UNAUTHORISED) as camera, muffled(tmp_path / "err", recent_s=30.0) as log:
        assert _lost(_opener(media, log, path), camera.url(), "gate") is Reason.WRONG_PASSWORD


def test_cameras_that_say_nothing_are_given_up_after_5_s_side_by_side(media: Path, tmp_path: Path) -> None:
    took: dict[int, float] = {}
    reasons: list[Reason] = []

    def knock(number: int, url: str) -> None:
        began = time.monotonic()
        reasons.append(_lost(opener, url))
        took[number] = time.monotonic() - began

    babble = BadCamera(lambda request: b"\xff" * 4000)
    with BadCamera(silent) as camera, babble, muffled(tmp_path / "err", recent_s=30.0) as log:
        opener = _opener(media, log)
        urls = [camera.url(), camera.url(), camera.url(), babble.url()]
        threads = [threading.Thread(target=knock, args=(n, url)) for n, url in enumerate(urls)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60.0)
        assert camera.connections >= 3
    assert reasons == [Reason.NO_ANSWER] * 4
    # One after the other, the second would have had its answer after 10 s.
    assert len(took) == 4 and all(4.5 < seconds < 9.0 for seconds in took.values()), took


def test_a_stream_opens_without_waiting_for_a_dead_one_of_its_class(media: Path, tmp_path: Path) -> None:
    with (
        BadCamera(silent) as dead,
        BadCamera(UNAUTHORISED) as alive,
        muffled(tmp_path / "err", recent_s=30.0) as log,
    ):
        opener = _opener(media, log)
        waiting = threading.Thread(target=lambda: _lost(opener, dead.url()))
        waiting.start()
        wait_for(lambda: dead.requests, 20.0, "the dead camera is asked")
        assert _lost(opener, alive.url()) is Reason.WRONG_PASSWORD
        assert waiting.is_alive(), "and still waits for its answer"
        dead.__exit__(None, None, None)
        waiting.join(30.0)
        assert not waiting.is_alive()


def test_a_device_opens_by_its_name_in_the_site_file_only(media: Path) -> None:
    opener = Opener(Places(media, None, {"desk": str(media / "no-device")}), FfmpegLog())
    assert _lost(opener, "v4l2:other") is Reason.NOT_ALLOWED
    assert _lost(opener, "v4l2:desk") is Reason.CANNOT_OPEN
