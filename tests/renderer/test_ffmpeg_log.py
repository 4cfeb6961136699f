"""Rule: what FFmpeg prints becomes a reason or a word about a stream, never reaches a file or a person."""

from __future__ import annotations

import array
import fcntl
import os
import termios
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.renderer.muffled import muffled
from tests.renderer.scripted import wait_for
from wallctl.model.health import Reason
from wallctl.renderer.ffmpeg_log import RECENT_S, FfmpegLog
from wallctl.renderer.voices import Voice

CANARY = "canary-7Yq!"
FLOOD = b"[h264 @ 0x5] error while decoding MB 1 1, bytestream 7\n" * 1000


LINES = [
    ("[rtsp @ 0x5] method DESCRIBE failed: 401 Unauthorized", Reason.WRONG_PASSWORD),
    ("[rtsp @ 0x5] method OPTIONS failed: 401 (Unauthorized)", Reason.WRONG_PASSWORD),
    ("[http @ 0x5] HTTP error 403 Forbidden", Reason.WRONG_PASSWORD),
    ("[rtsp @ 0x5] method DESCRIBE failed: 404 (Not Found)", Reason.NOT_FOUND),
    ("[rtsp @ 0x5] method DESCRIBE failed: 404 Stream Not Found", Reason.NOT_FOUND),
    ("[tcp @ 0x5] Connection to tcp://10.0.0.1:554 failed: Connection refused", Reason.REFUSED),
    ("[hls @ 0x5] Protocol 'file' not on whitelist 'http,tcp'!", Reason.NOT_ALLOWED),
    ("[ERROR:0@1.2] global cap_ffmpeg_impl.hpp:1 open Could not find decoder for codec_id=61",
     Reason.UNSUPPORTED_CODEC),
    ("[av1 @ 0x5] Your platform doesn't support hardware accelerated AV1 decoding.",
     Reason.UNSUPPORTED_CODEC),
    ("[tcp @ 0x5] Connection attempt to 10.0.0.1 port 554 failed: Connection timed out", Reason.NO_ANSWER),
    ("[tcp @ 0x5] Connection to 10.0.0.1 failed: No route to host", Reason.NO_ANSWER),
]  # fmt: skip


@pytest.mark.parametrize(("line", "reason"), LINES)
@pytest.mark.parametrize("fd", [1, 2])
def test_a_line_of_ffmpeg_becomes_a_reason_at_once(
    tmp_path: Path, line: str, reason: Reason, fd: int
) -> None:
    with muffled(tmp_path / "err") as log:
        began = log.mark()
        os.write(fd, line.encode() + b"\n")
        assert log.reason_since(began) is reason


def test_chatter_is_no_reason(tmp_path: Path) -> None:
    with muffled(tmp_path / "err") as log:
        began = log.mark()
        os.write(2, b"[h264 @ 0x5] Reinit context to 640x368, pix_fmt: yuv420p\n[swscaler] whatever\n")
        assert log.reason_since(began) is None


def test_the_newest_word_explains_a_failure_and_older_ones_do_not(tmp_path: Path) -> None:
    with muffled(tmp_path / "err") as log:
        os.write(2, b"method DESCRIBE failed: 401 Unauthorized\n")
        assert log.reason_since(0) is Reason.WRONG_PASSWORD
        began = log.mark()
        assert log.reason_since(began) is None
        os.write(2, b"failed: Connection refused\n")
        os.write(2, b"method DESCRIBE failed: 404 (Not Found)\n")
        assert log.reason_since(began) is Reason.NOT_FOUND


def test_what_another_stream_said_long_before_a_failure_does_not_explain_it(tmp_path: Path) -> None:
    with muffled(tmp_path / "err") as log:
        began = log.mark()
        os.write(2, b"method DESCRIBE failed: 401 Unauthorized\n")
        assert log.reason_since(began) is Reason.WRONG_PASSWORD
        until = time.monotonic() + RECENT_S + 1.0
        while (said := log.reason_since(began)) is not None and time.monotonic() < until:
            time.sleep(0.05)
        assert said is None


def test_damage_is_noticed_with_its_time(tmp_path: Path) -> None:
    with muffled(tmp_path / "err") as log:
        voice = Voice()
        with log.voices.introduce(voice, log.catch_up):
            os.write(2, b"[h264 @ 0x5] Reinit context to 640x368, pix_fmt: yuv420p\n")
        assert voice.damaged_s is None and not voice.reshaped
        before = time.clock_gettime(time.CLOCK_BOOTTIME)
        os.write(2, b"[h264 @ 0x5] error while decoding MB 26 3, bytestream 405\n")
        at = wait_for(lambda: voice.damaged_s, 20.0, "damage")
        assert before <= at <= time.clock_gettime(time.CLOCK_BOOTTIME)


