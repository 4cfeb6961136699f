"""The desk before a fake server, in a process of its own on a real screen; says on stdout where things lie.

Answers each line on stdin with a line of JSON: `row ID`, `search` and `cell X Y` with a point of the screen,
`wall` with what the server holds, `first` with the first hit. Ends when stdin does.
"""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QObject, QPoint, QSocketNotifier, Slot
from PySide6.QtWidgets import QApplication

from tests.fakes.desk_city import sample_city
from tests.fakes.desk_server import DeskServer
from wallctl.controller.bridge import Bridge
from wallctl.controller.main import Desk, make_app
from wallctl.controller.session import Session
from wallctl.model.ids import SeatId, SourceId


class Teller(QObject):
    """Reads questions, answers them."""

    def __init__(self, app: QApplication, desk: Desk, server: DeskServer) -> None:
        super().__init__()
        self._app, self._desk, self._server = app, desk, server
        self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._asked)

    @Slot()
    def _asked(self) -> None:
        words = sys.stdin.readline().split()
        if not words:
            self._app.quit()
            return
        print(json.dumps(self._answer(*words)), flush=True)

    def _answer(self, what: str, *more: str) -> object:
        window = self._desk.window
        match what:
            case "ready":
                return self._desk.session.catalogue_known and self._desk.session.view is not None
            case "row":
                index = window.sources.model.place_of(SourceId(more[0]))
                window.sources.list.scrollTo(index)
                centre = window.sources.list.visualRect(index).center()
                return _on_screen(window.sources.list.viewport().mapToGlobal(centre))
            case "search":
                return _on_screen(window.sources.search.mapToGlobal(window.sources.search.rect().center()))
            case "first":
                model = window.sources.model
                found = model.source_at(model.first_source())
                return found.id if found is not None else None
            case "cell":
                canvas = window.centre.live.canvas
                point = QPoint(canvas.scale.x_px(float(more[0])), canvas.scale.y_px(float(more[1])))
                return _on_screen(canvas.mapToGlobal(point))
            case "wall":
                windows = self._server.desired.layout.windows
                return [[w.source, w.rect.x, w.rect.y, w.rect.w, w.rect.h] for w in windows]
            case _:
                return None


def _on_screen(point: QPoint) -> list[int]:
    return [point.x(), point.y()]


def main() -> int:
    app = make_app()
    with DeskServer(sample_city("4x6")) as server:
        session = Session(time.monotonic, time.time)
        desk = Desk(app, session, "test")
        bridge = Bridge(session, server.address, server.desk_keys, SeatId("seat"))
        bridge.start()
        desk.window.setGeometry(0, 0, 1360, 900)
        desk.window.show()
        desk.window.activateWindow()
        teller = Teller(app, desk, server)
        code = app.exec()
        del teller
        bridge.stop()
        desk.stop()
    return code


if __name__ == "__main__":
    raise SystemExit(main())
