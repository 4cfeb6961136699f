"""The server as a process: it serves, refuses a second one, ends in time, and comes back with everything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.asking import apply, show, sources_in
from tests.fakes.fake_desk import FakeDesk, Refusal
from tests.fakes.fake_node import FakeNode
from tests.fakes.server_process import ServerProcess
from tests.kit.cores import Cores
from tests.leftovers import marked_environment
from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.protocol.desk import ClearWall, Status, TakeLayout, Undo
from wallctl.rules.take import READY_DEADLINE_S
from wallctl.store.site import Site

ENDS_S = 2.0
"""A second, and as much again for a machine that does other things."""


def run_server(path: Path) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "wallctl", "server", str(path)]
    return subprocess.run(argv, capture_output=True, text=True, timeout=60, env=marked_environment())


def test_second_server_on_the_same_site_is_refused_by_name(server: ServerProcess) -> None:
    second = run_server(server.site.path)
    assert second.returncode == 1
    assert f"process {server.pid}" in second.stderr
    assert "Traceback" not in second.stderr
    with FakeDesk(server.site) as desk:
        assert desk.ask(Status())["revision"] == 0


def test_no_site_is_said(short_path: Path) -> None:
    second = run_server(short_path / "nothing")
    assert second.returncode == 1
    assert "wallctl init" in second.stderr


def test_sigterm_ends_it_in_time_and_a_take_is_not_waited_for(server: ServerProcess) -> None:
    with FakeDesk(server.site) as desk, FakeNode(server.site) as node:
        node.behaviour.silent = frozenset([SourceId("cam-0")])
        assert node.connected.wait(30)
        desk.send(apply())
        desk.wait(lambda: True if node.orders[1:] else None, 30, "arming")
        cores = Cores()
        code, took_s = server.stop()
    assert code == 0
    assert took_s < (READY_DEADLINE_S if cores.busy() else ENDS_S)
    assert [path.name for path in server.site.run.iterdir()] == ["server.lock"]


def test_restart_has_everything_under_a_higher_epoch(server: ServerProcess) -> None:
    with FakeDesk(server.site) as desk:
        desk.ask(show("cam-1", 1, 1))
        desk.ask(show("cam-2"))
        before = desk.ask(Status())
    server.kill()
    server.start()
    with FakeDesk(server.site) as desk, FakeNode(server.site) as node:
        assert node.connected.wait(30)
        after = desk.ask(Status())
        assert after["revision"] == before["revision"] == 2
        assert after["epoch"] == before["epoch"] + 1
        desk.ask(Undo())
        order = desk.wait(lambda: next((o for o in node.orders if o.version.revision == 3), None))
        assert sources_in(order) == {"cam-1"}


def test_same_request_after_a_restart_gets_the_first_answer(server: ServerProcess) -> None:
    with FakeDesk(server.site) as desk:
        first = desk.ask(show("cam-1"), "the-same-id")
        assert desk.ask(show("cam-1"), "the-same-id") == first
    server.kill()
    server.start()
    with FakeDesk(server.site) as desk:
        assert desk.ask(show("cam-1"), "the-same-id") == first
        assert desk.ask(Status())["revision"] == 1


def test_refusal_is_a_first_answer_too(server: ServerProcess) -> None:
    with FakeDesk(server.site) as desk:
        for _ in range(2):
            with pytest.raises(Refusal, match="nobody"):
                desk.ask(show("nobody"), "refused-id")
        assert desk.ask(ClearWall(), "other-id")["revision"] == 1


def test_what_replaces_the_whole_wall_says_which_locked_pictures_went(server: ServerProcess) -> None:
    locked = Window(id=WindowId("a"), rect=Rect(x=0, y=0, w=1, h=1), source=SourceId("cam-1"), locked=True)
    with FakeDesk(server.site) as desk:
        desk.ask(TakeLayout(layout=Layout(windows=(locked,))))
        assert "locked_off" not in desk.ask(show("cam-2", 1, 1))
        assert desk.ask(ClearWall())["locked_off"] == ["cam-1"]
        desk.ask(Undo())
        assert desk.ask(apply())["locked_off"] == ["cam-1"]


def test_site_of_a_newer_version_is_refused_and_unchanged(site: Site) -> None:
    file = site.path / "site.toml"
    file.write_text(file.read_text().replace("format = 1", "format = 9"))
    before = sorted((path.name, path.stat().st_mtime_ns) for path in site.path.iterdir())
    done = run_server(site.path)
    assert done.returncode == 1
    assert "newer version" in done.stderr
    assert sorted((path.name, path.stat().st_mtime_ns) for path in site.path.iterdir()) == before