@pytest.mark.parametrize(
    "line",
    [
        f"Traceback of {CANARY}",
        f'  File "{CANARY} x", line 3, in run',
        f"Fatal Python error: {CANARY}/x",
        f"Traceback (most recent call last): {CANARY}",
    ],
)
def test_text_of_a_camera_that_only_looks_like_ours_is_not_passed_on(tmp_path: Path, line: str) -> None:
    """What a camera says of itself is printed by FFmpeg, line by line."""
    with muffled(tmp_path / "err") as log:
        os.write(2, line.encode() + b"\n")
        log.reason_since(0)
    assert (tmp_path / "err").read_text() == ""


def test_nothing_that_ffmpeg_prints_is_passed_on(tmp_path: Path) -> None:
    out = tmp_path / "err"
    address = f"rtsp://admin:{CANARY}@10.1.2.3:554/main"
    with muffled(out) as log:
        for line, _ in LINES:
            for fd in (1, 2):
                os.write(fd, f"{line} {address}\n".encode())
        os.write(2, f"half a line with {address}".encode())
        log.reason_since(0)
        log.say("our own word")
    said = out.read_text()
    assert said == "our own word\n"


def test_where_a_crash_happened_is_passed_on_but_not_what_it_was_about(tmp_path: Path) -> None:
    out = tmp_path / "err"
    with muffled(out) as log:
        os.write(
            2,
            f'Traceback (most recent call last):\n  File "feed.py", line 3, in run\n'
            f"ValueError: rtsp://a:{CANARY}@h/x\n".encode(),
        )
        log.reason_since(0)
    said = out.read_text()
    assert "Traceback" in said and 'File "feed.py", line 3' in said
    assert CANARY not in said


def test_a_flood_holds_nobody_up_and_fills_no_memory(tmp_path: Path) -> None:
    """A writer whose pipe is full loses lines; the decoder is never stopped by its own complaints."""
    with muffled(tmp_path / "err") as log:
        began = time.monotonic()
        for _ in range(200):
            with suppress(BlockingIOError):
                os.write(2, FLOOD)
        assert time.monotonic() - began < 5.0
        mark = log.mark()
        wait_for(lambda: _says_refused(log, mark), 20.0, "the log reads on after a flood")


def test_what_was_said_in_a_flood_is_read_before_anybody_is_told_why(tmp_path: Path) -> None:
    """Where its thread gets no core, the pipe is full of what explains a failure."""
    told: list[bool] = []
    with muffled(tmp_path / "err") as log:
        began = log.mark()
        asks = threading.Thread(target=lambda: told.append(log.sent_elsewhere_since(began)))
        with log.voices._lock:  # The log's thread gets no further than the first complaint.
            os.write(2, FLOOD[:100])
            wait_for(lambda: _unread(2) == 0, 20.0, "it has met the complaint")
            os.write(2, b"[rtsp @ 0x5] Status 302: Redirecting to elsewhere\n")
            for filling in (FLOOD[:2000], b"\n"):
                with suppress(BlockingIOError):
                    while True:
                        os.write(2, filling)
            asks.start()
            asks.join(0.3)
        asks.join(30.0)
    assert told == [True]


def _unread(fd: int) -> int:
    left = array.array("i", [0])
    fcntl.ioctl(fd, termios.FIONREAD, left)
    return left[0]


def _says_refused(log: FfmpegLog, mark: float) -> bool:
    with suppress(BlockingIOError):
        os.write(2, b"\nfailed: Connection refused\n")
    return log.reason_since(mark) is Reason.REFUSED


def test_a_line_without_end_does_not_grow(tmp_path: Path) -> None:
    with muffled(tmp_path / "err") as log:
        began = log.mark()
        for _ in range(50):
            with suppress(BlockingIOError):
                os.write(2, b"x" * 60_000)
        wait_for(lambda: _says_refused(log, began), 20.0, "the log reads on after an endless line")


def test_opencv_is_kept_from_printing_through_a_buffer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENCV_FFMPEG_LOGLEVEL", "16")
    with muffled(tmp_path / "err"):
        assert "OPENCV_FFMPEG_LOGLEVEL" not in os.environ
