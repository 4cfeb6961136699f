"""Rule: whether renderers run here is asked beside the GUI thread, by one look at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from wallctl.controller.nursery_look import NurseryLook


class Share:
    """A place on a share that answers when it is let."""

    def __init__(self) -> None:
        self.place = Path("/nosuch/nursery.sock")
        self.free = threading.Event()
        self.asked_by: list[threading.Thread] = []

    def answer(self, place: Path) -> bool:
        assert place == self.place
        self.asked_by.append(threading.current_thread())
        self.free.wait(30)
        return True


@pytest.fixture
def share(monkeypatch: pytest.MonkeyPatch) -> Iterator[Share]:
    found = Share()
    monkeypatch.setattr(Path, "exists", lambda place: found.answer(place))
    yield found
    found.free.set()


def test_a_share_that_hangs_holds_up_nobody_and_is_asked_once(qtbot: QtBot, share: Share) -> None:
    look, told = NurseryLook(share.place), list[bool]()
    look.answered.connect(told.append)
    for _ in range(3):
        look.ask()
    qtbot.waitUntil(lambda: bool(share.asked_by), timeout=5_000)
    assert threading.current_thread() not in share.asked_by and not told
    share.free.set()
    qtbot.waitUntil(lambda: told == [True], timeout=5_000)
    look.ask()
    qtbot.waitUntil(lambda: told == [True, True], timeout=5_000)
    assert len(share.asked_by) == 2
    look.stop()


def test_after_the_stop_nothing_is_told(qtbot: QtBot, share: Share) -> None:
    look, told = NurseryLook(share.place), list[bool]()
    look.answered.connect(told.append)
    look.ask()
    qtbot.waitUntil(lambda: bool(share.asked_by), timeout=5_000)
    look.stop()
    share.free.set()
    share.asked_by[0].join(5)
    qtbot.wait(0)
    assert not told


def test_a_place_that_may_not_be_looked_at_is_no_nursery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "exists", refuse)
    look = NurseryLook(tmp_path / "nursery.sock")
    assert not look.first()
    look.stop()


def test_the_start_knows_at_once_what_the_disk_tells_and_waits_for_no_share(
    qtbot: QtBot, share: Share, tmp_path: Path
) -> None:
    share.free.set()
    known = NurseryLook(share.place)
    assert known.first()
    share.free.clear()
    look, told = NurseryLook(share.place), list[bool]()
    look.answered.connect(told.append)
    assert not look.first()  # comes back at all: the share hangs for half a minute
    assert not told
    share.free.set()
    qtbot.waitUntil(lambda: told == [True], timeout=5_000)
    for one in (known, look):
        one.stop()
