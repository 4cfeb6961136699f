"""Rules: zones are sized, hidden and brought back by mouse and keys, and kept; the boards keep room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSplitter

from tests.controller.conftest import Bench
from wallctl.controller.docking import CENTRE_SHARE, Zone, next_size, usual_width, widths
from wallctl.controller.language import Language
from wallctl.controller.settings import TypeSize, Zones

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def type_size(bench: Bench) -> TypeSize:
    return bench.desk.settings.now.type_size


@given(
    st.integers(960, 5_000),
    st.booleans(),
    st.booleans(),
    st.none() | st.integers(120, 2_000),
    st.none() | st.integers(120, 2_000),
    st.floats(0.9, 1.3),
)
def test_the_boards_keep_their_share_whatever_the_officer_set(
    window: int, sources: bool, side: bool, left: int | None, right: int | None, by: float
) -> None:
    found = widths(window, Zones(sources=sources, side=side, sources_px=left, side_px=right), by)
    assert window - found.left - found.right >= int(window * CENTRE_SHARE)
    assert (found.left > 0) is sources and (found.right > 0) is side


def test_the_key_goes_through_three_widths_and_back() -> None:
    usual = usual_width(Zone.SOURCES, 1920, 1.0)
    wide = next_size(None, usual)
    narrow = next_size(wide, usual)
    assert wide is not None and narrow is not None and wide > usual > narrow
    assert next_size(narrow, usual) is None


def splitter(bench: Bench) -> QSplitter:
    found = bench.desk.window.frame.findChild(QSplitter)
    assert isinstance(found, QSplitter)
    return found


def test_an_edge_is_dragged_and_kept_and_a_double_click_restores_it(bench: Bench) -> None:
    usual = bench.desk.window.sources.width()
    grip = splitter(bench).handle(1)
    middle = QPoint(grip.width() // 2, grip.height() // 2)
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(grip, middle + QPoint(90, 0))
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton, pos=middle + QPoint(90, 0))
    assert abs(bench.desk.window.sources.width() - usual - 90) <= 6
    bench.until(lambda: bench.desk.settings.now.zones.sources_px == bench.desk.window.sources.width())
    QTest.mouseDClick(grip, Qt.MouseButton.LeftButton, pos=middle)
    assert bench.desk.window.sources.width() == usual
    assert bench.desk.settings.now.zones.sources_px is None


@pytest.mark.parametrize(
    ("key", "zone"), [(Qt.Key.Key_1, Zone.SOURCES), (Qt.Key.Key_2, Zone.SIDE), (Qt.Key.Key_3, Zone.PRESETS)]
)
def test_a_zone_hides_by_key_leaves_a_tab_and_comes_back_by_mouse(
    bench: Bench, key: Qt.Key, zone: Zone
) -> None:
    window = bench.desk.window
    part = {Zone.SOURCES: window.sources, Zone.SIDE: window.side, Zone.PRESETS: window.presets}[zone]
    wide, high = part.width(), window.centre.height()
    bench.key(key, CTRL)
    assert not part.isVisible() and not getattr(bench.desk.settings.now.zones, zone.value)
    tab = window.frame.tabs[zone]
    assert tab.isVisible() and tab.accessibleName()
    QTest.mouseClick(tab, Qt.MouseButton.LeftButton)
    assert part.isVisible() and not tab.isVisible()
    bench.until(lambda: part.width() == wide and window.centre.height() == high)


def test_the_search_key_brings_hidden_sources_back(bench: Bench) -> None:
    bench.key(Qt.Key.Key_1, CTRL)
    bench.key(Qt.Key.Key_Slash)
    assert bench.desk.window.sources.search.hasFocus()


def test_widths_go_by_key_too_and_one_key_restores_all(bench: Bench) -> None:
    usual = bench.desk.window.sources.width()
    bench.key(Qt.Key.Key_1, CTRL | SHIFT)
    assert bench.desk.window.sources.width() > usual
    bench.key(Qt.Key.Key_2, CTRL)
    bench.key(Qt.Key.Key_0, CTRL | SHIFT)
    assert bench.desk.window.sources.width() == usual and bench.desk.window.side.isVisible()
    assert bench.desk.settings.now.zones == Zones()


def test_the_desk_opens_as_its_officer_left_it(bench: Bench) -> None:
    bench.desk.settings.change(
        language=Language.ENGLISH, type_size=TypeSize.LARGE, zones=Zones(side=False, sources_px=300)
    )
    bench.desk.acts.begin()
    window = bench.desk.window
    assert not window.side.isVisible() and window.sources.width() == 300
    assert window.top.pill.text.startswith("True") and window.font().pixelSize() == TypeSize.LARGE.base_px


def test_the_whole_desk_grows_with_the_type_and_shrinks_again(bench: Bench) -> None:
    window = bench.desk.window

    def sizes() -> tuple[int, int, int]:
        return (window.top.height(), window.presets.height(), window.presets.take.font().pixelSize())

    before = sizes()
    bench.key(Qt.Key.Key_Equal, CTRL)
    assert type_size(bench) is TypeSize.LARGE
    bench.until(lambda: all(a > b for a, b in zip(sizes(), before, strict=True)))
    bench.key(Qt.Key.Key_Equal, CTRL)  # the largest stays
    bench.key(Qt.Key.Key_Minus, CTRL)
    bench.until(lambda: sizes() == before)
    bench.key(Qt.Key.Key_Minus, CTRL)
    assert type_size(bench) is TypeSize.SMALL


def test_the_menu_offers_what_concerns_the_desk_with_its_keys(bench: Bench) -> None:
    menu = bench.desk.window.top.menu
    english = next(action for action in menu.menu().actions() if action.text().endswith("Ctrl+L"))
    english.trigger()
    assert bench.desk.settings.now.language is Language.ENGLISH
    assert menu.text() == "Desk Ctrl+0"


def test_settings_that_cannot_be_read_or_kept_are_told(bench: Bench) -> None:
    notice = bench.desk.window.centre.notice
    bench.desk.settings.complaint = "li.json: wrong"
    bench.desk.acts.begin()
    assert "无法读取" in notice.text and "li.json: wrong" in notice.text
    notice.dismiss()
    bench.desk.settings.told.emit("li.json: no space left")
    assert "没有存下来" in notice.text and "no space left" in notice.text
