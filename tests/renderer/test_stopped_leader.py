"""Rule: when the process that decodes a stream is stopped, another follows; when it wakes, it follows too."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.clips import solid
from tests.kit.core_time import AllStarved
from tests.leftovers import marked_environment
from tests.renderer.scripted import Camera, ScriptedOpener, source, wait_for
from wallctl.model.geometry import PxRect
from wallctl.model.layout import Crop, Fit
from wallctl.renderer.feed import Feed, Meeting
from wallctl.renderer.scaling import Target
from wallctl.rules.freshness import Link

ROOT = Path(__file__).resolve().parents[2]
WIN = PxRect(x=0, y=0, w=8, h=6)
TARGET = Target(WIN, WIN, Fit.STRETCH, Crop())
THEIRS, OURS = 40, 200
LEADER = """
import sys, threading, time
from pathlib import Path
from tests.kit.clips import solid
from tests.renderer.scripted import ScriptedOpener, source
from tests.renderer.test_stopped_leader import TARGET, THEIRS
from wallctl.renderer.feed import Feed, Meeting
from wallctl.renderer.reading import boot_s
opener = ScriptedOpener()
feed = Feed(source(), opener, lambda: None, Meeting(Path(sys.argv[1]), "r0c0.1"))
feed.want({"k": TARGET})
feed.start()
def answer():
    for _ in sys.stdin:
        print(opener.camera().closes, flush=True)
threading.Thread(target=answer, daemon=True).start()
level = 0
while True:
    level = (level + 1) % 4
    opener.camera().push(solid(THEIRS + level))
    feed.beat(boot_s())
    feed.take("k")
    time.sleep(0.04)
"""


class Leader:
    """Another process that decodes the stream."""

    def __init__(self, folder: Path) -> None:
        argv = [sys.executable, "-c", LEADER, str(folder)]
        env = marked_environment()
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(argv, cwd=ROOT, env=env, stdin=pipe, stdout=pipe)

    def closes(self) -> int:
        """How often it has closed the camera's stream."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def end(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=30)


class Ours:
    """Followers in this process, and a camera that runs for whoever of them decodes."""

    def __init__(self, folder: Path) -> None:
        self.opener, self._stop = ScriptedOpener(), threading.Event()
        self.feeds = []
        for number in (1, 2):
            feed = Feed(source(), self.opener, lambda: None, Meeting(folder, f"r0c{number}.1"))
            feed.want({"k": TARGET})
            feed.start()
            self.feeds.append(feed)
        threading.Thread(target=self._play, daemon=True).start()

    @property
    def camera(self) -> Camera:
        return self.opener.camera()

    def _play(self) -> None:
        level = 0
        while not self._stop.wait(0.04):
            level = (level + 1) % 4
            if self.camera.opens and not self.camera.closed and len(self.camera.frames) < 3:
                self.camera.push(solid(OURS + level))

    def levels(self, base: int) -> bool:
        """Whether both now show this camera's pictures, each of one frame."""
        shown = []
        for feed in self.feeds:
            shot = feed.take("k")
            if shot is None:
                return False
            pixels = shot.patch.pixels[:, :, :3]
            assert pixels.min() == pixels.max(), "a picture mixes two frames"
            shown.append(base <= int(pixels[0, 0, 0]) < base + 4)
        return all(shown)

    def end(self) -> None:
        self._stop.set()
        for feed in self.feeds:
            feed.stop()
        self.opener.end()
        reading = [thread for thread in threading.enumerate() if thread.name.startswith("feed ")]
        for thread in reading:
            thread.join(20.0)


@pytest.fixture
def folder(short_path: Path) -> Path:
    return short_path


@pytest.fixture
def leader(folder: Path) -> Iterator[Leader]:
    leader = Leader(folder)
    wait_for(lambda: list(folder.rglob("lead.json")), 20.0, "the other process leads")
    yield leader
    leader.end()


@pytest.fixture
def ours(leader: Leader, folder: Path) -> Iterator[Ours]:
    ours = Ours(folder)
    try:
        wait_for(lambda: ours.levels(THEIRS), 20.0, "both show what the other process decodes")
        yield ours
    finally:
        ours.end()


def test_a_stopped_leader_has_one_successor_and_follows_when_it_wakes(leader: Leader, ours: Ours) -> None:
    assert ours.camera.opens == 0
    leader.process.send_signal(signal.SIGSTOP)
    stopped_s, starved = time.monotonic(), AllStarved()
    wait_for(lambda: ours.camera.open_times_s, 20.0, "one of ours decodes")
    successor_s = ours.camera.open_times_s[0] - stopped_s - starved.so_far_s()
    wait_for(lambda: ours.levels(OURS), 20.0, "both show it")
    print(f"successor after {successor_s:.2f} s, pictures after {time.monotonic() - stopped_s:.2f} s")
    assert successor_s <= 0.5
    leader.process.send_signal(signal.SIGCONT)
    wait_for(lambda: leader.closes() >= 1, 20.0, "the woken one closes its stream")
    until = time.monotonic() + 1.0
    while time.monotonic() < until:
        ours.levels(OURS)
        time.sleep(0.01)
    assert ours.camera.opens == 1 and ours.camera.closes == 0
    wait_for(lambda: ours.levels(OURS), 20.0, "and all goes on")


def test_a_camera_that_stalls_makes_nobody_connect(folder: Path) -> None:
    ours = Ours(folder)
    try:
        wait_for(lambda: ours.levels(OURS), 20.0, "runs")
        ours._stop.set()
        until = time.monotonic() + 2.0
        while time.monotonic() < until:
            for feed in ours.feeds:
                feed.beat(time.clock_gettime(time.CLOCK_BOOTTIME))
            time.sleep(0.05)
        assert ours.camera.opens == 1
        assert all(feed.view().link is Link.RUNNING for feed in ours.feeds)
    finally:
        ours.end()


def test_a_killed_leader_after_it_was_replaced_changes_nothing(leader: Leader, ours: Ours) -> None:
    leader.process.send_signal(signal.SIGSTOP)
    wait_for(lambda: ours.levels(OURS), 20.0, "one of ours decodes")
    leader.end()
    until = time.monotonic() + 1.0
    while time.monotonic() < until:
        ours.levels(OURS)
        time.sleep(0.01)
    assert (ours.camera.opens, ours.camera.closes) == (1, 0)
