"""A whole site with the sample city and the desk on one X screen: eyes that read its pixels, and real hands.

Owns the site, the screen and every process of them. Where things lie on the desk is found by its colours,
never asked of the desk. The wall is drawn small in the top third of the screen; the desk has the rest.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tests.kit.screen import Pixels
from tests.kit.small_wall import SmallWall, until
from tests.kit.tags import Rect, TagReader

SCREEN_W, SCREEN_H = 3840, 2160
ROWS, COLS = 4, 6
CELL_RATIO, PICTURE_RATIO = 4 / 3, 16 / 9
NATIVES = ((640, 360), (1920, 1080))
# The desk's own numbers and colours, as an officer sees them.
DESK_TOP, BAR_PX, PANEL_PX, EDGE_PX = SCREEN_H // 3, 48, 372, 8
RED, BLUE, PAPER = (0xFF, 0x5A, 0x5F), (0x4C, 0x9A, 0xFF), (0xE8, 0xED, 0xF3)


class CityWall(SmallWall):
    """`with CityWall(folder) as wall: wall.run_ready()`; nothing of it is left afterwards."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, (SCREEN_W, SCREEN_H))

    def __enter__(self) -> Self:
        self._screen.__enter__()
        self.wallctl("init", str(self.site), "--wall", "4x6", "--sample")
        return self

    def run_ready(self, deadline_s: float = 60.0) -> subprocess.Popen[bytes]:
        """Start all of it; returns when all cells paint and the desk shows the wall."""
        process = self.start("run")
        said = self._folder / "run.out"
        until(lambda: b"ready" in said.read_bytes(), deadline_s, "all cells paint")
        until(lambda: self.red_frame() is not None, 30.0, "the desk shows the wall")
        return process

    def pid_of(self, part: str) -> int:
        """The process that `run` started for a part."""
        return int(json.loads((self.site / "run" / f"{part}.pid.json").read_text())["pid"])

    def shows(self, source: str, cell: str) -> bool:
        """Whether the cell's renderer says that it shows that source live."""
        cells = self.ask("status")["cells"]
        windows = next(found["windows"] for found in cells if found["cell"] == cell)
        return [(window["source"], window["state"]) for window in windows] == [(source, "live")]

    # Eyes

    @property
    def glass(self) -> Rect:
        """Where the small wall is on the screen."""
        wide = DESK_TOP * COLS * CELL_RATIO / ROWS
        return Rect((SCREEN_W - wide) / 2, 0, wide, DESK_TOP)

    def red_frame(self) -> Rect | None:
        """The live board on the desk: inside its red frame."""
        red = _is(self._screen.pixels[DESK_TOP:], RED)
        # Long lines only: buttons are red, too.
        lines = np.flatnonzero(red.sum(1) > SCREEN_W // 4)
        if len(lines) < 2:
            return None
        top, bottom = lines[0], lines[-1]
        sides = np.flatnonzero(red[top])
        left, right = sides[0], sides[-1]
        return Rect(float(left), float(DESK_TOP + top), float(right - left + 1), float(bottom - top + 1))

    @property
    def board(self) -> Rect:
        """Where the echo of the wall is on the desk: it stands on the frame's lower edge."""
        frame = self.red_frame()
        assert frame is not None, "no live board on the desk"
        wide = frame.w - 2 * EDGE_PX
        high = wide * ROWS / (COLS * CELL_RATIO)
        return Rect(frame.x + EDGE_PX, frame.y + frame.h - EDGE_PX - high, wide, high)

    def camera_at(self, wall: Rect, place: tuple[int, int, int, int]) -> int | None:
        """The number of the camera that is seen whole at these cells of that wall; None: none can be read."""
        x, y, w, h = place
        cell_w, cell_h = wall.w / COLS, wall.h / ROWS
        window = Rect(wall.x + x * cell_w, wall.y + y * cell_h, w * cell_w, h * cell_h)
        high = window.w / PICTURE_RATIO
        picture = self._screen.pixels
        for native in NATIVES:
            for shift in (0, -1, 1, -2, 2):
                at = Rect(window.x, window.y + (window.h - high) / 2 + shift, window.w, high)
                reader = TagReader(at, native, (SCREEN_H, SCREEN_W), window)
                tags = [tag.camera for tag in reader.read(picture) if tag is not None]
                if len(tags) >= 3 and len(set(tags)) == 1:
                    return tags[0]
        return None

    def lost(self) -> bool:
        """Whether the desk's top line has turned light: what it does when the server is gone."""
        bar = self._screen.pixels[DESK_TOP + 4 : DESK_TOP + BAR_PX - 4, 60:-60]
        return float(_is(bar, PAPER).mean()) > 0.5

    def chosen_row(self) -> tuple[int, int] | None:
        """The middle of the row of the list that has the focus."""
        panel = self._screen.pixels[DESK_TOP + 2 * BAR_PX :, :PANEL_PX]
        lines = np.flatnonzero(_is(panel, BLUE).sum(1) > PANEL_PX // 2)
        if len(lines) < 2:
            return None
        return PANEL_PX // 2, int(DESK_TOP + 2 * BAR_PX + (lines[0] + lines[-1]) // 2)

    # Hands

    def do(self, *words: object) -> None:
        """Real mouse and keys."""
        environment = self._environment()
        subprocess.run(["xdotool", *map(str, words)], env=environment, check=True, timeout=30)

    def on_board(self, x: float, y: float) -> tuple[int, int]:
        """The pixel of a point of the wall, in cells, on the desk."""
        board = self.board
        return round(board.x + x * board.w / COLS), round(board.y + y * board.h / ROWS)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press, move in steps as a hand does, let go."""
        self.do("mousemove", *start, "sleep", 0.1, "mousedown", 1)
        for step in range(1, 9):
            x = start[0] + (end[0] - start[0]) * step // 8
            y = start[1] + (end[1] - start[1]) * step // 8
            self.do("mousemove", x, y, "sleep", 0.04)
        self.do("sleep", 0.2, "mouseup", 1)


def _is(pixels: Pixels, colour: tuple[int, int, int]) -> NDArray[np.bool_]:
    red, green, blue = colour
    found: NDArray[np.bool_] = np.all(pixels[..., :3] == np.array((blue, green, red), np.uint8), -1)
    return found
