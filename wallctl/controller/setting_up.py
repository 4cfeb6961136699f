"""Joins session and the form for the wall; asks for the sample city. Lives in the GUI thread."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot
from shiboken6 import isValid

from wallctl.controller.notice import problem_text
from wallctl.controller.session import Answer, Session
from wallctl.controller.wall_dialog import WallDialog
from wallctl.controller.window import DeskWindow
from wallctl.protocol.attention import Identify
from wallctl.protocol.setting_up import LoadSample, SetWall


class SettingUp(QObject):
    """What a new site needs that an old one never does again."""

    def __init__(self, session: Session, window: DeskWindow) -> None:
        super().__init__()
        self._session, self._window = session, window
        self.dialog: WallDialog | None = None
        self._under_way: set[type[SetWall | LoadSample]] = set()
        """What the server has not answered yet; a lost link is an answer, too."""
        session.answered.connect(self._answered)

    def load_sample(self) -> None:
        """Ask for the sample city; the server refuses where sources are there already."""
        if LoadSample in self._under_way:
            return
        self._under_way.add(LoadSample)
        self._window.centre.welcome.show_loading(loading=True)
        self._session.ask(LoadSample())

    def open_wall(self) -> None:
        """Open the form with the wall as it is; nothing happens before the server has told it."""
        view = self._session.view
        if view is None:
            return
        if self.dialog is not None and isValid(self.dialog):
            self.dialog.close()
        reports = [health.report for health in view.cells if health.report is not None]
        screens = dict.fromkeys(name for report in reports for name in report.screens)
        self.dialog = WallDialog(self._window, view.wall, tuple(screens))
        self.dialog.wanted.connect(self._ask)
        self.dialog.identify_requested.connect(self._identify)
        if SetWall in self._under_way:
            self.dialog.wait()
        self.dialog.show()

    @Slot(object)
    def _ask(self, wanted: SetWall) -> None:
        self._under_way.add(SetWall)
        if self.dialog is not None:
            self.dialog.wait()
        self._session.ask(wanted)

    @Slot()
    def _identify(self) -> None:
        self._session.ask(Identify())

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        if isinstance(answer.ask, LoadSample):
            self._under_way.discard(LoadSample)
            self._window.centre.welcome.show_loading(loading=False)
        if not isinstance(answer.ask, SetWall):
            return
        self._under_way.discard(SetWall)
        dialog = self.dialog if self.dialog is not None and isValid(self.dialog) else None
        if answer.problem is not None:
            if dialog is not None:
                dialog.tell(partial(problem_text, answer.problem))
            else:
                self._window.centre.notice.tell(partial(problem_text, answer.problem))
        elif dialog is not None:
            dialog.close()
