"""Scouts against live cameras: what they see, what they say when they see nothing, and that they end."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.fakes.small_node import SmallNode, alive
from tests.kit.city import ReplayCity
from wallctl.demo.faults import Fault
from wallctl.demo.replay import PYTHON
from wallctl.model.geometry import PxRect
from wallctl.model.health import Reason
from wallctl.model.ids import CellId, NodeId, SourceId, WindowId
from wallctl.model.sighting import LookStep, Sighting
from wallctl.model.source import StreamKind
from wallctl.protocol.cell import Pane, Picture, Sighted, SourceView
from wallctl.protocol.nursery import Born, ForkScout, ScoutSpec

pytestmark = [
    pytest.mark.city,
    pytest.mark.timeout(90),
    pytest.mark.skipif(not PYTHON.exists(), reason="the RTSP replay needs Debian's python3"),
]

SOON_S = 20.0


@pytest.fixture(scope="module")
def city() -> Iterator[ReplayCity]:
    with ReplayCity() as running:
        yield running


@pytest.fixture(scope="module")
def node() -> Iterator[SmallNode]:
    """One nursery for all; the last test kills it."""
    folder = Path(tempfile.mkdtemp(prefix="s-", dir=os.environ["XDG_RUNTIME_DIR"]))
    with SmallNode(folder) as node:
        yield node
    shutil.rmtree(folder, ignore_errors=True)


def view(city: ReplayCity, camera: str, stream: StreamKind = StreamKind.SUB) -> SourceView:
    url = city.url(camera, "main" if stream is StreamKind.MAIN else "sub")
    return SourceView(id=SourceId(camera), name=camera, stream=stream, url=url)


def send(node: SmallNode, name: str, seen: SourceView, **fields: object) -> int:
    """Fork a scout; return its process."""
    token = f"{name}-1"
    node.tokens.add(token)
    spec = ScoutSpec(
        scout=CellId(name),
        node=NodeId("local"),
        token=token,
        bus=node.bus,
        view=seen,
        watch_s=1.2,
        networks=("127.0.0.0/8",),
    ).with_(**fields)
    after = len(node.line.said)
    node.line.send(ForkScout(spec=spec))
    return node.line.wait(Born, after=after).child.pid


def done(node: SmallNode, name: str) -> Sighting:
    """What that scout saw in the end."""

    def last() -> Sighting | None:
        return next((s.sighting for s in node.said(name, Sighted) if s.step is LookStep.DONE), None)

    return node.wait(last, SOON_S, f"{name} is done")


def jpegs(node: SmallNode, name: str) -> list[bytes]:
    return [parts[0] for cell, _, parts in list(node.sightings) if cell == name and parts]


def test_looks_at_many_cameras_say_what_each_is_in_the_words_of_cells(
    city: ReplayCity, node: SmallNode
) -> None:
    sick = {
        "psb-02": (Fault.OFFLINE, Reason.REFUSED),
        "psb-03": (Fault.UNSUPPORTED, Reason.UNSUPPORTED_CODEC),
        "psb-04": (Fault.WRONG_PASSWORD, Reason.WRONG_PASSWORD),
    }
    for camera, (fault, _) in sick.items():
        city.set_fault(camera, fault)
    send(node, "scout-1", view(city, "psb-01", StreamKind.MAIN))
    for number, camera in enumerate(sick, 2):
        send(node, f"scout-{number}", view(city, camera))
    seen = done(node, "scout-1")
    assert seen.ready and seen.first_frame_ms is not None and seen.first_frame_ms < 5000
    clip = city.manifest.clip("psb-01", "main")
    assert (seen.codec, seen.width, seen.height) == ("H.264", clip.width, clip.height)
    assert seen.fps == pytest.approx(25.0, abs=2.0)
    picture = cv2.imdecode(np.frombuffer(jpegs(node, "scout-1")[-1], np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None and picture.shape[1] == 320 and picture.std() > 5
    for number, (camera, (_, reason)) in enumerate(sick.items(), 2):
        failed = done(node, f"scout-{number}")
        assert (failed.ready, failed.reason) == (False, reason), camera
        assert not jpegs(node, f"scout-{number}")
    for camera in sick:
        city.set_fault(camera, Fault.NONE)


def test_what_a_renderer_decodes_is_followed_and_never_taken_over(city: ReplayCity, node: SmallNode) -> None:
    camera = view(city, "psb-05")
    renderer = node.fork("r0c0")
    whole = PxRect(x=0, y=0, w=320, h=240)
    pane = Pane(window=WindowId("w"), win=whole, dst=whole, visible=(whole,), source=camera)
    node.show("r0c0", Picture(panes=(pane,)))
    node.wait(lambda: node.state("r0c0", "w") == "live", SOON_S, "the cell is live")
    send(node, "scout-11", camera, follow=True, every_s=0.3, width=160)
    node.wait(lambda: len(jpegs(node, "scout-11")) >= 3, SOON_S, "pictures of a followed stream")
    assert city.status().viewers["psb-05"] == 1, "it is pulled once"
    node.kill(renderer)

    def stopped() -> bool:
        return any(
            not s.sighting.ready
            for s in node.said("scout-11", Sighted)
            if s.width == 0 and s.step is LookStep.DONE
        )

    node.wait(stopped, SOON_S, "the scout says that nothing comes")
    assert city.status().viewers.get("psb-05", 0) == 0, "a scout decodes nothing in a renderer's place"


def test_scouts_end_with_their_nursery(city: ReplayCity, node: SmallNode) -> None:
    pid = send(node, "scout-21", view(city, "psb-06"), every_s=0.5)
    node.wait(lambda: bool(jpegs(node, "scout-21")), SOON_S, "a first picture")
    assert Path(f"/proc/{pid}/comm").read_text().strip() == "wallctl-scout-2"
    assert int(Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[16]) >= 15, "nice"
    node.nursery.kill()
    node.nursery.wait(30)
    node.wait(lambda: not alive(pid), SOON_S, "the scout is gone")
    node.wait(lambda: not city.status().viewers.get("psb-06"), SOON_S, "its camera is left alone")
