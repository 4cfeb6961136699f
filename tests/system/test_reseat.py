"""Re-seating through the real server, and on the glass of a real wall one of whose cells stays dark."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.asking import show
from tests.fakes.fake_desk import FakeDesk, Refusal
from tests.fakes.fake_node import FakeNode
from tests.fakes.server_process import ServerProcess
from tests.kit.small_wall import GREYS, SLACK, STEP, SmallWall, until
from wallctl.model.geometry import Rect
from wallctl.model.ids import CellId, SourceId
from wallctl.model.layout import Layout
from wallctl.protocol.desk import ProposeReseat, Reseat, ReseatBack, ShowSource, Status, TakeLayout, Undo
from wallctl.rules.reseat import BACK_AFTER_S, LOST_AFTER_S

DARK = CellId("r0c0")


def important(source: str, x: float, y: float) -> ShowSource:
    return ShowSource(source=SourceId(source), at=Rect(x=x, y=y, w=1, h=1), important=True)


def lost(desk: FakeDesk) -> list[str]:
    found: list[str] = desk.ask(Status())["lost"]
    return found


def test_a_dark_cell_is_proposed_for_applied_and_taken_back(desk: FakeDesk, node: FakeNode) -> None:
    desk.ask(important("cam-0", 0, 0))
    desk.ask(show("cam-1", 1, 0))
    proposed = desk.ask(ProposeReseat(lost=(DARK,)))
    assert proposed["moves"] == [
        {"window": "cam-0", "source": "cam-0", "from": [0.0, 0.0, 1.0, 1.0], "to": [0.0, 1.0, 1.0, 1.0]}
    ]
    assert desk.ask(Status())["revision"] == proposed["revision"] == 2
    answer = desk.ask(Reseat(lost=(DARK,), over=2), request="once")
    assert (answer["revision"], answer["moves"], answer["lost"]) == (3, proposed["moves"], [DARK])
    assert desk.ask(Reseat(lost=(DARK,), over=2), request="once") == answer
    assert {p.source.id for p in node.shows(CellId("r1c0"))[1].panes if p.source} == {"cam-0"}
    assert desk.ask(ReseatBack())["revision"] == 4
    assert {p.source.id for p in node.shows(DARK)[1].panes if p.source} == {"cam-0"}


def test_a_cell_is_lost_after_some_seconds_and_back_after_some(desk: FakeDesk, node: FakeNode) -> None:
    desk.ask(important("cam-0", 0, 0))
    desk.wait(lambda: True if desk.ask(Status())["truth"]["true"] == 6 else None)
    node.behaviour.down = frozenset([DARK])
    began_s = time.monotonic()
    desk.wait(lambda: True if lost(desk) == [DARK] else None, LOST_AFTER_S + 20)
    assert time.monotonic() - began_s > LOST_AFTER_S - 1
    assert desk.ask(Reseat())["lost"] == [DARK]
    with pytest.raises(Refusal, match="still lost: r0c0"):
        desk.ask(ReseatBack())
    with pytest.raises(Refusal, match="nothing to move"):
        desk.ask(Reseat())
    node.behaviour.down = frozenset()
    desk.wait(lambda: True if lost(desk) == [] else None, BACK_AFTER_S + 20)
    desk.ask(ReseatBack())
    assert node.shows(DARK)[1].panes
    with pytest.raises(Refusal, match="no windows were put"):
        desk.ask(ReseatBack())


def test_a_take_of_what_was_proposed_can_be_brought_back_too(desk: FakeDesk, node: FakeNode) -> None:
    desk.ask(important("cam-0", 0, 0))
    desk.wait(lambda: True if desk.ask(Status())["truth"]["true"] == 6 else None)
    node.behaviour.down = frozenset([DARK])
    desk.wait(lambda: True if lost(desk) == [DARK] else None, LOST_AFTER_S + 20)
    proposed = Layout.model_validate_json(json.dumps(desk.ask(ProposeReseat())["layout"]))
    desk.ask(TakeLayout(layout=proposed, over=1))
    node.behaviour.down = frozenset()
    desk.wait(lambda: True if lost(desk) == [] else None, BACK_AFTER_S + 20)
    desk.ask(ReseatBack())
    assert {p.source.id for p in node.shows(DARK)[1].panes if p.source} == {"cam-0"}


def test_all_back_is_refused_by_name_when_somebody_changed_the_wall(desk: FakeDesk, node: FakeNode) -> None:
    desk.ask(important("cam-0", 0, 0))
    desk.ask(Reseat(lost=(DARK,)))
    desk.ask(show("cam-3", 2, 1))
    with pytest.raises(Refusal, match="li made revision 3 after"):
        desk.ask(ReseatBack())
    desk.ask(Undo())
    assert desk.ask(ReseatBack())["revision"] == 5


def test_a_restarted_server_still_knows_what_to_bring_back(
    desk: FakeDesk, node: FakeNode, server: ServerProcess
) -> None:
    desk.ask(important("cam-0", 0, 0))
    desk.ask(Reseat(lost=(DARK,)))
    server.kill()
    server.start()
    with FakeDesk(server.site) as again:
        again.ask(ReseatBack())
        desired = again.ask(ProposeReseat(lost=(DARK,)))
    assert desired["moves"][0]["from"] == [0.0, 0.0, 1.0, 1.0]


def test_re_seating_is_refused_where_there_is_nothing_to_move(desk: FakeDesk, node: FakeNode) -> None:
    desk.ask(show("cam-0"))
    assert desk.ask(ProposeReseat(lost=(DARK,)))["moves"] == []
    with pytest.raises(Refusal, match="nothing to move"):
        desk.ask(Reseat(lost=(DARK,)))
    with pytest.raises(Refusal, match="r9c9: the wall has no such cell"):
        desk.ask(Reseat(lost=(CellId("r9c9"),)))
    with pytest.raises(Refusal, match="meanwhile"):
        desk.ask(Reseat(lost=(DARK,), over=0))


def windows_at(wall: SmallWall) -> dict[str, Any]:
    return {cell["cell"]: [w["source"] for w in cell["windows"]] for cell in wall.ask("status")["cells"]}


def shows(wall: SmallWall, cell: str, source_of: str) -> bool:
    return -SLACK <= wall.grey(cell) - GREYS[source_of] <= STEP + SLACK


@pytest.mark.xcb
@pytest.mark.timeout(360)
def test_the_important_window_of_a_cell_that_stays_dark_is_seen_elsewhere(short_path: Path) -> None:
    with SmallWall(short_path) as wall:
        wall.run()
        wall.show_all()
        wall.ask("show", "s-r0c0", "--at", "0,0,1,1", "--important")
        over = threading.Event()

        def keep_dark() -> None:
            while not over.wait(0.1):
                wall.kill(wall.renderers()[DARK])

        killer = threading.Thread(target=keep_dark)
        killer.start()
        try:
            until(lambda: wall.ask("status")["lost"] == [DARK], 60, "the cell is called lost")
            proposed = wall.ask("reseat", "--propose")
            assert [(m["source"], m["to"][:2]) for m in proposed["moves"]] == [("s-r0c0", [1.0, 0.0])]
            assert not shows(wall, "r0c1", DARK), "a proposal changes nothing"
            answer = wall.ask("reseat")
            assert [window.endswith("s-r0c1") for window in answer["off"]] == [True]
            until(lambda: shows(wall, "r0c1", DARK), 30, "the window is on the living cell")
            assert all(shows(wall, cell, cell) for cell in ("r1c0", "r1c1"))
        finally:
            over.set()
            killer.join()
        until(lambda: wall.ask("status")["lost"] == [], 150, "the cell is back")
        wall.ask("reseat", "--back")
        until(wall.right, 30, "all windows are where they were")
        events = [event["what"] for event in wall.ask("events")["events"]]
        assert "cells_lost" in events and "cells_back" in events
