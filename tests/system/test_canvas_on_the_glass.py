"""The canvas in real hands, before real server, renderers and cameras: what each grip does is on the glass.

Mouse and keys go through an X server to the desk's process; the wall is read by the strips in its pictures.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.kit.driver import Driver
from tests.kit.looks import Look, look_of
from tests.kit.on_glass import GlassEyes, Meets, Place
from tests.kit.real_desk import RealDesk
from tests.kit.screen import Pixels
from tests.kit.site import SiteUnderTest
from wallctl.protocol.desk import ClearWall

pytestmark = [pytest.mark.xcb, pytest.mark.city, pytest.mark.timeout(240)]

A, B, C, D = (0, 0, 1, 1), (1, 0, 1, 1), (0, 1, 1, 1), (1, 1, 1, 1)
ALL: Place = (0, 0, 2, 2)
ORANGE = (0x20, 0x80, 0xF0)
POLICE, WATER = (0xDE, 0x6F, 0x2F), (0xE0, 0xA9, 0x2A)
"""Blue, green, red: the agencies' colours in layouts/city."""
ORANGE_WORDS = (0x3D, 0x8A, 0xFF)


class Hands:
    """A desk and the wall that it drives."""

    def __init__(self, site: SiteUnderTest, desk: RealDesk) -> None:
        self.site, self.desk, self.eyes = site, desk, GlassEyes(site, desk.words)


@pytest.fixture(scope="module")
def wall() -> Iterator[Hands]:
    """One wall and one desk for all that a hand does on a canvas."""
    folder = Path(tempfile.mkdtemp(prefix="s-", dir=os.environ["XDG_RUNTIME_DIR"]))
    with SiteUnderTest(folder) as site:
        picture = np.full((480, 640, 3), ORANGE, np.uint8)
        cv2.imwrite(str(site.path / "media" / "plan.png"), picture)
        cv2.imwrite(str(site.path / "media" / "other.png"), picture[..., ::-1])
        with RealDesk(site.path, "one") as desk:
            site.run()
            yield Hands(site, desk)
        site.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def hands(wall: Hands) -> Iterator[Hands]:
    """Before an empty wall."""
    with Driver(wall.site.path) as drive:
        drive.client.ask(ClearWall())
    wall.eyes.await_empty(ALL)
    yield wall


def test_pictures_are_dropped_swapped_numbered_zoomed_fitted_locked_and_pasted(hands: Hands) -> None:
    desk, eyes = hands.desk, hands.eyes

    # Several at once: the first where the hand is, the others onto free cells in reading order.
    desk.drop(("psb-02", "psb-03", "psb-04", "psb-05"), (1.5, 0.5))
    eyes.await_all(("psb-02", B), ("psb-03", C), ("psb-04", D), ("psb-05", A))

    # One dragged onto another of its size: both change places.
    desk.drag((0.5, 0.5), (1.5, 1.5))
    eyes.await_all(("psb-05", D), ("psb-04", A))

    # Numbers on glass and desk; the one that is typed chooses, and + zooms what is chosen.
    desk.key("ctrl+n")
    desk.until(lambda: desk.see("numbers"), "numbers")
    eyes.await_glass(lambda: plates(hands.site) == 4, "numbers")
    desk.key("2")
    eyes.await_glass(lambda: plates(hands.site) == 0, "no numbers")
    assert not desk.see("numbers")
    desk.key("plus", "plus")
    left = (1 - 0.64) / 2
    eyes.await_glass(lambda: eyes.shows("psb-02", B, part=(left, left, 0.64, 0.64)), "zoomed")
    desk.key("alt+Right")
    eyes.await_glass(lambda: eyes.shows("psb-02", B, part=(left + 0.064, left, 0.64, 0.64)), "another part")
    desk.key("Home")
    eyes.await_all(("psb-02", B))
    desk.wheel(1.5, 0.5, 2)
    eyes.await_glass(lambda: eyes.shows("psb-02", B, part=(left, left, 0.64, 0.64)), "zoomed by the wheel")
    desk.double_click(1.5, 0.5)
    eyes.await_all(("psb-02", B))

    # The ways to fit.
    desk.key("f")
    eyes.await_glass(lambda: eyes.shows("psb-02", B, meets=Meets.FILLING), "filling")
    desk.key("f")
    eyes.await_glass(lambda: eyes.shows("psb-02", B, meets=Meets.STRETCHED), "stretched")

    # A frame drawn round a part, of any proportions; Home shows all of it.
    desk.key("c")
    desk.drag((1.25, 0.1), (1.75, 0.9))
    part = (0.25, 0.1, 0.5, 0.8)
    eyes.await_glass(lambda: eyes.shows("psb-02", B, part=part, meets=Meets.STRETCHED), "a part, drawn")
    desk.key("Home")
    eyes.await_glass(lambda: eyes.shows("psb-02", B, meets=Meets.STRETCHED), "all of it")
    desk.key("f")
    eyes.await_all(("psb-02", B))

    # A locked one stays, and keeps its picture: what is dropped on it has no room here.
    desk.click(0.5, 1.5)
    desk.key("k")
    desk.drag((0.5, 1.5), (1.5, 0.5))
    desk.until(lambda: "锁定" in desk.see("notice"), "says why")
    desk.drop(("psb-06",), (0.5, 1.5))
    desk.click(1.5, 1.5)
    desk.key("Delete")
    eyes.await_empty(D)
    eyes.await_all(("psb-03", C), ("psb-02", B))
    desk.drop(("psb-06",), (0.5, 1.5))
    eyes.await_all(("psb-06", D), ("psb-03", C))
    desk.click(0.5, 1.5)
    desk.key("k", "Delete")
    eyes.await_empty(C)

    # Copied and pasted onto the first free cell.
    desk.click(0.5, 0.5)
    desk.key("ctrl+c", "ctrl+v")
    eyes.await_all(("psb-04", A), ("psb-04", C))


