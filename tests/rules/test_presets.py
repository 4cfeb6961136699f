"""Rules: what is saved comes back, places keep their rules, a partial preset leaves other cells alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.wall_state import window
from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Crop, Fit, Layout, Preset, Role, Slot, Tour, Window
from wallctl.model.sighting import SourceStanding, Standing
from wallctl.model.source import Source, Stream
from wallctl.model.wall import Wall
from wallctl.rules.edit_layout import in_order
from wallctl.rules.enlarge import enlarge
from wallctl.rules.presets import NOT_SAVED, overlay, placed, put_up, saved, slots_of
from wallctl.rules.select import fill

WALL = Wall(id="main", rows=3, cols=4)
SOURCES = tuple(Source(id=name, name=name, sub=Stream(url=f"rtsp://10.0.0.1/{name}")) for name in "abcdef")
TOUR = Tour(sources=(SourceId("a"), SourceId("b")), dwell_s=10, start_s=5.0)
EMPTY = Preset(id="own", name="自定", walls={})


def rich() -> Layout:
    return Layout(
        windows=(
            window("a", 0, 0, 2, 2).with_(role=Role.MAIN, important=True, crop=Crop(x=0.25, w=0.5), z=3),
            window("b", 2, 0).with_(fit=Fit.COVER, locked=True, role=Role.SINGLE),
            Window(id=WindowId("t"), rect=Rect(x=3, y=0, w=1, h=1), source=SourceId("a"), tour=TOUR),
            Window(id=WindowId("empty"), rect=Rect(x=0.5, y=2, w=1.5, h=1)),
        )
    )


def test_what_is_saved_comes_back_just_so() -> None:
    layout = rich()
    back = fill(saved(EMPTY, layout, WALL), WALL, SOURCES)
    without = [w.with_(role=w.role or Role.SINGLE) for w in layout.windows]
    without[2] = without[2].with_(tour=TOUR.with_(start_s=0.0))
    assert list(back.windows) == without


def test_what_is_enlarged_is_saved_where_it_belongs() -> None:
    large = enlarge(WALL, rich(), WindowId("t"))
    assert large != rich() and saved(EMPTY, large, WALL) == saved(EMPTY, rich(), WALL)


def test_everything_of_a_window_is_saved_but_what_it_has_only_now() -> None:
    assert set(Window.model_fields) - NOT_SAVED <= set(Slot.model_fields)


def test_a_saved_place_whose_camera_is_gone_gets_no_other_camera() -> None:
    back = fill(saved(EMPTY, rich(), WALL), WALL, SOURCES[2:])
    assert back.sources == frozenset()


def test_a_place_whose_picture_nobody_changed_keeps_its_rule() -> None:
    slots = (
        Slot(id=WindowId("s1"), rect=Rect(x=0, y=0, w=1, h=1), prefer=(SourceId("c"), SourceId("d"))),
        Slot(id=WindowId("s2"), rect=Rect(x=1, y=0, w=1, h=1), prefer=(SourceId("e"),)),
    )
    preset = Preset(id="p", name="p", walls={"3x4": slots, "2x2": slots[:1]})
    filled = fill(preset, WALL, SOURCES)
    one, two = filled.windows
    edited = Layout(windows=(one.with_(rect=Rect(x=2, y=2, w=2, h=1)), two.with_(source=SourceId("f"))))
    kept, named = saved(preset, edited, WALL, filled=filled).walls["3x4"]
    assert kept.prefer == slots[0].prefer and kept.rect.w == 2 and not kept.fixed and kept.source is None
    assert named.source == "f" and named.fixed
    assert saved(preset, edited, WALL, filled=filled).walls["2x2"] == slots[:1]


def test_only_the_chosen_windows_make_a_partial_preset() -> None:
    partial = saved(EMPTY, rich(), WALL, only={WindowId("b")})
    assert partial.partial and [slot.id for slot in partial.walls["3x4"]] == ["b"]


def test_a_partial_preset_lies_over_what_is_there() -> None:
    base = Layout(windows=(window("a", 0, 0, 2, 2).with_(z=4), window("b", 2, 0), window("c", 3, 0)))
    new = Layout(windows=(window("b", 1, 1, 2, 1), window("d", 2, 0)))
    board = overlay(base, new)
    assert [(w.id, w.source) for w in board.windows] == [("a", "a"), ("c", "c"), ("b", "b"), ("d", "d")]
    assert board.windows[2].z == 4, "on top of the large one"
    whole = Preset(id="p", name="p", walls={})
    assert placed(whole, base, new) == new and placed(whole.with_(partial=True), base, new) == board


def test_a_partial_preset_leaves_locked_windows_where_they_are_and_seen() -> None:
    locked = window("a", 0, 0).with_(locked=True)
    base = Layout(windows=(locked, window("b", 1, 0)))
    new = Layout(windows=(window("m", 0, 0, 2, 2), window("s", 2, 0), window("under", 0, 0)))
    board = overlay(base, new)
    assert [w.id for w in in_order(board)] == ["m", "s", "a"], "what lies wholly under it is left out"
    assert board.window(WindowId("a")) == locked.with_(z=board.windows[0].z)
    assert len(overlay(board, new).windows) == 3, "nor are there more of them when it comes again"


def test_a_partial_preset_of_locked_windows_is_not_put_up_twice() -> None:
    new = Layout(windows=(window("m", 0, 0, 2, 2).with_(locked=True),))
    once = overlay(Layout(), new)
    assert overlay(once, new) == once


HALVES = st.tuples(
    st.integers(0, 6), st.integers(0, 4), st.integers(1, 4), st.integers(1, 4), st.integers(0, 3)
)
"""Left, top, width and height in half cells, and the order."""


def layout(found: list[tuple[int, int, int, int, int]]) -> Layout:
    return Layout(
        windows=tuple(
            Window(
                id=WindowId(f"w{n}"),
                rect=Rect(x=x / 2, y=y / 2, w=w / 2, h=h / 2),
                z=z,
                source=SourceId(f"w{n}"),
            )
            for n, (x, y, w, h, z) in enumerate(found)
        )
    )


@given(st.lists(HALVES, max_size=6), st.lists(HALVES, max_size=6))
def test_cells_that_a_partial_preset_does_not_touch_show_what_they_showed(
    below: list[tuple[int, int, int, int, int]], above: list[tuple[int, int, int, int, int]]
) -> None:
    base, new = layout(below), layout(above)
    board = overlay(base, new)
    assert len({w.id for w in board.windows}) == len(board.windows)
    for row in range(4):
        for col in range(6):
            cell = Rect(x=col, y=row, w=1, h=1)
            if any(w.rect.meets(cell) for w in new.windows):
                continue
            before = [(w.source, w.rect, w.z) for w in base.windows if w.rect.meets(cell)]
            after = [(w.source, w.rect, w.z) for w in board.windows if w.rect.meets(cell)]
            assert before == after


def test_places_without_a_source_or_rule_are_saved_empty() -> None:
    (slot,) = slots_of([Window(id=WindowId("m"), rect=Rect(x=0, y=0, w=1, h=1), role=Role.MAP)])
    assert slot.role is Role.MAP and slot.source is None and slot.fixed


def test_what_is_known_to_give_no_picture_gives_way_to_what_may_stand_there() -> None:
    a, b = SourceId("a"), SourceId("b")
    slot = Slot(id=WindowId("m"), rect=Rect(x=0, y=0, w=1, h=1), prefer=(a, b))
    preset = Preset(id="p", name="p", walls={WALL.shape: (slot,)})

    def shown(*standings: tuple[SourceId, Standing]) -> frozenset[SourceId]:
        known = [SourceStanding(source=source, standing=standing) for source, standing in standings]
        return put_up(preset, WALL, SOURCES, known).sources

    assert shown() == shown((a, Standing.UNKNOWN)) == shown((a, Standing.LIVE)) == {a}
    assert shown((a, Standing.FAILING)) == {b}
    every = [(source.ref, Standing.FAILING) for source in SOURCES]
    assert shown(*every) == {a}, "the wall says which camera is missing"
