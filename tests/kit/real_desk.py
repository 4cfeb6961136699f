"""A desk of a real site on an X screen of its own, in real hands: mouse and keys go through the X server.

Owns the screen and the desk's process. Where things lie is asked of the desk; what the wall shows never is.
"""

from __future__ import annotations

import json
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.kit.screen import VirtualScreen
from tests.kit.site import until
from tests.kit.tags import Rect
from tests.leftovers import marked_environment

SIZE = (1600, 900)
"""Wide enough for both boards side by side."""
ANSWER_S, DONE_S = 60.0, 30.0
STEPS, STEP_S = 6, 0.02
ASIDE_PX = 12
Point = tuple[float, float]
"""On the wall, in cells."""


class RealDesk:
    """`with RealDesk(site.path, "one") as desk: desk.click(0.5, 0.5); desk.key("Delete")`."""

    def __init__(self, site: Path, seat: str, officer: str = "") -> None:
        self._site, self.seat = site, seat
        self.officer = officer or f"duty-{seat}"
        self._screen = VirtualScreen(*SIZE)
        self._process: subprocess.Popen[str] | None = None
        self._asked = 0
        self.others: tuple[RealDesk, ...] = ()
        """Desks beside it."""

    def __enter__(self) -> Self:
        self._screen.__enter__()
        try:
            self.start()
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self._screen.__exit__(kind, error, trace)

    def start(self) -> None:
        """Start the desk, and return at once: hands and questions wait until it is there."""
        log = self._site / "log" / f"desk-{self.seat}.log"
        log.parent.mkdir(exist_ok=True)
        with log.open("a") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.fakes.desk_of_site", str(self._site), self.seat,
                 self.officer],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
                env=self._environment(),
            )  # fmt: skip

    def kill(self) -> None:
        """`kill -9`, as a power cut does."""
        if self._process is None:
            return
        with self._process as process:
            process.send_signal(signal.SIGKILL)
        self._process = None

    def _environment(self) -> dict[str, str]:
        return marked_environment() | {"DISPLAY": self._screen.display, "QT_QPA_PLATFORM": "xcb"}

    @property
    def who(self) -> str:
        """Who sits where, as the others are told it."""
        return f"{self.officer} · {self.seat}"

    @property
    def screen(self) -> VirtualScreen:
        """What its officer sees."""
        return self._screen

    def board_px(self, place: tuple[float, float, float, float]) -> Rect:
        """Where a place of the wall, in cells, is on its live board."""
        x, y, w, h = place
        left, top = self.see("live_at", x, y)
        right, bottom = self.see("live_at", x + w, y + h)
        return Rect(left, top, right - left, bottom - top)

    # what it says of itself

    def see(self, *question: object) -> Any:
        """Ask the desk about its own screen."""
        assert self._process is not None
        assert self._process.stdin is not None and self._process.stdout is not None
        self._asked += 1
        self._process.stdin.write(" ".join(map(str, (self._asked, *question))) + "\n")
        self._process.stdin.flush()
        number, answer = 0, None
        while number != self._asked:  # what was asked before may be answered late
            answers = select.select([self._process.stdout], [], [], ANSWER_S)[0]
            assert answers, f"{question}: no answer from the desk"
            number, answer = json.loads(self._process.stdout.readline())
        return answer

    def words(self) -> str:
        """What a failed test wants to know of it."""
        asked = ("windows", "tags", "facts", "line", "notice", "picked")
        told = {desk.seat: {what: desk.see(what) for what in asked} for desk in (self, *self.others)}
        return str(told)

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait for what the desk is to say."""
        try:
            until(condition, DONE_S, f"{self.seat}: {what}")
        except AssertionError as late:
            late.add_note(self.words())
            raise

    def settle(self) -> None:
        """Wait until all that was asked of the server is done, and this desk has seen it."""
        self.until(lambda: self.see("settled"), "the desk has settled")

    def await_live(self, *sources: str) -> None:
        """Wait until this desk knows that the wall shows these: the glass is often a moment before it."""
        self.until(lambda: self.see("live") == sorted(sources), f"{sources} are live here")

    # hands

    def do(self, *words: object) -> None:
        """Real mouse and keys, all in one go."""
        argv = ["xdotool", *map(str, words)]
        subprocess.run(argv, env=self._environment(), check=True, timeout=60)

    def key(self, *keys: str) -> None:
        """Press these, one after the other."""
        self.settle()
        self.do("key", "--delay", 30, *keys)

    def type(self, text: str) -> None:
        self.do("type", "--delay", 15, text)

    def press(self, *name: object, held: str = "") -> None:
        """Click on what the desk knows by that name (`button put`), once it is there."""
        self.until(lambda: self.see(*name), f"{name} is there")
        self._click(self.see(*name), held)

    def click(self, x: float, y: float, held: str = "") -> None:
        """Click on a point of the board that is worked on."""
        self.settle()
        self._click(self.see("at", x, y), held)

    def _click(self, at: list[int], held: str) -> None:
        down, up = (("keydown", held), ("keyup", held)) if held else ((), ())
        self.do("mousemove", *at, *down, "click", 1, *up)

    def wheel(self, x: float, y: float, steps: int) -> None:
        """Turn the wheel with Ctrl held, away from the hand, over a point of the board."""
        self.settle()
        at = self.see("at", x, y)
        self.do(
            "mousemove", *at, "keydown", "ctrl", "click", "--repeat", steps, "--delay", 60, 4, "keyup", "ctrl"
        )

    def double_click(self, x: float, y: float) -> None:
        """Click twice on a point of the board."""
        self.settle()
        self.do("mousemove", *self.see("at", x, y), "click", "--repeat", 2, "--delay", 60, 1)

    def drag(self, start: Point, end: Point, held: str = "") -> None:
        """Take what is at one point of the board to another one."""
        self.settle()
        self._drag(self.see("at", *start), self.see("at", *end), held)

    def drag_corner(self, corner: Point, end: Point, held: str = "") -> None:
        """Take the lower right corner of the chosen window to a point."""
        self.settle()
        x, y = self.see("at", *corner)
        self._drag([x - 7, y - 7], self.see("at", *end), held)

    def carry(self, source: str, end: Point) -> None:
        """Take one source from where it is in the list to a point of the board, in one go."""
        self._drag(self.see("row", source), self.see("at", *end), "")

    def drop(self, sources: tuple[str, ...], end: Point, held: str = "") -> None:
        """Choose these in the list, and take them to a point of the board."""
        self.settle()
        self.until(lambda: self._choose(sources), f"{sources} are chosen")
        self._drag(self.see("row", sources[0]), self.see("at", *end), held)

    def _choose(self, sources: tuple[str, ...]) -> bool:
        """Click on one after the other; tell whether they are chosen: the list may have moved meanwhile."""
        for number, source in enumerate(sources):
            x, y = self.see("row", source)
            # Never twice at one place, wherever the list scrolls: that would make a double click of it.
            self._click([x - (number + 1) * ASIDE_PX, y], "ctrl" if number else "")
            if self.see("picked") != [*sources[: number + 1]]:
                return False
        return True

    def _drag(self, start: list[int], end: list[int], held: str) -> None:
        """Press, move in steps as a hand does, let go; a key that is held is pressed on the way."""
        (x, y), (to_x, to_y) = start, end
        down, up = (("keydown", held), ("keyup", held)) if held else ((), ())
        way = [
            word
            for n in range(1, STEPS + 1)
            for word in (
                "mousemove", x + (to_x - x) * n // STEPS, y + (to_y - y) * n // STEPS, "sleep", STEP_S,
                *(down if n == 2 else ()),
            )
        ]  # fmt: skip
        self.do("mousemove", x, y, "sleep", 0.05, "mousedown", 1, *way, "mousemove", to_x - 1, to_y,
                "sleep", 0.1, "mouseup", 1, *up)  # fmt: skip
