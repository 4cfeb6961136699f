"""The command line against a running site: what scripts rely on, and what bad input gets."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.driver import Driver
from tests.kit.small_wall import CELLS, H, SmallWall, W, until

pytestmark = [pytest.mark.xcb, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallWall]:
    with SmallWall(tmp_path_factory.mktemp("c")) as running:
        running.run()
        running.show_all()
        yield running


def revision(wall: SmallWall) -> int:
    """Asked over the bus: another Python for it takes half a second."""
    with Driver(wall.site) as drive:
        return int(drive.status()["revision"])


def refused(wall: SmallWall, *arguments: str) -> str:
    """Return what a command that must be refused says; the wall's revision must not change."""
    before = revision(wall)
    argv = [sys.executable, "-m", "wallctl", "--site", str(wall.site), *arguments]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1, f"{arguments}: exit code {done.returncode}: {done.stderr}"
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert revision(wall) == before
    return done.stderr


def test_status_has_the_fields_of_the_contract(wall: SmallWall) -> None:
    status = wall.ask("status")
    assert status["truth"] == {**status["truth"], "true": 4, "of": 4, "lies": []}
    assert {cell["cell"] for cell in status["cells"]} == set(CELLS)
    for cell in status["cells"]:
        assert {"cell", "pid", "phase", "restarts", "windows"} <= set(cell)
        for window in cell["windows"]:
            assert {"source", "state", "frame_age_ms", "fps"} <= set(window)
    (node,) = status["nodes"]
    assert (node["node"], node["connected"]) == ("local", True) and 0 <= node["cpu_percent"] <= 100


def test_show_covers_the_cells_it_names_and_undo_brings_them_back(wall: SmallWall) -> None:
    shown = wall.ask("show", "s-r0c0", "--at", "0,0,2,2")
    assert shown["windows"] == 1
    until(lambda: abs(wall.grey("r1c1") - wall.grey("r0c0")) <= 14, 30, "one picture on all cells")
    undone = wall.ask("undo")
    assert undone["revision"] == shown["revision"] + 1
    until(wall.right, 30, "every cell shows its own source again")


def test_clear_takes_everything_off_and_undo_brings_it_back(wall: SmallWall) -> None:
    wall.ask("clear")
    until(lambda: all(wall.grey(cell) == 0 for cell in CELLS), 30, "the wall is black")
    wall.ask("undo")
    until(wall.right, 30, "every cell shows its own source again")


def test_labels_off_takes_the_names_off_the_glass_also_for_a_renderer_that_comes_later(
    wall: SmallWall,
) -> None:
    def named(cell: str) -> bool:
        """Whether something is written at the cell's foot, where all of the picture is one grey."""
        x, y = CELLS[cell]
        foot = wall.screen.pixels[(y + 1) * H - 10 : (y + 1) * H - 2, x * W + 1 : x * W + 60, 0]
        return int(foot.max()) - int(foot.min()) > 60 or int(foot.max()) < 40

    until(lambda: all(named(cell) for cell in CELLS), 30, "every cell says its name")
    revision = wall.ask("status")["revision"]
    assert wall.ask("labels", "off") == {"revision": revision, "labels": False}
    until(lambda: not any(named(cell) for cell in CELLS), 30, "no cell does")
    assert wall.ask("status")["labels"] is False
    pid = wall.pids()["r0c1"]
    wall.kill([pid])
    until(lambda: wall.renderers()["r0c1"] not in ([], [pid]) and wall.right(), 10, "a new renderer paints")
    until(lambda: not named("r0c1"), 30, "without its name")
    wall.ask("labels", "on")
    until(lambda: all(named(cell) for cell in CELLS), 30, "every cell says its name again")


def test_a_snapshot_is_a_picture_of_the_glass(wall: SmallWall, tmp_path: Path) -> None:
    out = tmp_path / "wall.png"
    wall.ask("snapshot", str(out))
    data = out.read_bytes()
    assert data.startswith(b"\x89PNG")
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (2 * W, 2 * H)


