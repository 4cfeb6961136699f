"""Joins alarms, bell and words: what sounds at this desk, who silences it, and whether its sound was checked.

When something sounds is decided by `rules.alarms`. Lives in the GUI thread; nothing here waits.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal, Slot

from wallctl.controller.bell import Bell, Voice
from wallctl.controller.keymap import Act, beside, key_word
from wallctl.controller.session import LINK_FAILED, Answer, LinkPhase, Session
from wallctl.controller.settings import SettingsKeeper
from wallctl.controller.settings import SoundCheck as Checked
from wallctl.controller.sound_check import SoundCheck
from wallctl.controller.standing import Grade, Standing
from wallctl.controller.state_lines import StateLine
from wallctl.controller.window import DeskWindow
from wallctl.controller.words import clock_word, reason_word, source_name, translate
from wallctl.model.alarm import Alarm
from wallctl.model.health import WindowState
from wallctl.model.ids import SourceId
from wallctl.model.source import Source
from wallctl.protocol.attention import AcknowledgeAlarms
from wallctl.rules.alarms import heard, sounds

SHIFT_S = 8 * 3600.0
"""So long a check counts: who sits down later checks again, and is offered it once."""
_SHOWN = 3


class AlarmDesk(QObject):
    """Rings the bell, fills the line of alarms, asks the server to silence all desks."""

    lines_changed = Signal()

    def __init__(self, session: Session, window: DeskWindow, settings: SettingsKeeper, bell: Bell) -> None:
        super().__init__()
        self._session, self._window, self._settings, self.bell = session, window, settings, bell
        self._loss_known = False
        self._silenced: frozenset[str] = frozenset()
        """Acknowledged here; the server has not said so yet, or cannot."""
        self._untold: frozenset[str] = frozenset()
        """Of these: the server was not there to be told."""
        self._check: SoundCheck | None = None
        self._next_offer_utc_s = math.inf
        session.wall_changed.connect(self.update)
        session.link_changed.connect(self._link_changed)
        session.answered.connect(self._told)
        window.alarms.acknowledged.connect(self.acknowledge)
        bell.voice_known.connect(self._voice_known)

    def begin(self) -> None:
        """An officer sits here: the check of the sound is offered once a shift from now on."""
        self._next_offer_utc_s = 0.0
        self.update()

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """What is to be heard at this desk, and nobody has said that they know."""
        view = self._session.view
        if view is None:
            return ()
        found = heard(view.alarms, self._session.seat)
        return tuple(alarm for alarm in found if alarm.id not in self._silenced)

    @Slot()
    def update(self) -> None:
        """Sound, or be silent, as things are now."""
        lost = self._session.phase is LinkPhase.LOST
        if not lost:
            self._loss_known = False
        alarms = self.alarms
        on = sounds(alarms, self._session.seat, server_lost=lost, loss_acknowledged=self._loss_known)
        if on is not self.bell.ringing:
            self.bell.ring(on)
        words = [translate("Alarm", "与服务器失去联系")] if lost and not self._loss_known else []
        words += [_words(alarm, self._session.sources, self._session.now_utc_s) for alarm in alarms[:_SHOWN]]
        if len(alarms) > _SHOWN:
            words.append(translate("Alarm", "等 {count} 个").format(count=len(alarms)))
        gone = lost or not alarms or any(Standing(state=alarm.state).grade is Grade.LOST for alarm in alarms)
        self._window.alarms.show_words(" · ".join(words), Grade.LOST if gone else Grade.STALE)
        if self._session.phase is LinkPhase.UP and not on:
            self._offer_check()

    def _offer_check(self) -> None:
        """In words alone, when nothing else is to be read: no question, no sound that nobody asked for."""
        now_utc_s = self._session.now_utc_s
        notice, deaf = self._window.centre.notice, self.bell.voice is Voice.NONE
        if now_utc_s < self._next_offer_utc_s or self._checked is not None or deaf or notice.text:
            return
        self._next_offer_utc_s = now_utc_s + SHIFT_S
        notice.inform(_check_due)

    @property
    def _checked(self) -> Checked | None:
        """The check of this shift."""
        found, now_utc_s = self._settings.now.sound_check, self._session.now_utc_s
        return found if found is not None and 0 <= now_utc_s - found.at_utc_s < SHIFT_S else None

    @Slot()
    def acknowledge(self) -> None:
        """The officer knows: silent here at once, and at every desk when the server has heard it."""
        names = tuple(alarm.id for alarm in self.alarms)
        linked = self._session.phase is LinkPhase.UP
        if names:
            self._silenced |= frozenset(names)
        if names and linked:
            self._session.ask(AcknowledgeAlarms(alarms=names))
        elif names:
            self._keep_untold(names)
        self._loss_known = not linked
        self.update()

    def _keep_untold(self, names: Iterable[str]) -> None:
        self._untold |= frozenset(names)
        self._window.centre.notice.inform(
            lambda: translate("Alarm", "已在本席位消音。恢复联系后自动告知服务器，其他席位随即消音。")
        )

    @Slot()
    def _link_changed(self) -> None:
        """Tell the server what was acknowledged while it was away, where it still sounds."""
        view = self._session.view
        if self._session.phase is LinkPhase.UP and view is not None:
            names = tuple(a.id for a in view.alarms if a.acknowledged is None and a.id in self._untold)
            self._untold = frozenset()
            if names:
                self._session.ask(AcknowledgeAlarms(alarms=names))
        self.update()

    @Slot(object)
    def _told(self, answer: Answer) -> None:
        """An acknowledgement that got lost with the link is told again."""
        lost = answer.problem in LINK_FAILED
        if lost and isinstance(answer.ask, AcknowledgeAlarms):
            self._keep_untold(answer.ask.alarms)

    @Slot()
    def check(self) -> None:
        """Open the sound check."""
        if self._check is None:
            self._check = SoundCheck(self._window)
            self._check.again.connect(self.bell.once)
            self._check.answered.connect(self._answered)
            self.bell.voice_known.connect(self._check.show_voice)
        self._window.centre.notice.withdraw(_check_due)
        self._check.begin()

    def lines(self) -> list[StateLine]:
        """Return what is known of this desk's sound, for the right column."""
        if self.bell.voice is Voice.NONE:
            text = translate("Alarm", "没有声音设备：告警只显示")
            return [StateLine(Grade.STALE, text, (translate("Alarm", "没有声音设备"),))]
        checked = self._checked
        if checked is None:
            text = translate("Alarm", "告警声本班未检查")
            return [StateLine(Grade.LATE, beside(text, Act.SOUND_CHECK), (text,))]
        if not checked.heard:
            text = translate("Alarm", "告警声听不到，请报修")
            shorter = (text, translate("Alarm", "告警声听不到"))
            return [StateLine(Grade.STALE, beside(text, Act.SOUND_CHECK), shorter)]
        when = clock_word(checked.at_utc_s, self._session.now_utc_s)
        return [StateLine(Grade.OK, translate("Alarm", "告警声 {when} 已检查").format(when=when))]

    def retranslate(self) -> None:
        """Show all words in the language that is set."""
        self.update()

    def stop(self) -> None:
        """Be silent for ever."""
        self.bell.stop()

    @Slot(bool)
    def _answered(self, heard_it: bool) -> None:
        self._settings.change(sound_check=Checked(at_utc_s=self._session.now_utc_s, heard=heard_it))
        self.lines_changed.emit()

    @Slot(object)
    def _voice_known(self, voice: Voice) -> None:
        self.lines_changed.emit()


def _check_due() -> str:
    text = translate("Alarm", "告警声本班还没有检查：按 {key} 放一次听听。")
    return text.format(key=key_word(Act.SOUND_CHECK))


def _words(alarm: Alarm, sources: Mapping[SourceId, Source], now_utc_s: float) -> str:
    source = sources.get(alarm.source) if alarm.source is not None else None
    name = f"{source.id} {source_name(source)}" if source is not None else str(alarm.source or alarm.window)
    parts = [reason_word(alarm.reason), clock_word(alarm.raised_utc_s, now_utc_s)]
    if alarm.back:
        parts.append(translate("Alarm", "已恢复"))
    detail = " · ".join(part for part in parts if part)
    match alarm.state:
        case WindowState.FROZEN:
            text = translate("Alarm", "重要画面冻结：{name}（{detail}）")
        case WindowState.STALE:
            text = translate("Alarm", "重要画面停滞：{name}（{detail}）")
        case _:
            text = translate("Alarm", "重要画面无信号：{name}（{detail}）")
    return text.format(name=name, detail=detail)
