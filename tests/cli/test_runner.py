"""Rules of `run`: what becomes of a desk that ended, and that nothing which is refused ends the wall."""

from __future__ import annotations

import errno
import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.lock_holder import lock_holder
from tests.fakes.orders import each_its_own, order
from tests.fakes.server_process import new_site
from tests.kit.small_wall import until
from wallctl.cli import part_log, parts
from wallctl.cli import runner as runner_module
from wallctl.cli.parts import Part, PartName, recorded
from wallctl.cli.runner import LOCK, READY_DEADLINE_S, Runner, run, stop
from wallctl.errors import Unavailable
from wallctl.node.kept_state import KeptState
from wallctl.store.log_files import LOOK_EVERY_S, bound
from wallctl.store.site import Site


class Desk(Part):
    """A real child that ends at once with a code of our choosing, in the place of the desk."""

    def __init__(self, site: Path, code: int) -> None:
        super().__init__(PartName.CONTROLLER, site)
        self._argv = [sys.executable, "-S", "-c", f"raise SystemExit({code})"]


@pytest.fixture
def site(short_path: Path) -> Iterator[Site]:
    yield new_site(short_path / "s")


def runner_of(site: Site, code: int) -> tuple[Runner, Desk]:
    runner, desk = Runner(site, headless=True), Desk(site.path, code)
    runner.parts = [desk]
    return runner, desk


def test_a_desk_that_the_officer_closed_is_not_started_again(site: Site) -> None:
    runner, desk = runner_of(site, 0)
    now_s = [0.0]

    def given_up() -> bool:
        now_s[0] += 20.0
        runner.tick(now_s[0])
        return runner.parts == []

    until(given_up, 10.0, "run leaves the closed desk alone")
    assert desk.starts == 1
    assert not (site.run / "controller.pid.json").exists()
    desk.end()


def test_a_desk_that_fell_over_is_started_again(site: Site) -> None:
    runner, desk = runner_of(site, 3)
    now_s = [0.0]

    def started_again() -> bool:
        now_s[0] += 20.0
        runner.tick(now_s[0])
        return desk.starts >= 3

    until(started_again, 10.0, "run starts the desk again")
    assert runner.parts == [desk]
    desk.end()


# ---- a machine that refuses --------------------------------------------------------------------------------
class Sleeper(Part):
    """A real child that goes on, in the place of the server."""

    def __init__(self, site: Path) -> None:
        super().__init__(PartName.SERVER, site)
        self._argv = [sys.executable, "-S", "-c", "import time; time.sleep(600)"]


@pytest.fixture
def sleeper(site: Site) -> Iterator[Sleeper]:
    part = Sleeper(site.path)
    yield part
    part.end()


