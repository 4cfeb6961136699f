"""One soak of a site that is up: what is done to it, how often, and what it held at each rest.

The clock of the deeds stands still during rests: what is asked for is asked of the time beside them. One
renderer is never killed, so that what grows by age is seen; windows that stay through all layouts are looked
at on the glass.
"""

from __future__ import annotations

import contextlib
import random
import time
from collections import Counter
from collections.abc import Callable

from tests.kit.driver import Driver, LineDownError, Orders
from tests.kit.site import SiteUnderTest, kill, until
from tests.soak.growth import WARM_UP_S
from tests.soak.layouts import random_layout
from tests.soak.probe import Sample, sample
from tests.soak.witness import Witness
from wallctl.demo.clips import load_manifest
from wallctl.demo.faults import Fault
from wallctl.errors import WallError

LAYOUT_S, KILL_S, FLAP_S, SAMPLE_S = 1.0, 10.0, 2.0, 10.0
REST_EVERY_S, REST_S = 75.0, 12.0
"""Streams stay open for ten seconds after they were shown last."""
WHOLE_S = 30.0
MOST_WAITING = 24
"""A server takes 32 requests of one desk."""
STEADY = 2
"""So many cells show their own source in every layout."""
FLAPPING = (
    *(Fault.OFFLINE, Fault.SILENT, Fault.STALL, Fault.FROZEN, Fault.BLACK, Fault.WEAK),
    *(Fault.DAMAGED, Fault.SIZE_CHANGE, Fault.UNSUPPORTED, Fault.WRONG_PASSWORD),
)
SLOW = (Fault.FROZEN, Fault.WEAK)
SLOW_FOR_S = 10.0
"""After it is healed, until the measured interval of its frames is the usual one again."""
SICK_SHARE = 0.2
FALSE_ALARMS = ("renderer_hung", "node_lost")
"""Renderers are killed here, none is stopped; nothing at all is done to the node."""
SLOW_FPS = 4.0
"""A camera that sends fewer frames may well show one for a whole look."""


