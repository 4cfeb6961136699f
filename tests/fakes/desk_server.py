"""The server as a desk sees it: both lanes, in the test's own process, with a wall that obeys at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self

from pydantic import JsonValue

from tests.fakes.desk_drafts import Prepared, armed_or_not
from tests.fakes.desk_health import NODE, Shown, health, shown
from tests.fakes.desk_looks import Looking, seen_on_wall
from tests.fakes.desk_past import came_first, happened, proposed, taken_back
from tests.fakes.desk_setting_up import set_up
from tests.fakes.desk_sources import changed, previewed
from tests.fakes.glass import Glass
from tests.kit.ending import end_patiently
from wallctl.bus.clock import now_s
from wallctl.bus.keys import KeyRing, Peer, PeerRole, new_key_pair
from wallctl.bus.lane import COMMAND_LANE, PICTURE_LANE, Link
from wallctl.bus.server_end import ServerEnd
from wallctl.controller.bridge import Address
from wallctl.errors import Conflict, NotFound, WallError
from wallctl.model.alarm import Alarm
from wallctl.model.base import Value
from wallctl.model.desired import Desired, Origin, Version
from wallctl.model.draft import KeptDraft
from wallctl.model.geometry import Rect
from wallctl.model.health import NodeHealth, WindowState
from wallctl.model.ids import ActorId, CellId, PresetId, RequestId, SeatId, SourceId, WindowId
from wallctl.model.layout import Layout, Preset, Window
from wallctl.model.people import NOBODY
from wallctl.model.source import Agency, Source
from wallctl.model.truth import Lie, Truth
from wallctl.model.wall import Wall
from wallctl.protocol.codec import encode
from wallctl.protocol.desk import (
    AddSource,
    ApplyPreset,
    Ask,
    Catalogue,
    ClearWall,
    Events,
    Happened,
    ImportSources,
    ListMedia,
    Problem,
    ProposeReseat,
    Reply,
    Request,
    SavePreset,
    ShowLabels,
    TakeLayout,
    Undo,
    WallView,
    Watch,
    WatchEcho,
    to_server,
)
from wallctl.protocol.drafting import (
    ArmDraft,
    Arming,
    ArmStage,
    CallTakeOff,
    DeletePreset,
    DraftMark,
    DraftNews,
    DropDraft,
    ListVersions,
    SaveDraft,
)
from wallctl.protocol.looks import (
    CancelLook,
    Standings,
    TestSource,
    WatchPreviews,
)
from wallctl.protocol.node import EchoPicture, Severity
from wallctl.protocol.setting_up import LoadSample, SetWall
from wallctl.protocol.sourcing import AddTemporary, EditSource, KeepSource, PreviewImport, RemoveSource
from wallctl.rules.edit import clear, locked_off
from wallctl.rules.presets import placed, put_up

PREVIEW_BEATS = 8
ACTOR = ActorId("值班员01")
OTHER_SEAT = SeatId("主控席")
_NEVER_REFUSED = Watch | Events | WatchEcho | SaveDraft | DropDraft


@dataclass
class City:
    """What the fake has to show."""

    wall: Wall
    agencies: Sequence[Agency]
    sources: Sequence[Source]
    presets: Sequence[Preset]
    glass: Glass
    site: str = "益阳"
    states: dict[SourceId, Shown] = field(default_factory=dict)


class DeskServer:
    """Start and stop it at will on the same ports; `asks` keeps everything that was asked."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.keys, self.desk_keys = new_key_pair(), new_key_pair()
        self._ring = KeyRing({self.desk_keys.public: Peer(name=ACTOR, role=PeerRole.LOCAL)})
        self._lock = threading.RLock()
        self.asks: list[Ask] = []
        self.officer = NOBODY
        """Who sat at the desk, as its last request said."""
        self.desired = Desired()
        self._history: list[Desired] = []
        self.events: list[Happened] = []
        self.lies: dict[CellId, Lie] = {}
        self.lost: tuple[CellId, ...] = ()
        self.refuse: WallError | None = None
        """Answers all that is asked of it, but for drafts."""
        self.epoch = 1
        self.mute = False
        """Says nothing at all, while its bus goes on beating: a server that hangs."""
        self.echoing = True
        self.looking = Looking(self.picture_of)
        self.preset_name = ""
        self.labels_shown = True
        self.alarms: tuple[Alarm, ...] = ()
        self.nodes: tuple[NodeHealth, ...] = (NODE,)
        self.spread_ms: float | None = None
        self.arming: Arming | None = None
        self.measured: dict[str, JsonValue] = {}
        """What the answer to a take says besides the revision."""
        self.prepared = Prepared(ACTOR)
        for preset in city.presets:
            self.prepared.known(preset)
        self._desks: dict[Link, SeatId] = {}
        self._stood: dict[Link, Standings] = {}
        self._echo: dict[Link, WatchEcho] = {}
        self.control = self.pictures = "tcp://127.0.0.1:*"
        self._ends: list[ServerEnd] = []
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> Address:
        return Address(commands=self.control, pictures=self.pictures, server_public=self.keys.public)

    def start(self) -> Self:
        self.epoch += 1
        control = ServerEnd(
            self.control,
            keys=self.keys,
            ring=self._ring.get,
            on_message=self._heard,
            on_up=lambda link, hello: None,
            on_down=lambda link, why: self._unwatch(link),
            limits=COMMAND_LANE,
        )
        pictures = ServerEnd(
            self.pictures,
            keys=self.keys,
            ring=self._ring.get,
            on_message=self._looked,
            on_up=lambda link, hello: None,
            on_down=lambda link, why: self._forget(link),
            limits=PICTURE_LANE,
        )
        self._ends = [control, pictures]
        for end in self._ends:
            end.start()
        self.control, self.pictures = control.endpoint, pictures.endpoint
        self._over.clear()
        self._thread = threading.Thread(target=self._beat, daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join(30)
        for end in self._ends:
            end_patiently(end)
        self._ends = []
        self._desks, self._stood, self._echo = {}, {}, {}

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()

    # what a test may do

    @contextmanager
    def held(self) -> Iterator[None]:
        """Look at nothing that is asked until the end: what another desk does meanwhile came first."""
        with self._lock:
            yield

    def put(
        self,
        layout: Layout,
        what: str = "test",
        preset: PresetId | None = None,
        seat: SeatId = OTHER_SEAT,
        actor: ActorId = ACTOR,
        undoes: int | None = None,
    ) -> None:
        """Another desk, or nobody, puts this on the wall."""
        with self._lock:
            self._history.append(self.desired)
            origin = Origin(
                actor=actor,
                seat=seat,
                request=RequestId(what),
                at_utc_s=time.time(),
                what=what,
                preset=preset,
                undoes=undoes,
            )
            self.desired = Desired(revision=self.desired.revision + 1, layout=layout, origin=origin)
            self.arming = None
            self.push_view()

    def show(self, source: str, state: Shown) -> None:
        """Let a source be in that state from now on."""
        self.city.states[SourceId(source)] = state
        self.push_view()

    def happen(
        self,
        text: str,
        text_en: str = "",
        severity: Severity = Severity.INFO,
        ago_s: float = 0.0,
        by: str = "",
        **more: object,
    ) -> None:
        """Let something happen; `more`: other fields of the event."""
        fields = more | {"text": text, "text_en": text_en, "at_utc_s": time.time() - ago_s}
        event = happened(len(self.events) + 1, fields).with_(severity=severity, actor=by)
        self.events.append(event)
        for link in list(self._desks):
            self._say(link, event)

    def push_view(self) -> None:
        """Send the view to all desks now."""
        view = self.view()
        standings = seen_on_wall(view.cells)
        for link in list(self._desks):
            self._say(link, view)
            if self._stood.get(link) != standings:
                self._stood[link] = standings
                self._say(link, standings)

    def push_draft(self, seat: SeatId) -> None:
        """Tell all desks of that seat what its draft is now."""
        news = DraftNews(seat=seat, draft=self.prepared.drafts.get(seat))
        for link, of in list(self._desks.items()):
            if of == seat:
                self._say(link, news)

    def elsewhere(self, ask: SaveDraft, seat: SeatId, actor: ActorId) -> KeptDraft:
        """Another desk of that seat saves a draft."""
        with self._lock:
            kept = self.prepared.save_draft(ask, seat, actor)
            self.push_draft(seat)
            return kept

    def push_catalogue(self) -> None:
        """Send the catalogue to all desks now."""
        for link in list(self._desks):
            self._say(link, self._catalogue())

    # inside

    def view(self) -> WallView:
        wall, layout = self.city.wall, self.desired.layout
        named = [w for w in layout.windows if w.source is not None]
        live = sum(1 for w in named if shown(self.city.states, w.source).state is WindowState.LIVE)
        return WallView(
            site=self.city.site,
            wall=wall,
            version=Version(epoch=self.epoch, revision=self.desired.revision),
            desired=self.desired,
            preset_name=self.preset_name,
            truth=Truth(
                true=len(wall.cell_ids) - len(self.lies),
                of=len(wall.cell_ids),
                lies=tuple(self.lies.values()),
                live=live,
                windows=len(named),
            ),
            cells=tuple(health(cell, self.desired, self.city.states) for cell in wall.cell_ids),
            spread_ms=self.spread_ms,
            arming=self.arming,
            drafts=tuple(
                DraftMark(seat=d.seat, actor=d.actor, at_utc_s=d.at_utc_s, preset=d.preset, windows=0)
                for d in self.prepared.drafts.values()
            ),
            taking=self.arming is not None and self.arming.stage is not ArmStage.HELD,
            labels_shown=self.labels_shown,
            lost=self.lost,
            alarms=self.alarms,
            nodes=self.nodes,
        )

    def _catalogue(self) -> Catalogue:
        city = self.city
        return Catalogue(
            agencies=tuple(city.agencies),
            sources=tuple(city.sources),
            presets=tuple(self.prepared.presets),
            marks=self.prepared.marks,
        )

    def _heard(self, link: Link, data: bytes, attachments: tuple[bytes, ...]) -> None:
        request = to_server.decode(data, str(link))
        with self._lock:
            self.officer = request.officer
            self.asks.append(request.ask)
            if self.mute:
                return
            try:
                result = self._obey(link, request)
                reply = Reply(id=request.id, result=result)
            except WallError as wrong:
                problem = Problem(
                    error=type(wrong).__name__, thing=wrong.thing, reason=wrong.reason, remedy=wrong.remedy
                )
                if isinstance(wrong, Conflict):
                    problem = problem.with_(
                        actor=wrong.actor,
                        seat=wrong.seat,
                        at_utc_s=wrong.at_utc_s,
                        version=wrong.version,
                        changed=wrong.changed,
                    )
                reply = Reply(id=request.id, problem=problem)
            self._say(link, reply)

    def _looked(self, link: Link, data: bytes, attachments: tuple[bytes, ...]) -> None:
        """What is asked on the picture lane is answered there."""
        request = to_server.decode(data, str(link))
        match request.ask:
            case TestSource() | CancelLook() | WatchPreviews() if not self.mute:
                with self._lock:
                    self.asks.append(request.ask)
                    for said, pictures in self.looking.answer(link, request, self.refuse):
                        self._picture(link, said, *pictures)
            case _:
                self._heard(link, data, attachments)

    def picture_of(self, source: SourceId | None) -> bytes:
        """Return the small picture of a source, as a JPEG."""
        shown = Window(id=WindowId("look"), rect=Rect(x=0, y=0, w=1, h=1), source=source)
        return self.city.glass.cell_jpeg(self.city.wall.cell_ids[0], Layout(windows=(shown,)))[0]

    def _picture(self, link: Link, message: Value, *attachments: bytes) -> None:
        if self._ends:
            self._ends[1].send(link, encode(message), attachments)

    def _obey(  # noqa: C901 - one line for each request
        self, link: Link, request: Request
    ) -> dict[str, JsonValue]:
        ask = request.ask
        if self.refuse is not None and not isinstance(ask, _NEVER_REFUSED):
            raise self.refuse
        match ask:
            case Watch():
                self._desks[link] = request.seat
                self._say(link, self._catalogue())
                self._say(link, self.view())
                self.push_draft(request.seat)
            case WatchEcho():
                self._echo[link] = ask
            case Events():
                return {"events": [event.model_dump(mode="json") for event in self.events[-ask.last :]]}
            case ApplyPreset():
                before = self.desired.layout
                self._apply(ask.preset, request.seat)
                return self._taken(before)
            case TakeLayout():
                if ask.over is not None and ask.over != self.desired.revision:
                    raise came_first(self._history, self.desired, ask.over)
                self.put(ask.layout, "take", ask.preset, request.seat)
                self._name(ask.preset)
            case PreviewImport():
                city = self.city
                return previewed(ask, city.sources, city.presets, city.agencies)
            case (
                AddSource() | AddTemporary() | EditSource() | KeepSource() | RemoveSource() | ImportSources()
            ):
                self.city.sources, told = changed(ask, self.city.sources)
                self.push_catalogue()
                return {"revision": self.desired.revision, **told}
            case SetWall() | LoadSample():
                set_up(ask, self.city, self.desired.layout, self.push_catalogue)
            case ProposeReseat():
                return proposed(self.city.wall, self.desired.layout, self.lost)
            case ListMedia():
                return {"files": ["dyke.png", "map.png"]}
            case ShowLabels():
                self.labels_shown = ask.shown
            case ClearWall():
                before = self.desired.layout
                self.put(clear(before), "clear", seat=request.seat)
                return self._taken(before)
            case Undo():
                every = [*self._history, self.desired]
                back = taken_back(every, (ACTOR, request.seat), ask.over).revision
                self.put(every[back - 1].layout, "undo", seat=request.seat, undoes=back)
            case SaveDraft() | DropDraft() | SavePreset() | DeletePreset() | ListVersions():
                return self._prepare(ask, request.seat)
            case ArmDraft() | CallTakeOff():
                self.arming, told = armed_or_not(ask, self.arming, request.seat, ACTOR)
                self.push_view()
                return {"revision": self.desired.revision, **told}
            case _:
                pass  # granted, and nothing comes of it here
        return {"revision": self.desired.revision, **self.measured}

    def _prepare(
        self, ask: SaveDraft | DropDraft | SavePreset | DeletePreset | ListVersions, seat: SeatId
    ) -> dict[str, JsonValue]:
        told: dict[str, JsonValue] = {"revision": self.desired.revision}
        match ask:
            case SaveDraft():
                told["number"] = self.prepared.save_draft(ask, seat).number
                self.push_draft(seat)
            case DropDraft():
                self.prepared.drop_draft(ask, seat)
                self.push_draft(seat)
            case SavePreset():
                told["version"] = self.prepared.save_preset(ask, seat)
                told |= self.prepared.key_news(ask)
                self.push_catalogue()
            case DeletePreset():
                told["version"] = self.prepared.delete_preset(ask, seat)
                self.push_catalogue()
            case ListVersions():
                return self.prepared.list_versions(ask)
        return told

    def _unwatch(self, link: Link) -> None:
        self._desks.pop(link, None)
        self._stood.pop(link, None)

    def _apply(self, ref: PresetId, seat: SeatId) -> None:
        preset = next((p for p in self.prepared.presets if p.ref == ref), None)
        if preset is None:
            raise NotFound(str(ref), "no such preset")
        standings = seen_on_wall(self.view().cells).standings
        filled = put_up(preset, self.city.wall, tuple(self.city.sources), standings)
        self.put(placed(preset, self.desired.layout, filled), "apply", preset.ref, seat)
        self._name(preset.ref)

    def _taken(self, before: Layout) -> dict[str, JsonValue]:
        off: list[JsonValue] = [w.source or w.id for w in locked_off(before, self.desired.layout)]
        told: dict[str, JsonValue] = {"locked_off": off} if off else {}
        return {"revision": self.desired.revision, **self.measured, **told}

    def _name(self, ref: PresetId | None) -> None:
        self.preset_name = next((p.name for p in self.prepared.presets if p.ref == ref), "")

    def _forget(self, link: Link) -> None:
        self.looking.watched.pop(link, None)
        self._echo.pop(link, None)

    def _say(self, link: Link, message: Value, *attachments: bytes) -> None:
        if not self.mute and self._ends:
            end = self._ends[1] if attachments else self._ends[0]
            end.send(link, encode(message), attachments)

    def _beat(self) -> None:
        beats = 0
        while not self._over.wait(0.25):
            if self.mute:
                continue
            with self._lock:
                self.push_view()
                layout = self.desired.layout
            beats += 1
            if beats % PREVIEW_BEATS == 0:
                for link in list(self.looking.watched):
                    for said, pictures in self.looking.previews(link):
                        self._picture(link, said, *pictures)
            if self.echoing and self._echo:
                for cell in self.city.wall.cell_ids:
                    jpeg, width, height = self.city.glass.cell_jpeg(cell, layout)
                    picture = EchoPicture(
                        cell=cell, version=Version(epoch=1), taken_s=now_s(), width=width, height=height
                    )
                    for link in list(self._echo):
                        self._say(link, picture, jpeg)
