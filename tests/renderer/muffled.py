"""An FFmpeg log on the test's own outputs, for the length of a `with`."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.renderer.scripted import wait_for
from wallctl.renderer import ffmpeg_log
from wallctl.renderer.ffmpeg_log import FfmpegLog


@contextmanager
def muffled(out: Path, recent_s: float = ffmpeg_log.RECENT_S) -> Iterator[FfmpegLog]:
    """Run a log on this process's own fd 1 and 2; what it lets through lands in `out`.

    Inside a test only: pytest moves both between a fixture and its test. The log's thread may take its time;
    `recent_s`: for tests in which one stream at a time is spoken of, however long that takes.
    """
    kept = [os.dup(1), os.dup(2)]
    sink = os.open(out, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    patience = pytest.MonkeyPatch()
    try:
        patience.setattr(ffmpeg_log, "CATCH_UP_S", 20.0)
        patience.setattr(ffmpeg_log, "RECENT_S", recent_s)
        os.dup2(sink, 2)
        log = FfmpegLog()
        log.start()
        yield log
    finally:
        patience.undo()
        # The pipe's write ends go with these, so that its reader ends too.
        for number, fd in enumerate(kept, 1):
            os.dup2(fd, number)
            os.close(fd)
        os.close(sink)
        wait_for(
            lambda: all(thread.name != "ffmpeg-log" for thread in threading.enumerate()), 20.0, "reader ends"
        )
