"""Rule: what is wrong with Python or its packages is found, and the remedy named."""

from __future__ import annotations

import tomllib

import pytest

from tests.fakes.fake_machine import HEALTHY_WHEELS, FakeMachine, answer
from tests.house import ROOT
from wallctl.cli.checks import python_parts
from wallctl.cli.checks.machine import Verdict


def test_old_python_fails() -> None:
    assert python_parts.python(FakeMachine(version=(3, 10, 12))).verdict is Verdict.FAIL
    assert python_parts.python(FakeMachine(version=(3, 11, 0))).verdict is Verdict.OK


def test_missing_wheel_is_named() -> None:
    without = {name: version for name, version in HEALTHY_WHEELS.items() if name != "pyzmq"}
    found = python_parts.wheels(FakeMachine(wheels=without))
    assert found.verdict is Verdict.FAIL
    assert "pyzmq" in found.seen


def test_list_of_wheels_is_that_of_the_project() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    names = {line.split(">")[0] for line in wanted}
    assert names == {*python_parts.WHEELS, python_parts.WANTED_OPENCV}


@pytest.mark.parametrize(("lost", "verdict"), [(0, "ok"), (3, "ok"), (1000, "fail")])
def test_pair_that_loses_none_fails(lost: int, verdict: str) -> None:
    found = python_parts.qt_python_pair(FakeMachine({"getrefcount": answer("6.12.0", lost)}))
    assert found.verdict == verdict
    assert ("6.11.3" in found.remedy) == (verdict == "fail")


@pytest.mark.parametrize(
    ("builds", "verdict"),
    [
        ([], "fail"),
        (["opencv-python-headless"], "ok"),
        (["opencv-python"], "warn"),
        (["opencv-python", "opencv-python-headless"], "fail"),
        (["opencv-contrib-python-headless"], "ok"),
    ],
)
def test_builds_of_opencv(builds: list[str], verdict: str) -> None:
    found = python_parts.opencv_wheels(FakeMachine(wheels=dict.fromkeys(builds, "5.0.0.93")))
    assert found.verdict == verdict


def test_variables_of_another_qt_are_told_and_not_passed_on() -> None:
    there = FakeMachine(
        {"processEvents": answer("6.11.3", 0)}, env={"QT_QPA_PLATFORM_PLUGIN_PATH": "/x/cv2/qt", "HOME": "/h"}
    )
    found = python_parts.qt_environment(there)
    assert found.verdict is Verdict.WARN
    assert "unset QT_QPA_PLATFORM_PLUGIN_PATH" in found.remedy
    python_parts.qt_python_pair(there)
    assert there.environments == [{"HOME": "/h", "QT_QPA_PLATFORM": "offscreen"}]


@pytest.mark.parametrize(
    ("version", "curve", "verdict"),
    [([4, 3, 5], True, "ok"), ([4, 3, 4], True, "fail"), ([4, 3, 5], False, "fail"), ([4, 4, 0], True, "ok")],
)
def test_zmq_needs_its_version_and_curve(version: list[int], curve: bool, verdict: str) -> None:
    assert python_parts.zmq_library(FakeMachine({"zmq": answer(version, curve)})).verdict == verdict
