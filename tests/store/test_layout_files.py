"""Rules of walls and presets as files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.errors import BadInput, NotFound
from wallctl.model.geometry import Rect
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.layout import Fit, Preset, Role, Slot
from wallctl.model.wall import Cube, Millimetres, Monitor, Size, Wall
from wallctl.store.data_files import Shipped, shipped_file
from wallctl.store.layout_files import (
    preset_from_text,
    preset_text,
    read_preset,
    read_presets,
    read_wall,
    shipped_wall,
    write_preset,
)

PRESET = """id = "p"
name = "场景"
[walls]
4x6 = [
  { id = "main", role = "MAIN", at = [0, 0, 2.5, 2], important = true },
  { id = "s01", at = [3, 0, 1, 1], prefer = ["wat-08"] },
]
"""


def test_a_preset_is_read_place_by_place() -> None:
    preset = preset_from_text(PRESET, "p.toml")
    main, single = preset.walls["4x6"]
    assert (main.rect, main.role, main.important) == (Rect(x=0, y=0, w=2.5, h=2), Role.MAIN, True)
    assert (single.id, single.role, single.prefer) == ("s01", Role.SINGLE, ("wat-08",))


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ("prefer", "perfer", 6, "field `perfer`: unknown — did you mean `prefer`?"),
        ("at = [3,", "att = [3,", 6, "field `att`: unknown"),
        ("at = [3, 0, 1, 1]", "rect = [3, 0, 1, 1]", 6, "did you mean `at = [x, y, w, h]`?"),
        ("[3, 0, 1, 1]", "[3, 0, 1]", 6, "field `at`: not four numbers"),
        ("[3, 0, 1, 1]", '"3,0,1,1"', 6, "field `at`: not four numbers"),
        ("[3, 0, 1, 1]", "[3, 0, 1, true]", 6, "field `at`: not four numbers"),
        ("[3, 0, 1, 1]", "[3, 0, 0, 1]", 6, "field `at`"),
        ("[3, 0, 1, 1]", "[3, 0, inf, 1]", 6, "field `at`"),
        ("[3, 0, 1, 1]", "[5.5, 0, 1, 1]", 6, "reaches outside the wall of 4 rows and 6 columns"),
        ("[3, 0, 1, 1]", "[-1, 0, 1, 1]", 6, "reaches outside"),
        ('"MAIN"', '"MIAN"', 5, "did you mean `MAIN`?"),
        ('"s01"', '"main"', 6, "field `id`: `main` is used twice"),
        ("4x6", "4by6", 4, "`4by6` is no shape of a wall"),
        ('name = "场景"', "name = 3", 2, "field `name`"),
        ("[walls]", "[wall]", 3, "did you mean `walls`?"),
        (
            "[walls]",
            'key = "F1"\n[walls]',
            3,
            "field `key`: `F1` calls no preset — write F2 to F12 or 1 to 0",
        ),
        ("important = true", "important = yes", 5, "not TOML"),
    ],
)
def test_a_wrong_preset_is_named_by_file_line_and_field(right: str, wrong: str, line: int, said: str) -> None:
    assert right in PRESET
    with pytest.raises(BadInput) as refused:
        preset_from_text(PRESET.replace(right, wrong), "layouts/presets/p.toml")
    assert refused.value.thing == f"layouts/presets/p.toml:{line}"
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "walls", ["walls = 3", "[walls]\n4x6 = 3", "[walls]\n4x6 = [3]", "[walls.4x6]\na = 1"]
)
def test_a_preset_of_another_build_is_refused_and_not_a_crash(walls: str) -> None:
    with pytest.raises(BadInput, match=r"p\.toml:"):
        preset_from_text(f'id = "p"\nname = "p"\n{walls}\n', "p.toml")


SIDE = st.sampled_from([0.25, 0.5, 1.0, 1.5, 2.0])
PLACES = st.builds(
    lambda number, x, y, w, h, role, prefer, fit, important: Slot(
        id=WindowId(f"s{number}"),
        rect=Rect(x=x, y=y, w=w, h=h),
        role=role,
        prefer=tuple(SourceId(name) for name in prefer),
        fit=fit,
        important=important,
    ),
    st.integers(0, 10**6),
    st.sampled_from([0.0, 0.5, 2.0]),
    st.sampled_from([0.0, 1.0]),
    SIDE,
    SIDE,
    st.sampled_from(Role),
    st.lists(st.sampled_from(["a", "wat-08"]), max_size=2),
    st.sampled_from(Fit),
    st.booleans(),
)


@given(st.lists(PLACES, max_size=4, unique_by=lambda slot: slot.id), st.text(max_size=8))
def test_what_was_written_is_read_back_unchanged(slots: list[Slot], name: str) -> None:
    preset = Preset(id="p", name=name, incidents=("11A04",), key="F4", walls={"4x6": tuple(slots), "3x8": ()})
    assert preset_from_text(preset_text(preset), "p.toml") == preset


WALL = """id = "hall"
name = "大厅"
rows = 2
cols = 2
cell_px = { w = 1920, h = 1080 }
seam_mm = { w = 0.6, h = 0.7 }
[[cubes]]
cell = "r0c0"
output = "DP-1"
serial = "7"
[[monitors]]
id = "side"
px = { w = 1280, h = 720 }
area = { x = 0, y = 0, w = 1, h = 1 }
"""


def test_a_wall_is_read_with_its_cubes_and_monitors(tmp_path: Path) -> None:
    (tmp_path / "hall.toml").write_text(WALL, "utf-8")
    assert read_wall(tmp_path / "hall.toml") == Wall(
        id="hall",
        name="大厅",
        rows=2,
        cols=2,
        cell_px=Size(w=1920, h=1080),
        seam_mm=Millimetres(w=0.6, h=0.7),
        cubes=(Cube(cell=CellId("r0c0"), output="DP-1", serial="7"),),
        monitors=(Monitor(id="side", px=Size(w=1280, h=720), area=Rect(x=0, y=0, w=1, h=1)),),
    )


@pytest.mark.parametrize(("right", "wrong"), [("rows = 4", "rows = 0"), ("[cell_px]\nw", "[cell_px]\nwidth")])
def test_a_wrong_wall_is_named_by_file_line_and_field(tmp_path: Path, right: str, wrong: str) -> None:
    text = shipped_file(Shipped.LAYOUTS, "walls", "4x6.toml").read_text("utf-8")
    assert right in text
    broken = text.replace(right, wrong)
    (tmp_path / "w.toml").write_text(broken, "utf-8")
    place = next(n for n, t in enumerate(broken.split("\n"), 1) if t.startswith(wrong.split("\n")[-1]))
    with pytest.raises(BadInput) as refused:
        read_wall(tmp_path / "w.toml")
    assert refused.value.thing == f"{tmp_path / 'w.toml'}:{place}"


def test_an_unknown_wall_is_refused_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="3x8, 4x6"):
        shipped_wall("5x5")
    with pytest.raises(NotFound):
        shipped_wall("../presets/daily")


def _write(folder: Path, name: str, key: str = "") -> Preset:
    preset = Preset(id=name, name=name, key=key, walls={"4x6": ()})
    write_preset(folder / f"{name}.toml", preset)
    return preset


def test_a_folder_is_read_in_the_order_of_the_keys(tmp_path: Path) -> None:
    for name, key in (("a", ""), ("b", "F10"), ("c", "F2"), ("d", ""), ("e", "0"), ("f", "1")):
        _write(tmp_path, name, key)
    assert [preset.id for preset in read_presets(tmp_path)] == ["c", "b", "f", "e", "a", "d"]
    assert read_preset(tmp_path / "c.toml").key == "F2"


def test_a_key_or_an_id_used_twice_is_named(tmp_path: Path) -> None:
    _write(tmp_path, "a", "F2")
    _write(tmp_path, "b", "F2")
    with pytest.raises(BadInput, match="F2 already belongs to `a`"):
        read_presets(tmp_path)
    (tmp_path / "b.toml").rename(tmp_path / "c.toml")
    with pytest.raises(BadInput, match="is not the file's name"):
        read_presets(tmp_path)
