"""`demo`: the sample city on this machine, made for the occasion and gone afterwards.

With a screen the simulated wall and the desk run until the desk is closed; without one it runs offscreen for
a bounded time, says what happens, and leaves pictures of the wall and a report.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from wallctl.cli.checks.machine import Machine, Verdict
from wallctl.cli.checks.video import sample_city
from wallctl.cli.demo_story import Story
from wallctl.cli.interruption import Interruption
from wallctl.cli.parts import SITE_VARIABLE, PartName, child_environment, end_site
from wallctl.cli.seeding import seed
from wallctl.errors import Unavailable
from wallctl.model.people import NOBODY, OfficerName
from wallctl.server.enrol import make_keys
from wallctl.store.layout_files import shipped_wall
from wallctl.store.new_site import init_site
from wallctl.store.site import Site

WALL = "4x6"
OFFSCREEN_S = 60.0
LOOK_S = 0.2
ACTOR = "demo"


def run_demo(
    headless: bool,
    seconds: float | None,
    out: Path | None,
    machine: Machine | None = None,
    officer: OfficerName = NOBODY,
) -> int:
    """Make a site, run it, show it; leave nothing of it but the pictures, also when told to end.

    Raise `Unavailable` naming the packages where this machine cannot replay the cameras; nothing was made.
    """
    cameras = sample_city(machine or Machine())
    if cameras.verdict is not Verdict.OK:
        raise Unavailable("demo", cameras.seen, cameras.remedy)
    told_to_end = Interruption()
    told_to_end.expect()
    on_screen = bool(os.environ.get("DISPLAY")) and not headless
    folder = Path(tempfile.mkdtemp(prefix="wallctl-demo-"))
    results = (out or Path("out/demo")).resolve()
    results.mkdir(parents=True, exist_ok=True)
    site = init_site(
        folder / "site",
        lambda settings: seed(shipped_wall(WALL), True, settings),
        enrol=lambda keys: make_keys(keys, ACTOR),
        actor=ACTOR,
        sample=True,
    )
    story = Story(site, WALL, results)
    process = _start(site, headless=not on_screen, officer=officer)
    try:
        story.await_ready(process)
        story.break_cameras()
        if on_screen:
            story.open_everyday()
            story.tell("the desk is open; close it, or press Ctrl+C, to end the demo")
            _wait(process, site, seconds)
        else:
            story.play(seconds if seconds is not None else OFFSCREEN_S)
        return 0
    except KeyboardInterrupt:
        return 0
    finally:
        told_to_end.heard()
        story.close()
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
        end_site(site.path, ())
        shutil.rmtree(folder, ignore_errors=True)


def _start(site: Site, headless: bool, officer: OfficerName) -> subprocess.Popen[str]:
    flags = [*(["--headless"] if headless else []), *(["--officer", officer] if officer else [])]
    environment = {
        name: value for name, value in child_environment(site.path).items() if name != SITE_VARIABLE
    }
    if headless:
        environment["QT_QPA_PLATFORM"] = "offscreen"
        environment.pop("DISPLAY", None)
    return subprocess.Popen(
        [sys.executable, "-m", "wallctl", "run", str(site.path), *flags],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _wait(process: subprocess.Popen[str], site: Site, seconds: float | None) -> None:
    """Return when the desk was closed, the site ended, or the time is over."""
    ends = time.monotonic() + seconds if seconds is not None else float("inf")
    desk = site.run / f"{PartName.CONTROLLER.value}.pid.json"
    while process.poll() is None and desk.exists() and time.monotonic() < ends:
        time.sleep(LOOK_S)
