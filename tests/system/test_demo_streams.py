"""Rule: the sample city's cameras behave as live cameras do, and fail on demand as the fault's name says."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest

from tests.kit.city import ReplayCity
from wallctl.cli.checks.machine import Verdict
from wallctl.cli.checks.site import ports
from wallctl.demo.clips import clips_folder, load_manifest
from wallctl.demo.control import SOCKET_NAME
from wallctl.demo.faults import Fault
from wallctl.demo.replay import PYTHON, SERVER, Mount, Replay
from wallctl.errors import Unavailable
from wallctl.model.wall import Wall
from wallctl.store.new_site import Seed, init_site

ROOT = Path(__file__).resolve().parents[2]
# OpenCV counts an RTSP stream's time stamps in frames.
FRAMES_A_SECOND = 25
LOOP_S = 10
SICK_S = 7.0
LOOKED_AT = (Fault.FROZEN, Fault.BLACK, Fault.DAMAGED)
"""Faults that only the pictures tell."""
pytestmark = pytest.mark.skipif(not PYTHON.exists(), reason="the RTSP replay needs Debian's python3")


@pytest.fixture(scope="module")
def city() -> Iterator[ReplayCity]:
    with ReplayCity() as running:
        yield running


def watched(
    city: ReplayCity,
    cameras: list[str],
    seconds: float,
    pictures: bool | Collection[str] = True,
    stream: str = "sub",
) -> list[dict[str, Any]]:
    """What a viewer process sees of these cameras; `pictures`: whether, or of which, it looks at them."""
    clips = [city.manifest.clip(c, "main" if stream == "main" else "sub") for c in cameras]
    streams = [
        {
            "url": f"rtsp://127.0.0.1:{city.port}/{c.camera}/{stream}",
            "width": c.width,
            "height": c.height,
            "pictures": pictures if isinstance(pictures, bool) else c.camera in pictures,
        }
        for c in clips
    ]
    request = {"streams": streams, "seconds": seconds, "pictures": False}
    done = subprocess.run(
        [sys.executable, "-m", "tests.kit.viewer"],
        input=json.dumps(request) + "\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=seconds + 60,
        check=True,
    )
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def passed(seconds: float) -> None:
    """Let time pass that is itself what is tested."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.02)


@pytest.fixture(scope="module")
def sick(city: ReplayCity) -> dict[Fault, dict[str, Any]]:
    """What a viewer sees that opens a camera under each fault, and a healthy one; all at once, to save
    time."""
    faults = list(Fault)
    cameras = [c for c in city.manifest.cameras if city.manifest.clip(c, "sub").fps == 25][: len(faults)]
    for camera, fault in zip(cameras, faults, strict=True):
        city.set_fault(camera, fault)
    looked_at = {c for c, fault in zip(cameras, faults, strict=True) if fault in LOOKED_AT}
    try:
        return dict(zip(faults, watched(city, cameras, SICK_S, looked_at), strict=True))
    finally:
        for camera in cameras:
            city.set_fault(camera, Fault.NONE)


def at_rate(sick: dict[Fault, dict[str, Any]]) -> float:
    """So many frames has a camera that sends all of them, as well as this machine can take them in."""
    healthy: int = sick[Fault.NONE]["frames"]
    assert healthy > SICK_S
    return 0.6 * healthy


def test_24_cameras_are_live_at_their_rate_and_loop_without_a_jump(city: ReplayCity) -> None:
    cameras = [c for c in city.manifest.cameras if city.manifest.clip(c, "sub").fps == 25][:24]
    proxy = psutil.Process(city.pid)
    (replay,) = proxy.children()
    before_s = [_cpu_s(process) for process in (proxy, replay)]
    seen = watched(city, cameras, LOOP_S + 3, pictures=False)
    used_s, replay_s = (
        _cpu_s(process) - sooner_s for process, sooner_s in zip((proxy, replay), before_s, strict=True)
    )
    assert all(one["opened"] for one in seen)
    for camera, one in zip(cameras, seen, strict=True):
        steps = {round(b - a) for a, b in pairwise(one["stamps"])}
        # Whom a slow machine lets fall behind, the server passes over some frames; nobody is sent one twice.
        keeps_up = one["frames"] >= 0.95 * 25 * (LOOP_S + 3 - 1)
        assert steps == {1} if keeps_up else min(steps) == 1, camera
        # What a slow machine left in the socket is missing here; nothing may come faster than live.
        assert 0.3 * 25 * LOOP_S < one["frames"] < 25 * (LOOP_S + 3 + 2), camera
    assert used_s < replay_s, "the proxy only passes bytes"


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def test_frames_follow_one_another_over_the_loop(city: ReplayCity) -> None:
    one = watched(city, ["psb-05"], LOOP_S + 2)[0]
    clip = city.manifest.clip("psb-05", "sub")
    assert {camera for camera, _ in one["tags"]} == {clip.number}
    numbers = [frame for _, frame in one["tags"]]
    steps = [(b - a) % clip.frames for a, b in pairwise(numbers)]
    assert steps.count(1) == len(steps)
    assert any(b < a for a, b in pairwise(numbers)), "it went round"


