"""F23: kill -9 of node, run, nursery, all; restart: no orphan, no double painter, nothing left over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.test_f01_killed_renderer import gone
from tests.kit.small_wall import CELLS, SmallWall, until

pytestmark = [pytest.mark.xcb, pytest.mark.timeout(240)]

DARK = 25


def one_each(wall: SmallWall) -> bool:
    return all(len(pids) == 1 for pids in wall.renderers().values())


def succeeded(wall: SmallWall, old: set[int]) -> bool:
    """Whether each cell has one painter, and none of the old ones."""
    now = list(wall.renderers().values())
    return all(len(pids) == 1 and not old.intersection(pids) for pids in now)


def ready_lines(wall: SmallWall) -> int:
    """How often a `run` of this site said that it is ready."""
    return (wall.site.parent / "run.out").read_text().splitlines().count("ready")


def leftovers(wall: SmallWall) -> list[str]:
    """What is left of a site that was stopped."""
    kept = (".lock",)
    files = [path.name for path in (wall.site / "run").iterdir() if not path.name.endswith(kept)]
    return files + [f"process {process.pid}" for process in wall.processes()]


def test_a_killed_node_changes_nothing_on_the_glass(short_path: Path) -> None:
    with SmallWall(short_path) as wall:
        wall.run()
        wall.show_all()
        until(wall.live, 10.0, "all are live")
        before = wall.pids()
        (node,) = wall.processes("node")
        node.kill()
        assert wall.live(seconds=5.0)
        assert wall.pids() == before
        (after,) = wall.processes("node")
        assert after.pid != node.pid


def test_a_killed_run_leaves_the_wall_and_a_new_one_takes_it_over(short_path: Path) -> None:
    with SmallWall(short_path) as wall:
        run = wall.run()
        wall.show_all()
        until(wall.live, 10.0, "all are live")
        before = wall.pids()
        parts = {wall.processes(part)[0].pid for part in ("server", "node", "nursery")}
        run.kill()
        run.wait(5)
        readies = ready_lines(wall)
        again = wall.run()
        assert wall.live(seconds=4.0)
        until(lambda: ready_lines(wall) > readies, 60.0, "it has taken the site over")
        assert wall.pids() == before
        assert {wall.processes(part)[0].pid for part in ("server", "node", "nursery")} == parts
        again.terminate()
        again.wait(30)
        assert leftovers(wall) == []


def test_after_the_nursery_was_killed_no_cell_has_two_painters_and_all_can_heal(short_path: Path) -> None:
    with SmallWall(short_path) as wall:
        wall.run()
        wall.show_all()
        until(wall.live, 10.0, "all are live")
        old = set(wall.pids().values())
        (nursery,) = wall.processes("nursery")
        nursery.kill()
        seen = wall.watch(8.0)
        assert min(min(greys) for greys in seen.values()) > DARK, "a cell was dark while it was succeeded"
        until(lambda: succeeded(wall, old), 60.0, "every orphan has its successor")
        until(wall.live, 10.0, "all are live")
        killed = wall.pids()["r0c0"]
        wall.kill([killed])
        until(lambda: gone(wall, "r0c0", killed), 10.0, "its window goes")
        until(lambda: wall.right(["r0c0"]), 20.0, "it heals")


def test_node_and_nursery_killed_together(short_path: Path) -> None:
    with SmallWall(short_path) as wall:
        wall.run()
        wall.show_all()
        old = set(wall.pids().values())
        for part in ("nursery", "node"):
            wall.processes(part)[0].kill()

        until(lambda: succeeded(wall, old), 60.0, "every orphan has its successor")
        until(wall.live, 10.0, "all are live")


def test_everything_killed_at_once_comes_back_as_it_was(short_path: Path) -> None:
    with SmallWall(short_path) as wall:
        first = wall.run()
        wall.show_all()
        revision = wall.ask("status")["revision"]
        wall.kill([process.pid for process in wall.processes()])
        first.wait(5)
        until(lambda: wall.processes() == [], 20.0, "nothing lives")
        second = wall.run()
        until(wall.right, 40.0, "the wall as it was")
        until(wall.live, 15.0, "and live")
        assert one_each(wall) and len(wall.renderers()) == len(CELLS)
        until(wall.answers, 20.0, "the server answers")
        assert wall.ask("status")["revision"] == revision
        second.terminate()
        second.wait(30)
        assert leftovers(wall) == []
