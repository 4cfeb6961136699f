"""The sound check at the start of a shift: plays the alarm, asks whether it was heard. Keeps nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from wallctl.controller.bell import Voice

_WIDE_PX = 460
_PACKAGES = ("alsa-utils", "pulseaudio-utils")
_UNBROKEN = "\N{NON-BREAKING HYPHEN}"
"""The name of a package is typed as it is read: no line ends within it."""


class SoundCheck(QDialog):
    """Three answers: heard, not heard, play it again. Keys: Y, N, R; Esc leaves it unanswered.

    The focus is on playing it again: a reflex Enter or Space certifies nothing.
    """

    again = Signal()
    answered = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self._voice = Voice.UNTRIED
        self._denied = False
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setMinimumWidth(_WIDE_PX)
        self.heard, self.not_heard, self.play = QPushButton(self), QPushButton(self), QPushButton(self)
        self.shut = QPushButton(self)
        for button, act in (
            (self.heard, self._say_heard),
            (self.not_heard, self._say_not_heard),
            (self.play, self._say_again),
            (self.shut, self.close),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(act)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.play)
        row.addStretch(1)
        row.addWidget(self.not_heard)
        row.addWidget(self.shut)
        row.addWidget(self.heard)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(20)
        column.addWidget(self._text)
        column.addLayout(row)
        self.retranslate()

    @property
    def text(self) -> str:
        """What it says now."""
        return self._text.text()

    def begin(self) -> None:
        """Ask anew."""
        self._denied = False
        self._show_answers()
        self.show()
        self.raise_()
        self.again.emit()

    @Slot(object)
    def show_voice(self, voice: Voice) -> None:
        """The sound was tried. What nothing played nobody can have heard."""
        self._voice = voice
        self.heard.setEnabled(voice is not Voice.NONE)
        self.retranslate()

    def _show_answers(self) -> None:
        """Who has answered that nothing was heard is not asked for that again."""
        self.play.setFocus(Qt.FocusReason.OtherFocusReason)
        self.not_heard.setVisible(not self._denied)
        self.shut.setVisible(self._denied)
        self.retranslate()

    def retranslate(self) -> None:
        """Show all words in the language that is set."""
        self.setWindowTitle(self.tr("告警声检查"))
        for button, text, tip in (
            (self.heard, self.tr("听到了 Y"), self.tr("听到了告警声 (Y)")),
            (self.not_heard, self.tr("没听到 N"), self.tr("没有听到告警声 (N)")),
            (self.play, self.tr("再放一次 R"), self.tr("再放一次告警声 (R)")),
            (self.shut, self.tr("关闭 Esc"), self.tr("关闭 Esc")),
        ):
            button.setText(text)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
        self._text.setText(self._words())
        self.setAccessibleDescription(self._text.text())
        self.adjustSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers():
            super().keyPressEvent(event)
            return
        match event.key():
            case Qt.Key.Key_Y:
                self._say_heard()
            case Qt.Key.Key_N:
                self._say_not_heard()
            case Qt.Key.Key_R:
                self._say_again()
            case _:
                super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _words(self) -> str:
        if self._voice is Voice.NONE:
            text = self.tr(
                "这台电脑没有能发声的设备或播放程序：告警只会显示，不会发声。"
                "接上音箱，并请管理员安装 {alsa} 或 {pulse}，再放一次。"
            )
            alsa, pulse = (name.replace("-", _UNBROKEN) for name in _PACKAGES)
            return text.format(alsa=alsa, pulse=pulse)
        if self._denied:
            return self.tr(
                "没听到：检查音箱的电源、音量和插头，再放一次。"
                "听到之前，告警在本席位只显示，60 秒后其他席位发声。"
            )
        return self.tr("正在播放告警声：高低两音，各两次。听到了吗？")

    @Slot()
    def _say_heard(self) -> None:
        if not self.heard.isEnabled():
            return
        self.answered.emit(True)
        self.close()

    @Slot()
    def _say_not_heard(self) -> None:
        self._denied = True
        self.answered.emit(False)
        self._show_answers()

    @Slot()
    def _say_again(self) -> None:
        self.again.emit()
