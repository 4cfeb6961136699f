"""Cells, a nursery of paper and a clock of the test's own: who is started, adopted, succeeded, killed."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

import pytest

from tests.fakes.orders import SMALL
from tests.node.reports import pane
from wallctl.model.desired import Version
from wallctl.model.health import CellPhase, CellReport, WindowState
from wallctl.model.ids import CellId
from wallctl.model.wall import Surface
from wallctl.node.pids import Process
from wallctl.node.supervisor import FORK_ANSWER_S, TICK_S, Supervisor, Watchers
from wallctl.protocol.nursery import Born, Child, Died, Fork, Kill, Nursing, RendererSpec, ToNursery

A, B = CellId("r0c0"), CellId("r0c1")


@dataclass
class PaperNursery:
    """Writes down what it is told."""

    up: bool = True
    told: list[ToNursery] = field(default_factory=list)
    doubted: int = 0

    def send(self, message: ToNursery) -> bool:
        if self.up:
            self.told.append(message)
        return self.up

    def doubt(self) -> None:
        self.doubted += 1

    def forks(self) -> list[RendererSpec]:
        found = [message.spec for message in self.told if isinstance(message, Fork)]
        self.told = [message for message in self.told if not isinstance(message, Fork)]
        return found


class Stand:
    """A supervisor of a 2x2 wall. Processes are numbers of this stand; they live until it says otherwise."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now_s = 100.0
        self.nursery = PaperNursery()
        self.alive: set[int] = set()
        self.killed: list[int] = []
        self.said: list[str] = []
        self.pid = 1000
        monkeypatch.setattr("wallctl.node.supervisor.started", lambda pid: pid * 10)
        monkeypatch.setattr("wallctl.node.supervisor.lives", lambda process: process.pid in self.alive)
        monkeypatch.setattr("wallctl.node.supervisor.kill", self.kill)
        watchers = Watchers(
            died=lambda cell, what: self.said.append(f"died {cell.surface.id} {what.code}"),
            hung=lambda cell, what: self.said.append(f"hung {cell.surface.id}"),
            back=lambda cell, what: self.said.append(f"back {cell.surface.id}"),
            gone=lambda cell: None,
            ask_to_end=lambda cell: self.said.append(f"ask {cell}"),
            changed=lambda: None,
        )
        self.sup = Supervisor(self.nursery, self.spec, watchers, lambda: self.now_s)

    def spec(
        self, surface: Surface, surfaces: tuple[Surface, ...], incarnation: int, token: str
    ) -> RendererSpec:
        return RendererSpec(
            cell=surface.id,
            node=surface.node,
            incarnation=incarnation,
            token=token,
            bus="ipc:///x",
            px=surface.px,
            place_px=surface.place_px,
        )

    def kill(self, pid: int, start: int) -> bool:
        assert start == pid * 10
        self.killed.append(pid)
        self.alive.discard(pid)
        return True

    def bear(self) -> list[Child]:
        """The nursery obeys all forks."""
        return [self.born(spec) for spec in self.nursery.forks()]

    def born(self, spec: RendererSpec) -> Child:
        """It obeys one of them."""
        self.pid += 1
        self.alive.add(self.pid)
        child = Child(cell=spec.cell, incarnation=spec.incarnation, pid=self.pid, token=spec.token)
        self.sup.nursery_said(Born(child=child))
        return child

    def beat(self, child: Child, painted: int = 0, age_ms: int | None = None) -> None:
        shown = pane(WindowState.LIVE).with_(frame_age_ms=age_ms)
        report = CellReport(
            cell=child.cell,
            incarnation=child.incarnation,
            pid=child.pid,
            version=Version(revision=1),
            panes=(shown,),
            painted=painted,
        )
        self.sup.beat(child.cell, child.incarnation, report)

    def up(self) -> dict[CellId, Child]:
        self.sup.want(SMALL.surfaces)
        self.sup.nursery_up(Nursing(pid=1))
        children = {child.cell: child for child in self.bear()}
        for child in children.values():
            self.beat(child)
        self.said.clear()
        return children

    def tick(self, times: int = 1) -> None:
        for _ in range(times):
            self.now_s += TICK_S
            self.sup.tick()


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch) -> Stand:
    return Stand(monkeypatch)


