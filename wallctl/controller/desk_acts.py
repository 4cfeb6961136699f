"""What keys and the menu do to the desk itself: language, size of type, zones. The wall is not here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Slot
from PySide6.QtWidgets import QApplication

from wallctl.controller.alarm_desk import AlarmDesk
from wallctl.controller.docking import Zone
from wallctl.controller.duty import Duty
from wallctl.controller.keymap import Act
from wallctl.controller.language import Interpreter, Language
from wallctl.controller.session import Session
from wallctl.controller.setting_up import SettingUp
from wallctl.controller.settings import SettingsKeeper, TypeSize, Zones
from wallctl.controller.theme import dress, rescale
from wallctl.controller.window import DeskWindow
from wallctl.controller.words import translate
from wallctl.protocol.attention import Identify

_NESTED = 8
"""Layouts in layouts, at most: a part that wants another size tells it one step up at a time."""


class DeskActs(QObject):
    """Changes the desk as its officer wants it, and keeps that."""

    def __init__(
        self,
        app: QApplication,
        window: DeskWindow,
        settings: SettingsKeeper,
        interpreter: Interpreter,
        retranslate: Callable[[], None],
        session: Session,
        alarms: AlarmDesk,
    ) -> None:
        super().__init__()
        self._session, self._alarms = session, alarms
        self.setting_up = SettingUp(session, window)
        self.duty = Duty(session, window, settings)
        self.duty.changed.connect(self.begin)
        self._app, self._window, self._settings = app, window, settings
        self._interpreter, self._retranslate = interpreter, retranslate
        self._size = TypeSize.MEDIUM
        window.frame.moved.connect(self._keep_zones)
        settings.told.connect(self._not_kept)

    @Slot()
    def begin(self) -> None:
        """Set the desk up as its officer left it; again when another one sits down."""
        kept = self._settings.now
        self._show_size(kept.type_size)
        self._window.frame.show_zones(kept.zones)
        self.speak(kept.language)
        if self._settings.complaint:
            self._window.centre.notice.tell(partial(_unreadable, self._settings.complaint))
        if self._settings.reading:
            self.duty.say_under_way()
        else:
            self._alarms.begin()

    def speak(self, language: Language) -> None:
        """Speak that language."""
        with self._unseen():
            self._interpreter.speak(language)
            # LanguageChange is posted to the widgets; what they were given comes after their own words.
            QCoreApplication.sendPostedEvents()
            self._retranslate()
            self._alarms.retranslate()

    @Slot(object)
    def do(self, act: Act) -> None:
        """Do what the key says; acts on the wall are none of these."""
        match act:
            case Act.LANGUAGE:
                self.switch_language()
            case Act.TYPE_LARGER:
                self.show_size(self._size.next(1))
            case Act.TYPE_SMALLER:
                self.show_size(self._size.next(-1))
            case Act.OFFICER:
                self.duty.ask()
            case Act.SILENCE:
                self._alarms.acknowledge()
            case Act.SOUND_CHECK:
                self._alarms.check()
            case Act.IDENTIFY:
                self._session.ask(Identify())
            case Act.SET_WALL:
                self.setting_up.open_wall()
            case Act.SAMPLE:
                self.setting_up.load_sample()
            case Act.HELP:
                self._window.show_help()
            case Act.MENU:
                self._window.top.menu.showMenu()
            case _:
                self._zone(act)

    @Slot()
    def switch_language(self) -> None:
        """Speak the other language, from now on for this officer; nothing else changes."""
        other = self._interpreter.language.other
        self.speak(other)
        self._settings.change(language=other)

    def show_size(self, size: TypeSize) -> None:
        """Show everything in that size of type, from now on for this officer."""
        self._show_size(size)
        self._settings.change(type_size=size)

    def _show_size(self, size: TypeSize) -> None:
        if size is self._size:
            return
        self._size = size
        with self._unseen():
            dress(self._app, size.base_px)
            rescale(self._window)
            # What was broken into lines or measured once is measured anew.
            self._retranslate()

    @contextmanager
    def _unseen(self) -> Iterator[None]:
        """Let nothing be painted before all of it has its new place: one part would lie over another."""
        self._window.setUpdatesEnabled(False)
        try:
            yield
            for _ in range(_NESTED):
                QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        finally:
            self._window.setUpdatesEnabled(True)

    def _zone(self, act: Act) -> None:
        frame = self._window.frame
        match act:
            case Act.SOURCES:
                frame.toggle(Zone.SOURCES)
            case Act.SIDE:
                frame.toggle(Zone.SIDE)
            case Act.PRESETS:
                frame.toggle(Zone.PRESETS)
            case Act.SOURCES_WIDTH:
                frame.next_width(Zone.SOURCES)
            case Act.SIDE_WIDTH:
                frame.next_width(Zone.SIDE)
            case Act.SOURCES_PLACE:
                frame.next_place(Zone.SOURCES)
            case Act.SIDE_PLACE:
                frame.next_place(Zone.SIDE)
            case Act.SOURCES_FLOAT:
                frame.float_(Zone.SOURCES)
            case Act.SIDE_FLOAT:
                frame.float_(Zone.SIDE)
            case Act.ZONES_BACK:
                frame.restore()
            case _:
                raise AssertionError(act)

    @Slot(str)
    def _not_kept(self, why: str) -> None:
        self._window.centre.notice.tell(partial(_unsaved, why))

    @Slot(object)
    def _keep_zones(self, zones: Zones) -> None:
        self._settings.change(zones=zones)


def _unreadable(why: str) -> str:
    text = translate("Desk", "您的操作台设置无法读取，已用默认设置；原文件留在旁边。{why}")
    return text.format(why=why)


def _unsaved(why: str) -> str:
    return translate("Desk", "您的操作台设置没有存下来，关闭后会丢失：{why}").format(why=why)
