"""What libraries may take and hold on to: bounded before the first fork, given back when a stream ends.

Must not know streams. Does nothing where a library is another one than glibc and OpenCV's FFmpeg.
"""

from __future__ import annotations

import ctypes
from typing import Any

from wallctl.renderer.ffmpeg_log import libavutil

ARENAS = 2
"""Each thread would get one of its own, up to eight for each core, and each keeps what its peak was."""
KEPT_BYTES = 16 << 20
"""So much of it free at its end an arena keeps: frames come and go there without new pages."""
MAPPED_BYTES = 32 << 20
"""What is larger is mapped by itself; the library's own, growing limit is off once one of these is set."""
LARGEST_BLOCK_BYTES = 160 << 20
"""One plane of the largest picture that is taken, four bytes a pixel. FFmpeg decodes a picture to know what
it has opened, and would take several times as much for one of 16000x12000 before anybody could look."""
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8


def _c_library() -> Any:
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None


def bound_arenas() -> None:
    """Let this process and its forks have only so many arenas. Call before threads are started."""
    library = _c_library()
    if library is not None:
        library.mallopt(_M_ARENA_MAX, ARENAS)
        library.mallopt(_M_MMAP_THRESHOLD, MAPPED_BYTES)
        library.mallopt(_M_TRIM_THRESHOLD, KEPT_BYTES)


def bound_blocks() -> None:
    """Let FFmpeg have no larger block of memory than `LARGEST_BLOCK_BYTES`: it calls the picture damaged."""
    library = libavutil()
    if library is not None and hasattr(library, "av_max_alloc"):
        library.av_max_alloc(ctypes.c_size_t(LARGEST_BLOCK_BYTES))


def give_back() -> None:
    """Give free memory back to the system: milliseconds, in which other threads may wait for memory."""
    library = _c_library()
    if library is not None:
        library.malloc_trim(0)