def test_windows_are_resized_snapped_laid_over_each_other_split_and_moved_together(hands: Hands) -> None:
    desk, eyes = hands.desk, hands.eyes
    desk.drop(("psb-02",), (0.5, 0.5))
    eyes.await_all(("psb-02", A))

    # Edges keep to cells, halves, thirds, or with Alt to nothing that one sees.
    desk.drag_corner((1, 1), (1.9, 0.9))
    eyes.await_all(("psb-02", (0, 0, 2, 1)))
    desk.key("g")
    desk.drag_corner((2, 1), (1.6, 1.4))
    eyes.await_all(("psb-02", (0, 0, 1.5, 1.5)))
    desk.key("g")
    desk.drag_corner((1.5, 1.5), (1.3, 1.3))
    eyes.await_all(("psb-02", (0, 0, 4 / 3, 4 / 3)))
    desk.drag_corner((4 / 3, 4 / 3), (1.19, 1.19), held="alt")
    eyes.await_all(("psb-02", (0, 0, 1.1875, 1.1875)))
    desk.key("g")
    desk.drag_corner((1.1875, 1.1875), (1.9, 0.9))
    eyes.await_all(("psb-02", (0, 0, 2, 1)))

    # With Shift windows of any size change places.
    desk.drop(("psb-03",), (0.5, 1.5))
    eyes.await_all(("psb-03", C))
    desk.drag((1.5, 0.5), (0.5, 1.5), held="shift")
    eyes.await_all(("psb-03", (0, 0, 2, 1)), ("psb-02", C))
    desk.click(0.5, 1.5)
    desk.key("Delete")
    eyes.await_empty(C)

    # Dropped with Shift a picture lies over the other; what lies below is seen again.
    desk.click(0.5, 0.5)
    desk.drag_corner((2, 1), (1.9, 1.9))
    eyes.await_all(("psb-03", ALL))
    desk.drop(("psb-04",), (1, 1), held="shift")
    over = (0.625, 0.625, 0.8, 0.8)
    eyes.await_all(("psb-04", over))
    desk.key("Next")
    eyes.await_glass(lambda: eyes.shows("psb-03", ALL, seen=over), "psb-03 over psb-04")
    desk.key("Prior")
    eyes.await_all(("psb-04", over))
    desk.key("Delete")
    eyes.await_glass(lambda: eyes.shows("psb-03", ALL, seen=over), "psb-03 alone")

    # Split in four; three more fill what is free.
    desk.click(0.5, 0.5)
    desk.key("q")
    eyes.await_all(("psb-03", A))
    desk.drop(("psb-05", "psb-06", "psb-07"), (1.5, 0.5))
    eyes.await_all(("psb-05", B), ("psb-06", C), ("psb-07", D))

    # Two chosen go together, over what is there.
    desk.click(0.5, 0.5)
    desk.click(1.5, 0.5, held="ctrl")
    desk.drag((0.5, 0.5), (0.5, 1.5))
    eyes.await_all(("psb-03", C), ("psb-05", D))
    eyes.await_empty(A, B)
    desk.key("ctrl+z")
    eyes.await_all(("psb-03", A), ("psb-05", B), ("psb-06", C), ("psb-07", D))

    # All that a band touches goes; all that is left goes with Ctrl+A.
    desk.click(0.5, 0.5)
    desk.key("Delete")
    eyes.await_empty(A)
    desk.drag((0.3, 0.3), (1.3, 0.6))
    desk.key("Delete")
    eyes.await_empty(A, B)
    eyes.await_all(("psb-06", C), ("psb-07", D))
    desk.key("ctrl+a", "Delete")
    eyes.await_empty(ALL)


