"""Rule: the desk answers every key within 100 ms whatever bus, disk and cameras do, and its GUI thread asks
nothing of the disk.

Time that threads of this process waited for a core is not counted: others had it, and one of them may have
held the interpreter's lock. One that hangs waits for no core, and here it hangs for half a minute. Where the
machine is so starved that the same desk, unblocked, is slower than that all the same, it is compared with
itself.
"""

from __future__ import annotations

import builtins
import io
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.controller.conftest import Bench, kept
from tests.fakes.desk_health import Shown
from tests.kit.core_time import AllStarved
from tests.kit.cores import Cores
from wallctl.controller.bell import Bell
from wallctl.controller.language import Language
from wallctl.controller.main import Desk
from wallctl.controller.nursery_look import START_S
from wallctl.controller.officer_dialog import OfficerDialog
from wallctl.controller.session import Session
from wallctl.controller.settings import SettingsKeeper, TypeSize, settings_file
from wallctl.model.health import Reason, WindowState
from wallctl.model.people import OfficerName

PROMISED_S = 0.1
NO_HANG_S = 2.0
PRESSED = 5
"""So often is each key pressed."""
NO_DISK = ("/proc/", "/dev/")
ON_DISK = (
    *((builtins, "open"), (io, "open"), (Path, "exists")),
    *((os, name) for name in ("open", "fsync", "stat", "lstat", "access", "listdir", "scandir")),
    *((os, name) for name in ("replace", "rename", "mkdir", "unlink", "remove", "rmdir")),
)
CTRL = Qt.KeyboardModifier.ControlModifier
Press = Callable[[Bench], None]


class Kind(NamedTuple):
    """Keys that change about as much."""

    keys: tuple[Press, ...]
    odd: int
    """On busy cores so many of their answers may have met something else, and be later."""
    near_s: float
    """A desk that takes longer than this, unblocked, is compared with itself: twice that, not the promise."""

    def allowed_s(self, free_s: float) -> float:
        return PROMISED_S if free_s <= self.near_s else max(PROMISED_S, 2 * free_s)


def zone(bench: Bench) -> None:
    """A zone hides or comes back, and that is to be kept on disk."""
    bench.key(Qt.Key.Key_2, CTRL)
    bench.desk.window.repaint()


def letter(bench: Bench) -> None:
    sources = bench.desk.window.sources
    sources.search.setFocus()
    QTest.keyClicks(sources.search, "z")
    sources.list.repaint()


def arrow(bench: Bench) -> None:
    bench.live.setFocus()
    bench.key(Qt.Key.Key_Right)
    bench.live.repaint()


def language(bench: Bench) -> None:
    bench.key(Qt.Key.Key_L, CTRL)
    bench.desk.window.repaint()


def type_size(bench: Bench) -> None:
    larger = bench.desk.settings.now.type_size is not TypeSize.LARGE
    bench.key(Qt.Key.Key_Equal if larger else Qt.Key.Key_Minus, CTRL)
    bench.desk.window.repaint()


KINDS = {
    "a part": Kind((zone, letter, arrow), odd=2, near_s=PROMISED_S),
    # To lay out and paint the whole window takes most of the promise on a slow machine.
    "all": Kind((language, type_size), odd=1, near_s=PROMISED_S / 2),
}


def answer_s(bench: Bench) -> dict[str, float]:
    """How long the desk takes from a key to what it changes being painted, for each kind of key."""
    return {name: longest_s(bench, kind) for name, kind in KINDS.items()}


def longest_s(bench: Bench, kind: Kind) -> float:
    """The longest (on busy cores but for the odd ones, of which none hangs); no view that comes hangs."""
    cores = Cores()
    took = []
    for press in kind.keys * PRESSED:
        lasts_s(bench.session.wall_changed.emit)  # as the server's does twice a second
        took.append(lasts_s(partial(press, bench)))
    return sorted(took)[-1 - (kind.odd if cores.busy() else 0)]


def lasts_s(act: Callable[[], None]) -> float:
    began, starved = time.perf_counter(), AllStarved()
    act()
    QApplication.processEvents()
    took_s = time.perf_counter() - began - starved.so_far_s()
    assert took_s < NO_HANG_S, act
    return took_s


@contextmanager
def hanging_disk(monkeypatch: pytest.MonkeyPatch, below: Path | None = None) -> Iterator[Callable[[], bool]]:
    """Nothing is found, opens, is read, or reaches the disk, or what is below that folder: who waits for it
    waits."""
    free, entered = threading.Event(), threading.Event()

    def hangs(what: tuple[Any, ...]) -> bool:
        place = str(what[0]) if what else ""
        return not place.startswith(NO_DISK) if below is None else place.startswith(str(below))

    def hang(real: Callable[..., Any]) -> Callable[..., Any]:
        def stuck(*what: Any, **named: Any) -> Any:
            if hangs(what):
                entered.set()
                free.wait(30)
            return real(*what, **named)

        return stuck

    for owner, name in ON_DISK:
        monkeypatch.setattr(owner, name, hang(getattr(owner, name)))
    try:
        yield entered.is_set
    finally:
        free.set()


