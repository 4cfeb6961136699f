"""The desk before a fake server, in a process of its own on a real screen; says on stdout where things lie.

Answers each line on stdin with a line of JSON, and ends when stdin does. Points of the screen: `row ID`,
`search`, `cell X Y` on the live board, `worked X Y` on the one that is worked on, `name` of a preset that is
being saved. `wall`: what the server holds; `first`: the first hit; `picked`: what is chosen in the list;
`focus`: what has the keyboard, `typed` the text there, `composing` whether words stand in it that are not
committed; `panels`: those that are open; `asked`: what the server was asked to do; `chosen`: windows;
`drafted`: what an open draft holds that is kept.
"""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QObject, QPoint, QSocketNotifier, Slot
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit

from tests.fakes.desk_city import sample_city
from tests.fakes.desk_server import DeskServer
from wallctl.controller.bridge import Bridge
from wallctl.controller.main import Desk, make_app
from wallctl.controller.session import Session
from wallctl.model.ids import SeatId, SourceId
from wallctl.protocol.desk import Events, ListMedia, Watch, WatchEcho
from wallctl.protocol.looks import WatchPreviews

_PASSIVE = (Watch, WatchEcho, Events, WatchPreviews, ListMedia)


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
            case "name":
                panel = self._desk.presenter.preset_desk.panel
                if panel is None or not panel.isVisible():
                    return None
                return _on_screen(panel.name.mapToGlobal(panel.name.rect().center()))
            case "first":
                model = window.sources.model
                found = model.source_at(model.first_source())
                return found.id if found is not None else None
            case "cell" | "worked":
                canvas = window.centre.live.canvas if what == "cell" else self._desk.presenter.canvas
                point = QPoint(canvas.scale.x_px(float(more[0])), canvas.scale.y_px(float(more[1])))
                return _on_screen(canvas.mapToGlobal(point))
            case "wall":
                windows = self._server.desired.layout.windows
                return [[w.source, w.rect.x, w.rect.y, w.rect.w, w.rect.h] for w in windows]
            case _:
                return self._of_keys(what)

    def _of_keys(self, what: str) -> object:
        """What keys did."""
        focus, presenter, window = QApplication.focusWidget(), self._desk.presenter, self._desk.window
        match what:
            case "typed":
                field = focus.lineEdit() if isinstance(focus, QComboBox) else focus
                return field.text() if isinstance(field, QLineEdit) else None
            case "composing":
                return self._desk._guard.composing
            case "panels":
                return [type(panel).__name__ for panel in window.findChildren(QDialog) if panel.isVisible()]
            case "focus":
                return type(focus).__name__
            case "asked":
                return [type(ask).__name__ for ask in self._server.asks if not isinstance(ask, _PASSIVE)]
            case "picked":
                return window.sources.list.chosen
            case "chosen":
                return list(presenter.canvas.chosen)
            case "drafted":
                kept = presenter.draft if presenter.studio.saved else None
                return [window.source for window in kept.layout.windows] if kept is not None else None
            case _:
                raise ValueError(what)


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