def test_events_follow_prints_json_lines(wall: SmallWall) -> None:
    argv = [sys.executable, "-m", "wallctl", "--site", str(wall.site), "events", "--follow", "--json"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as following:
        try:
            assert following.stdout is not None
            seen = json.loads(following.stdout.readline())
            assert {"seq", "at_utc_s", "what", "text"} <= set(seen)
        finally:
            following.terminate()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["show", "nobody", "--at", "0,0,1,1"], "nobody"),
        (["show", "s-r0c0", "--at", "5,5,1,1"], "5"),
        (["show", "s-r0c0", "--at", "0,0,1"], "--at"),
        (["show", "s-r0c0", "--at", "0,0,0,1"], "--at"),
        (["show", "s-r0c0", "--at", "-1,0,1,1"], "-1"),
        (["preset", "save", "a b"], "a b"),
        (["source", "temporary", "rtsp://10.0.0.1/x", "--name", "n" * 500], "name"),
        (["apply", "no-such-preset"], "no-such-preset"),
        (["apply", "patrol24"], "2x2"),
        (["source", "add", "bad", "gopher://10.0.0.1/x"], "gopher"),
        (["source", "add", "bad", "rtsp://8.8.8.8/x"], "8.8.8.8"),
        (["source", "add", "bad", "rtsp://127.0.0.1/x"], "127.0.0.1"),
        (["source", "add", "bad", "file:../secrets.json"], "secrets.json"),
        (["source", "add", "bad", "file:/etc/passwd"], "passwd"),
        (["source", "add", "bad", "v4l2:cam9"], "cam9"),
        (["source", "add", "bad id", "rtsp://10.0.0.1/x"], "bad id"),
        (["import", "/nonexistent.csv"], "nonexistent.csv"),
    ],
)
def test_bad_input_is_refused_by_name_and_changes_nothing(
    wall: SmallWall, arguments: list[str], named: str
) -> None:
    assert named in refused(wall, *arguments)


def test_a_password_in_the_command_line_is_refused(wall: SmallWall) -> None:
    said = refused(wall, "source", "add", "guarded", "rtsp://root:sesame%20open@10.1.2.3/live")
    assert "--password-stdin" in said and "sesame" not in said


def test_a_password_is_kept_apart(wall: SmallWall) -> None:
    address = ("rtsp://root@10.1.2.3/live", "--password-stdin")
    wall.ask("source", "add", "guarded", *address, stdin="sesame open\n")
    listed = json.dumps(wall.ask("sources"))
    assert "guarded" in listed
    for file in wall.site.rglob("*"):
        if file.is_file() and file.name != "secrets.json":
            assert b"sesame" not in file.read_bytes(), file
    assert json.loads((wall.site / "secrets.json").read_bytes())["guarded"] == "root:sesame open"
    assert (wall.site / "secrets.json").stat().st_mode & 0o077 == 0


def test_a_csv_with_a_typo_names_line_and_field(wall: SmallWall, tmp_path: Path) -> None:
    table = tmp_path / "cameras.csv"
    table.write_text("id,name,kind,main\na-1,One,ptz,rtsp://10.0.0.1/1\na-2,Two,ptzz,rtsp://10.0.0.2/1\n")
    said = refused(wall, "import", str(table))
    assert "3" in said and "kind" in said


def test_a_second_run_or_server_on_the_same_site_is_refused(wall: SmallWall) -> None:
    for part in ("server", "run"):
        argv = [sys.executable, "-m", "wallctl", part, str(wall.site)]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 1
        assert "already" in done.stderr


def test_init_refuses_to_overwrite(wall: SmallWall) -> None:
    argv = [sys.executable, "-m", "wallctl", "init", str(wall.site)]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert str(wall.site) in done.stderr


def test_wrong_usage_is_exit_code_2() -> None:
    for arguments in (["show"], ["nonsense"], ["apply"]):
        argv = [sys.executable, "-m", "wallctl", *arguments]
        assert subprocess.run(argv, capture_output=True, timeout=60, check=False).returncode == 2


def test_stop_leaves_no_process_socket_or_memory_file(wall: SmallWall) -> None:
    wall.wallctl("stop", str(wall.site))
    assert wall.processes() == []
    assert not list((wall.site / "run").glob("*.sock")) and not list((wall.site / "run").glob("*.ipc"))
