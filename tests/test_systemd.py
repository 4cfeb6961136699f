"""Rule: the systemd units parse, name commands that exist, and keep what the promises need."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from wallctl.cli.main import build_parser
from wallctl.cli.parts import PARTS
from wallctl.store.data_files import Shipped, shipped_file

NAMES = ("wallctl-server@.service", "wallctl-node@.service")
PROGRAM = "/usr/local/bin/wallctl"

pytestmark = pytest.mark.parametrize("name", NAMES)


def unit(name: str) -> dict[str, str]:
    """The keys of a unit, each there once, as `Section.Key`."""
    found: dict[str, str] = {}
    section = ""
    for line in shipped_file(Shipped.ASSETS, "systemd", name).read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            assert f"{section}.{key}" not in found
            found[f"{section}.{key}"] = value
    return found


def test_a_unit_starts_a_part_that_exists_with_its_site(name: str) -> None:
    program, command, *rest = unit(name)["Service.ExecStart"].split()
    assert program == PROGRAM and rest == ["%f"]
    assert command in PARTS and command in name
    assert build_parser().parse_args([command, "/srv/wall"]).site_dir == Path("/srv/wall")


def test_a_unit_never_gives_up_and_gets_no_rights(name: str) -> None:
    keys = unit(name)
    assert keys["Service.Restart"] == "always"
    assert keys["Unit.StartLimitIntervalSec"] == "0"
    assert keys["Service.NoNewPrivileges"] == "yes"
    assert keys["Service.User"] == "wallctl"
    assert keys["Service.ReadWritePaths"] == "%f"


def test_renderers_outlive_their_node_and_a_node_its_server(name: str) -> None:
    keys = unit(name)
    if "node" in name:
        assert keys["Service.KillMode"] == "process" and keys["Service.OOMPolicy"] == "continue"
        assert "Service.PrivateTmp" not in keys, "the X server's socket is there"
    assert not {"Unit.Requires", "Unit.BindsTo", "Unit.PartOf"} & set(keys)


def test_systemd_reads_a_unit_without_complaint(name: str, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze")
    for each in NAMES:
        text = shipped_file(Shipped.ASSETS, "systemd", each).read_text("utf-8")
        (tmp_path / each).write_text(text.replace(PROGRAM, sys.executable))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / name)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    complaints = [line for line in done.stderr.splitlines() if "wallctl-" in line]
    assert complaints == [] and done.returncode == 0, done.stderr
