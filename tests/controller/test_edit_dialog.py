"""A camera edited and taken out by hand: only what was changed changes, and taking out is asked about."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.controller.conftest import Bench
from wallctl.controller.edit_dialog import EditDialog
from wallctl.controller.language import Language
from wallctl.controller.remove_dialog import RemoveDialog
from wallctl.errors import BadInput
from wallctl.model.camera_table import Column
from wallctl.model.ids import SourceId
from wallctl.model.source import SourceKind
from wallctl.protocol.sourcing import EditSource, RemoveSource

CTRL = Qt.KeyboardModifier.ControlModifier
DYKE = SourceId("wat-08")


def stand_on(bench: Bench, name: SourceId = DYKE) -> None:
    panel = bench.desk.window.sources
    bench.desk.window.activateWindow()
    bench.until(bench.desk.window.isActiveWindow)
    panel.list.setFocus()
    panel.list.setCurrentIndex(panel.model.place_of(name))


def edit(bench: Bench, name: SourceId = DYKE) -> EditDialog:
    stand_on(bench, name)
    bench.key(Qt.Key.Key_E)
    dialog = next(d for d in bench.desk.window.findChildren(EditDialog) if d.isVisible())
    bench.until(dialog.isActiveWindow)
    return dialog


def edits(bench: Bench) -> list[EditSource]:
    return [ask for ask in bench.server.asks if isinstance(ask, EditSource)]


def test_a_camera_is_edited_and_found_by_its_old_name(bench: Bench) -> None:
    old = bench.session.sources[DYKE]
    dialog = edit(bench)
    assert not dialog.id.isVisible() and dialog.name.text() == old.name
    assert not dialog.save.isEnabled(), "nothing is other"
    dialog.name.setFocus()
    dialog.name.selectAll()
    QTest.keyClicks(dialog.name, "North dyke")
    dialog.aliases.setText("险段；坝")
    dialog.kind.setCurrentIndex(dialog.kind.findData(SourceKind.FIXED.value))
    assert "未测试" not in dialog.save.text(), "its address is what it was"
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not edits(bench), "Enter is pressed by habit"
    QTest.keyClick(dialog, Qt.Key.Key_S, CTRL)
    bench.until(lambda: edits(bench) and not bench.desk.window.findChildren(EditDialog))
    (asked,) = edits(bench)
    assert asked.columns == (Column.NAME, Column.KIND, Column.ALIASES)
    kept = old.with_(
        name="North dyke",
        aliases=("险段", "坝"),
        kind=SourceKind.FIXED,
        former_names=(*old.former_names, old.name),
    )
    bench.until(lambda: bench.session.sources[DYKE] == kept)
    assert bench.desk.window.sources.list.chosen == [DYKE]


def test_a_new_address_that_nobody_looked_at_makes_it_an_untested_one(bench: Bench) -> None:
    dialog = edit(bench)
    dialog.sub.setText("rtp://10.1.2.3/x")
    assert not dialog.save.isEnabled()
    dialog.sub.setText("rtsp://li:pw@10.1.2.3/x")
    assert "未测试" in dialog.save.text()
    QTest.keyClick(dialog, Qt.Key.Key_S, CTRL)
    bench.until(lambda: edits(bench))
    assert edits(bench)[0].credential == "li:pw" and Column.SUB in edits(bench)[0].columns
    bench.until(lambda: bench.session.sources[DYKE].untested)


def test_a_refusal_stands_beside_what_was_typed(bench: Bench) -> None:
    dialog = edit(bench)
    dialog.name.setText("新名")
    bench.server.refuse = BadInput("source wat-08", "address is outside the site's networks", "see site.toml")
    QTest.keyClick(dialog, Qt.Key.Key_S, CTRL)
    bench.until(lambda: dialog.refusal.text())
    assert dialog.isVisible() and dialog.name.text() == "新名"
    assert not bench.desk.window.centre.notice.text
    bench.server.refuse = None


def test_the_form_speaks_the_other_language_and_keeps_what_was_chosen(bench: Bench) -> None:
    dialog = edit(bench)
    before = dialog.details
    agency, district = dialog.agency.currentData(), dialog.district.currentText()
    dialog.tags.setText("river")
    bench.desk.speak(Language.ENGLISH)
    bench.until(lambda: dialog.windowTitle().startswith("Edit wat-08"))
    assert dialog.agency.currentData() == agency and dialog.district.currentText() != district
    assert dialog.details == before.with_(tags="river")
    bench.desk.speak(Language.CHINESE)
    assert dialog.district.currentText() == district


def test_a_camera_is_taken_out_after_its_presets_were_named(bench: Bench) -> None:
    stand_on(bench)
    bench.key(Qt.Key.Key_Delete)
    dialog = next(d for d in bench.desk.window.findChildren(RemoveDialog) if d.isVisible())
    bench.until(dialog.isActiveWindow)
    presets = [
        preset
        for preset in bench.session.presets.values()
        if any(
            DYKE in (slot.source, *slot.prefer, *(slot.tour.sources if slot.tour else ()))
            for slots in preset.walls.values()
            for slot in slots
        )
    ]
    assert presets and all(preset.name in dialog.said.text() for preset in presets)
    assert f"{DYKE} {bench.session.sources[DYKE].name}" in dialog.said.text()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    QTest.keyClick(dialog, Qt.Key.Key_Delete)
    assert not [ask for ask in bench.server.asks if isinstance(ask, RemoveSource)]
    QTest.keyClick(dialog, Qt.Key.Key_Delete, CTRL)
    bench.until(lambda: DYKE not in bench.session.sources)


def test_the_menu_offers_both_with_their_keys(bench: Bench) -> None:
    panel = bench.desk.window.sources
    words = [act.text() for act in panel.list.menu_for(bench.session.sources[DYKE]).actions()]
    assert "修改…\tE" in words and "从目录中删除…\tDelete" in words
