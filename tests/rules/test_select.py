"""Rules of filling a preset's places."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.errors import BadInput
from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Layout, Preset, Role, Slot
from wallctl.model.source import Source, SourceKind, Stream
from wallctl.model.wall import Wall
from wallctl.rules.select import WITHOUT_CAMERA, fill

WALL = Wall(id="w", rows=1, cols=8)


def _camera(name: str, agency: str = "psb", kind: SourceKind = SourceKind.FIXED) -> Source:
    return Source(id=name, name=name, agency=agency, kind=kind, sub=Stream(url=f"rtsp://10.0.0.1/{name}"))


def _slot(number: int, role: Role = Role.SINGLE, source: str | None = None, **rules: tuple[str, ...]) -> Slot:
    return Slot(
        id=WindowId(f"s{number}"),
        rect=Rect(x=number, y=0, w=1, h=1),
        role=role,
        source=SourceId(source) if source else None,
        prefer=tuple(SourceId(name) for name in rules.get("prefer", ())),
        agencies=rules.get("agencies", ()),
        kinds=rules.get("kinds", ()),
    )


def _preset(*slots: Slot) -> Preset:
    return Preset(id="p", name="p", walls={"1x8": slots})


def _shown(layout: Layout) -> list[str | None]:
    return [window.source for window in layout.windows]


CAMERAS = (_camera("a"), _camera("b", "wat"), _camera("c", "wat", SourceKind.PTZ), _camera("d", "fir"))


def test_a_place_gets_the_first_preferred_camera_that_is_usable() -> None:
    preset = _preset(_slot(0, prefer=("c", "d")))
    assert _shown(fill(preset, WALL, CAMERAS)) == ["c"]
    assert _shown(fill(preset, WALL, CAMERAS, lambda source: source.id != "c")) == ["d"]


def test_a_table_by_ids_and_a_list_are_filled_from_alike() -> None:
    preset, by_id = _preset(_slot(0, prefer=("c", "d")), _slot(1)), {one.ref: one for one in CAMERAS}
    assert fill(preset, WALL, by_id) == fill(preset, WALL, CAMERAS)


def test_no_camera_is_chosen_twice() -> None:
    preset = _preset(_slot(0, prefer=("a",)), _slot(1, prefer=("a", "b")), _slot(2), _slot(3), _slot(4))
    assert _shown(fill(preset, WALL, CAMERAS)) == ["a", "b", "c", "d", None]


def test_a_rule_does_not_take_what_a_later_place_prefers() -> None:
    preset = _preset(_slot(0), _slot(1, prefer=("a",)))
    assert _shown(fill(preset, WALL, CAMERAS)) == ["b", "a"]


def test_agencies_and_kinds_both_have_to_fit() -> None:
    preset = _preset(_slot(0, agencies=("wat",), kinds=("ptz",)), _slot(1, agencies=("mar",)))
    assert _shown(fill(preset, WALL, CAMERAS)) == ["c", None]


def test_a_source_named_outright_is_shown_even_if_it_is_down_and_comes_first() -> None:
    preset = _preset(_slot(0, prefer=("b",)), _slot(1, source="b"))
    assert _shown(fill(preset, WALL, CAMERAS)) == ["a", "b"]
    assert _shown(fill(preset, WALL, CAMERAS, lambda source: source.id != "b")) == ["a", "b"]


def test_a_named_source_that_the_site_lacks_counts_as_not_named() -> None:
    preset = _preset(_slot(0, source="gone", agencies=("fir",)), _slot(1, Role.MAP, source="gone"))
    assert _shown(fill(preset, WALL, CAMERAS)) == ["d", None]


def test_with_nothing_usable_the_wall_says_which_camera_is_missing() -> None:
    preset = _preset(_slot(0, prefer=("gone", "c")), _slot(1))
    assert _shown(fill(preset, WALL, CAMERAS, lambda source: False)) == ["c", None]


@pytest.mark.parametrize("role", sorted(WITHOUT_CAMERA))
def test_roles_without_a_camera_stay_empty_unless_a_source_is_named(role: Role) -> None:
    assert _shown(fill(_preset(_slot(0, role, prefer=("a",))), WALL, CAMERAS)) == [None]
    assert _shown(fill(_preset(_slot(0, role, source="a")), WALL, CAMERAS)) == ["a"]


def test_windows_keep_the_places_ids_rectangles_and_marks() -> None:
    slot = _slot(3, Role.MAIN).with_(important=True, compensate_seams=True)
    window = fill(_preset(slot), WALL, CAMERAS).windows[0]
    assert (window.id, window.rect, window.role) == (slot.id, slot.rect, Role.MAIN)
    assert window.important and window.compensate_seams


def test_a_preset_not_drawn_for_the_wall_is_refused_with_the_shapes_it_has() -> None:
    wall = Wall(id="hall", rows=2, cols=2)
    with pytest.raises(BadInput) as refused:
        fill(_preset(_slot(0)), wall, CAMERAS)
    assert all(word in str(refused.value) for word in ("p:", "hall", "2x2", "1x8"))


NAMES = st.sampled_from(["a", "b", "c", "d", "gone"])
SLOTS = st.lists(
    st.builds(
        lambda role, prefer, agencies: (role, tuple(prefer), tuple(agencies)),
        st.sampled_from(list(Role)),
        st.lists(NAMES, max_size=3),
        st.lists(st.sampled_from(["psb", "wat", "fir"]), max_size=2),
    ),
    max_size=8,
)


@given(SLOTS, st.sets(NAMES))
def test_filling_is_repeatable_uses_no_camera_twice_and_wastes_none(
    rules: list[tuple[Role, tuple[str, ...], tuple[str, ...]]], down: set[str]
) -> None:
    slots = [
        _slot(number, role, prefer=prefer, agencies=agencies)
        for number, (role, prefer, agencies) in enumerate(rules)
    ]
    layout = fill(_preset(*slots), WALL, CAMERAS, lambda source: source.id not in down)
    assert layout == fill(_preset(*slots), WALL, CAMERAS, lambda source: source.id not in down)
    shown = [name for name in _shown(layout) if name is not None]
    assert all(count == 1 for count in Counter(shown).values())
    assert set(shown) <= {camera.id for camera in CAMERAS}
    for slot, name in zip(slots, _shown(layout), strict=True):
        if name is None and slot.role not in WITHOUT_CAMERA:
            free = [s for s in CAMERAS if s.id not in shown and s.id not in down]
            assert not any(not slot.agencies or s.agency in slot.agencies for s in free)
