"""Orders in, orders out: a script with a clock of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.fakes.orders import each_its_own, order, picture
from wallctl.model.desired import Version
from wallctl.model.health import CellReport, Reason
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.sighting import LookFor
from wallctl.model.wall import Surface
from wallctl.node.conductor import HEAL_S, PREPARE_S, Conductor
from wallctl.node.ways import Ways
from wallctl.protocol.cell import Go, Order, Picture, Ready, Shown, ToRenderer, Withdraw
from wallctl.protocol.node import CellReady, CellShown, FromNode, NodeEvent, NodeOrder, Step
from wallctl.rules.charges import Charges
from wallctl.rules.easing import Give

A, B = CellId("r0c0"), CellId("r0c1")
ALL = each_its_own()


@dataclass
class Stand:
    """A conductor with everything around it written down; the server's clock is 1000 s ahead."""

    now_s: float = 50.0
    offset_s: float | None = 1000.0
    linked: set[CellId] = field(default_factory=lambda: set(ALL))
    alive: set[CellId] = field(default_factory=lambda: set(ALL))
    to_cells: list[tuple[CellId, ToRenderer]] = field(default_factory=list)
    to_server: list[FromNode] = field(default_factory=list)
    wanted: tuple[Surface, ...] = ()
    kept: list[NodeOrder] = field(default_factory=list)
    kept_charges: list[Charges] = field(default_factory=list)
    wiped: list[CellId] = field(default_factory=list)

    def __post_init__(self) -> None:
        ways = Ways(
            to_cell=self.to_cell,
            to_server=self.to_server.append,
            want=self.want,
            keep=self.kept.append,
            keep_charges=self.kept_charges.append,
            coming=lambda cell: cell in self.alive,
            wipe=self.wiped.append,
        )
        self.conductor = Conductor(ways, self, lambda: self.now_s)

    def want(self, surfaces: Iterable[Surface]) -> None:
        self.wanted = tuple(surfaces)

    def to_cell(self, cell: CellId, message: ToRenderer) -> bool:
        if cell in self.linked:
            self.to_cells.append((cell, message))
        return cell in self.linked

    def ours(self, theirs_s: float) -> float | None:
        return None if self.offset_s is None else theirs_s - self.offset_s

    def theirs(self, ours_s: float) -> float | None:
        return None if self.offset_s is None else ours_s + self.offset_s

    def sent(self, cell: CellId) -> list[Order]:
        """Orders sent to the cell since the last call."""
        found = [message for name, message in self.to_cells if name == cell and isinstance(message, Order)]
        self.to_cells = [(name, message) for name, message in self.to_cells if name != cell]
        return found

    def settle(self, revision: int) -> None:
        """Every linked cell shows this."""
        for cell in self.linked:
            shown = Shown(version=Version(epoch=1, revision=revision), at_s=self.now_s)
            self.conductor.shown(cell, shown)

    def up(self, revision: int = 1) -> Conductor:
        """All cells show this revision."""
        self.conductor.order(order(revision, ALL, at_s=self.now_s))
        for cell in self.linked:
            self.conductor.hello(cell, Version())
        self.settle(revision)
        self.to_cells.clear()
        self.to_server.clear()
        return self.conductor

    def tick(self, after_s: float) -> None:
        self.now_s += after_s
        self.conductor.tick()


def beat(cell: CellId, revision: int) -> CellReport:
    return CellReport(cell=cell, incarnation=1, pid=1, version=Version(epoch=1, revision=revision))


def test_a_take_reaches_every_cell_at_the_servers_instant() -> None:
    stand = Stand()
    stand.up().order(order(2, ALL, at_s=1050.25))
    for cell, source in ALL.items():
        (sent,) = stand.sent(cell)
        assert sent.at_s == 50.25 and sent.picture == picture(source)
    assert len(stand.wanted) == 4


def test_arming_changes_neither_glass_nor_disk() -> None:
    stand = Stand()
    conductor = stand.up()
    kept = len(stand.kept)
    conductor.order(order(2, ALL, step=Step.ARM))
    assert [sent.at_s for sent in stand.sent(A)] == [None]
    assert len(stand.kept) == kept and conductor.taken is not None and conductor.taken.version.revision == 1


def test_readiness_is_passed_on_and_a_dead_cell_holds_nobody_up() -> None:
    stand = Stand()
    conductor = stand.up()
    stand.alive.discard(B)
    stand.linked.discard(B)
    conductor.gone(B)
    conductor.order(order(2, ALL, step=Step.ARM))
    conductor.ready(A, Ready(version=Version(epoch=1, revision=2), done=True))
    done = {m.cell for m in stand.to_server if isinstance(m, CellReady) and m.done}
    assert done == {A, B}


