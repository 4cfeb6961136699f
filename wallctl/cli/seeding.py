"""What a new site begins with: shipped presets and, where asked for, the sample city."""

from __future__ import annotations

from wallctl.model.wall import Wall
from wallctl.store.city_files import read_agencies, sample_city_folder
from wallctl.store.layout_files import shipped_presets
from wallctl.store.new_site import Seed
from wallctl.store.sample_city import sample_cameras
from wallctl.store.site import SiteSettings


def seed(wall: Wall, sample: bool, settings: SiteSettings) -> Seed:
    """Return what a new site begins with: shipped presets, and the sample city where it is asked for."""
    city = sample_city_folder()
    agencies = read_agencies(city / "agencies.toml")
    if not sample:
        return Seed(wall=wall, agencies=agencies, presets=shipped_presets())
    cameras = sample_cameras(settings)
    return Seed(wall=wall, agencies=agencies, sources=cameras, presets=shipped_presets())
