"""F10: files that are empty, noise, cut off, not what they say, or of a codec nobody here can decode.

Promise 7 and 8: each is refused by name on its cell, memory stays bounded, and the neighbour notices nothing,
from the moment that they are ordered. Films that are damaged or cut off may be shown as far as they go.
"""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from tests.kit.cores import Cores
from tests.kit.driver import Driver, Place
from tests.kit.small_wall import SmallWall, until
from tests.kit.steady import no_flicker

pytestmark = [pytest.mark.xcb, pytest.mark.timeout(180)]

GOOD = "r1c1"
NAMED_S, NAMED_ON_BUSY_CORES_S = 8.0, 20.0
MOST_MB = 300
STILL_S = 1.0
"""The neighbour changes its grey twice a second."""
GROWS = "grows.mkv"
"""Plays well but for one picture, which is skipped."""
DAMAGED = ("fuzzed-h264.mp4", "fuzzed-hevc.mp4", "cut-off.mp4")
MAY_PLAY = (GROWS, *DAMAGED)
MANY = 10_000
NOT_PICTURES = {"no_signal", "unsupported", "frozen", "quarantined"}


def corpus(media: Path) -> list[str]:
    """Write the evil files; return their names."""
    dice = random.Random(10)
    whole = (media / f"{GOOD}.avi").read_bytes()
    files = {
        "empty.mp4": b"",
        "noise.mp4": dice.randbytes(1 << 16),
        "noise.h264": dice.randbytes(1 << 16),
        "head-only.avi": whole[:300],
        "text.mkv": b"this is not a film\n" * 100,
        "endless-header.mp4": (b"\x7f\xff\xff\xffmoov" + bytes(64)) * 64,
        "list.mp4": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
    }
    files["many-streams.mkv"] = many_streams(MANY)
    for name, data in files.items():
        (media / name).write_bytes(data)
    small, huge, grows = (media / f"{name}.mjpeg" for name in ("small", "huge", "grows"))
    noise = ("-f", "lavfi", "-i", "testsrc2=size=128x96:rate=10:duration=1")
    _ffmpeg(*noise, "-c:v", "libsvtav1", "-preset", "13", str(media / "av1.mkv"))
    for size, path in (("128x96", small), ("16000x12000", huge)):
        picture = f"color=gray:size={size}:rate=1:duration=1"
        _ffmpeg("-f", "lavfi", "-i", picture, "-c:v", "mjpeg", "-q:v", "31", str(path))
    # What its head promises is small; what comes then is not.
    grows.write_bytes(small.read_bytes() * 10 + huge.read_bytes() + small.read_bytes() * 10)
    for path in (huge, grows):
        _ffmpeg(
            "-f", "mjpeg", "-framerate", "10", "-i", str(path), "-c", "copy", str(path.with_suffix(".mkv"))
        )
    damaged(media, dice)
    return sorted([*files, "av1.mkv", "huge.mkv"])


def damaged(media: Path, dice: random.Random) -> None:
    """Films that begin well: bits turned over all through them, and one that ends in the middle."""
    film = ("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=4")
    quiet = ("-x265-params", "log-level=none")
    for name, codec in (("h264", ("-c:v", "libx264")), ("hevc", ("-c:v", "libx265", *quiet))):
        whole = media / f"whole-{name}.mp4"
        _ffmpeg(*film, *codec, "-pix_fmt", "yuv420p", "-movflags", "+faststart", str(whole))
        data = bytearray(whole.read_bytes())
        # The table in front stays: else nothing would be decoded at all.
        for at in dice.sample(range(data.index(b"mdat") + 4, len(data)), len(data) // 2000):
            data[at] ^= 1 << dice.randrange(8)
        (media / f"fuzzed-{name}.mp4").write_bytes(data)
    whole_film = (media / "whole-h264.mp4").read_bytes()
    (media / "cut-off.mp4").write_bytes(whole_film[: len(whole_film) * 6 // 10])


def many_streams(count: int) -> bytes:
    """A Matroska film that promises so many streams of pictures, and holds a broken one of the first."""

    def element(name: str, content: bytes) -> bytes:
        return bytes.fromhex(name) + (len(content) | 1 << 28).to_bytes(4, "big") + content

    def number(name: str, value: int) -> bytes:
        return element(name, value.to_bytes(4, "big"))

    size = element("e0", number("b0", 64) + number("ba", 48))
    kind = element("86", b"V_MJPEG") + number("83", 1) + size
    tracks = b"".join(element("ae", number("d7", n) + number("73c5", n) + kind) for n in range(1, count + 1))
    head = element("1a45dfa3", element("4282", b"matroska"))
    cluster = element("1f43b675", number("e7", 0) + element("a3", b"\x81\x00\x00\x80no picture"))
    return head + element("18538067", element("1654ae6b", tracks) + cluster)


def _ffmpeg(*arguments: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments], check=True, timeout=60, capture_output=True)


def peak_mb(pid: int) -> int:
    """The most that the process ever held: a picture may be gone as soon as it was looked at."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) >> 10


def test_evil_files_are_named_and_touch_nobody(short_path: Path) -> None:
    with SmallWall(short_path) as wall, Driver(wall.site) as drive:
        evil = corpus(wall.site / "media")
        wall.run()
        until(drive.answers, 60, "the server answers")
        for name in (*evil, *MAY_PLAY, f"{GOOD}.avi"):
            drive.add_file(name.replace(".", "-"), name)
        third = 1 / 3
        corners = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))
        sixths = [(col * third, row / 2) for row in range(2) for col in range(3)]
        places = [(x + dx, y + dy, third, 0.5) for dx, dy in sixths for x, y in corners]
        refused = [name.replace(".", "-") for name in evil]
        played = [name.replace(".", "-") for name in MAY_PLAY]
        shown: dict[Place, str] = dict(zip(places, [*refused, *played], strict=False))
        drive.show({(1, 1, 1, 1): f"{GOOD}-avi"})
        until(lambda: wall.live([GOOD], 1.2), 20, "the neighbour is live")
        pids = wall.pids()
        told: dict[str, str] = {}

        def all_named() -> bool:
            windows = [one for cell in drive.status()["cells"] for one in cell["windows"]]
            told.update({one["source"]: f"{one['state']} {one['reason']}".strip() for one in windows})
            return all(told.get(name, "").split(" ")[0] in NOT_PICTURES for name in refused)

        with no_flicker(wall, [GOOD], STILL_S):
            cores = Cores()
            drive.show({**shown, (1.0, 1.0, 1.0, 1.0): f"{GOOD}-avi"})
            try:
                took_s = until(all_named, NAMED_ON_BUSY_CORES_S, "each is refused")
                assert took_s <= NAMED_S or cores.busy(), f"each is refused: after {took_s:.1f} s"
                until(lambda: all_named() and wall.live([GOOD], 3.0), 60, "the neighbour goes on")
            finally:
                print("told:", told)
        print(f"all named after {took_s:.1f} s")
        assert not [name for name in refused if " " not in told[name]], "each with its reason"
        assert wall.pids() == pids, "nobody died of it"
        sizes = {cell: peak_mb(pid) for cell, pid in wall.pids().items()}
        print("memory, at most, MB:", sizes)
        assert not [name for name in played if told.get(name, "connecting") == "connecting"], "all are told"
        assert max(sizes.values()) < MOST_MB
