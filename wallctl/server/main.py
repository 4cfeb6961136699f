"""The server process: builds everything, starts in order, stops in reverse. Must not hold any rule."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from contextlib import ExitStack
from pathlib import Path

from wallctl.bus.keys import load_key_pair
from wallctl.bus.lane import TroubleReport
from wallctl.server.inbox import Inbox, Item
from wallctl.server.lanes import Lanes
from wallctl.server.lookup import Lookup
from wallctl.server.ring_file import RingFile
from wallctl.server.session import Session
from wallctl.server.wall_state import WallState
from wallctl.store.lock import SiteLock
from wallctl.store.sample_city import SampleCity
from wallctl.store.secrets_file import SecretsFile
from wallctl.store.site import Site
from wallctl.store.state import Store


def main(site_path: Path) -> int:
    """Serve the site until SIGTERM, SIGINT or a `stop`; prints `ready` once it serves; return 0.

    Raises `WallError` when it cannot: no such site, a second server, a port that is taken, a database of a
    newer version or one that is damaged beyond repair.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    site = Site.open(site_path)
    with SiteLock(site.run / "server.lock", "server"):
        asyncio.run(_serve(site))
    return 0


async def _serve(site: Site) -> None:
    loop = asyncio.get_running_loop()
    with ExitStack() as up:
        store = await asyncio.to_thread(Store.open, site.database)
        up.callback(store.close)
        rules = site.url_rules
        state = await store.run(lambda: WallState(store, rules, site.settings.budgets))
        last_event = await store.run(store.last_event)
        early = _Early()
        inbox = Inbox(loop, early.item)
        keys, ring = load_key_pair(site.server_key), RingFile(site.ring_file)
        lanes = Lanes(site.control_address, site.picture_address, keys, ring.get, inbox.put, early.trouble)
        session = Session(
            site.settings.name,
            lanes,
            ring,
            store,
            state,
            Lookup(rules),
            SecretsFile(site.secrets_file),
            last_event,
            site.settings.scouts.looks_per_minute,
            site.media,
            SampleCity(site.path, site.settings),
        )
        early.session = session
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, session.ended.set)
        await session.begin(store.findings)
        up.enter_context(lanes)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        try:
            await session.serve()
        finally:
            await session.close()


class _Early:
    """Stands between lanes and session, which need each other to be built; neither runs before both are."""

    def __init__(self) -> None:
        self.session: Session | None = None

    def item(self, item: Item) -> None:
        if self.session is not None:
            self.session.handle(item)

    def trouble(self, report: TroubleReport) -> None:
        if self.session is not None:
            self.session.trouble(report)
