"""Starts a site's parts on this machine, keeps them running, and ends them all."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from wallctl.cli.client import SiteClient
from wallctl.cli.parts import (
    REFUSED,
    Part,
    PartName,
    end_processes,
    end_site,
    holding,
    left_of,
    processes_of,
    tell,
)
from wallctl.errors import Unavailable, WallError
from wallctl.model.people import NOBODY, OfficerName
from wallctl.node.kept_state import KeptState
from wallctl.store.lock import SiteLock
from wallctl.store.schema_number import refuse_newer, schema_of
from wallctl.store.site import Site

TICK_S = 0.05
LOOK_EVERY_S = 0.2
SETTINGS_EVERY_S = 1.0
READY_DEADLINE_S = 60.0
STOP_DEADLINE_S = 15.0
LOCK = "run.lock"
VITAL = (PartName.SERVER, PartName.NODE)
MOST_NAMED = 6
NO_ANSWER = "the server does not answer"


class Runner:
    """Keeps the parts of one site alive until SIGTERM or SIGINT."""

    def __init__(self, site: Site, headless: bool, officer: OfficerName = NOBODY) -> None:
        self._site = site
        self._ending = False
        self._client: SiteClient | None = None
        self._next_look_s = self._next_settings_s = 0.0
        self._ready = self._keeps_wall = False
        self._asked_s = 0.0
        self._refusal = ""
        self._missing = NO_ANSWER
        names = [PartName.SERVER, PartName.NODE]
        if site.settings.sample.city:
            names.insert(0, PartName.CAMERAS)
        self.parts = [Part(name, site.path) for name in names]
        if not headless:
            said = ("--officer", officer) if officer else ()
            self.parts.append(Part(PartName.CONTROLLER, site.path, said))

    def serve(self) -> int:
        """Run until told to end; 1 at once where server or node will not run and no wall is there to keep."""
        signal.signal(signal.SIGTERM, self._end_soon)
        signal.signal(signal.SIGINT, self._end_soon)
        self._begin()
        while not self._ending:
            now = time.monotonic()
            self.tick(now)
            if self._is_refused() and not (self._ready or self._keeps_wall):
                return REFUSED
            if not self._ready:
                self._await_ready(now)
            time.sleep(TICK_S)
        return 0

    def _begin(self) -> None:
        adopted = [part.adopt() for part in self.parts]
        kept, _ = KeptState(self._site.node).load()
        shows = kept is not None and any(picture.panes for picture in kept.pictures.values())
        # What is shown, or will be by the node alone, is worth more than a command that ends in order.
        self._keeps_wall = any(adopted) or shows or bool(processes_of(self._site.path))
        self._asked_s = time.monotonic()

    def _is_refused(self) -> bool:
        """Tell whether server or node would not run when they were started last, and say why, once."""
        refusal = next((part.refusal for part in self.parts if part.name in VITAL and part.refusal), "")
        if refusal and refusal != self._refusal:
            kept = self._ready or self._keeps_wall
            tell(refusal + ("; the wall is kept, and this is tried again" if kept else ""))
        self._refusal = refusal
        return bool(refusal)

    def _await_ready(self, now_s: float) -> None:
        """Say `ready` when all cells paint, and now and then which do not."""
        if self._wall_paints(now_s):
            self._ready = True
            _say_ready()
        elif now_s - self._asked_s > READY_DEADLINE_S:
            self._asked_s = now_s
            tell(f"not all cells paint yet: {self._missing}; look into {self._site.log}")

    def close(self) -> None:
        """End the parts and all that belongs to them."""
        self._hang_up()
        end_site(self._site.path, self.parts)

    def tick(self, now_s: float) -> None:
        """See to it that every part runs, but a desk that the officer closed."""
        self._look_at_settings(now_s)
        for part in tuple(self.parts):
            if part.name is PartName.CONTROLLER and part.exit_code == 0:
                # The wall goes on without it; a new `run`, or `controller`, opens it again.
                self.parts.remove(part)
                part.end()
            else:
                part.tick(now_s)

    def _look_at_settings(self, now_s: float) -> None:
        """The sample city may be loaded from the desk: its cameras are one more part then."""
        if now_s < self._next_settings_s or any(part.name is PartName.CAMERAS for part in self.parts):
            return
        self._next_settings_s = now_s + SETTINGS_EVERY_S
        with contextlib.suppress(WallError):  # a file that is being edited is read the next time
            if Site.open(self._site.path).settings.sample.city:
                self.parts.insert(0, Part(PartName.CAMERAS, self._site.path))

    def _wall_paints(self, now_s: float) -> bool:
        if now_s < self._next_look_s:
            return False
        self._next_look_s = now_s + LOOK_EVERY_S
        try:
            if self._client is None:
                self._client = SiteClient(self._site, deadline_s=0.5)
            status = self._client.status(deadline_s=1.0)
        except (WallError, OSError, RuntimeError):
            # Also where no thread or descriptor is left: this only looks.
            self._hang_up()
            self._missing = NO_ANSWER
            return False
        truth = status.get("truth")
        paints = isinstance(truth, dict) and truth.get("of", 0) > 0 and truth.get("true") == truth.get("of")
        self._missing = _what_is_missing(truth)
        if paints:
            self._hang_up()
        return paints

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(WallError):
                client.close()

    def _end_soon(self, number: int, frame: FrameType | None) -> None:
        self._ending = True


def _what_is_missing(truth: object) -> str:
    """Name the cells that do not paint what was ordered, and why."""
    lies = truth.get("lies") if isinstance(truth, dict) else None
    words = [str(lie["why"]) for lie in lies or () if "why" in lie]
    more = [f"{len(words) - MOST_NAMED} more"] if len(words) > MOST_NAMED else []
    return "; ".join([*words[:MOST_NAMED], *more]) or "the server knows of no cell"


def _say_ready() -> None:
    with contextlib.suppress(OSError):
        sys.stdout.write("ready\n")
        sys.stdout.flush()


def run(site_dir: Path, *, headless: bool, officer: OfficerName = NOBODY) -> int:
    """Run the site until it is told to end; 0 when all of it ended in order, 1 when it would not begin.

    A fault of its own ends nothing else: the wall goes on, as after a `kill -9`.
    """
    site = Site.open(site_dir)
    refuse_newer(site.database, schema_of(site.database))
    with SiteLock(site.run / LOCK, "run"):
        runner = Runner(site, headless=headless, officer=officer)
        try:
            code = runner.serve()
        except BaseException:
            tell(
                "run ends by a fault of its own; the wall goes on without it: "
                f"`wallctl run {site_dir}` takes it over, `wallctl stop {site_dir}` ends it"
            )
            raise
        runner.close()
        return code


def stop(site_dir: Path) -> int:
    """End a site: through its `run` when that lives, else part by part. Nothing of it is left.

    Raises `Unavailable` where something does not end, or is started again by whoever watches over it.
    """
    site = Site.open(site_dir)
    runners = [process for process in holding(site.run / LOCK) if process.pid != os.getpid()]
    end_processes(runners, STOP_DEADLINE_S)
    parts = [Part(name, site.path) for name in PartName]
    end_site(site.path, [part for part in parts if part.adopt()])
    left = sorted({process.pid for process in left_of(site.path)})
    if left:
        raise Unavailable(str(site.path), f"processes {left} do not end", "end them where they were started")
    return 0
