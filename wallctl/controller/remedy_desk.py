"""Does what a fault's button says: windows to living cells and back, or the window of a source is chosen.

Lives beside the presenter, in the GUI thread. The server works out where windows go; see `rules.reseat`.
"""

from __future__ import annotations

import json
from functools import partial

from pydantic import ValidationError
from PySide6.QtCore import QObject, Qt, Signal, Slot

from wallctl.controller.canvas.scene import Board
from wallctl.controller.centre import Centre
from wallctl.controller.event_rows import Remedy, Row
from wallctl.controller.session import Answer, Session
from wallctl.controller.studio import Studio
from wallctl.controller.tab_order import reach
from wallctl.controller.words import translate
from wallctl.model.ids import SourceId
from wallctl.model.layout import Layout
from wallctl.protocol.desk import ProposeReseat, Reply


class RemedyDesk(QObject):
    """Answers the buttons of the right column, and the key that re-seats."""

    told = Signal(object)
    """Why nothing was done: what says it, in the language that is set by then."""
    done = Signal(object)
    """What was prepared, and how it goes on. Says it as `told` does."""

    def __init__(self, session: Session, studio: Studio, centre: Centre) -> None:
        super().__init__()
        self._session, self._studio, self._centre = session, studio, centre
        session.answered.connect(self._answered)

    @Slot(object)
    def remedy(self, row: Row) -> None:
        """Do what the row's button says."""
        match row.remedy:
            case Remedy.RESEAT | Remedy.BACK:
                self.reseat()
            case Remedy.CHOOSE if row.newest.source is not None:
                self.choose(row.newest.source)
            case _:
                pass

    def reseat(self) -> None:
        """Windows that matter go to living cells, or back when all live: into the draft, to be looked at.

        In direct mode too: nobody asked for each of these moves.
        """
        view = self._session.view
        if view is None:
            return
        origin = view.desired.origin
        if view.lost or (origin is not None and origin.reseats is not None):
            self._session.ask(ProposeReseat())
        else:
            self.told.emit(lambda: translate("Remedy", "没有失效的显示单元，没有要移动的窗口。"))

    def choose(self, source: SourceId) -> None:
        """Choose the window that shows it: in the open draft if it is there, else on the wall."""
        for frame in (self._centre.draft, self._centre.live):
            scene = frame.canvas.scene
            shown = frame is self._centre.live or self._studio.draft is not None
            found = [w for w in scene.layout.windows if source in w.sources] if scene and shown else []
            if found:
                board = Board.LIVE if frame is self._centre.live else Board.DRAFT
                self._centre.show_board(board)
                frame.canvas.select(found[0].id)
                reach(frame.canvas, Qt.FocusReason.OtherFocusReason)
                return
        self.told.emit(lambda: translate("Remedy", "大屏上没有这个画面了。"))

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        if isinstance(answer.ask, ProposeReseat) and answer.reply is not None:
            self._proposed(answer.reply)

    def _proposed(self, reply: Reply) -> None:
        """What the server proposes becomes the draft; what was in the draft is one undo away."""
        try:
            layout = Layout.model_validate_json(json.dumps(reply.result.get("layout")))
        except ValidationError:
            self.told.emit(lambda: translate("Remedy", "服务器的移动方案无法读取，没有改动。"))
            return
        if layout == self._session.shown:
            self.told.emit(
                lambda: translate("Remedy", "活着的显示单元没有可用的位置：请先撤下可以不看的画面。")
            )
            return
        origin = self._session.view.desired.origin if self._session.view is not None else None
        self._studio.begin(layout, origin.preset if origin is not None else None)
        moves, unseated = reply.result.get("moves"), reply.result.get("unseated")
        count = len(moves) if isinstance(moves, list) else 0
        left = len(unseated) if isinstance(unseated, list) else 0
        self.done.emit(partial(_prepared_word, count, left))


def _prepared_word(count: int, left: int) -> str:
    text = translate("Remedy", "{count} 个重要画面移到其他显示单元，已放入待上墙。Ctrl+Enter 上墙。")
    if not count:
        text = translate("Remedy", "画面移回原位，已放入待上墙。Ctrl+Enter 上墙。")
    text = text.format(count=count)
    if left:
        text += translate("Remedy", "{left} 个没有位置。").format(left=left)
    return text
