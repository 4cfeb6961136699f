"""Changes as a server would make them."""

from __future__ import annotations

from wallctl.model.desired import Desired, Origin
from wallctl.model.geometry import Rect
from wallctl.model.ids import ActorId, RequestId, SeatId, SourceId, WindowId
from wallctl.model.layout import Layout, Preset, Slot, Window
from wallctl.model.source import Agency, Source, Stream
from wallctl.model.wall import Wall
from wallctl.protocol.desk import Reply
from wallctl.store.change import Answer, AuditLine, Change, Outcome

ACTOR = ActorId("officer")
SEAT = SeatId("desk-1")


def small_wall() -> Wall:
    return Wall(id="main", rows=2, cols=3)


def camera(name: str) -> Source:
    return Source(id=name, name=f"摄像机 {name}", sub=Stream(url=f"rtsp://127.0.0.1/{name}"))


def preset(name: str, title: str = "巡检") -> Preset:
    return Preset(
        id=name, name=title, walls={"2x3": (Slot(id=WindowId("s1"), rect=Rect(x=0, y=0, w=1, h=1)),)}
    )


def line(action: str, request: str, revision: int | None = None) -> AuditLine:
    return AuditLine(
        at_utc_s=1_800_000_000.0,
        actor=ACTOR,
        seat=SEAT,
        request=RequestId(request),
        action=action,
        what=f"{action} something",
        outcome=Outcome.DONE,
        revision=revision,
    )


def first_change() -> Change:
    return Change(
        line=line("init", "init", 0),
        agencies=(Agency(id="water", name="水务局"),),
        sources=(camera("wat-01"), camera("wat-02")),
        presets=(preset("patrol"),),
        epoch=0,
    )


def desired(revision: int, actor: ActorId = ACTOR, undoes: int | None = None) -> Desired:
    window = Window(id=WindowId(f"w{revision}"), rect=Rect(x=0, y=0, w=1, h=1), source=SourceId("wat-01"))
    origin = Origin(
        actor=actor,
        seat=SEAT,
        request=RequestId(f"r{revision}"),
        at_utc_s=1_800_000_000.0 + revision,
        what=f"show wat-01, number {revision}",
        undoes=undoes,
    )
    return Desired(revision=revision, layout=Layout(windows=(window,)), origin=origin)


def change(revision: int, actor: ActorId = ACTOR, undoes: int | None = None) -> Change:
    reply = Reply(id=RequestId(f"r{revision}"), result={"revision": revision})
    return Change(
        line=line("show", f"r{revision}", revision),
        desired=desired(revision, actor, undoes),
        answer=Answer(actor=actor, request=reply.id, reply=reply),
    )
