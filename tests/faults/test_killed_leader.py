"""The renderer that decodes a camera for a window of 2x2 cells is killed, or stopped.

Promises 1 and 7: another of the four takes over within 0.5 s, the three others go on with the next key frame
after it has opened the stream, never with a torn picture; the killed cell paints again, one stream is open to
the camera, and nothing of the dead one is left: no memory, no socket. Pictures are read off the glass, who
has the stream open is asked of the kernel.
"""

from __future__ import annotations

import json
import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.bench.rtsp_tap import CameraClock, listen
from tests.kit.cores import Cores
from tests.kit.driver import Driver
from tests.kit.site import SiteUnderTest, kill, until
from tests.kit.tags import Rect, TagReader
from wallctl.demo.clips import Clip, clips_folder, load_manifest

pytestmark = [pytest.mark.xcb, pytest.mark.city, pytest.mark.timeout(240)]

CAMERA, SHARED = "mar-04", "shared"
"""15 frames a second: each stays long enough to tell a painted mix from one that is being drawn."""
KEY_S = 1.0
"""The recorded streams have a key frame at each whole second of their clip."""
NAMED_S, OPENED_S, SHOWN_S = 0.5, 0.5, 0.5
BACK_S = {signal.SIGKILL: 1.0, signal.SIGSTOP: 5.0}
STAYS_S, DRAWING_S, ENOUGH_FRAMES = 0.05, 0.02, 5
EARLY_S = 0.02
"""By so much a frame may seem to come before it was sent: that is known but to some milliseconds."""
SETTLED_S, LEFT_S, WATCH_S, LOOK_S = 6.0, 10.0, 3.0, 0.05
TAP_S = SETTLED_S + 8.0
"""So long somebody else listens: past the blow, or the clip would begin again without a viewer."""


@dataclass
class Seen:
    """One cell: its frames as they were first seen, and whether its picture is gone."""

    frames: list[tuple[float, int]] = field(default_factory=list)
    dark_s: float | None = None
    """Since when its picture is not there; None: it is."""
    back_s: float | None = None
    """When its picture was there again after it was gone."""

    def see(self, frames: frozenset[int], now_s: float) -> None:
        """Those are read in it now."""
        if not frames:
            self.dark_s = self.dark_s or now_s
            return
        # Unreadable for a moment: the X server was just drawing it.
        if self.dark_s is not None and now_s - self.dark_s > DRAWING_S:
            self.back_s = now_s
        self.dark_s = None
        if len(frames) == 1 and (not self.frames or {self.frames[-1][1]} != frames):
            self.frames.append((now_s, next(iter(frames))))

    def since(self, at_s: float) -> int:
        """How many new frames were seen after that moment."""
        return sum(seen_s > at_s for seen_s, _ in self.frames)

    def first_sent_after(self, at_s: float, clock: CameraClock) -> float:
        """When the first frame was seen that the camera sent after that moment: no dead one decoded it."""
        return next(
            seen_s
            for seen_s, frame in self.frames
            if seen_s > at_s and (seen_s - at_s) > (clock.age_s(frame, seen_s) + EARLY_S) % clock.period_s
        )


