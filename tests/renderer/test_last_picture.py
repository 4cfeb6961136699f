"""Rule: what a renderer leaves is a whole picture or none, and nothing of it stays after a wipe."""

from __future__ import annotations

import mmap
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.leftovers import marked_environment
from wallctl.model.geometry import PxRect
from wallctl.model.ids import SourceId, WindowId
from wallctl.renderer.last_picture import (
    Kept,
    KeptPane,
    LastPicture,
    copy_of_memory_file,
    file_size,
    new_memory_file,
)

ROOT = Path(__file__).resolve().parents[2]
W, H = 320, 240


def kept(name: str = "cam", at_s: float = 12.5) -> Kept:
    rect = PxRect(x=0, y=0, w=W, h=H)
    pane = KeptPane(window=WindowId("w"), source=SourceId(name), dst=rect, picture=rect, painted_s=at_s)
    return Kept(panes=(pane,))


def picture(level: int, width: int = W, height: int = H) -> np.ndarray:
    return np.full((height, width, 4), level, np.uint8)


@pytest.fixture
def memory() -> Iterator[int]:
    fd = new_memory_file("r0c0", W, H)
    yield fd
    os.close(fd)


def _bytes(fd: int) -> bytes:
    with mmap.mmap(fd, 0, access=mmap.ACCESS_READ) as view:
        return bytes(view)


def test_a_new_memory_file_holds_no_picture(memory: int) -> None:
    assert LastPicture(memory, W, H).read() is None
    assert os.fstat(memory).st_size == file_size(W, H)


def test_a_successor_reads_what_was_left(memory: int) -> None:
    LastPicture(memory, W, H).write(kept("gate", 77.25), picture(9))
    found = LastPicture(memory, W, H).read()
    assert found is not None
    assert found[0] == kept("gate", 77.25)
    assert (found[1][..., :3] == 9).all() and found[1].shape == (H, W, 4)


def test_the_newest_of_many_is_left(memory: int) -> None:
    writer = LastPicture(memory, W, H)
    for level in range(20):
        writer.write(kept(f"cam-{level}"), picture(level))
    found = LastPicture(memory, W, H).read()
    assert found is not None and found[0] == kept("cam-19") and (found[1][..., :3] == 19).all()


def test_a_successor_goes_on_writing_where_the_first_ended(memory: int) -> None:
    LastPicture(memory, W, H).write(kept(), picture(1))
    second = LastPicture(memory, W, H)
    assert second.read() is not None
    second.write(kept("other"), picture(2))
    found = LastPicture(memory, W, H).read()
    assert found is not None and found[0] == kept("other") and (found[1][..., :3] == 2).all()


def test_what_was_read_does_not_change_when_the_file_does(memory: int) -> None:
    writer = LastPicture(memory, W, H)
    writer.write(kept(), picture(1))
    found = LastPicture(memory, W, H).read()
    writer.write(kept(), picture(2))
    assert found is not None and (found[1][..., :3] == 1).all()


def test_a_wipe_leaves_no_pixel_and_no_name(memory: int) -> None:
    writer = LastPicture(memory, W, H)
    writer.write(kept("secret-camera"), picture(200))
    writer.wipe()
    assert LastPicture(memory, W, H).read() is None
    left = _bytes(memory)
    assert bytes([200]) * 8 not in left
    assert b"secret-camera" not in left


