"""A source added by its address, by hand: tested before it is saved, or marked; for a day, or for good."""

from __future__ import annotations

import itertools
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.controller.conftest import Bench
from wallctl.controller.add_dialog import AddDialog
from wallctl.controller.add_words import fault_word
from wallctl.controller.theme import Tone, colour
from wallctl.errors import BadInput
from wallctl.model.health import Reason
from wallctl.model.ids import SourceId
from wallctl.model.sighting import Sighting
from wallctl.model.source import StreamKind
from wallctl.protocol.desk import AddSource
from wallctl.protocol.looks import CancelLook, TestSource
from wallctl.protocol.sourcing import AddTemporary, KeepSource, RemoveSource
from wallctl.rules.new_source import Entry, Fault, Flaw

A = TypeVar("A")
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SEEN = Sighting(first_frame_ms=320, codec="H.264", width=1920, height=1080, fps=25.0)
URL = "rtsp://10.1.2.3/main"


def opened(bench: Bench, key: Qt.Key) -> AddDialog:
    bench.desk.window.activateWindow()
    bench.until(bench.desk.window.isActiveWindow)
    bench.live.setFocus()
    bench.key(key, ALT)
    dialog = next(d for d in bench.desk.window.findChildren(AddDialog) if d.isVisible())
    bench.until(dialog.isActiveWindow)
    return dialog


def asked(bench: Bench, kind: type[A]) -> list[A]:
    return [ask for ask in bench.server.asks if isinstance(ask, kind)]


def test_a_camera_is_looked_at_and_then_saved_with_what_was_seen(bench: Bench) -> None:
    dialog = opened(bench, Qt.Key.Key_A)
    QTest.keyClicks(dialog.main, "rtsp://admin:pw@10.1.2.3/main")
    QTest.keyClicks(dialog.id, "psb-77")
    dialog.name.setText("新点位")
    dialog.agency.setCurrentIndex(dialog.agency.findData("psb"))
    assert "未测试" in dialog.save.text()
    QTest.keyClick(dialog, Qt.Key.Key_C, ALT)
    assert (dialog.main.text(), dialog.user.text(), dialog.password.text()) == (URL, "admin", "pw")
    bench.until(lambda: "H.264 · 640×360 · 25.0\u00a0帧/秒" in dialog.said.text())
    (look,) = asked(bench, TestSource)
    assert (look.url, look.credential) == (URL, "admin:pw")
    assert not dialog.picture.pixmap().isNull() and "未测试" not in dialog.save.text()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not asked(bench, AddSource), "Enter is pressed by habit"
    dialog.user.setText("other")
    assert "未测试" in dialog.save.text(), "what was seen was seen with another login"
    dialog.user.setText("admin")
    QTest.keyClick(dialog, Qt.Key.Key_S, CTRL)
    bench.until(lambda: not dialog.isVisible())
    (saved,) = asked(bench, AddSource)
    assert saved.credential == "admin:pw" and not saved.source.untested
    main = saved.source.main
    assert main is not None and (main.url, main.width, saved.source.agency) == (URL, 640, "psb")
    bench.until(lambda: SourceId("psb-77") in bench.session.sources)
    panel = bench.desk.window.sources
    bench.until(lambda: panel.list.chosen == ["psb-77"])
    assert dialog.main.text() == ""


def test_a_test_is_stopped_and_a_refusal_says_why_beside_what_was_typed(bench: Bench) -> None:
    bench.server.looking.sighting = None
    dialog = opened(bench, Qt.Key.Key_A)
    QTest.keyClicks(dialog.main, "10.1.2.3/main")
    assert "rtsp://" in dialog._flaws[Entry.MAIN].text() and not dialog.look.isEnabled()
    dialog.main.setText(URL)
    dialog.id.setText("wat-08")
    assert "已经有了" in dialog._flaws[Entry.ID].text() and not dialog.save.isEnabled()
    dialog.id.setText("new-1")
    QTest.mouseClick(dialog.look, Qt.MouseButton.LeftButton)
    bench.until(lambda: "正在打开" in dialog.said.text())
    QTest.mouseClick(dialog.look, Qt.MouseButton.LeftButton)
    bench.until(lambda: asked(bench, CancelLook))
    bench.server.looking.sighting = Sighting(reason=Reason.WRONG_PASSWORD)
    QTest.mouseClick(dialog.look, Qt.MouseButton.LeftButton)
    bench.until(lambda: "用户名或密码错误" in dialog.said.text())
    bench.server.refuse = BadInput("rtsp://10.1.2.3/main", "address is outside the site's networks", "see")
    QTest.keyClick(dialog, Qt.Key.Key_S, CTRL)
    bench.until(lambda: "地址不在允许的网段" in dialog.refusal.text())
    assert dialog.main.text() == URL and not bench.desk.window.centre.notice.text
    bench.server.refuse = None
    QTest.keyClick(dialog, Qt.Key.Key_S, CTRL)
    bench.until(lambda: SourceId("new-1") in bench.session.sources)
    panel = bench.desk.window.sources
    assert bench.session.sources[SourceId("new-1")].untested
    assert "未测试" in panel.model.data(panel.model.place_of(SourceId("new-1")))


def filled(dialog: AddDialog) -> list[QPushButton]:
    return [button for button in (dialog.look, dialog.save) if button.property("role") == "primary"]


