"""Rules: no hand moves or replaces what is locked; what replaces the whole wall says which pictures went."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.controller.conftest import Bench
from tests.controller.test_canvas import CTRL, SHIFT, A, B, click, three
from tests.controller.test_presenter import put, window
from wallctl.model.geometry import Rect
from wallctl.model.ids import PresetId
from wallctl.protocol.desk import ApplyPreset


def test_a_locked_window_is_not_moved_and_not_replaced(bench: Bench) -> None:
    three(bench)
    click(bench, bench.live, 0.5, 0.5)
    bench.key(Qt.Key.Key_K)
    bench.until(lambda: bench.held(A).locked)
    bench.settle()
    bench.drag(bench.live, bench.cell_px(bench.live, 0.5, 0.5), bench.cell_px(bench.live, 4.5, 0.5))
    assert "K" in bench.desk.window.centre.notice.text
    bench.drop(bench.live, bench.mime_of("wat-05"), bench.cell_px(bench.live, 0.5, 0.5))
    bench.until(lambda: "wat-05" in bench.wall.sources)
    bench.settle()
    assert bench.rect(A) == Rect(x=0, y=0, w=1, h=1)
    assert bench.held(A).source == "wat-08"
    click(bench, bench.live, 0.5, 0.5)
    bench.key(Qt.Key.Key_K)
    bench.until(lambda: not bench.held(A).locked)


def test_what_takes_everything_off_names_the_locked_pictures(bench: Bench) -> None:
    locked = window(A, 0, 0).with_(locked=True)
    put(bench, locked, window(B, 1, 0))
    bench.live.setFocus()
    notice = bench.desk.window.centre.notice
    bench.key(Qt.Key.Key_Delete, CTRL | SHIFT)
    bench.until(lambda: not bench.wall.windows and "wat-08" in notice.text)
    assert "锁定" in notice.text and "psb-01" not in notice.text and "Ctrl+Z" in notice.text
    bench.settle()
    bench.key(Qt.Key.Key_Escape)
    bench.key(Qt.Key.Key_Z, CTRL)
    bench.until(lambda: bench.wall.windows[:1] == (locked,))
    bench.settle()
    bench.key(Qt.Key.Key_F4)
    bench.until(lambda: ApplyPreset(preset=PresetId("dyke")) in bench.server.asks and "锁定" in notice.text)


def test_a_draft_that_takes_locked_pictures_off_says_so_at_once(bench: Bench) -> None:
    put(bench, window(A, 0, 0).with_(locked=True), window(B, 1, 0))
    bench.live.setFocus()
    bench.key(Qt.Key.Key_D, CTRL)
    bench.key(Qt.Key.Key_F4)
    notice = bench.desk.window.centre.notice
    assert "锁定" in notice.text and "wat-08" in notice.text
