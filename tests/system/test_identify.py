"""Rule: cells that are asked show their number large on the glass, they alone, and then nothing is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from tests.kit.real_desk import RealDesk
from tests.kit.screen import Pixels
from tests.kit.small_wall import CELLS, GREYS, SLACK, STEP, H, SmallWall, W, until
from wallctl.model.geometry import PxRect
from wallctl.model.ids import CellId, cell_label
from wallctl.renderer.nameplate import plate

pytestmark = [pytest.mark.xcb, pytest.mark.timeout(240)]
EDGE = 8
"""Labels and badges keep to the outer eighth of a cell; what is odd further in is a plate."""
APPEARS_S, GOES_S = 30.0, 40.0


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallWall]:
    with SmallWall(tmp_path_factory.mktemp("i")) as running:
        running.run()
        running.show_all()
        yield running


def inner(pixels: Pixels, cell: str) -> Pixels:
    """The middle of a cell, without the outer eighth."""
    x, y = CELLS[cell]
    return pixels[y * H + H // EDGE : (y + 1) * H - H // EDGE, x * W + W // EDGE : (x + 1) * W - W // EDGE, 0]


def odd(pixels: Pixels, cell: str) -> np.ndarray:
    """Which pixels there are none of the cell's own picture, which is one grey."""
    seen = inner(pixels, cell).astype(int) - GREYS[cell]
    return (seen < -SLACK) | (seen > STEP + SLACK)


def plated(wall: SmallWall, cells: Iterable[str]) -> bool:
    """Whether these cells and no others show something over their picture, at one look."""
    pixels = wall.screen.pixels.copy()
    named = set(cells)
    return all(bool(odd(pixels, cell).any()) is (cell in named) for cell in CELLS)


def number_of(pixels: Pixels, cell: str) -> str:
    """Whose number a cell's plate bears: the one that it is most like, and by far."""
    here, apart = inner(pixels, cell).astype(int), {}
    for other in CELLS:
        sign = plate(cell_label(CellId(other)), other, PxRect(x=0, y=0, w=W, h=H))[..., 0].astype(int)
        tall, wide = min(sign.shape[0], here.shape[0]), min(sign.shape[1], here.shape[1])
        apart[other] = float(np.abs(middle(here, tall, wide) - middle(sign, tall, wide)).mean())
    nearest, next_one = sorted(apart.values())[:2]
    assert nearest * 2 < next_one, f"the plate of {cell} is like no number: {apart}"
    return min(apart, key=lambda other: apart[other])


def middle(picture: np.ndarray, tall: int, wide: int) -> np.ndarray:
    top, left = (picture.shape[0] - tall) // 2, (picture.shape[1] - wide) // 2
    return picture[top : top + tall, left : left + wide]


def shown_and_gone(wall: SmallWall, cells: list[str]) -> None:
    """See the numbers of these cells on the glass, large and in their middle, and then nothing of them."""
    until(lambda: plated(wall, cells), APPEARS_S, f"{cells} say which they are, and no others")
    pixels = wall.screen.pixels.copy()
    for cell in cells:
        rows, cols = np.nonzero(odd(pixels, cell))
        tall, wide = np.ptp(rows) + 1, np.ptp(cols) + 1
        assert tall >= H * 0.4 and wide >= W * 0.4, f"{cell}: {wide}x{tall} of {W}x{H}"
        here = inner(pixels, cell)
        assert abs((rows.min() + rows.max()) / 2 - here.shape[0] / 2) <= 3
        assert abs((cols.min() + cols.max()) / 2 - here.shape[1] / 2) <= 3
        assert number_of(pixels, cell) == cell
    until(lambda: plated(wall, ()), GOES_S, "the numbers are gone")
    until(wall.right, APPEARS_S, "every cell shows its source")


def test_a_named_cell_shows_its_number_and_no_other_does(wall: SmallWall, qapp: QGuiApplication) -> None:
    assert plated(wall, ()), "nothing lies over the pictures before"
    assert wall.ask("identify", "r0c1")["cells"] == ["r0c1"]
    shown_and_gone(wall, ["r0c1"])


def test_without_a_name_every_cell_shows_its_own_number(wall: SmallWall, qapp: QGuiApplication) -> None:
    assert wall.ask("identify")["cells"] == list(CELLS)
    shown_and_gone(wall, list(CELLS))


def test_the_desk_s_key_has_every_cell_show_its_own_number(wall: SmallWall, qapp: QGuiApplication) -> None:
    with RealDesk(wall.site, "one") as desk:
        desk.click(0.5, 0.5)
        desk.key("ctrl+i")
        shown_and_gone(wall, list(CELLS))


@pytest.mark.parametrize("arguments", [["r9c9"], ["r0c0", "r9c9"], ["left"]])
def test_an_unknown_cell_is_refused_by_name_with_the_cells_there_are_and_no_number_is_shown(
    wall: SmallWall, arguments: list[str]
) -> None:
    before = wall.ask("status")["revision"]
    done = wall.try_wallctl("--site", str(wall.site), "identify", *arguments, "--json")
    assert done.returncode == 1 and done.stdout == "" and "Traceback" not in done.stderr
    assert f"cell {arguments[-1]}" in done.stderr
    assert all(cell in done.stderr for cell in CELLS), done.stderr
    assert wall.ask("status")["revision"] == before and plated(wall, ())