@pytest.mark.parametrize("number", [errno.ENOMEM, errno.EAGAIN, errno.EMFILE])
def test_a_part_that_the_system_does_not_start_is_told_and_tried_later_and_later(
    sleeper: Sleeper, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    def refused(*args: object, **more: object) -> None:
        raise OSError(number, os.strerror(number))

    tries = []
    with monkeypatch.context() as system:
        system.setattr(subprocess, "Popen", refused)
        for tick in range(400):
            now_s = tick * 0.05
            if now_s >= sleeper._next_s:
                tries.append(now_s)
            assert not sleeper.tick(now_s)
    gaps = [b - a for a, b in itertools.pairwise(tries)]
    assert len(gaps) >= 4 and all(b > 1.5 * a for a, b in itertools.pairwise(gaps)), gaps
    assert f"server cannot be started: [Errno {number}]" in capsys.readouterr().err
    assert sleeper.tick(60.0) and sleeper.starts == 1


def test_a_part_that_the_disk_does_not_record_runs_once_and_is_recorded_when_there_is_room(
    site: Site, sleeper: Sleeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    with monkeypatch.context() as disk:
        disk.setattr(parts, "write_whole_unsynced", full)
        assert all(sleeper.tick(float(now_s)) for now_s in range(5))
    assert sleeper.starts == 1 and recorded(site.run / "server.pid.json") is None
    assert sleeper.tick(10.0)
    found = recorded(site.run / "server.pid.json")
    assert sleeper.starts == 1 and found is not None and sleeper._child is not None
    assert found.pid == sleeper._child.pid


def test_a_part_runs_also_where_its_log_cannot_be_opened(site: Site, sleeper: Sleeper) -> None:
    (site.log / "server.log").mkdir()
    assert sleeper.tick(0.0) and sleeper.tick(1.0)


def test_a_part_that_cannot_be_looked_at_for_want_of_descriptors_is_not_started_twice(
    sleeper: Sleeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sleeper.tick(0.0)

    def refused(self: object) -> bool:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    with monkeypatch.context() as system:
        system.setattr("psutil.Process.is_running", refused)
        assert sleeper.tick(1.0)
    assert sleeper.starts == 1


def test_a_look_at_the_wall_that_fails_does_not_end_run(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stuck:
        def status(self, deadline_s: float) -> dict[str, object]:
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

        def close(self) -> None:
            raise Unavailable("server", "a callback holds the bus thread")

    monkeypatch.setattr(runner_module, "SiteClient", lambda site, deadline_s: Stuck())
    looking = Runner(site, headless=True)
    assert not looking._wall_paints(10.0)
    assert not looking._wall_paints(20.0)


@pytest.mark.parametrize("fault", [RuntimeError("a fault"), MemoryError()])
def test_a_fault_of_run_itself_ends_no_part_and_says_so(
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fault: Exception,
) -> None:
    def fails(self: Runner) -> int:
        raise fault

    ended: list[object] = []
    monkeypatch.setattr(Runner, "serve", fails)
    monkeypatch.setattr(runner_module, "end_site", lambda *args: ended.append(args))
    with pytest.raises(type(fault)):
        run(site.path, headless=True)
    assert not ended and "the wall goes on without it" in capsys.readouterr().err


def test_run_that_is_told_to_end_ends_all(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[object] = []
    monkeypatch.setattr(Runner, "serve", lambda self: 0)
    monkeypatch.setattr(runner_module, "end_site", lambda *args: ended.append(args))
    assert run(site.path, headless=True) == 0
    assert len(ended) == 1


def test_stop_finds_a_run_that_began_on_a_full_disk(site: Site) -> None:
    with lock_holder(site.run / LOCK) as holder:
        assert (site.run / LOCK).read_bytes() == b""
        assert stop(site.path) == 0
        assert holder.wait(30) == -signal.SIGTERM
    assert stop(site.path) == 0, "nobody is left to end"


# ---- parts that will not run -------------------------------------------------------------------------------
class Speaker(Part):
    """A real child that says something and ends, in the place of the server."""

    def __init__(self, site: Path, says: str, code: int) -> None:
        super().__init__(PartName.SERVER, site)
        self._argv = [sys.executable, "-S", "-c", f"print({says!r}); raise SystemExit({code})"]


def refused_after(part: Part, starts: int) -> str:
    """What it was refused with when so many children have ended, half a second apart."""
    now_s = [0.0]

    def ended() -> bool:
        part.tick(now_s[0])
        if part.exit_code is not None:
            now_s[0] += 0.5
        return part.starts > starts

    until(ended, 20.0, f"{starts} children ended")
    return part.refusal


def test_a_part_that_twice_says_why_it_will_not_run_is_refused_in_its_words(site: Site) -> None:
    part = Speaker(site.path, "2026 INFO x\nwallctl: port 5555: is taken\nbye", 1)
    assert refused_after(part, 1) == ""
    assert refused_after(part, 2) == "server: port 5555: is taken"
    part.end()


@pytest.mark.parametrize(("says", "code"), [("Traceback ...", 1), ("wallctl: no", 70), ("wallctl: no", 0)])
def test_a_part_that_falls_over_is_not_refused(site: Site, says: str, code: int) -> None:
    (site.log / "server.log").write_text("wallctl: what an earlier one said\n")
    part = Speaker(site.path, says, code)
    assert refused_after(part, 3) == ""
    part.end()


def begun(site: Site) -> Runner:
    """A `run` whose only part is refused."""
    runner = Runner(site, headless=True)
    runner._begin()
    runner.parts = [Speaker(site.path, "wallctl: port 5555: is taken", 1)]
    return runner


def kept_picture(site: Site) -> None:
    """The node remembers what its cells showed."""
    KeptState(site.node).save(order(1, each_its_own()))


def empty_picture(site: Site) -> None:
    KeptState(site.node).save(order(1, {}))


def test_where_no_wall_is_to_be_kept_run_gives_up_and_says_why(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    empty_picture(site)
    runner = begun(site)
    refused_after(runner.parts[0], 2)
    assert runner._is_refused() and not runner._keeps_wall
    assert capsys.readouterr().err == "wallctl: server: port 5555: is taken\n"
    runner.parts[0].end()


def test_a_wall_that_shows_something_is_kept_and_the_refusal_is_told_once(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    kept_picture(site)
    runner = begun(site)
    refused_after(runner.parts[0], 2)
    assert all(runner._is_refused() for _ in range(3)) and runner._keeps_wall
    told = capsys.readouterr().err
    assert told.count("port 5555: is taken") == 1 and "the wall is kept" in told
    runner.parts[0].end()


def test_a_server_that_will_not_run_any_more_once_the_wall_paints_is_told_and_told_again_the_next_time(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    runner = begun(site)
    runner._ready = True
    for _ in range(2):
        refused_after(runner.parts[0], 2)
        assert runner._is_refused()
        assert "port 5555: is taken; the wall is kept" in capsys.readouterr().err
        runner.parts[0].end()
        runner.parts = [Sleeper(site.path)]
        runner.tick(0.0)
        assert not runner._is_refused()
        runner.parts[0].end()
        runner.parts = begun(site).parts


def test_after_a_minute_the_cells_that_do_not_paint_are_named_with_the_reason(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lives = [True]

    class Answers:
        def status(self, deadline_s: float) -> dict[str, object]:
            if not lives[0]:
                raise Unavailable("server", "gone")
            lies = [{"cell": f"r0c{n}", "why": f"A{n}: 渲染进程未运行"} for n in range(9)]
            return {"truth": {"true": 0, "of": 9, "lies": lies}}

        def close(self) -> None:
            pass

    runner = Runner(site, headless=True)
    runner._begin()
    late_s = runner._asked_s + READY_DEADLINE_S + 1
    monkeypatch.setattr(runner_module, "SiteClient", lambda site, deadline_s: Answers())
    runner._await_ready(late_s)
    told = capsys.readouterr().err
    assert "A0: 渲染进程未运行; A1" in told and "3 more" in told and str(site.log) in told
    runner._await_ready(late_s + 1)
    assert not capsys.readouterr().err
    lives[0] = False
    runner._await_ready(late_s + READY_DEADLINE_S + 2)
    assert "the server does not answer" in capsys.readouterr().err


# ---- logs --------------------------------------------------------------------------------------------------
def test_a_part_that_never_stops_talking_does_not_fill_the_disk(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(part_log, "bound", lambda log: bound(log, 20_000))
    part = Sleeper(site.path)
    part._argv[-1] = "import time\nwhile True: print('x' * 1000, flush=True); time.sleep(0.0005)"
    log, aside, now_s = site.log / "server.log", site.log / "server.log.1", [0.0]

    def put_aside_twice() -> bool:
        if log.exists() and log.stat().st_size > 20_000:
            now_s[0] += LOOK_EVERY_S
            seen.add(aside.stat().st_mtime_ns if aside.exists() else 0)
        part.tick(now_s[0])
        return len(seen) > 2 and log.stat().st_size < 20_000

    seen: set[int] = set()
    until(put_aside_twice, 20.0, "its log is put aside again and again")
    assert part.starts == 1
    part.end()
