"""Rules: every act stands in the menu with its key; Tab goes round the desk; one sees where one is."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from tests.controller.conftest import Bench
from wallctl.controller.keymap import ACTS, Act, key_word
from wallctl.controller.preset_card import PresetCard
from wallctl.controller.words import translate

MOST_STOPS = 200


def actions(menu: QMenu) -> list[QAction]:
    found = []
    for action in menu.actions():
        below = action.menu()
        found += actions(below) if isinstance(below, QMenu) else [action]
    return found


def test_every_act_is_in_the_menu_with_its_key_and_asks_for_itself(bench: Bench) -> None:
    menu = bench.desk.window.top.menu
    found = {action.data(): action for action in actions(menu.menu()) if not action.isSeparator()}
    assert set(found) == set(Act) - {Act.MENU}
    for act, action in found.items():
        words = ACTS[act].brief or ACTS[act].what
        assert action.text() == f"{translate('Keys', words)}\t{key_word(act)}"
    asked: list[object] = []
    menu.asked.connect(asked.append)
    found[Act.LABELS].trigger()
    assert asked == [Act.LABELS]
    assert key_word(Act.MENU) in menu.toolTip()


def stops(bench: Bench, back: bool = False) -> list[QWidget]:
    """Every widget that Tab leads to, in order, from the canvas until it comes round again."""
    bench.live.setFocus()
    found: list[QWidget] = []
    while len(found) < MOST_STOPS:
        bench.key(Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        if now in found:
            return found
        found.append(now)
    raise AssertionError("Tab never comes round")


def test_tab_goes_round_through_every_zone_and_back_the_same_way(bench: Bench) -> None:
    window = bench.desk.window
    found = stops(bench)
    zones = (window.top, window.sources, window.centre, window.side, window.presets)
    order = [next(zone for zone in zones if zone.isAncestorOf(stop)).objectName() for stop in found]
    assert list(dict.fromkeys(order)) == [*("sideColumn", "presetBar", "topBar", "sourcePanel", "centre")], (
        "as one reads"
    )
    assert stops(bench, back=True)[:-1][::-1] == found[:-1]
    across = [stop.mapTo(window, stop.rect().center()).x() for stop in found if isinstance(stop, PresetCard)]
    assert len(across) > 3 and across == sorted(across)


def test_one_sees_where_the_focus_is(bench: Bench) -> None:
    found = stops(bench)
    for before, stop in pairwise([found[-1], *found]):
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        assert stop.hasFocus()
        with_focus = stop.grab().toImage()
        before.setFocus(Qt.FocusReason.TabFocusReason)
        assert stop.grab().toImage() != with_focus, f"{stop.objectName()} {stop.accessibleName()}"
