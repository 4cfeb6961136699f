"""Rule: the clips are what the manifest says, one for every camera, of every kind a wall meets, and small."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from streams.catalogue import shots
from wallctl.demo.clips import Clip, clips_folder, damaged, load_manifest

ROOT = Path(__file__).resolve().parents[2]
LIMIT_BYTES = 25_000_000
KINDS = {
    "junction", "expressway", "gauge", "dyke", "sluice", "square", "hospital", "harbour", "hillside",
    "thermal_tank", "portal", "radar",
}  # fmt: skip


def _subs() -> dict[str, Clip]:
    return {clip.camera: clip for clip in load_manifest().clips if clip.kind == "sub"}


def test_every_clip_has_its_checksum() -> None:
    assert damaged(load_manifest()) == ()


def test_a_changed_clip_is_named(tmp_path: Path) -> None:
    manifest = load_manifest()
    clip = manifest.clips[0]
    (tmp_path / clip.file).write_bytes(b"\0\0\0\1\x09\xf0")
    assert clip.file in damaged(manifest, tmp_path)


def test_the_folder_holds_the_clips_and_nothing_unknown() -> None:
    manifest = load_manifest()
    listed = {clip.file for clip in manifest.clips} | {clip.file for clip in manifest.faults}
    there = {p.name for p in clips_folder().iterdir() if p.suffix in {".h264", ".h265", ".mjpeg"}}
    assert there == listed


def test_all_of_streams_stays_small() -> None:
    assert sum(p.stat().st_size for p in clips_folder().rglob("*") if p.is_file()) < LIMIT_BYTES


def test_every_camera_of_the_catalogue_has_its_sub_stream_and_its_number() -> None:
    with (ROOT / "layouts" / "city" / "cameras.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    ids, subs = [row["id"] for row in rows], _subs()
    assert [camera for camera, clip in subs.items() if clip.number <= 60] == ids
    assert [clip.number for clip in subs.values()] == list(range(1, len(subs) + 1))


def test_burnt_in_text_stands_where_the_catalogue_says() -> None:
    with (ROOT / "layouts" / "city" / "cameras.csv").open(encoding="utf-8") as handle:
        corners = {row["id"]: row["osd"].split(";") for row in csv.DictReader(handle)}
    short = {"top-left": "tl", "bottom-left": "bl", "top-right": "tr", "bottom-right": "br"}
    subs = _subs()
    burnt = {camera: subs[camera].osd for camera in corners}
    assert {camera: [short[osd.name], short[osd.clock]] for camera, osd in burnt.items()} == corners


def test_manifest_and_drawing_list_agree() -> None:
    drawn = [(shot.id, shot.number, shot.scene) for shot in shots()]
    assert [(clip.camera, clip.number, clip.scene) for clip in _subs().values()] == drawn


def test_at_least_twelve_kinds_of_scene() -> None:
    assert {clip.scene for clip in _subs().values()} >= KINDS


@pytest.mark.parametrize(
    ("camera", "want"),
    [
        ("exp-03", {"codec": "h265"}),
        ("fir-03", {"codec": "mjpeg"}),
        ("urb-03", {"width": 640, "height": 480}),
        ("mar-04", {"fps": 15}),
        ("wat-05", {"fps": 1}),
        ("psb-01", {"codec": "h264", "width": 640, "height": 360, "fps": 25, "frames": 250}),
    ],
)
def test_odd_streams_are_there(camera: str, want: dict[str, object]) -> None:
    clip = _subs()[camera]
    assert {name: getattr(clip, name) for name in want} == want


def test_four_cameras_have_a_main_stream() -> None:
    mains = [clip for clip in load_manifest().clips if clip.kind == "main"]
    assert {clip.camera for clip in mains} == {"wat-08", "psb-01", "trf-02", "saf-01"}
    assert {(clip.codec, clip.width, clip.height, clip.fps) for clip in mains} == {("h264", 1920, 1080, 25)}


def test_the_night_scene_needs_few_bits() -> None:
    folder = clips_folder()
    sizes = {
        camera: (folder / clip.file).stat().st_size for camera, clip in _subs().items() if clip.fps == 25
    }
    assert sizes["lan-01"] < 0.8 * sorted(sizes.values())[len(sizes) // 2]


def test_every_clip_names_its_licence() -> None:
    manifest = load_manifest()
    assert {clip.licence for clip in manifest.clips} | {clip.licence for clip in manifest.faults} == {
        "CC0-1.0"
    }