def test_odd_streams_play(city: ReplayCity) -> None:
    cameras = ["exp-03", "fir-03", "urb-03", "mar-04", "wat-05", "lan-01"]
    for camera, one in zip(cameras, watched(city, cameras, 6.0), strict=True):
        clip = city.manifest.clip(camera, "sub")
        assert one["opened"], camera
        assert one["frames"] >= 2 * clip.fps, camera
        assert {number for number, _ in one["tags"]} == {clip.number}, camera


def test_main_streams_play_and_others_fall_back_to_sub(city: ReplayCity) -> None:
    seen = watched(city, ["wat-08", "psb-05"], 3.0, stream="main")
    assert [one["tags"][0][0] for one in seen] == [
        city.manifest.clip(c, "sub").number for c in ("wat-08", "psb-05")
    ]


@pytest.mark.parametrize(
    "fault", [Fault.OFFLINE, Fault.SILENT, Fault.UNSUPPORTED, Fault.REDIRECT, Fault.WRONG_PASSWORD]
)
def test_a_camera_that_cannot_be_opened_is_not(sick: dict[Fault, dict[str, Any]], fault: Fault) -> None:
    assert not sick[fault]["opened"]
    assert sick[fault]["open_s"] < (5 if fault is Fault.OFFLINE else 20)


@pytest.mark.parametrize("fault", [Fault.SILENT_AFTER_PLAY, Fault.STALL])
def test_a_camera_that_falls_silent_gives_no_picture(sick: dict[Fault, dict[str, Any]], fault: Fault) -> None:
    assert sick[fault]["frames"] <= 1


def test_a_frozen_camera_repeats_one_picture_with_living_time_stamps(
    sick: dict[Fault, dict[str, Any]],
) -> None:
    one = sick[Fault.FROZEN]
    assert one["frames"] > at_rate(sick)
    assert one["distinct"] <= 2
    assert {round(b - a) for a, b in pairwise(one["stamps"])} == {1}


def test_a_black_camera_is_black(sick: dict[Fault, dict[str, Any]]) -> None:
    assert sick[Fault.BLACK]["frames"] > at_rate(sick)
    assert sick[Fault.BLACK]["level"] < 2


def test_a_weak_camera_gives_few_pictures(sick: dict[Fault, dict[str, Any]]) -> None:
    assert at_rate(sick) / 15 < sick[Fault.WEAK]["frames"] < SICK_S * 12


def test_a_damaged_camera_gives_pictures_that_are_wrong(sick: dict[Fault, dict[str, Any]]) -> None:
    one = sick[Fault.DAMAGED]
    assert one["frames"] > at_rate(sick)
    assert one["tags"], "wrong, but pictures"


def test_a_camera_that_changes_size_goes_on(sick: dict[Fault, dict[str, Any]]) -> None:
    assert sick[Fault.SIZE_CHANGE]["frames"] > at_rate(sick)


