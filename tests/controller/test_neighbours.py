"""What other desks do shows here with who did it, and who comes second is told by whom, and loses nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.controller.conftest import Bench
from wallctl.controller import neighbours
from wallctl.controller.words import who_word
from wallctl.model.geometry import Rect
from wallctl.model.ids import ActorId, PresetId, SeatId, SourceId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.protocol.drafting import SaveDraft

LI, OTHER = ActorId("李明"), SeatId("2号席")


def window(source: str, x: float, y: float) -> Window:
    return Window(id=WindowId(source), rect=Rect(x=x, y=y, w=1, h=1), source=SourceId(source))


def notes(bench: Bench) -> dict[str, str]:
    scene = bench.live.scene
    return {str(name): note for name, note in scene.notes.items()} if scene is not None else {}


def test_windows_that_another_desk_changed_say_who_for_a_while(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.server.put(Layout(windows=(window("psb-01", 0, 0),)), seat=OTHER, actor=LI)
    bench.settle()
    bench.server.put(Layout(windows=(window("psb-01", 0, 0), window("wat-08", 3, 2))), seat=OTHER, actor=LI)
    bench.until(lambda: notes(bench) == {"wat-08": "李明 · 2号席"})
    facts = bench.desk.window.centre.live._facts.text()
    assert "李明 · 2号席" in facts
    monkeypatch.setattr(neighbours, "NOTE_S", 0.2)
    bench.server.put(Layout(windows=(window("psb-01", 0, 0),)), seat=OTHER, actor=LI)
    bench.until(lambda: not notes(bench))


def test_what_this_desk_does_is_no_note(bench: Bench) -> None:
    bench.server.put(Layout(windows=(window("psb-01", 0, 0),)), seat=OTHER, actor=LI)
    bench.settle()
    bench.drop(bench.live, bench.mime_of("wat-08"), bench.cell_px(bench.live, 3.5, 2.5))
    bench.until(lambda: bench.wall.sources == {"psb-01", "wat-08"})
    bench.settle()
    assert notes(bench) == {}


def test_an_event_names_person_and_seat(bench: Bench) -> None:
    assert who_word("李明", "2号席") == "李明 · 2号席"
    assert who_word("cli", "cli") == "cli" and who_word("李明", "") == "李明"


def test_what_another_seat_did_is_not_undone_here_and_is_named(bench: Bench) -> None:
    bench.drop(bench.live, bench.mime_of("wat-08"), bench.cell_px(bench.live, 3.5, 2.5))
    bench.until(lambda: bench.wall.sources == {"wat-08"})
    bench.server.put(Layout(windows=(window("psb-01", 0, 0),)), seat=OTHER)
    bench.settle()
    bench.live.setFocus()
    bench.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    notice = bench.desk.window.centre.notice
    bench.until(lambda: "2号席" in notice.text)
    assert "未撤销" in notice.text and "新增 psb-01" in notice.text and "下墙 wat-08" in notice.text
    assert bench.wall.sources == {"psb-01"}


def test_an_undo_with_nothing_to_take_back_says_so(bench: Bench) -> None:
    bench.live.setFocus()
    bench.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    bench.until(lambda: "没有可以撤销的改动" in bench.desk.window.centre.notice.text)


def test_who_prepares_the_same_preset_is_named(bench: Bench) -> None:
    dyke = PresetId("dyke")
    bench.server.prepared.save_draft(SaveDraft(layout=Layout(), preset=dyke), OTHER, LI)
    QTest.mouseClick(bench.desk.window.presets.draft, Qt.MouseButton.LeftButton)
    bench.draft.setFocus()
    bench.key(Qt.Key.Key_F4)
    bench.until(lambda: "李明 · 2号席 也在改这个场景" in bench.desk.window.centre.draft._facts.text())
