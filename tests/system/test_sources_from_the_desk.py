"""The desk's list of sources before a real server with renderers and scouts: a camera comes and goes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.kit.driver import Driver
from tests.kit.small_wall import SmallWall, until
from wallctl.bus.keys import load_key_pair
from wallctl.controller.add_dialog import AddDialog
from wallctl.controller.bridge import Bridge
from wallctl.controller.keymap import Act
from wallctl.controller.main import Desk, site_address
from wallctl.controller.session import LinkPhase, Session
from wallctl.model.health import Reason
from wallctl.model.ids import SeatId, SourceId
from wallctl.store.site import Site

pytestmark = [pytest.mark.xcb, pytest.mark.slow, pytest.mark.timeout(240)]


def test_a_camera_is_tested_saved_seen_small_and_put_up_and_gone_its_window_says_so(
    short_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    with SmallWall(short_path) as wall:
        with (wall.site / "site.toml").open("a") as settings:
            # Looks rest on a node under load; this machine's load is not what is looked at here.
            settings.write("\n[budgets]\nstep_down = false\n")
        wall.run()
        with Driver(wall.site) as drive:
            until(drive.looks_on, 60, "a render node is there to look")
        site = Site.open(wall.site)
        session = Session(time.monotonic, time.time)
        desk = Desk(qapp, session, "li")
        qtbot.addWidget(desk.window)
        bridge = Bridge(session, site_address(site), load_key_pair(site.operator_key), SeatId("seat"))
        bridge.start()
        desk.window.resize(1366, 768)
        desk.window.show()
        try:
            qtbot.waitUntil(lambda: session.phase is LinkPhase.UP and session.catalogue_known, timeout=30_000)
            name = add(desk, qtbot, "r0c0.avi")
            see_it_small(desk, session, qtbot, name)
            put_up_and_take_out(desk, session, qtbot, name)
        finally:
            bridge.stop()
            desk.stop()


def add(desk: Desk, qtbot: QtBot, file: str) -> SourceId:
    """By the dialog for temporary sources, tested before."""
    desk.sources.do(Act.TEMPORARY)
    dialog = desk.window.findChild(AddDialog)
    assert isinstance(dialog, AddDialog)
    dialog.main.setText(f"file:{file}")
    dialog.name.setText("无人机")
    dialog.look.click()
    qtbot.waitUntil(lambda: dialog.test.running is None, timeout=30_000)
    assert "正常" in dialog.said.text(), dialog.said.text()
    assert not dialog.picture.pixmap().isNull()
    dialog.save.click()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=30_000)
    qtbot.waitUntil(lambda: any(n.startswith("tmp-") for n in desk.session.sources), timeout=30_000)
    name = next(n for n in desk.session.sources if n.startswith("tmp-"))
    source = desk.session.sources[name]
    assert source.name == "无人机" and not source.untested and source.until_utc_s is not None
    return name


def see_it_small(desk: Desk, session: Session, qtbot: QtBot, name: SourceId) -> None:
    desk.settings.change(source_grid=True)
    book = desk.sources._book
    qtbot.waitUntil(lambda: book.small(name, session.now_utc_s).fresh, timeout=30_000)
    desk.settings.change(source_grid=False)


def put_up_and_take_out(desk: Desk, session: Session, qtbot: QtBot, name: SourceId) -> None:
    desk.window.sources.place_requested.emit(name)
    qtbot.waitUntil(
        lambda: name in session.shown.sources and session.standings.of_source(name).live, timeout=30_000
    )
    assert desk.settings.now.recent == (name,)
    desk.window.sources.list.remove_requested.emit(name)
    qtbot.waitUntil(lambda: name not in session.sources, timeout=30_000)
    qtbot.waitUntil(
        lambda: [found.reason for found in session.standings.windows.values()] == [Reason.GONE],
        timeout=20_000,
    )
