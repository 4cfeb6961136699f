"""Composition root of the node: builds it from a site folder, runs it, ends it in order."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from pathlib import Path

from wallctl.bus.keys import load_key_pair
from wallctl.errors import BadInput, WallError
from wallctl.model.geometry import PxRect
from wallctl.model.ids import CellId
from wallctl.model.wall import LOCAL_NODE, Size, Surface
from wallctl.node.kept_charges import KeptCharges
from wallctl.node.kept_state import KeptState
from wallctl.node.pids import ProcessRecord
from wallctl.node.program import Node
from wallctl.node.server_lane import ServerLane
from wallctl.protocol.node import LookOrder
from wallctl.protocol.nursery import RendererSpec, ScoutSpec
from wallctl.rules.urls import UrlRules
from wallctl.store.certificates import machine_certificates
from wallctl.store.lock import SiteLock
from wallctl.store.site import Site

_log = logging.getLogger(__name__)


def main(site_path: Path) -> int:
    """Run the node of this site until SIGTERM (the wall shows on) or the server's `StopNode`; return 0.

    Raises `Unavailable` when a node of this site runs already.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    site = Site.open(site_path)
    with SiteLock(site.run / "node.lock", "node"):
        asyncio.run(_run(site))
    return 0


async def _run(site: Site) -> None:
    node = Node(
        LOCAL_NODE,
        cell_address=site.node_ipc,
        nursery_socket=site.nursery_socket,
        nursery_argv=(sys.executable, "-m", "wallctl", "nursery", str(site.path)),
        nursery_log=site.log / "nursery.log",
        spec=SpecMaker(site),
        scout=ScoutMaker(site),
        kept=KeptState(site.node),
        charges=KeptCharges(site.node),
        record=ProcessRecord(site.run / "renderers.json"),
        steps_down=site.settings.budgets.step_down,
    )
    keys = load_key_pair(site.keys / "local.node")
    public = _server_public(site.keys / "server.pub")
    lane = ServerLane(
        site.control_address,
        site.picture_address,
        keys,
        public,
        node.hello,
        node.from_server,
        node.server_lost,
    )
    node.serve(lane)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, node.stop)
    _log.info("node %s of %s is up", LOCAL_NODE, site.path)
    await node.run()


def _server_public(file: Path) -> str:
    try:
        return file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadInput(str(file), f"cannot be read: {wrong}", "copy it from the server's site") from None


class Allowed:
    """What sources may be opened, by the site's file as it is now: the desk may have loaded the sample city.

    A file that cannot be read, or is being edited, changes nothing.
    """

    def __init__(self, site: Site) -> None:
        self._file, self._stamp = site.path / "site.toml", 0
        self._rules = site.url_rules

    @property
    def rules(self) -> UrlRules:
        with contextlib.suppress(WallError, OSError):
            stamp = self._file.stat().st_mtime_ns
            if stamp != self._stamp:
                self._stamp, self._rules = stamp, Site.open(self._file.parent).url_rules
        return self._rules


class SpecMaker:
    """What a renderer is born with: its surface, and the site's settings."""

    def __init__(self, site: Site) -> None:
        self._site, self._allowed = site, Allowed(site)

    def __call__(
        self, surface: Surface, surfaces: tuple[Surface, ...], incarnation: int, token: str
    ) -> RendererSpec:
        rules = self._allowed.rules
        return RendererSpec(
            cell=surface.id,
            node=surface.node,
            incarnation=incarnation,
            token=token,
            bus=self._site.node_ipc,
            px=surface.px,
            place_px=surface.place_px,
            output=surface.output,
            wall_px=_whole(surfaces),
            zone=self._site.settings.zone,
            media_dir=str(self._site.media),
            secrets_file=str(self._site.secrets_file),
            devices=dict(self._site.devices),
            networks=rules.networks,
            ports_refused=rules.ports_refused,
            ca_file=str(self._site.ca_file or ""),
            machine_ca_file=str(machine_certificates() or ""),
        )


class ScoutMaker:
    """What a scout is born with: its look, and the site's settings."""

    def __init__(self, site: Site) -> None:
        self._site, self._allowed = site, Allowed(site)

    def __call__(self, order: LookOrder, scout: CellId, token: str) -> ScoutSpec:
        rules = self._allowed.rules
        return ScoutSpec(
            scout=scout,
            node=LOCAL_NODE,
            token=token,
            bus=self._site.node_ipc,
            view=order.view,
            follow=order.follow,
            width=order.width,
            every_s=order.every_s,
            watch_s=order.watch_s,
            within_s=order.within_s,
            media_dir=str(self._site.media),
            secrets_file=str(self._site.secrets_file),
            devices=dict(self._site.devices),
            networks=rules.networks,
            ports_refused=rules.ports_refused,
            ca_file=str(self._site.ca_file or ""),
            machine_ca_file=str(machine_certificates() or ""),
        )


def _whole(surfaces: tuple[Surface, ...]) -> Size | None:
    """Return what the surfaces without an output of their own take up together.

    None where that is more than any screen: there is nothing to scale, each lies at its own place.
    """
    places = [surface.place_px for surface in surfaces if not surface.output] or [PxRect(x=0, y=0, w=0, h=0)]
    width, height = max(place.right for place in places), max(place.bottom for place in places)
    limit = 16384
    return Size(w=width, h=height) if 16 <= width <= limit and 16 <= height <= limit else None
