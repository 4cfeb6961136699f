"""Who sits at this desk: asked without a restart, told to the server, and the desk becomes that officer's.

The draft is the seat's and stays. Lives in the GUI thread; nothing here waits.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from wallctl.controller.officer_dialog import OfficerDialog
from wallctl.controller.session import Session
from wallctl.controller.settings import SettingsKeeper
from wallctl.controller.window import DeskWindow
from wallctl.controller.words import translate
from wallctl.model.people import OfficerName


class Duty(QObject):
    """Changes the officer of the desk. `changed` tells that the settings in force are another's."""

    changed = Signal()

    def __init__(self, session: Session, window: DeskWindow, settings: SettingsKeeper) -> None:
        super().__init__()
        self._session, self._window, self._settings = session, window, settings
        self._dialog: OfficerDialog | None = None

    @Slot()
    def ask(self) -> None:
        """Open the question, or bring it to the front."""
        if self._dialog is None:
            self._dialog = OfficerDialog(self._window)
            self._dialog.chosen.connect(self.take_over)
        now = self._session.officer
        known = self._settings.officers
        self._dialog.begin(known if now in known or not now else (now, *known), now)

    @Slot(str)
    def take_over(self, name: str) -> None:
        """That officer sits here from now on; nothing changes where it is the same one."""
        officer = OfficerName(name)
        if officer == self._session.officer:
            return
        self._session.officer = officer
        self._settings.turn_to(officer)
        # First, so that what is offered to a new officer (the check of the sound) waits until this is read.
        self._window.centre.notice.inform(partial(_on_duty, officer))
        self.changed.emit()


def _on_duty(officer: OfficerName) -> str:
    text = translate("Desk", "现在值班：{who}。设置、收藏、最近上墙和告警声检查都换成 {who} 的。")
    return text.format(who=officer)
