"""What the desk knows and asks: the server's last view, catalogue, events, and edits under way. No widgets.

Lives in the GUI thread; nothing here waits. The server decides; this only remembers what was asked.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal

from wallctl.controller.echo import EchoBook
from wallctl.controller.editing import Editing
from wallctl.controller.looks import Looks
from wallctl.controller.standing import Standings, standings
from wallctl.model.draft import PresetMark
from wallctl.model.health import CellHealth
from wallctl.model.ids import PresetId, RequestId, SeatId, SourceId
from wallctl.model.layout import Layout, Preset
from wallctl.model.people import NOBODY
from wallctl.model.source import Agency, Source
from wallctl.protocol.desk import (
    ApplyPreset,
    Ask,
    Catalogue,
    ClearWall,
    Events,
    Happened,
    Problem,
    Readiness,
    Reply,
    ShowLabels,
    TakeLayout,
    Undo,
    WallView,
    Watch,
)
from wallctl.protocol.drafting import ArmDraft, DraftNews
from wallctl.protocol.link import RefusalReason, Refused
from wallctl.protocol.node import EchoPicture

SILENT_AFTER_S = 1.6
"""The server speaks twice a second; a desk that hears nothing for so long says so (promised: within 2 s)."""
UNANSWERED_AFTER_S = 5.0
"""A desk that has looked for its server for so long, and never heard it, counts it as lost."""
KEPT_EVENTS = 300


class Line(Protocol):
    """The way to the server; `ask` returns at once, with None when there is no link."""

    def ask(self, ask: Ask) -> RequestId | None: ...


class LinkPhase(Enum):
    """The desk's relation to the server."""

    CONNECTING = "connecting"
    UP = "up"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Answer:
    """A request and what became of it; either `problem` or `reply` is set."""

    ask: Ask
    problem: Problem | None
    reply: Reply | None
    unplaced: Layout | None = None
    """Of a direct edit that did not come to the wall: the newest layout that the officer wanted by then."""


NO_LINK = Problem(error="Unavailable", thing="", reason="no_link")
"""It was not sent. Besides the next one the only problem that the desk itself finds; views give it words."""
UNANSWERED = Problem(error="Unavailable", thing="", reason="unanswered")
"""The link was lost before the answer: the server may have done it or not."""
LINK_FAILED = (NO_LINK, UNANSWERED)


