"""Rules: who sits down says so at the desk, and from then on it is theirs, for the server too; no restart."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.controller.conftest import Bench, kept
from tests.controller.test_source_panel import under
from wallctl.controller.language import Language
from wallctl.controller.officer_dialog import OfficerDialog
from wallctl.controller.settings import (
    OfficerSettings,
    SoundCheck,
    TypeSize,
    Zones,
    settings_file,
)
from wallctl.model.ids import SourceId
from wallctl.model.people import OfficerName

ALT = Qt.KeyboardModifier.AltModifier
WANG = OfficerSettings(
    language=Language.ENGLISH,
    type_size=TypeSize.LARGE,
    zones=Zones(side=False),
    direct=False,
    favourites=(SourceId("wat-08"),),
    sound_check=SoundCheck(at_utc_s=5.0, heard=True),
)


@pytest.fixture
def desk(bench: Bench, tmp_path: Path) -> Bench:
    """A desk of a site where 李明 sits now, and 王芳 sat before."""
    before = kept(settings_file(tmp_path, "王芳"))
    before.change(**{name: getattr(WANG, name) for name in OfficerSettings.model_fields})
    before.wait(20)
    bench.session.officer = OfficerName("李明")
    bench.desk.settings._file = settings_file(tmp_path, "李明")
    bench.desk.acts.begin()
    return bench


def asked(bench: Bench) -> OfficerDialog:
    """Press the key; return the question."""
    bench.desk.window.activateWindow()
    bench.live.setFocus()
    bench.until(bench.live.hasFocus)
    bench.key(Qt.Key.Key_D, ALT)
    (dialog,) = bench.desk.window.findChildren(OfficerDialog)
    bench.until(lambda: QApplication.activeWindow() is dialog)
    return dialog


def language(bench: Bench) -> Language:
    return bench.desk.interpreter.language


def names(dialog: OfficerDialog) -> list[str]:
    return [dialog.known.item(row).text() for row in range(dialog.known.count())]


def choose(bench: Bench, name: str) -> None:
    dialog = asked(bench)
    bench.until(lambda: name in names(dialog))
    dialog.known.setCurrentRow(names(dialog).index(name))
    QTest.keyClick(dialog.known, Qt.Key.Key_Return)
    assert not dialog.isVisible() and bench.session.officer == name
    bench.until(lambda: not bench.desk.settings.reading)


def put_up(bench: Bench, source: str, x: float) -> None:
    bench.drop(bench.live, bench.mime_of(source), bench.cell_px(bench.live, x, 0.5))
    bench.until(lambda: source in bench.wall.sources)
    bench.settle()


def test_the_desk_is_at_once_that_of_whom_is_chosen_and_the_server_is_told(desk: Bench) -> None:
    window, settings = desk.desk.window, desk.desk.settings
    put_up(desk, "psb-01", 0.5)
    assert desk.server.officer == "李明"
    settings.change(favourites=(SourceId("psb-02"),))
    dialog = asked(desk)
    desk.until(lambda: names(dialog) == ["李明", "王芳"])
    assert dialog.known.currentItem().text() == "李明" and not dialog.isModal()
    QTest.keyClick(dialog.known, Qt.Key.Key_Down)
    QTest.keyClick(dialog.known, Qt.Key.Key_Return)
    desk.until(lambda: not settings.reading)
    assert settings.now == WANG
    assert under(window.sources, "own:starred") == ["wat-08"] and under(window.sources, "own:recent") == []
    assert not window.side.isVisible() and language(desk) is Language.ENGLISH
    assert "王芳" in window.top._seat.text() and "On duty now: 王芳" in window.centre.notice.text
    assert not desk.desk.presenter.studio.direct
    desk.session.clear()
    desk.until(lambda: desk.server.officer == "王芳")
    choose(desk, "李明")
    assert under(window.sources, "own:starred") == ["psb-02"]
    assert under(window.sources, "own:recent") == ["psb-01"]
    assert window.side.isVisible() and language(desk) is Language.CHINESE


def test_a_new_name_is_typed_and_known_from_then_on(desk: Bench) -> None:
    dialog = asked(desk)
    dialog.new.setFocus()
    QTest.keyClicks(dialog.new, " Anna Li ")
    QTest.keyClick(dialog.new, Qt.Key.Key_Return)
    assert desk.session.officer == "Anna Li" and not dialog.isVisible()
    desk.until(lambda: not desk.desk.settings.reading)
    assert desk.desk.settings.now == OfficerSettings()
    # 李明 has set nothing, and is known all the same.
    again = asked(desk)
    desk.until(lambda: names(again) == ["Anna Li", "李明", "王芳"])


def test_the_draft_is_the_seat_s_and_stays(desk: Bench) -> None:
    desk.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    desk.drop(desk.draft, desk.mime_of("wat-08"), desk.cell_px(desk.draft, 3.5, 2.5))
    desk.until(lambda: desk.desk.presenter.studio.saved)
    before = desk.desk.presenter.draft
    choose(desk, "王芳")
    assert before is not None and desk.desk.presenter.draft == before
    assert [kept.layout for kept in desk.server.prepared.drafts.values()] == [before.layout]


def test_a_name_that_nobody_could_read_is_told_in_the_question_and_nothing_changes(desk: Bench) -> None:
    dialog = asked(desk)
    dialog.new.setText("李\u200b明")
    QTest.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    assert dialog.isVisible() and "看不见的字符" in dialog.problem.text() and dialog.problem.isVisible()
    assert desk.session.officer == "李明"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_where_nobody_is_known_the_question_says_what_to_do_in_both_languages(
    bench: Bench, tmp_path: Path
) -> None:
    bench.session.officer = OfficerName("")
    bench.desk.settings._file = settings_file(tmp_path / "new", "nobody yet")
    dialog = asked(bench)
    bench.until(dialog.nobody.isVisible)  # once the disk has told that it knows nobody
    assert not dialog.known.isVisible() and dialog.new.hasFocus()
    assert dialog.nobody.text() == "这里没有记录过别的名字。在下面输入您的名字，按 Enter。"
    QTest.keyClick(dialog.new, Qt.Key.Key_Return)
    assert dialog.isVisible() and dialog.problem.isVisible() and dialog.problem.text() == "先输入名字"
    bench.desk.speak(Language.ENGLISH)
    assert dialog.nobody.text() == "No other names are known here. Type your name below and press Enter."
    assert dialog.problem.text() == "Type a name first"
    bench.desk.speak(Language.CHINESE)
    QTest.keyClicks(dialog.new, "li")
    QTest.keyClick(dialog.new, Qt.Key.Key_Return)
    assert bench.session.officer == "li" and not dialog.isVisible()
    dialog = asked(bench)
    assert dialog.known.isVisible() and not dialog.nobody.isVisible()


def test_enter_hands_the_shift_to_nobody_whom_nobody_chose(desk: Bench) -> None:
    dialog, taken = OfficerDialog(desk.desk.window), list[str]()
    dialog.chosen.connect(taken.append)
    dialog.begin((OfficerName("王芳"), OfficerName("赵强")), OfficerName("李明"))
    desk.until(dialog.known.hasFocus)
    for looking in (True, False):
        assert not dialog.known.selectedItems() and not dialog.take.isEnabled()
        assert dialog.take.text() == "换班 Enter"
        QTest.keyClick(dialog.known, Qt.Key.Key_Return)
        dialog.new.setFocus()
        QTest.keyClick(dialog.new, Qt.Key.Key_Return)
        assert dialog.isVisible() and not taken and dialog.problem.text() == "先输入名字"
        dialog.known.setFocus()
        dialog.offer(tuple(map(OfficerName, ("欧阳志远", "王芳", "赵强"))), looking=looking)
    QTest.keyClick(dialog.known, Qt.Key.Key_Down)
    assert dialog.known.currentItem().text() == "欧阳志远" and dialog.take.text() == "换班：欧阳志远 Enter"
    QTest.keyClick(dialog.known, Qt.Key.Key_Return)
    assert taken == ["欧阳志远"] and not dialog.isVisible()


def test_the_button_names_whom_it_takes_and_a_typed_name_wins(desk: Bench) -> None:
    dialog = asked(desk)
    desk.until(lambda: names(dialog) == ["李明", "王芳"])
    assert dialog.take.text() == "换班：李明 Enter" and dialog.take.isEnabled()
    QTest.keyClick(dialog.known, Qt.Key.Key_Down)
    assert dialog.take.text() == "换班：王芳 Enter"
    dialog.new.setFocus()
    QTest.keyClicks(dialog.new, "Anna")
    assert dialog.take.text() == "换班：Anna Enter"
    desk.desk.speak(Language.ENGLISH)
    assert dialog.take.text() == "Take over: Anna Enter"
    long = "欧阳志远" * 6
    dialog.new.setText(long)
    assert dialog.take.text().endswith("… Enter") and long not in dialog.take.text()
    assert long in dialog.take.toolTip() and long in dialog.take.accessibleName()
    assert dialog.width() >= dialog.minimumSizeHint().width()
    dialog.new.clear()
    assert dialog.take.text() == "Take over: 王芳 Enter"
    desk.desk.speak(Language.CHINESE)


def test_who_sits_here_is_chosen_once_the_disk_has_told_the_name(desk: Bench) -> None:
    dialog = OfficerDialog(desk.desk.window)
    dialog.begin((), OfficerName("李明"))
    dialog.offer((), looking=True)
    assert not dialog.take.isEnabled()
    dialog.offer((OfficerName("王芳"), OfficerName("李明")), looking=False)
    assert dialog.known.selectedItems()[0].text() == "李明" and dialog.take.text() == "换班：李明 Enter"
    dialog.close()


def test_the_wall_goes_on_while_the_question_is_open(desk: Bench) -> None:
    dialog = asked(desk)
    put_up(desk, "psb-01", 0.5)
    desk.key(Qt.Key.Key_F9)
    desk.until(lambda: len(desk.wall.windows) > 1)
    assert dialog.isVisible() and desk.server.officer == "李明"


def test_whoever_sits_there_already_changes_nothing(desk: Bench) -> None:
    desk.desk.settings.change(snap="half")
    before = desk.desk.window.centre.notice.text
    choose(desk, "李明")
    assert desk.desk.settings.now.snap == "half" and desk.desk.window.centre.notice.text == before


def test_the_check_of_the_sound_is_offered_to_whoever_sits_down(desk: Bench) -> None:
    notice = desk.desk.window.centre.notice
    choose(desk, "王芳")
    choose(desk, "李明")
    assert "现在值班：李明" in notice.text
    notice.dismiss()
    put_up(desk, "psb-01", 0.5)
    desk.until(lambda: "告警声本班还没有检查" in notice.text)


def test_names_that_come_late_leave_what_was_chosen_and_typed(desk: Bench) -> None:
    dialog = OfficerDialog(desk.desk.window)
    dialog.begin((OfficerName("李明"), OfficerName("赵强")), OfficerName("李明"))
    dialog.offer((OfficerName("李明"), OfficerName("赵强")), looking=True)
    assert dialog.looking.isVisible() and "正在从磁盘读取" in dialog.looking.text()
    QTest.keyClick(dialog.known, Qt.Key.Key_Down)
    QTest.keyClicks(dialog.new, "Anna")
    dialog.offer(tuple(map(OfficerName, ("李明", "王芳", "赵强"))), looking=False)
    assert names(dialog) == ["李明", "王芳", "赵强"] and dialog.known.currentItem().text() == "赵强"
    assert dialog.new.text() == "Anna" and not dialog.looking.isVisible()
    dialog.close()


def test_the_check_of_the_sound_is_offered_only_when_it_is_known_whether_it_was_done(desk: Bench) -> None:
    notice, held = desk.desk.window.centre.notice, desk.desk.settings
    held._reading = True
    desk.desk.acts.begin()
    assert "正在从磁盘读取" in notice.text
    notice.dismiss()
    desk.server.push_view()
    put_up(desk, "psb-01", 0.5)
    assert "告警声" not in notice.text
    held._reading = False
    desk.desk.acts.begin()
    desk.until(lambda: "告警声本班还没有检查" in notice.text)