def test_what_is_to_be_done_next_is_filled_and_ctrl_s_saves_all_the_same(bench: Bench) -> None:
    dialog = opened(bench, Qt.Key.Key_A)
    assert filled(dialog) == [dialog.look]
    assert dialog.said.text() == "先填地址，再测试。" and dialog.picture.text() == "尚未测试"
    assert dialog.main.placeholderText().startswith("如 ")
    QTest.keyClicks(dialog.main, URL)
    QTest.keyClicks(dialog.id, "psb-77")
    bench.server.looking.sighting = None
    QTest.keyClick(dialog, Qt.Key.Key_C, ALT)
    bench.until(lambda: "正在打开" in dialog.said.text())
    assert filled(dialog) == [dialog.look]
    QTest.keyClick(dialog, Qt.Key.Key_C, ALT)
    bench.server.looking.sighting = SEEN
    QTest.keyClick(dialog, Qt.Key.Key_C, ALT)
    bench.until(lambda: "正常" in dialog.said.text() and filled(dialog) == [dialog.save])
    dialog.main.setText(f"{URL}2")
    assert filled(dialog) == [dialog.look], "this address nobody has seen"
    QTest.keyClick(dialog, Qt.Key.Key_S, CTRL)
    bench.until(lambda: SourceId("psb-77") in bench.session.sources)


def test_after_a_test_that_failed_saving_says_so_and_what_is_to_be_done_is_done_here(bench: Bench) -> None:
    bench.server.looking.sighting = Sighting(reason=Reason.WRONG_PASSWORD)
    dialog = opened(bench, Qt.Key.Key_A)
    QTest.keyClicks(dialog.main, URL)
    QTest.keyClicks(dialog.id, "psb-77")
    assert dialog.save.text().startswith("不测试就保存")
    QTest.keyClick(dialog, Qt.Key.Key_C, ALT)
    bench.until(lambda: "请改正上面的用户名或密码" in dialog.said.text())
    assert dialog.save.text() == "测试未通过，仍保存 Ctrl+S" and filled(dialog) == [dialog.look]
    assert dialog.picture.text() == "没有画面"
    dialog.user.setText("admin")
    assert dialog.save.text().startswith("不测试就保存"), "this login nobody has tried"
    QTest.keyClick(dialog, Qt.Key.Key_S, CTRL)
    bench.until(lambda: SourceId("psb-77") in bench.session.sources)
    assert bench.session.sources[SourceId("psb-77")].untested


def test_a_field_with_a_flaw_has_an_edge_of_the_tone_of_its_words(bench: Bench) -> None:
    dialog = opened(bench, Qt.Key.Key_A)
    QTest.keyClicks(dialog.main, "x")
    flaw = dialog._flaws[Entry.MAIN]
    dialog.id.setFocus()
    edge = dialog.main.grab().toImage().pixelColor(dialog.main.width() // 2, 0)
    late = colour(Tone.LATE)
    assert edge.name() == late.name() == flaw.palette().color(flaw.foregroundRole()).name()
    dialog.main.setText(URL)
    assert dialog.main.grab().toImage().pixelColor(dialog.main.width() // 2, 0).name() != late.name()


@pytest.mark.parametrize("key", [Qt.Key.Key_A, Qt.Key.Key_T])
def test_fields_stand_apart_alike_whether_for_a_day_or_for_good(bench: Bench, key: Qt.Key) -> None:
    dialog = opened(bench, key)
    fields = [field for field in (dialog.main, dialog.sub, dialog.user, dialog.password) if field.isVisible()]
    gaps = {below.y() - above.geometry().bottom() - 1 for above, below in itertools.pairwise(fields)}
    assert all(8 <= gap <= 12 for gap in gaps), gaps


def test_a_temporary_source_is_listed_on_top_kept_or_removed_by_its_menu(bench: Bench) -> None:
    panel = bench.desk.window.sources
    ids = []
    for name in ("无人机", "执法车"):
        dialog = opened(bench, Qt.Key.Key_T)
        assert not dialog.id.isVisible() and not dialog.sub.isVisible()
        dialog.main.setText(URL)
        dialog.name.setText(name)
        QTest.keyClick(dialog, Qt.Key.Key_S, CTRL)
        bench.until(dialog.isHidden)
        ids.append(asked(bench, AddTemporary)[-1])
    first, second = "tmp-1124-0312", "tmp-1124-0312-2"
    bench.until(lambda: SourceId(second) in bench.session.sources)
    index = panel.model.place_of(SourceId(first))
    assert panel.model.rows[index.row()].group == "own:temporary"
    text = panel.model.data(index)
    assert "临时 23 h" in text and "未测试" in text
    for name, word in ((first, "保留"), (second, "现在就删除")):
        source = bench.session.sources[SourceId(name)]
        next(act for act in panel.list.menu_for(source).actions() if word in act.text()).trigger()
    bench.until(lambda: asked(bench, KeepSource) and asked(bench, RemoveSource))
    bench.until(lambda: SourceId(second) not in bench.session.sources)
    bench.until(lambda: bench.session.sources[SourceId(first)].until_utc_s is None)
    plain = bench.session.sources[SourceId("psb-01")]
    assert not [act for act in panel.list.menu_for(plain).actions() if "临时" in act.text()]


@pytest.mark.parametrize("reason", ["no scheme", "port 22 is no port of a camera", "something unheard of"])
def test_a_bad_address_is_always_explained(reason: str) -> None:
    fault = Fault(entry=Entry.MAIN, flaw=Flaw.BAD_URL, reason=reason, remedy="do this")
    assert fault_word(fault) and StreamKind.MAIN
