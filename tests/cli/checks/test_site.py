"""Rule: open secrets, taken ports and wrong settings of a site are told before it is run."""

from __future__ import annotations

import contextlib
import os
import socket
import sqlite3
from pathlib import Path

import pytest

from wallctl.cli.checks import site
from wallctl.cli.checks.machine import Verdict
from wallctl.model.wall import Wall
from wallctl.store.new_site import Seed, init_site
from wallctl.store.site import Site
from wallctl.store.state import Store


def _enrol(keys: Path) -> None:
    (keys / "server.json").touch(mode=0o600)


@pytest.fixture
def opened(short_path: Path) -> Site:
    return init_site(
        short_path / "s", Seed(wall=Wall(id="w", rows=1, cols=2)), enrol=_enrol, actor="me", sample=True
    )


def test_new_site_is_in_order(opened: Site) -> None:
    findings = site.site(opened.path)
    assert {finding.verdict for finding in findings} == {Verdict.OK}, findings
    ports = {"port control", "port picture", "port sample cameras"}
    assert {"site", "key permissions", "database", "outputs", "media folder"} | ports <= {
        finding.name for finding in findings
    }


def test_a_public_key_is_for_everybody(opened: Site) -> None:
    (opened.keys / "server.pub").touch(mode=0o644)
    assert site.privacy(opened).verdict is Verdict.OK


@pytest.mark.parametrize("name", ["keys/server.json", "secrets.json", "wallctl.db", "keys", "."])
def test_secret_that_others_can_read_fails(opened: Site, name: str) -> None:
    (opened.path / name).chmod(0o755)
    found = site.privacy(opened)
    assert found.verdict is Verdict.FAIL
    assert "chmod" in found.remedy


def test_port_taken_by_another_program_fails_and_names_it(opened: Site) -> None:
    with socket.create_server(("127.0.0.1", opened.settings.bus.control_port)):
        found = {finding.name: finding for finding in site.ports(opened)}["port control"]
    assert found.verdict is Verdict.FAIL
    assert str(opened.settings.bus.control_port) in found.seen
    assert f"pid {os.getpid()}" in found.seen


@pytest.mark.parametrize(
    ("argv", "ours"),
    [
        (["/x/.venv/bin/python", "-P", "-m", "wallctl", "server", "s"], True),
        (["/x/.venv/bin/python", "-m", "wallctl.node", "s"], True),
        (["/usr/bin/python3", "/x/wallctl/demo/rtsp_server.py"], True),
        (["/x/wallctl/.venv/bin/python", "-m", "http.server"], False),
        (["nginx: master process"], False),
        ([], False),
    ],
)
def test_own_processes_are_told_from_others(argv: list[str], ours: bool) -> None:
    assert site.is_ours(argv) is ours


def test_address_of_another_machine_fails(opened: Site) -> None:
    elsewhere = opened.settings.bus.with_(host="192.0.2.1")
    moved = Site(opened.path, opened.settings.with_(bus=elsewhere))
    assert {finding.verdict for finding in site.ports(moved) if "sample" not in finding.name} == {
        Verdict.FAIL
    }


def test_folder_that_is_no_site_is_one_finding(tmp_path: Path) -> None:
    (finding,) = site.site(tmp_path)
    assert finding.verdict is Verdict.FAIL
    assert "wallctl init" in finding.remedy


def test_typo_in_the_settings_is_named(opened: Site) -> None:
    file = opened.path / "site.toml"
    text = file.read_text().replace("control_port", "controll_port")
    file.write_text(text)
    line = text[: text.index("controll_port")].count("\n") + 1
    (finding,) = site.site(opened.path)
    assert finding.verdict is Verdict.FAIL
    assert f"site.toml:{line}:" in finding.seen


def test_a_database_is_looked_into_and_not_touched(opened: Site) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in opened.path.iterdir()}
    found, wall = site.database(opened)
    assert found.verdict is Verdict.OK and "schema" in found.seen
    assert wall is not None and wall.cols == 2
    assert {path.name: path.stat().st_mtime_ns for path in opened.path.iterdir()} == before


def test_a_database_is_looked_into_beside_its_server(opened: Site) -> None:
    store = Store.open(opened.database)
    try:
        found, wall = site.database(opened)
    finally:
        store.close()
    assert found.verdict is Verdict.OK and wall is not None


def _damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[100:4000] = bytes(3900)
    file.write_bytes(content)


def test_a_damaged_database_is_told_and_what_becomes_of_it(opened: Site) -> None:
    _damage(opened.database)
    found, wall = site.database(opened)
    assert found.verdict is Verdict.WARN and "restored" in found.remedy and wall is None
    _damage(opened.database.with_name("wallctl.db.good"))
    found, _ = site.database(opened)
    assert found.verdict is Verdict.FAIL and "backup" in found.remedy
    opened.database.unlink()
    opened.database.with_name("wallctl.db.good").unlink()
    assert site.database(opened)[0].verdict is Verdict.FAIL


def test_a_database_of_a_newer_version_is_told(opened: Site) -> None:
    with contextlib.closing(sqlite3.connect(opened.database)) as connection:
        connection.execute("UPDATE schema_version SET version = 99")
        connection.commit()
    found, wall = site.database(opened)
    assert found.verdict is Verdict.FAIL and "99" in found.seen and wall is None
