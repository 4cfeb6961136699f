"""The looks at the streams of a new source, one after the other, before it is saved. Knows no widget."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal, Slot

from wallctl.controller.looks import Looks, Verdict
from wallctl.model.ids import RequestId
from wallctl.model.sighting import LookStep, Sighting
from wallctl.model.source import StreamKind
from wallctl.protocol.desk import Problem
from wallctl.protocol.looks import LookProgress, TestSource
from wallctl.rules.new_source import Form

Signature = tuple[tuple[tuple[StreamKind, str], ...], str | None]


class AddTest(QObject):
    """Asks for looks and keeps what they saw, for the very addresses and login that they were asked with."""

    changed = Signal()

    def __init__(self, looks: Looks) -> None:
        super().__init__()
        self._looks = looks
        self._left: list[tuple[StreamKind, str]] = []
        self._now: tuple[RequestId, StreamKind] | None = None
        self._of: Signature = ((), None)
        self._seen: dict[StreamKind, Sighting] = {}
        self.step = LookStep.WAITING
        self.problem: Problem | None = None
        """Why the last test was refused; None while nothing is wrong."""
        self.jpeg: bytes | None = None
        looks.progressed.connect(self._progressed)
        looks.tested.connect(self._tested)

    @property
    def running(self) -> StreamKind | None:
        """The stream that is looked at now."""
        return self._now[1] if self._now is not None else None

    def seen(self, form: Form) -> Mapping[StreamKind, Sighting]:
        """Return what was seen of this form's streams; nothing of what was typed since."""
        return dict(self._seen) if self._of == _signature(form) else {}

    def start(self, form: Form) -> None:
        """Look at every stream of the form, the main one first."""
        self.stop()
        self._of, self._seen = _signature(form), {}
        self.problem = self.jpeg = None
        self._left = list(form.streams)
        self._next()

    @Slot()
    def stop(self) -> None:
        """End what is under way; what was seen so far stays."""
        self._left = []
        if self._now is not None:
            request, self._now = self._now[0], None
            self._looks.cancel(request)
            self.changed.emit()

    def _next(self) -> None:
        if self._left:
            kind, url = self._left.pop(0)
            request = self._looks.test(TestSource(url=url, credential=self._of[1]))
            self.step = LookStep.WAITING
            self._now = (request, kind) if request is not None else None
            if request is None:
                self._left = []
                self.problem = Problem(error="Unavailable", thing="", reason="no_link")
        self.changed.emit()

    @Slot(object)
    def _progressed(self, said: LookProgress) -> None:
        if self._now is not None and said.request == self._now[0]:
            self.step = said.step
            self.changed.emit()

    @Slot(object)
    def _tested(self, verdict: Verdict) -> None:
        if self._now is None or verdict.request != self._now[0]:
            return
        kind, self._now = self._now[1], None
        if verdict.problem is not None:
            self.problem, self._left = verdict.problem, []
        elif verdict.sighting is not None:
            self._seen[kind] = verdict.sighting
            self.jpeg = self.jpeg or verdict.jpeg
        self._next()


def _signature(form: Form) -> Signature:
    return form.streams, form.credential