class Eyes:
    """Reads all strips of a picture that lies over 2x2 cells, cell by cell."""

    def __init__(self, site: SiteUnderTest, clip: Clip) -> None:
        self._screen = site.screen
        (wide, high), size = site.cell, site.screen.pixels.shape[:2]
        picture_h = 2 * wide * clip.height / clip.width
        picture = Rect(0, high - picture_h / 2, 2 * wide, picture_h)
        self._readers = {
            cell: TagReader(picture, (clip.width, clip.height), size, Rect(x * wide, y * high, wide, high))
            for cell, (x, y) in site.cells.items()
        }
        self._number = clip.number
        self.torn: list[str] = []
        self.seen = {cell: Seen() for cell in site.cells}

    def look(self) -> None:
        """Look at each cell once."""
        for cell, seen in self.seen.items():
            found = self._frames(cell)
            now_s = time.monotonic()
            if len(found) > 1 and (stays := self._stays(cell, found)):
                self.torn.append(f"{cell} showed parts of the frames {sorted(stays)}")
            seen.see(found, now_s)

    # Looking on

    def until(self, condition: Callable[[], bool], deadline_s: float, what: str) -> None:
        """Look until it holds."""
        end_s = time.monotonic() + deadline_s
        while not condition():
            assert time.monotonic() < end_s, f"{what}: not within {deadline_s} s"
            self.look()
            time.sleep(0.003)

    def watch(self, seconds: float) -> None:
        """Look for so long; each cell's picture moves meanwhile."""
        began_s = time.monotonic()
        self.until(lambda: time.monotonic() > began_s + seconds, seconds + 5, "it is watched")
        moved = {cell: sum(at_s > began_s for at_s, _ in seen.frames) for cell, seen in self.seen.items()}
        assert min(moved.values()) > seconds, f"a cell stands still: {moved}"

    def _frames(self, cell: str) -> frozenset[int]:
        tags = self._readers[cell].read(self._screen.pixels)
        return frozenset(tag.frame for tag in tags if tag is not None and tag.camera == self._number)

    def _stays(self, cell: str, found: frozenset[int]) -> frozenset[int]:
        """Return these frames if they stay on the glass together; else the X server was just drawing."""
        end_s = time.monotonic() + STAYS_S
        while time.monotonic() < end_s:
            if self._frames(cell) != found:
                return frozenset()
        return found


def connected(site: SiteUnderTest, port: int) -> list[str]:
    """The cells whose renderers have a connection to that port."""
    cells = []
    for cell in site.cells:
        for process in site.processes(cell):
            lines = process.net_connections("tcp")
            cells += [cell for line in lines if port in line.raddr[1:]]
    return cells


def leader_of(site: SiteUnderTest) -> tuple[int, float]:
    """Who says that it decodes the one stream, and when it said so last (CLOCK_BOOTTIME)."""
    (told,) = (site.path / "run").rglob("lead.json")
    lead = json.loads(told.read_text())
    return int(lead["pid"]), float(lead["said_s"])


