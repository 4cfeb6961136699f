"""Rule: threads that come and go leave no memory behind, for the allocator has few arenas and gives back."""

from __future__ import annotations

import subprocess
import sys

import pytest

from wallctl.renderer.memory import ARENAS, KEPT_BYTES

# In a process of its own: how many arenas there are is settled for good.
SCRIPT = """
import sys, threading
from pathlib import Path
import numpy as np
from wallctl.renderer.memory import bound_arenas, give_back

def rss_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20

if sys.argv[1] == "bound":
    bound_arenas()
begun, met = rss_mb(), threading.Barrier(12)

def work():
    # All at once, so that each thread gets an arena of its own where it may; small ones never are mapped.
    met.wait()
    kept = [np.ones(60_000, np.uint8) for _ in range(60)]
    met.wait()

threads = [threading.Thread(target=work) for _ in range(12)]
[one.start() for one in threads]
[one.join() for one in threads]
print(rss_mb() - begun)
give_back()
print(rss_mb() - begun)
"""


def rise_mb(how: str) -> tuple[float, float]:
    """How much larger a process is after its threads have ended, and after it gave back."""
    argv = [sys.executable, "-c", SCRIPT, how]
    done = subprocess.run(argv, capture_output=True, text=True, check=True, timeout=60)
    after, given_back = map(float, done.stdout.split())
    return after, given_back


def test_what_is_free_goes_back_to_the_system() -> None:
    bound, free = rise_mb("bound"), rise_mb("free")
    # Which of the arenas the threads meet in is chance: each may keep its share.
    assert bound[1] < ARENAS * KEPT_BYTES / 2**20, (bound, free)
    assert bound[1] < free[1] - 10, "without the bounds it would have stayed"


def test_a_picture_beyond_all_sizes_takes_no_memory() -> None:
    """FFmpeg's own allocator refuses it, and nothing else of the process notices."""
    script = (
        "import ctypes, cv2\n"
        "from wallctl.renderer.ffmpeg_log import libavutil\n"
        "from wallctl.renderer.memory import LARGEST_BLOCK_BYTES, bound_blocks\n"
        "bound_blocks()\n"
        "take = libavutil().av_malloc\n"
        "take.restype, take.argtypes = ctypes.c_void_p, [ctypes.c_size_t]\n"
        "print(bool(take(LARGEST_BLOCK_BYTES // 2)), bool(take(2 * LARGEST_BLOCK_BYTES)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["True", "False"], done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's figures are read")
def test_it_does_nothing_without_glibc(monkeypatch: pytest.MonkeyPatch) -> None:
    import ctypes

    from wallctl.renderer import memory

    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    monkeypatch.setattr(memory, "libavutil", lambda: None)
    memory.bound_arenas()
    memory.bound_blocks()
    memory.give_back()
