"""Nodes are told whole states until they obey, are known by their key, and speak for their own cells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.parts import LEFT, NODE_LINK, RIGHT, KeptLanes, listeners, said, state_of, store_in, up
from wallctl.bus import Link, now_s
from wallctl.bus.lane import Lost
from wallctl.model.desired import Version
from wallctl.model.health import CellHealth, CellPhase, NodeHealth
from wallctl.model.ids import CellId, NodeId
from wallctl.model.wall import LOCAL_NODE
from wallctl.protocol.cell import EchoWanted, Go, LabelsShown
from wallctl.protocol.node import (
    CellReady,
    CellShown,
    CellSnapshot,
    NodeHello,
    NodeOrder,
    NodeReport,
    Severity,
    SnapshotWanted,
    Step,
)
from wallctl.server.events import EventLog
from wallctl.server.inbox import Lane
from wallctl.server.nodes import Nodes
from wallctl.server.obedience import REPORT_LAG_S
from wallctl.store.state import Store

OLD = Version(epoch=1, revision=0)


class Bench:
    """Nodes with what they send, tell and log."""

    def __init__(self, store: Store) -> None:
        self.lanes = KeptLanes()
        self.state = state_of(store)
        self.alarms: list[str] = []
        self.told: list[object] = []
        log = EventLog(store, lambda event: self.alarms.append(f"{event.severity.value} {event.what}"), 0)
        self.nodes = Nodes(self.lanes, self.state, log)
        self.nodes.listeners = listeners(self.told)

    def hello(self, version: Version = OLD, *cells: CellHealth, link: Link = NODE_LINK) -> None:
        self.nodes.up(link)
        self.nodes.heard(said(NodeHello(node=LOCAL_NODE, version=version, cells=cells), link=link))

    def report(self, *cells: CellHealth) -> None:
        self.nodes.heard(said(NodeReport(node=LOCAL_NODE, version=OLD, cells=cells)))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    store = store_in(tmp_path)
    yield Bench(store)
    store.close()


def test_hello_is_answered_by_the_whole_state_and_all_wishes(bench: Bench) -> None:
    bench.nodes.want_echo(EchoWanted(width=100, fps=1))
    bench.state.now_labelled(False)
    bench.hello()
    kinds = [type(message) for _, message in bench.lanes.sent]
    assert kinds[:2] == [EchoWanted, LabelsShown]
    assert bench.lanes.sent[1][1] == LabelsShown(shown=False)
    (order,) = bench.lanes.orders()
    assert (order.step, order.version) == (Step.TAKE, bench.state.version)
    assert order.version.epoch == 5
    assert set(order.pictures) == {LEFT, RIGHT}


def test_epoch_that_is_not_below_ours_is_told(bench: Bench) -> None:
    bench.hello(Version(epoch=9, revision=3))
    assert ("epoch", 9) in bench.told
    bench.told.clear()
    bench.hello(OLD, up(LEFT, Version(epoch=5, revision=0)))
    assert bench.told == []


def test_our_own_epoch_from_a_node_that_we_never_told_is_another_lifes(bench: Bench) -> None:
    bench.hello(Version(epoch=5, revision=0))
    assert ("epoch", 5) in bench.told


def test_our_own_epoch_after_a_reconnect_is_ours(bench: Bench) -> None:
    bench.hello()
    bench.nodes.down(NODE_LINK, Lost.GONE)
    bench.told.clear()
    bench.hello(Version(epoch=5, revision=0), link=Link(2, NODE_LINK.peer))
    assert not [one for one in bench.told if isinstance(one, tuple) and one[0] == "epoch"]


def test_older_link_of_the_same_node_is_not_listened_to(bench: Bench) -> None:
    bench.hello()
    newer = Link(2, NODE_LINK.peer)
    bench.hello(link=newer)
    bench.nodes.down(NODE_LINK, Lost.GONE)
    assert bench.nodes.unheard == frozenset()
    bench.report(up(LEFT, OLD))
    assert bench.nodes.health == {}


def test_lost_node_is_an_alarm_and_its_cells_are_lost(bench: Bench) -> None:
    bench.hello()
    bench.nodes.down(NODE_LINK, Lost.GONE)
    assert bench.nodes.unheard == {LEFT, RIGHT}
    assert ("lost", frozenset({LEFT, RIGHT})) in bench.told
    assert f"{Severity.ALARM.value} node_lost" in bench.alarms


def test_a_node_that_is_back_before_its_loss_was_noticed_is_told_of_too(bench: Bench) -> None:
    bench.hello()
    assert not [told for told in bench.alarms if told.endswith("node_lost")]
    bench.hello(link=Link(2, NODE_LINK.peer))
    assert f"{Severity.WARNING.value} node_lost" in bench.alarms
    assert [told.split()[1] for told in bench.alarms].count("node_up") == 2


def test_cell_that_goes_down_is_lost_once(bench: Bench) -> None:
    bench.hello(OLD, up(LEFT, OLD), up(RIGHT, OLD))
    down = CellHealth(cell=LEFT, phase=CellPhase.WAITING)
    bench.report(down, up(RIGHT, OLD))
    bench.report(down, up(RIGHT, OLD))
    assert bench.told == [("lost", frozenset({LEFT}))]
    assert bench.nodes.reachable == {RIGHT}


def test_node_that_shows_something_else_is_told_the_whole_again(bench: Bench) -> None:
    bench.hello(OLD, up(LEFT, OLD))
    before = len(bench.lanes.orders())
    for tick in range(1000):
        bench.nodes.heal(100 + tick * 0.02)
    again = bench.lanes.orders()[before:]
    assert 2 <= len(again) < 8
    assert {order.version for order in again} == {bench.state.version}


def test_node_that_is_not_connected_is_not_told(bench: Bench) -> None:
    bench.hello(OLD, up(LEFT, OLD))
    bench.nodes.down(NODE_LINK, Lost.GONE)
    before = len(bench.lanes.sent)
    for tick in range(100):
        bench.nodes.heal(100 + tick * 0.1)
    assert len(bench.lanes.sent) == before


def test_node_that_obeys_is_left_in_peace(bench: Bench) -> None:
    bench.hello(OLD, up(LEFT, bench.state.version))
    before = len(bench.lanes.sent)
    for tick in range(100):
        bench.nodes.heal(100 + tick * 0.1)
    assert len(bench.lanes.sent) == before


def test_cells_own_word_counts_until_its_report_comes(bench: Bench) -> None:
    bench.hello(OLD, up(LEFT, OLD))
    bench.nodes.heard(said(CellShown(version=bench.state.version, cell=LEFT, at_s=1.0)))
    now = now_s()
    assert bench.nodes.settling(now)
    assert not bench.nodes.settling(now + REPORT_LAG_S + 0.1)
    bench.report(up(LEFT, bench.state.version))
    assert not bench.nodes.settling(now)


def test_node_speaks_for_its_own_cells_and_name_only(bench: Bench) -> None:
    bench.hello()
    bench.told.clear()
    bench.nodes.heard(said(CellShown(version=OLD, cell=CellId("r9c9"), at_s=1.0)))
    bench.nodes.heard(said(NodeReport(node=NodeId("other"), version=OLD, cells=(up(LEFT, OLD),))))
    bench.nodes.heard(said(CellSnapshot(ticket="t", cell=CellId("r9c9")), b"png", lane=Lane.PICTURE))
    bench.nodes.heard(said(CellSnapshot(ticket="t", cell=LEFT), lane=Lane.PICTURE))
    assert bench.told == []
    assert bench.nodes.health == {}
    bench.nodes.heard(said(CellSnapshot(ticket="t", cell=LEFT), b"png", lane=Lane.PICTURE))
    assert bench.told == [(LEFT, b"png")]


def test_snapshot_is_asked_of_cells_that_can_answer(bench: Bench) -> None:
    bench.hello(OLD, up(LEFT, OLD), CellHealth(cell=RIGHT, phase=CellPhase.DOWN))
    assert bench.nodes.want_snapshot("t") == {LEFT}
    wanted = [message for _, message in bench.lanes.sent if isinstance(message, SnapshotWanted)]
    assert [one.cells for one in wanted] == [(LEFT,)]


def test_who_has_prepared_exactly_this_is_told_to_show_it_by_a_short_word(bench: Bench) -> None:
    bench.hello()
    version, pictures = bench.state.version, bench.state.pictures
    bench.nodes.arm(version, pictures)
    for cell in (LEFT, RIGHT):
        bench.nodes.heard(said(CellReady(version=version, cell=cell, done=True)))
    bench.nodes.take_all(at_s=5.0)
    quick = bench.lanes.sent[-1][1]
    assert quick == Go(version=version, at_s=5.0)
    # Once only: what is said again is said whole.
    bench.nodes.take_all(at_s=6.0)
    again = bench.lanes.sent[-1][1]
    assert isinstance(again, NodeOrder) and again.at_s == 6.0


def test_who_has_not_prepared_all_of_it_is_told_the_whole(bench: Bench) -> None:
    bench.hello()
    version, pictures = bench.state.version, bench.state.pictures
    bench.nodes.arm(version, pictures)
    bench.nodes.heard(said(CellReady(version=version, cell=LEFT, done=True)))
    bench.nodes.heard(said(CellReady(version=version, cell=RIGHT, done=False)))
    bench.nodes.take_all(at_s=5.0)
    assert isinstance(bench.lanes.sent[-1][1], NodeOrder)


def test_a_nodes_load_is_known_while_it_is_connected(bench: Bench) -> None:
    assert bench.nodes.standing == (NodeHealth(node=LOCAL_NODE),)
    bench.hello()
    bench.nodes.heard(said(NodeReport(node=LOCAL_NODE, version=OLD, cells=(), cpu_percent=63.4)))
    assert bench.nodes.standing == (NodeHealth(node=LOCAL_NODE, connected=True, cpu_percent=63.4),)
    bench.nodes.down(NODE_LINK, Lost.GONE)
    assert bench.nodes.standing == (NodeHealth(node=LOCAL_NODE),)
