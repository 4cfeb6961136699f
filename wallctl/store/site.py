"""The site folder: its settings, its places, and how a new one comes to be. Must not know what the keys open.

Nobody but its owner may look inside: folders are 0700, secrets and database 0600.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from wallctl.errors import BadInput, Denied, NotFound
from wallctl.model.base import Value
from wallctl.model.budget import Budgets
from wallctl.rules.addresses import PRIVATE_NETWORKS
from wallctl.rules.urls import UrlRules
from wallctl.store.toml_values import parse_toml, read_text, to_value

SITE_FORMAT = 1
"""Grows with each change of the folder; a program refuses a site whose number is above its own."""

Port = Annotated[int, Field(ge=1, le=65535)]


class BusSettings(Value):
    """Where the server listens."""

    host: str = "127.0.0.1"
    control_port: Port
    picture_port: Port


class CameraSettings(Value):
    """Networks, besides private ones, that cameras may be in; whom TLS trusts; V4L2 devices by name."""

    allow_nets: tuple[str, ...] = ()
    ca_file: str = ""
    """Certificates (PEM) that cameras over TLS are judged by, under the site folder unless absolute; empty:
    those of the machine's authorities, which vouch for names and not for addresses of figures."""
    devices: dict[str, str] = Field(default_factory=dict)

    @field_validator("ca_file")
    @classmethod
    def _can_be_an_option(cls, value: str) -> str:
        if {";", "|"} & set(value):
            raise ValueError("field `ca_file`: FFmpeg takes no path with ; or |, give the file another name")
        return value

    @field_validator("allow_nets")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for net in value:
            try:
                ipaddress.ip_network(net)
            except ValueError as wrong:
                raise ValueError(f"{net} is not a network in CIDR form: {wrong}") from None
        return value


class SampleSettings(Value):
    """The sample city, whose replayed cameras `run` starts too; ports of its RTSP server and fault proxy."""

    city: bool = False
    rtsp_port: Port
    proxy_port: Port


class ScoutSettings(Value):
    """Looks off the wall that nobody waits for: a slow round over the sources of presets."""

    looks_per_minute: Annotated[float, Field(ge=0, le=60)] = 12.0
    """At most; 0: no round, and `ready now` counts only what was on the wall or looked at."""


class SiteSettings(Value):
    """`site.toml`. Read once by each process and passed down."""

    format: Annotated[int, Field(ge=1)] = SITE_FORMAT
    name: str
    bus: BusSettings
    cameras: CameraSettings = CameraSettings()
    sample: SampleSettings
    budgets: Budgets = Budgets()
    """What agencies' platforms, links and nodes can carry; nothing named: no ceiling."""
    scouts: ScoutSettings = ScoutSettings()
    zone: str = ""
    """Zone of clocks on the glass, as `Asia/Shanghai`; empty: that of the machine that drives the cell."""
    media: str = "media"
    """Folder of stored pictures and clips, under the site folder unless absolute."""
    database: str = ""
    """Older sites hold an empty one. Another database than the site's own file is refused, not ignored."""

    @field_validator("database")
    @classmethod
    def _is_the_own_file(cls, value: str) -> str:
        if value:
            # Not what was given: it may hold a password.
            raise ValueError(
                "field `database`: no other than the site's own file can be used yet, leave it empty"
            )
        return value

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        try:
            return ZoneInfo(value).key if value else ""
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"{value} is no zone; write one like Asia/Shanghai") from None


class Site:
    """An opened site folder: settings, and where things are. Reads `site.toml` and nothing else."""

    def __init__(self, path: Path, settings: SiteSettings) -> None:
        self.path = path
        self.settings = settings

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return the site; raise `NotFound`, or `Denied` where it is somebody else's.

        `BadInput`: a typo in it, or it was made by a newer version.
        """
        file = path / "site.toml"
        try:
            there = file.is_file()
        except PermissionError:
            raise Denied(
                str(path), "this user may not read it", f"give the command as {_owner(path)}"
            ) from None
        if not there:
            raise NotFound(str(path), "is not a site folder", f"make one: wallctl init {path}")
        text = read_text(file)
        table = parse_toml(text, str(file))
        _refuse_newer(file, table.get("format"))
        return cls(path.resolve(), to_value(table, SiteSettings, text, str(file)))

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def server_key(self) -> Path:
        """The server's key pair; only the server reads it."""
        return self.keys / "server"

    @property
    def server_public(self) -> str:
        """The server's public key, for those who connect; raise `BadInput` when it is not there."""
        file = self.keys / "server.pub"
        try:
            return file.read_text("ascii").strip()
        except (OSError, ValueError):
            raise BadInput(str(file), "cannot be read", "restore the keys from a backup") from None

    @property
    def node_key(self) -> Path:
        """The key pair of this machine's own node."""
        return self.keys / "local.node"

    @property
    def operator_key(self) -> Path:
        """The key pair of the local operator: the command line, and the desk on this machine."""
        return self.keys / "operator.local"

    @property
    def ring_file(self) -> Path:
        """Who may speak: public key -> name and role."""
        return self.keys / "ring.json"

    @property
    def database(self) -> Path:
        return self.path / "wallctl.db"

    @property
    def secrets_file(self) -> Path:
        return self.path / "secrets.json"

    @property
    def media(self) -> Path:
        return self.path / self.settings.media

    @property
    def run(self) -> Path:
        """Sockets, locks and records of what runs; 0700, empty when nothing does."""
        return self.path / "run"

    @property
    def node(self) -> Path:
        """What the node on this machine keeps over a restart."""
        return self.path / "node"

    @property
    def log(self) -> Path:
        return self.path / "log"

    @property
    def node_ipc(self) -> str:
        return f"ipc://{self.run / 'node.ipc'}"

    @property
    def nursery_socket(self) -> Path:
        return self.run / "nursery.sock"

    @property
    def control_address(self) -> str:
        return f"tcp://{self.settings.bus.host}:{self.settings.bus.control_port}"

    @property
    def picture_address(self) -> str:
        return f"tcp://{self.settings.bus.host}:{self.settings.bus.picture_port}"

    @property
    def ca_file(self) -> Path | None:
        """What the site names to judge cameras over TLS by."""
        name = self.settings.cameras.ca_file
        return self.path / name if name else None

    @property
    def devices(self) -> Mapping[str, str]:
        """V4L2 devices: name -> path."""
        return self.settings.cameras.devices

    @property
    def networks(self) -> tuple[str, ...]:
        """Networks that cameras may be in besides private ones."""
        return self.settings.cameras.allow_nets

    @property
    def url_rules(self) -> UrlRules:
        """What sources of this site may be opened."""
        bus = self.settings.bus
        return UrlRules(
            networks=(*PRIVATE_NETWORKS, *self.networks),
            devices=tuple(self.devices),
            ports_refused=(bus.control_port, bus.picture_port),
        )


def _owner(path: Path) -> str:
    try:
        return f"its owner, {path.owner()}"
    except (OSError, KeyError):
        return "its owner"


def _refuse_newer(file: Path, number: object) -> None:
    """A newer site may have fields that would look like typos here: its number is judged first."""
    if isinstance(number, int) and number > SITE_FORMAT:
        raise BadInput(
            str(file),
            f"this site was made by a newer version of wallctl (format {number}, known: {SITE_FORMAT})",
            "use that version; nothing was changed",
        )