def test_nothing_starts_before_the_nursery_said_who_lives(stand: Stand) -> None:
    stand.sup.want(SMALL.surfaces)
    stand.tick(5)
    assert stand.nursery.forks() == []
    stand.sup.nursery_up(Nursing(pid=1))
    assert {spec.cell for spec in stand.nursery.forks()} == set(SMALL.cell_ids)


def test_each_start_has_a_token_of_its_own(stand: Stand) -> None:
    children = stand.up()
    stand.sup.nursery_said(Died(child=children[A], code=-9))
    (again,) = stand.nursery.forks()
    assert again.incarnation == 2 and again.token != children[A].token and len(again.token) >= 32


def test_children_found_are_adopted_and_not_started_again(stand: Stand) -> None:
    found = tuple(
        Child(cell=cell, incarnation=3, pid=n, token=f"t{n}") for n, cell in enumerate(SMALL.cell_ids)
    )
    stand.sup.want(SMALL.surfaces)
    stand.sup.nursery_up(Nursing(pid=1, children=found))
    assert stand.nursery.forks() == []
    assert {cell.life.incarnation for cell in stand.sup.cells.values()} == {3}


def test_of_two_children_of_one_cell_the_newer_is_kept(stand: Stand) -> None:
    old = Child(cell=A, incarnation=1, pid=11, token="old")
    new = Child(cell=A, incarnation=2, pid=12, token="new")
    stand.sup.want(SMALL.surfaces)
    stand.sup.nursery_up(Nursing(pid=1, children=(new, old)))
    assert stand.sup.cells[A].token == "new"
    assert Kill(pid=11) in stand.nursery.told and Kill(pid=12) not in stand.nursery.told


def test_a_child_of_no_cell_of_ours_is_killed(stand: Stand) -> None:
    stranger = Child(cell=CellId("r9c9"), incarnation=1, pid=99, token="t")
    stand.sup.want(SMALL.surfaces)
    stand.sup.nursery_up(Nursing(pid=1, children=(stranger,)))
    assert Kill(pid=99) in stand.nursery.told


def test_a_birth_nobody_waits_for_is_undone(stand: Stand) -> None:
    stand.up()
    late = Child(cell=A, incarnation=1, pid=77, token="of an earlier asking")
    stand.sup.nursery_said(Born(child=late))
    assert Kill(pid=77) in stand.nursery.told


def test_a_cut_line_kills_nobody_and_starts_nobody(stand: Stand) -> None:
    children = stand.up()
    stand.nursery.up = False
    stand.sup.nursery_down()
    stand.tick(10)
    assert stand.killed == []
    stand.nursery.up = True
    stand.sup.nursery_up(Nursing(pid=1, children=tuple(children.values())))
    stand.tick(5)
    assert stand.nursery.forks() == [] and stand.killed == []


def test_a_renderer_that_died_while_the_line_was_cut_is_replaced(stand: Stand) -> None:
    children = stand.up()
    stand.nursery.up = False
    stand.sup.nursery_down()
    stand.alive.discard(children[B].pid)
    stand.tick()
    assert "died r0c1 None" in stand.said
    stand.nursery.up = True
    stand.sup.nursery_up(Nursing(pid=1, children=tuple(c for c in children.values() if c.cell != B)))
    stand.tick(4)
    assert [spec.cell for spec in stand.nursery.forks()] == [B]


def test_orphans_are_succeeded_one_at_a_time_and_end_when_the_successor_shows(stand: Stand) -> None:
    children = stand.up()
    stand.sup.nursery_down()
    stand.sup.nursery_up(Nursing(pid=2))
    for count in range(1, 5):
        stand.tick(2)
        (born,) = stand.bear()
        stand.tick(2)
        assert stand.nursery.forks() == [] and len(stand.killed) == count - 1
        stand.beat(born)
        stand.sup.shown(born.cell)
        assert stand.killed[-1] == children[born.cell].pid
    assert sorted(stand.killed) == sorted(child.pid for child in children.values())
    assert not [line for line in stand.said if line.startswith(("died", "back"))]


