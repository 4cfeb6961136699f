"""F24: a renderer that always crashes, a source that crashes whoever opens it, no wheel, no display.

Promises 7 and 8: starts are bounded, what is to blame is named and kept apart, and the rest of the wall is
not touched. The long time of a crash loop is lived through by the policy itself; processes show its start.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.driver import Driver
from tests.kit.sabotage import Sabotage
from tests.kit.small_wall import CELLS, SmallWall, until
from tests.kit.steady import no_flicker
from tests.leftovers import marked_environment
from wallctl.rules.life import DEFAULT_POLICY, Beat, Born, Died, Event, Life, Start, Tick, Wanted
from wallctl.rules.supervise import step

pytestmark = [pytest.mark.xcb, pytest.mark.timeout(180)]

LOOP, GOOD = "r0c1", ("r0c0", "r1c0")
TRAP = "r1c1"
SIGSEGV = -11


def starts_of_a_crash_loop(hours: float) -> list[float]:
    """When a renderer is started that beats at once and dies at second 2 of each of its lives."""
    life, now_s, started = Life(), 0.0, list[float]()
    events: list[tuple[float, Event]] = [(0.0, Wanted())]
    while now_s < hours * 3600:
        for due_s, event in [found for found in events if found[0] <= now_s]:
            events.remove((due_s, event))
            life, commands = step(life, event, now_s, 0.0)
            if any(isinstance(command, Start) for command in commands):
                started.append(now_s)
                number = life.incarnation
                events += [(now_s, Born(incarnation=number)), (now_s + 0.1, Beat(incarnation=number))]
                events += [(now_s + 2.0, Died(incarnation=number, code=SIGSEGV))]
        now_s += 0.1
        events.append((now_s, Tick()))
    return started


def test_a_crash_loop_is_bounded_for_hours_and_never_given_up() -> None:
    started = starts_of_a_crash_loop(3.0)
    window_s = DEFAULT_POLICY.starts_window_s
    most = max(sum(at_s <= other < at_s + window_s for other in started) for at_s in started)
    assert most <= 12, f"{most} starts within {window_s:.0f} s"
    assert len([at_s for at_s in started if at_s > 2 * 3600]) >= 6, "it is still tried"


PLACES = {cell: (float(x), float(y), 1.0, 1.0) for cell, (x, y) in CELLS.items()}


def shown_by(drive: Driver, cell: str) -> list[tuple[str, str]]:
    """Source and state of each window of the cell, as its renderer says."""
    return [(window["source"], window["state"]) for window in drive.cell(cell)["windows"]]


def test_a_crashing_cell_and_a_hostile_source_stay_alone(short_path: Path) -> None:
    sabotage = Sabotage(short_path)
    sabotage.crash(LOOP, 2.0)
    sabotage.crash_on("hostile")
    own = dict(zip(PLACES.values(), CELLS, strict=True))
    with SmallWall(short_path) as wall, Driver(wall.site) as drive:
        wall.environment = sabotage.environment
        wall.run()
        until(drive.answers, 60, "the server answers")
        for name, file in (*((cell, cell) for cell in CELLS), ("hostile", TRAP)):
            drive.add_file(name, f"{file}.avi")
        drive.show(own)
        until(lambda: wall.live((*GOOD, TRAP), 0.7), 20, "the good cells are live")
        before = wall.renderers()
        with no_flicker(wall, GOOD):
            drive.show(own | {PLACES[TRAP]: "hostile"})
            until(lambda: bool(drive.happened("source_quarantined", source="hostile")), 20, "it is put away")
            until(lambda: shown_by(drive, TRAP) == [("hostile", "quarantined")], 30, "its cell says so")
            until(lambda: len(drive.happened("renderer_died", cell=LOOP)) >= 4, 30, "the loop goes on")
        after = wall.renderers()
        assert all(before[cell] == after[cell] for cell in GOOD)
        assert len(drive.happened("renderer_died", cell=TRAP)) == 2, "two deaths are enough"
        _the_loop_is_explained(drive)
        # Quarantined everywhere: another cell does not even try.
        drive.show({PLACES["r1c0"]: "hostile"})
        until(lambda: shown_by(drive, "r1c0") == [("hostile", "quarantined")], 20, "no cell opens it")
        assert wall.renderers()["r1c0"] == after["r1c0"]
        # Also by a node that has seen none of its crashes.
        (node,) = wall.processes("node")
        node.kill()
        until(lambda: bool({found.pid for found in wall.processes("node")} - {node.pid}), 20, "it is back")
        drive.show({PLACES["r0c0"]: "hostile"})
        until(lambda: shown_by(drive, "r0c0") == [("hostile", "quarantined")], 30, "the next node knows it")
        assert not drive.happened("renderer_died", cell="r0c0")
        assert wall.renderers()["r0c0"] == after["r0c0"]


def _the_loop_is_explained(drive: Driver) -> None:
    deaths = drive.happened("renderer_died", cell=LOOP)
    gaps = [b["at_utc_s"] - a["at_utc_s"] for a, b in itertools.pairwise(deaths)]
    # A life of two seconds, and a pause that doubles; the first restart is at once.
    assert gaps[-1] > gaps[0] + 0.3 and gaps[-1] > 2.6, gaps
    assert all("SIGSEGV" in event["text"] and "SIGSEGV" in event["text_en"] for event in deaths)
    until(lambda: drive.cell(LOOP)["phase"] == "waiting", 20, "it waits")
    status = drive.status()
    (lie,) = [lie for lie in status["truth"]["lies"] if lie["cell"] == LOOP]
    assert "等待重启" in lie["why"] and "SIGSEGV" in lie["why"], lie
    (cell,) = [cell for cell in status["cells"] if cell["cell"] == LOOP]
    assert cell["restarts"] >= 4 and cell["reason"] == "SIGSEGV"


def test_a_wall_whose_program_is_missing_says_so(short_path: Path) -> None:
    sabotage = Sabotage(short_path)
    sabotage.no_program()
    with SmallWall(short_path) as wall, Driver(wall.site) as drive:
        wall.environment = sabotage.environment
        wall.run()
        log = _log_that_people_are_sent_to(wall, drive)
        assert "no-such-python" in log.read_text(), "the log that people are sent to names what is missing"
        _tried_now_and_then(log, "cannot be started")
        _nothing_is_true(drive)


@pytest.mark.parametrize("and_comes", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_a_wall_without_its_wheel_says_so_and_comes_when_it_is_there(
    short_path: Path, and_comes: bool
) -> None:
    sabotage = Sabotage(short_path)
    sabotage.no_wheel()
    with SmallWall(short_path) as wall, Driver(wall.site) as drive:
        wall.environment = sabotage.environment
        wall.run()
        log = _log_that_people_are_sent_to(wall, drive)
        assert "cv2" in log.read_text()
        _nothing_is_true(drive)
        _tried_now_and_then(log, "Traceback")
        if and_comes:
            sabotage.heal()
            until(lambda: drive.status()["truth"]["true"] == len(CELLS), 30, "all cells paint")


def _log_that_people_are_sent_to(wall: SmallWall, drive: Driver) -> Path:
    until(drive.answers, 60, "the server answers")
    until(lambda: bool(drive.happened("nursery_missing")), 30, "it is said")
    (event,) = drive.happened("nursery_missing")
    log = wall.site / "log" / "nursery.log"
    assert str(log) in event["text"] and str(log) in event["text_en"]
    return log


def _tried_now_and_then(log: Path, trace: str) -> None:
    """`trace` is what each try leaves in the log."""
    tries = log.read_text().count(trace)
    assert tries <= 6, f"{tries} tries in some ten seconds"


def _nothing_is_true(drive: Driver) -> None:
    truth = drive.status()["truth"]
    assert truth["true"] == 0 and len(truth["lies"]) == len(CELLS)


def test_a_wall_without_a_display_says_so(short_path: Path) -> None:
    with SmallWall(short_path) as wall, Driver(wall.site) as drive:
        wall.environment = {"DISPLAY": ":9999"}
        wall.run()
        until(drive.answers, 60, "the server answers")
        until(lambda: all(drive.happened("renderer_died", cell=cell) for cell in CELLS), 20, "all are told")
        event = drive.happened("renderer_died", cell="r0c0")[0]
        assert "显示服务" in event["text"] and "display" in event["text_en"]
        assert ":9999" in (wall.site / "log" / "nursery.log").read_text()
        lies = drive.status()["truth"]["lies"]
        assert len(lies) == len(CELLS)
        # No source is blamed for it.
        assert not drive.happened("source_quarantined")


def test_doctor_names_a_wrong_wheel_and_a_dead_display(tmp_path: Path) -> None:
    wrong = tmp_path / "opencv_python-5.0.0.93.dist-info"
    wrong.mkdir()
    (wrong / "METADATA").write_text("Metadata-Version: 2.1\nName: opencv-python\nVersion: 5.0.0.93\n")
    paths = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = marked_environment() | {"PYTHONPATH": paths, "DISPLAY": ":9999"}
    argv = [sys.executable, "-m", "wallctl", "doctor", "--json"]
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1, done.stderr
    found = {finding["name"]: finding for finding in json.loads(done.stdout)["findings"]}
    for name, seen in (("opencv", "opencv-python 5.0.0.93"), ("screens", ":9999")):
        assert found[name]["verdict"] == "fail" and seen in found[name]["seen"]
        assert found[name]["remedy"]
