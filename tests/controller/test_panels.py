"""Rules: panels stand at any side, float and come back, by mouse, menu and key; kept; boards never move."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from tests.controller.conftest import Bench, first_stroke, kept
from tests.controller.test_presenter import put, window
from tests.controller.test_translations import cut
from wallctl.controller import main
from wallctl.controller.docking import PANELS, Zone, place_word
from wallctl.controller.help_sheet import HelpSheet
from wallctl.controller.import_dialog import ImportDialog
from wallctl.controller.keymap import Act, act_keys, key_word
from wallctl.controller.language import Language
from wallctl.controller.panel_head import Panel
from wallctl.controller.placing import Screen
from wallctl.controller.settings import Place, TypeSize, WindowPlace, Zones, settings_file
from wallctl.model.ids import PresetId
from wallctl.model.layout import Layout
from wallctl.protocol.desk import ApplyPreset, TakeLayout

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
FIRST, SECOND = QRect(0, 0, 1_600, 900), QRect(1_600, 0, 1_920, 1_080)


@pytest.fixture
def desk(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A desk on the first of two screens."""

    def two(app: QApplication) -> list[Screen]:
        return [Screen("a", FIRST, FIRST), Screen("b", SECOND, SECOND)]

    monkeypatch.setattr(main, "screens", two)
    bench.desk.window.move(0, 0)
    yield bench
    bench.desk.window.frame.restore()


def panel_of(bench: Bench, zone: Zone) -> Panel:
    return bench.desk.window.sources if zone is Zone.SOURCES else bench.desk.window.side


def press(bench: Bench, act: Act) -> None:
    """Press an act's key, wherever the focus is."""
    pressed = first_stroke(act_keys(act)[0])
    bench.key(pressed.key(), pressed.keyboardModifiers())


def across(bench: Bench, widget: QWidget) -> QRect:
    """Where a widget of the desk's window is in it."""
    return QRect(widget.mapTo(bench.desk.window, QPoint()), widget.size())


def stands(bench: Bench, zone: Zone) -> Place | None:
    """Where a panel is seen, beside the boards; None: not in the desk's window."""
    panel, boards = panel_of(bench, zone), across(bench, bench.desk.window.centre)
    if panel.window() is not bench.desk.window or not panel.isVisible():
        return None
    place = across(bench, panel)
    if place.top() > boards.bottom():
        return Place.BELOW
    return Place.LEFT if place.right() < boards.left() else Place.RIGHT


def stand(bench: Bench, sources: Place | None, side: Place | None) -> None:
    bench.until(lambda: (stands(bench, Zone.SOURCES), stands(bench, Zone.SIDE)) == (sources, side))


def stands_at(bench: Bench, zone: Zone, place: Place) -> None:
    bench.until(lambda: stands(bench, zone) is place)


