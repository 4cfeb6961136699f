"""Rule: what only a cycle holds is freed in the GUI thread, however much other threads allocate."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from wallctl.controller.collecting import GuiCollector


class Held(QObject):
    """Holds itself."""

    def __init__(self) -> None:
        super().__init__()
        self.me = self


def test_a_cycle_with_a_qt_object_is_freed_in_the_gui_thread(qtbot: QtBot) -> None:
    collector = GuiCollector()
    freed_in: list[int] = []
    weakref.finalize(Held(), lambda: freed_in.append(threading.get_ident()))

    def allocate() -> None:
        kept = [[number] for number in range(300_000)]
        assert kept

    try:
        thread = threading.Thread(target=allocate)
        thread.start()
        thread.join()
        assert not freed_in
        rows = [[number] for number in range(100_000)]

        def gone() -> bool:
            # Each look makes generations older, as time does in a desk.
            rows.extend([number] for number in range(20_000))
            collector.look()
            return bool(freed_in)

        qtbot.waitUntil(gone, timeout=20_000)
        assert freed_in == [threading.get_ident()]
    finally:
        collector.stop()


def test_one_that_ends_while_another_goes_on_leaves_collecting_to_that_one(qtbot: QtBot) -> None:
    assert not gc.isenabled(), "the collector of all these tests is at work"
    inner = GuiCollector()
    inner.stop()
    assert not gc.isenabled()
