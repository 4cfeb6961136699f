"""Three lines put 24 live cameras on 24 renderers; what the next ones say is on the glass, and in a file.

The commands are those of the README, on a small screen that holds the whole wall; every cell is told by the
strips in its picture.
"""

from __future__ import annotations

import stat
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from streams.catalogue import shots
from tests.kit.screen import Pixels
from tests.kit.small_wall import SmallWall, until
from tests.kit.tags import Rect, TagReader

pytestmark = [pytest.mark.xcb, pytest.mark.city, pytest.mark.timeout(300)]

ROWS, COLS = 4, 6
CELL_PX = (320, 240)
SHOTS = {shot.id: shot for shot in shots()}
LIVE_S, SEEN_S = 90.0, 60.0
Cell = tuple[int, int]
FOUR = ((1, 1), (2, 1), (1, 2), (2, 2))


class ThreeLines(SmallWall):
    """A site made by the command itself."""

    def __init__(self, folder: Path) -> None:
        # The wall is drawn in the top third: the rest is the desk's.
        super().__init__(folder, (COLS * CELL_PX[0], 3 * ROWS * CELL_PX[1]))

    def __enter__(self) -> ThreeLines:
        self._screen.__enter__()
        self.wallctl("init", str(self.site), "--wall", "4x6", "--sample", "--allow-net", "127.0.0.0/8")
        return self

    @property
    def glass(self) -> Pixels:
        """The whole wall."""
        return self.screen.pixels[: ROWS * CELL_PX[1], :, :3]

    def ready(self) -> subprocess.Popen[bytes]:
        process = self.run()
        said = self._folder / "run.out"
        until(lambda: b"ready\n" in said.read_bytes(), LIVE_S, "all cells paint")
        return process


def camera_at(picture: Pixels, source: str, cell: Cell, size: Cell = (1, 1)) -> int | None:
    """The camera that is seen in these cells of a picture of the wall, if it is whole there.

    A large window is given the main stream, which may be there sooner than anybody looks: its strips lie
    elsewhere in the picture.
    """
    wide, high = picture.shape[1] / COLS, picture.shape[0] / ROWS
    place = Rect(cell[0] * wide, cell[1] * high, size[0] * wide, size[1] * high)
    streams = (SHOTS[source].sub, SHOTS[source].main)
    found = (camera_of(picture, (one.width, one.height), place) for one in streams if one is not None)
    return next((number for number in found if number is not None), None)


def camera_of(picture: Pixels, native: tuple[int, int], window: Rect) -> int | None:
    """The camera whose stream of that size is seen in the window, if most of its strips are."""
    scale = min(window.w / native[0], window.h / native[1])
    shown = native[0] * scale, native[1] * scale
    place = Rect(window.x + (window.w - shown[0]) / 2, window.y + (window.h - shown[1]) / 2, *shown)
    reader = TagReader(place, native, (picture.shape[0], picture.shape[1]))
    seen = Counter(reading.camera for reading in reader.read(picture) if reading is not None)
    number, votes = seen.most_common(1)[0] if seen else (None, 0)
    return number if votes > len(reader.corners) // 2 else None


def ordered(wall: ThreeLines) -> Iterator[tuple[str, Cell]]:
    """Source and place of each window that is to fill one cell."""
    for cell in wall.ask("status")["cells"]:
        (window,) = cell["windows"]
        yield window["source"], place_of(cell["cell"])


def place_of(cell: str) -> Cell:
    row, col = cell.removeprefix("r").split("c")
    return int(col), int(row)


class Seen:
    """Which cells were seen to show their own camera; that one shows another's is never forgiven.

    Where others keep the cores busy a picture may be a card, or have its age written over it, for a while.
    """

    def __init__(self, shown: dict[Cell, str]) -> None:
        self._shown = shown
        self._left = set(shown)

    def all_in(self, picture: Pixels) -> bool:
        """Whether each was seen by now."""
        found = {cell: camera_at(picture, self._shown[cell], cell) for cell in self._left}
        wrong = {
            cell: (self._shown[cell], number)
            for cell, number in found.items()
            if number not in (None, SHOTS[self._shown[cell]].number)
        }
        assert not wrong, f"the picture of another camera: {wrong}"
        self._left -= {cell for cell, number in found.items() if number is not None}
        return not self._left


def test_24_live_cameras_are_shown_changed_taken_back_pictured_and_cleared(short_path: Path) -> None:
    with ThreeLines(short_path) as wall:
        run = wall.ready()
        told: dict[str, Any] = wall.ask("apply", "patrol24")
        assert told["windows"] == 24 and told["spread_ms"] > 0 and told["took_ms"] > 0, told
        shown = {cell: source for source, cell in ordered(wall)}
        assert len(set(shown.values())) == 24
        seen = Seen(shown)
        until(lambda: seen.all_in(wall.glass), LIVE_S, "24 cameras, each on its own cell")

        wall.ask("show", "wat-08", "--at", "1,1,2,2")
        number = SHOTS["wat-08"].number
        until(lambda: camera_at(wall.glass, "wat-08", (1, 1), (2, 2)) == number, SEEN_S, "over four")
        wall.ask("undo")
        back = Seen({cell: source for cell, source in shown.items() if cell in FOUR})
        until(lambda: back.all_in(wall.glass), SEEN_S, "the four are back")
        until(lambda: is_true(wall), SEEN_S, "the wall is true")

        the_snapshot_is_the_wall(wall, shown, short_path / "x.png")
        wall.ask("clear")
        until(lambda: not wall.glass.any(), SEEN_S, "the wall is black")
        run.terminate()
        assert run.wait(30) == 0
        assert wall.processes() == []
        assert not [path for path in (wall.site / "run").iterdir() if stat.S_ISSOCK(path.lstat().st_mode)]


def is_true(wall: ThreeLines) -> bool:
    truth = wall.ask("status")["truth"]
    return bool(truth["true"] == truth["of"] == 24)


def the_snapshot_is_the_wall(wall: ThreeLines, shown: dict[Cell, str], out: Path) -> None:
    """Opened, each of its cells has the picture of the camera that is there."""

    seen = Seen(shown)

    def right() -> bool:
        answer = wall.ask("snapshot", str(out))
        picture = np.asarray(cv2.imread(str(out)), np.uint8)
        return seen.all_in(picture) and answer["cells"] == 24 and not answer["missing"]

    until(right, LIVE_S, "the file shows all 24")