def test_shown_is_told_in_the_servers_time() -> None:
    stand = Stand()
    stand.up().shown(A, Shown(version=Version(epoch=1, revision=1), at_s=51.0))
    (shown,) = [message for message in stand.to_server if isinstance(message, CellShown)]
    assert shown.at_s == 1051.0


def test_without_the_servers_clock_a_take_is_at_once() -> None:
    stand = Stand()
    conductor = stand.up()
    stand.offset_s = None
    conductor.order(order(2, ALL, at_s=9.0))
    assert [sent.at_s for sent in stand.sent(A)] == [stand.now_s]


def test_an_instant_far_ahead_is_not_believed() -> None:
    stand = Stand()
    stand.up().order(order(2, ALL, at_s=1050.0 + 3600))
    assert [sent.at_s for sent in stand.sent(A)] == [stand.now_s]


def test_a_take_without_an_instant_waits_for_its_pictures() -> None:
    stand = Stand()
    conductor = stand.up()
    conductor.order(order(2, ALL))
    assert [sent.at_s for sent in stand.sent(A)] == [None]
    stand.now_s += 1
    conductor.ready(A, Ready(version=Version(epoch=1, revision=2), done=True))
    assert [sent.at_s for sent in stand.sent(A)] == [stand.now_s]
    stand.sent(B)
    stand.tick(PREPARE_S)
    assert [sent.at_s for sent in stand.sent(B)] == [stand.now_s]


def test_older_orders_are_dropped() -> None:
    stand = Stand()
    conductor = stand.up(revision=5)
    conductor.order(order(4, ALL, at_s=1050.0))
    conductor.order(order(9, ALL, epoch=0, at_s=1050.0))
    assert stand.to_cells == [] and conductor.taken is not None and conductor.taken.version.revision == 5


def test_the_same_order_again_is_sent_only_where_it_is_missing() -> None:
    stand = Stand()
    conductor = stand.up()
    conductor.hello(B, Version())
    stand.to_cells.clear()
    conductor.order(order(1, ALL))
    assert stand.sent(A) == [] and len(stand.sent(B)) == 1


def test_a_cell_that_shows_an_older_version_is_told_again() -> None:
    stand = Stand()
    conductor = stand.up()
    conductor.order(order(2, ALL, at_s=1050.0))
    stand.settle(2)
    stand.to_cells.clear()
    conductor.beat(A, beat(A, 1))
    stand.tick(HEAL_S / 2)
    assert stand.sent(A) == []
    stand.tick(HEAL_S)
    assert [sent.version.revision for sent in stand.sent(A)] == [2]
    stand.tick(0.1)
    assert stand.sent(A) == []


def test_a_new_renderer_gets_the_present_order_at_once() -> None:
    stand = Stand()
    conductor = stand.up()
    conductor.gone(A)
    stand.now_s += 1
    conductor.hello(A, Version())
    assert [(sent.version.revision, sent.at_s) for sent in stand.sent(A)] == [(1, stand.now_s)]


def test_a_renderer_that_comes_back_to_the_bus_with_the_right_picture_is_left_alone() -> None:
    stand = Stand()
    stand.up().hello(A, Version(epoch=1, revision=1))
    assert stand.sent(A) == []


def test_a_new_renderer_arms_only_after_it_shows() -> None:
    stand = Stand()
    conductor = stand.up()
    conductor.order(order(2, ALL, step=Step.ARM))
    stand.to_cells.clear()
    conductor.gone(A)
    conductor.hello(A, Version())
    assert [sent.version.revision for sent in stand.sent(A)] == [1]
    conductor.shown(A, Shown(version=Version(epoch=1, revision=1), at_s=stand.now_s))
    assert [(sent.version.revision, sent.at_s) for sent in stand.sent(A)] == [(2, None)]


def test_a_take_that_was_called_off_is_forgotten() -> None:
    stand = Stand()
    conductor = stand.up()
    conductor.order(order(2, ALL, step=Step.ARM))
    stand.to_cells.clear()
    conductor.withdraw(Version(epoch=1, revision=2))
    assert len(stand.to_cells) == 4 and all(isinstance(m, Withdraw) for _, m in stand.to_cells)
    assert conductor.armed is None


def test_what_is_kept_has_no_instant() -> None:
    stand = Stand()
    stand.up().order(order(2, ALL, at_s=1050.25))
    assert stand.kept[-1].version.revision == 2 and stand.kept[-1].at_s is None


def test_cells_that_are_not_named_show_nothing() -> None:
    stand = Stand()
    stand.up().order(order(2, {A: "x"}, at_s=1050.0))
    assert [sent.picture for sent in stand.sent(B)] == [Picture()]


