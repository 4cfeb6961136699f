"""Parts of a server without a bus: what is sent is kept."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel

from wallctl.bus import Link, Peer, PeerRole, Sent, now_s
from wallctl.model.desired import Version
from wallctl.model.geometry import Rect
from wallctl.model.health import CellHealth, CellPhase, CellReport
from wallctl.model.ids import ActorId, CellId, RequestId, SeatId, SourceId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.model.source import Source, Stream
from wallctl.model.wall import LOCAL_NODE, Size, Wall
from wallctl.protocol.codec import encode
from wallctl.protocol.node import FromNode, NodeOrder
from wallctl.rules.urls import UrlRules
from wallctl.server.inbox import Lane, Message
from wallctl.server.lanes import Lanes
from wallctl.server.nodes import Listeners
from wallctl.server.wall_state import WallState
from wallctl.store.change import AuditLine, Change, Outcome
from wallctl.store.state import Store

WALL = Wall(id="main", rows=1, cols=2, cell_px=Size(w=64, h=48))
LEFT, RIGHT = CellId("r0c0"), CellId("r0c1")
NODE_LINK = Link(1, Peer(name=LOCAL_NODE, role=PeerRole.NODE))


class KeptLanes(Lanes):
    """Sends nothing."""

    def __init__(self) -> None:
        self.sent: list[tuple[Link, BaseModel]] = []

    def send(
        self,
        lane: Lane,
        link: Link,
        message: BaseModel,
        attachments: Sequence[bytes] = (),
        replace_key: Hashable | None = None,
    ) -> Sent:
        self.sent.append((link, message))
        return Sent.QUEUED

    def orders(self) -> list[NodeOrder]:
        return [message for _, message in self.sent if isinstance(message, NodeOrder)]


def camera(name: str, url: str = "rtsp://10.0.0.1/x") -> Source:
    return Source(id=name, name=name, sub=Stream(url=url))


def store_in(folder: Path, sources: Iterable[Source] = ()) -> Store:
    line = AuditLine(
        at_utc_s=1.0,
        actor=ActorId("li"),
        seat=SeatId("init"),
        request=RequestId("init"),
        action="init",
        what="",
        outcome=Outcome.DONE,
        revision=0,
    )
    first = Change(line=line, sources=tuple(sources) or (camera("a"), camera("b")), epoch=4)
    Store.create(folder / "wallctl.db", WALL, first)
    return Store.open(folder / "wallctl.db", reserve_bytes=0)


def both_cells() -> Layout:
    return Layout(
        windows=(
            Window(id=WindowId("a"), rect=Rect(x=0, y=0, w=1, h=1), source=SourceId("a")),
            Window(id=WindowId("b"), rect=Rect(x=1, y=0, w=1, h=1), source=SourceId("b")),
        )
    )


def listeners(told: list[object]) -> Listeners:
    """Listeners that keep what they are told."""
    return Listeners(
        ready=told.append,
        shown=told.append,
        lost=lambda cells: told.append(("lost", frozenset(cells))),
        newer_epoch=lambda epoch: told.append(("epoch", epoch)),
        changed=lambda: None,
        snapshot=lambda one, png: told.append((one.cell, png)),
        echo=lambda one, jpeg: told.append((one.cell, jpeg)),
        look=lambda node, one, jpeg: told.append((node, one.look, jpeg)),
    )


def said(message: FromNode, *pictures: bytes, link: Link = NODE_LINK, lane: Lane = Lane.CONTROL) -> Message:
    return Message(lane, link, now_s(), encode(message), pictures)


def state_of(store: Store) -> WallState:
    return WallState(store, UrlRules())


def up(cell: CellId, version: Version) -> CellHealth:
    report = CellReport(cell=cell, incarnation=1, pid=7, version=version)
    return CellHealth(cell=cell, phase=CellPhase.UP, pid=7, report=report)
