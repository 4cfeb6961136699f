"""Rules of ending a site: who holds its locks belongs to it, and what could not be ended is not blinded."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.fakes.server_process import new_site
from wallctl.cli import parts
from wallctl.cli.parts import PartName, end_site, held
from wallctl.store.lock import SiteLock


def test_who_holds_a_lock_is_known_while_it_is_held(short_path: Path) -> None:
    site = new_site(short_path / "s")
    assert held(site.path, PartName.NODE) == []
    with SiteLock(site.run / "node.lock", "node"):
        assert [process.pid for process in held(site.path, PartName.NODE)] == [os.getpid()]
    assert held(site.path, PartName.NODE) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("python -m wallctl server s", ["server", "s"]),
        ("python -P -m wallctl --site s status", ["--site", "s", "status"]),
        ("python /x/bin/wallctl node s", ["node", "s"]),
        ("python -m pytest -m wallctl", []),
        ("python -m wallctl.demo.main s", []),
        ("vim wallctl/server", []),
        ("wallctl", []),
        ("", []),
    ],
)
def test_what_was_said_to_wallctl_is_told_from_other_command_lines(line: str, said: list[str]) -> None:
    assert parts._words_after_wallctl(line.split()) == said


def test_a_node_that_could_not_be_ended_keeps_its_sockets(
    short_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = new_site(short_path / "s")
    (site.run / "node.ipc").touch()
    monkeypatch.setattr(parts, "end_processes", lambda processes, grace_s: None)
    with SiteLock(site.run / "node.lock", "node"):
        end_site(site.path, [])
        assert (site.run / "node.ipc").exists()
    end_site(site.path, [])
    assert not (site.run / "node.ipc").exists()
