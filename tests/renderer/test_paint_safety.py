"""Rule: thousands of paints cost no reference to None and no memory: a wall runs for months."""

from __future__ import annotations

import resource
import sys

from PySide6.QtGui import QGuiApplication

from tests.fakes.pictures import W, pane, picture, rect
from tests.kit.clips import solid
from tests.renderer.stand import Stand

PAINTS = 4000
LEFT, RIGHT = rect(0, 0, W // 2), rect(W // 2, 0, W // 2)


def _paint(stand: Stand, count: int) -> None:
    """Let frames come and paint them as the process does; every so often all, as the display asks."""
    camera, painted = stand.camera("a"), stand.stage.painted
    frames = [solid(level) for level in (40, 90, 140)]
    number = 0
    while stand.stage.painted < painted + count:
        number += 1
        if len(camera.frames) < 3:
            camera.push(frames[number % 3])
        stand.stage.paint_fresh()
        if number % 50 == 0:
            stand.stage.repaint()
            stand.stage.tick()


def test_paints_lose_no_reference_to_none_and_no_memory(qapp: QGuiApplication) -> None:
    with Stand(qapp) as stand:
        stand.order(1, picture(pane("a", LEFT, label=True), pane("b", RIGHT, label=True)))
        stand.camera("a").push(solid(40))
        stand.until(lambda: stand.states().get("w-a") == "live", 20.0, "live")
        _paint(stand, 300)
        nones, peak_kb = sys.getrefcount(None), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        _paint(stand, PAINTS)
        lost = nones - sys.getrefcount(None)
        grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak_kb
    # Gained ones do no harm; a process that has lost them all aborts.
    assert lost < 200, f"{lost} references to None in {PAINTS} paints"
    assert grown_kb < 20_000, f"{grown_kb} KiB in {PAINTS} paints"
