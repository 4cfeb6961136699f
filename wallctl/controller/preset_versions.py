"""The versions of one preset: who saved which when; looked at in the draft, or made the newest again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from wallctl.controller.local_keys import SAVE_KEY
from wallctl.controller.theme import px
from wallctl.controller.words import clock_word, preset_name, who_word
from wallctl.model.layout import Preset
from wallctl.protocol.desk import Reply

_WIDE_PX, _TALL_PX = 600, 340


@dataclass(frozen=True, slots=True)
class PresetVersion:
    """One version as the server tells it."""

    version: int
    preset: Preset
    actor: str = ""
    officer: str = ""
    seat: str = ""
    at_utc_s: float | None = None
    gone: bool = False


def versions_in(reply: Reply) -> list[PresetVersion]:
    """Return the versions that an answer tells of; those that this wallctl cannot read are left out."""
    rows = reply.result.get("versions")
    found = []
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict):
            continue
        try:
            preset = Preset.model_validate_json(json.dumps(row.get("preset")))
        except ValidationError:
            continue  # of a newer server, with fields unknown here
        at = row.get("at_utc_s")
        version = row.get("version")
        found.append(
            PresetVersion(
                version=version if isinstance(version, int) else 0,
                preset=preset,
                actor=str(row.get("actor") or ""),
                officer=str(row.get("officer") or ""),
                seat=str(row.get("seat") or ""),
                at_utc_s=float(at) if isinstance(at, int | float) else None,
                gone=bool(row.get("gone")),
            )
        )
    return found


class PresetVersionsPanel(QDialog):
    """Newest first. Enter looks at the chosen one; the newest cannot be made the newest."""

    look_requested = Signal(object)
    back_requested = Signal(object)

    def __init__(self, parent: QWidget, preset: Preset) -> None:
        super().__init__(parent)
        self._preset, self._now_utc_s = preset, 0.0
        self.resize(px(_WIDE_PX), px(_TALL_PX))
        self.versions: Sequence[PresetVersion] = ()
        self.list = QListWidget(self)
        self.list.itemActivated.connect(self._look)
        self.list.currentRowChanged.connect(self._show_back)
        self._empty = QLabel(self)
        self._empty.setProperty("tone", "muted")
        self.look, self.back = QPushButton(self), QPushButton(self)
        self.look.setObjectName("primary")
        self.look.setDefault(True)
        self.look.clicked.connect(self._look)
        self.back.setAutoDefault(False)
        self.back.setEnabled(False)
        self.back.clicked.connect(self._back)
        # Not the button's own: a new text takes that away.
        self._back_key = QShortcut(QKeySequence(SAVE_KEY), self, self._back)
        self._leave = QPushButton(self)
        self._leave.setAutoDefault(False)
        self._leave.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self._leave)
        row.addWidget(self.look)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self._empty)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self.retranslate()

    def show_versions(self, versions: Sequence[PresetVersion], now_utc_s: float) -> None:
        """Show these, the newest first."""
        self.versions, self._now_utc_s = tuple(versions), now_utc_s
        self._empty.hide()
        self._list()
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def _list(self) -> None:
        self.list.clear()
        for found in self.versions:
            parts = [self.tr("第 {version} 版").format(version=found.version), preset_name(found.preset)]
            if found.at_utc_s is not None:
                parts.append(clock_word(found.at_utc_s, self._now_utc_s))
            if found.actor:
                parts.append(who_word(found.officer or found.actor, found.seat))
            if found is self.versions[0]:
                parts.append(self.tr("最新"))
            if found.gone:
                parts.append(self.tr("已删除"))
            QListWidgetItem(" · ".join(parts), self.list)

    def retranslate(self) -> None:
        """Show all words in the language that is set; the chosen version stays."""
        self.setWindowTitle(self.tr("「{name}」的版本").format(name=preset_name(self._preset)))
        self.list.setAccessibleName(self.windowTitle())
        self._empty.setText(self.tr("正在读取版本…"))
        self.look.setText(self.tr("在待上墙里看 Enter"))
        self.back.setText(self.tr("把此版设为最新 {key}").format(key=SAVE_KEY))
        self._leave.setText(self.tr("关闭 Esc"))
        row = self.list.currentRow()
        self._list()
        self.list.setCurrentRow(row)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    @property
    def chosen(self) -> PresetVersion | None:
        row = self.list.currentRow()
        return self.versions[row] if 0 <= row < len(self.versions) else None

    @Slot()
    def _look(self) -> None:
        if self.chosen is not None:
            self.look_requested.emit(self.chosen)

    @Slot()
    def _show_back(self) -> None:
        self.back.setEnabled(self.list.currentRow() > 0)

    @Slot()
    def _back(self) -> None:
        if self.chosen is not None and self.back.isEnabled():
            self.back_requested.emit(self.chosen)
