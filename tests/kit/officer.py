"""An officer at a desk before a fake server, on a real X screen: eyes (the desk says it) and hands (xdotool).

Owns the desk's process. The screen is somebody else's, and so is what else its environment tells.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

DONE_S, END_S = 30.0, 30.0


class Officer:
    """Answers come from `tests.fakes.desk_on_screen`, which knows the questions."""

    def __init__(self, environment: Mapping[str, str], process: subprocess.Popen[str]) -> None:
        self._environment, self._process = environment, process

    def see(self, question: str) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(question + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def until(self, condition: Callable[[], object], seconds: float = DONE_S) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "did not happen in time"
            time.sleep(0.05)

    def do(self, *words: object) -> None:
        subprocess.run(["xdotool", *map(str, words)], env=self._environment, check=True, timeout=20)

    def drag(self, start: list[int], end: list[int]) -> None:
        """Press, move in steps as a hand does, let go."""
        self.do("mousemove", *start, "mousedown", 1)
        for step in range(1, 9):
            x = start[0] + (end[0] - start[0]) * step // 8
            y = start[1] + (end[1] - start[1]) * step // 8
            self.do("mousemove", x, y, "sleep", 0.04)
        self.do("sleep", 0.1, "mouseup", 1)


@contextmanager
def officer_at_desk(environment: Mapping[str, str]) -> Iterator[Officer]:
    """Start the desk in that environment, which names the screen; end it behind."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.desk_on_screen"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**environment, "QT_QPA_PLATFORM": "xcb"},
    ) as process:
        found = Officer(environment, process)
        try:
            found.until(lambda: found.see("ready"))
            yield found
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(timeout=END_S)
