"""The sample city of a site: its cameras as this machine replays them, and the settings that let it."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import tomlkit
from tomlkit.exceptions import TOMLKitError

from wallctl.errors import BadInput, Unavailable
from wallctl.model.source import Agency, Source
from wallctl.store.catalogue_files import Words, read_cameras
from wallctl.store.city_files import read_agencies, sample_city_folder
from wallctl.store.durable import write_whole
from wallctl.store.site import SiteSettings

LOOPBACK = "127.0.0.0/8"


class SampleCity:
    """What the server needs of it. Any thread; nothing is read before it is wanted."""

    def __init__(self, site: Path, settings: SiteSettings) -> None:
        self._site, self._settings = site, settings

    def agencies(self) -> tuple[Agency, ...]:
        """Return the city's agencies."""
        return read_agencies(sample_city_folder() / "agencies.toml")

    def cameras(self) -> tuple[Source, ...]:
        """Return the city's cameras, at this machine's port."""
        return sample_cameras(self._settings)

    def switch_on(self) -> None:
        """Have `run` replay the cameras, now and at each start, and allow the loopback; comments stay.

        Raises `BadInput` for a `site.toml` that cannot be read, `Unavailable` where it cannot be written.
        """
        file = self._site / "site.toml"
        try:
            document = tomlkit.parse(file.read_text("utf-8"))
            document.setdefault("sample", tomlkit.table())["city"] = True
            cameras = document.setdefault("cameras", tomlkit.table())
            nets = [str(net) for net in cameras.get("allow_nets", ())]
            if LOOPBACK not in nets:
                cameras["allow_nets"] = [*nets, LOOPBACK]
            write_whole(file, tomlkit.dumps(document).encode(), 0o600)
        except (TOMLKitError, ValueError) as wrong:
            raise BadInput(str(file), f"cannot be read: {wrong}", "mend it, then try again") from None
        except OSError as wrong:
            raise Unavailable(str(file), f"cannot be written: {wrong.strerror}", "see the disk") from None


def sample_cameras(settings: SiteSettings) -> tuple[Source, ...]:
    """Return the sample city's cameras at the port that the site picked for them."""
    places = MappingProxyType({"cameras": f"127.0.0.1:{settings.sample.proxy_port}"})
    return read_cameras(sample_city_folder() / "cameras.csv", Words(places=places)).sources
