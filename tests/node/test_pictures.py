"""What is wanted of the renderers reaches newcomers too; what they send goes on as it came."""

from __future__ import annotations

from pydantic import BaseModel

from wallctl.model.desired import Version
from wallctl.model.ids import CellId
from wallctl.node.pictures import Pictures
from wallctl.protocol import cell as cells
from wallctl.protocol import node as server
from wallctl.protocol.node import FromNode
from wallctl.rules.echo_pace import EchoPace

A, B = CellId("r0c0"), CellId("r0c1")


class Stand:
    def __init__(self) -> None:
        self.told: list[tuple[CellId, BaseModel]] = []
        self.shown: list[tuple[FromNode, bytes, tuple[str, str]]] = []
        self.pictures = Pictures(self.tell, self.show, lambda ours_s: ours_s + 5)

    def tell(self, cell: CellId, message: BaseModel, key: str) -> bool:
        self.told.append((cell, message))
        return True

    def show(self, message: FromNode, picture: bytes, key: tuple[str, str]) -> None:
        self.shown.append((message, picture, key))


def test_a_newcomer_is_told_what_holds() -> None:
    stand = Stand()
    stand.pictures.hello(A)
    assert stand.told == []
    stand.pictures.echo(cells.EchoWanted(width=160, fps=2), [])
    stand.pictures.labels(cells.LabelsShown(shown=False), [])
    stand.pictures.hello(A)
    assert stand.told == [(A, cells.EchoWanted(width=160, fps=2)), (A, cells.LabelsShown(shown=False))]


def test_only_named_cells_make_a_snapshot() -> None:
    stand = Stand()
    stand.pictures.snapshot(server.SnapshotWanted(ticket="t", cells=(B,)))
    assert stand.told == [(B, cells.SnapshotWanted(ticket="t"))]


def test_an_echo_goes_on_in_the_servers_time_and_replaces_its_elder() -> None:
    stand = Stand()
    came = cells.EchoPicture(version=Version(), taken_s=1.0, width=4, height=3)
    stand.pictures.came(A, came, (b"jpeg",))
    ((message, picture, key),) = stand.shown
    assert isinstance(message, server.EchoPicture) and message.taken_s == 6.0
    assert (picture, key) == (b"jpeg", ("echo", "r0c0"))


def test_a_picture_without_its_bytes_is_dropped() -> None:
    stand = Stand()
    stand.pictures.came(A, cells.Snapshot(ticket="t", version=Version()), ())
    assert stand.shown == []


def test_when_the_server_goes_nobody_looks_any_more() -> None:
    stand = Stand()
    stand.pictures.echo(cells.EchoWanted(width=160, fps=2), [A])
    stand.pictures.server_gone([A])
    assert stand.told[-1] == (A, cells.EchoWanted())
    stand.pictures.server_gone([A])
    assert len(stand.told) == 2


def test_the_echo_keeps_to_the_pace_and_newcomers_are_told_that_one() -> None:
    stand = Stand()
    stand.pictures.echo(cells.EchoWanted(width=160, fps=5), [A])
    stand.pictures.pace(EchoPace(), [A])
    assert stand.told == [(A, cells.EchoWanted(width=160, fps=5))], "nothing has changed"
    slower = cells.EchoWanted(width=160, fps=2.5)
    stand.pictures.pace(EchoPace(share=0.5), [A])
    stand.pictures.pace(EchoPace(share=0.5, moved_s=7.0), [A])
    stand.pictures.hello(B)
    assert stand.told[1:] == [(A, slower), (B, slower)]
    stand.pictures.echo(cells.EchoWanted(width=320, fps=4), [A])
    assert stand.told[-1] == (A, cells.EchoWanted(width=320, fps=2))


def test_a_pace_is_no_reason_to_send_where_nobody_looks() -> None:
    stand = Stand()
    stand.pictures.pace(EchoPace(share=0.5), [A])
    stand.pictures.hello(A)
    assert stand.told == []
