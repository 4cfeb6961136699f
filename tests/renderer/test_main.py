"""Rule: a renderer as a process does what it is told, says what it shows, and its exit code means it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest

from tests.fakes.pictures import H, W, pane, picture, rect, view
from tests.fakes.small_node import SmallNode, boot_s, tasks
from tests.kit.bad_camera import BadCamera, hang_up, status
from tests.kit.clips import solid_clip
from wallctl.model.ids import WindowId
from wallctl.model.wall import Size
from wallctl.protocol.cell import (
    Beat,
    EchoPicture,
    EchoWanted,
    LabelsShown,
    Shown,
    Stop,
    Withdraw,
)
from wallctl.protocol.nursery import Died, Fork
from wallctl.renderer.main import EXIT_NO_DISPLAY, EXIT_REFUSED

pytestmark = pytest.mark.timeout(90)
CELL = "r0c0"


@pytest.fixture(scope="module")
def shared_node() -> Iterator[SmallNode]:
    folder = Path(tempfile.mkdtemp(prefix="m-", dir=os.environ["XDG_RUNTIME_DIR"]))
    with SmallNode(folder) as node:
        for name, level in (("grey", 100), ("light", 200), ("dark", 40)):
            solid_clip(node.media / f"{name}.avi", [level, level + 2] * 10)
        yield node
    shutil.rmtree(folder)


@pytest.fixture
def node(shared_node: SmallNode) -> Iterator[SmallNode]:
    yield shared_node
    shared_node.reset()


def _middle(pixels: np.ndarray) -> int:
    return int(pixels[H // 2, W // 2, 0])


def _show(node: SmallNode, name: str, revision: int = 1) -> None:
    node.show(CELL, picture(pane(name)), revision)
    node.wait_shown(CELL, revision)
    node.wait(lambda: node.state(CELL, f"w-{name}") == "live", 10, f"{name} is live")


def test_it_shows_what_is_ordered_and_says_so(node: SmallNode) -> None:
    pid = node.fork(CELL)
    _show(node, "grey")
    assert abs(_middle(node.snapshot(CELL)) - 101) <= 4
    report = node.reports[CELL]
    assert (report.pid, report.incarnation, report.version.revision) == (pid, 1, 1)
    assert report.glass_ok and report.place_px == rect() and report.rss_kb > 10_000
    (shown,) = report.panes
    assert (shown.source, shown.dst, shown.width, shown.height) == ("grey", rect(), 64, 48)
    node.wait(lambda: node.reports[CELL].panes[0].fps > 5, 30, "frames are counted")
    assert shown.frame_age_ms is not None and shown.frame_age_ms < 1000


def test_what_is_prepared_stays_behind_the_picture_until_its_instant(node: SmallNode) -> None:
    node.fork(CELL)
    _show(node, "grey")
    node.show(CELL, picture(pane("light")), 2, at_s=None)
    ready = node.wait_ready(CELL, 2)
    assert [p.ready for p in ready.panes] == [True]
    assert abs(_middle(node.snapshot(CELL)) - 101) <= 4
    at_s = boot_s() + 0.3
    node.show(CELL, picture(pane("light")), 2, at_s=at_s)
    shown = node.wait_shown(CELL, 2)
    assert shown.at_s - at_s >= -0.002
    assert abs(_middle(node.snapshot(CELL)) - 201) <= 4


def test_a_take_that_is_called_off_changes_nothing(node: SmallNode) -> None:
    node.fork(CELL)
    _show(node, "grey")
    node.show(CELL, picture(pane("light")), 2, at_s=None)
    ready = node.wait_ready(CELL, 2)
    node.send(CELL, Withdraw(version=ready.version))
    _show(node, "dark", 3)
    assert not [s for s in node.said(CELL, Shown) if s.version.revision == 2]
    assert abs(_middle(node.snapshot(CELL)) - 41) <= 4


def test_an_older_order_is_refused_and_the_same_one_answered_again(node: SmallNode) -> None:
    node.fork(CELL)
    _show(node, "grey", 5)
    node.show(CELL, picture(pane("light")), 4)
    node.show(CELL, picture(pane("light")), 9, epoch=0)
    before = len(node.said(CELL, Shown))
    node.show(CELL, picture(pane("grey")), 5)
    node.wait(lambda: len(node.said(CELL, Shown)) > before, 30, "the same order is answered")
    assert {s.version.revision for s in node.said(CELL, Shown)} == {5}
    assert abs(_middle(node.snapshot(CELL)) - 101) <= 4


def test_a_camera_that_does_not_come_does_not_hold_the_others_up(node: SmallNode) -> None:
    node.fork(CELL)
    _show(node, "grey")
    with BadCamera(hang_up) as camera:
        left, right = rect(0, 0, W // 2), rect(W // 2, 0, W // 2)
        bad = pane("bad", right, source=view("bad", camera.url()))
        node.show(CELL, picture(pane("light", left), bad), 2, at_s=None)
        ready = node.wait_ready(CELL, 2)
        told = {p.window: (p.ready, p.reason.value) for p in ready.panes}
        assert told[WindowId("w-light")] == (True, "")
        assert told[WindowId("w-bad")][0] is False and told[WindowId("w-bad")][1]
        node.show(CELL, picture(pane("light", left), bad), 2)
        node.wait_shown(CELL, 2)
        node.wait(lambda: node.state(CELL, "w-light") == "live", 30, "the good one is live")
        node.wait(lambda: node.state(CELL, "w-bad") == "no_signal", 30, "the bad one is told")


def test_a_killed_renderers_successor_starts_from_its_last_picture_with_its_age(node: SmallNode) -> None:
    pid = node.fork(CELL)
    with BadCamera(status("401 Unauthorized")) as camera:
        _show(node, "light")
        beats = len(node.said(CELL, Beat))
        node.wait(lambda: len(node.said(CELL, Beat)) >= beats + 2, 30, "the picture is kept")
        os.kill(pid, signal.SIGKILL)
        node.line.wait(Died)
        node.fork(CELL, incarnation=2)
        assert abs(_middle(node.snapshot(CELL)) - 201) <= 4, "before any order"
        # The same source, which gives no picture now: the kept one stays, and its age is honest.
        gone = pane("light", source=view("light", camera.url()))
        node.show(CELL, picture(gone), 2)
        node.wait_shown(CELL, 2)
        node.wait(lambda: node.state(CELL, "w-light") in ("late", "stale"), 30, "it is not called live")
        assert node.reports[CELL].panes[0].frame_age_ms is not None
        node.wait(lambda: node.state(CELL, "w-light") == "no_signal", 30, "and is covered in time")
        assert node.reports[CELL].panes[0].reason == "wrong_password"


def test_stop_ends_it_in_order_and_its_picture_is_forgotten(node: SmallNode) -> None:
    node.fork(CELL)
    _show(node, "light")
    after = len(node.line.said)
    node.send(CELL, Stop())
    assert node.line.wait(Died, 30, after=after).code == 0
    node.fork(CELL, incarnation=2)
    assert not node.snapshot(CELL)[:, :, :3].any()


def test_one_with_an_old_token_ends_itself(node: SmallNode) -> None:
    spec = node.spec(CELL, 7)
    node.tokens.discard(spec.token)
    after = len(node.line.said)
    node.line.send(Fork(spec=spec))
    assert node.line.wait(Died, 30, after=after).code == EXIT_REFUSED
    assert spec.token not in node.log.read_text()


def test_where_its_display_does_not_answer_it_says_so_and_ends(short_path: Path) -> None:
    with SmallNode(short_path, display=":65431") as node:
        node.line.send(Fork(spec=node.spec(CELL)))
        assert node.line.wait(Died, 30).code == EXIT_NO_DISPLAY
        assert "display :65431 does not answer" in node.log.read_text()


@pytest.mark.xcb
def test_where_its_output_is_not_there_it_says_so_and_lives(short_path: Path, display: str) -> None:
    with SmallNode(short_path, display=display) as node:
        solid_clip(node.media / "light.avi", [200, 202] * 10)
        node.line.send(Fork(spec=node.spec(CELL, output="DP-7")))
        node.wait(lambda: CELL in node.reports, 30, "it lives")
        report = node.reports[CELL]
        assert (report.no_output, report.glass_ok) == ("DP-7", False)
        assert "output DP-7 is not there" in node.log.read_text()
        _show(node, "light")
        assert node.reports[CELL].panes[0].state == "live", "its streams are open and painted"
        assert not node.snapshot(CELL)[:, :, :3].any(), "but nobody is told that it is on the glass"


def test_a_renderer_that_is_ended_by_sigterm_dies_at_once(node: SmallNode) -> None:
    pid = node.fork(CELL)
    _show(node, "grey")
    after = len(node.line.said)
    os.kill(pid, signal.SIGTERM)
    assert node.line.wait(Died, 30, after=after).code == -signal.SIGTERM


def test_a_right_that_ends_takes_the_picture_off_the_glass_and_out_of_memory(node: SmallNode) -> None:
    pid = node.fork(CELL)
    _show(node, "light")
    node.show(CELL, picture(pane("light", until_utc_s=time.time() + 1.0)), 2)
    node.wait(lambda: node.state(CELL, "w-light") == "unauthorised", 30, "the right has ended")
    assert node.reports[CELL].panes[0].reason == "right_ended"
    assert not (np.abs(node.snapshot(CELL)[:, :, :3].astype(int) - 201) <= 4).all(axis=2).any()
    beats = len(node.said(CELL, Beat))
    node.wait(lambda: len(node.said(CELL, Beat)) >= beats + 2, 30, "kept anew")
    os.kill(pid, signal.SIGKILL)
    node.line.wait(Died)
    node.fork(CELL, incarnation=2)
    assert not (np.abs(node.snapshot(CELL)[:, :, :3].astype(int) - 201) <= 4).all(axis=2).any()


def test_the_echo_comes_at_the_size_and_rate_asked_for_until_it_is_ended(node: SmallNode) -> None:
    node.fork(CELL)
    _show(node, "light")
    node.send(CELL, EchoWanted(width=80, fps=10))

    def echoes() -> list[EchoPicture]:
        return node.said(CELL, EchoPicture)

    node.wait(lambda: len(echoes()) >= 15, 30, "echoes")
    taken = [echo.taken_s for echo in echoes()[2:15]]
    # No faster than was asked for; how slow is the machine's, and the desk shows the rate it really gets.
    assert (taken[-1] - taken[0]) / (len(taken) - 1) >= 0.05
    message, data = next((m, data) for _, m, data in node.pictures if isinstance(m, EchoPicture))
    small = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert small is not None and small.shape == (60, 80, 3) == (message.height, message.width, 3)
    assert abs(int(small[30, 40, 0]) - 201) <= 6
    node.send(CELL, EchoWanted())
    _show(node, "dark", 2)
    count = len(echoes())
    beats = len(node.said(CELL, Beat))
    node.wait(lambda: len(node.said(CELL, Beat)) >= beats + 2, 30, "a second passes")
    assert len(echoes()) <= count + 1


def test_names_can_be_hidden_and_shown(node: SmallNode) -> None:
    node.fork(CELL)
    node.show(CELL, picture(pane("light", label=True)), 1)
    node.wait(lambda: node.state(CELL, "w-light") == "live", 30, "live")

    def plain() -> bool:
        foot = node.snapshot(CELL)[-8:, :60, :3].astype(int)
        return bool((np.abs(foot - 201) <= 6).all())

    assert not plain()
    node.send(CELL, LabelsShown(shown=False))
    node.wait(plain, 30, "the name is gone")
    node.send(CELL, LabelsShown(shown=True))
    node.wait(lambda: not plain(), 30, "the name is back")


def test_after_its_first_picture_it_gives_way_to_those_who_start(node: SmallNode) -> None:
    pid = node.fork(CELL)
    _show(node, "grey")
    assert psutil.Process(pid).nice() > 0


def test_it_runs_few_threads(node: SmallNode) -> None:
    pid = node.fork(CELL)
    _show(node, "grey")
    assert len(tasks(pid)) <= 12, tasks(pid)


def test_no_failure_shows_a_password_anywhere(node: SmallNode) -> None:
    secrets = node.run_dir.parent / "secrets.json"
    secrets.write_text(json.dumps({"gate": "admin:canary-88Zq"}))
    refusing_camera = BadCamera(status("401 Unauthorized", 'WWW-Authenticate: Basic realm="c"'))
    with refusing_camera as refusing, BadCamera(hang_up) as rude:
        pid = node.fork(CELL, secrets_file=str(secrets))
        halves = (rect(0, 0, W // 2), rect(W // 2, 0, W // 2))
        panes = [
            pane(name, at, source=view(name, camera.url(), secret="gate"))
            for name, at, camera in zip(("a", "b"), halves, (refusing, rude), strict=True)
        ]
        node.show(CELL, picture(*panes), 1)
        node.wait(lambda: node.state(CELL, "w-a") == "no_signal", 30, "refused")
        node.wait(lambda: node.state(CELL, "w-b") == "no_signal", 30, "hung up on")
        assert any(b"Authorization" in request for request in refusing.requests), "it was used"
        beats = len(node.said(CELL, Beat))
        node.wait(lambda: len(node.said(CELL, Beat)) >= beats + 2, 30, "some more tries")
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    assert b"canary" not in environment and b"canary" not in command
    assert "canary" not in node.log.read_text()
    assert "canary" not in "".join(message.model_dump_json() for _, message in node.messages)


def test_a_picture_for_a_larger_surface_is_painted_to_scale(node: SmallNode) -> None:
    node.fork(CELL, px=Size(w=W * 2, h=H * 2))
    big = rect(0, 0, W * 2, H * 2)
    half = rect(0, 0, W, H * 2)
    node.show(CELL, picture(pane("light", half), background="#ff0000"), 1)
    node.wait(lambda: node.state(CELL, "w-light") == "live", 30, "live")
    glass = node.snapshot(CELL)
    assert glass.shape[:2] == (H, W)
    assert abs(int(glass[H // 2, W // 4, 0]) - 201) <= 4
    assert glass[H // 2, 3 * W // 4].tolist()[:3] == [0, 0, 255]
    assert node.reports[CELL].panes[0].dst == half, "told in the surface's own pixels"
    assert big.meet(half) == half
    assert node.said(CELL, Shown)