class Soak:
    """One run on a site that is up."""

    def __init__(
        self,
        site: SiteUnderTest,
        rows: int,
        cols: int,
        seed: int,
        rest_every_s: float,
        warm_up_s: float = WARM_UP_S,
    ) -> None:
        self._site, self._rows, self._cols = site, rows, cols
        self._rest_every_s, self._warm_up_s = rest_every_s, warm_up_s
        self._chance = random.Random(seed)
        self._cameras = [source["id"] for source in site.cli("sources")["sources"] if source.get("sub")]
        self._sick: dict[str, Fault] = {}
        self._untouched = next(iter(site.cells))
        self._untouched_pid = site.renderer(self._untouched).pid
        steady = list(site.cells.values())[-STEADY:]
        self._steady = dict(zip(steady, self._cameras, strict=False))
        self._slow_until_s: dict[str, float] = {}
        self._slow_ones = [clip.camera for clip in load_manifest().clips if clip.fps < SLOW_FPS]
        self.witness = Witness(site, self._slow, list(site.cells)[-STEADY:])
        self.samples: list[Sample] = []
        """As it goes: what was open differs from one to the next."""
        self.rests: list[Sample] = []
        """Of one layout, live on every cell, and nothing else."""
        self.whole_s: list[float] = []
        """How long it took each time until all was true and live again."""
        self.false_alarms: dict[tuple[float, str], None] = {}
        """When and what was said of a renderer or the node to which nothing was done, oldest first."""
        self.rested_s = 0.0
        self.counts: Counter[str] = Counter()
        self.asked: dict[str, float] = {}
        """How many of the deeds there were to be."""

    def run(self, seconds: float) -> None:
        """Disturb and look, for so long beside the rests."""
        self.asked = {"layouts": seconds / LAYOUT_S, "renderers killed": seconds / KILL_S}
        deeds: dict[Callable[[float], None], float] = {
            self._layout: LAYOUT_S,
            self._kill: KILL_S,
            self._flap: FLAP_S,
            self._sample: SAMPLE_S,
            self._rest: self._rest_every_s,
        }
        with Orders(self._site.path) as self._orders, self.witness:
            began_s = time.monotonic()
            due_s = dict(deeds)
            while (at_s := time.monotonic() - began_s - self.rested_s) < seconds:
                for deed, every_s in deeds.items():
                    if at_s >= due_s[deed]:
                        # What took long is caught up with once; what was missed beyond that stays missed.
                        due_s[deed] = max(due_s[deed] + every_s, at_s)
                        deed(time.monotonic() - began_s)
                time.sleep(0.02)
            self.counts["lines lost"] = self._orders.lines_lost

    def _slow(self) -> list[str]:
        """Cameras that send one picture again and again, or few: a live one may stand still for a while."""
        now_s = time.monotonic()
        lately = [name for name, until_s in [*self._slow_until_s.items()] if now_s < until_s]
        return [*lately, *self._slow_ones] + [name for name, fault in [*self._sick.items()] if fault in SLOW]

    def _heal(self, name: str) -> None:
        self._site.fault(name, Fault.NONE.value)
        if self._sick[name] in SLOW:
            self._slow_until_s[name] = time.monotonic() + SLOW_FOR_S
        del self._sick[name]

    @property
    def untouched_lives(self) -> bool:
        """Whether the renderer that nobody killed is still the one that there was."""
        with contextlib.suppress(ValueError):
            return self._site.renderer(self._untouched).pid == self._untouched_pid
        return False

    def whole_again(self) -> float | None:
        """Heal all streams, show one layout; return how long the wall takes to be true and live."""
        for name in [*self._sick]:
            self._heal(name)
        with Driver(self._site.path) as drive:
            began_s = time.monotonic()
            places = [(col, row, 1, 1) for col, row in reversed(self._site.cells.values())]
            with contextlib.suppress(WallError):
                drive.show(dict(zip(places, self._cameras, strict=False)))

            def whole() -> bool:
                truth = drive.status()["truth"]
                return bool(truth["true"] == truth["of"] and truth["live"] == truth["windows"])

            with contextlib.suppress(AssertionError, WallError):
                until(whole, WHOLE_S, "the wall is whole")
                took_s = time.monotonic() - began_s
                self._hear(drive)
                return took_s
        return None

    def _hear(self, drive: Driver) -> None:
        for event in drive.events():
            if event["what"] in FALSE_ALARMS:
                self.false_alarms[event["at_utc_s"], event["text_en"]] = None

    def _rest(self, at_s: float) -> None:
        began_s = time.monotonic()
        with contextlib.suppress(AssertionError):
            until(lambda: self._orders.waiting == 0, WHOLE_S, "every layout asked for is answered")
        whole_s = self.whole_again()
        if whole_s is None:
            self.counts["rests not whole"] += 1
        else:
            self.whole_s.append(whole_s)
            time.sleep(REST_S)
            now_s = at_s + time.monotonic() - began_s
            self.rests.append(self._held(now_s))
            self.counts["rests"] += 1
        self.rested_s += time.monotonic() - began_s

    def _layout(self, at_s: float) -> None:
        if self._orders.waiting < MOST_WAITING:
            layout = random_layout(self._chance, self._rows, self._cols, self._cameras, self._steady)
            try:
                self._orders.show(layout)
            except LineDownError:
                self.counts["layouts that found no line"] += 1
            else:
                self.counts["layouts"] += 1

    def _kill(self, at_s: float) -> None:
        victims = sorted(self._site.cells.keys() - {self._untouched})
        self._chance.shuffle(victims)
        for cell in victims:
            # One that is being started anew just now is no renderer to kill.
            if found := self._site.processes(cell):
                kill(found[0])
                self.counts["renderers killed"] += 1
                return

    def _flap(self, at_s: float) -> None:
        if len(self._sick) >= SICK_SHARE * len(self._cameras):
            self._heal(next(iter(self._sick)))
            return
        camera = self._chance.choice([name for name in self._cameras if name not in self._sick])
        fault = self._chance.choice(FLAPPING)
        self._sick[camera] = fault
        self._site.fault(camera, fault.value)
        self.counts["streams broken"] += 1

    def _sample(self, at_s: float) -> None:
        self.samples.append(self._held(at_s))

    def _held(self, at_s: float) -> Sample:
        return sample(self._site.processes(), at_s, self._untouched, self._warm_up_s)
