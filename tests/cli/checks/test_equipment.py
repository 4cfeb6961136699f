"""Rule: an output, device or folder that a site names and that is not there is told, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.fake_machine import FakeMachine, answer
from tests.kit.tls_camera import Authority
from wallctl.cli.checks import equipment
from wallctl.cli.checks.machine import Ran, Verdict
from wallctl.model.ids import CellId, NodeId
from wallctl.model.wall import Cube, Wall
from wallctl.store import certificates
from wallctl.store.new_site import Seed, init_site
from wallctl.store.site import Site

SCREENS = {"screens()": answer(["DP-1", 0, 0, 1024, 768, "A1"], ["HDMI-1", 1024, 0, 1024, 768, "B2"])}
X = {"DISPLAY": ":0"}


def wall(*outputs: str, node: str = "local") -> Wall:
    cubes = tuple(
        Cube(cell=CellId(f"r0c{at}"), output=output, node=NodeId(node)) for at, output in enumerate(outputs)
    )
    return Wall(id="w", rows=1, cols=4, cubes=cubes)


@pytest.mark.parametrize(
    "named", [wall(), wall("DP-1", "serial:B2"), wall("DP-9", node="other"), wall("", "HDMI-1")]
)
def test_outputs_that_are_there_or_another_nodes_are_in_order(named: Wall) -> None:
    assert equipment.outputs(named, FakeMachine(SCREENS, env=X)).verdict is Verdict.OK


@pytest.mark.parametrize("output", ["DP-2", "serial:A9", "A1", "serial:"])
def test_an_output_that_is_not_there_is_named_with_its_cell_and_what_is_there(output: str) -> None:
    found = equipment.outputs(wall("DP-1", output), FakeMachine(SCREENS, env=X))
    assert found.verdict is Verdict.FAIL
    assert f"{output} of r0c1" in found.seen and "HDMI-1 (serial B2)" in found.seen
    assert "r0c0" not in found.seen and "xrandr" in found.remedy


def test_outputs_cannot_be_told_without_a_display_or_an_answer() -> None:
    assert equipment.outputs(wall("DP-1"), FakeMachine(SCREENS)).verdict is Verdict.WARN
    mute = FakeMachine({"screens()": Ran(code=1, err="no")}, env=X)
    assert equipment.outputs(wall("DP-1"), mute).verdict is Verdict.WARN


def site(folder: Path, **devices: str) -> Site:
    seed = Seed(wall=wall())
    return init_site(folder / "s", seed, enrol=lambda keys: None, actor="me", devices=devices)


def test_a_device_that_is_not_there_or_none_is_told(short_path: Path) -> None:
    file = short_path / "file"
    file.touch()
    found = equipment.devices(site(short_path, gate="/dev/video77", desk=str(file), null="/dev/null"))
    assert [finding.verdict for finding in found] == [Verdict.FAIL, Verdict.FAIL, Verdict.OK]
    assert "/dev/video77" in found[0].seen and "by-id" in found[0].remedy
    assert "no device" in found[1].seen and "site.toml" in found[1].remedy


def test_a_media_folder_that_is_not_there_is_told(short_path: Path) -> None:
    opened = site(short_path)
    assert equipment.media(opened).verdict is Verdict.OK
    opened.media.rmdir()
    found = equipment.media(opened)
    assert found.verdict is Verdict.FAIL and "mkdir" in found.remedy


def test_certificates_that_the_site_names_are_counted_or_told_to_be_none(short_path: Path) -> None:
    opened = site(short_path)
    of_machine = equipment.certificates(opened)
    assert of_machine.verdict in (Verdict.OK, Verdict.WARN) and of_machine.seen
    named = opened.settings.with_(cameras=opened.settings.cameras.with_(ca_file="cameras.pem"))
    opened = Site(opened.path, named)
    assert opened.ca_file == opened.path / "cameras.pem"
    gone = equipment.certificates(opened)
    assert gone.verdict is Verdict.FAIL and "cameras.pem" in gone.seen and "site.toml" in gone.remedy
    (opened.path / "cameras.pem").write_text("no certificate\n")
    assert equipment.certificates(opened).verdict is Verdict.FAIL
    (opened.path / "cameras.pem").write_bytes(Authority(short_path).file.read_bytes())
    found = equipment.certificates(opened)
    assert found.verdict is Verdict.OK and "holds 1" in found.seen


def test_a_machine_without_authorities_is_told_the_package(
    short_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificates, "machine_certificates", lambda: None)
    found = equipment.certificates(site(short_path))
    assert found.verdict is Verdict.WARN and "ca-certificates" in found.remedy
