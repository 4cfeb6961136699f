"""Through a real server: a lost important picture is heard until somebody knows; cells name themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from tests.fakes.fake_desk import FakeDesk, Refusal
from tests.fakes.fake_node import FakeNode
from tests.fakes.server_process import ServerProcess
from tests.kit.short_minutes import short_minutes
from wallctl.model.alarm import Alarm
from wallctl.model.geometry import Rect
from wallctl.model.health import WindowState
from wallctl.model.ids import CellId, SeatId, SourceId
from wallctl.protocol.attention import AcknowledgeAlarms, Identify
from wallctl.protocol.desk import ShowSource, WallView, Watch
from wallctl.rules.alarms import heard
from wallctl.store.site import Site

DESK_1, DESK_2 = SeatId("desk-1"), SeatId("desk-2")


def important(source: str) -> ShowSource:
    return ShowSource(source=SourceId(source), at=Rect(x=0, y=0, w=1, h=1), important=True)


def alarm(desk: FakeDesk) -> Alarm | None:
    view = desk.view()
    return view.alarms[0] if view is not None and view.alarms else None


def test_a_lost_important_picture_is_acknowledged_once_for_every_desk(
    server: ServerProcess, desk: FakeDesk, node: FakeNode
) -> None:
    with FakeDesk(server.site) as other:
        desk.reply_to(desk.send(Watch(), seat="desk-1"))
        other.reply_to(other.send(Watch(), seat="desk-2"))
        desk.ask(important("cam-0"))
        node.behaviour.lost = frozenset([SourceId("cam-0")])
        raised = desk.wait(lambda: alarm(desk), 30, "an alarm")
        assert raised.source == "cam-0" and raised.seat == "desk-1" and not raised.everywhere
        desk.wait(lambda: next((e for e in desk.events() if e.what == "picture_lost"), None))
        answer = other.reply_to(other.send(AcknowledgeAlarms(alarms=(raised.id,)), seat="desk-2"))[0]
        assert answer.result["acknowledged"] == [raised.id]

        def known() -> str | None:
            seen = alarm(desk)
            return seen.acknowledged.seat if seen is not None and seen.acknowledged is not None else None

        assert desk.wait(known) == "desk-2"
        assert desk.ask(AcknowledgeAlarms(alarms=(raised.id,)))["acknowledged"] == [], "it was known already"
        said = desk.wait(lambda: next((e for e in desk.events() if e.what == "alarm_acknowledged"), None))
        assert said.actor and "cam-0" in said.text
        node.behaviour.lost = frozenset()
        desk.wait(lambda: True if alarm(desk) is None else None, 30, "the alarm's end")


class TwoDesks:
    """Two desks before a server for which a minute is short."""

    def __init__(self, site: Site, folder: Path) -> None:
        prefix = short_minutes(folder, everywhere_after_s=3.0, stands_for_s=1.0)
        self.server = ServerProcess(site, *prefix)
        self.one, self.two = FakeDesk(site), FakeDesk(site)
        self.node = FakeNode(site)

    def watch(self) -> None:
        """Both look at the wall, and hear nothing yet."""
        for desk, seat in ((self.one, DESK_1), (self.two, DESK_2)):
            assert desk.up.wait(30)
            desk.said.clear()
            desk.reply_to(desk.send(Watch(), seat=seat))

    def until(self, *seats: SeatId) -> None:
        """Wait until these desks sound, and no others."""
        for desk, seat in ((self.one, DESK_1), (self.two, DESK_2)):
            wanted = seat in seats
            desk.wait(partial(_sounds, desk, seat, wanted), 30, f"{seat} sounds: {wanted}")

    def first_told(self) -> WallView:
        """What the second desk was told first of an alarm."""

        def first() -> WallView | None:
            views = (said for said, _ in self.two.said if isinstance(said, WallView))
            return next((view for view in views if view.alarms), None)

        return self.two.wait(first, 30, "an alarm")


def _sounds(desk: FakeDesk, seat: SeatId, wanted: bool) -> bool | None:
    """Whether the desk makes that of the newest thing it was told; None: it does not."""
    view = desk.view()
    return True if (view is not None and bool(heard(view.alarms, seat))) is wanted else None


def _is_lost(desk: FakeDesk) -> bool | None:
    return None if desk.up.is_set() else True


@pytest.fixture
def desks(site: Site, tmp_path: Path) -> Iterator[TwoDesks]:
    found = TwoDesks(site, tmp_path)
    with ExitStack() as up:
        for part in (found.server, found.one, found.two, found.node):
            up.enter_context(part)
        assert found.node.connected.wait(30)
        found.node.wait_for_order()
        found.watch()
        yield found


def test_it_sounds_where_it_was_put_up_and_after_a_minute_at_every_desk_until_one_of_them_knows(
    desks: TwoDesks,
) -> None:
    desks.one.ask(important("cam-0"))
    elsewhere = ShowSource(source=SourceId("cam-1"), at=Rect(x=1, y=0, w=1, h=1))
    desks.two.reply_to(desks.two.send(elsewhere, seat=DESK_2))
    desks.node.behaviour.lost = frozenset([SourceId("cam-0")])
    raised = desks.first_told()
    assert heard(raised.alarms, DESK_1) and not heard(raised.alarms, DESK_2), "the second desk is silent"
    desks.until(DESK_1, DESK_2)
    desks.one.ask(AcknowledgeAlarms())
    desks.until()


def test_a_server_that_was_killed_is_silent_on_what_somebody_knew_of(desks: TwoDesks) -> None:
    desks.one.ask(important("cam-0"))
    desks.node.behaviour.lost = frozenset([SourceId("cam-0")])
    name = desks.first_told().alarms[0].id
    desks.two.reply_to(desks.two.send(AcknowledgeAlarms(), seat=DESK_2))
    desks.server.kill()
    for desk in (desks.one, desks.two):
        desk.wait(partial(_is_lost, desk), 30, "the loss of the server")
    desks.server.start()
    desks.watch()
    kept = desks.first_told().alarms[0]
    assert kept.id == name and kept.acknowledged is not None and kept.acknowledged.seat == DESK_2
    # Told again by the node, it is still the same loss; a picture that is back ends it.
    assert desks.node.connected.wait(30)
    desks.node.behaviour.lost = frozenset()
    desks.two.wait(lambda: True if alarm(desks.two) is None else None, 30, "the alarm's end")
    views = [said for said, _ in desks.two.said if isinstance(said, WallView)]
    assert not any(heard(view.alarms, seat) for view in views for seat in (DESK_1, DESK_2))


def test_a_picture_that_stays_frozen_is_lost_after_a_minute_and_said_to_be_so(desks: TwoDesks) -> None:
    desks.one.ask(important("cam-0"))
    desks.node.behaviour.frozen = frozenset([SourceId("cam-0")])
    raised = desks.first_told().alarms[0]
    assert raised.state is WindowState.FROZEN and raised.seat == DESK_1
    said = desks.one.wait(lambda: next((e for e in desks.one.events() if e.what == "picture_lost"), None))
    assert said.text.startswith("重要画面冻结") and said.text_en.startswith("Important picture frozen")


def test_cells_that_are_named_show_which_they_are_and_others_are_refused(
    desk: FakeDesk, node: FakeNode
) -> None:
    desk.ask(Identify(cells=(CellId("r0c1"),)))
    desk.wait(lambda: True if node.identified == [(CellId("r0c1"),)] else None)
    desk.ask(Identify())
    desk.wait(lambda: True if len(node.identified) == 2 and len(node.identified[1]) == 6 else None)
    with pytest.raises(Refusal, match="r9c9"):
        desk.ask(Identify(cells=(CellId("r9c9"),)))
