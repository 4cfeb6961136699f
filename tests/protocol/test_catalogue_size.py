"""A large site's catalogue travels in one message: 2,000 sources, 200 presets for two shapes of wall each."""

from __future__ import annotations

from wallctl.bus import COMMAND_LANE
from wallctl.model.draft import PresetMark
from wallctl.model.ids import ActorId, SeatId
from wallctl.protocol.codec import encode
from wallctl.protocol.desk import Catalogue, from_server
from wallctl.store.catalogue_files import Words, read_cameras
from wallctl.store.city_files import sample_city_folder
from wallctl.store.layout_files import shipped_presets

SOURCES, PRESETS = 2_000, 200


def test_two_thousand_sources_and_two_hundred_presets_fit() -> None:
    cameras = read_cameras(sample_city_folder() / "cameras.csv", Words(places={"cameras": "10.0.0.1:554"}))
    few, shipped = cameras.sources, shipped_presets()
    presets = tuple(shipped[n % len(shipped)].with_(id=f"preset-{n}") for n in range(PRESETS))
    marks = tuple(
        PresetMark(preset=p.ref, version=3, actor=ActorId("officer"), seat=SeatId("seat"), at_utc_s=1.8e9)
        for p in presets
    )
    sources = tuple(few[n % len(few)].with_(id=f"src-{n:04}") for n in range(SOURCES))
    data = encode(Catalogue(agencies=(), sources=sources, presets=presets, marks=marks))
    assert len(data) < 0.8 * COMMAND_LANE.max_frame_bytes
    found = from_server.decode(data, "server")
    assert isinstance(found, Catalogue) and found.presets == presets