def test_faults_strike_running_sessions_and_heal_in_place(city: ReplayCity) -> None:
    """Stalled for a while in mid-picture, the same connection goes on with what is live then."""
    clip = city.manifest.clip("psb-02", "sub")
    request = {
        "streams": [{"url": city.url("psb-02"), "width": clip.width, "height": clip.height}],
        "seconds": 8.0,
        "pictures": True,
        "read_ms": 15_000,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.kit.viewer"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as viewer:
        assert viewer.stdin is not None
        assert viewer.stdout is not None
        viewer.stdin.write(json.dumps(request) + "\n")
        viewer.stdin.flush()
        until = time.monotonic() + 60
        while city.status().viewers.get("psb-02", 0) == 0 and time.monotonic() < until:
            time.sleep(0.05)
        passed(1.5)
        city.set_fault("psb-02", Fault.STALL)
        passed(2.0)
        city.set_fault("psb-02", Fault.NONE)
        one = json.loads(viewer.stdout.readline())[0]
    assert one["slowest_s"] > 0.9
    assert one["frames"] > 25
    gaps = [b - a for a, b in pairwise(one["stamps"])]
    assert max(gaps) > 0.9 * FRAMES_A_SECOND, "what was missed is missing, not late"


def test_an_offline_camera_drops_its_viewers_and_no_other(city: ReplayCity) -> None:
    city.set_fault("psb-03", Fault.NONE)
    seen: list[dict[str, Any]] = []
    try:
        city.set_fault("psb-03", Fault.OFFLINE)
        seen = watched(city, ["psb-03", "psb-04"], 3.0, pictures=False)
    finally:
        city.set_fault("psb-03", Fault.NONE)
    assert [one["opened"] for one in seen] == [False, True]
    assert seen[1]["frames"] > 10


def described(url: str) -> bytes:
    """What the camera answers to one who asks what it sends."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=10) as line:
        line.settimeout(10)
        line.sendall(b"DESCRIBE %s RTSP/1.0\r\nCSeq: 2\r\n\r\n" % url.encode())
        return line.recv(4096).partition(b"\r\n")[0]


def test_who_comes_as_the_last_viewer_leaves_is_served(city: ReplayCity) -> None:
    """A take that moves a camera's only window to another renderer comes at that very moment."""
    url = city.url("psb-02", "sub")
    # Unmended, about one of nine was turned away.
    assert {described(url) for _ in range(200)} == {b"RTSP/1.0 200 OK"}


def test_access_units_are_cut_as_the_manifest_counts_them() -> None:
    """The splitter runs under another Python, so it is asked there."""
    manifest, folder = load_manifest(), clips_folder()
    chosen = [manifest.clip(c, "sub") for c in ("psb-05", "exp-03", "fir-03", "wat-05")]
    code = (
        "import importlib.util as u, json, pathlib, sys\n"
        "s = u.spec_from_file_location('r', sys.argv[1]); m = u.module_from_spec(s)\n"
        "s.loader.exec_module(m); files = json.loads(sys.argv[2])\n"
        "print(json.dumps([len(m.access_units(pathlib.Path(f).read_bytes(), c)) for f, c in files]))"
    )
    files = json.dumps([[str(folder / clip.file), clip.codec] for clip in chosen])
    done = subprocess.run(
        [str(PYTHON), "-I", "-c", code, str(SERVER), files], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [clip.frames for clip in chosen]


def test_the_city_leaves_nothing_behind(tmp_path: Path) -> None:
    with ReplayCity(run_folder=tmp_path) as running:
        children = psutil.Process(running.pid).children(recursive=True)
        assert children
    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)
    assert not (tmp_path / SOCKET_NAME).exists()


def test_a_killed_city_takes_its_replay_with_it() -> None:
    with ReplayCity() as running:
        process = psutil.Process(running.pid)
        children = process.children(recursive=True)
        process.kill()
        _, alive = psutil.wait_procs(children, timeout=30)
    assert not alive


def test_a_killed_replay_comes_back(city: ReplayCity) -> None:
    child = psutil.Process(city.pid).children()[0]
    child.kill()
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if watched(city, ["psb-05"], 1.0, pictures=False)[0]["opened"]:
            break
    else:
        pytest.fail("the cameras did not come back")


def test_a_taken_port_is_named(city: ReplayCity, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "wallctl.demo.main", str(tmp_path), str(city.port)],
        capture_output=True,
        text=True,
        timeout=40,
        check=False,
    )
    assert done.returncode == 1
    assert str(city.port) in done.stderr


def test_any_file_can_be_served() -> None:
    clip = load_manifest().clip("psb-05", "sub")
    mount = Mount(path="/any/file", file=str(clips_folder() / clip.file), codec="h264", fps=25)
    with Replay([mount]) as replay:
        assert replay.alive
        assert replay.port > 0
    assert not replay.alive


def test_a_replay_that_cannot_listen_says_so() -> None:
    with Replay([]) as one, pytest.raises(Unavailable, match=r"listened on.*`rtsp_port`"):
        Replay([], port=one.port).start()


def test_the_cameras_of_a_site_take_both_ports_that_it_picked(short_path: Path) -> None:
    seed = Seed(wall=Wall(id="w", rows=1, cols=1))
    site = init_site(short_path / "s", seed, enrol=lambda keys: None, actor="me", sample=True)
    picked = site.settings.sample
    argv = [sys.executable, "-m", "wallctl", "cameras", str(site.path)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as cameras:
        try:
            assert cameras.stdout is not None
            assert cameras.stdout.readline() == f"ready {picked.proxy_port}\n"
            family = [psutil.Process(cameras.pid), *psutil.Process(cameras.pid).children()]
            listening = {
                one.laddr.port
                for process in family
                for one in process.net_connections("tcp4")
                if one.status == psutil.CONN_LISTEN
            }
            assert listening == {picked.proxy_port, picked.rtsp_port}
            assert {finding.verdict for finding in ports(site)} == {Verdict.OK}
        finally:
            cameras.terminate()