def test_windows_are_split_in_nine_and_aligned(hands: Hands) -> None:
    desk, eyes = hands.desk, hands.eyes
    desk.drop(("psb-02",), (0.5, 0.5))
    desk.drag_corner((1, 1), (1.9, 1.9))
    eyes.await_all(("psb-02", ALL))
    desk.key("shift+q")
    nine = [(x / 1.5, y / 1.5, 2 / 3, 2 / 3) for y in range(3) for x in range(3)]
    eyes.await_all(("psb-02", nine[0]))
    more = ("psb-03", "psb-04", "psb-05", "psb-06", "psb-07", "psb-08", "wat-02", "wat-03")
    desk.drop(more, (1, 1 / 3))
    eyes.await_all(*zip(more, nine[1:], strict=True))

    # Two that stand askew get their left edges, then their tops, on one line; what was there lies below.
    desk.key("ctrl+a", "Delete")
    eyes.await_empty(ALL)
    desk.drop(("psb-02", "psb-05"), (0.5, 0.5))
    eyes.await_all(("psb-02", A), ("psb-05", B))
    desk.drag((1.5, 0.5), (1.5, 1.5))
    eyes.await_all(("psb-05", D))
    desk.click(0.5, 0.5, held="ctrl")
    desk.key("ctrl+alt+Left")
    eyes.await_all(("psb-02", A), ("psb-05", C))
    desk.key("ctrl+z")
    eyes.await_all(("psb-05", D))
    desk.click(0.5, 0.5)
    desk.click(1.5, 1.5, held="ctrl")
    desk.key("ctrl+alt+Up")
    eyes.await_all(("psb-02", A), ("psb-05", B))
    desk.key("ctrl+alt+Right")
    eyes.await_glass(lambda: eyes.empty(A) and not eyes.empty(B), "both on the right")


