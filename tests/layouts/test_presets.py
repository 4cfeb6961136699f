"""The walls and presets that ship: every wall is covered exactly, and every incident type has its preset."""

from __future__ import annotations

import pytest

from wallctl.model.geometry import Rect
from wallctl.model.layout import Preset, Role, Slot
from wallctl.store.city_files import read_incident_types, sample_city_folder
from wallctl.store.data_files import Shipped, shipped_folder
from wallctl.store.layout_files import (
    preset_from_text,
    preset_text,
    read_presets,
    shipped_presets,
    shipped_wall,
)

EXPECTED = {
    "daily",
    "patrol24",
    "patrol_mix",
    "flood",
    "dyke",
    "conference",
    "expressway",
    "hazmat",
    "highrise",
    "forest",
    "water",
    "crowd",
    "epidemic",
    "full",
    "selftest",
    "landslide",
}
SHAPES = ("3x8", "4x6")
PRESETS = shipped_presets()
DRAWN = [pytest.param(preset, shape, id=f"{preset.id}-{shape}") for preset in PRESETS for shape in SHAPES]


def _slots(name: str, shape: str) -> tuple[Slot, ...]:
    return next(preset for preset in PRESETS if preset.id == name).walls[shape]


def test_the_sixteen_presets_ship_for_both_walls() -> None:
    assert {preset.id for preset in PRESETS} == EXPECTED
    assert all(set(preset.walls) == set(SHAPES) for preset in PRESETS)


@pytest.mark.parametrize("name", SHAPES)
def test_walls_are_24_cubes_of_67_inches(name: str) -> None:
    wall = shipped_wall(name)
    assert wall.id == wall.shape == name
    assert len(wall.cell_ids) == 24
    assert (wall.cell_px.w, wall.cell_px.h) == (1024, 768)
    assert (wall.cell_mm.w, wall.cell_mm.h) == (1361, 1021)
    assert (wall.seam_mm.w, wall.seam_mm.h) == (0.5, 0.5)


@pytest.mark.parametrize(("preset", "shape"), DRAWN)
def test_places_tile_the_wall(preset: Preset, shape: str) -> None:
    slots = preset.walls[shape]
    wall = shipped_wall(shape)
    assert all(wall.bounds.covers(slot.rect) for slot in slots)
    for number, slot in enumerate(slots):
        assert not any(slot.rect.meets(other.rect) for other in slots[number + 1 :]), slot.id
    for row in range(wall.rows):
        for col in range(wall.cols):
            cell = Rect(x=col, y=row, w=1, h=1)
            assert sum(slot.rect.covers(cell) for slot in slots) == 1, (row, col)


@pytest.mark.parametrize(("preset", "shape"), DRAWN)
def test_single_places_are_one_cell_each(preset: Preset, shape: str) -> None:
    for slot in preset.walls[shape]:
        if slot.role is Role.SINGLE:
            assert (slot.rect.w, slot.rect.h) == (1, 1), slot.id


@pytest.mark.parametrize(("preset", "shape"), DRAWN)
def test_main_windows_are_the_important_ones(preset: Preset, shape: str) -> None:
    assert all(slot.important == (slot.role is Role.MAIN) for slot in preset.walls[shape])


@pytest.mark.parametrize(("preset", "shape"), DRAWN)
def test_roles_that_no_camera_fills_name_none(preset: Preset, shape: str) -> None:
    empty = {Role.MAP, Role.CONF, Role.DASH, Role.RADAR, Role.DOC, Role.TICK}
    for slot in preset.walls[shape]:
        if slot.role in empty:
            assert not (slot.source or slot.prefer or slot.agencies or slot.kinds), slot.id


@pytest.mark.parametrize("shape", SHAPES)
def test_dyke_has_a_main_window_of_nine_cells_and_seven_single_ones(shape: str) -> None:
    slots = _slots("dyke", shape)
    main = next(slot for slot in slots if slot.role is Role.MAIN)
    assert (main.rect.w, main.rect.h) == (3, 3)
    assert main.prefer[0] == "wat-08"
    assert sum(slot.role is Role.SINGLE for slot in slots) == 7


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ["patrol24", "selftest"])
def test_patrol_and_selftest_are_one_camera_a_cell(name: str, shape: str) -> None:
    assert len(_slots(name, shape)) == 24


def test_function_keys_are_those_of_the_desk_and_each_is_used_once() -> None:
    keys = {preset.key: preset.id for preset in PRESETS if preset.key}
    assert list(keys) == [f"F{number}" for number in range(2, 13)]
    first = ["daily", "flood", "dyke", "expressway", "hazmat", "highrise", "conference", "patrol24"]
    assert list(keys.values())[:8] == first


def test_names_and_groups_are_complete() -> None:
    groups = {"自然灾害", "事故灾难", "公共卫生", "社会安全", "日常"}
    assert all(preset.name and preset.name_en for preset in PRESETS)
    assert {preset.group for preset in PRESETS} == groups


def test_incident_types_and_presets_name_each_other() -> None:
    types = read_incident_types(sample_city_folder() / "incidents.toml")
    by_preset = {(kind.code, kind.preset) for kind in types.incidents}
    assert by_preset == {(code, preset.id) for preset in PRESETS for code in preset.incidents}


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_presets_survive_writing_and_reading(preset: Preset) -> None:
    assert preset_from_text(preset_text(preset), "copy.toml") == preset


def test_all_files_of_the_folder_are_read() -> None:
    folder = shipped_folder(Shipped.LAYOUTS) / "presets"
    assert len(read_presets(folder)) == len(list(folder.iterdir()))
