"""Rule: what FFmpeg says of a stream is noted for that stream, and for no other."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.renderer.muffled import muffled
from tests.renderer.scripted import source, wait_for
from wallctl.renderer.capture import Capture, Opener, Places
from wallctl.renderer.ffmpeg_log import libavutil
from wallctl.renderer.voices import INTRODUCTION_S, Voice, Voices

STREAMS = Path(__file__).resolve().parents[2] / "streams"
REINIT = b"[h264 @ 0x%x] Reinit context to 640x368, pix_fmt: yuv420p"
DAMAGE = b"[h264 @ 0x%x] error while decoding MB 26 3, bytestream 405"


def introduced(voices: Voices, *addresses: int) -> Voice:
    voice = Voice()
    with voices.introduce(voice, lambda: None):
        for address in addresses:
            voices.hear(REINIT % address, 1.0)
    return voice


@pytest.mark.parametrize(
    "line",
    [
        b"[h264 @ 0xa] error while decoding MB 26 3, bytestream 405",
        b"[h264 @ 0xa] concealing 120 DC, 120 AC, 120 MV errors in P frame",
        b"[h264 @ 0xa] corrupt decoded frame",
        b"[hevc @ 0xa] Could not find ref with POC 4",
        b"[mjpeg @ 0xa] overread 8",
    ],
)
def test_damage_is_the_speakers(line: bytes) -> None:
    voices = Voices()
    one, other = introduced(voices, 0xA), introduced(voices, 0xB)
    voices.hear(line, 7.5)
    assert (one.damaged_s, other.damaged_s) == (7.5, None)


@pytest.mark.parametrize("line", [b"error while decoding", b"[h264 @ 0xa] Increasing reorder buffer", b""])
def test_chatter_is_nobodys(line: bytes) -> None:
    voices = Voices()
    one = introduced(voices, 0xA)
    voices.hear(line, 7.5)
    assert one.damaged_s is None and not one.reshaped


def test_a_shape_after_the_first_one_is_a_new_shape() -> None:
    voices = Voices()
    one, other = introduced(voices, 0xA), introduced(voices, 0xB)
    assert (one.reshaped, other.reshaped) == (False, False)
    voices.hear(REINIT % 0xA, 2.0)
    assert (one.reshaped, other.reshaped) == (True, False)


def test_streams_that_print_nothing_at_first_share_what_nobody_else_said() -> None:
    voices = Voices()
    named, silent, other = introduced(voices, 0xA), introduced(voices), introduced(voices)
    voices.hear(b"[hevc @ 0xc] Could not find ref with POC 4", 3.0)
    assert (named.damaged_s, silent.damaged_s, other.damaged_s) == (None, 3.0, 3.0)


def test_an_address_that_was_only_probed_goes_to_the_stream_that_gets_it() -> None:
    """While one is introduced another is opened: FFmpeg looks at it with a decoder that it gives back."""
    voices = Voices()
    one = introduced(voices, 0xA, 0xB)
    other = introduced(voices, 0xB)
    assert not one.reshaped and not other.reshaped
    voices.hear(DAMAGE % 0xB, 4.0)
    assert (one.damaged_s, other.damaged_s) == (None, 4.0)


def test_what_is_closed_is_forgotten() -> None:
    voices = Voices()
    one = introduced(voices, 0xA)
    voices.forget(one)
    voices.hear(DAMAGE % 0xA, 4.0)
    voices.hear(REINIT % 0xA, 4.0)
    assert one.damaged_s is None and not one.reshaped


def test_a_stream_that_is_silent_at_first_holds_no_other_up() -> None:
    voices, go_on = Voices(), threading.Event()

    def silent() -> None:
        with voices.introduce(Voice(), lambda: None):
            go_on.wait(30)

    thread = threading.Thread(target=silent)
    thread.start()
    wait_for(lambda: voices._newcomer, 20.0, "the silent one has its turn")
    try:
        began = cv2.getTickCount()
        introduced(voices, 0xB)
        assert (cv2.getTickCount() - began) / cv2.getTickFrequency() < INTRODUCTION_S + 0.5
    finally:
        go_on.set()
        thread.join(30)


def opened(opener: Opener, name: str) -> Capture:
    if not (STREAMS / name).exists():
        pytest.skip(f"streams/{name} is not drawn")
    return opener.open(source(name, url=f"file:{name}"))


def test_of_two_real_streams_the_one_that_changes_its_size_is_told(tmp_path: Path) -> None:
    with muffled(tmp_path / "err") as log:
        opener = Opener(Places(STREAMS, None, {}), log)
        changes, stays = opened(opener, "fault-sizes.h264"), opened(opener, "lan-01-sub.h264")
        for _ in range(100):
            changes.grab()
            stays.grab()
        log.catch_up()
        assert not changes.voice.reshaped and not stays.voice.reshaped
        for _ in range(50):
            changes.grab()
            stays.grab()
        wait_for(lambda: changes.voice.reshaped, 20.0, "a new size")
        assert not stays.voice.reshaped
        changes.close()
        stays.close()


SIZES = ((320, 180), (240, 240))


def h265(wide: int, high: int) -> bytes:
    """50 frames in an MPEG transport stream."""
    how = ["-frames:v", "50", "-pix_fmt", "yuv420p", "-c:v", "libx265"]
    how += ["-x265-params", "log-level=none:keyint=25:repeat-headers=1", "-f", "mpegts", "-"]
    argv = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"testsrc2=s={wide}x{high}:r=25", *how]
    return subprocess.run(argv, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout


def mjpeg(wide: int, high: int) -> bytes:
    """50 frames as cameras send them over HTTP."""
    jpegs = [
        cv2.imencode(".jpg", np.full((high, wide, 3), level, np.uint8))[1].tobytes() for level in range(50)
    ]
    head = "--camera\r\nContent-type: image/jpeg\r\nContent-length: %d\r\n\r\n"
    return b"".join((head % len(jpeg)).encode() + jpeg + b"\r\n" for jpeg in jpegs)


@pytest.mark.city
@pytest.mark.parametrize("draw", [h265, mjpeg])
def test_a_new_size_is_told_also_of_codecs_that_tell_it_by_the_way(
    draw: Callable[[int, int], bytes], tmp_path: Path
) -> None:
    first, second = (draw(*size) for size in SIZES)
    names = ("changes", "stays")
    (tmp_path / "changes").write_bytes(first + second)
    (tmp_path / "stays").write_bytes(first + first)
    with muffled(tmp_path / "err") as log:
        opener = Opener(Places(tmp_path, None, {}), log)
        changes, stays = (opener.open(source(name, url=f"file:{name}")) for name in names)
        for _ in range(45):
            changes.grab()
            stays.grab()
        log.catch_up()
        assert not changes.voice.reshaped and not stays.voice.reshaped
        for _ in range(40):
            changes.grab()
            stays.grab()
        wait_for(lambda: changes.voice.reshaped, 20.0, "a new size")
        assert not stays.voice.reshaped
        if stays.rewind():
            log.catch_up()
            assert not stays.voice.reshaped, "its first size, once more"
        assert libavutil().av_log_get_level() == 48  # type: ignore[union-attr]
        changes.close()
        stays.close()
        assert libavutil().av_log_get_level() == 40, "as quiet as before"  # type: ignore[union-attr]
    assert not (tmp_path / "err").read_bytes(), "nothing of it is passed on"


def test_of_two_real_streams_the_damaged_one_is_told(tmp_path: Path) -> None:
    whole = (STREAMS / "lan-01-sub.h264").read_bytes() if (STREAMS / "lan-01-sub.h264").exists() else b""
    hurt = bytearray(whole)
    for at in range(20_000, len(hurt), 900):
        hurt[at] ^= 0x55
    (tmp_path / "hurt.h264").write_bytes(hurt)
    (tmp_path / "whole.h264").write_bytes(whole)
    if not whole:
        pytest.skip("streams/lan-01-sub.h264 is not drawn")
    with muffled(tmp_path / "err") as log:
        opener = Opener(Places(tmp_path, None, {}), log)
        bad, good = (opener.open(source(n, url=f"file:{n}.h264")) for n in ("hurt", "whole"))
        for _ in range(100):
            good.grab()
            bad.grab()
        wait_for(lambda: bad.voice.damaged_s, 20.0, "damage")
        assert good.voice.damaged_s is None
        bad.close()
        good.close()
