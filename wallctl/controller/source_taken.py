"""Which sources this desk has just put on the wall. Knows no widgets; listens to the session."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, Signal, Slot

from wallctl.controller.session import Answer, Session
from wallctl.model.ids import SourceId
from wallctl.model.layout import Layout
from wallctl.protocol.desk import ShowSource, ShowTour, TakeLayout

REMEMBERED_REVISIONS = 32


class TakenHere(QObject):
    """Tells of each accepted edit what it brought; presets are one key away already and do not count."""

    taken = Signal(object)
    """Sources, in the order of their windows."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._seen: OrderedDict[int, frozenset[SourceId]] = OrderedDict()
        session.wall_changed.connect(self._look)
        session.answered.connect(self._answered)

    @Slot()
    def _look(self) -> None:
        view = self._session.view
        if view is not None:
            self._seen[view.desired.revision] = view.desired.layout.sources
            while len(self._seen) > REMEMBERED_REVISIONS:
                self._seen.popitem(last=False)

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        if answer.reply is None:
            return
        match answer.ask:
            case TakeLayout(layout=layout, over=over, preset=None):
                self._tell(layout, over)
            case ShowSource(source=source):
                self.taken.emit([source])
            case ShowTour(tour=tour):
                self.taken.emit([*dict.fromkeys(tour.sources)])
            case _:
                return

    def _tell(self, layout: Layout, over: int | None) -> None:
        # An edit may follow another one whose view is not here yet: then the newest view before it counts.
        known = [revision for revision in self._seen if over is None or revision <= over]
        before = self._seen[max(known)] if known else frozenset()
        brought = dict.fromkeys(
            source for window in layout.windows for source in window.sources if source not in before
        )
        if brought:
            self.taken.emit([*brought])
