"""The desk of a real site, as `wallctl controller` starts it, that also says where things lie on it.

`python -m tests.fakes.desk_of_site SITE SEAT OFFICER`. Answers each line on stdin (a number, and a question)
with a line of JSON (that number, and the answer), about its own screen and its own words only; what the wall
shows is read off the glass. Ends when stdin does.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QSocketNotifier, Slot
from PySide6.QtWidgets import QApplication, QWidget

from wallctl.controller import main as composition
from wallctl.controller.canvas.changing import change_tag
from wallctl.controller.canvas.content_dialog import ContentDialog
from wallctl.controller.canvas.frame import WallFrame
from wallctl.controller.session import Answer, LinkPhase
from wallctl.model.ids import SourceId
from wallctl.model.layout import Layout
from wallctl.protocol.desk import Events, Watch
from wallctl.protocol.drafting import ArmStage


class DeskOfSite(composition.Desk):
    """A desk whose machine drives no wall: it has its screen for itself."""

    def show(self, nursery: Path) -> None:
        super().show(nursery / "elsewhere")
        self._teller = Teller(self)


class Teller(QObject):
    """Reads questions, answers them."""

    def __init__(self, desk: composition.Desk) -> None:
        super().__init__()
        self._desk = desk
        self._acknowledged = 0
        desk.session.answered.connect(self._answered)
        self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._asked)

    @Slot()
    def _asked(self) -> None:
        number, *words = sys.stdin.readline().split() or ("",)
        if not words:
            QApplication.quit()
            return
        # What hands did before this was asked comes first.
        QApplication.sync()
        print(json.dumps([int(number), self._answer(*words)]), flush=True)

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        revision = answer.reply.result.get("revision") if answer.reply is not None else None
        if isinstance(revision, int):
            self._acknowledged = max(self._acknowledged, revision)

    def _answer(self, what: str, *more: str) -> object:
        match what:
            case "row" | "at" | "live_at" | "button":
                return self._point(what, *more)
            case "settled":
                return self._settled()
            case "saved":
                return self._desk.presenter.studio.saved
            case "drafting":
                return self._desk.presenter.draft is not None
            case "chosen":
                return list(self._desk.presenter.canvas.chosen)
            case "windows":
                return [[w.id, w.source, *w.rect.model_dump().values()] for w in self._layout.windows]
            case "live":
                return sorted(str(window.source) for window in self._desk.session.layout.windows)
            case "numbers":
                return self._desk.presenter.canvas.numbers_shown
            case "picked":
                return self._desk.window.sources.list.chosen
            case _:
                return self._words(what)

    @property
    def _layout(self) -> Layout:
        scene = self._desk.presenter.canvas.scene
        assert scene is not None
        return scene.layout

    def _settled(self) -> bool:
        """Whether all that the server was asked is answered, and what came of it is seen here."""
        session, view = self._desk.session, self._desk.session.view
        if session.phase is not LinkPhase.UP or not session.catalogue_known or view is None:
            return False
        waiting = [ask for ask in session._asked.values() if not isinstance(ask, Events | Watch)]
        under_way = view.arming is not None and view.arming.stage is not ArmStage.HELD
        busy = waiting or session.asked is not None or view.taking or under_way
        return not busy and view.desired.revision >= self._acknowledged

    # where things are

    def _point(self, what: str, *more: str) -> list[int] | None:
        window = self._desk.window
        match what:
            case "row":
                # Its agency's group comes last; the recent ones above it change with each take.
                model, name = window.sources.model, SourceId(more[0])
                rows = [model.index(number) for number in range(model.rowCount())]
                index = [row for row in rows if (found := model.source_at(row)) and found.ref == name][-1]
                window.sources.list.scrollTo(index)
                centre = window.sources.list.visualRect(index).center()
                return _on_screen(window.sources.list.viewport().mapToGlobal(centre))
            case "at" | "live_at":
                canvas = window.centre.live.canvas if what == "live_at" else self._desk.presenter.canvas
                point = QPoint(canvas.scale.x_px(float(more[0])), canvas.scale.y_px(float(more[1])))
                return _on_screen(canvas.mapToGlobal(point))
            case _:
                return _middle(self._button(more[0]))

    def _button(self, name: str) -> QWidget | None:
        panel = self._desk.presenter.preset_desk.panel
        dialogs = [
            w for w in QApplication.topLevelWidgets() if isinstance(w, ContentDialog) and w.isVisible()
        ]
        if panel is not None and panel.isVisible() and name in ("name", "save", "replace"):
            return {"name": panel.name, "save": panel.save, "replace": panel.replace}[name]
        if not dialogs:
            return None
        known: dict[str, QWidget] = {
            "picture": dialogs[0].kind.button(0),
            "clock": dialogs[0].kind.button(1),
            "ticker": dialogs[0].kind.button(2),
            "file": dialogs[0].file,
            "text": dialogs[0].text,
            "put": dialogs[0].put,
        }
        return known[name]

    # what it says

    def _words(self, what: str) -> object:
        window = self._desk.window
        match what:
            case "notice":
                return window.centre.notice.text
            case "line":
                return window.presets.bar.line.line.text
            case "facts":
                return [_facts(frame) for frame in (window.centre.live, window.centre.draft)]
            case "echo":
                return window.centre.live._right.text()
            case "tags":
                return [_tags(frame) for frame in (window.centre.live, window.centre.draft)]
            case "notes":
                scene = window.centre.live.canvas.scene
                return dict(scene.notes) if scene is not None else {}
            case "presets":
                return [preset.name for preset in self._desk.session.presets.values()]
            case "keys":
                return {preset.name: preset.key for preset in self._desk.session.presets.values()}
            case "listed":
                model = window.sources.model
                rows = (model.source_at(model.index(number)) for number in range(model.rowCount()))
                return [row.ref for row in rows if row is not None]
            case "offer":
                panel = self._desk.presenter.preset_desk.panel
                return panel.replace.text() if panel is not None and panel.isVisible() else ""
            case _:
                raise ValueError(what)


def _facts(frame: WallFrame) -> str:
    return frame._facts.text() if frame.isVisible() else ""


def _tags(frame: WallFrame) -> dict[str, str]:
    scene = frame.canvas.scene
    if scene is None or not frame.isVisible():
        return {}
    found = {
        window.source: change_tag(scene.board, scene.changes.get(window.id))
        for window in scene.layout.windows
    }
    return {str(source): tag for source, tag in found.items() if tag}


def _middle(widget: QWidget | None) -> list[int] | None:
    if widget is None or not widget.isVisible():
        return None
    return _on_screen(widget.mapToGlobal(widget.rect().center()))


def _on_screen(point: QPoint) -> list[int]:
    return [point.x(), point.y()]


def main(site: str, seat: str, officer: str) -> int:
    composition.Desk = DeskOfSite  # type: ignore[misc]
    return composition.main(Path(site), officer=officer, seat_name=seat)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