def test_a_wipe_leaves_nothing_of_an_earlier_larger_picture(memory: int) -> None:
    LastPicture(memory, W, H).write(kept(), picture(200))
    LastPicture(memory, W // 2, H // 2).wipe()
    assert bytes([200]) * 8 not in _bytes(memory)


def test_after_a_wipe_pictures_are_kept_again(memory: int) -> None:
    writer = LastPicture(memory, W, H)
    writer.write(kept(), picture(200))
    writer.wipe()
    writer.write(kept("next"), picture(3))
    found = LastPicture(memory, W, H).read()
    assert found is not None and found[0] == kept("next") and (found[1][..., :3] == 3).all()


@pytest.mark.parametrize(("width", "height"), [(W * 2, H * 2), (W // 2, H // 2), (W, H + 1)])
def test_a_picture_of_another_size_is_not_taken_and_not_in_the_way(
    memory: int, width: int, height: int
) -> None:
    LastPicture(memory, W, H).write(kept(), picture(1))
    other = LastPicture(memory, width, height)
    assert other.read() is None
    other.write(kept("other"), picture(2, width, height))
    found = LastPicture(memory, width, height).read()
    assert found is not None and found[0] == kept("other") and (found[1][..., :3] == 2).all()


def test_a_picture_that_does_not_fit_keeps_the_one_before(memory: int) -> None:
    writer = LastPicture(memory, W, H)
    writer.write(kept("first"), picture(1))
    writer.write(kept("wrong size"), picture(2, W + 1, H))
    rect = PxRect(x=0, y=0, w=1, h=1)
    panes = tuple(
        KeptPane(window=WindowId("w" * 60), source=SourceId("s" * 60), dst=rect, picture=rect, painted_s=1.0)
        for _ in range(2000)
    )
    writer.write(Kept(panes=panes), picture(3))
    found = LastPicture(memory, W, H).read()
    assert found is not None and found[0] == kept("first") and (found[1][..., :3] == 1).all()


@pytest.mark.parametrize("where", range(0, 200, 7))
def test_damage_to_the_head_gives_no_picture_or_the_right_one(memory: int, where: int) -> None:
    """A stray write must not make a renderer start with an error, or with names that were never there."""
    LastPicture(memory, W, H).write(kept(), picture(1))
    with mmap.mmap(memory, 0) as view:
        for head in (0, 64 * 1024):
            view[head + where] ^= 0xFF
    found = LastPicture(memory, W, H).read()
    assert found is None or (found[1][..., :3] == 1).all()


def test_of_two_pictures_the_one_that_can_be_read_is_left(memory: int) -> None:
    writer = LastPicture(memory, W, H)
    writer.write(kept("first"), picture(1))
    writer.write(kept("second"), picture(2))
    with mmap.mmap(memory, 0) as view:
        at = bytes(view).index(b"second")
        view[at : at + 6] = b'sec"nd'
    found = LastPicture(memory, W, H).read()
    assert found is not None and found[0] == kept("first") and (found[1][..., :3] == 1).all()


def test_a_picture_of_the_size_before_the_last_is_gone(memory: int) -> None:
    LastPicture(memory, W, H).write(kept(), picture(1))
    LastPicture(memory, W // 2, H // 2).write(kept("small"), picture(2, W // 2, H // 2))
    assert LastPicture(memory, W, H).read() is None


ZYGOTE = """
import os, sys
from tests.renderer.test_last_picture import H, W, kept, picture
from wallctl.renderer.last_picture import LastPicture
pictures = [(kept(f"cam-{level}", float(level)), picture(level)) for level in range(16)]
while sys.stdin.readline():
    pid = os.fork()
    if pid == 0:
        writer = LastPicture(int(sys.argv[1]), W, H)
        while True:
            for one in pictures:
                writer.write(*one)
    print(pid, flush=True)
    os.waitpid(pid, 0)
    print("dead", flush=True)
"""


@pytest.mark.timeout(60)
def test_a_writer_killed_at_any_moment_leaves_the_newest_whole_picture_and_no_mix(memory: int) -> None:
    """200 kills; a zygote forks the writers, so that each costs a fork and not an interpreter."""
    zygote = subprocess.Popen(
        [sys.executable, "-c", ZYGOTE, str(memory)],
        cwd=ROOT,
        env=marked_environment(),
        pass_fds=(memory,),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert zygote.stdin is not None and zygote.stdout is not None
    whole = none = before = 0
    try:
        for turn in range(200):
            zygote.stdin.write(b"fork\n")
            zygote.stdin.flush()
            pid = int(zygote.stdout.readline())
            moment = time.monotonic() + 0.004 + (turn % 50) * 0.0001
            while time.monotonic() < moment:
                time.sleep(0.0002)
            os.kill(pid, signal.SIGKILL)
            assert zygote.stdout.readline() == b"dead\n"
            found = LastPicture(memory, W, H).read()
            if found is None:
                none += 1
                continue
            if not whole:
                before = none
            whole += 1
            level = int(found[1][0, 0, 0])
            assert (found[1][..., :3] == level).all(), "a picture of two"
            assert found[0] == kept(f"cam-{level}", float(level)), "the names of another picture"
    finally:
        zygote.stdin.close()
        zygote.wait(5.0)
        zygote.stdout.close()
    assert whole + none == 200 and whole > 20, (whole, none)
    assert none == before, "a kill while it writes left nothing of the picture before"


def test_the_successor_of_an_orphan_takes_over_what_the_orphan_holds(memory: int) -> None:
    LastPicture(memory, W, H).write(kept("gate", 77.25), picture(9))
    copy = copy_of_memory_file(os.getpid(), "r0c0")
    assert copy is not None
    try:
        LastPicture(memory, W, H).write(kept("dyke", 78.0), picture(200))
        found = LastPicture(copy, W, H).read()
        assert found is not None and found[0] == kept("gate", 77.25) and (found[1][..., :3] == 9).all()
    finally:
        os.close(copy)


def test_of_another_cell_or_of_nobody_nothing_is_taken_over(memory: int) -> None:
    assert copy_of_memory_file(os.getpid(), "r9c9") is None
    assert copy_of_memory_file(2**22 + 1, "r0c0") is None
