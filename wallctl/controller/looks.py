"""What the desk knows of sources off the wall: how ready they are, small pictures, tests. No widgets.

Lives in the GUI thread; nothing here waits. The server decides; this asks on the picture lane and remembers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Protocol

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal

from wallctl.model.ids import RequestId, SourceId
from wallctl.model.sighting import Sighting, SourceStanding
from wallctl.protocol.desk import Ask, Problem, Reply
from wallctl.protocol.looks import (
    CancelLook,
    LookProgress,
    PreviewPicture,
    Standings,
    TestSource,
    WatchPreviews,
)
from wallctl.rules.readiness import failing


class PictureLine(Protocol):
    """The way to the server on which pictures travel; None: there is no link now."""

    def ask_for_picture(self, ask: Ask) -> RequestId | None: ...


@dataclass(frozen=True, slots=True)
class Preview:
    """The newest small picture of a source, and what was said last; `jpeg` is None before the first."""

    said: PreviewPicture
    jpeg: bytes | None
    taken_utc_s: float | None
    """When the picture was taken: its age is what a view must show once it is old."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a test: exactly one of `sighting` and `problem`."""

    request: RequestId
    sighting: Sighting | None
    problem: Problem | None
    jpeg: bytes | None = None


class Looks(QObject):
    """The desk's memory of looks. Signals tell what changed."""

    standings_changed = Signal()
    previewed = Signal(str)
    """A source's preview is another one."""
    progressed = Signal(object)
    """`LookProgress` of a test."""
    tested = Signal(object)
    """`Verdict`: the test of that request is over."""

    def __init__(self) -> None:
        super().__init__()
        self._line: PictureLine | None = None
        self._wanted = WatchPreviews()
        self._tests: set[RequestId] = set()
        self.standings: dict[SourceId, SourceStanding] = {}
        """How ready sources are; one that is not here is unknown."""
        self.failing: frozenset[SourceId] = frozenset()
        """Those of them that are known to give no picture; made once for each news, for many read it."""
        self.previews: dict[SourceId, Preview] = {}

    def connect_line(self, line: PictureLine) -> None:
        """Give it its way to the server; once, by the composition root."""
        self._line = line

    def test(self, ask: TestSource) -> RequestId | None:
        """Have it looked at; `tested` tells the end. None: there is no link, and nothing will come."""
        number = self._line.ask_for_picture(ask) if self._line is not None else None
        if number is not None:
            self._tests.add(number)
        return number

    def cancel(self, request: RequestId) -> None:
        """End that test; nothing more is told of it."""
        if request in self._tests and self._line is not None:
            self._tests.discard(request)
            self._line.ask_for_picture(CancelLook(request=request))

    def watch(self, sources: tuple[SourceId, ...], width: int = 240) -> None:
        """Have pictures of these, at most `MOST_PREVIEWS`, and of no others; what is visible, no more."""
        wanted = WatchPreviews(sources=sources, width=width)
        if wanted != self._wanted:
            self._wanted = wanted
            if self._line is not None:
                self._line.ask_for_picture(wanted)

    # what comes in

    def lane_up(self) -> None:
        """There is a new link for pictures: what was asked on the last one is over."""
        self._end_tests()
        if self._wanted.sources and self._line is not None:
            self._line.ask_for_picture(self._wanted)

    def lane_down(self) -> None:
        """The link for pictures is gone."""
        self._end_tests()

    def take_in(self, said: LookProgress | PreviewPicture | Standings | Reply, jpeg: bytes | None) -> None:
        """Remember what the server says."""
        match said:
            case LookProgress():
                if said.request in self._tests:
                    self.progressed.emit(said)
            case PreviewPicture():
                self._preview(said, jpeg)
            case Standings():
                self.standings = {one.source: one for one in said.standings}
                self.failing = failing(self.standings.values())
                self.standings_changed.emit()
            case Reply():
                self._answered(said, jpeg)

    def forget_pictures(self) -> None:
        """Without a right there is no picture."""
        gone, self.previews = tuple(self.previews), {}
        for source in gone:
            self.previewed.emit(source)

    def _preview(self, said: PreviewPicture, jpeg: bytes | None) -> None:
        before = self.previews.get(said.source)
        if jpeg is not None:
            self.previews[said.source] = Preview(said, jpeg, said.taken_utc_s)
        elif before is not None:
            self.previews[said.source] = Preview(said, before.jpeg, before.taken_utc_s)
        else:
            self.previews[said.source] = Preview(said, None, None)
        self.previewed.emit(said.source)

    def _answered(self, reply: Reply, jpeg: bytes | None) -> None:
        if reply.id not in self._tests:
            return
        self._tests.discard(reply.id)
        if reply.problem is not None:
            self.tested.emit(Verdict(reply.id, None, reply.problem))
            return
        try:
            sighting = Sighting.model_validate_json(json.dumps(reply.result))
        except ValidationError:
            wrong = Problem(error="BadMessage", thing="server", reason="answers with something else")
            self.tested.emit(Verdict(reply.id, None, wrong))
            return
        self.tested.emit(Verdict(reply.id, sighting, None, jpeg))

    def _end_tests(self) -> None:
        lost, self._tests = self._tests, set()
        for request in lost:
            gone = Problem(error="Unavailable", thing="", reason="no_link")
            self.tested.emit(Verdict(request, None, gone))
