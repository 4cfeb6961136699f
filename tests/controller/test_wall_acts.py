"""Rule: each key does its act on wall, draft or presets; what concerns the desk alone is passed on."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.controller.conftest import Bench
from tests.controller.test_presenter import CTRL, put, window
from wallctl.controller.keymap import Act
from wallctl.controller.running import running_lines
from wallctl.model.ids import WindowId
from wallctl.protocol.desk import ShowLabels


def test_one_key_hides_all_names_on_the_glass_and_the_desk_says_so(bench: Bench) -> None:
    def said() -> bool:
        return any("名称已隐藏" in line.text for line in running_lines(bench.desk.session))

    bench.settle()
    assert not said()
    bench.key(Qt.Key.Key_T, CTRL)
    bench.until(lambda: ShowLabels(shown=False) in bench.server.asks and said())
    bench.key(Qt.Key.Key_T, CTRL)
    bench.until(lambda: ShowLabels(shown=True) in bench.server.asks and not said())


def test_escape_ends_the_notice_first_and_then_the_choice(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    bench.live.setFocus()
    bench.live.select(WindowId("wat-08"))
    bench.desk.window.centre.notice.tell("读一下")
    bench.key(Qt.Key.Key_Escape)
    assert bench.desk.window.centre.notice.text == "" and bench.live.selected == "wat-08"
    bench.key(Qt.Key.Key_Escape)
    assert bench.live.selected is None


def test_only_what_concerns_the_desk_itself_is_passed_on(bench: Bench) -> None:
    passed: list[Act] = []
    bench.desk.wall_acts.others.connect(passed.append)
    bench.live.setFocus()
    bench.key(Qt.Key.Key_D, CTRL)
    assert bench.desk.presenter.draft is not None and passed == []
    bench.key(Qt.Key.Key_1, CTRL)
    assert passed == [Act.SOURCES]


def test_the_search_key_brings_the_hidden_list_back(bench: Bench) -> None:
    sources = bench.desk.window.sources
    bench.live.setFocus()
    bench.key(Qt.Key.Key_1, CTRL)
    bench.until(lambda: not sources.isVisible())
    bench.live.setFocus()
    bench.key(Qt.Key.Key_Slash)
    bench.until(lambda: sources.isVisible() and sources.search.hasFocus())


def test_one_key_steps_through_what_is_unread_and_says_so_where_nothing_is(bench: Bench) -> None:
    notice = bench.desk.window.centre.notice
    for text in ("first", "second", "third"):
        notice.tell(text)
    bench.live.setFocus()
    seen = []
    for _ in range(3):
        bench.key(Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
        seen.append(notice.text)
    assert seen == ["second", "first", "third"] and notice.waiting == 2
    while notice.text:
        bench.key(Qt.Key.Key_Escape)
    bench.key(Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    assert "没有没读的提示" in notice.text
