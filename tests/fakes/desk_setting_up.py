"""What the fake server does of setting up a site: another wall, the sample city's cameras."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from wallctl.errors import Conflict
from wallctl.model.layout import Layout
from wallctl.model.source import Source
from wallctl.model.wall import Wall
from wallctl.protocol.setting_up import LoadSample, SetWall
from wallctl.rules.new_wall import reshaped
from wallctl.store.catalogue_files import Words, read_cameras
from wallctl.store.city_files import sample_city_folder


class Site(Protocol):
    """What is set up."""

    wall: Wall
    sources: Sequence[Source]


def set_up(ask: SetWall | LoadSample, site: Site, on_it: Layout, changed: Callable[[], None]) -> None:
    """Change wall or sources, and say so; raise `Conflict` where a window is on the wall."""
    match ask:
        case SetWall() if on_it.windows:
            raise Conflict(
                "wall", f"{len(on_it.windows)} windows are on it", "clear the wall first, then set it"
            )
        case SetWall():
            site.wall = reshaped(site.wall, ask.rows, ask.cols, ask.cell_px, ask.outputs)
        case LoadSample():
            file = sample_city_folder() / "cameras.csv"
            site.sources = read_cameras(file, Words(places={"cameras": "127.0.0.1:1"})).sources
    changed()
