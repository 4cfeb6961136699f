"""The limit: what ffmpeg itself needs to decode, scale and convert one frame, on one thread, to nowhere."""

from __future__ import annotations

import os
import subprocess
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

SHORT, LONG = 1, 3


class Scaler(StrEnum):
    """How ffmpeg scales: as we and the players do, or as it does when it is not told."""

    LINEAR = "bilinear"
    DEFAULT = "bicubic"


def ffmpeg_ms_per_frame(clip: Path, frames: int, width: int, height: int, scaler: Scaler) -> float:
    """Processor milliseconds (user and system) for a frame of a raw H.264 clip, made into BGRA of that size.

    The difference of a long and a short run, so that starting ffmpeg does not count; callers take medians.
    """
    with TemporaryDirectory(prefix="limit-") as folder:
        long = Path(folder) / "long.h264"
        long.write_bytes(clip.read_bytes() * LONG)
        extra = _run_s(long, width, height, scaler) - _run_s(clip, width, height, scaler)
    return extra * 1000 / (frames * (LONG - SHORT))


def _run_s(clip: Path, width: int, height: int, scaler: Scaler) -> float:
    argv = ["ffmpeg", "-nostdin", "-v", "error", "-threads", "1", "-f", "h264", "-i", str(clip)]
    argv += ["-filter_threads", "1", "-vf", f"scale={width}:{height}:flags={scaler.value},format=bgra"]
    argv += ["-f", "rawvideo", "-y", os.devnull]
    child = subprocess.Popen(argv, stdin=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"ffmpeg cannot decode {clip.name}; apt-get install ffmpeg")
    return used.ru_utime + used.ru_stime