def carry(bench: Bench, zone: Zone, to: QPoint, *, let_go: bool = True) -> None:
    """Drag a panel's head to a point of the screens."""
    head = panel_of(bench, zone).head
    start = QPoint(20, head.height() // 2)
    QTest.mousePress(head, LEFT, pos=start)
    for step in range(1, 5):
        at = head.mapToGlobal(start) + (to - head.mapToGlobal(start)) * step / 4
        QTest.mouseMove(head, head.mapFromGlobal(at))
    if let_go:
        QTest.mouseRelease(head, LEFT, pos=head.mapFromGlobal(to))


def floating(bench: Bench, zone: Zone) -> QWidget:
    """The window that a panel floats in, in front."""
    bench.until(lambda: panel_of(bench, zone).window() is not bench.desk.window)
    found = panel_of(bench, zone).window()
    bench.until(found.isVisible)
    found.activateWindow()
    bench.until(lambda: QApplication.activeWindow() is found)
    return found


@pytest.mark.parametrize("zone", list(PANELS))
def test_a_key_has_a_panel_go_round_the_boards_and_that_is_kept(desk: Bench, zone: Zone) -> None:
    begun = Place.LEFT if zone is Zone.SOURCES else Place.RIGHT
    gone = []
    for _ in range(3):
        press(desk, PANELS[zone].place)
        QApplication.processEvents()
        gone.append(stands(desk, zone))
        assert getattr(desk.desk.settings.now.zones, f"{zone.value}_at") is gone[-1]
    assert set(gone) == set(Place) and gone[-1] is begun
    stand(desk, Place.LEFT, Place.RIGHT)


def test_a_panel_that_comes_to_a_taken_side_changes_places_and_keeps_its_width(desk: Bench) -> None:
    window = desk.desk.window
    wide, narrow = window.sources.width(), window.side.width()
    desk.desk.window.frame.put(Zone.SIDE, Place.LEFT)
    stand(desk, Place.RIGHT, Place.LEFT)
    desk.until(lambda: (window.sources.width(), window.side.width()) == (wide, narrow))


@pytest.mark.parametrize("zone", list(PANELS))
def test_the_menu_of_the_head_puts_a_panel_anywhere_and_says_the_keys(desk: Bench, zone: Zone) -> None:
    head = panel_of(desk, zone).head
    menu = head.button.menu()
    assert isinstance(menu, QMenu)
    words = [action.text() for action in menu.actions() if not action.isSeparator()]
    for act in (PANELS[zone].place, PANELS[zone].float_, PANELS[zone].hide):
        assert sum(text.endswith(f"\t{key_word(act)}") for text in words) == 1, words
    for place in (Place.BELOW, Place.RIGHT, Place.LEFT):
        wanted = place_word(place)
        next(action for action in menu.actions() if action.text().startswith(wanted)).trigger()
        stands_at(desk, zone, place)
        marked = [action.text() for action in menu.actions() if action.isChecked()]
        assert len(marked) == 1 and marked[0].startswith(wanted)
    next(action for action in menu.actions() if action.text().endswith(key_word(PANELS[zone].hide))).trigger()
    assert not panel_of(desk, zone).isVisible() and desk.desk.window.frame.tabs[zone].isVisible()


def test_a_head_is_dragged_to_another_side_and_one_sees_where_before_it_is_let_go(desk: Bench) -> None:
    window = desk.desk.window
    frame, mark = window.frame, window.frame.carrier.mark
    right = frame.mapToGlobal(QPoint(frame.width() - 10, 200))
    carry(desk, Zone.SOURCES, right, let_go=False)
    assert mark.isVisible() and mark.words == place_word(Place.RIGHT)
    QTest.mouseRelease(window.sources.head, LEFT, pos=window.sources.head.mapFromGlobal(right))
    assert not mark.isVisible()
    stand(desk, Place.RIGHT, Place.LEFT)
    carry(desk, Zone.SIDE, frame.mapToGlobal(QPoint(frame.width() // 2, frame.height() - 10)))
    stand(desk, Place.RIGHT, Place.BELOW)
    assert desk.desk.settings.now.zones == Zones(sources_at=Place.RIGHT, side_at=Place.BELOW)


def test_esc_lets_a_panel_go_that_is_dragged_and_it_stays(desk: Bench) -> None:
    frame = desk.desk.window.frame
    right = frame.mapToGlobal(QPoint(frame.width() - 10, 200))
    desk.live.setFocus()
    carry(desk, Zone.SOURCES, right, let_go=False)
    desk.key(Qt.Key.Key_Escape)
    assert not frame.carrier.mark.isVisible()
    head = desk.desk.window.sources.head
    QTest.mouseRelease(head, LEFT, pos=head.mapFromGlobal(right))
    assert desk.desk.settings.now.zones == Zones()
    stand(desk, Place.LEFT, Place.RIGHT)


def test_a_click_on_a_head_moves_nothing(desk: Bench) -> None:
    QTest.mouseClick(desk.desk.window.side.head, LEFT)
    assert desk.desk.settings.now.zones == Zones()


def test_a_head_that_is_let_go_elsewhere_floats_there_and_is_dragged_back(desk: Bench) -> None:
    window = desk.desk.window
    carry(desk, Zone.SIDE, QPoint(2_400, 300))
    found = floating(desk, Zone.SIDE)
    assert SECOND.contains(found.geometry())
    assert found.geometry().contains(QPoint(2_400, 300)), "under the hand"
    desk.until(lambda: window.centre.geometry().isValid() and stands(desk, Zone.SIDE) is None)
    frame = window.frame
    carry(desk, Zone.SIDE, frame.mapToGlobal(QPoint(frame.width() - 10, 200)))
    stand(desk, Place.LEFT, Place.RIGHT)
    assert not found.isVisible()


@pytest.mark.parametrize("zone", list(PANELS))
def test_a_double_click_on_the_head_floats_a_panel_on_the_second_screen_and_brings_it_back(
    desk: Bench, zone: Zone
) -> None:
    before = desk.desk.window.centre.width()
    head = panel_of(desk, zone).head
    QTest.mouseDClick(head, LEFT)
    found = floating(desk, zone)
    assert SECOND.contains(found.geometry()) and found.windowTitle()
    desk.until(lambda: desk.desk.window.centre.width() > before)
    assert getattr(desk.desk.settings.now.zones, f"{zone.value}_floats")
    QTest.mouseDClick(head, LEFT)
    stand(desk, Place.LEFT, Place.RIGHT)
    desk.until(lambda: desk.desk.window.centre.width() == before)
    assert not found.isVisible()


@pytest.mark.parametrize("zone", list(PANELS))
def test_a_key_floats_a_panel_and_brings_it_back_from_either_window(desk: Bench, zone: Zone) -> None:
    press(desk, PANELS[zone].float_)
    found = floating(desk, zone)
    press(desk, PANELS[zone].float_)
    stand(desk, Place.LEFT, Place.RIGHT)
    assert not found.isVisible()


def test_presets_takes_undo_help_and_esc_are_heard_in_a_floating_panel(desk: Bench) -> None:
    put(desk, window("psb-01", 0, 0))
    press(desk, Act.SOURCES_FLOAT)
    found = floating(desk, Zone.SOURCES)
    desk.desk.window.sources.list.setFocus()
    desk.until(desk.desk.window.sources.list.hasFocus)
    desk.key(Qt.Key.Key_F4)
    desk.until(lambda: ApplyPreset(preset=PresetId("dyke")) in desk.server.asks)
    desk.until(lambda: len(desk.wall.windows) > 1)
    desk.settle()
    desk.key(Qt.Key.Key_Z, CTRL)
    desk.until(lambda: desk.wall.sources == {"psb-01"})
    desk.settle()
    desk.desk.presenter.studio.begin(Layout())
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.until(lambda: any(isinstance(ask, TakeLayout) for ask in desk.server.asks))
    desk.until(lambda: not desk.wall.windows)
    notice = desk.desk.window.centre.notice
    notice.tell("read me")
    desk.key(Qt.Key.Key_Escape)
    assert notice.text == "" and found.isVisible()
    desk.key(Qt.Key.Key_F1)
    desk.until(lambda: isinstance(QApplication.activeWindow(), HelpSheet))
    desk.key(Qt.Key.Key_F1)
    desk.until(lambda: not isinstance(QApplication.activeWindow(), HelpSheet))


@pytest.mark.parametrize("act", [Act.DIRECT, Act.GROUPING, Act.SIDE, Act.TYPE_LARGER, Act.DRAFT])
def test_keys_that_only_the_desk_s_window_hears_are_heard_in_a_floating_panel_too(
    desk: Bench, act: Act
) -> None:
    press(desk, Act.SOURCES_FLOAT)
    floating(desk, Zone.SOURCES)
    desk.desk.window.sources.list.setFocus()
    asked: list[object] = []
    desk.desk.window.asked.connect(asked.append)
    press(desk, act)
    assert asked == [act]


def test_ctrl_enter_takes_while_the_search_box_of_a_floating_panel_is_typed_in(desk: Bench) -> None:
    """The box is the desk's own, wherever it is: as in the desk's window, it has no use for Ctrl+Enter."""
    put(desk, window("psb-01", 0, 0))
    desk.desk.presenter.studio.begin(Layout())
    press(desk, Act.SOURCES_FLOAT)
    floating(desk, Zone.SOURCES)
    press(desk, Act.SEARCH)
    desk.until(desk.desk.window.sources.search.hasFocus)
    desk.type("3")
    assert desk.desk.window.sources.search.text() == "3", "figures are typed there"
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.until(lambda: not desk.wall.windows)


def test_the_hand_goes_from_window_to_window_by_key(desk: Bench) -> None:
    press(desk, Act.SOURCES_FLOAT)
    press(desk, Act.SIDE_FLOAT)
    floating(desk, Zone.SIDE)
    sources = desk.desk.window.sources
    press(desk, Act.SEARCH)
    desk.until(lambda: sources.search.hasFocus() and sources.window().isActiveWindow())
    press(desk, Act.HAPPENING)
    desk.until(desk.desk.window.side.events.hasFocus)
    press(desk, Act.CANVAS)
    desk.until(lambda: desk.live.hasFocus() and desk.desk.window.isActiveWindow())
    press(desk, Act.SEARCH)
    desk.until(sources.search.hasFocus)
    press(desk, Act.FIND_PRESET)
    desk.until(desk.desk.window.presets.tools.text.hasFocus)


def test_tab_stays_in_a_floating_panel_and_reaches_all_of_it(desk: Bench) -> None:
    press(desk, Act.SOURCES_FLOAT)
    found = floating(desk, Zone.SOURCES)
    press(desk, Act.SEARCH)
    sources, reached = desk.desk.window.sources, set()
    desk.until(sources.search.hasFocus)
    for _ in range(40):
        desk.key(Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None and now.window() is found
        reached.add(now)
    assert {sources.search, sources.list, sources.head.button, sources.tools.grouping} <= reached


def test_the_hand_stays_on_what_it_holds_when_its_panel_moves(desk: Bench) -> None:
    sources = desk.desk.window.sources
    press(desk, Act.SEARCH)
    desk.type("gongan")
    for act in (Act.SOURCES_PLACE, Act.SOURCES_FLOAT, Act.SOURCES_FLOAT, Act.SOURCES_PLACE):
        press(desk, act)
        desk.until(lambda: sources.search.hasFocus() and sources.window().isActiveWindow())
        assert sources.search.text() == "gongan"


def test_a_source_is_dragged_from_a_floating_panel_to_the_wall(desk: Bench) -> None:
    press(desk, Act.SOURCES_FLOAT)
    floating(desk, Zone.SOURCES)
    assert desk.drop(desk.live, desk.mime_of("psb-01"), desk.cell_px(desk.live, 0.5, 0.5))
    desk.until(lambda: desk.wall.sources == {"psb-01"})


def test_a_window_that_is_closed_leaves_a_tab_that_brings_it_back(desk: Bench) -> None:
    press(desk, Act.SIDE_FLOAT)
    found, tab = floating(desk, Zone.SIDE), desk.desk.window.frame.tabs[Zone.SIDE]
    found.close()
    desk.until(tab.isVisible)
    assert not desk.desk.settings.now.zones.side
    QTest.mouseClick(tab, LEFT)
    desk.until(found.isVisible)
    assert stands(desk, Zone.SIDE) is None and not tab.isVisible()


def test_a_desk_that_is_closed_takes_its_windows_with_it_and_they_come_back(desk: Bench) -> None:
    press(desk, Act.SIDE_FLOAT)
    found = floating(desk, Zone.SIDE)
    desk.desk.window.close()
    assert not found.isVisible()
    QApplication.processEvents()
    assert desk.desk.settings.now.zones.side and desk.desk.settings.now.zones.side_floats
    desk.desk.speak(Language.ENGLISH)
    desk.desk.window.show()
    desk.until(found.isVisible)
    assert found.windowTitle() == "Happening", "in the language of now"


def test_where_a_window_was_moved_is_kept_and_found_again(desk: Bench, tmp_path: Path) -> None:
    keeper = kept(settings_file(tmp_path, "li"))
    desk.desk.settings.changed.connect(lambda: keeper.change(zones=desk.desk.settings.now.zones))
    press(desk, Act.SOURCES_FLOAT)
    found = floating(desk, Zone.SOURCES)
    found.setGeometry(2_000, 200, 420, 640)
    there = WindowPlace(x_px=2_000, y_px=200, w_px=420, h_px=640)
    desk.until(lambda: desk.desk.settings.now.zones.sources_window == there)
    keeper.wait(20)
    after = kept(settings_file(tmp_path, "li"))
    assert not after.complaint and after.now.zones == desk.desk.settings.now.zones
    press(desk, Act.SOURCES_FLOAT)
    press(desk, Act.SOURCES_FLOAT)
    assert floating(desk, Zone.SOURCES).geometry() == QRect(2_000, 200, 420, 640)


def test_the_desk_opens_with_its_panels_as_its_officer_left_them(desk: Bench) -> None:
    there = WindowPlace(x_px=2_100, y_px=150, w_px=400, h_px=600)
    left = Zones(
        sources_at=Place.BELOW, side_at=Place.LEFT, side_floats=True, side_window=there, below_px=260
    )
    desk.desk.settings.change(zones=left)
    desk.desk.acts.begin()
    stand(desk, Place.BELOW, None)
    assert desk.desk.window.sources.height() == 260
    assert floating(desk, Zone.SIDE).geometry() == QRect(2_100, 150, 400, 600)
    desk.desk.settings.change(zones=Zones())
    desk.desk.acts.begin()
    stand(desk, Place.LEFT, Place.RIGHT)


def test_one_key_brings_all_back_as_it_was_delivered(desk: Bench) -> None:
    boards = across(desk, desk.desk.window.centre)
    for act in (Act.SOURCES_PLACE, Act.SIDE_FLOAT, Act.SOURCES_WIDTH, Act.PRESETS):
        press(desk, act)
    press(desk, Act.ZONES_BACK)
    stand(desk, Place.LEFT, Place.RIGHT)
    desk.until(lambda: across(desk, desk.desk.window.centre) == boards)
    assert desk.desk.settings.now.zones == Zones()


def test_the_height_below_the_boards_is_dragged_kept_and_restored_by_a_double_click(desk: Bench) -> None:
    press(desk, Act.SOURCES_PLACE)
    stand(desk, Place.BELOW, Place.RIGHT)
    sources = desk.desk.window.sources
    usual = sources.height()
    grip = desk.desk.window.frame._middle.handle(1)
    middle = QPoint(grip.width() // 2, grip.height() // 2)
    QTest.mousePress(grip, LEFT, pos=middle)
    QTest.mouseMove(grip, middle - QPoint(0, 60))
    QTest.mouseRelease(grip, LEFT, pos=middle - QPoint(0, 60))
    assert abs(sources.height() - usual - 60) <= 6
    desk.until(lambda: desk.desk.settings.now.zones.below_px == sources.height())
    press(desk, Act.SOURCES_WIDTH)
    QTest.mouseDClick(grip, LEFT, pos=middle)
    desk.until(lambda: sources.height() == usual)
    assert desk.desk.settings.now.zones.below_px is None


def test_the_size_key_changes_height_below_and_width_of_a_window(desk: Bench) -> None:
    press(desk, Act.SIDE_PLACE)
    press(desk, Act.SIDE_PLACE)
    stand(desk, Place.RIGHT, Place.BELOW)
    side = desk.desk.window.side
    usual = side.height()
    press(desk, Act.SIDE_WIDTH)
    desk.until(lambda: side.height() > usual)
    press(desk, Act.SIDE_FLOAT)
    floating(desk, Zone.SIDE)
    wide = side.width()
    press(desk, Act.SIDE_WIDTH)
    desk.until(lambda: side.width() > wide)


@pytest.mark.parametrize(("sources", "side"), list(permutations(Place, 2)))
def test_boards_presets_and_take_bar_stay_and_nothing_is_cut_off_on_the_smallest_desk(
    desk: Bench, sources: Place, side: Place
) -> None:
    """Every layout fits 1366x768, whatever the size of type; the boards lie above presets and take bar."""
    root = desk.desk.window
    root.resize(1_366, 768)
    root.frame.show_zones(Zones(sources_at=sources, side_at=side))
    for language in Language:
        desk.desk.speak(language)
        for type_size in TypeSize:
            desk.desk.acts.show_size(type_size)
            stand(desk, sources, side)
            desk.until(lambda: not cut(root))
            assert root.size() == QSize(1_366, 768), f"{language} {type_size}: the desk does not fit"
            boards, bar = across(desk, root.centre), across(desk, root.presets)
            assert boards.bottom() < bar.top() and bar.bottom() == root.rect().bottom()
            assert boards.width() >= 0.4 * 1_366 and boards.height() >= 0.35 * root.frame.height()
            assert root.sources.list.viewport().height() >= root.fontMetrics().height() * 2


def test_whichever_way_the_panels_went_the_boards_keep_their_share(desk: Bench) -> None:
    """What a panel needed upright must not hold the boards down once it lies below them."""
    root = desk.desk.window
    root.resize(1_366, 768)
    desk.desk.speak(Language.ENGLISH)
    desk.desk.acts.show_size(TypeSize.LARGE)
    ways = list(permutations(Place, 2))
    for sources, side in (*ways, *reversed(ways), *ways[::2], *ways[1::2]):
        root.frame.show_zones(Zones(sources_at=sources, side_at=side))
        stand(desk, sources, side)
        desk.until(lambda: not cut(root))
        room = root.frame.height() - root.presets.height()
        assert root.centre.height() >= 0.39 * room and root.centre.width() >= 0.39 * root.width()


def test_tab_follows_the_panels_as_one_reads(desk: Bench) -> None:
    window = desk.desk.window
    window.frame.show_zones(Zones(sources_at=Place.BELOW, side_at=Place.LEFT))
    stand(desk, Place.BELOW, Place.LEFT)
    desk.live.setFocus()
    order: list[str] = []
    for _ in range(120):
        now = QApplication.focusWidget()
        zones = (window.top, window.sources, window.centre, window.side, window.presets)
        order.append(next(zone.objectName() for zone in zones if now is not None and zone.isAncestorOf(now)))
        desk.key(Qt.Key.Key_Tab)
    once = list(dict.fromkeys(order))
    assert once == ["centre", "sourcePanel", "presetBar", "topBar", "sideColumn"]


def test_a_hidden_panel_s_tab_stands_where_the_panel_did(desk: Bench) -> None:
    frame = desk.desk.window.frame
    for place in (Place.BELOW, Place.RIGHT, Place.LEFT):
        frame.put(Zone.SOURCES, place)
        stand(desk, place, frame.zones.side_at)
        press(desk, Act.SOURCES)
        tab = frame.tabs[Zone.SOURCES]
        desk.until(tab.isVisible)
        QApplication.processEvents()
        at, boards = across(desk, tab), across(desk, desk.desk.window.centre)
        match place:
            case Place.LEFT:
                assert at.right() < boards.left() and at.height() > at.width()
            case Place.RIGHT:
                assert at.left() > boards.right() and at.height() > at.width()
            case Place.BELOW:
                assert at.top() > boards.bottom() and at.width() > at.height()
        QTest.mouseClick(tab, LEFT)
        stands_at(desk, Zone.SOURCES, place)


def test_what_a_floating_panel_opens_belongs_to_the_desk_and_outlives_the_floating(desk: Bench) -> None:
    press(desk, Act.SOURCES_FLOAT)
    floating(desk, Zone.SOURCES)
    press(desk, Act.IMPORT)
    desk.until(lambda: isinstance(QApplication.activeWindow(), ImportDialog))
    dialog = QApplication.activeWindow()
    assert dialog is not None and dialog.parentWidget() is desk.desk.window
    desk.desk.window.frame.float_(Zone.SOURCES)
    stand(desk, Place.LEFT, Place.RIGHT)
    assert dialog.isVisible()
    dialog.close()