def test_a_successor_that_dies_does_not_take_the_orphan_with_it(stand: Stand) -> None:
    stand.up()
    stand.sup.nursery_down()
    stand.sup.nursery_up(Nursing(pid=2))
    stand.tick()
    (born,) = stand.bear()
    stand.sup.nursery_said(Died(child=born, code=-11))
    stand.tick()
    assert stand.killed == [] and [spec.cell for spec in stand.nursery.forks()] == [born.cell]


def test_orphans_of_an_earlier_node_are_taken_over(stand: Stand) -> None:
    orphan = Process(cell=A, incarnation=4, pid=500, started=5000, token="t")
    stand.alive.add(500)
    stand.sup.want(SMALL.surfaces)
    stand.sup.found_before((orphan,))
    stand.sup.nursery_up(Nursing(pid=2))
    assert A not in {spec.cell for spec in stand.nursery.forks()}
    assert stand.sup.cells[A].life.incarnation == 4


def test_a_mute_nursery_is_doubted(stand: Stand) -> None:
    stand.sup.want(SMALL.surfaces)
    stand.sup.nursery_up(Nursing(pid=1))
    stand.tick(int(FORK_ANSWER_S / TICK_S) - 2)
    assert stand.nursery.doubted == 0
    stand.tick(5)
    assert stand.nursery.doubted == 1
    stand.tick(int(FORK_ANSWER_S / TICK_S) - 5)
    assert stand.nursery.doubted == 1, "it may take its time to end"


def test_a_nursery_that_has_much_to_do_is_not_doubted(stand: Stand) -> None:
    """24 forks on full cores took 20 s: what kills it then begins them anew."""
    stand.sup.want(SMALL.surfaces)
    stand.sup.nursery_up(Nursing(pid=1))
    for spec in stand.nursery.forks():
        stand.tick(int(0.8 * FORK_ANSWER_S / TICK_S))
        stand.born(spec)
    assert stand.nursery.doubted == 0


def test_a_node_that_slept_replaces_nobody(stand: Stand) -> None:
    stand.up()
    stand.now_s += 30
    stand.sup.tick()
    assert {cell.life.health for cell in stand.sup.cells.values()} == {CellPhase.UP}


@pytest.mark.parametrize(("painted", "age_ms", "hung"), [(0, 40, True), (0, None, False), (1, 40, False)])
def test_a_beat_that_claims_frames_which_nobody_painted_is_no_sign_of_life(
    stand: Stand, painted: int, age_ms: int | None, hung: bool
) -> None:
    children = stand.up()
    for number in range(100):
        for child in children.values():
            mute = child is children[A]
            stand.beat(child, painted * number if mute else number, age_ms if mute else 40)
        stand.tick()
    assert ("hung r0c0" in stand.said) is hung
    assert [line for line in stand.said if "r0c0" not in line] == []


def test_a_surface_that_changed_gets_a_new_renderer(stand: Stand) -> None:
    stand.up()
    changed = SMALL.surfaces[0].with_(output="DP-1")
    stand.sup.want((changed, *SMALL.surfaces[1:]))
    assert [m.pid for m in stand.nursery.told if isinstance(m, Kill)] == [1001]


def test_on_one_screen_all_cells_are_born_anew_when_the_whole_takes_another_size(stand: Stand) -> None:
    stand.up()
    wider = SMALL.with_(cols=SMALL.cols + 1)
    stand.sup.want(surface for surface in wider.surfaces if surface.id in SMALL.cell_ids)
    assert not [m for m in stand.nursery.told if isinstance(m, Kill)], "the same cells in the same places"
    stand.sup.want(wider.surfaces)
    killed = [m.pid for m in stand.nursery.told if isinstance(m, Kill)]
    assert len(killed) == len(SMALL.cell_ids)


def test_a_cell_that_is_not_wanted_any_more_ends_and_is_forgotten(stand: Stand) -> None:
    children = stand.up()
    stand.sup.want(SMALL.surfaces[1:])
    assert "ask r0c0" in stand.said
    stand.sup.nursery_said(Died(child=children[A], code=0))
    assert A not in stand.sup.cells and not [line for line in stand.said if line.startswith("died")]


def test_no_process_of_the_test_itself_was_meant(stand: Stand) -> None:
    stand.up()
    assert os.getpid() not in {process.pid for process in stand.sup.processes}
