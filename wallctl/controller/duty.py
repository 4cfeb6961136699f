"""Who sits at this desk: asked without a restart, told to the server, and the desk becomes that officer's.

The draft is the seat's and stays. Lives in the GUI thread; nothing here waits: who sits here counts at once,
and what they had set comes when the disk tells it.
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
    """Changes the officer of the desk. `changed` tells that another one sits here, or their settings came."""

    changed = Signal()

    def __init__(self, session: Session, window: DeskWindow, settings: SettingsKeeper) -> None:
        super().__init__()
        self._session, self._window, self._settings = session, window, settings
        self._dialog: OfficerDialog | None = None
        settings.arrived.connect(self._arrived)
        settings.officers_known.connect(self._offer)

    @Slot()
    def ask(self) -> None:
        """Open the question, or bring it to the front."""
        if self._dialog is None:
            self._dialog = OfficerDialog(self._window)
            self._dialog.chosen.connect(self.take_over)
        self._settings.look_for_officers()
        self._dialog.begin(self._known, self._session.officer)
        self._dialog.offer(self._known, looking=self._settings.looking)

    @property
    def _known(self) -> tuple[OfficerName, ...]:
        now, known = self._session.officer, self._settings.officers
        return known if now in known or not now else (now, *known)

    @Slot()
    def _offer(self) -> None:
        """The disk has told who has sat here."""
        if self._dialog is not None:
            self._dialog.offer(self._known, looking=False)

    @Slot(str)
    def take_over(self, name: str) -> None:
        """That officer sits here from now on; nothing changes where it is the same one."""
        officer = OfficerName(name)
        if officer == self._session.officer:
            return
        self._session.officer = officer
        self._settings.turn_to(officer)
        if self._settings.reading:
            self.changed.emit()

    def say_under_way(self) -> None:
        """Tell that the disk has not told yet what the officer had set."""
        self._window.centre.notice.inform(partial(_under_way, self._session.officer))

    @Slot()
    def _arrived(self) -> None:
        # First, so that what is offered to a new officer (the check of the sound) waits until this is read.
        self._window.centre.notice.inform(partial(_on_duty, self._session.officer))
        self.changed.emit()


def _under_way(officer: OfficerName) -> str:
    text = translate("Desk", "现在值班：{who}。正在从磁盘读取 {who} 的设置，读到就换上；现在改的也会保留。")
    return text.format(who=officer)


def _on_duty(officer: OfficerName) -> str:
    text = translate("Desk", "现在值班：{who}。设置、收藏、最近上墙和告警声检查都换成 {who} 的。")
    return text.format(who=officer)
