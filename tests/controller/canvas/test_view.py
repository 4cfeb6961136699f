"""What is dropped on a board, before and after it is let go."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent
from PySide6.QtWidgets import QApplication

from tests.controller.conftest import Bench
from tests.controller.test_canvas import LEFT, NONE, A, click, three
from tests.controller.test_presenter import put, window
from wallctl.controller.language import Language


def test_several_sources_fill_free_cells_and_show_where_before(bench: Bench) -> None:
    three(bench)
    mime, at = bench.mime_of("wat-05", "wat-06", "wat-07"), bench.cell_px(bench.live, 2.5, 2.5)
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(bench.live, QDragEnterEvent(at, copy, mime, LEFT, NONE))
    QApplication.sendEvent(bench.live, QDragMoveEvent(at, copy, mime, LEFT, NONE))
    places = [(2.0, 2.0), (4.0, 2.0), (5.0, 2.0)]
    assert [(ghost.x, ghost.y) for ghost in bench.live.marks.ghosts] == places
    bench.drop(bench.live, mime, at)
    bench.until(lambda: len(bench.wall.windows) == 6)
    assert [(w.rect.x, w.rect.y) for w in bench.wall.windows[3:]] == places
    assert not bench.live.marks.ghosts


def test_parts_of_a_split_window_are_filled_at_once_and_what_finds_no_room_is_said(bench: Bench) -> None:
    put(bench, window(A, 0, 0, 6, 4))
    bench.live.setFocus()
    click(bench, bench.live, 0.5, 0.5)
    bench.key(Qt.Key.Key_Q)
    bench.until(lambda: len(bench.wall.windows) == 4)
    bench.settle()
    dropped = ("wat-05", "wat-06", "wat-07", "psb-03")
    bench.drop(bench.live, bench.mime_of(*dropped), bench.cell_px(bench.live, 4.5, 0.5))
    bench.until(lambda: len(bench.wall.sources) == 4)
    at = {str(w.source): (w.rect.x, w.rect.y) for w in bench.wall.windows}
    assert set(at) == {"wat-08", "psb-03", "wat-05", "wat-06"} and at["psb-03"] == (3.0, 0.0), at
    assert "1" in bench.desk.window.centre.notice.text
    bench.desk.speak(Language.ENGLISH)
    bench.drop(bench.live, bench.mime_of(*dropped), bench.cell_px(bench.live, 4.5, 0.5))
    assert "No free place: 1 put up, 3 not." in bench.desk.window.centre.notice.text
    bench.desk.speak(Language.CHINESE)


def test_keys_mean_what_was_dropped_last(bench: Bench) -> None:
    three(bench)
    bench.desk.window.sources.list.setFocus()
    bench.drop(bench.live, bench.mime_of("wat-05"), bench.cell_px(bench.live, 5.5, 2.5))
    bench.until(lambda: "wat-05" in bench.wall.sources)
    bench.settle()
    bench.key(Qt.Key.Key_Delete)
    bench.until(lambda: "wat-05" not in bench.wall.sources)
    assert len(bench.wall.windows) == 3
