"""Two desks before a real server: each shows what the other does, by name; drafts outlive a killed desk."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.fakes.fake_node import FakeNode
from tests.fakes.server_process import ServerProcess
from tests.leftovers import marked_environment
from wallctl.bus.keys import load_key_pair
from wallctl.controller.bridge import Bridge
from wallctl.controller.collecting import GuiCollector
from wallctl.controller.display import filled
from wallctl.controller.main import Desk, site_address
from wallctl.controller.session import LinkPhase, Session
from wallctl.model.geometry import Rect
from wallctl.model.ids import SeatId, SourceId, WindowId
from wallctl.model.layout import Layout, Preset, Slot, Window
from wallctl.model.people import OfficerName
from wallctl.protocol.desk import SavePreset
from wallctl.store.site import Site

FIRST, SECOND = SeatId("主控席"), SeatId("2号席")
OFFICERS = {FIRST: OfficerName("李明"), SECOND: OfficerName("王芳")}
"""Two people, and one key."""
WAIT_MS = 10_000


def layout(*sources: str) -> Layout:
    return Layout(
        windows=tuple(
            Window(id=WindowId(s), rect=Rect(x=n % 3, y=n // 3, w=1, h=1), source=SourceId(s))
            for n, s in enumerate(sources)
        )
    )


@contextmanager
def a_desk(qtbot: QtBot, qapp: QApplication, site: Site, seat: SeatId) -> Iterator[Desk]:
    """A desk of the real site in this process."""
    session = Session(time.monotonic, time.time)
    session.officer = OFFICERS[seat]
    desk = Desk(qapp, session, seat)
    bridge = Bridge(session, site_address(site), load_key_pair(site.operator_key), seat)
    bridge.start()
    desk.window.resize(1366, 768)
    qtbot.addWidget(desk.window)
    desk.window.show()
    try:
        yield desk
    finally:
        bridge.stop()
        desk.stop()


def until(qtbot: QtBot, *conditions: object) -> None:
    """Wait until all of these hold."""
    qtbot.waitUntil(lambda: all(condition() for condition in conditions), timeout=WAIT_MS)  # type: ignore[operator]


@pytest.fixture(scope="module", autouse=True)
def collector(qapp: QApplication) -> Iterator[None]:
    """Desks of earlier tests are freed in this thread, and not on a bus thread."""
    found = GuiCollector()
    yield
    gc.collect()
    found.stop()


@pytest.fixture
def desks(qtbot: QtBot, qapp: QApplication, server: ServerProcess) -> Iterator[tuple[Desk, Desk]]:
    with ExitStack() as stack:
        one = stack.enter_context(a_desk(qtbot, qapp, server.site, FIRST))
        two = stack.enter_context(a_desk(qtbot, qapp, server.site, SECOND))
        until(qtbot, *(lambda d=d: d.session.phase is LinkPhase.UP for d in (one, two)))
        yield one, two


def notes(desk: Desk) -> set[str]:
    scene = desk.window.centre.live.canvas.scene
    return set(scene.notes.values()) if scene is not None else set()


def events(desk: Desk) -> list[tuple[str, str]]:
    return [(event.what, event.seat) for event in desk.session.events]


def test_each_desk_shows_at_once_what_the_other_does_and_who(
    qtbot: QtBot, desks: tuple[Desk, Desk], server: ServerProcess
) -> None:
    one, two = desks
    one.presenter.studio.edit(layout("cam-1"))
    until(qtbot, lambda: two.session.shown.sources == {"cam-1"}, lambda: notes(two))
    # Its own view comes on a link of its own, sooner or later than the other's.
    until(qtbot, lambda: one.session.view.desired.revision == 1)  # type: ignore[union-attr]
    assert notes(two) == {"李明 · 主控席"} and notes(one) == set()
    assert "李明 · 主控席 上墙" in two.window.centre.live._facts.text()
    until(qtbot, lambda: ("take_done", "主控席") in events(two))
    # Both at once: one of them is first, the other is told by whom and keeps its work.
    one.presenter.studio.edit(layout("cam-1", "cam-2"))
    two.presenter.studio.edit(layout("cam-3"))

    def told() -> list[Desk]:
        return [desk for desk in (one, two) if "别人刚改过大屏" in desk.window.centre.notice.text]

    until(qtbot, lambda: len(told()) == 1)
    (late,) = told()
    first = two if late is one else one
    assert f"{first.session.officer} · {first.session.seat}" in late.window.centre.notice.text
    kept = late.presenter.studio.kept
    assert kept is not None and late.presenter.studio.draft is None
    assert first.session.layout.sources != kept.layout.sources
    # Who was late looks, opens the draft, and takes it over what is there now.
    QTest.mouseClick(late.window.presets.draft, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: first.session.shown == late.session.shown != layout("cam-1"))
    QTest.mouseClick(late.window.presets.take, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: first.session.shown.sources == kept.layout.sources)


def test_a_desk_takes_back_what_it_did_and_never_what_another_desk_did(
    qtbot: QtBot, desks: tuple[Desk, Desk], server: ServerProcess
) -> None:
    one, two = desks
    two.presenter.studio.edit(layout("cam-2"))
    until(qtbot, lambda: one.session.shown.sources == {"cam-2"})
    one.presenter.studio.edit(layout("cam-1"))
    until(qtbot, lambda: two.session.shown.sources == {"cam-1"}, lambda: two.session.asked is None)
    QTest.mouseClick(two.window.presets.undo, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: "未撤销" in two.window.centre.notice.text)
    assert "李明 · 主控席" in two.window.centre.notice.text and "cam-1" in two.window.centre.notice.text
    assert two.session.shown.sources == {"cam-1"}
    QTest.mouseClick(one.window.presets.undo, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: two.session.shown.sources == {"cam-2"})
    # The change that was taken back is out of the way: the one below it is this desk's own.
    QTest.mouseClick(two.window.presets.undo, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: one.session.shown == Layout())


def test_who_sits_down_at_a_desk_is_told_on_the_others_from_then_on(
    qtbot: QtBot, desks: tuple[Desk, Desk], server: ServerProcess
) -> None:
    one, two = desks
    two.presenter.studio.edit(layout("cam-1"))
    until(qtbot, lambda: notes(one) == {"王芳 · 2号席"}, lambda: two.session.shown == layout("cam-1"))
    two.acts.duty.take_over("赵强")
    two.presenter.studio.edit(layout("cam-1", "cam-2"))
    until(qtbot, lambda: notes(one) == {"赵强 · 2号席"}, lambda: two.session.asked is None)
    # The seat is the same, and so is its way back.
    QTest.mouseClick(two.window.presets.undo, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: one.session.shown == layout("cam-1"))


def test_a_preset_goes_up_as_the_desk_shows_it_when_its_best_camera_is_dead(
    qtbot: QtBot, desks: tuple[Desk, Desk], node: FakeNode
) -> None:
    desk = desks[0]
    best, next_best = SourceId("cam-0"), SourceId("cam-1")
    slot = Slot(id=WindowId("main"), rect=Rect(x=0, y=0, w=2, h=2), prefer=(best, next_best))
    preset = Preset(id="dyke", name="堤防", walls={"2x3": (slot,)})
    desk.session.ask(SavePreset(preset=preset))
    desk.presenter.studio.edit(layout("cam-0"))
    until(qtbot, lambda: preset.ref in desk.session.presets, lambda: desk.session.shown.sources == {best})
    view = desk.session.view
    assert view is not None and filled(desk.session, preset, view.wall).sources == {best}
    node.behaviour.lost = frozenset([best])
    until(qtbot, lambda: filled(desk.session, preset, view.wall).sources == {next_best})
    foreseen = filled(desk.session, preset, view.wall)
    desk.presenter.studio.apply(preset.ref)
    until(qtbot, lambda: desk.session.shown != layout("cam-0"))
    assert desk.session.shown == foreseen


def test_the_draft_of_a_killed_desk_is_open_at_the_next_start(
    qtbot: QtBot, qapp: QApplication, server: ServerProcess
) -> None:
    argv = [sys.executable, "-m", "tests.fakes.drafting_desk", str(server.site.path), FIRST, "cam-2"]
    with subprocess.Popen(
        argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=marked_environment()
    ) as killed:
        assert killed.stdout is not None
        try:
            assert killed.stdout.readline() == "kept\n"
        finally:
            killed.kill()
    with (
        a_desk(qtbot, qapp, server.site, FIRST) as desk,
        a_desk(qtbot, qapp, server.site, SECOND) as other,
    ):
        until(qtbot, lambda: desk.presenter.draft is not None, lambda: other.session.phase is LinkPhase.UP)
        assert desk.presenter.draft is not None and desk.presenter.draft.layout.sources == {"cam-2"}
        assert "还没有上墙" in desk.window.centre.notice.text
        assert other.presenter.draft is None, "a draft is its seat's"
        assert desk.session.view is not None and desk.session.view.desired.revision == 0
