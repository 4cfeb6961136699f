"""Rule: an empty site says on the desk what to do first, with keys; one with sources does not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from tests.controller.conftest import Bench
from wallctl.controller.wall_dialog import WallDialog
from wallctl.controller.welcome import Welcome
from wallctl.model.ids import CellId
from wallctl.model.wall import Cube, Size, Wall
from wallctl.protocol.attention import Identify
from wallctl.protocol.setting_up import LoadSample, SetWall

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def empty(bench: Bench) -> Bench:
    """A desk of a site that knows no source yet."""
    bench.server.city.sources = ()
    bench.server.push_catalogue()
    bench.until(bench.desk.window.centre.welcome.isVisible)
    return bench


def welcome(bench: Bench) -> Welcome:
    return bench.desk.window.centre.welcome


def button(bench: Bench, key: str) -> QPushButton:
    return next(b for b in welcome(bench).findChildren(QPushButton) if b.text().endswith(key))


def dialog_of(bench: Bench) -> WallDialog:
    found = bench.desk.acts.setting_up.dialog
    assert found is not None and found.isVisible()
    return found


def test_a_site_with_sources_is_not_told_what_to_do_first(bench: Bench) -> None:
    assert not welcome(bench).isVisible()


def test_an_empty_site_offers_import_a_camera_the_sample_city_and_the_wall(empty: Bench) -> None:
    said = "\n".join(label.text() for label in welcome(empty).findChildren(QLabel))
    assert "4×6" in said and "示例城市" in said and "CSV" in said and "添加一台摄像机" in said
    buttons = welcome(empty).findChildren(QPushButton)
    assert len(buttons) == 4 and all("Alt+" in button.text() for button in buttons)


def test_the_sample_city_comes_with_one_action_and_the_help_goes(empty: Bench) -> None:
    QTest.mouseClick(button(empty, "Alt+E"), LEFT)
    empty.until(lambda: LoadSample() in empty.server.asks)
    empty.until(lambda: not welcome(empty).isVisible() and len(empty.session.sources) > 50)


def test_the_wall_is_set_by_rows_columns_and_resolution(empty: Bench) -> None:
    empty.live.setFocus()
    empty.key(Qt.Key.Key_W, ALT)
    dialog = dialog_of(empty)
    assert (dialog.rows.value(), dialog.cols.value()) == (4, 6)
    dialog.rows.setValue(2)
    dialog.cols.setValue(3)
    dialog.size_box.setEditText("1920x1080")
    dialog.activateWindow()
    empty.until(dialog.isActiveWindow)
    QTest.keyClick(dialog, Qt.Key.Key_I, CTRL)
    QTest.keyClick(dialog, Qt.Key.Key_S, CTRL)
    empty.until(lambda: SetWall(rows=2, cols=3, cell_px=Size(w=1920, h=1080)) in empty.server.asks)
    assert Identify() in empty.server.asks
    empty.until(lambda: empty.session.view is not None and empty.session.view.wall.shape == "2x3")
    empty.until(lambda: empty.live.scene is not None and empty.live.scene.wall.shape == "2x3")


def test_each_output_is_offered_to_one_cell_and_what_was_known_stays(empty: Bench) -> None:
    wall = Wall(id="main", rows=1, cols=3, cubes=(Cube(cell=CellId("r0c1"), output="DP-9"),))
    dialog = WallDialog(empty.desk.window, wall, ("HDMI-1", "HDMI-2"))
    empty.qtbot.addWidget(dialog)
    assert [box.currentText() for box in dialog.outputs.values()] == ["HDMI-1", "DP-9", "HDMI-2"]
    asked: list[SetWall] = []
    dialog.wanted.connect(asked.append)
    dialog.outputs[CellId("r0c2")].setEditText("serial:XYZ")
    dialog.save.click()
    assert dict(asked[0].outputs) == {"r0c0": "HDMI-1", "r0c1": "DP-9", "r0c2": "serial:XYZ"}
    dialog.apart.setChecked(False)
    dialog.save.click()
    assert not asked[1].outputs


def test_a_refusal_and_nonsense_are_said_in_the_form_and_what_was_entered_stays(bench: Bench) -> None:
    bench.desk.window.sources.place_requested.emit("psb-01")
    bench.until(lambda: bench.wall.windows)
    bench.key(Qt.Key.Key_W, ALT)
    dialog = dialog_of(bench)
    dialog.rows.setValue(3)
    dialog.size_box.setEditText("large")
    dialog.save.click()
    assert "1024×768" in dialog.problem.text()
    dialog.size_box.setEditText("800x600")
    dialog.save.click()
    bench.until(lambda: "大屏" in dialog.problem.text() or "wall" in dialog.problem.text())
    assert dialog.isVisible() and dialog.rows.value() == 3
    dialog.close()


def test_the_form_says_that_the_cells_start_anew_and_the_wall_must_be_empty(bench: Bench) -> None:
    bench.key(Qt.Key.Key_W, ALT)
    dialog = dialog_of(bench)
    shown = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert "设定会重新启动所有显示单元；大屏上要没有画面才能设定" in shown
    assert "排" in shown and "行" not in shown and dialog.rows.accessibleName() == "排"
    dialog.close()


def test_a_field_that_is_wrong_is_marked_and_has_the_focus_until_it_is_another_one(bench: Bench) -> None:
    bench.key(Qt.Key.Key_W, ALT)
    dialog = dialog_of(bench)
    dialog.size_box.setEditText("XGA")
    QTest.mouseClick(dialog.save, LEFT)
    assert dialog.focusWidget() in (dialog.size_box, dialog.size_box.lineEdit())
    assert marked(dialog) == [dialog.size_box]
    QTest.keyClicks(dialog.focusWidget(), "1024x768")
    assert dialog.size_box.currentText() == "1024x768" and marked(dialog) == []
    dialog.rows.setValue(64)
    dialog.cols.setValue(64)
    QTest.mouseClick(dialog.save, LEFT)
    assert "最多" in dialog.problem.text() and marked(dialog) == [dialog.rows, dialog.cols]
    assert dialog.focusWidget() is dialog.rows
    dialog.rows.setValue(2)
    assert marked(dialog) == []
    dialog.close()


def marked(dialog: WallDialog) -> list[QWidget]:
    return [field for field in (dialog.rows, dialog.cols, dialog.size_box) if field.property("wrong")]


def test_no_field_changes_its_height_when_something_is_said(bench: Bench) -> None:
    bench.key(Qt.Key.Key_W, ALT)
    dialog = dialog_of(bench)
    fields = (dialog.rows, dialog.cols, dialog.size_box)
    before = [field.height() for field in fields]
    dialog.size_box.setEditText("XGA")
    QTest.mouseClick(dialog.save, LEFT)
    bench.until(dialog.problem.isVisible)
    QApplication.processEvents()
    assert [field.height() for field in fields] == before and len(set(before)) == 1
    dialog.close()


def test_it_lies_in_the_middle_of_the_board_and_wholly_on_it(empty: Bench) -> None:
    centre = empty.desk.window.centre
    for size in ((1_366, 768), (2_560, 1_440)):
        empty.desk.window.resize(*size)
        empty.until(lambda: centre.live.geometry().contains(welcome(empty).geometry()))
        away = welcome(empty).geometry().center() - centre.live.geometry().center()
        assert away.manhattanLength() <= 2


def test_the_sample_city_is_under_way_until_it_is_answered_or_lost_and_asked_for_once(empty: Bench) -> None:
    sample = button(empty, "Alt+E")
    empty.server.mute = True
    QTest.mouseClick(sample, LEFT)
    assert "正在载入" in sample.text() and not sample.isEnabled()
    empty.live.setFocus()
    empty.key(Qt.Key.Key_E, ALT)
    empty.until(lambda: empty.server.asks.count(LoadSample()) == 1)
    empty.server.stop()
    empty.until(lambda: sample.isEnabled() and sample.text().endswith("Alt+E"))
    assert empty.server.asks.count(LoadSample()) == 1


def test_a_wall_is_under_way_until_it_is_answered_or_lost_also_in_a_form_opened_anew(empty: Bench) -> None:
    empty.live.setFocus()
    empty.key(Qt.Key.Key_W, ALT)
    empty.server.mute = True
    dialog = dialog_of(empty)
    dialog.save.click()
    assert "正在设定" in dialog.save.text() and not dialog.save.isEnabled()
    dialog.activateWindow()
    empty.until(dialog.isActiveWindow)
    QTest.keyClick(dialog, Qt.Key.Key_S, CTRL)
    dialog.close()
    empty.desk.acts.setting_up.open_wall()
    again = dialog_of(empty)
    assert not again.save.isEnabled()
    empty.server.stop()
    empty.until(lambda: again.save.isEnabled() and again.problem.text())
    assert sum(isinstance(ask, SetWall) for ask in empty.server.asks) == 1
    again.close()
