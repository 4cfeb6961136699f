"""The recorded cameras that the benchmark plays, and the frames they should give. Reads the manifest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.rtsp_tap import CameraClock, listen
from wallctl.demo.clips import Clip, Stream, clips_folder, load_manifest

FPS = 25
SMALL, LARGE = (640, 360), (1920, 1080)


@dataclass(frozen=True, slots=True)
class Camera:
    """One stream: its name, the number in its tags, its clip."""

    id: str
    number: int
    stream: Stream
    clip: Path
    fps: float
    frames: int
    native: tuple[int, int]

    def url(self, port: int) -> str:
        """Its address on the replay at that port of this machine."""
        return f"rtsp://127.0.0.1:{port}/{self.id}/{self.stream}"


def small_cameras(count: int, skip: int = 0) -> list[Camera]:
    """The sub streams of 640x360 H.264 at 25 fps, in the catalogue's order."""
    return _some("sub", SMALL, count, skip)


def large_cameras(count: int) -> list[Camera]:
    """The main streams of 1920x1080 H.264 at 25 fps; there are four."""
    return _some("main", LARGE, count, 0)


def slow_camera() -> Camera:
    """The camera that gives one frame a second."""
    clip = next(clip for clip in load_manifest().clips if clip.fps == 1)
    return _camera(clip)


def _some(kind: Stream, size: tuple[int, int], count: int, skip: int) -> list[Camera]:
    fit = [clip for clip in load_manifest().clips if _is(clip, kind, size)][skip : skip + count]
    if len(fit) < count:
        raise ValueError(
            f"{len(fit)} recorded streams of {size[0]}x{size[1]} at {FPS} fps, {count} asked for"
        )
    return [_camera(clip) for clip in fit]


def _is(clip: Clip, kind: Stream, size: tuple[int, int]) -> bool:
    return (clip.kind, clip.codec, clip.fps, clip.width, clip.height) == (kind, "h264", FPS, *size)


def _camera(clip: Clip) -> Camera:
    path = clips_folder() / clip.file
    return Camera(clip.camera, clip.number, clip.kind, path, clip.fps, clip.frames, (clip.width, clip.height))


def clocks_of(cameras: Sequence[Camera], port: int, seconds: float) -> dict[int, CameraClock]:
    """The clocks of streams that are being viewed, by camera number; see `rtsp_tap`."""
    streams = {str(c.number): (c.url(port), c.clip, c.fps, c.frames) for c in cameras}
    return {int(number): clock for number, clock in listen(streams, seconds).items()}
