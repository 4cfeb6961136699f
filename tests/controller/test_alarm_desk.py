"""Rules: what must be heard sounds and is said until somebody knows; by key, by button, at every desk."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QRawFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.controller.conftest import Bench
from wallctl.controller import session
from wallctl.controller.alarm_desk import SHIFT_S
from wallctl.controller.bell import Bell, Voice
from wallctl.controller.canvas.content_words import manner
from wallctl.controller.main import Desk
from wallctl.controller.notice import NoticeGrade
from wallctl.controller.session import Session
from wallctl.controller.settings import SoundCheck as Checked
from wallctl.controller.sound_check import SoundCheck
from wallctl.controller.standing import Grade
from wallctl.model.alarm import Acknowledgement, Alarm
from wallctl.model.health import Reason, WindowState
from wallctl.model.ids import ActorId, SeatId, SourceId, WindowId
from wallctl.protocol.attention import AcknowledgeAlarms, Identify

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def alarm(name: str = "w@1", *, seat: str = "seat", everywhere: bool = False) -> Alarm:
    return Alarm(
        id=name,
        window=WindowId("w"),
        source=SourceId("wat-06"),
        reason=Reason.NO_ANSWER,
        raised_s=1.0,
        raised_utc_s=1_000.0,
        seat=SeatId(seat),
        everywhere=everywhere,
    )


def raise_(bench: Bench, *alarms: Alarm) -> None:
    bench.server.alarms = alarms
    bench.server.push_view()
    bench.until(lambda: bench.session.view is not None and bench.session.view.alarms == alarms)


def sounding(bench: Bench) -> bool:
    return bench.desk.alarms.bell.ringing and bool(bench.desk.window.alarms.text)


def acknowledgements(bench: Bench) -> list[tuple[str, ...]]:
    return [ask.alarms for ask in bench.server.asks if isinstance(ask, AcknowledgeAlarms)]


def test_a_lost_important_picture_sounds_until_the_key_and_the_server_is_told(bench: Bench) -> None:
    assert not sounding(bench) and not bench.desk.window.alarms.isVisible()
    raise_(bench, alarm())
    assert sounding(bench)
    assert "wat-06" in bench.desk.window.alarms.text and "无应答" in bench.desk.window.alarms.text
    bench.key(Qt.Key.Key_K, CTRL)
    assert not sounding(bench) and not bench.desk.window.alarms.isVisible()
    bench.until(lambda: acknowledgements(bench) == [("w@1",)])
    raise_(bench, alarm(), alarm("x@2"))
    assert sounding(bench), "another one is another one"


def test_the_button_does_the_same_and_is_reached_by_tab(bench: Bench) -> None:
    raise_(bench, alarm())
    button = bench.desk.window.alarms.findChild(QPushButton)
    assert button is not None and "Ctrl+K" in button.toolTip()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not sounding(bench)


def test_what_another_seat_put_up_is_heard_here_only_when_it_is_for_everybody(bench: Bench) -> None:
    raise_(bench, alarm(seat="elsewhere"))
    assert not sounding(bench)
    raise_(bench, alarm(seat="elsewhere", everywhere=True))
    assert sounding(bench)
    known = Acknowledgement(actor=ActorId("li"), seat=SeatId("elsewhere"), at_utc_s=2.0)
    raise_(bench, alarm(seat="elsewhere", everywhere=True).with_(acknowledged=known))
    assert not sounding(bench), "somebody said that they know"


def test_the_lost_server_sounds_until_this_officer_knows_and_again_the_next_time(bench: Bench) -> None:
    bench.server.mute = True
    bench.until(lambda: sounding(bench), 20_000)
    assert "失去联系" in bench.desk.window.alarms.text
    bench.key(Qt.Key.Key_K, CTRL)
    assert not sounding(bench)
    bench.desk.alarms.update()
    assert not sounding(bench), "it stays silent while it lasts"
    bench.server.mute = False
    bench.until(lambda: not bench.desk.window.top.loss, 20_000)
    bench.server.mute = True
    bench.until(lambda: sounding(bench), 20_000)


def test_a_desk_that_starts_without_its_server_says_so_and_sounds(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "UNANSWERED_AFTER_S", 0.3)
    alone = Session(time.monotonic, time.time)
    desk = Desk(qapp, alone, "值班员01", bell=Bell([("true",)]))
    qtbot.addWidget(desk.window)
    desk.window.show()
    try:
        qtbot.waitUntil(lambda: desk.alarms.bell.ringing, timeout=20_000)
        assert "连不上服务器" in desk.window.top.loss and desk.window.alarms.text
        QTest.keyClick(QApplication.focusWidget() or desk.window, Qt.Key.Key_K, CTRL)
        assert not desk.alarms.bell.ringing and "连不上服务器" in desk.window.top.loss
    finally:
        desk.stop()


def test_what_is_acknowledged_while_the_link_is_lost_is_told_when_it_is_back(bench: Bench) -> None:
    raise_(bench, alarm(), alarm("x@2"))
    bench.server.mute = True
    bench.until(lambda: bench.desk.window.top.loss, 20_000)
    bench.key(Qt.Key.Key_K, CTRL)
    assert not sounding(bench) and not acknowledgements(bench)
    assert "恢复联系后自动告知" in bench.desk.window.centre.notice.text
    bench.server.alarms = (alarm(), alarm("y@3"))  # one has ended meanwhile, another one is new
    bench.server.mute = False
    bench.until(lambda: acknowledgements(bench) == [("w@1",)], 20_000)
    bench.until(lambda: sounding(bench))
    assert "未执行" not in bench.desk.window.centre.notice.text


def test_the_sound_is_checked_and_the_answer_kept_and_said(bench: Bench) -> None:
    side = bench.desk.window.side.states
    bench.desk.presenter.show_wall()
    assert "本班未检查" in side.accessibleDescription()
    bench.key(Qt.Key.Key_K, CTRL | SHIFT)
    check = bench.desk.window.findChild(SoundCheck)
    assert check is not None and check.isVisible() and "听到了吗" in check.text
    bench.until(lambda: bench.desk.alarms.bell.voice is Voice.PLAYS)
    QTest.keyClick(check, Qt.Key.Key_N)
    kept = bench.desk.settings.now.sound_check
    assert isinstance(kept, Checked) and not kept.heard
    assert "音量" in check.text and check.isVisible() and "报修" in side.accessibleDescription()
    QTest.keyClick(check, Qt.Key.Key_R)
    QTest.keyClick(check, Qt.Key.Key_Y)
    assert not check.isVisible()
    assert bench.desk.settings.now.sound_check is not None and bench.desk.settings.now.sound_check.heard
    assert "已检查" in side.accessibleDescription()


def test_a_reflex_enter_or_space_never_certifies_the_sound(bench: Bench) -> None:
    bench.key(Qt.Key.Key_K, CTRL | SHIFT)
    check = bench.desk.window.findChild(SoundCheck)
    assert check is not None
    for _ in ("as it opens", "after it was not heard"):
        bench.until(check.play.hasFocus)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
            QTest.keyClick(QApplication.focusWidget() or check, key)
        assert check.isVisible() and not _heard(bench)
        QTest.keyClick(check, Qt.Key.Key_N)
    check.close()


@pytest.mark.parametrize("voice", [Voice.PLAYS, Voice.NONE])
def test_once_it_was_not_heard_the_check_can_be_closed_instead_of_denied_again(
    bench: Bench, voice: Voice
) -> None:
    bench.desk.alarms.check()
    check = bench.desk.window.findChild(SoundCheck)
    assert check is not None
    check.show_voice(voice)
    assert check.not_heard.isVisible() and not check.shut.isVisible()
    QTest.mouseClick(check.not_heard, Qt.MouseButton.LeftButton)
    assert not check.not_heard.isVisible() and check.shut.isVisible()
    assert check.focusWidget() is check.play
    assert check.shut.text() == "关闭 Esc"
    QTest.mouseClick(check.shut, Qt.MouseButton.LeftButton)
    assert not check.isVisible() and not _heard(bench)
    bench.desk.alarms.check()
    assert check.not_heard.isVisible() and not check.shut.isVisible(), "the next check asks anew"
    check.close()


def test_no_line_ends_within_the_name_of_a_package(bench: Bench) -> None:
    bench.desk.alarms.check()
    check = bench.desk.window.findChild(SoundCheck)
    assert check is not None
    check.show_voice(Voice.NONE)
    assert "-" not in check.text and "alsa\u2011utils" in check.text
    assert "pulseaudio\u2011utils" in check.text and QRawFont.fromFont(check.font()).supportsCharacter(0x2011)
    check.close()


def test_a_desk_whose_sound_is_not_heard_names_the_key_of_the_check(bench: Bench) -> None:
    bench.desk.settings.change(sound_check=Checked(at_utc_s=bench.session.now_utc_s, heard=False))
    (line,) = bench.desk.alarms.lines()
    assert line.text == "告警声听不到，请报修 Ctrl+Shift+K"
    assert line.shorter == ("告警声听不到，请报修", "告警声听不到")


def test_a_picture_that_stands_still_is_not_said_to_be_gone(bench: Bench) -> None:
    raise_(bench, alarm().with_(state=WindowState.FROZEN, reason=Reason.NONE))
    assert "重要画面冻结" in bench.desk.window.alarms.text and "无信号" not in bench.desk.window.alarms.text
    raise_(bench, alarm().with_(state=WindowState.STALE, reason=Reason.NONE))
    assert "重要画面停滞" in bench.desk.window.alarms.text


@pytest.mark.parametrize(
    ("state", "grade"),
    [
        (WindowState.NO_SIGNAL, Grade.LOST),
        (WindowState.FROZEN, Grade.STALE),
        (WindowState.STALE, Grade.STALE),
    ],
)
def test_what_sounds_has_the_shape_that_its_window_has(
    bench: Bench, state: WindowState, grade: Grade
) -> None:
    raise_(bench, alarm().with_(state=state))
    bench.until(lambda: bench.desk.window.alarms.text)
    assert bench.desk.window.alarms.grade is grade


def test_the_check_is_offered_once_a_shift_in_words_alone(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice, began_s = bench.desk.window.centre.notice, bench.session.now_utc_s
    bench.desk.alarms.begin()
    assert "Ctrl+Shift+K" in notice.text and notice.grade is NoticeGrade.INFO
    assert bench.desk.window.findChild(SoundCheck) is None and bench.desk.alarms.bell.voice is Voice.UNTRIED
    bench.key(Qt.Key.Key_Escape)
    assert not notice.text
    for later_s, offered in ((60.0, False), (SHIFT_S - 60, False), (SHIFT_S + 60, True)):
        monkeypatch.setattr(Session, "now_utc_s", began_s + later_s)
        bench.desk.alarms.update()
        assert bool(notice.text) is offered, later_s


def test_a_check_that_was_begun_takes_the_offer_back_and_counts_for_a_shift(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice, began_s = bench.desk.window.centre.notice, bench.session.now_utc_s
    bench.desk.alarms.begin()
    assert notice.text
    bench.key(Qt.Key.Key_K, CTRL | SHIFT)
    assert not notice.text
    check = bench.desk.window.findChild(SoundCheck)
    assert check is not None
    QTest.keyClick(check, Qt.Key.Key_Y)
    bench.desk.alarms.begin()
    assert not notice.text, "a desk that was started again within the shift"
    side = bench.desk.window.side.states
    for later_s, known in ((SHIFT_S - 60, True), (SHIFT_S + 60, False)):
        monkeypatch.setattr(Session, "now_utc_s", began_s + later_s)
        bench.desk.presenter.show_wall()
        assert ("本班未检查" not in side.accessibleDescription()) is known
        bench.desk.alarms.update()
        assert bool(notice.text) is not known


def test_the_offer_is_in_the_language_that_is_set_until_it_is_read(bench: Bench) -> None:
    notice = bench.desk.window.centre.notice
    bench.desk.alarms.begin()
    assert notice.text.startswith("告警声")
    bench.key(Qt.Key.Key_L, CTRL)
    assert notice.text.startswith("The alarm sound") and notice.waiting == 0
    notice.dismiss()
    bench.key(Qt.Key.Key_L, CTRL)
    assert not notice.text


def test_nobody_is_offered_a_check_while_something_sounds(bench: Bench) -> None:
    raise_(bench, alarm())
    bench.desk.alarms.begin()
    assert not bench.desk.window.centre.notice.text
    bench.key(Qt.Key.Key_K, CTRL)
    assert "Ctrl+Shift+K" in bench.desk.window.centre.notice.text


def _heard(bench: Bench) -> bool:
    kept = bench.desk.settings.now.sound_check
    return kept is not None and kept.heard


def test_a_desk_that_cannot_sound_says_so_plainly(bench: Bench) -> None:
    bench.desk.alarms.bell._players = []
    bench.desk.alarms.check()
    bench.until(lambda: bench.desk.alarms.bell.voice is Voice.NONE)
    check = bench.desk.window.findChild(SoundCheck)
    assert check is not None and "没有能发声的设备" in check.text
    assert "没有声音设备" in bench.desk.window.side.states.accessibleDescription()
    assert not check.heard.isEnabled()
    QTest.keyClick(check, Qt.Key.Key_Y)
    assert check.isVisible() and not _heard(bench), "nobody can have heard it"
    QTest.keyClick(check, Qt.Key.Key_N)
    assert bench.desk.settings.now.sound_check is not None and not _heard(bench)
    check.close()


def test_a_window_is_marked_important_by_one_key_and_says_so(bench: Bench) -> None:
    bench.drop(bench.live, bench.mime_of("wat-06"), bench.cell_px(bench.live, 0.5, 0.5))
    bench.until(lambda: bench.wall.windows)
    bench.settle()
    bench.live.setFocus()
    bench.live.select(bench.wall.windows[0].id)
    bench.key(Qt.Key.Key_I)
    bench.until(lambda: bench.wall.windows[0].important)
    assert manner(bench.wall.windows[0]) == "重要"


def test_cells_are_identified_by_key(bench: Bench) -> None:
    target = QApplication.focusWidget() or bench.desk.window
    QTest.keyClick(target, Qt.Key.Key_I, CTRL)
    bench.until(lambda: Identify() in bench.server.asks)
