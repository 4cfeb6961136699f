"""Tours on the glass of a real 2x2 wall: turns by the clock, no black between, dead sources passed over."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.kit.small_wall import CELLS, GREYS, SLACK, STEP, SmallWall, until

pytestmark = [pytest.mark.xcb, pytest.mark.timeout(180)]

A, B, C = "r0c0", "r0c1", "r1c0"
DWELL_S = 4.0


def source_on(wall: SmallWall, cell: str) -> str | None:
    """Whose grey the cell shows on the glass; None: nobody's."""
    grey = wall.grey(cell)
    return next((name for name, level in GREYS.items() if -SLACK <= grey - level <= STEP + SLACK), None)


def window(wall: SmallWall, cell: str) -> dict[str, Any]:
    cells = wall.ask("status")["cells"]
    found: dict[str, Any] = next(one["windows"][0] for one in cells if one["cell"] == cell)
    return found


class Change(NamedTuple):
    """Whose picture a cell shows from then on; it came after the one look and before the other."""

    after_s: float
    seen_s: float
    cell: str
    who: str | None


def follow(wall: SmallWall, cells: tuple[str, ...], seconds: float) -> list[Change]:
    """Return what changed on the glass, and what was there first."""
    seen: dict[str, str | None] = {}
    looked_s = dict.fromkeys(cells, time.monotonic())
    changes = []
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        for cell in cells:
            began_s, found = time.monotonic(), source_on(wall, cell)
            if cell not in seen or seen[cell] != found:
                seen[cell] = found
                changes.append(Change(looked_s[cell], time.monotonic(), cell, found))
            looked_s[cell] = began_s
        time.sleep(0.002)
    return changes


def test_a_tour_over_all_cells_turns_by_the_clock_without_a_black_frame(short_path: Path) -> None:
    with SmallWall(short_path) as wall:
        wall.run()
        wall.show_all()
        wall.ask("clear")
        names = [f"s-{cell}" for cell in (A, B, C)]
        answer = wall.ask("tour", *names, "--at", "0,0,2,2", "--dwell", str(DWELL_S))
        assert answer["held"] == []
        first = 3 * DWELL_S + 10
        until(lambda: all(source_on(wall, cell) == A for cell in CELLS), first, "the first is on the glass")
        changes = follow(wall, tuple(CELLS), 3.5 * DWELL_S)
        by_cell = {c: [change for change in changes if change.cell == c] for c in CELLS}
        # Nothing but whole pictures of sources, in their order.
        order = {c: [change.who for change in seen] for c, seen in by_cell.items()}
        assert all(seen[:4] == [A, B, C, A] for seen in order.values()), order
        turns = [seen[1:4] for seen in by_cell.values()]
        for together in zip(*turns, strict=True):
            surely_apart_s = max(turn.after_s for turn in together) - min(turn.seen_s for turn in together)
            assert surely_apart_s < 0.15, "all cells change together"
        for sooner, later in pairwise(turns[0]):
            assert later.after_s - sooner.seen_s < DWELL_S + 0.3, (sooner, later)
            assert later.seen_s - sooner.after_s > DWELL_S - 0.3, (sooner, later)
        now = window(wall, A)
        assert now["tour"] == names and now["dwell_s"] == DWELL_S and now["source"] in names
        assert wall.ask("status")["truth"]["true"] == 4


def test_a_source_that_is_not_there_is_passed_over_and_no_card_is_seen(short_path: Path) -> None:
    with SmallWall(short_path) as wall:
        wall.run()
        wall.show_all()
        wall.ask("source", "add", "s-gone", "file:gone.avi")
        wall.ask("tour", f"s-{A}", "s-gone", f"s-{B}", "--at", "0,0,1,1", "--dwell", "3")
        until(lambda: source_on(wall, A) == A, 20, "the first is on the glass")
        seen = [change.who for change in follow(wall, (A,), 10.0)]
        assert seen[:3] == [A, B, A], seen


def test_a_tour_goes_on_without_server_and_over_a_node_that_died(short_path: Path) -> None:
    with SmallWall(short_path) as wall:
        wall.run()
        wall.show_all()
        wall.ask("tour", f"s-{A}", f"s-{B}", "--at", "0,0,1,1", "--dwell", "3")
        until(lambda: source_on(wall, A) == B, 20, "the second has its turn")
        wall.kill([process.pid for process in wall.processes("run")])
        wall.kill([process.pid for process in wall.processes("server")])
        seen = [change.who for change in follow(wall, (A,), 7.0)]
        assert seen[:3] == [B, A, B] or seen[:3] == [A, B, A], seen
        wall.kill([process.pid for process in wall.processes("node")])
        wall.run()
        until(wall.answers, 60, "the server is back")
        changes = follow(wall, (A,), 7.0)
        seen = [change.who for change in changes]
        assert None not in seen and len(seen) >= 2, changes
