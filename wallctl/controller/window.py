"""The desk's window: four zones, and the keys that work anywhere. Decides nothing: see the presenter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from wallctl.controller.alarm_bar import AlarmBar
from wallctl.controller.centre import Centre
from wallctl.controller.echo import EchoBook
from wallctl.controller.help_sheet import HelpSheet
from wallctl.controller.keymap import IN_PANELS, Act, act_keys
from wallctl.controller.panel_window import desk_of
from wallctl.controller.preset_bar import PresetBar
from wallctl.controller.side_column import SideColumn
from wallctl.controller.source_panel import SourcePanel
from wallctl.controller.tab_order import step
from wallctl.controller.text_inputs import is_typed_into
from wallctl.controller.top_bar import TopBar
from wallctl.controller.words import Places
from wallctl.controller.zones import ZoneFrame
from wallctl.rules.preset_keys import PRESET_KEYS


class ActKey(QShortcut):
    """The keys that ask for an act."""

    asked = Signal(object)

    def __init__(self, act: Act, parent: QWidget) -> None:
        super().__init__(parent)
        self._act = act
        self.setKeys(act_keys(act))
        if act in IN_PANELS:
            self.setContext(Qt.ShortcutContext.ApplicationShortcut)
        self.setAutoRepeat(False)
        self.activated.connect(self._pass_on)

    @Slot()
    def _pass_on(self) -> None:
        self.asked.emit(self._act)


class PresetKey(QShortcut):
    """A function key that asks for a preset."""

    asked = Signal(str)

    def __init__(self, key: str, parent: QWidget) -> None:
        super().__init__(QKeySequence(key), parent)
        self._name = key
        if not key.isdigit():
            self.setContext(Qt.ShortcutContext.ApplicationShortcut)
        self.setAutoRepeat(False)
        self.activated.connect(self._pass_on)

    @Slot()
    def _pass_on(self) -> None:
        self.asked.emit(self._name)


class DeskWindow(QWidget):
    """Top line, sources, boards, what is happening, presets."""

    asked = Signal(object)

    def __init__(self, book: EchoBook, places: Places) -> None:
        super().__init__()
        self.setObjectName("desk")
        self.top = TopBar(self)
        self.sources = SourcePanel(book, places, self)
        self.centre = Centre(book, self)
        self.side = SideColumn(self)
        self.presets = PresetBar(self)
        self.alarms = AlarmBar(self)
        self.frame = ZoneFrame(self.sources, self.centre, self.side, self.presets, self)
        self.frame.over = self.centre.below_head
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.alarms)
        column.addWidget(self.frame, 1)
        self._help: HelpSheet | None = None
        self._keys = [ActKey(act, self) for act in Act]
        for key in self._keys:
            key.asked.connect(self.asked)
        self._preset_keys = [PresetKey(name, self) for name in PRESET_KEYS]
        for preset_key in self._preset_keys:
            preset_key.asked.connect(self.presets.key_pressed)
        self.top.asked.connect(self.asked)
        self.centre.welcome.asked.connect(self.asked)
        self.presets.bar.asked.connect(self.asked)
        self.setMinimumSize(QSize(960, 480))
        self.retranslate()

    @Slot()
    def show_help(self) -> None:
        """Open the sheet of all keys, or close it."""
        if self._help is None:
            self._help = HelpSheet(self)
        if self._help.isVisible():
            self._help.close()
        else:
            self._help.show()
            self._help.raise_()

    @property
    def typing_in_panel(self) -> bool:
        """Whether text is typed in a panel: Ctrl+Enter there means the text."""
        focus = QApplication.focusWidget()
        return focus is not None and is_typed_into(focus) and desk_of(focus) is not self

    def focusNextPrevChild(self, forward: bool) -> bool:
        zones = (self.top, self.alarms, *self.frame.in_order, *self.presets.parts)
        return step(self, zones, forward=forward)

    def retranslate(self) -> None:
        """Show the window's own words in the language that is set."""
        self.setWindowTitle(self.tr("应急指挥大屏"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def showEvent(self, event: QEvent) -> None:
        if self.focusWidget() is None:
            self.centre.live.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self.frame.show_windows()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.frame.hide_windows()
        super().closeEvent(event)
