"""A desk of a real site in a process of its own that prepares a draft: `python -m ... SITE SEAT SOURCE`.

Says `kept` once the server has acknowledged the draft, and then waits to be killed.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer

from wallctl.bus.keys import load_key_pair
from wallctl.controller.bridge import Bridge
from wallctl.controller.main import Desk, make_app, site_address
from wallctl.controller.session import LinkPhase, Session
from wallctl.model.geometry import Rect
from wallctl.model.ids import SeatId, SourceId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.store.site import Site

STEP_MS = 20


def main(site_path: str, seat: str, source: str) -> int:
    site = Site.open(Path(site_path))
    app = make_app()
    session = Session(time.monotonic, time.time)
    desk = Desk(app, session, "test")
    bridge = Bridge(session, site_address(site), load_key_pair(site.operator_key), SeatId(seat))
    bridge.start()
    window = Window(id=WindowId("w"), rect=Rect(x=0, y=0, w=1, h=1), source=SourceId(source))
    studio, said = desk.presenter.studio, [False]

    def step() -> None:
        if session.phase is LinkPhase.UP and studio.draft is None:
            studio.begin(Layout(windows=(window,)))
        elif studio.saved and studio.draft is not None and not said[0]:
            said[0] = True
            print("kept", flush=True)

    timer = QTimer()
    timer.setInterval(STEP_MS)
    timer.timeout.connect(step)
    timer.start()
    return app.exec()


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
