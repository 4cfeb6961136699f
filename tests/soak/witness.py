"""Sets what status says of windows beside what the glass shows: strips that move, and whose they are.

Owns a thread and a line to the site of its own. A picture that is said to be live before and after a look, of
the same camera, must have moved meanwhile. Nothing is concluded of strips that cannot be read.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from types import TracebackType
from typing import Any, NamedTuple, Self

from tests.kit.driver import Driver
from tests.kit.looks import Look, look_of, mark_of
from tests.kit.site import SiteUnderTest
from tests.kit.tags import Rect, TagReader
from wallctl.errors import WallError

NATIVE = (640, 360)
LOOK_S = 1.2
"""A picture is late when nothing was painted for half a second, and that is known half a second later."""
STEP_S = 0.08
LEAST_LOOK_S = 1.0
"""On busy cores the witness is held up too; what it looked at for less than this may well be live."""


class Seen(NamedTuple):
    """One look at one cell: what was said of it before and after, and what was read meanwhile."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    cameras: frozenset[int]
    frames: int
    """How many different ones."""
    unread: int
    """Times that no strip could be read."""
    span_s: float
    """From the first reading to the last."""
    plain: bool
    """Whether the glass never had a badge on it: a picture that claims to be live."""
    marks: int
    """How many different live marks."""
    sure: bool
    """Whether nothing else can have been on the glass: what the cell said it showed was still the newest
    order at the end. Reports of a node without time may be older than the next layout."""


class Findings:
    """What all looks came to. Pure."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.lies: list[str] = []
        self._numbers: defaultdict[str, Counter[int]] = defaultdict(Counter)

    def add(self, cell: str, seen: Seen, still: Collection[str]) -> None:
        """Take in a look; pictures of the cameras in `still` may stand still for a while."""
        source = seen.before["source"]
        comes_and_goes = seen.before["shown"] != seen.after["shown"] or source != seen.after["source"]
        if comes_and_goes or seen.unread or len(seen.cameras) != 1:
            self.counts["not to be compared"] += 1
            return
        (number,) = seen.cameras
        states = {seen.before["state"], seen.after["state"]}
        if states == {"live"}:
            if seen.sure:
                self._numbers[source][number] += 1
            if seen.frames > 1:
                self.counts["said live, moved"] += 1
            elif source in still:
                self.counts["said live, the camera is slow"] += 1
            elif seen.span_s < LEAST_LOOK_S:
                self.counts["said live, looked at too briefly"] += 1
            elif not seen.plain:
                self.counts["said live, the glass knew better"] += 1
            else:
                self.counts["said live, stood still"] += 1
                mark = "its live mark moved" if seen.marks > 1 else "its live mark stood, too"
                self.lies.append(f"{cell}: {source}, said to be live, stood for {seen.span_s:.2f} s; {mark}")
        elif "live" in states:
            self.counts["changed meanwhile"] += 1
        else:
            self.counts["said not live, moved" if seen.frames > 1 else "said not live, stood still"] += 1

    @property
    def strangers(self) -> list[str]:
        """Cameras said to be shown where mostly, or at other times, another one's strips were read."""
        usual = {source: numbers.most_common(1)[0][0] for source, numbers in self._numbers.items()}
        owners: defaultdict[int, list[str]] = defaultdict(list)
        for source, number in usual.items():
            owners[number].append(source)
        found = [f"{' and '.join(names)} showed one picture" for names in owners.values() if len(names) > 1]
        for source, numbers in self._numbers.items():
            others = {number for number in numbers if number != usual[source]}
            found += [f"{source} showed the picture of camera {number}" for number in sorted(others)]
        return found


class Witness:
    """Looks all the time: `with Witness(site, still) as witness:`; afterwards `findings` and `states`."""

    def __init__(
        self, site: SiteUnderTest, still: Callable[[], Collection[str]], steady: Collection[str]
    ) -> None:
        """`still` tells which cameras send one picture again and again, or few.

        `steady` cells show one source in every layout; another cell may have shown another one meanwhile.
        """
        self._site, self._still, self._steady = site, still, steady
        width, height = site.cell
        place = Rect(0, (height - width * NATIVE[1] / NATIVE[0]) / 2, width, width * NATIVE[1] / NATIVE[0])
        self._reader = TagReader(place, NATIVE, (height, width))
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_on, name="witness")
        self.findings = Findings()
        self.states: defaultdict[str, float] = defaultdict(float)
        """Seconds of windows in each state, and of cells (`cell up`), as status has them."""
        self.trouble = ""
        """Why it could not look on; empty: it did."""
        self._said: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _look_on(self) -> None:
        try:
            with Driver(self._site.path) as drive:
                last_s = time.monotonic()
                while not self._over.wait(0.05):
                    try:
                        self._look(drive)
                    except WallError:
                        drive.hang_up()
                    self._spent(time.monotonic() - last_s)
                    last_s = time.monotonic()
        except Exception as wrong:  # noqa: BLE001 - a thread that ends in silence has seen nothing wrong
            self.trouble = f"the witness fell: {wrong!r}"

    def _look(self, drive: Driver) -> None:
        self._said = drive.status()["cells"]
        before = self._single(self._said)
        still = set(self._still())
        cameras: defaultdict[str, set[int]] = defaultdict(set)
        frames: defaultdict[str, set[int]] = defaultdict(set)
        unread: Counter[str] = Counter()
        read_s: defaultdict[str, list[float]] = defaultdict(list)
        marks: defaultdict[str, set[bytes]] = defaultdict(set)
        badged: set[str] = set()
        until_s = time.monotonic() + LOOK_S
        while time.monotonic() < until_s and not self._over.wait(STEP_S):
            for cell in before:
                glass = self._site.glass(cell)
                tag = self._reader.first(glass)
                if look_of(glass) is not Look.PLAIN:
                    badged.add(cell)
                read_s[cell].append(time.monotonic())
                if tag is None:
                    unread[cell] += 1
                    continue
                cameras[cell].add(tag.camera)
                frames[cell].add(tag.frame)
                marks[cell].add(mark_of(glass))
        status = drive.status()
        after, ordered = self._single(status["cells"]), status["revision"]
        for cell in before.keys() & after.keys() & read_s.keys():
            span_s = read_s[cell][-1] - read_s[cell][0]
            shown = frozenset(cameras[cell]), len(frames[cell]), unread[cell]
            sure = before[cell]["shown"] in ("always", ordered)
            seen = Seen(before[cell], after[cell], *shown, span_s, cell not in badged, len(marks[cell]), sure)
            self.findings.add(cell, seen, still | set(self._still()))

    def _single(self, cells: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """What is said of windows that have one cell to themselves: there the strips are read."""
        found = {}
        for cell in cells:
            windows, name = cell["windows"], cell["cell"]
            if cell["phase"] == "up" and len(windows) == 1 and _is_single(windows[0]["window"]):
                shown = "always" if name in self._steady else cell["revision"]
                found[name] = windows[0] | {"shown": shown}
        return found

    def _spent(self, seconds: float) -> None:
        for cell in self._said:
            self.states[f"cell {cell['phase']}"] += seconds
            for window in cell["windows"]:
                self.states[window["state"]] += seconds


def _is_single(window: str) -> bool:
    # The driver writes place and size into a window's name.
    return window.split("-")[3:5] == ["1", "1"]