def test_a_right_that_ended_wipes_the_last_picture() -> None:
    stand = Stand()
    conductor = stand.up()
    after = order(2, ALL, at_s=1050.0)
    (pane,) = after.pictures[A].panes
    ended = Picture(panes=(pane.with_(verdict=Reason.RIGHT_ENDED),))
    conductor.order(after.with_(pictures={**after.pictures, A: ended}))
    assert stand.wiped == [A]


def quarantine(stand: Stand, conductor: Conductor) -> None:
    conductor.crashed(A)
    conductor.crashed(A)


def test_two_crashes_take_the_source_off_every_cell_under_the_same_version() -> None:
    stand = Stand()
    conductor = stand.up()
    conductor.order(order(2, ALL | {A: "evil", B: "evil"}, at_s=1050.0))
    stand.settle(2)
    stand.to_cells.clear()
    quarantine(stand, conductor)
    (sent,) = stand.sent(B)
    assert sent.version.revision == 2 and sent.amendment > 0
    assert [pane.verdict for pane in sent.picture.panes] == [Reason.QUARANTINED]
    assert [m.what for m in stand.to_server if isinstance(m, NodeEvent)] == ["source_quarantined"]
    assert not any(cell not in (A, B) for cell, _ in stand.to_cells)


def test_the_source_of_an_armed_picture_is_charged_too() -> None:
    stand = Stand()
    conductor = stand.up()
    conductor.order(order(2, ALL | {A: "evil"}, step=Step.ARM))
    quarantine(stand, conductor)
    assert SourceId("evil") in conductor.charges


def test_what_a_renderer_decodes_unseen_is_charged_and_what_it_only_follows_is_not() -> None:
    stand = Stand()
    conductor = stand.up()
    conductor.order(order(2, ALL | {A: "shared", B: "shared"}, at_s=1050.0))
    stand.settle(2)
    conductor.beat(A, beat(A, 2).with_(decodes=("warm",), follows=("shared",)))
    conductor.beat(B, beat(B, 2).with_(decodes=("shared",)))
    conductor.gone(A)
    conductor.crashed(A)
    assert set(conductor.charges) == {"warm"}
    # B's own death, however it came, leaves nobody who decodes it: a follower may have begun to.
    conductor.beat(A, beat(A, 2).with_(follows=("shared",)))
    conductor.gone(B)
    conductor.gone(A)
    conductor.crashed(A)
    assert set(conductor.charges) == {"warm", "shared"}


def test_charges_are_kept_and_bar_the_source_in_the_next_life_of_the_node() -> None:
    stand = Stand()
    conductor = stand.up()
    conductor.order(order(2, ALL | {A: "evil"}, at_s=1050.0))
    quarantine(stand, conductor)
    assert [len(charges[SourceId("evil")].crashes_s) for charges in map(dict, stand.kept_charges)] == [1, 2]
    again = Stand()
    again.conductor.start_charged(stand.kept_charges[-1])
    again.conductor.start_with(order(2, ALL | {A: "evil"}))
    again.conductor.hello(A, Version())
    verdicts = {pane.verdict for sent in again.sent(A) for pane in sent.picture.panes}
    assert verdicts == {Reason.QUARANTINED}


def test_a_quarantined_source_comes_back_through_a_trial_off_the_wall() -> None:
    stand = Stand()
    conductor = stand.up()
    conductor.order(order(2, ALL | {A: "evil", B: "evil"}, at_s=1050.0))
    stand.settle(2)
    quarantine(stand, conductor)
    stand.to_cells.clear()
    stand.tick(290)
    assert list(conductor.trials) == []
    stand.tick(11)
    (trial,) = conductor.trials
    assert (trial.view.id, trial.purpose, trial.watch_s) == ("evil", LookFor.TRIAL, 30.0)
    assert not any(stand.sent(cell) for cell in (A, B)), "no cell opens it meanwhile"
    conductor.judged(SourceId("evil"), ready=True)
    assert all(stand.sent(cell) for cell in (A, B)) and len(conductor.trials) == 0
    whats = [m.what for m in stand.to_server if isinstance(m, NodeEvent)]
    assert whats == ["source_quarantined", "source_on_trial", "source_released"]


def test_a_trial_that_kills_its_scout_costs_no_cell() -> None:
    stand = Stand()
    conductor = stand.up()
    conductor.order(order(2, ALL | {A: "evil", B: "evil"}, at_s=1050.0))
    stand.settle(2)
    quarantine(stand, conductor)
    stand.tick(301)
    stand.to_cells.clear()
    conductor.scout_crashed(SourceId("evil"))
    assert len(conductor.trials) == 0 and conductor.quarantined(SourceId("evil"))
    assert not any(stand.sent(cell) for cell in (A, B))
    stand.tick(290)
    assert len(conductor.trials) == 0, "its time begins anew"


