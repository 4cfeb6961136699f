"""F8: in mid-stream a camera changes its codec, its rate or its pixel format, or its time stamps jump back.

Promises 2 and 7: the picture goes on in the right levels; where a decoder cannot follow, as with another
codec under the same name, the stream begins anew, and never stands still under a live mark. A changed size is
in `test_f05_f07_f08_false_pictures`.
"""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from tests.kit.cores import Cores
from tests.kit.driver import Driver
from tests.kit.small_wall import CELLS, SmallWall, until
from tests.kit.steady import no_flicker

pytestmark = [pytest.mark.xcb, pytest.mark.timeout(180)]

RATE, BACK, PIXELS, CODEC = "r0c0", "r0c1", "r1c0", "r1c1"
WATCHED_S = 14.0
"""Each clip is through at least twice: it changes, and changes back as it begins again."""
STILL_S = 1.5
"""Before a picture is stale; the clips change their grey twice a second."""
FORMS = {
    "h264": ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "10", "-bf", "0"),
    "fast": ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "25", "-bf", "0", "-r", "25"),
    "422": ("-c:v", "libx264", "-pix_fmt", "yuv422p", "-g", "10", "-bf", "0"),
    "444": ("-c:v", "libx264", "-pix_fmt", "yuv444p", "-g", "10", "-bf", "0"),
    "hevc": ("-c:v", "libx265", "-x265-params", "log-level=none", "-pix_fmt", "yuv420p"),
}
CHANGES = {
    RATE: ("h264", "fast"),
    BACK: ("h264", "h264"),
    PIXELS: ("h264", "422", "444"),
    CODEC: ("h264", "hevc"),
}


def changing(media: Path, cell: str) -> str:
    """Write a stream that is the cell's clip in one form after the other; return its name.

    Each part begins its time stamps anew.
    """
    parts = []
    for form in CHANGES[cell]:
        part = media / f"{cell}-{form}.ts"
        argv = ["ffmpeg", "-v", "error", "-y", "-stream_loop", "2", "-i", str(media / f"{cell}.avi")]
        subprocess.run([*argv, *FORMS[form], "-f", "mpegts", str(part)], check=True, timeout=60)
        parts.append(part.read_bytes())
    (media / f"{cell}.ts").write_bytes(b"".join(parts))
    return f"{cell}.ts"


def test_a_change_in_mid_stream_stops_no_picture(short_path: Path) -> None:
    with SmallWall(short_path) as wall, Driver(wall.site) as drive:
        clips = {cell: changing(wall.site / "media", cell) for cell in CELLS}
        wall.run()
        until(drive.answers, 60, "the server answers")
        for cell, clip in clips.items():
            drive.add_file(cell, clip)
        drive.show({(x, y, 1, 1): cell for cell, (x, y) in CELLS.items()})
        until(lambda: wall.live(seconds=0.7), 20, "all are live")
        pids = wall.pids()
        cores = Cores()
        with no_flicker(wall, still_s=STILL_S):
            end_s = time.monotonic() + WATCHED_S
            until(lambda: time.monotonic() > end_s, WATCHED_S + 5, "it is watched")
        assert wall.pids() == pids, "nobody died of it"
        states = {cell["cell"]: cell["windows"][0]["state"] for cell in drive.status()["cells"]}
        honest = {"live", "degraded", "late"} if cores.busy() else {"live", "degraded"}
        assert set(states.values()) <= honest, states
