"""The desk on a real X screen, driven by real mouse and key events: search, drag, resize, remove."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.leftovers import marked_environment
from tests.xscreen import x_screen

pytestmark = pytest.mark.xcb


class Officer:
    """Eyes (what the desk says of itself) and hands (xdotool)."""

    def __init__(self, display: str, process: subprocess.Popen[str]) -> None:
        self._display, self._process = display, process

    def see(self, question: str) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(question + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def until(self, condition: Callable[[], object], seconds: float = 15.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "did not happen in time"
            time.sleep(0.05)

    def do(self, *words: object) -> None:
        environment = marked_environment() | {"DISPLAY": self._display}
        subprocess.run(["xdotool", *map(str, words)], env=environment, check=True, timeout=20)

    def drag(self, start: list[int], end: list[int]) -> None:
        """Press, move in steps as a hand does, let go."""
        self.do("mousemove", *start, "mousedown", 1)
        for step in range(1, 9):
            x = start[0] + (end[0] - start[0]) * step // 8
            y = start[1] + (end[1] - start[1]) * step // 8
            self.do("mousemove", x, y, "sleep", 0.04)
        self.do("sleep", 0.1, "mouseup", 1)


@pytest.fixture
def officer() -> Iterator[Officer]:
    with x_screen(1400, 950) as display:
        environment = marked_environment() | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        with subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.desk_on_screen"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        ) as process:
            found = Officer(display, process)
            found.until(lambda: found.see("ready"))
            yield found
            assert process.stdin is not None
            process.stdin.close()
            process.wait(timeout=30)


def test_a_camera_is_found_dragged_resized_and_taken_off_with_a_real_mouse(officer: Officer) -> None:
    officer.do("mousemove", *officer.see("search"), "click", 1, "sleep", 0.1, "type", "--delay", 30, "mzyxgd")
    officer.until(lambda: officer.see("first") == "wat-08")

    officer.drag(officer.see("row wat-08"), officer.see("cell 2.5 1.5"))
    officer.until(lambda: officer.see("wall") == [["wat-08", 2, 1, 1, 1]])

    corner = officer.see("cell 3 2")
    officer.drag([corner[0] - 7, corner[1] - 7], officer.see("cell 4 3"))
    officer.until(lambda: officer.see("wall") == [["wat-08", 2, 1, 2, 2]])

    officer.drag(officer.see("cell 3 2"), officer.see("cell 4 3"))
    officer.until(lambda: officer.see("wall") == [["wat-08", 3, 2, 2, 2]])

    officer.do("mousemove", *officer.see("cell 4 3"), "click", 1, "sleep", 0.1, "key", "Delete")
    officer.until(lambda: officer.see("wall") == [])

    officer.do("key", "ctrl+z")
    officer.until(lambda: officer.see("wall") == [["wat-08", 3, 2, 2, 2]])

    officer.do("key", "F9")
    officer.until(lambda: len(officer.see("wall")) == 24)
