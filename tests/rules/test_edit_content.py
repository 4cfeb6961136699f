"""Rules: what shows no source is a window like others, and has a place of its own to begin with."""

from __future__ import annotations

from tests.rules.test_enlarge import LAYOUT, WALL, A, rect_of, window
from wallctl.model.content import ClockContent, ImageContent, TickerContent
from wallctl.model.geometry import Rect
from wallctl.model.health import Reason
from wallctl.model.ids import CellId, WindowId
from wallctl.model.layout import Layout
from wallctl.rules.compose import compose
from wallctl.rules.edit_content import TICKER_H, change_content, put_content
from wallctl.rules.edit_layout import swap_source

CLOCK, TICKER = ClockContent(), TickerContent(text=" 台风 \n 预警 ")


def test_a_clock_takes_the_first_free_cell_or_the_chosen_one() -> None:
    layout, name = put_content(WALL, LAYOUT, CLOCK, None)
    assert rect_of(layout, name) == Rect(x=1, y=0, w=1, h=1)
    chosen = Rect(x=6, y=1, w=1, h=1)
    assert rect_of(*put_content(WALL, LAYOUT, CLOCK, chosen)) == chosen


def test_a_ticker_crosses_the_wall_at_its_foot_over_what_is_there() -> None:
    layout, name = put_content(WALL, LAYOUT, TICKER, None)
    found = layout.window(name)
    assert found is not None and found.rect == Rect(x=0, y=3 - TICKER_H, w=8, h=TICKER_H)
    assert found.z > 4 and TICKER.text == "台风 预警"


def test_two_of_a_kind_have_two_names() -> None:
    layout, one = put_content(WALL, LAYOUT, CLOCK, None)
    assert put_content(WALL, layout, CLOCK, None)[1] != one


def test_content_is_changed_in_place_and_a_dropped_source_replaces_it() -> None:
    layout, name = put_content(WALL, LAYOUT, CLOCK, None)
    image = ImageContent(file="map.png")
    changed = change_content(layout, name, image).window(name)
    assert changed is not None and changed.content == image and changed.rect == rect_of(layout, name)
    assert change_content(layout, name, CLOCK) == layout
    over = change_content(LAYOUT, A, CLOCK).window(A)
    assert over is not None and over.source is None and over.content == CLOCK
    dropped = swap_source(layout, name, window("z", 0, 0).source or "").window(name)  # type: ignore[arg-type]
    assert dropped is not None and dropped.content is None and dropped.source == "z"


def test_its_panes_are_no_empty_places_and_carry_the_measure_of_speed() -> None:
    layout, name = put_content(WALL, Layout(), TICKER, None)
    pictures = compose(WALL, layout, {}, {})
    (pane,) = pictures[CellId("r2c3")].panes
    assert pane.window == WindowId(name) and pane.verdict is Reason.NONE and pane.source is None
    assert pane.content == TICKER and pane.cell_w == WALL.cell_px.w
