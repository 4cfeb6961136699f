"""Rule: a still night is neither frozen nor black. Real encoder and decoder; only the clock runs ahead.

A camera that cleans its picture of noise, at a low bit rate, sends the very same picture from one key frame
to the next: that is what the frozen rule has to let pass.
"""

from __future__ import annotations

import itertools
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.renderer.scripted import source
from wallctl.model.health import WindowState
from wallctl.protocol.cell import SourceView
from wallctl.renderer.capture import Opener, Places
from wallctl.renderer.darkness import Darkness
from wallctl.renderer.ffmpeg_log import FfmpegLog
from wallctl.renderer.reading import Change, KeyFrames
from wallctl.rules.freshness import Link, Sighting, judge

pytestmark = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg")
WIDTH, HEIGHT = 320, 180
SCENE = (
    f"color=c=0x14181c:s={WIDTH}x{HEIGHT}:r=%d,drawbox=x=40:y=60:w=90:h=70:c=0x2a3038:t=fill,"
    "drawbox=x=200:y=20:w=12:h=12:c=0xb0b090:t=fill,noise=alls=2:allf=t,hqdn3d=2:2:20:20"
)
CLIP_S = 120


class Night(NamedTuple):
    """How a camera is set."""

    fps: int
    key_every_s: int


class Seen(NamedTuple):
    """What came of one camera's night."""

    alarms: int
    longest_still_s: float
    frames: int


def encode(night: Night, path: Path, seconds: int) -> None:
    keys = night.fps * night.key_every_s
    settings = f"keyint={keys}:min-keyint={keys}:scenecut=0:bframes=0:psy=0:aq-mode=0:deadzone-inter=32"
    argv = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", SCENE % night.fps, "-t", str(seconds)]
    argv += ["-c:v", "libx264", "-preset", "veryfast", "-x264-params", settings, "-crf", "48"]
    subprocess.run([*argv, "-pix_fmt", "yuv420p", "-f", "h264", str(path)], check=True, timeout=110)


def frames(folder: Path, view: SourceView, times: int) -> Iterator[tuple[bool, object]]:
    """Decode the clip again and again."""
    opener = Opener(Places(folder, None, {}), FfmpegLog())
    for _ in range(times):
        capture = opener.open(view)
        try:
            while capture._grabbed():
                yield capture.is_key(), capture.retrieve()
        finally:
            capture.close()


def live_through(night: Night, folder: Path, seconds: int) -> Seen:
    """Judge every frame of that many seconds."""
    encode(night, folder / "night.h264", min(seconds, CLIP_S))
    change, keys, now_s, alarms, was_frozen, still_s = Change(), KeyFrames(), 1000.0, 0, False, 0.0
    darkness = Darkness(None)
    view, count = source(url="file:night.h264"), 0
    for is_key, frame in frames(folder, view, max(1, seconds // CLIP_S)):
        now_s += 1.0 / night.fps
        count += 1
        keys.note(is_key, now_s)
        change.note(frame, now_s)  # type: ignore[arg-type]
        darkness.note(change.light, change.dark, now_s, change.changed_s, hour=0)
        sight = Sighting(
            link=Link.RUNNING,
            wanted_since_s=0.0,
            painted_s=now_s,
            interval_s=1.0 / night.fps,
            changed_s=change.changed_s,
            same_frames=change.same_frames,
            key_interval_s=keys.interval_s(now_s),
            dark=change.dark,
            black=darkness.black,
        )
        frozen = judge(sight, now_s).state in (WindowState.FROZEN, WindowState.BLACK)
        alarms += frozen and not was_frozen
        was_frozen = frozen
        still_s = max(still_s, now_s - (change.changed_s or now_s))
    return Seen(alarms, still_s, count)


def test_a_still_night_of_minutes_is_not_called_frozen(tmp_path: Path) -> None:
    seen = live_through(Night(5, 10), tmp_path, CLIP_S)
    assert seen.frames >= 5 * CLIP_S - 5
    assert seen.longest_still_s > 5.0, "the clip stands still for longer than the rule once allowed"
    assert seen.alarms == 0


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_in_eight_hours_of_still_nights_there_is_at_most_one_false_alarm(tmp_path: Path) -> None:
    total = 0
    for fps, key_every_s in itertools.product((1, 5, 12, 25), (4, 10)):
        seen = live_through(Night(fps, key_every_s), tmp_path, 3600)
        (tmp_path / "night.h264").unlink()
        print(f"{fps} fps, key frame every {key_every_s} s: {seen}")
        total += seen.alarms
    assert total <= 1