def test_a_key_is_answered_while_bus_disk_and_cameras_hang(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = settings_file(tmp_path_factory.mktemp("desk"), "li")
    keeper = SettingsKeeper(file)
    bench.desk.settings._file = keeper._file
    bench.desk.acts.begin()
    bench.desk.show(file.parent / "nursery.sock")
    bench.key(Qt.Key.Key_F9)
    bench.until(lambda: bench.wall.windows)
    bench.settle()
    # Its pictures are drawn in this process, under the same lock as the desk's.
    bench.server.echoing = False
    free_s = answer_s(bench)
    allowed_s = {name: KINDS[name].allowed_s(took_s) for name, took_s in free_s.items()}
    with hanging_disk(monkeypatch) as entered:
        disk_s = answer_s(bench)
        bench.until(entered)
    for source in bench.session.sources:
        bench.server.city.states[source] = Shown(WindowState.NO_SIGNAL, 90_000, Reason.NO_ANSWER, time.time())
    bench.server.push_view()
    bench.until(lambda: bench.session.view is not None and bench.session.view.truth.live == 0)
    cameras_s = answer_s(bench)
    bench.server.mute = True  # it beats on the bus, and answers nothing
    for _ in range(20):
        bench.key(Qt.Key.Key_T, CTRL)
    mute_s = answer_s(bench)
    bench.server.stop()
    gone_s = answer_s(bench)
    found = {"disk": disk_s, "cameras": cameras_s, "mute server": mute_s, "no server": gone_s}
    late = {
        (what, name): took_s
        for what, took in found.items()
        for name, took_s in took.items()
        if took_s > allowed_s[name]
    }
    assert not late, f"{late}, free {free_s}"


def sits_down_s(name: str, bench: Bench) -> float:
    """How long the desk takes over the key of the change of officer, a name, and Enter."""
    bench.desk.window.activateWindow()
    bench.live.setFocus()
    bench.until(bench.live.hasFocus)
    took_s = lasts_s(partial(sits_down, name, bench))
    assert bench.session.officer == name
    return took_s


def sits_down(name: str, bench: Bench) -> None:
    bench.key(Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    (dialog,) = bench.desk.window.findChildren(OfficerDialog)
    dialog.new.setText(name)
    QTest.keyClick(dialog.new, Qt.Key.Key_Return)
    bench.desk.window.repaint()


def test_a_change_of_officer_is_answered_while_the_folder_of_settings_hangs(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, size in (("李明", TypeSize.MEDIUM), ("王芳", TypeSize.LARGE)):
        before = kept(settings_file(tmp_path, name))
        before.change(type_size=size, grouping="kind")
        before.wait(20)
    desk, notice = bench.desk, bench.desk.window.centre.notice
    bench.session.officer = OfficerName("李明")
    desk.settings._file = settings_file(tmp_path, "李明")
    desk.acts.begin()
    sits_s = max(sits_down_s(name, bench) for name in ("赵强", "李明") * PRESSED)
    free_s = answer_s(bench)
    desk.settings.change(language=Language.CHINESE)
    desk.speak(Language.CHINESE)
    bench.until(lambda: not desk.settings.reading)
    with hanging_disk(monkeypatch, below=tmp_path) as entered:
        hung_s = [sits_down_s(name, bench) for name in ("赵强", "王芳", "李明", "王芳")]
        bench.until(entered)
        assert bench.session.officer == "王芳" and "王芳" in desk.window.top._seat.text()
        assert desk.settings.reading and "正在从磁盘读取" in notice.text
        bench.key(Qt.Key.Key_2, CTRL)  # 王芳 hides a zone, before what she had set is known
        keys_s = answer_s(bench)
    bench.until(lambda: not desk.settings.reading)
    assert desk.settings.now.grouping == "kind" and "王芳" in notice.text
    desk.speak(Language.CHINESE)
    assert "都换成 王芳 的" in notice.text
    assert max(hung_s) <= max(PROMISED_S, 2 * sits_s), f"{hung_s}, free {sits_s}"
    late = {name: took_s for name, took_s in keys_s.items() if took_s > KINDS[name].allowed_s(free_s[name])}
    assert not late, f"{late}, free {free_s}"


def test_a_desk_starts_and_answers_while_the_folder_of_settings_hangs(
    bench: Bench, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = kept(settings_file(tmp_path, "王芳"))
    before.change(language=Language.ENGLISH)
    before.wait(20)
    free_s = answer_s(bench)
    bench.desk.speak(Language.CHINESE)  # both desks are of one application
    with hanging_disk(monkeypatch, below=tmp_path) as entered:
        began_s = time.monotonic()
        keeper = SettingsKeeper(settings_file(tmp_path, "王芳"))
        keeper.wait(START_S)
        session = Session(time.monotonic, time.time)
        session.officer = OfficerName("王芳")
        desk = Desk(qapp, session, "副控席", keeper, bell=Bell([("true",)]))
        desk.acts.begin()
        desk.show(tmp_path / "nursery.sock")
        assert entered() and time.monotonic() - began_s < 30
        bench.qtbot.addWidget(desk.window)
        other = Bench(bench.qtbot, bench.server, desk, session)
        bench.until(desk.window.isVisible)
        assert "正在从磁盘读取" in desk.window.centre.notice.text
        started_s = answer_s(other)
    bench.until(lambda: not keeper.reading)
    assert "王芳" in desk.window.centre.notice.text
    desk.stop()
    late = {
        name: took_s for name, took_s in started_s.items() if took_s > KINDS[name].allowed_s(free_s[name])
    }
    assert not late, f"{late}, free {free_s}"
