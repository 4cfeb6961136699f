"""Rule: a manifest that is missing or wrong is an error that names the file and the field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wallctl.demo.clips import clips_folder, load_manifest
from wallctl.errors import BadInput, NotFound


def test_a_camera_without_main_stream_gives_its_sub_stream() -> None:
    manifest = load_manifest()
    assert manifest.clip("psb-05", "main") == manifest.clip("psb-05", "sub")
    assert manifest.clip("wat-08", "main").width == 1920


def test_an_unknown_camera_is_named() -> None:
    with pytest.raises(NotFound, match="nowhere-99"):
        load_manifest().clip("nowhere-99", "sub")


def test_a_folder_without_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"manifest\.json"):
        load_manifest(tmp_path)


def test_a_wrong_field_is_named(tmp_path: Path) -> None:
    document = json.loads((clips_folder() / "manifest.json").read_text("utf-8"))
    document["clips"][3]["codec"] = "av1"
    (tmp_path / "manifest.json").write_text(json.dumps(document), "utf-8")
    with pytest.raises(BadInput, match=r"clips\.3\.codec"):
        load_manifest(tmp_path)
