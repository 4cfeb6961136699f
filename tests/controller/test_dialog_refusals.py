"""Rule: what a dialog has said is wrong is said anew in the language that the desk is switched to."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from tests.controller.conftest import Bench
from tests.controller.test_composing_fields import panel
from tests.controller.test_presenter import put, window
from wallctl.controller.add_dialog import AddDialog
from wallctl.controller.preset_save import PresetSavePanel
from wallctl.controller.wall_dialog import WallDialog
from wallctl.errors import BadInput

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
CHINESE = re.compile("[\u4e00-\u9fff]")


def is_said_in_both(bench: Bench, label: QLabel) -> bool:
    """Press Ctrl+L; tell whether what stands there is said in Chinese, then in English, then as before."""
    said = []
    for _ in range(3):
        said.append(label.text())
        bench.key(Qt.Key.Key_L, CTRL)
    bench.key(Qt.Key.Key_L, CTRL)
    first, other, again = said
    return bool(CHINESE.search(first)) and bool(other) and not CHINESE.search(other) and first == again


def test_of_a_camera_that_was_refused(bench: Bench) -> None:
    dialog = panel(bench, AddDialog, Qt.Key.Key_A, ALT)
    bench.server.refuse = BadInput("source psb-77", "is outside the site's networks", "see site.toml")
    QTest.keyClicks(dialog.main, "rtsp://10.1.2.3/main")
    QTest.keyClicks(dialog.id, "psb-77")
    bench.key(Qt.Key.Key_S, CTRL)
    bench.until(lambda: dialog.refusal.text())
    assert is_said_in_both(bench, dialog.refusal)


def test_of_a_form_for_the_wall_that_makes_no_sense_or_was_refused(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0))
    dialog = panel(bench, WallDialog, Qt.Key.Key_W, ALT)
    dialog.size_box.setEditText("large")
    bench.key(Qt.Key.Key_S, CTRL)
    assert "1024×768" in dialog.problem.text() and is_said_in_both(bench, dialog.problem)
    dialog.size_box.setEditText("800x600")
    bench.key(Qt.Key.Key_S, CTRL)
    bench.until(lambda: dialog.problem.text() and "1024" not in dialog.problem.text())
    assert is_said_in_both(bench, dialog.problem)


def test_of_a_preset_without_a_name_and_with_one_that_is_taken(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0))
    bench.live.setFocus()
    dialog = panel(bench, PresetSavePanel, Qt.Key.Key_S, CTRL)
    for name in ("", next(preset.name for preset in bench.session.presets.values() if preset.name_en)):
        dialog.name.setText(name)
        QTest.keyClick(dialog.name, Qt.Key.Key_Return)
        assert dialog.problem.isVisible() and is_said_in_both(bench, dialog.problem), name
