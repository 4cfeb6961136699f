"""Rule: a site that cannot be run is refused by `run` with the reason, and nothing of it is left running."""

from __future__ import annotations

import contextlib
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.server_process import ServerProcess, new_site
from tests.leftovers import marked_environment
from wallctl.cli.parts import processes_of
from wallctl.store.schema_number import SCHEMA_VERSION, schema_of
from wallctl.store.site import Site

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def site(short_path: Path) -> Site:
    return new_site(short_path / "s")


def run(site: Site) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "wallctl", "run", str(site.path), "--headless"]
    done = subprocess.run(
        argv, capture_output=True, text=True, timeout=60, env=marked_environment(), check=False
    )
    assert processes_of(site.path) == []
    return done


def content(site: Site) -> dict[str, tuple[int, bytes]]:
    """Every file of the site, with the time of its last change."""
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(site.path.rglob("*"))
        if path.is_file()
    }


@contextlib.contextmanager
def taken(site: Site) -> Iterator[None]:
    """Another program listens at the server's port."""
    with socket.socket() as other:
        other.bind((site.settings.bus.host, site.settings.bus.control_port))
        other.listen(1)
        yield


def test_a_site_of_a_newer_schema_is_refused_and_nothing_of_it_is_changed(site: Site) -> None:
    with contextlib.closing(sqlite3.connect(site.database)) as newer:
        newer.execute("UPDATE schema_version SET version = ?", (SCHEMA_VERSION + 1,))
        newer.commit()
    assert schema_of(site.database) == SCHEMA_VERSION + 1
    before = content(site)
    done = run(site)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"made by a newer version of wallctl (schema {SCHEMA_VERSION + 1}" in done.stderr
    assert "Traceback" not in done.stderr
    assert content(site) == before


def test_a_database_that_nothing_can_restore_is_said_by_run_itself(site: Site) -> None:
    for name in ("wallctl.db", "wallctl.db.good"):
        file = site.path / name
        os.truncate(file, file.stat().st_size // 2)
    done = run(site)
    assert (done.returncode, done.stdout) == (1, "")
    assert "wallctl: server: " in done.stderr and "backup" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_said_by_run_itself_and_run_again_begins(site: Site) -> None:
    with taken(site):
        done = run(site)
    assert (done.returncode, done.stdout) == (1, "")
    assert str(site.settings.bus.control_port) in done.stderr
    assert "Traceback" not in done.stderr


def test_where_a_server_was_started_apart_run_goes_on_with_it(site: Site, short_path: Path) -> None:
    with ServerProcess(site) as server:
        argv = [sys.executable, "-m", "wallctl", "run", str(site.path), "--headless"]
        said = short_path / "run.err"
        with said.open("wb") as err:
            process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=err, env=marked_environment())
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == b"ready\n"
            assert server.runs
        finally:
            process.terminate()
            process.wait(30)
            process.stdout.close()
        assert said.read_text().count("a server of this site runs already") <= 1