def test_desk_and_glass_show_seams_agencies_and_what_is_not_live(hands: Hands) -> None:
    desk, site, eyes = hands.desk, hands.site, hands.eyes

    def board(place: Place) -> Pixels:
        px = desk.board_px(place)
        x, y, right, below = (round(n) for n in (px.x, px.y, px.x + px.w, px.y + px.h))
        return desk.screen.pixels[y:below, x:right, :3]

    def on_board(place: Place, colour: tuple[int, int, int]) -> bool:
        return shows_colour(board(place), colour)

    # On the empty board the cubes can be told apart: one line down, one across.
    seam_x, seam_y = (round(n) for n in desk.see("live_at", 1, 1))
    wall = desk.board_px(ALL)
    # Near the board's edges: in the middle an empty board says what to do.
    rows, columns = (slice(round(n) + 20, round(n) + 150) for n in (wall.y, wall.x))

    def lines_alone() -> bool:
        pixels = desk.screen.pixels
        on = light(pixels[rows, seam_x]) == light(pixels[seam_y, columns]) == 1.0
        return on and light(pixels[rows, seam_x - 9]) == light(pixels[seam_y - 9, columns]) == 0.0

    # The board tells of the take that emptied the wall for a moment.
    eyes.await_glass(lines_alone, "a line down and one across, and nothing beside them")

    # One camera over a seam, two of different agencies: name plates in each one's colour, here as there.
    desk.drop(("psb-02",), (0.5, 0.5))
    desk.drop(("wat-02",), (1.5, 1.5))
    eyes.await_all(("psb-02", A), ("wat-02", D))
    desk.click(1.5, 0.5)  # the grips of what is chosen lie over its stripe
    for cell, place, colour in (("r0c0", A, POLICE), ("r1c1", D, WATER)):
        eyes.await_glass(partial(shows_colour, site.glass(cell), colour), f"{cell}'s stripe on the glass")
        eyes.await_glass(partial(on_board, place, colour), f"{cell}'s stripe on the desk")

    # A camera that stops says so on the glass and on the desk: late, stale, then a card in its place.
    assert look_of(site.glass("r0c0")) is Look.PLAIN and not on_board(A, ORANGE_WORDS)
    site.fault("psb-02", "stall")
    eyes.await_glass(lambda: look_of(site.glass("r0c0")) is Look.STALE, "a badge on the glass")
    eyes.await_glass(partial(on_board, A, ORANGE_WORDS), "a badge on the desk")
    eyes.await_glass(lambda: eyes.card("r0c0"), "a card on the glass")
    assert look_of(site.glass("r1c1")) is Look.PLAIN
    site.fault("psb-02", "none")
    eyes.await_all(("psb-02", A))


def test_a_picture_a_clock_and_a_ticker_are_put_up_and_edited(hands: Hands) -> None:
    desk, site, eyes = hands.desk, hands.site, hands.eyes
    desk.click(0.5, 0.5)
    desk.key("Insert")
    desk.press("button", "picture")
    desk.press("button", "file")
    desk.do("key", "ctrl+a")
    desk.type("plan.png")
    desk.press("button", "put")
    cell = site.glass("r0c0")
    eyes.await_glass(lambda: bool((cell[..., :3] == ORANGE).all(-1).mean() > 0.7), "the picture")

    desk.click(1.5, 0.5)
    desk.key("Insert")
    desk.press("button", "clock")
    desk.press("button", "put")
    clock = site.glass("r0c1")
    eyes.await_glass(lambda: bool((clock[..., 1] > 220).sum() > 500), "the clock")
    before = clock.copy()
    eyes.await_glass(lambda: bool((before != clock).any()), "its seconds")

    desk.key("Insert")
    desk.press("button", "ticker")
    desk.press("button", "text")
    desk.type("DYKE 7: LEAVE NOW")
    desk.press("button", "put")
    foot = site.screen.pixels[-site.cell[1] // 6 :]
    eyes.await_glass(lambda: bool((foot[..., 1] > 200).sum() > 500), "the ticker")
    said = foot.copy()
    eyes.await_glass(lambda: bool((said != foot).any()), "its letters move")

    desk.click(0.5, 0.5)
    desk.key("e")
    desk.press("button", "file")
    desk.do("key", "ctrl+a")
    desk.type("other.png")
    desk.press("button", "put")
    eyes.await_glass(lambda: bool((cell[..., :3] == ORANGE[::-1]).all(-1).mean() > 0.7), "the other picture")


def light(line: Pixels) -> float:
    """The share of these pixels that are lighter than an empty wall."""
    return float((line[..., :3].min(-1) > 30).mean())


def shows_colour(pixels: Pixels, colour: tuple[int, int, int]) -> bool:
    """Whether some dozen pixels are of that colour."""
    return bool((pixels[..., :3] == colour).all(-1).sum() > 12)


def plates(site: SiteUnderTest) -> int:
    """How many cells have a dark plate with a light number in their middle."""
    found = 0
    for name in site.cells:
        cell = site.glass(name)
        high, wide = cell.shape[0], cell.shape[1]
        rows, columns = (slice(n // 2 - n // 24, n // 2 + n // 24) for n in (high, wide))
        middle = cell[rows, columns]
        dark = (np.abs(middle[..., :3].astype(int) - (0x17, 0x11, 0x0D)).max(-1) < 6).mean()
        light = (middle[..., :3].min(-1) > 215).mean()
        found += bool(dark > 0.2 and light > 0.05)
    return found
