"""Asks once more before a camera leaves the catalogue for good: who needs it. Removes nothing itself."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from wallctl.controller.local_keys import TAKE_OUT_KEY
from wallctl.controller.theme import px
from wallctl.controller.words import preset_name, source_name, translate
from wallctl.model.layout import Preset
from wallctl.model.source import Source

_WIDE_PX = 520


class RemoveDialog(QDialog):
    """Not modal. `presets` name the camera; `shown`: it is on the wall now."""

    remove_requested = Signal(object)

    def __init__(self, parent: QWidget, source: Source, presets: Collection[Preset], *, shown: bool) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._source, self._presets, self._shown = source, tuple(presets), shown
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.remove, self.cancel = QPushButton(self), QPushButton(self)
        self.remove.clicked.connect(self._remove)
        self.cancel.clicked.connect(self.reject)
        # Not the button's own: a new text takes that away.
        self._key = QShortcut(QKeySequence(TAKE_OUT_KEY), self, self._remove)
        for button in (self.remove, self.cancel):
            # Enter is pressed by habit: it must remove nothing.
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.said)
        column.addLayout(buttons)
        self.setFixedWidth(px(_WIDE_PX))
        self.retranslate()
        self.cancel.setFocus()

    @Slot()
    def _remove(self) -> None:
        self.remove_requested.emit(self._source.ref)
        self.accept()

    def retranslate(self) -> None:
        """Show all words in the language that is set."""
        self.setWindowTitle(self.tr("从目录中删除信号源"))
        self.said.setText("\n".join(self._words()))
        self.setAccessibleDescription(self.said.text())
        self.remove.setText(self.tr("删除 {key}").format(key=TAKE_OUT_KEY))
        self.remove.setToolTip(self.tr("从目录中删除，所有席位都看不到它了"))
        self.cancel.setText(self.tr("取消 Esc"))
        self.cancel.setToolTip(self.tr("关闭，不删除 (Esc)"))
        for button in (self.remove, self.cancel):
            button.setAccessibleName(button.toolTip())
        self._fit()

    def rescale(self) -> None:
        """Take the officer's size of type."""
        self.setFixedWidth(px(_WIDE_PX))
        self._fit()

    def _fit(self) -> None:
        """As high as the lines need: a dialog does not ask labels that break them."""
        column = self.layout()
        if column is not None:
            self.said.ensurePolished()
            column.activate()
            self.setFixedHeight(column.totalHeightForWidth(self.width()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _words(self) -> list[str]:
        name = f"{self._source.id} {source_name(self._source)}"
        lines = [self.tr("删除 {name}，连同它的密码。不能撤销。").format(name=name)]
        if self._presets:
            names = translate("Notice", "、").join(preset_name(preset) for preset in self._presets)
            text = self.tr("{n} 个场景用到它，上墙时会换成别的画面或空着：{names}")
            lines.append(text.format(n=len(self._presets), names=names))
        else:
            lines.append(self.tr("没有场景用到它。"))
        if self._shown:
            lines.append(self.tr("它现在在大屏上：画面会换成一张说明卡片。"))
        return lines

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
