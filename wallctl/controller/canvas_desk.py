"""What both boards' canvases share with the rest of the desk: window numbers, snapping, and why not.

Numbers on the live board are shown on the glass too; those of a draft nobody sees but the desk.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from shiboken6 import isValid

from wallctl.controller.canvas.clip import windows_in_mime
from wallctl.controller.canvas.content_dialog import ContentDialog, Goes
from wallctl.controller.canvas.painting import label_text
from wallctl.controller.canvas.scene import Board
from wallctl.controller.canvas.view import WallCanvas
from wallctl.controller.centre import Centre
from wallctl.controller.session import Answer, Session
from wallctl.controller.settings import SettingsKeeper
from wallctl.controller.tab_order import reach
from wallctl.model.content import Content
from wallctl.model.ids import WindowId
from wallctl.protocol.desk import ListMedia, ShowNumbers
from wallctl.rules.edit_several import Snap
from wallctl.rules.numbers import LATE_FOR_S, SHOWN_FOR_S, numbered

_NAME_PX = 320
"""So much of a window's name a dialog has room for."""


class CanvasDesk(QObject):
    """Lives beside the presenter, in the GUI thread."""

    told = Signal(object)
    """Why something was not done: what says it, in the language that is set by then."""

    def __init__(
        self,
        session: Session,
        centre: Centre,
        settings: SettingsKeeper,
        worked_on: Callable[[], WallCanvas],
    ) -> None:
        """`worked_on`: the canvas that edits go to."""
        super().__init__()
        self._session, self._settings, self._worked_on = session, settings, worked_on
        self._canvases = (centre.live.canvas, centre.draft.canvas)
        self._on_glass = False
        self._numbers: dict[WindowId, int] = {}
        """Those on the glass."""
        self._dialog: ContentDialog | None = None
        self._edits: WindowId | None = None
        session.answered.connect(self._answered)
        self.ends = self._timer(SHOWN_FOR_S)
        """Ends the numbers that are shown."""
        self.ends.timeout.connect(self.end_numbers)
        self.late = self._timer(LATE_FOR_S)
        """Gives digits back to the presets."""
        self.late.timeout.connect(self._give_digits_back)
        for canvas in self._canvases:
            canvas.hinted.connect(self.told)
            canvas.snap_changed.connect(self._snap_chosen)
            canvas.numbers_ended.connect(self.end_numbers)
            canvas.digit_typed.connect(self._wait_for_more)
            canvas.content_requested.connect(self._ask_for_content)
        session.wall_changed.connect(self._number_glass)
        settings.changed.connect(self._settings_changed)
        self._settings_changed()

    def _timer(self, wait_s: float) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(round(wait_s * 1000))
        return timer

    def stop(self) -> None:
        """End what waits for the canvases, which go before this.

        Leaves no copied windows on the clipboard: Qt would take their load down after Python is gone.
        """
        self.ends.stop()
        self.late.stop()
        if windows_in_mime(QGuiApplication.clipboard().mimeData()):
            QGuiApplication.clipboard().clear()

    @Slot()
    def toggle_numbers(self) -> None:
        """Number the windows of the board that is worked on, the live one's on the glass too; or end it."""
        if any(canvas.numbers_shown for canvas in self._canvases):
            self.end_numbers()
            return
        canvas = self._worked_on()
        if canvas.scene is None:
            return
        canvas.show_numbers(True)
        reach(canvas, Qt.FocusReason.OtherFocusReason)
        self._on_glass = canvas.scene.board is Board.LIVE
        self._numbers = {}
        self.late.stop()
        self._give_digits_back()
        self.ends.start()
        self._number_glass()

    @Slot()
    def end_numbers(self) -> None:
        """Take the numbers away; on the glass they go by themselves, and earlier when that is asked."""
        early = self.ends.isActive()
        self.ends.stop()
        for canvas in self._canvases:
            canvas.show_numbers(False)
            canvas.hold_digits(True)
        self.late.start()
        if self._on_glass and early:
            self._session.ask(ShowNumbers(shown=False))
        self._on_glass = False

    @Slot()
    def _wait_for_more(self) -> None:
        """A digit gets the whole time again, on the glass too; a late one keeps the next from presets."""
        if self.late.isActive():
            self.late.start()
            return
        self.ends.start()
        if self._on_glass:
            self._session.ask(ShowNumbers(shown=True))

    @Slot()
    def _give_digits_back(self) -> None:
        for canvas in self._canvases:
            canvas.hold_digits(False)

    @Slot()
    def _number_glass(self) -> None:
        """Windows that somebody adds or moves meanwhile have the same numbers here and there."""
        numbers = numbered(self._session.shown)
        if self._on_glass and numbers != self._numbers:
            self._numbers = numbers
            self._session.ask(ShowNumbers(shown=True))

    @Slot(object)
    def _ask_for_content(self, name: WindowId | None) -> None:
        """Open the dialog; the names of files come when the server tells them."""
        canvas = self._worked_on()
        window = canvas.scene.layout.window(name) if canvas.scene is not None and name is not None else None
        if self._dialog is not None and isValid(self._dialog):
            self._dialog.close()
        content = window.content if window is not None else None
        dialog = ContentDialog(canvas.window(), partial(self._content_goes, name), content)
        dialog.chosen.connect(self._content_chosen)
        dialog.finished.connect(self._back_to_canvas)
        self._dialog, self._edits = dialog, name
        self._session.ask(ListMedia())
        dialog.show()

    def _content_goes(self, name: WindowId | None) -> Goes:
        """Without direct mode what is put on the live board begins a draft."""
        canvas = self._worked_on()
        scene = canvas.scene
        window = scene.layout.window(name) if scene is not None and name is not None else None
        live = canvas is self._canvases[0] and self._settings.now.direct
        named = label_text(scene, window, _NAME_PX) if scene is not None and window is not None else ""
        return Goes(Board.LIVE if live else Board.DRAFT, named)

    @Slot()
    def _back_to_canvas(self) -> None:
        canvas = self._worked_on()
        # Always: a dialog that was just opened may become the active window after it has gone.
        canvas.window().activateWindow()
        reach(canvas, Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _content_chosen(self, content: Content) -> None:
        self._worked_on().put_content(content, self._edits)

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        if not isinstance(answer.ask, ListMedia) or self._dialog is None or answer.reply is None:
            return
        files = answer.reply.result.get("files")
        if isValid(self._dialog) and isinstance(files, list):
            self._dialog.show_files([str(name) for name in files])

    @Slot(object)
    def _snap_chosen(self, snap: Snap) -> None:
        self._settings.change(snap=snap.name.lower())

    @Slot()
    def _settings_changed(self) -> None:
        found = next((snap for snap in Snap if snap.name.lower() == self._settings.now.snap), Snap.CELLS)
        for canvas in self._canvases:
            canvas.set_snap(found)
