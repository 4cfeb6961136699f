"""How a new site folder comes to be: whole, or not at all. Must not know what the keys open."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import secrets
import shutil
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import tomlkit

from wallctl.errors import BadInput, NotFound, Unavailable
from wallctl.model.base import Value
from wallctl.model.ids import ActorId, RequestId, SeatId
from wallctl.model.layout import Preset
from wallctl.model.source import Agency, Source
from wallctl.model.wall import Wall
from wallctl.rules.preset_keys import settled
from wallctl.store.change import AuditLine, Change, Outcome
from wallctl.store.durable import sync_folder, write_whole
from wallctl.store.secrets_file import EMPTY_SECRETS
from wallctl.store.site import BusSettings, CameraSettings, SampleSettings, Site, SiteSettings
from wallctl.store.state import Store

SOCKET_PATH_BYTES = 107
_PORTS = range(20_000, 32_000)
"""Below the range that the system hands out by itself, so that no outgoing connection takes one of ours."""


class Seed(Value):
    """What a new site's database begins with."""

    wall: Wall
    agencies: tuple[Agency, ...] = ()
    sources: tuple[Source, ...] = ()
    presets: tuple[Preset, ...] = ()


def init_site(
    path: Path,
    seed: Seed | Callable[[SiteSettings], Seed],
    *,
    enrol: Callable[[Path], None],
    actor: str,
    sample: bool = False,
    allow_nets: Iterable[str] = (),
    devices: Mapping[str, str] | None = None,
) -> Site:
    """Make a new site folder; it is there whole when this returns and not at all when it raises.

    `seed` may depend on the settings: the sample city's cameras are at the port just picked. `enrol` puts the
    keys into the folder it is given. Raises `BadInput` when something is there already, when
    the path is too long for the sockets in it, or for a network that is none.
    """
    path = path.absolute()
    _refuse_place(path)
    settings = _new_settings(path.name, sample=sample, allow_nets=tuple(allow_nets), devices=devices or {})
    draft = path.with_name(f".{path.name}.init-{secrets.token_hex(4)}")
    try:
        draft.mkdir(0o700)
        for folder in ("keys", "media", "run", "node", "log"):
            (draft / folder).mkdir(0o700)
        write_whole(draft / "site.toml", _as_toml(settings).encode(), 0o600)
        write_whole(draft / "secrets.json", EMPTY_SECRETS, 0o600)
        enrol(draft / "keys")
        content = seed(settings) if callable(seed) else seed
        _fill_database(draft / "wallctl.db", content, ActorId(actor))
        sync_folder(draft)
        draft.rename(path)
    except OSError as wrong:
        raise Unavailable(
            str(path), f"cannot be written: {wrong.strerror or wrong}", "see the disk"
        ) from wrong
    finally:
        if draft.exists():
            shutil.rmtree(draft, ignore_errors=True)
    sync_folder(path.parent)
    return Site(path, settings)


def _refuse_place(path: Path) -> None:
    if not path.parent.is_dir():
        raise NotFound(str(path.parent), "this folder does not exist", "make it, or choose another place")
    if path.exists() and not (path.is_dir() and not path.is_symlink() and not any(path.iterdir())):
        raise BadInput(str(path), "is there already", "choose another place; nothing is overwritten")
    longest = path / "run" / "st" / "0123456789" / "f-r63c63.99999.9999"
    if len(os.fsencode(longest)) > SOCKET_PATH_BYTES:
        raise BadInput(
            str(path),
            f"is too long a path for the sockets in it (limit {SOCKET_PATH_BYTES} bytes)",
            "choose a shorter place",
        )


def _new_settings(
    name: str, *, sample: bool, allow_nets: tuple[str, ...], devices: Mapping[str, str]
) -> SiteSettings:
    if sample and "127.0.0.0/8" not in allow_nets:
        allow_nets = (*allow_nets, "127.0.0.0/8")
    for net in allow_nets:
        try:
            ipaddress.ip_network(net)
        except ValueError as wrong:
            thing = f"--allow-net {net}"
            raise BadInput(thing, f"is not a network: {wrong}", "write it as 10.1.0.0/16") from None
    control, picture, rtsp, proxy = _free_ports(4)
    return SiteSettings(
        name=name,
        bus=BusSettings(control_port=control, picture_port=picture),
        cameras=CameraSettings(allow_nets=allow_nets, devices=dict(devices)),
        sample=SampleSettings(city=sample, rtsp_port=rtsp, proxy_port=proxy),
    )


def _free_ports(count: int) -> list[int]:
    """Pick loopback ports at random among those that nobody listens on now."""
    found: list[int] = []
    with contextlib.ExitStack() as held:
        for port in secrets.SystemRandom().sample(_PORTS, 2_000):
            probe = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                found.append(port)
            if len(found) == count:
                return found
    raise Unavailable("ports", "no free ones on the loopback", "end what listens on them")


def _as_toml(settings: SiteSettings) -> str:
    document = tomlkit.document()
    document.add(tomlkit.comment("Settings of this site. Read when a part starts; ports were picked once."))
    # Only the site's own file may be the database yet. Tables of what agencies' platforms can carry are for
    # people to add, one after the other.
    values = settings.model_dump(mode="json", exclude_none=True, exclude={"budgets", "database"})
    for name, value in values.items():
        if not isinstance(value, dict):
            document.add(name, tomlkit.item(value))
    for name, value in values.items():
        if isinstance(value, dict):
            document.add(name, tomlkit.item(value))
    for line in _BUDGETS:
        document.add(tomlkit.comment(line))
    return tomlkit.dumps(document)


_BUDGETS = (
    "Ceilings of agencies' platforms, of links and of each node's decoding; without them there are none:",
    "[budgets]",
    "node_mpx_s = 400",
    "[[budgets.links]]",
    'name = "police line"',
    "mbit_s = 100",
    "[[budgets.platforms]]",
    'name = "police gateway"',
    'hosts = ["10.1.2.3:554"]',
    "streams = 16",
    "mbit_s = 64",
    'link = "police line"',
)


def _fill_database(database: Path, seed: Seed, actor: ActorId) -> None:
    line = AuditLine(
        at_utc_s=time.time(),
        actor=actor,
        seat=SeatId("init"),
        request=RequestId(secrets.token_hex(8)),
        action="init",
        what=f"wall {seed.wall.shape}, {len(seed.sources)} sources, {len(seed.presets)} presets",
        outcome=Outcome.DONE,
        revision=0,
    )
    first = Change(
        line=line,
        agencies=seed.agencies,
        sources=seed.sources,
        presets=settled(seed.presets),
        preset_keys_settled=True,
        epoch=0,
    )
    Store.create(database, seed.wall, first)
