"""The sample city that ships: 60 cameras of 11 agencies under their present names, all words known."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from wallctl.model.layout import Preset
from wallctl.model.source import Source, SourceKind
from wallctl.rules.select import WITHOUT_CAMERA, fill
from wallctl.store.catalogue_files import Words, read_cameras
from wallctl.store.city_files import read_city, read_incident_types, sample_city_folder
from wallctl.store.data_files import Shipped, shipped_file
from wallctl.store.layout_files import shipped_presets, shipped_wall

FOLDER = sample_city_folder()
CITY = read_city(FOLDER)
PRESENT_NAMES = [
    "公安",
    "应急管理",
    "交警",
    "卫健",
    "海事",
    "城管",
    "自然资源",
    "人防",
    "水利",
    "消防救援",
    "高速公路",
]
OLD_NAMES = ["安监", "卫计", "国土", "水务", "消防"]
WITH_MAIN = {"wat-08", "psb-01", "trf-02", "saf-01"}
NOT_LIVE_AT_THE_START = {"wat-06", "lan-03", "exp-05", "mar-03", "saf-04", "urb-02", "trf-05", "cad-02"}


def _cameras() -> tuple[Source, ...]:
    words = Words(
        agencies=[agency.id for agency in CITY.agencies],
        districts=[district.id for district in CITY.districts],
        places={"cameras": "127.0.0.1:8554"},
    )
    return read_cameras(FOLDER / "cameras.csv", words).sources


def test_eleven_agencies_have_their_present_names_and_know_the_old_ones() -> None:
    assert sorted(agency.name for agency in CITY.agencies) == sorted(PRESENT_NAMES)
    aliases = {alias for agency in CITY.agencies for alias in agency.aliases}
    assert set(OLD_NAMES) <= aliases
    assert len({agency.colour for agency in CITY.agencies}) == 11


def test_sixty_cameras_have_a_sub_stream_and_four_a_main_stream() -> None:
    cameras = _cameras()
    assert len({camera.id for camera in cameras}) == 60
    assert all(camera.sub is not None for camera in cameras)
    assert {camera.id for camera in cameras if camera.main} == WITH_MAIN
    for camera in cameras:
        assert camera.sub is not None
        assert camera.sub.url == f"rtsp://127.0.0.1:8554/{camera.id}/sub"


def test_cameras_belong_to_the_agency_of_their_id() -> None:
    assert all(camera.agency == camera.id[:3] for camera in _cameras())
    assert set(Counter(camera.agency for camera in _cameras())) == {agency.id for agency in CITY.agencies}


def test_cameras_have_names_in_both_languages_a_place_and_aliases() -> None:
    for camera in _cameras():
        assert camera.name and camera.name_en and camera.aliases, camera.id
        assert camera.lon is not None and 110 < camera.lon < 113, camera.id
        assert camera.lat is not None and 28 < camera.lat < 30, camera.id
        assert camera.kind is not SourceKind.OTHER, camera.id


def test_no_two_cameras_share_a_name_or_alias() -> None:
    names = Counter(
        name for camera in _cameras() for name in {camera.name, *camera.aliases, *camera.former_names}
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_pictures_that_need_a_grant_are_marked() -> None:
    level_2 = {camera.id for camera in _cameras() if camera.sensitivity == 2}
    assert level_2 == {"hea-01", "hea-02", "hea-03", "hea-04", "psb-08", "cad-01"}


def test_incident_types_name_known_agencies_bodies_and_presets() -> None:
    types = read_incident_types(FOLDER / "incidents.toml")
    known = {agency.id for agency in CITY.agencies} | {body.id for body in types.bodies}
    presets = {preset.id for preset in shipped_presets()}
    for kind in types.incidents:
        assert set(kind.lead) | set(kind.support) <= known, kind.code
        assert kind.lead and kind.preset in presets, kind.code


def test_presets_prefer_only_cameras_and_agencies_that_there_are() -> None:
    cameras = {camera.id for camera in _cameras()}
    agencies = {agency.id for agency in CITY.agencies}
    kinds = {kind.value for kind in SourceKind}
    for preset in shipped_presets():
        for slot in (slot for slots in preset.walls.values() for slot in slots):
            named = {*slot.prefer, *([slot.source] if slot.source else [])}
            assert named <= cameras, (preset.id, slot.id)
            assert set(slot.agencies) <= agencies and set(slot.kinds) <= kinds, (preset.id, slot.id)


def test_patrol24_names_24_cameras_that_start_live_and_need_no_grant() -> None:
    patrol = next(preset for preset in shipped_presets() if preset.id == "patrol24")
    free = {camera.id for camera in _cameras() if camera.sensitivity == 1} - NOT_LIVE_AT_THE_START
    for slots in patrol.walls.values():
        first = {slot.prefer[0] for slot in slots}
        assert len(first) == 24 and first <= free
        assert len({name[:3] for name in first}) >= 10


def test_rivers_and_roads_run_through_the_city() -> None:
    assert {river.name for river in CITY.rivers} >= {"资江", "志溪河", "藕池河", "草尾河"}
    assert {road.name for road in CITY.roads} >= {"长张高速", "益娄高速", "益南高速", "马安高速"}
    for line in (*CITY.rivers, *CITY.roads):
        assert all(110 < lon < 113 and 28 < lat < 30 for lon, lat in line.points), line.id


def test_corners_of_the_burnt_in_text_are_those_of_the_recorded_clips() -> None:
    manifest = json.loads(shipped_file(Shipped.STREAMS, "manifest.json").read_text("utf-8"))
    letters = {"top-left": "tl", "top-right": "tr", "bottom-left": "bl", "bottom-right": "br"}
    drawn = {clip["camera"]: {letters[at] for at in clip["osd"].values()} for clip in manifest["clips"]}
    assert {camera.id: set(camera.osd) for camera in _cameras()}.items() <= drawn.items()


@pytest.mark.parametrize("shape", ["3x8", "4x6"])
@pytest.mark.parametrize("preset", shipped_presets(), ids=lambda preset: preset.id)
def test_every_place_for_a_camera_is_filled_with_one_that_starts_live(preset: Preset, shape: str) -> None:
    layout = fill(
        preset, shipped_wall(shape), _cameras(), lambda camera: camera.id not in NOT_LIVE_AT_THE_START
    )
    for window in layout.windows:
        assert (window.source is None) == (window.role in WITHOUT_CAMERA), window.id
        assert window.source not in NOT_LIVE_AT_THE_START, window.id
