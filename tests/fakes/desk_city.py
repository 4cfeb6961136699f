"""The sample city for tests of the desk: shipped catalogue and presets, flat colours or frames of clips."""

from __future__ import annotations

import functools
import json
import subprocess
from pathlib import Path

from PySide6.QtGui import QImage

from tests.fakes.desk_server import City, DeskServer
from tests.fakes.glass import Glass
from wallctl.model.ids import SourceId
from wallctl.model.layout import Preset
from wallctl.model.source import Agency, Source
from wallctl.model.wall import Wall
from wallctl.rules.preset_keys import settled
from wallctl.rules.select import fill
from wallctl.store.catalogue_files import Words, read_cameras
from wallctl.store.city_files import read_agencies, sample_city_folder
from wallctl.store.data_files import Shipped, shipped_folder
from wallctl.store.layout_files import shipped_presets, shipped_wall


@functools.cache
def _shipped(shape: str) -> tuple[Wall, tuple[Agency, ...], tuple[Source, ...], tuple[Preset, ...]]:
    """Read once a run: nobody can change these values."""
    folder = sample_city_folder()
    cameras = read_cameras(folder / "cameras.csv", Words(places={"cameras": "127.0.0.1:1"}))
    agencies = tuple(read_agencies(folder / "agencies.toml"))
    return shipped_wall(shape), agencies, cameras.sources, settled(shipped_presets())


def sample_city(shape: str, pictures: dict[SourceId, QImage] | None = None, width_px: int = 160) -> City:
    """Return the city on a wall of that shape."""
    wall, agencies, sources, presets = _shipped(shape)
    glass = Glass(wall, pictures or {}, width_px)
    return City(wall=wall, agencies=agencies, sources=sources, presets=presets, glass=glass)


def put_everyday(server: DeskServer) -> None:
    """Put the everyday layout of a city up."""
    city = server.city
    daily = next(preset for preset in city.presets if preset.id == "daily")
    server.put(fill(daily, city.wall, tuple(city.sources)), "apply daily", daily.ref)
    server.preset_name, server.spread_ms = daily.name, 11.0


def clip_pictures(work: Path) -> dict[SourceId, QImage]:
    """Return one frame of each recorded clip, taken out with ffmpeg into `work`."""
    streams = shipped_folder(Shipped.STREAMS)
    found: dict[SourceId, QImage] = {}
    for clip in json.loads((streams / "manifest.json").read_text("utf-8"))["clips"]:
        if clip["kind"] != "sub":
            continue
        target = work / f"{clip['camera']}.jpg"
        if not target.exists():
            argv = ["ffmpeg", "-v", "error", "-y", "-i", str(streams / clip["file"]), "-frames:v", "1"]
            subprocess.run([*argv, "-q:v", "3", str(target)], check=True)
        found[SourceId(clip["camera"])] = QImage(str(target))
    return found
