"""What holds for every test: no window on anybody's screen, a clean environment, and nothing left behind.

The environment is cleaned at import, before any test module can load Qt or OpenCV.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.kit import input_method
from tests.leftovers import Leftovers, marked_environment
from tests.xscreen import x_screen

RUN_MARK = "WALLCTL_TEST_RUN"
_SCRUBBED = ("OPENCV_", "QT_", "QML", "WALLCTL_", "GST_", "FFREPORT", "AV_LOG")
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY")


def _clean_environment() -> None:
    for name in [n for n in os.environ if n.startswith(_SCRUBBED) or n in _SCREENS]:
        if name != RUN_MARK:
            del os.environ[name]
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["LC_ALL"] = "C.UTF-8"


_clean_environment()

# On a shared machine an example's time says nothing. The same code gets the same verdict; `make fuzz` is
# where new examples are looked for, and what it finds becomes an `@example`.
settings.register_profile("wallctl", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, derandomize=False, max_examples=1000)
settings.load_profile("wallctl")

_leftovers_key = pytest.StashKey[Leftovers]()


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    """Marks all processes of this run and gives them a run-time folder of their own."""
    if _is_worker(config):
        return
    # Short, because the path of a Unix socket may have no more than 107 bytes.
    runtime = Path(tempfile.mkdtemp(prefix="wt-"))
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    os.environ[RUN_MARK] = runtime.name
    leftovers = Leftovers(f"{RUN_MARK}={runtime.name}", runtime)
    config.stash[_leftovers_key] = leftovers
    # For children alone: pytest's own folders stay where people look for them.
    os.environ["TMPDIR"] = str(leftovers.temporary)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turns whatever tests left behind into an error of the run; with xdist, after the workers are gone."""
    leftovers = session.config.stash.get(_leftovers_key, None)
    if leftovers is None:
        return
    found = leftovers.find(deadline_s=15.0)
    leftovers.clear()
    if not found:
        return
    session.exitstatus = pytest.ExitCode.TESTS_FAILED
    report = pytest.TestReport(
        nodeid="leftovers",
        location=("tests/conftest.py", None, "leftovers"),
        keywords={},
        outcome="failed",
        longrepr="tests left these behind:\n" + "\n".join(f"  {line}" for line in found),
        when="teardown",
    )
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        sys.stderr.write(f"{report.longrepr}\n")
    else:
        reporter.stats.setdefault("error", []).append(report)


def _screen_can_be_made() -> bool:
    return shutil.which("Xvfb") is not None


def _city_can_be_served() -> bool:
    """Whether Debian's own Python can load the RTSP server; asked once, and only when a test needs it."""
    if shutil.which("ffmpeg") is None:
        return False
    check = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"
    try:
        done = subprocess.run(
            ["/usr/bin/python3", "-c", check], env=marked_environment(), capture_output=True, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips, with the reason, what this machine has no Debian packages for."""
    needs = {
        "xcb": (_screen_can_be_made, "xvfb"),
        "ime": (input_method.can_be_run, input_method.PACKAGES),
        "city": (_city_can_be_served, "ffmpeg, gir1.2-gst-rtsp-server-1.0"),
    }
    for mark, (is_there, packages) in needs.items():
        marked = [item for item in items if item.get_closest_marker(mark)]
        if marked and not is_there():
            skip = pytest.mark.skip(reason=f"needs {packages}: run make setup")
            for item in marked:
                item.add_marker(skip)


@pytest.fixture
def display() -> Iterator[str]:
    """The DISPLAY of a virtual X screen of 1280x1024; the test carries the mark `xcb`."""
    with x_screen() as name:
        yield name


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A fresh folder whose path leaves room for the name of a Unix socket, unlike tmp_path's."""
    path = Path(tempfile.mkdtemp(prefix="s-", dir=os.environ["XDG_RUNTIME_DIR"]))
    yield path
    shutil.rmtree(path, ignore_errors=True)
