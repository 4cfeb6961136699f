"""Strikes a running wall by the dice, looks at what is said and shown, and heals it again.

Owns its line to the site. The glass is read from the screen; what is said comes from status and events.
"""

from __future__ import annotations

import contextlib
import random
import signal
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, assert_never

import psutil

from tests.faults.test_f05_f07_f08_false_pictures import another_viewer, shape_of
from tests.faults.test_f09_dead_cameras import Glass
from tests.kit.driver import Driver
from tests.kit.site import SiteUnderTest, kill, until
from tests.soak.beside import Beside
from tests.soak.strikes import CAMERAS, CELL_BACK_S, HUNG_S, PART_S, Blow, Outcome, Strike
from wallctl.demo.faults import Fault
from wallctl.errors import WallError

WHOLE_S = 25.0
READ_S = 5.0
STOPPED_S = 4.0
SETTLED_S = 6.0
"""Who painted for less pays for it with a pause."""
COVERED = frozenset(("no_signal", "unauthorised", "unsupported"))
"""What is said to be so shows nothing of the camera on the glass."""
ABOUT_SOMEBODY = ("source_lost", "source_frozen", "source_black", "source_degraded", "source_quarantined",
                  "renderer_died", "renderer_hung")  # fmt: skip


class Nemesis:
    """One wall, one camera on each cell."""

    def __init__(self, site: SiteUnderTest, drive: Driver, chance: random.Random) -> None:
        self._site, self._drive, self._chance = site, drive, chance
        self._urls = {
            source["id"]: source["sub"]["url"]
            for source in site.cli("sources")["sources"]
            if source.get("sub")
        }
        names = list(self._urls)
        self._cameras = dict(zip(site.cells, chance.sample(names, len(site.cells)), strict=True))
        self._glass = Glass(site)
        self._struck_s = dict.fromkeys(site.cells, 0.0)
        self._numbers: dict[str, int] = {}

    def begin(self) -> None:
        """Put the cameras on the wall."""
        self._drive.show(
            {(col, row, 1, 1): self._cameras[cell] for cell, (col, row) in self._site.cells.items()}
        )
        assert self._whole_after() is not None, "the wall is not whole before anything was done"
        self._numbers = {
            cell: until(partial(self._read, cell), READ_S, f"{cell} is read") for cell in self._site.cells
        }

    def strike(self, strikes: Sequence[Strike]) -> list[Outcome]:
        """Strike with all of these at once; return what came of each."""
        cells = self._chance.sample(sorted(self._site.cells), len(strikes))
        self._settle(cells)
        struck_utc_s = time.time()
        pids = {cell: self._pid(cell) for cell in self._site.cells}
        began_s = time.monotonic()
        told: dict[int, tuple[float, str]] = {}
        beside = Beside(self._glass, self._numbers, [cell for cell in self._site.cells if cell not in cells])
        with contextlib.ExitStack() as viewers:
            for one, cell in zip(strikes, cells, strict=True):
                self._do(one, cell, beside)
                if one is Fault.SIZE_CHANGE:
                    viewers.enter_context(another_viewer(self._urls[self._cameras[cell]]))
            waits = [
                self._expected(one, cell, struck_utc_s, pids)
                for one, cell in zip(strikes, cells, strict=True)
            ]
            longest_s = max(limit_s for _, limit_s in waits) + 6.0
            while len(told) < len(strikes) and time.monotonic() < began_s + longest_s:
                for number, (is_told, _) in enumerate(waits):
                    if number not in told and (words := _asked(is_told, self._drive)):
                        told[number] = time.monotonic() - began_s, words
                    beside.look()
                beside.watch(0.03)
        strangers = self._strangers(struck_utc_s, strikes, cells)
        for one, cell in zip(strikes, cells, strict=True):
            if isinstance(one, Fault):
                self._site.fault(self._cameras[cell], Fault.NONE.value)
        whole_s = self._whole_after()
        found = []
        for number, (one, cell) in enumerate(zip(strikes, cells, strict=True)):
            told_s, words = told.get(number, (None, self._state(cell)))
            wrong = (strangers or beside.wrong) if number == 0 else ""
            if told_s is None:
                wrong = "never told"
            elif told_s > waits[number][1]:
                wrong = f"told after {told_s:.1f} s"
            elif whole_s is None:
                wrong = f"not whole again: {self._lies()}"
            victim = self._cameras[cell] if isinstance(one, Fault) else cell
            found.append(Outcome(one.value, victim, told_s, words, whole_s, wrong))
        return found

    # ---- what is done --------------------------------------------------------------------------------------
    def _do(self, strike: Strike, cell: str, beside: Beside) -> None:
        match strike:
            case Fault():
                self._site.fault(self._cameras[cell], strike.value)
            case Blow.KILL_RENDERER:
                kill(self._site.renderer(cell))
            case Blow.STOP_RENDERER:
                kill(self._site.renderer(cell), signal.SIGSTOP)
            case Blow.KILL_NODE | Blow.KILL_SERVER:
                self._part(strike.value.split()[1], signal.SIGKILL)
                # A line that waits for a server which is gone tells nothing of how soon it is back.
                self._drive.hang_up()
            case Blow.STOP_NODE | Blow.STOP_SERVER:
                process = self._part(strike.value.split()[1], signal.SIGSTOP)
                beside.watch(STOPPED_S)
                kill(process, signal.SIGCONT)
            case _:
                assert_never(strike)

    def _part(self, name: str, number: signal.Signals) -> psutil.Process:
        (process,) = self._site.processes(name)
        kill(process, number)
        return process

    # ---- what must be said ---------------------------------------------------------------------------------
    def _expected(
        self, strike: Strike, cell: str, since_utc_s: float, pids: dict[str, int | None]
    ) -> tuple[Callable[[], str], float]:
        """Return how to ask whether it is told (what was said; empty: not yet), and by when it must be."""
        match strike:
            case Fault():
                said = CAMERAS[strike]
                camera = self._cameras[cell]

                def named() -> str:
                    state, _, reason = self._state(cell).partition(" ")
                    if state not in said.states or reason not in said.reasons:
                        return ""
                    if state in COVERED and self._read(cell) is not None:
                        return ""
                    if said.shape and shape_of(self._site.glass(cell)) != said.shape:
                        return ""
                    # What was said a minute ago is not said again; the state is there for all to see.
                    event = self._event(since_utc_s, said.event, source=camera) if said.event else ""
                    return f"{state} {reason} {event}".strip()

                return named, said.within_s
            case Blow.KILL_RENDERER:
                return lambda: self._back(cell, pids, since_utc_s, "renderer_died"), CELL_BACK_S
            case Blow.STOP_RENDERER:
                return lambda: self._back(cell, pids, since_utc_s, "renderer_hung"), HUNG_S
            case Blow.KILL_NODE:
                return (
                    lambda: self._event(since_utc_s, "node_lost") and self._event(since_utc_s, "node_up"),
                    PART_S,
                )
            case Blow.STOP_NODE:
                return (
                    lambda: self._event(since_utc_s, "node_lost") and self._event(since_utc_s, "node_up"),
                    (STOPPED_S + PART_S),
                )
            case Blow.KILL_SERVER:
                return lambda: self._event(since_utc_s, "server_start"), PART_S
            case Blow.STOP_SERVER:
                return lambda: "answers" if self._drive.answers() else "", STOPPED_S + PART_S
            case _:
                assert_never(strike)

    def _back(self, cell: str, pids: dict[str, int | None], since_utc_s: float, event: str) -> str:
        """Whether another renderer shows the right camera on the glass, and why is told."""
        if self._pid(cell) in (None, pids[cell]) or self._read(cell) != self._numbers[cell]:
            return ""
        return self._event(since_utc_s, event, cell=cell)

    def _strangers(self, since_utc_s: float, strikes: Sequence[Strike], cells: Sequence[str]) -> str:
        """Events about cells and sources to which nothing was done."""
        struck = {*cells, *(self._cameras[cell] for cell in cells)}
        with contextlib.suppress(WallError):
            for event in self._drive.events(200):
                who = event["cell"] or event["source"]
                if event["at_utc_s"] > since_utc_s and event["what"] in ABOUT_SOMEBODY and who not in struck:
                    return f"said of one who is well: {event['text_en']}"
        return ""

    # ---- looking -------------------------------------------------------------------------------------------
    def _event(self, since_utc_s: float, what: str, **where: str) -> str:
        for event in self._drive.events(200):
            here = all(event[name] == value for name, value in where.items())
            if event["at_utc_s"] > since_utc_s and event["what"] == what and here:
                return str(event["text"])
        return ""

    def _pid(self, cell: str) -> int | None:
        with contextlib.suppress(ValueError, psutil.Error):
            return self._site.renderer(cell).pid
        return None

    def _read(self, cell: str) -> int | None:
        return self._glass.camera(cell)

    def _state(self, cell: str) -> str:
        """State and reason of the cell's window, as `status` has them; empty: not known."""
        with contextlib.suppress(WallError):
            windows: list[dict[str, Any]] = self._drive.cell(cell)["windows"]
            return f"{windows[0]['state']} {windows[0].get('reason') or ''}".strip() if windows else ""
        return ""

    def _lies(self) -> str:
        with contextlib.suppress(WallError):
            status = self._drive.status()
            return f"{status['truth']['lies']} {[self._state(cell) for cell in self._site.cells]}"
        return "no answer"

    def _settle(self, cells: Sequence[str]) -> None:
        """Wait until those who are struck have painted long enough to be innocent."""
        last_s = max(self._struck_s[cell] for cell in cells)
        time.sleep(max(0.0, last_s + SETTLED_S - time.monotonic()))
        for cell in cells:
            self._struck_s[cell] = time.monotonic()

    def _whole_after(self) -> float | None:
        """Wait until every cell is true and live; return how long that took."""
        began_s = time.monotonic()
        while time.monotonic() < began_s + WHOLE_S:
            try:
                truth = self._drive.status()["truth"]
                if truth["true"] == truth["of"] and truth["live"] == truth["windows"]:
                    return time.monotonic() - began_s
            except WallError:
                self._drive.hang_up()
            time.sleep(0.05)
        return None


def _asked(is_told: Callable[[], str], drive: Driver) -> str:
    try:
        return is_told()
    except WallError:
        drive.hang_up()
        return ""