class Naming:
    """Notes when another than the one that was killed first says that it decodes."""

    def __init__(self, site: SiteUnderTest, old: int) -> None:
        self._site, self._old = site, old
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.said_s: float | None = None

    def __enter__(self) -> Naming:
        self._thread.start()
        return self

    def __exit__(self, *of: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while self.said_s is None and not self._ended.wait(0.002):
            pid, said_s = leader_of(self._site)
            if pid != self._old:
                self.said_s = said_s


@contextmanager
def another_viewer(url: str, clip: Clip) -> Iterator[dict[str, CameraClock]]:
    """Keep the clip running, which would begin again with each new only viewer; its clock when that ended."""
    told: dict[str, CameraClock] = {}
    streams = {CAMERA: (url, clips_folder() / clip.file, float(clip.fps), clip.frames)}
    thread = threading.Thread(target=lambda: told.update(listen(streams, TAP_S)))
    thread.start()
    try:
        yield told
    finally:
        thread.join()


def rings(site: SiteUnderTest) -> set[str]:
    """The memory files of frames that any of the renderers has mapped."""
    found = set()
    for process in site.processes():
        maps = Path(f"/proc/{process.pid}/maps").read_text()
        found |= {line.split()[4] for line in maps.splitlines() if "memfd:wallctl-stream" in line}
    return found


def followers(site: SiteUnderTest) -> list[str]:
    """Who has a post where it hears of frames."""
    return sorted(path.name for path in (site.path / "run").rglob("f-*"))


class Fall:
    """One blow to the renderer that decodes, watched until all four cells go on."""

    def __init__(self, site: SiteUnderTest, eyes: Eyes, struck: str, blow: signal.Signals) -> None:
        self._site, self._eyes, self.struck = site, eyes, struck
        self.most_viewers, self._asked_s = 0, 0.0
        victim, cores = site.renderer(struck), Cores()
        with Naming(site, victim.pid) as self._naming:
            self._at_s, self._at_boot_s = time.monotonic(), time.clock_gettime(time.CLOCK_BOOTTIME)
            kill(victim, blow)
            eyes.until(self._all_go_on, 20.0, "all go on")
        self.room = 2 if cores.busy() else 1
        """How much longer all may take: twice as long where all cores are busy."""

    def _all_go_on(self) -> bool:
        now_s = time.monotonic()
        if now_s > self._asked_s + LOOK_S:
            self._asked_s = now_s
            self.most_viewers = max(self.most_viewers, self._site.viewers(CAMERA))
        if self._naming.said_s is None or self.back_s < 0:
            return False
        named_s = self._at_s + self.named_s
        return all(seen.since(named_s) > ENOUGH_FRAMES for seen in self._eyes.seen.values())

    @property
    def named_s(self) -> float:
        """After how long another said that it decodes."""
        return (self._naming.said_s or 0.0) - self._at_boot_s

    def went_on_s(self, clock: CameraClock) -> float:
        """After how long the last of the three others showed something that was sent since."""
        others = [seen for cell, seen in self._eyes.seen.items() if cell != self.struck]
        return max(seen.first_sent_after(self._at_s, clock) for seen in others) - self._at_s

    @property
    def back_s(self) -> float:
        """After how long the struck cell's picture was there again; below 0: it is not."""
        return (self._eyes.seen[self.struck].back_s or 0.0) - self._at_s

    def due_s(self, clock: CameraClock) -> float:
        """After how long the three others must have gone on: with the next key frame that was sent after
        another had time to open the stream."""
        opened_s = self._at_s + self.named_s + self.room * OPENED_S
        keys = math.ceil((opened_s - clock.t0_s) / KEY_S)
        return clock.t0_s + keys * KEY_S + self.room * SHOWN_S - self._at_s


@pytest.mark.parametrize("blow", BACK_S, ids=["killed", "stopped"])
def test_the_others_go_on_when_the_one_that_decodes_is_gone(short_path: Path, blow: signal.Signals) -> None:
    clip = load_manifest().clip(CAMERA, "sub")
    with SiteUnderTest(short_path) as site, Driver(site.path) as drive:
        site.run()
        url = next(one["sub"]["url"] for one in site.cli("sources")["sources"] if one["id"] == CAMERA)
        drive.add_camera(SHARED, url)
        drive.show({(0, 0, 2, 2): SHARED})
        eyes, port = Eyes(site, clip), urlsplit(url).port or 0
        eyes.until(lambda: all(len(seen.frames) > 3 for seen in eyes.seen.values()), 30, "all four play")
        pids, old_rings = {cell: site.renderer(cell).pid for cell in site.cells}, rings(site)
        with another_viewer(url, clip) as told:
            eyes.watch(SETTLED_S)
            old, _ = leader_of(site)
            (struck,) = [cell for cell, pid in pids.items() if pid == old]
            assert connected(site, port) == [struck], "one of them has the stream open"
            fall = Fall(site, eyes, struck, blow)
        due_s, went_on_s = fall.due_s(told[CAMERA]), fall.went_on_s(told[CAMERA])
        print(
            f"another decodes after {fall.named_s:.2f} s; the others go on after {went_on_s:.2f} s of"
            f" {due_s:.2f}; the struck cell is back after {fall.back_s:.2f} s"
        )
        assert fall.named_s <= fall.room * NAMED_S, f"another decodes after {fall.named_s:.2f} s"
        assert went_on_s <= due_s, f"they go on after {went_on_s:.2f} s, due after {due_s:.2f}"
        assert fall.back_s <= fall.room * BACK_S[blow], f"painted again after {fall.back_s:.2f} s"
        # The other viewer is one; who is stopped keeps its connection until it is ended.
        assert fall.most_viewers <= (2 if blow is signal.SIGKILL else 3), "one opens it, not each"
        until(lambda: len(connected(site, port)) == 1 == site.viewers(CAMERA), LEFT_S, "one stream is open")
        until(lambda: len(rings(site)) == 1, LEFT_S, "the dead one's frames are let go")
        assert not rings(site) & old_rings
        until(lambda: len(followers(site)) == len(site.cells) - 1, LEFT_S, "the dead one's post is gone")
        eyes.watch(WATCH_S)
        assert not eyes.torn, eyes.torn
        after = {cell: site.renderer(cell).pid for cell in site.cells}
        assert {cell for cell in pids if pids[cell] != after[cell]} == {struck}
        states = {cell["windows"][0]["state"] for cell in drive.status()["cells"]}
        assert states <= ({"live"} if fall.room == 1 else {"live", "late"}), states
        site.stop()
