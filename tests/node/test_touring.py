"""Tours on a node: warm before the turn, prepared behind, shown on all cells at one instant, never a card."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.fakes.orders import SMALL, WHOLE
from tests.node.test_conductor import A, B, Stand
from wallctl.model.desired import Version
from wallctl.model.health import CellReport, PaneReport, Reason, WarmReport, WindowState
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.layout import Tour
from wallctl.model.source import StreamKind
from wallctl.node.touring import ARMED_FOR_S
from wallctl.protocol.cell import (
    Go,
    KeepWarm,
    Order,
    Pane,
    PaneReady,
    PaneTour,
    Picture,
    Ready,
    SourceView,
    Withdraw,
)
from wallctl.protocol.node import CellReady, NodeOrder, Step

WINDOW = WindowId("t")
ONE, TWO, THREE = (SourceId(name) for name in ("one", "two", "three"))
OFFSET_S = 1000.0


def view(name: str) -> SourceView:
    return SourceView(id=SourceId(name), name=f"名{name}", stream=StreamKind.SUB, url="rtsp://127.0.0.1/x")


def toured(names: Iterable[str], window: str = "t", dwell_s: float = 10.0, start_s: float = 1050.0) -> Pane:
    views = tuple(view(name) for name in names)
    course = Tour(sources=tuple(one.id for one in views), dwell_s=dwell_s, start_s=start_s)
    pane = Pane(window=WindowId(window), win=WHOLE, dst=WHOLE, visible=(WHOLE,), source=views[0])
    return pane.with_(tour=PaneTour(sources=views, course=course))


def order(panes: dict[CellId, Pane], revision: int = 1, step: Step = Step.TAKE) -> NodeOrder:
    return NodeOrder(
        version=Version(epoch=1, revision=revision),
        step=step,
        at_s=1050.0 if step is Step.TAKE else None,
        surfaces=SMALL.surfaces,
        pictures={cell: Picture(panes=(pane,)) for cell, pane in panes.items()},
    )


@dataclass
class Wall:
    """Renderers that do as they are told; sources in `dead` never come."""

    stand: Stand = field(default_factory=Stand)
    dead: set[SourceId] = field(default_factory=set)
    warm: dict[CellId, tuple[SourceId, ...]] = field(default_factory=dict)
    glass: dict[CellId, SourceId | None] = field(default_factory=dict)
    next: dict[CellId, Order] = field(default_factory=dict)
    version: Version = field(default_factory=Version)
    history: list[tuple[float, CellId, SourceId | None]] = field(default_factory=list)
    prepared: dict[CellId, Order] = field(default_factory=dict)
    unprepared: list[Order] = field(default_factory=list)
    """What was to be shown at an instant without having been prepared: a card on a real glass."""

    def put_up(self, panes: dict[CellId, Pane]) -> None:
        self.stand.linked = self.stand.alive = set(panes)
        self.stand.conductor.order(order(panes))
        for cell in panes:
            self.stand.conductor.hello(cell, Version())
        self.obey()

    def obey(self) -> None:
        """Do what was sent; an order with an instant is shown when it is due."""
        conductor = self.stand.conductor
        for cell, message in self.stand.to_cells:
            match message:
                case KeepWarm(sources=sources):
                    self.warm[cell] = tuple(source.id for source in sources)
                case Order():
                    self.next[cell] = message
                    before = self.prepared.get(cell)
                    if message.at_s is None:
                        self.prepared[cell] = message
                    elif cell in self.glass and (before is None or not _same(before, message)):
                        self.unprepared.append(message)
                    if message.at_s is None:
                        conductor.ready(cell, self._readiness(message))
                case Go(at_s=at_s):
                    self.next[cell] = self.next[cell].with_(at_s=at_s)
                case Withdraw():
                    self.next.pop(cell, None)
                case _:
                    pass
        self.stand.to_cells.clear()
        for cell, due in tuple(self.next.items()):
            if due.at_s is not None and due.at_s <= self.stand.now_s:
                del self.next[cell]
                source = due.picture.panes[0].source if due.picture.panes else None
                assert all(pane.tour is None for pane in due.picture.panes), "a renderer knows no tours"
                self.glass[cell] = source.id if source else None
                self.version = due.version
                self.history.append((round(due.at_s, 6), cell, self.glass[cell]))
                conductor.beat(cell, self.report(cell))

    def _readiness(self, message: Order) -> Ready:
        panes = tuple(
            PaneReady(window=p.window, ready=p.source is not None and p.source.id not in self.dead)
            for p in message.picture.panes
        )
        return Ready(version=message.version, panes=panes, done=True, amendment=message.amendment)

    def report(self, cell: CellId) -> CellReport:
        source = self.glass[cell]
        lost = source in self.dead
        pane = PaneReport(
            window=WINDOW,
            source=source,
            dst=WHOLE,
            state=WindowState.NO_SIGNAL if lost else WindowState.LIVE,
        )
        warm = tuple(
            WarmReport(
                source=name,
                ready=name not in self.dead,
                reason=Reason.REFUSED if name in self.dead else Reason.NONE,
            )
            for name in self.warm.get(cell, ())
        )
        return CellReport(cell=cell, incarnation=1, pid=1, version=self.version, panes=(pane,), warm=warm)

    def run(self, seconds: float) -> None:
        end_s = self.stand.now_s + seconds
        while self.stand.now_s < end_s:
            self.stand.tick(0.05)
            self.obey()
            for cell in self.glass:
                self.stand.conductor.beat(cell, self.report(cell))


def test_turns_come_at_the_servers_instants_on_all_cells_together() -> None:
    wall = Wall()
    wall.put_up({A: toured(["one", "two", "three"]), B: toured(["one", "two", "three"])})
    wall.run(35.0)
    # In which order the cells of one instant are told means nothing.
    history = sorted(wall.history)
    assert history[:2] == [(50.0, A, ONE), (50.0, B, ONE)]
    assert history[2:] == [
        *((60.0, cell, TWO) for cell in (A, B)),
        *((70.0, cell, THREE) for cell in (A, B)),
        *((80.0, cell, ONE) for cell in (A, B)),
    ]


def test_the_next_source_is_warm_before_its_turn_and_not_long_before() -> None:
    wall = Wall()
    wall.put_up({A: toured(["one", "two"], dwell_s=60)})
    wall.run(50.0)
    assert wall.warm.get(A, ()) == ()
    wall.run(4.0)
    assert wall.warm[A] == (TWO,)
    wall.run(10.0)
    assert wall.glass[A] == TWO and wall.warm[A] == ()


def test_a_source_that_does_not_come_is_passed_over_and_the_one_after_it_shown() -> None:
    wall = Wall(dead={TWO})
    wall.put_up({A: toured(["one", "two", "three"])})
    wall.run(35.0)
    assert [(at, name) for at, _, name in wall.history] == [(50.0, ONE), (60.0, THREE), (80.0, ONE)]


def test_where_nothing_else_lives_the_picture_stays() -> None:
    wall = Wall(dead={TWO, THREE})
    wall.put_up({A: toured(["one", "two", "three"])})
    wall.run(35.0)
    assert {name for _, _, name in wall.history} == {ONE}


def test_a_source_that_dies_gives_its_turn_to_one_that_lives() -> None:
    wall = Wall()
    wall.put_up({A: toured(["one", "two", "three"], dwell_s=60)})
    wall.run(5.0)
    wall.dead.add(ONE)
    wall.run(4.0)
    assert wall.glass[A] == TWO


def test_no_tour_moves_while_a_take_is_prepared_and_the_take_shows_what_was_prepared() -> None:
    wall = Wall()
    panes = {A: toured(["one", "two"])}
    wall.put_up(panes)
    wall.run(9.5)
    wall.stand.conductor.order(order(panes, revision=2, step=Step.ARM))
    prepared = next(m for c, m in wall.stand.to_cells if c == A and isinstance(m, Order))
    wall.run(2.0)
    assert wall.glass[A] == ONE
    wall.stand.conductor.order(order(panes, revision=2).with_(at_s=wall.stand.now_s + OFFSET_S))
    taken = next(m for c, m in wall.stand.to_cells if c == A and isinstance(m, Go))
    assert (taken.version, taken.amendment) == (prepared.version, prepared.amendment)
    wall.run(2.0)
    assert wall.glass[A] == TWO, "the turn that waited comes after the take"


def test_a_take_that_never_comes_does_not_hold_tours_up_for_ever() -> None:
    wall = Wall()
    panes = {A: toured(["one", "two"])}
    wall.put_up(panes)
    wall.stand.conductor.order(order(panes, revision=2, step=Step.ARM))
    wall.run(ARMED_FOR_S + 12.0)
    assert wall.glass[A] == TWO or len(wall.history) > 1
    assert wall.stand.conductor.armed is None


def test_tours_go_on_while_something_is_held_and_it_is_prepared_again_after_each_turn() -> None:
    wall = Wall()
    still = toured(["three", "two"]).with_(tour=None, window=WindowId("u"))
    wall.put_up({A: toured(["one", "two"]), B: still})
    wall.stand.conductor.order(order({A: still, B: still}, 2, Step.HOLD))
    wall.run(8.0)
    assert wall.next[A].version.revision == 2
    wall.stand.to_server.clear()
    wall.run(14.0)
    assert [(at, name) for at, cell, name in wall.history if cell == A] == [
        (50.0, ONE),
        (60.0, TWO),
        (70.0, ONE),
    ]
    assert not wall.unprepared, "each turn is prepared behind the picture"
    assert wall.next[A].version.revision == wall.next[B].version.revision == 2
    told = [m for m in wall.stand.to_server if isinstance(m, CellReady) and m.version.revision == 2]
    assert {m.cell for m in told} == {A}, "the other cell kept it"
    assert [m.done for m in told] == [False, True, False, True]


def test_a_take_of_what_is_held_does_not_wait_for_a_turn() -> None:
    wall = Wall()
    panes = {A: toured(["one", "two"])}
    wall.put_up(panes)
    wall.stand.conductor.order(order(panes, 2, Step.HOLD))
    wall.run(9.5)
    assert wall.next[A].version.revision == 1, "the turn is prepared"
    wall.stand.conductor.order(order(panes, 2, Step.ARM))
    wall.obey()
    assert wall.next[A].version.revision == 2
    wall.stand.conductor.order(order(panes, 2).with_(at_s=wall.stand.now_s + 0.1 + OFFSET_S))
    wall.run(1.0)
    assert wall.version.revision == 2 and not wall.unprepared


def test_tours_that_share_no_cell_turn_independently() -> None:
    wall = Wall()
    wall.put_up({A: toured(["one", "two"]), B: toured(["three", "two"], window="u", start_s=1050.4)})
    wall.run(11.0)
    assert (60.0, A, TWO) in wall.history
    assert any(cell == B and name == TWO and abs(at - 60.4) < 1e-6 for at, cell, name in wall.history)


def test_a_node_that_restarts_goes_on_with_what_renderers_show() -> None:
    wall = Wall(dead={TWO})
    panes = {A: toured(["one", "two", "three"])}
    wall.put_up(panes)
    wall.run(12.0)
    assert wall.glass[A] == THREE, "two did not come at its turn"
    again = Stand(now_s=wall.stand.now_s, linked={A}, alive={A})
    wall.stand = again
    again.conductor.start_with(order(panes).with_(at_s=None))
    again.to_cells.clear()
    again.conductor.hello(A, Version(epoch=1, revision=1))
    wall.run(3.0)
    assert wall.glass[A] == THREE
    assert again.conductor._picture(A, order(panes)).panes[0].source == view("three")


def test_without_a_server_tours_go_on_by_the_own_clock() -> None:
    wall = Wall(stand=Stand(offset_s=None))
    wall.put_up({A: toured(["one", "two"], start_s=50.0)})
    wall.run(11.0)
    assert wall.glass[A] == TWO


def test_a_renderer_that_died_starts_with_the_source_that_has_its_turn() -> None:
    wall = Wall()
    wall.put_up({A: toured(["one", "two"])})
    wall.run(11.0)
    wall.stand.conductor.gone(A)
    wall.stand.conductor.hello(A, Version())
    (sent,) = wall.stand.sent(A)
    assert sent.picture.panes[0].source == view("two")


def test_a_renderer_that_comes_while_the_others_prepare_turns_with_them() -> None:
    wall = Wall()
    wall.put_up({A: toured(["one", "two"]), B: toured(["one", "two"])})
    wall.stand.conductor.gone(B)
    del wall.glass[B]
    wall.run(9.5)
    wall.stand.conductor.hello(B, Version())
    wall.run(1.0)
    assert wall.glass == {A: TWO, B: TWO}


def test_a_source_taken_out_of_a_tour_is_wiped_and_never_shown_again() -> None:
    wall = Wall()
    wall.put_up({A: toured(["one", "two", "three"])})
    wall.run(1.0)
    wall.stand.conductor.order(order({A: toured(["two", "three"])}))
    assert wall.stand.wiped == [A]
    wall.run(1.0)
    assert wall.glass[A] == TWO


def test_names_and_blame_know_the_whole_tour() -> None:
    wall = Wall()
    wall.put_up({A: toured(["one", "two"])})
    assert set(wall.stand.conductor.names) == {ONE, TWO}
    wall.run(8.0)
    for _ in range(2):
        wall.stand.conductor.crashed(A)
    assert set(wall.stand.conductor.charges) == {ONE, TWO}


def _same(prepared: Order, shown: Order) -> bool:
    return (prepared.version, prepared.picture) == (shown.version, shown.picture)


def test_a_server_that_is_back_while_a_turn_is_prepared_lets_nothing_unprepared_up() -> None:
    wall = Wall()
    panes = {A: toured(["one", "two"])}
    wall.put_up(panes)
    wall.run(9.5)
    assert wall.prepared[A].picture.panes[0].source == view("two"), "its turn is being prepared"
    again = order(panes).with_(version=Version(epoch=2, revision=1), at_s=None)
    wall.stand.conductor.order(again)
    wall.run(12.0)
    assert wall.unprepared == []
    assert [name for _, _, name in wall.history][-2:] == [TWO, ONE]
