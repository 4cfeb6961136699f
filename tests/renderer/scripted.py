"""Cameras that do what a test says, at the seam where a feed opens a stream."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from wallctl.errors import StreamLost
from wallctl.model.health import Reason
from wallctl.model.ids import SourceId
from wallctl.model.source import StreamKind
from wallctl.protocol.cell import SourceView
from wallctl.renderer.backlog import Backlog
from wallctl.renderer.voices import Voice

Pixels = NDArray[np.uint8]
T = TypeVar("T")


def source(name: str = "cam", *, url: str = "rtsp://127.0.0.1/x", secret: str | None = None) -> SourceView:
    """A source of that name; no test here has to know its other fields."""
    return SourceView(id=SourceId(name), name=f"名{name}", stream=StreamKind.SUB, url=url, secret=secret)


def wait_for(condition: Callable[[], T | None], deadline_s: float, what: str) -> T:
    """Wait until the condition gives something true; return that."""
    until_s = time.monotonic() + deadline_s
    while not (found := condition()):
        assert time.monotonic() < until_s, f"{what}: not within {deadline_s} s"
        time.sleep(0.002)
    return found


class ScriptedCapture:
    """One open stream: frames come when the test pushes them, or one after the other from `endless`."""

    paced = False

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self.voice = camera.voice = Voice()
        self._frame: Pixels | None = None

    def grab(self) -> None:
        camera = self._camera
        with camera.turn:
            camera.turn.wait_for(lambda: camera.frames or camera.broken or camera.closed)
            if not camera.frames:
                raise StreamLost("scripted", camera.broken or Reason.STOPPED.value)
            self._frame = camera.frames.popleft()
            camera.grabbed += 1

    def retrieve(self, into: Pixels | None = None) -> Pixels:
        frame = self._frame
        assert frame is not None
        if into is not None and into.shape == frame.shape:
            np.copyto(into, frame)
            return into
        return frame.copy()

    def backlog(self) -> Backlog | None:
        return None

    def is_key(self) -> bool:
        return True

    def position_s(self) -> float:
        return 0.0

    def nominal_fps(self) -> float:
        return 25.0

    def rewind(self) -> bool:
        return False

    def close(self) -> None:
        self._camera.close_times_s.append(time.monotonic())
        self._camera.closes += 1


class Camera:
    """What a test does with one camera. Any thread."""

    def __init__(self) -> None:
        self.turn = threading.Condition()
        self.frames: deque[Pixels] = deque()
        self.grabbed = self.opens = self.closes = 0
        self.open_times_s: list[float] = []
        self.close_times_s: list[float] = []
        self.broken = ""
        self.closed = False
        self.mute = False
        """Takes connections and says nothing."""
        self.voice = Voice()
        """What FFmpeg says of the stream that was opened last."""

    def push(self, *frames: Pixels) -> None:
        """Let these frames come, one after the other."""
        with self.turn:
            self.frames.extend(frames)
            self.turn.notify_all()

    def fail(self, reason: Reason) -> None:
        """End the stream, and refuse to open with this reason until healed."""
        with self.turn:
            self.broken = reason.value
            self.turn.notify_all()

    def heal(self) -> None:
        with self.turn:
            self.broken, self.mute = "", False
            self.turn.notify_all()


class ScriptedOpener:
    """Stands where `Opener` stands; `cameras` are made as they are asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.cameras: dict[str, Camera] = {}

    def camera(self, name: str = "cam") -> Camera:
        with self._lock:
            return self.cameras.setdefault(name, Camera())

    def open(self, view: SourceView) -> ScriptedCapture:
        camera = self.camera(view.id)
        camera.opens += 1
        camera.open_times_s.append(time.monotonic())
        with camera.turn:
            camera.turn.wait_for(lambda: not camera.mute or camera.closed)
        if camera.broken:
            raise StreamLost(view.id, camera.broken)
        return ScriptedCapture(camera)

    def why_no_picture(self, began: float) -> Reason:
        return Reason.NO_PICTURE

    def mark(self) -> float:
        return time.monotonic()

    def end(self) -> None:
        """Let every read under way end, so that no thread outlives its test."""
        for camera in self.cameras.values():
            with camera.turn:
                camera.closed = True
                camera.turn.notify_all()