class Session(QObject):
    """The desk's memory. Signals tell that something changed; readers look at the properties."""

    link_changed = Signal()
    wall_changed = Signal()
    catalogue_changed = Signal()
    happened = Signal(object)
    echoed = Signal(str)
    drafted = Signal(object)
    """What the server keeps as this seat's draft: a `DraftNews`."""
    answered = Signal(object)

    def __init__(self, clock: Callable[[], float], utc: Callable[[], float]) -> None:
        super().__init__()
        self._clock, self._utc = clock, utc
        self._line: Line | None = None
        self._heard_s: float | None = None
        self._silent = False
        """The server said nothing for too long, and the link never broke."""
        self._looking_since: tuple[float, float] | None = None
        """When this desk began to look for its server: on its clock, and in Unix time."""
        self._asked: dict[RequestId, Ask] = {}
        self._edits = Editing()
        self.phase = LinkPhase.CONNECTING
        self.lost_since_utc_s: float | None = None
        self.refusal = ""
        """Why the server does not take this desk; empty while it does."""
        self.refused: RefusalReason | None = None
        self.seat = SeatId("")
        """Where this desk stands, as the server is told."""
        self.officer = NOBODY
        """Who sits here, as the server is told with each request."""
        self.view: WallView | None = None
        self.sources: dict[SourceId, Source] = {}
        self.agencies: dict[str, Agency] = {}
        self.presets: dict[PresetId, Preset] = {}
        self.marks: dict[PresetId, PresetMark] = {}
        """Version of each preset, who saved it and when."""
        self.catalogue_known = False
        self.standings = Standings({}, {})
        self.events: deque[Happened] = deque(maxlen=KEPT_EVENTS)
        self.echoes = EchoBook()
        self.looks = Looks()
        """Sources off the wall: how ready they are, small pictures, tests."""

    def connect_line(self, line: Line) -> None:
        """Give the session its way to the server; once, by the composition root."""
        self._line = line

    @property
    def now_s(self) -> float:
        return self._clock()

    @property
    def now_utc_s(self) -> float:
        return self._utc()

    @property
    def shown(self) -> Layout:
        """What the server says the wall is to show."""
        return self.view.desired.layout if self.view is not None else Layout()

    @property
    def asked(self) -> Layout | None:
        """What was asked for and is not shown yet."""
        return self._edits.wanted

    @property
    def layout(self) -> Layout:
        """What the officer works on: what was asked, else what is shown."""
        return self.shown if self.asked is None else self.asked

    # what comes in

    def link_up(self) -> None:
        """The bus has a link; it counts as up once the server's view arrives."""
        self._silent = False
        self._look(Watch(), Events(last=50, follow=True))

    def link_down(self) -> None:
        """The bus lost the link."""
        self._silent = False
        self._lose()

    def link_refused(self, refused: Refused) -> None:
        """The server does not take this desk; the bus goes on trying. Without a right there is no picture."""
        self.refusal, self.refused = refused.text, refused.reason
        if refused.reason in (RefusalReason.STRANGER, RefusalReason.REVOKED):
            for cell in self.echoes.forget_pictures():
                self.echoed.emit(cell)
            self.looks.forget_pictures()
        self.link_changed.emit()

    def tick(self) -> None:
        """Look at the clock, four times a second: silence is loss, whatever the bus believes."""
        now_s, heard_s = self._clock(), self._heard_s
        if self.phase is LinkPhase.UP and heard_s is not None and now_s - heard_s > SILENT_AFTER_S:
            self._silent = True
            self._lose()
        elif self.phase is LinkPhase.CONNECTING:
            since_s, since_utc_s = self._looking_since = self._looking_since or (now_s, self._utc())
            if now_s - since_s > UNANSWERED_AFTER_S:
                self._lose(since_utc_s)

    def take_in(self, message: Reply | WallView | Happened | EchoPicture | Catalogue | DraftNews) -> None:
        """Remember what the server says."""
        self._heard_s = self._clock()
        match message:
            case WallView():
                self._take_view(message)
            case Catalogue():
                self._take_catalogue(message)
            case Happened():
                self._take_event(message)
            case Reply():
                self._take_reply(message)
            case DraftNews():
                self.drafted.emit(message)
            case EchoPicture():
                pass

    def take_echo(self, picture: EchoPicture, jpeg: bytes) -> None:
        """Remember a picture of the glass."""
        if self.echoes.take_in(picture.cell, jpeg, picture.taken_s, self._clock()):
            self.echoed.emit(picture.cell)

    # what is asked

    def edit(self, layout: Layout) -> None:
        """Put this layout on the wall now; while an edit is under way the newest one waits for its answer."""
        if layout == self.layout:
            return
        if not self._edits.waits(layout):
            self._send_edit(layout, self._over)
        self.wall_changed.emit()

    def take(self, layout: Layout, preset: PresetId | None, readiness: Readiness) -> None:
        """Put a prepared layout on the wall, over the revision that is worked on."""
        self.ask(TakeLayout(layout=layout, over=self._over, preset=preset, readiness=readiness))

    def arm(self, layout: Layout) -> None:
        """Have a prepared layout opened behind the wall, over the revision that is worked on."""
        self.ask(ArmDraft(layout=layout, over=self._over))

    def apply(self, preset: PresetId, readiness: Readiness = Readiness.HOLD) -> None:
        """Put a preset on the wall."""
        self.ask(ApplyPreset(preset=preset, readiness=readiness))

    def undo(self) -> None:
        """Bring back what was on the wall before this seat's last change, over what is worked on."""
        self.ask(Undo(over=self._over))

    def clear(self) -> None:
        """Take everything off the wall."""
        self.ask(ClearWall())

    def toggle_labels(self) -> None:
        """Hide the names on the glass, or show them again."""
        self.ask(ShowLabels(shown=self.view is not None and not self.view.labels_shown))

    def ask(self, ask: Ask) -> RequestId | None:
        """Send a request; without a link it is answered at once, and not sent later."""
        number = self._send(ask)
        if number is None:
            self.answered.emit(Answer(ask, NO_LINK, None))
        return number

    # inside

    def _send(self, ask: Ask) -> RequestId | None:
        number = self._line.ask(ask) if self._line is not None and self.phase is LinkPhase.UP else None
        if number is not None:
            self._asked[number] = ask
        return number

    def _look(self, *asks: Ask) -> None:
        """Ask to be told; on any link, also before the server's first view."""
        for ask in asks:
            number = self._line.ask(ask) if self._line is not None else None
            if number is not None:
                self._asked[number] = ask

    @property
    def _revision(self) -> int:
        return self.view.desired.revision if self.view is not None else 0

    @property
    def _over(self) -> int:
        return self._edits.over(self._revision)

    def _send_edit(self, layout: Layout, over: int) -> None:
        take = TakeLayout(layout=layout, over=over)
        number = self._send(take)
        if number is not None:
            self._edits.begun(layout, over, number)
            return
        self._edits.end()
        self.answered.emit(Answer(take, NO_LINK, None, layout))

    def _lose(self, since_utc_s: float | None = None) -> None:
        if self.phase is LinkPhase.LOST:
            return
        self.phase = LinkPhase.LOST
        self.lost_since_utc_s = self._utc() if since_utc_s is None else since_utc_s
        asked, self._asked = self._asked, {}
        edits, self._edits = self._edits, Editing()
        for number, ask in asked.items():
            unplaced = edits.unplaced(number)
            if edits.stands(number):
                # The wall shows it: only what waited behind it was not sent.
                if unplaced is not None:
                    self.answered.emit(Answer(TakeLayout(layout=unplaced), NO_LINK, None, unplaced))
            elif not isinstance(ask, Events | Watch):
                self.answered.emit(Answer(ask, UNANSWERED, None, unplaced))
        self.link_changed.emit()

    def _take_view(self, view: WallView) -> None:
        same = self.view is not None and view == self.view
        self.view = view
        waited = self._edits.shown(view.desired.revision, view.desired.layout)
        if waited is not None:
            # The last edit stands before the server has answered it: the next one need not wait.
            self._send_edit(waited, view.desired.revision)
        if self._edits.caught_up(view.desired.revision):
            same = False
        if self.phase is not LinkPhase.UP:
            self.phase = LinkPhase.UP
            self.lost_since_utc_s, self.refusal, self.refused = None, "", None
            same = False
            self.link_changed.emit()
            if self._silent:
                # No link comes that would have the server tell all anew, and answers were given up.
                self._silent = False
                self._look(Watch())
        if not same:
            self.standings = standings(view.cells, view.desired.layout)
            self.wall_changed.emit()

    def _take_catalogue(self, catalogue: Catalogue) -> None:
        self.sources = {source.ref: source for source in catalogue.sources}
        self.agencies = {agency.id: agency for agency in catalogue.agencies}
        self.presets = {preset.ref: preset for preset in catalogue.presets}
        self.marks = {mark.preset: mark for mark in catalogue.marks}
        self.catalogue_known = True
        self.catalogue_changed.emit()

    def _take_event(self, event: Happened) -> None:
        if any(known.seq == event.seq and known.at_utc_s == event.at_utc_s for known in self.events):
            return
        place = next((i for i, known in enumerate(self.events) if known.at_utc_s <= event.at_utc_s), None)
        if place is None:
            self.events.append(event)
        else:
            if len(self.events) == self.events.maxlen:
                self.events.pop()
            self.events.insert(place, event)
        self.happened.emit(event)

    def _take_events(self, reply: Reply) -> None:
        """What happened before this desk looked."""
        rows = reply.result.get("events")
        for row in rows if isinstance(rows, list) else ():
            try:
                self._take_event(Happened.model_validate(row, strict=False))
            except ValidationError:
                continue  # an event of a newer server, with fields unknown here

    def _take_reply(self, reply: Reply) -> None:
        ask = self._asked.pop(reply.id, None)
        if ask is None:
            return
        if isinstance(ask, Events):
            self._take_events(reply)
        unplaced = self._answer_edit(reply) if self._edits.answers(reply.id) else None
        self.answered.emit(Answer(ask, reply.problem, None if reply.problem else reply, unplaced))

    def _answer_edit(self, reply: Reply) -> Layout | None:
        """End the edit or send the next one; return what was wanted when it was refused."""
        if reply.problem is not None:
            unplaced = self._edits.end()
            self.wall_changed.emit()
            return unplaced
        found = reply.result.get("revision")
        revision = found if isinstance(found, int) else self._revision + 1
        waited = self._edits.accepted(revision)
        if waited is not None:
            self._send_edit(waited, revision)
        elif self._edits.caught_up(self._revision):
            self.wall_changed.emit()
        return None

    @property
    def cells(self) -> tuple[CellHealth, ...]:
        """Health of every cell, as the server last said."""
        return self.view.cells if self.view is not None else ()
