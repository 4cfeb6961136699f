"""The list of sources driven by hand and keys: groups fold, favourites and recent ones are gathered."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.controller.conftest import Bench, kept
from tests.fakes.desk_city import sample_city
from tests.fakes.desk_health import Shown
from wallctl.controller.docking import Zone
from wallctl.controller.echo import EchoBook
from wallctl.controller.language import Language
from wallctl.controller.main import shipped_districts
from wallctl.controller.settings import Place, SettingsKeeper, TypeSize, settings_file
from wallctl.controller.source_groups import Grouping
from wallctl.controller.source_painter import THUMB_PX
from wallctl.controller.source_panel import SourcePanel
from wallctl.controller.source_rows import Heading, SourceRow
from wallctl.controller.theme import SMALL_PX, dress, px, rescale, type_face
from wallctl.controller.words import Places, kind_word
from wallctl.model.health import WindowState
from wallctl.model.ids import SourceId
from wallctl.model.layout import Layout
from wallctl.model.source import SourceKind

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
CITY = sample_city("4x6")
PLACES = Places({district.id: district for district in shipped_districts()})


def panel_with(qtbot: QtBot, settings: SettingsKeeper) -> SourcePanel:
    panel = SourcePanel(EchoBook(), PLACES, settings=settings)
    qtbot.addWidget(panel)
    panel.resize(300, 900)
    panel.show_catalogue(
        {source.ref: source for source in CITY.sources}, {agency.id: agency for agency in CITY.agencies}
    )
    panel.show()
    return panel


@pytest.fixture
def alone(qtbot: QtBot) -> SourcePanel:
    """The list without a desk around it."""
    return panel_with(qtbot, SettingsKeeper())


def seen_rows(panel: SourcePanel) -> set[int]:
    """Which rows of chips are seen, by where they begin; every one of them whole."""
    port = panel.shelf.viewport()
    rows = set()
    for chip in panel.shelf.chips:
        place = QRect(chip.mapTo(port, QPoint(0, 0)), chip.size())
        if place.intersects(port.rect()):
            assert port.rect().contains(place), f"{chip.text()} is cut through"
            rows.add(place.top())
    return rows


def headings(panel: SourcePanel) -> list[str]:
    return [row.text for row in panel.model.rows if isinstance(row, Heading)]


def under(panel: SourcePanel, group: str) -> list[str]:
    return [row.source.id for row in panel.model.rows if isinstance(row, SourceRow) and row.group == group]


def press(panel: SourcePanel, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(panel.list, key, modifiers)


def choose(panel: SourcePanel, *sources: str) -> None:
    """Click the first, then the others with Ctrl."""
    for number, source in enumerate(sources):
        index = panel.model.place_of(SourceId(source))
        panel.list.scrollTo(index)
        at = panel.list.visualRect(index).center()
        QTest.mouseClick(panel.list.viewport(), LEFT, CTRL if number else NONE, at)
    panel.list.setFocus()


def test_the_menu_parts_the_list_in_every_way(alone: SourcePanel) -> None:
    seen = {}
    for choice in alone.tools.grouping.menu().actions():
        choice.trigger()
        assert alone.tools.grouping.text() == f"{choice.text()} ▾"
        seen[alone.grouping] = tuple(headings(alone))
    assert list(seen) == list(Grouping) and len(set(seen.values())) == 5
    assert len(seen[Grouping.AGENCY]) == 11


def test_groups_fold_by_click_and_by_key_and_stay_folded(alone: SourcePanel) -> None:
    all_rows = len(alone.model.rows)
    heading = alone.model.index(0)
    QTest.mouseClick(alone.list.viewport(), LEFT, NONE, alone.list.visualRect(heading).center())
    first = alone.model.rows[0]
    assert isinstance(first, Heading) and first.folded and len(alone.model.rows) < all_rows
    alone.list.setCurrentIndex(alone.model.index(0))
    press(alone, Qt.Key.Key_Right)
    assert len(alone.model.rows) == all_rows
    press(alone, Qt.Key.Key_Right)
    assert alone.model.source_at(alone.list.currentIndex()) is not None
    press(alone, Qt.Key.Key_Left)
    assert alone.list.currentIndex().row() == 0
    press(alone, Qt.Key.Key_Left)
    assert len(alone.model.rows) < all_rows
    alone.show_catalogue(dict(alone._sources), dict(alone._agencies))
    assert len(alone.model.rows) < all_rows
    press(alone, Qt.Key.Key_Space)
    assert len(alone.model.rows) == all_rows


def test_a_star_gathers_what_is_chosen_and_takes_it_out_again(alone: SourcePanel) -> None:
    choose(alone, "psb-02", "psb-03")
    press(alone, Qt.Key.Key_Asterisk, SHIFT)
    assert under(alone, "own:starred") == ["psb-02", "psb-03"] and headings(alone)[0] == "收藏"
    assert alone.list.chosen == ["psb-02", "psb-03"], "what is chosen stays chosen"
    alone.list.scrollToTop()
    star = alone.list.star_at(alone.model.places_of({("own:starred", "psb-02")})[0]).center()
    QTest.mouseClick(alone.list.viewport(), LEFT, NONE, star)
    assert under(alone, "own:starred") == ["psb-03"]
    choose(alone, "psb-03")
    press(alone, Qt.Key.Key_Asterisk, SHIFT)
    assert headings(alone)[0] != "收藏"


def test_a_double_click_puts_one_up_but_not_on_the_star(alone: SourcePanel) -> None:
    asked: list[str] = []
    alone.place_requested.connect(asked.append)
    index = alone.model.place_of(SourceId("psb-01"))
    QTest.mouseDClick(alone.list.viewport(), LEFT, NONE, alone.list.star_at(index).center())
    assert not asked
    alone.list.scrollToTop()
    row = alone.list.visualRect(alone.model.place_of(SourceId("psb-04")))
    QTest.mouseDClick(alone.list.viewport(), LEFT, NONE, row.center() - QPoint(20, 0))
    assert asked == ["psb-04"]


def test_favourites_groups_and_folds_come_back_with_the_officer(qtbot: QtBot, tmp_path: Path) -> None:
    file = settings_file(tmp_path, "值班员01")
    keeper = kept(file)
    panel = panel_with(qtbot, keeper)
    choose(panel, "psb-02")
    press(panel, Qt.Key.Key_Asterisk, SHIFT)
    panel.group_by(Grouping.KIND)
    keeper.wait(20)
    other = panel_with(qtbot, kept(file))
    assert under(other, "own:starred") == ["psb-02"] and other.grouping is Grouping.KIND


def test_a_source_goes_where_its_picture_stands_and_what_was_put_up_here_is_at_hand(bench: Bench) -> None:
    panel = bench.desk.window.sources
    bench.live.setFocus()
    while panel.grouping is not Grouping.STATE:
        bench.key(Qt.Key.Key_G, ALT)
    assert headings(panel) == ["未上墙"]
    panel.place_requested.emit("wat-08")
    bench.until(lambda: under(panel, "state:ok") == ["wat-08"])
    bench.server.show("wat-08", Shown(WindowState.NO_SIGNAL))
    bench.until(lambda: headings(panel) == ["最近上墙", "无画面", "未上墙"])
    bench.settle()
    panel.place_requested.emit("psb-01")
    bench.until(lambda: under(panel, "own:recent") == ["psb-01", "wat-08"])
    bench.server.put(Layout())
    bench.settle()
    bench.desk.window.presets.key_pressed("F2")
    bench.until(lambda: len(bench.wall.windows) > 2)
    bench.settle()
    assert under(panel, "own:recent") == ["psb-01", "wat-08"], "a preset is one key away already"


def test_long_names_of_agencies_leave_the_list_its_place(alone: SourcePanel) -> None:
    for width, height in ((224, 560), (300, 900)):
        alone.resize(width, height)
        chips = {agency.id: agency.with_(name=f"{agency.name}综合行政执法局") for agency in CITY.agencies}
        alone.show_catalogue({source.ref: source for source in CITY.sources}, chips)
        assert alone.list.height() > alone.height() * 0.45
        assert all(chip.width() >= chip.sizeHint().width() for chip in alone.shelf.chips)


def test_chips_are_shown_in_whole_rows_however_large_the_panel_is(alone: SourcePanel, qtbot: QtBot) -> None:
    heights = (190, 240, 333, 400, 900)
    for lies, widths in ((False, (200, 224, 300, 372)), (True, (700, 1200, 1600))):
        alone.lie(wide=lies)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        for width, height in itertools.product(widths, heights):
            alone.resize(width, height)
            qtbot.waitUntil(lambda: bool(seen_rows(alone)))


def test_after_the_size_of_type_changed_all_chips_are_seen_where_there_is_room(
    alone: SourcePanel, qtbot: QtBot, qapp: QApplication
) -> None:
    dress(qapp, TypeSize.LARGE.base_px)
    rescale(alone)
    for width in (280, 300, 340, 352, 372, 380):
        alone.resize(width, 860)
        bar = alone.shelf.verticalScrollBar()
        qtbot.waitUntil(lambda: not (bar.isVisible() or bar.maximum()))  # noqa: B023


def test_chips_below_the_boards_take_what_search_box_and_tools_leave(
    alone: SourcePanel, qtbot: QtBot
) -> None:
    alone.lie(wide=True)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    alone.resize(1200, 190)
    qtbot.waitUntil(lambda: len(seen_rows(alone)) == 1)
    alone.resize(1200, 240)
    qtbot.waitUntil(lambda: len(seen_rows(alone)) == 2)


def test_a_row_of_tiles_is_seen_with_its_names_in_a_low_zone(bench: Bench) -> None:
    bench.desk.settings.change(source_grid=True)
    panel = bench.desk.window.sources

    def whole() -> bool:
        return panel.list.viewport().rect().contains(panel.list.visualRect(panel.model.first_source()))

    bench.desk.window.frame.put(Zone.SOURCES, Place.BELOW)
    for height in (768, 1080):
        bench.desk.window.resize(1800, height)
        bench.until(lambda: panel.list.width() > 600 and panel.list.height() < 300)
        bench.until(whole)


def test_below_the_boards_sources_are_pictures_until_the_officer_says_otherwise(bench: Bench) -> None:
    frame, panel = bench.desk.window.frame, bench.desk.window.sources

    def pictures() -> bool:
        return panel.painter.tiles

    bench.live.setFocus()
    assert not pictures()
    frame.put(Zone.SOURCES, Place.BELOW)
    assert pictures() and panel.tools.grid.isChecked()
    frame.put(Zone.SOURCES, Place.LEFT)
    assert not pictures()
    frame.put(Zone.SOURCES, Place.BELOW)
    bench.key(Qt.Key.Key_P, ALT)
    assert not pictures()
    frame.put(Zone.SOURCES, Place.RIGHT)
    frame.put(Zone.SOURCES, Place.BELOW)
    assert not pictures(), "what was chosen stays chosen"
    bench.key(Qt.Key.Key_P, ALT)
    frame.float_(Zone.SOURCES)
    assert not pictures(), "a window of its own stands upright"


def test_a_thumbnail_that_does_not_come_says_its_kind_in_any_size_of_type(bench: Bench) -> None:
    for size in TypeSize:
        bench.desk.acts.show_size(size)
        for language in Language:
            bench.desk.speak(language)
            measure = QFontMetricsF(type_face(SMALL_PX)).horizontalAdvance
            assert max(measure(kind_word(kind)) for kind in SourceKind) <= px(THUMB_PX[0]), (size, language)
    bench.desk.speak(Language.CHINESE)
