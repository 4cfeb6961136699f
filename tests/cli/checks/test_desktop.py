"""Rule: what Qt lacks to show a picture is found, and the Debian package named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.fakes.fake_machine import FakeMachine, answer
from wallctl.cli.checks import desktop
from wallctl.cli.checks.machine import Machine, Ran, Verdict


def test_missing_library_of_qt_names_its_debian_package() -> None:
    err = "ImportError: libEGL.so.1: cannot open shared object file: No such file or directory"
    found = desktop.qt_libraries(FakeMachine({"QApplication": Ran(code=1, err=f"Traceback\n{err}")}))
    assert found.verdict is Verdict.FAIL
    assert found.remedy == "ask for: apt-get install libegl1"


@pytest.mark.parametrize(("env", "verdict"), [({}, "warn"), ({"DISPLAY": ":0"}, "fail")])
def test_missing_library_of_xcb_matters_with_a_display(
    env: dict[str, str], verdict: str, tmp_path: Path
) -> None:
    plugin = tmp_path / "libqxcb.so"
    plugin.touch()
    lines = [
        "libxcb-cursor.so.0 => not found",
        "libxcb-icccm.so.4 => not found",
        "libc.so.6 => /lib/libc.so.6",
    ]
    linked = "\n".join(f"\t{line}" for line in lines)
    answers = {"PySide6.__path__": Ran(code=0, out=f"{plugin}\n"), "ldd": Ran(code=0, out=linked)}
    found = desktop.xcb_libraries(FakeMachine(answers, env=env))
    assert found.verdict == verdict
    assert found.remedy == "ask for: apt-get install libxcb-cursor0 libxcb-icccm4"


def test_no_chinese_glyphs_fails() -> None:
    found = desktop.chinese_fonts(FakeMachine({"QFontDatabase": answer()}))
    assert found.verdict is Verdict.FAIL
    assert "fonts-noto-cjk" in found.remedy


def test_no_display_is_a_warning() -> None:
    assert desktop.screens(FakeMachine()).verdict is Verdict.WARN
    assert "X11 session" in desktop.screens(FakeMachine(env={"WAYLAND_DISPLAY": "wayland-0"})).remedy


def test_display_that_does_not_answer_fails() -> None:
    err = "qt.qpa.xcb: could not connect to display :9\nAvailable platform plugins are: xcb."
    found = desktop.screens(FakeMachine({"screens()": Ran(code=-6, err=err)}, env={"DISPLAY": ":9"}))
    assert found.verdict is Verdict.FAIL
    assert "could not connect to display :9" in found.seen


XSET = """Screen Saver:
  timeout:  {saver}    cycle:  600
DPMS (Energy Star):
  Standby: {off}    Suspend: 0    Off: 0
  DPMS is {dpms}
"""


@pytest.mark.parametrize(
    ("saver", "off", "dpms", "verdict"),
    [
        (0, 0, "Disabled", "ok"),
        (600, 0, "Disabled", "warn"),
        (0, 600, "Enabled", "warn"),
        (0, 0, "Enabled", "ok"),
    ],
)
def test_blanking_is_found(saver: int, off: int, dpms: str, verdict: str) -> None:
    out = XSET.format(saver=saver, off=off, dpms=dpms)
    there = FakeMachine({"xset q": Ran(code=0, out=out)}, env={"DISPLAY": ":0"}, programs=["xset"])
    assert desktop.blanking(there).verdict == verdict


@pytest.mark.xcb
def test_screens_of_a_real_display_are_listed(display: str) -> None:
    found = desktop.screens(Machine({**os.environ, "DISPLAY": display}))
    assert found.verdict is Verdict.OK, found
    assert "1280x1024+0+0" in found.seen
