"""Rule: who copies a frame out of another's memory gets that frame whole, or nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.leftovers import marked_environment
from wallctl.renderer.ring import SLOTS, FrameInfo, RingReader, RingWriter

ROOT = Path(__file__).resolve().parents[2]
INFO = FrameInfo(1.5, 1.25, 3)
HURT = FrameInfo(2.5, 1.25, 0, False, 2.25, 4.0)
BLACK = FrameInfo(2.5, 1.25, 0, True, None, 4.0, True)


def _reader(writer: RingWriter) -> RingReader:
    return RingReader(os.dup(writer.fd))


def _write(writer: RingWriter, level: int, info: FrameInfo = INFO) -> None:
    writer.slot()[:] = level
    writer.publish(info)


@given(st.integers(1, 70), st.integers(1, 70))
def test_a_frame_of_any_size_comes_out_as_it_went_in(width: int, height: int) -> None:
    writer = RingWriter(width, height)
    reader = _reader(writer)
    assert reader.size == (width, height) and reader.newest() == 0
    for number in range(1, 2 * SLOTS + 2):
        frame = np.random.default_rng(number).integers(0, 256, (height, width, 3), np.uint8)
        slot = writer.slot()
        assert slot.shape == frame.shape and slot.flags.c_contiguous
        np.copyto(slot, frame)
        writer.publish(FrameInfo(float(number), 0.0, number))
        assert reader.newest() == number
        assert reader.info(number) == FrameInfo(float(number), 0.0, number)
        copy = reader.cut(number, 0, 0, width, height)
        assert copy is not None and np.array_equal(copy, frame)
    writer.close()


@pytest.mark.parametrize("info", [INFO, HURT, BLACK])
def test_what_is_known_of_a_frame_arrives_whole(info: FrameInfo) -> None:
    writer = RingWriter(20, 10)
    _write(writer, 5, info)
    assert _reader(writer).info(1) == info
    writer.close()


def test_a_part_is_that_part(tmp_path: Path) -> None:
    writer = RingWriter(20, 10)
    slot = writer.slot()
    slot[:] = 0
    slot[3:7, 5:9] = 200
    writer.publish(INFO)
    part = _reader(writer).cut(1, 4, 2, 10, 8)
    assert part is not None and part.shape == (6, 6, 3)
    assert (part[1:5, 1:5] == 200).all() and part.sum() == 200 * 16 * 3
    writer.close()


def test_what_was_copied_does_not_change_with_later_frames() -> None:
    writer = RingWriter(8, 8)
    _write(writer, 1)
    copy = _reader(writer).cut(1, 0, 0, 8, 8)
    for level in range(2, 12):
        _write(writer, level)
    assert copy is not None and (copy == 1).all()
    writer.close()


def test_a_frame_that_was_written_over_or_is_not_there_yet_is_not_given() -> None:
    writer = RingWriter(8, 8)
    reader = _reader(writer)
    _write(writer, 1)
    assert reader.info(2) is None and reader.cut(2, 0, 0, 8, 8) is None
    for level in range(2, 2 + SLOTS):
        _write(writer, level)
    assert reader.info(1) is None and reader.cut(1, 0, 0, 8, 8) is None
    writer.close()


def test_a_frame_that_is_being_written_is_not_given() -> None:
    writer = RingWriter(8, 8)
    reader = _reader(writer)
    for level in range(1, SLOTS + 1):
        _write(writer, level)
    assert reader.info(1) is not None
    writer.slot()[:] = 99
    assert reader.info(1) is None and reader.cut(1, 0, 0, 8, 8) is None
    assert reader.newest() == SLOTS
    writer.close()


@pytest.mark.parametrize("content", [b"", b"x" * 5000, b"wallring" + b"\xff" * 5000])
def test_a_file_that_is_no_ring_is_refused(content: bytes) -> None:
    fd = os.memfd_create("no-ring")
    os.write(fd, content)
    with pytest.raises((ValueError, OSError)):
        RingReader(os.dup(fd))
    os.close(fd)


def test_a_reader_keeps_its_frames_after_the_writer_is_gone() -> None:
    writer = RingWriter(8, 8)
    reader = _reader(writer)
    _write(writer, 7)
    writer.close()
    del writer
    copy = reader.cut(1, 0, 0, 8, 8)
    assert copy is not None and (copy == 7).all()


WRITER = """
import sys
from wallctl.renderer.ring import FrameInfo, RingWriter
writer = RingWriter(640, 360)
print(writer.fd, flush=True)
number = 0
while True:
    number += 1
    writer.slot()[:] = number % 251
    writer.publish(FrameInfo(float(number), 0.0, 0))
"""


def test_a_copy_never_mixes_two_frames_while_another_process_writes_as_fast_as_it_can() -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER], cwd=ROOT, env=marked_environment(), stdout=subprocess.PIPE
    )
    try:
        assert writer.stdout is not None
        fd = int(writer.stdout.readline())
        reader = RingReader(os.open(f"/proc/{writer.pid}/fd/{fd}", os.O_RDONLY))
        whole = missed = 0
        until = time.monotonic() + 2.0
        while time.monotonic() < until:
            serial = reader.newest()
            copy = reader.cut(serial, 0, 0, 640, 360) if serial else None
            if copy is None:
                missed += 1
                continue
            whole += 1
            assert copy.min() == copy.max() == serial % 251, "a copy of two frames"
        assert whole > 20, (whole, missed)
    finally:
        writer.kill()
        writer.wait(30)
        assert writer.stdout is not None
        writer.stdout.close()
