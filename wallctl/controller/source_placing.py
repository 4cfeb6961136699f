"""From the list onto the board that is worked on: where sources go, and what found no room.

Knows the canvases and the studio; changes nothing itself: what it puts up is an edit like any other.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot

from wallctl.controller.canvas.view import WallCanvas
from wallctl.controller.session import Session
from wallctl.controller.studio import Studio
from wallctl.controller.tab_order import reach
from wallctl.controller.window import DeskWindow
from wallctl.controller.words import translate
from wallctl.model.ids import SourceId
from wallctl.rules.edit_layout import drop, free_places
from wallctl.rules.fill_in import fill_in


class SourcePlacing(QObject):
    """Lives beside the presenter, in the GUI thread."""

    told = Signal(object)
    """Why something was not put up: what says it, in the language that is set by then."""

    def __init__(
        self, session: Session, studio: Studio, window: DeskWindow, worked_on: Callable[[], WallCanvas]
    ) -> None:
        """`worked_on`: the canvas that edits go to."""
        super().__init__()
        self._session, self._studio, self._worked_on = session, studio, worked_on
        window.sources.place_requested.connect(self._place)
        window.sources.several_requested.connect(self._place_several)
        window.sources.overlay_requested.connect(self._overlay)
        window.centre.hint.dropped.connect(self._dropped_on_hint)

    @Slot(str)
    def _place(self, name: str) -> None:
        """Put a source where the officer chose, else onto the first free cell."""
        source, view = SourceId(name), self._session.view
        if view is None or self._worked_on().place_source(source):
            return
        layout = self._studio.layout
        free = free_places(view.wall, layout)
        if not free:
            self.told.emit(_full_word)
            return
        self._studio.edit(drop(view.wall, layout, [source], *free[0].centre))

    @Slot(object)
    def _place_several(self, sources: list[SourceId]) -> None:
        """Put several onto free cells, in reading order; say what found no room."""
        view = self._session.view
        if view is None:
            return
        layout = self._studio.layout
        free = free_places(view.wall, layout)
        room = sources[: len(free)]
        if room:
            self._studio.edit(drop(view.wall, layout, room, *free[0].centre))
        if len(room) < len(sources):
            self.told.emit(partial(_room_word, len(room), len(sources) - len(room)))

    @Slot(object)
    def _overlay(self, sources: list[SourceId]) -> None:
        """Lay a source over the chosen window; one at a time, as when it is dropped."""
        if len(sources) != 1:
            self.told.emit(lambda: translate("Desk", "叠加一次只能放一路信号源：在列表里只选一路。"))
        elif not self._worked_on().overlay_source(sources[0]):
            self.told.emit(
                lambda: translate(
                    "Desk", "先在画布上选一个画面（Ctrl+G 后用方向键），再回列表按 Shift+Enter。"
                )
            )

    @Slot(object)
    def _dropped_on_hint(self, sources: list[SourceId]) -> None:
        """Go on with the draft, or begin one as the wall is, with what was dropped where its board will be.

        Nobody has said where: nothing of what is there goes while a place is free.
        """
        view = self._session.view
        if view is None:
            return
        self._studio.prepare()
        filled = fill_in(view.wall, self._studio.layout, sources)
        self._studio.edit(filled.layout)
        canvas = self._worked_on()
        canvas.select(*filled.placed)
        reach(canvas, Qt.FocusReason.MouseFocusReason)
        if filled.left:
            self.told.emit(partial(_no_place_word, filled.left))


def _full_word() -> str:
    return translate("Desk", "大屏没有空位。先在画布上选一个画面（Ctrl+G 后用方向键），再按 Enter 替换它。")


def _room_word(free: int, left: int) -> str:
    text = translate("Desk", "空位只有 {free} 个，放上了前 {free} 路，还有 {left} 路没有放。")
    return text.format(free=free, left=left)


def _no_place_word(left: int) -> str:
    text = translate("Desk", "还有 {left} 路没有放：没有空位，其余画面已锁定或标为重要。")
    return text.format(left=left)
