"""Rule: the strips say which frame of which camera is seen, in every cell, through any codec and scaling."""

from __future__ import annotations

from itertools import product

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.strips import COLUMNS, ROWS, Tag, modules_of, tag_of, tag_places
from tests.kit.tags import Pixels, Rect, TagReader, read_tags
from wallctl.demo.clips import clips_folder, load_manifest

TAGS = st.builds(Tag, camera=st.integers(1, 127), frame=st.integers(0, 4095))


@given(TAGS)
def test_what_is_written_is_read(tag: Tag) -> None:
    assert tag_of(modules_of(tag)) == tag


@given(TAGS, st.integers(0, 2), st.integers(0, 11))
def test_one_wrong_module_is_noticed(tag: Tag, row: int, column: int) -> None:
    modules = modules_of(tag)
    modules[row][column] ^= 1
    assert tag_of(modules) is None


@given(st.integers(1, 127), st.integers(0, 4094))
def test_frames_that_follow_differ_in_one_module_besides_the_checksum(camera: int, frame: int) -> None:
    one, two = modules_of(Tag(camera, frame)), modules_of(Tag(camera, frame + 1))
    bits = [bit for row in one for bit in row[3:]], [bit for row in two for bit in row[3:]]
    assert sum(a != b for a, b in zip(bits[0][:19], bits[1][:19], strict=True)) == 1


@pytest.mark.parametrize(("camera", "frame"), [(0, 0), (128, 0), (1, -1), (1, 4096)])
def test_numbers_that_do_not_fit_are_refused(camera: int, frame: int) -> None:
    with pytest.raises(ValueError, match="no tag"):
        modules_of(Tag(camera, frame))


@pytest.mark.parametrize("size", [(640, 360), (640, 480), (1920, 1080)])
def test_every_cell_of_a_spanning_window_holds_a_whole_tag(size: tuple[int, int]) -> None:
    width, height = size
    across = (1, 2, 3, 4, 6, 8) if width >= 1000 else (1, 2, 3, 4)
    places = tag_places(width, height)
    for columns, rows in product(across, (1, 2, 3, 4)):
        cells = {
            (int(p.x_px * columns / width), int(p.y_px * rows / height))
            for p in places
            if int(p.x_px * columns / width) == int((p.x_px + COLUMNS * p.module_px - 1) * columns / width)
            and int(p.y_px * rows / height) == int((p.y_px + ROWS * p.module_px - 1) * rows / height)
        }
        assert cells == set(product(range(columns), range(rows))), f"{columns} x {rows} cells of {size}"


def test_strips_stay_thin() -> None:
    for width, height in ((640, 360), (1920, 1080)):
        area = sum(COLUMNS * ROWS * place.module_px**2 for place in tag_places(width, height))
        assert area < 0.05 * width * height


def _frames(file: str, count: int) -> list[Pixels]:
    capture = cv2.VideoCapture(str(clips_folder() / file), cv2.CAP_FFMPEG)
    found: list[Pixels] = []
    while len(found) < count:
        ok, picture = capture.read()
        if not ok:
            break
        found.append(np.asarray(picture, np.uint8))
    capture.release()
    assert found, file
    return found


@pytest.fixture(autouse=True)
def _plain_options(monkeypatch: pytest.MonkeyPatch) -> None:
    """The renderer's options are the process's, and refuse files by name."""
    monkeypatch.delenv("OPENCV_FFMPEG_CAPTURE_OPTIONS", raising=False)


@pytest.mark.parametrize(
    ("camera", "kind"),
    [
        ("psb-05", "sub"),
        ("wat-08", "main"),
        ("exp-03", "sub"),
        ("fir-03", "sub"),
        ("urb-03", "sub"),
        ("lan-01", "sub"),
    ],
)
def test_encoded_clips_are_read_at_their_own_size_and_scaled(camera: str, kind: str) -> None:
    clip = next(c for c in load_manifest().clips if (c.camera, c.kind) == (camera, kind))
    native = (clip.width, clip.height)
    frames = _frames(clip.file, 60)
    for target in (native, (1024, 576), (native[0] // 2, native[1] // 2)):
        reader = TagReader(Rect(0, 0, *target), native, (target[1], target[0]))
        right = total = 0
        for index, frame in enumerate(frames):
            picture = frame if target == native else np.asarray(cv2.resize(frame, target), np.uint8)
            for reading in reader.read(picture):
                total += 1
                right += reading is not None and (reading.camera, reading.frame) == (clip.number, index)
        assert total == len(frames) * len(tag_places(*native))
        assert right >= 0.99 * total, f"{clip.file} at {target}: {right} of {total}"


def test_cropped_offset_and_dimmed_pictures_are_read() -> None:
    clip = load_manifest().clip("psb-05", "sub")
    frame = _frames(clip.file, 10)[9]
    canvas = np.zeros((500, 700, 4), np.uint8)
    big = np.asarray(cv2.resize(frame, (960, 540)), np.uint8)
    canvas[:, :, :3] = (big[20:520, 130:830] * 0.4).astype(np.uint8)
    readings = read_tags(canvas, Rect(-130, -20, 960, 540), (clip.width, clip.height))
    assert 4 <= len(readings) < 16
    assert all(r is not None and (r.camera, r.frame) == (clip.number, 9) for r in readings)


def test_a_picture_without_strips_has_none() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (360, 640, 3), np.uint8)
    assert read_tags(noise, Rect(0, 0, 640, 360), (640, 360)) == [None] * 16
    assert TagReader(Rect(0, 0, 640, 360), (640, 360), (360, 640)).first(noise) is None
