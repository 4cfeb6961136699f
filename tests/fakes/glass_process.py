"""One `Glass` on a real display, turned by a test: `python -m tests.fakes.glass_process X Y W H`.

Paints what standard input says (JSON lines) and answers each line with what it saw.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable

import numpy as np
from PySide6.QtGui import QGuiApplication

from wallctl.model.geometry import PxRect
from wallctl.renderer.glass import Glass, region_of
from wallctl.renderer.main import choose_platform


def main(x: int, y: int, w: int, h: int) -> int:
    choose_platform()
    app = QGuiApplication(["glass"])
    glass = Glass(PxRect(x=x, y=y, w=w, h=h), app.primaryScreen(), "test glass")
    asked: list[float] = []
    glass.open(lambda: asked.append(time.monotonic()))

    def turn(until: Callable[[], bool], seconds: float) -> None:
        end = time.monotonic() + seconds
        while not until() and time.monotonic() < end:
            app.processEvents()
            time.sleep(0.002)

    turn(lambda: glass.exposed, 10.0)
    print(json.dumps({"exposed": glass.exposed, "where": glass.where().model_dump()}), flush=True)
    for line in sys.stdin:
        told = json.loads(line)
        part = PxRect.model_validate(told["part"])
        pixels = np.random.default_rng(told["seed"]).integers(0, 256, (part.h, part.w, 3), np.uint8)

        def fill(canvas: np.ndarray, part: PxRect = part, pixels: np.ndarray = pixels) -> None:
            canvas[part.y : part.bottom, part.x : part.right, :3] = pixels

        if told.get("behind"):
            fill(glass.canvas())
        else:
            glass.paint(region_of([part]), fill)
        before = time.clock_gettime(time.CLOCK_BOOTTIME)
        at_s = glass.settle()
        differs = [row for row in range(h) if glass.differs(row)]
        turn(lambda: False, told.get("turn_s", 0.0))
        answer = {
            "settled": at_s >= before,
            "differs": differs,
            "asked": len(asked),
            "exposed": glass.exposed,
        }
        print(json.dumps(answer), flush=True)
    return 0


if __name__ == "__main__":
    os._exit(main(*(int(word) for word in sys.argv[1:])))
