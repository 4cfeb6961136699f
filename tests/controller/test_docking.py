"""Rules: panels change places and never share one; whatever is done, boards keep their share of the desk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize

from wallctl.controller.docking import (
    CENTRE_SHARE,
    PANELS,
    Zone,
    floated,
    floats,
    height_below,
    next_place,
    next_size,
    place_at,
    place_of,
    put,
    seen,
    shown,
    usual_height,
    usual_width,
    widths,
)
from wallctl.controller.panel_window import Opening, place_window
from wallctl.controller.settings import Place, WindowPlace, Zones

SIZES = st.none() | st.integers(120, 2_000)
MOVES = st.lists(st.tuples(st.sampled_from(list(PANELS)), st.sampled_from([*Place, "float", "hide", "next"])))
DESK, BESIDE = QRect(0, 0, 1_366, 768), QRect(1_366, 0, 1_920, 1_080)


def after(moves: list[tuple[Zone, object]], zones: Zones) -> Zones:
    for zone, move in moves:
        match move:
            case Place():
                zones = put(zones, zone, move)
            case "float":
                zones = floated(zones, zone)
            case "next":
                zones = put(zones, zone, next_place(zones, zone))
            case _:
                zones = shown(zones, zone, seen=not seen(zones, zone))
    return zones


@given(MOVES, st.integers(960, 5_000), st.integers(260, 2_500), SIZES, SIZES, SIZES, st.floats(0.9, 1.3))
def test_two_panels_never_share_a_place_and_the_boards_keep_their_share(
    moves: list[tuple[Zone, object]],
    wide: int,
    tall: int,
    sources: int | None,
    side: int | None,
    below: int | None,
    by: float,
) -> None:
    zones = after(moves, Zones(sources_px=sources, side_px=side, below_px=below))
    assert place_of(zones, Zone.SOURCES) is not place_of(zones, Zone.SIDE)
    found = widths(wide, zones, by)
    assert wide - found.left - found.right >= int(wide * CENTRE_SHARE)
    there = {place_of(zones, z) for z in PANELS if seen(zones, z) and not floats(zones, z)}
    assert (found.left > 0, found.right > 0) == (Place.LEFT in there, Place.RIGHT in there)
    assert tall - height_below(tall, zones, by) >= int(tall * CENTRE_SHARE)


def test_who_comes_to_a_place_that_is_taken_sends_who_stands_there_to_the_other_side() -> None:
    swapped = put(Zones(), Zone.SOURCES, Place.RIGHT)
    assert (swapped.sources_at, swapped.side_at) == (Place.RIGHT, Place.LEFT)
    below = put(swapped, Zone.SIDE, Place.BELOW)
    assert (below.sources_at, below.side_at) == (Place.RIGHT, Place.BELOW)
    over = put(below, Zone.SIDE, Place.RIGHT)
    assert (over.sources_at, over.side_at) == (Place.LEFT, Place.RIGHT)
    under = put(below, Zone.SOURCES, Place.BELOW)
    assert (under.sources_at, under.side_at) == (Place.BELOW, Place.RIGHT)


@pytest.mark.parametrize("zone", list(PANELS))
def test_three_presses_of_the_key_leave_all_as_it_was(zone: Zone) -> None:
    zones = Zones()
    for _ in range(3):
        zones = put(zones, zone, next_place(zones, zone))
    assert zones == Zones()


def test_the_key_goes_through_three_places_and_brings_back_what_floats_or_is_hidden_first() -> None:
    zones, gone = Zones(), []
    for _ in range(3):
        zones = put(zones, Zone.SOURCES, next_place(zones, Zone.SOURCES))
        gone.append(zones.sources_at)
    assert gone == [Place.BELOW, Place.RIGHT, Place.LEFT] and zones.sources_at is Place.LEFT
    for away in (floated(zones, Zone.SOURCES), shown(zones, Zone.SOURCES, seen=False)):
        assert next_place(away, Zone.SOURCES) is Place.LEFT
        assert put(away, Zone.SOURCES, Place.LEFT) == zones


def test_what_floats_comes_back_to_its_place_also_when_the_other_took_it_meanwhile() -> None:
    zones = put(floated(Zones(), Zone.SOURCES), Zone.SIDE, Place.LEFT)
    assert (zones.side_at, zones.sources_at) == (Place.LEFT, Place.RIGHT) and zones.sources_floats
    back = put(zones, Zone.SOURCES, place_of(zones, Zone.SOURCES))
    assert back.sources_at is Place.RIGHT and not back.sources_floats


def test_the_edges_of_the_desk_are_places_and_nothing_else_is() -> None:
    points = {(10, 400): Place.LEFT, (1_590, 400): Place.RIGHT, (800, 880): Place.BELOW, (800, 300): None}
    for (x, y), place in points.items():
        assert place_at(x, y, 1_600, 900) is place, (x, y)
    assert place_at(-1, 400, 1_600, 900) is None and place_at(800, 901, 1_600, 900) is None


def test_the_key_goes_through_three_sizes_and_back() -> None:
    for usual in (usual_width(Zone.SOURCES, 1_920, 1.0), usual_height(700, 1.0)):
        wide = next_size(None, usual)
        narrow = next_size(wide, usual)
        assert wide is not None and narrow is not None and wide > usual > narrow
        assert next_size(narrow, usual) is None


def test_a_panel_s_window_goes_to_the_desk_s_second_screen_or_else_over_the_desk() -> None:
    wanted = QSize(300, 500)
    assert BESIDE.contains(place_window([DESK, BESIDE], DESK, None, Opening(wanted)))
    assert DESK.contains(place_window([DESK], DESK, None, Opening(wanted)))


def test_a_panel_s_window_comes_back_where_it_was_unless_that_screen_is_gone() -> None:
    kept = WindowPlace(x_px=1_500, y_px=100, w_px=400, h_px=700)
    before = QRect(1_500, 100, 400, 700)
    assert place_window([DESK, BESIDE], DESK, kept, Opening(QSize(300, 500))) == before
    assert DESK.contains(place_window([DESK], DESK, kept, Opening(QSize(300, 500))))


@given(
    st.none()
    | st.builds(
        WindowPlace,
        x_px=st.integers(-3_000, 5_000),
        y_px=st.integers(-3_000, 3_000),
        w_px=st.integers(1, 5_000),
        h_px=st.integers(1, 3_000),
    ),
    st.sampled_from([[DESK], [DESK, BESIDE], [BESIDE]]),
)
def test_a_panel_s_window_always_lies_within_one_room_of_the_desk(
    kept: WindowPlace | None, rooms: list[QRect]
) -> None:
    found = place_window(rooms, DESK, kept, Opening(QSize(400, 600)))
    assert any(room.contains(found) for room in rooms)