def test_state_from_disk_is_shown_without_a_server() -> None:
    stand = Stand(offset_s=None)
    stand.linked.clear()
    stand.conductor.start_with(order(7, ALL))
    assert len(stand.wanted) == 4
    stand.linked.add(A)
    stand.conductor.hello(A, Version())
    assert [(s.version.revision, s.at_s) for s in stand.sent(A)] == [(7, stand.now_s)]


def test_what_gave_way_to_a_take_is_armed_again_after_it() -> None:
    stand = Stand()
    conductor = stand.up()
    conductor.order(order(3, ALL, step=Step.ARM))
    stand.to_cells.clear()
    conductor.order(order(2, ALL, at_s=1050.0))
    assert [sent.version.revision for sent in stand.sent(A)] == [2]
    stand.settle(2)
    assert [(sent.version.revision, sent.at_s) for sent in stand.sent(A)] == [(3, None)]


def test_an_amendment_while_something_newer_is_armed_is_sent_at_once() -> None:
    stand = Stand()
    conductor = stand.up()
    conductor.order(order(2, ALL, step=Step.ARM))
    stand.to_cells.clear()
    barred = picture("cam-1").panes[0].with_(verdict=Reason.RIGHT_ENDED)
    revoked = order(1, ALL, at_s=1050.0)
    conductor.order(revoked.with_(pictures=revoked.pictures | {B: Picture(panes=(barred,))}))
    (sent,) = stand.sent(B)
    assert (sent.version.revision, sent.at_s, sent.picture.panes) == (1, stand.now_s, (barred,))
    assert sent.amendment > 0 and stand.sent(A) == []


def test_what_a_window_gives_up_is_sent_to_its_cells_alone_and_taken_back() -> None:
    stand = Stand()
    conductor = stand.up()
    shown = conductor.taken
    assert shown is not None
    panes = shown.pictures[A].panes
    fewer = {panes[0].window: Give.FRAMES}
    conductor._orders.taken = shown.with_(
        pictures=shown.pictures | {B: Picture(panes=(panes[0].with_(window=WindowId("another")),))}
    )
    conductor.ease(fewer)
    (sent,) = stand.sent(A)
    assert sent.picture.panes[0].most_fps is not None and sent.amendment > 0
    conductor.ease(fewer)
    assert not stand.sent(A), "nothing new"
    conductor.ease({})
    (sent,) = stand.sent(A)
    assert sent.picture.panes == panes


def goes(stand: Stand, cell: CellId) -> list[Go]:
    return [message for name, message in stand.to_cells if name == cell and isinstance(message, Go)]


def armed_everywhere(stand: Stand) -> Conductor:
    conductor = stand.up()
    conductor.order(order(2, ALL, step=Step.ARM))
    for cell in ALL:
        conductor.ready(cell, Ready(version=Version(epoch=1, revision=2), done=True))
    stand.to_cells.clear()
    return conductor


def test_what_all_have_prepared_is_taken_by_a_short_word_and_kept_on_disk_whole() -> None:
    stand = Stand()
    conductor = armed_everywhere(stand)
    conductor.go(Go(version=Version(epoch=1, revision=2), at_s=1050.25))
    for cell in ALL:
        (word,) = goes(stand, cell)
        assert word.at_s == 50.25 and word.version.revision == 2
        assert not stand.sent(cell)
    assert stand.kept[-1] == order(2, ALL).with_(at_s=None)


def test_a_short_word_that_did_not_help_is_followed_by_the_whole() -> None:
    stand = Stand()
    conductor = armed_everywhere(stand)
    conductor.go(Go(version=Version(epoch=1, revision=2), at_s=1050.25))
    stand.to_cells.clear()
    stand.tick(0.25 + HEAL_S + 0.1)
    (sent,) = stand.sent(A)
    assert sent.picture == picture(ALL[A]) and not goes(stand, A)


def test_what_was_changed_since_it_was_prepared_is_told_whole() -> None:
    stand = Stand()
    conductor = armed_everywhere(stand)
    conductor.ease({picture(ALL[A]).panes[0].window: Give.FRAMES})
    stand.to_cells.clear()
    conductor.go(Go(version=Version(epoch=1, revision=2), at_s=1050.25))
    assert stand.sent(A) and not goes(stand, A)


def test_a_word_about_something_else_than_what_is_armed_changes_nothing() -> None:
    stand = Stand()
    conductor = armed_everywhere(stand)
    conductor.go(Go(version=Version(epoch=1, revision=3), at_s=1050.25))
    assert not stand.to_cells and conductor.taken is not None and conductor.taken.version.revision == 1
