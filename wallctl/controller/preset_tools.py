"""Beside the preset cards: the menu of what can be done with presets, and what narrows the strip."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from wallctl.controller.keymap import Act, alone, beside, key_word, with_key, written
from wallctl.controller.menu_lines import head_line
from wallctl.controller.preset_actions import CARD_KEYS, Applying, PresetAction, action_word, apply_word
from wallctl.controller.theme import SMALL_PX, Tone, colour, px, type_face
from wallctl.controller.words import QT_TRANSLATE_NOOP, english, preset_name, translate
from wallctl.model.layout import Preset

_WIDE_PX, _MARK_PX = 118, 20


_MENU_ACTS: dict[PresetAction, Act] = {
    PresetAction.SAVE: Act.SAVE_PRESET,
    PresetAction.IMPORT: Act.IMPORT_PRESETS,
    PresetAction.RESTORE: Act.RESTORE_PRESET,
}
_EVERY_GROUP = QT_TRANSLATE_NOOP("Presets", "全部类型")
_NO_GROUP = QT_TRANSLATE_NOOP("Presets", "其他")
_GROUPS_EN: dict[str, str] = {
    "日常": QT_TRANSLATE_NOOP("Presets", "日常"),
    "自然灾害": QT_TRANSLATE_NOOP("Presets", "自然灾害"),
    "事故灾难": QT_TRANSLATE_NOOP("Presets", "事故灾难"),
    "公共卫生": QT_TRANSLATE_NOOP("Presets", "公共卫生"),
    "社会安全": QT_TRANSLATE_NOOP("Presets", "社会安全"),
}


def group_name(group: str) -> str:
    """Return a group of incidents in the desk's language, where it is one that everybody has."""
    if not group:
        return translate("Presets", _NO_GROUP)
    return translate("Presets", _GROUPS_EN[group]) if group in _GROUPS_EN else group


def wanted(preset: Preset, text: str, group: str | None) -> bool:
    """Tell whether a preset stays in the strip: of that group (None: any), each word in one of its names."""
    if group is not None and preset.group != group:
        return False
    names = " ".join((preset.id, preset.name, preset.name_en, preset.group, *preset.incidents)).casefold()
    return all(word in names for word in text.casefold().split())


def grouped(presets: Sequence[Preset]) -> list[tuple[str, list[Preset]]]:
    """Return the presets by group, groups and presets in the order in which they come."""
    found: dict[str, list[Preset]] = {}
    for preset in presets:
        found.setdefault(preset.group, []).append(preset)
    return list(found.items())


class GroupMark(QWidget):
    """The name of a group, standing upright before its cards."""

    def __init__(self, group: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.group = group
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(px(_MARK_PX), 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(type_face(SMALL_PX))
        painter.setPen(colour(Tone.MUTED))
        text = group_name(self.group)
        if english():
            painter.translate(0, self.height())
            painter.rotate(-90)
            room = QRectF(0, 0, self.height(), self.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
        else:
            text = "\n".join(text)
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, text)
        painter.end()


class CardMenu(QMenu):
    """What can be done with one preset."""

    chosen = Signal(object, str)

    def __init__(self, preset: Preset, key: str, parent: QWidget, applying: Applying = Applying.WALL) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._preset, self._key = preset, key
        head_line(self, preset_name(preset))
        for what, own in CARD_KEYS.items():
            self.addAction(f"{action_word(what)}\t{written(own)}").setData(what)
        self.show_applying(applying)
        self.triggered.connect(self._triggered)

    def show_applying(self, applying: Applying) -> None:
        """Say where the preset goes when it is called now."""
        own = self._key or written(CARD_KEYS[PresetAction.APPLY])
        for action in self.actions():
            if action.data() is PresetAction.APPLY:
                action.setText(f"{apply_word(applying)}\t{own}")

    @Slot(QAction)
    def _triggered(self, action: QAction) -> None:
        self.chosen.emit(action.data(), self._preset.id)


class PresetSearch(QLineEdit):
    """The box for a preset's name; Down and Enter lead on to the cards, Escape empties it."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if alone(event, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        elif alone(event, Qt.Key.Key_Escape) and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        escape = isinstance(event, QKeyEvent) and alone(event, Qt.Key.Key_Escape)
        if event.type() is QEvent.Type.ShortcutOverride and escape and self.text():
            event.accept()  # it empties the box before it means anything else
            return True
        return super().event(event)


class PresetTools(QWidget):
    """A menu button, a box to type in, a chooser of groups."""

    chosen = Signal(object, str)
    narrowed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._restorable = False
        self._groups: list[str] = []
        self.button = QToolButton(self)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._menu = QMenu(self)
        self._menu.triggered.connect(self._triggered)
        self._actions = {what: self._menu.addAction("") for what in _MENU_ACTS}
        for what, action in self._actions.items():
            action.setData(what)
        self.button.setMenu(self._menu)
        self.text = PresetSearch(self)
        self.text.setClearButtonEnabled(True)
        self.text.textChanged.connect(self.narrowed)
        self.groups = QComboBox(self)
        self.groups.currentIndexChanged.connect(self.narrowed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(4)
        column.addWidget(self.button)
        column.addWidget(self.text)
        column.addWidget(self.groups)
        column.addStretch(1)
        self.rescale()
        self.retranslate()

    @property
    def group(self) -> str | None:
        """The group that is chosen; None: all."""
        row = self.groups.currentIndex()
        return self._groups[row - 1] if 1 <= row <= len(self._groups) else None

    def show_groups(self, groups: Sequence[str]) -> None:
        """Offer these groups."""
        if list(groups) != self._groups:
            chosen = self.group
            self._groups = list(groups)
            self._name_groups(chosen)

    def show_restorable(self, *, restorable: bool) -> None:
        """Offer to bring back what was deleted last, or not."""
        self._restorable = restorable
        self._actions[PresetAction.RESTORE].setEnabled(restorable)

    def rescale(self) -> None:
        """Take the officer's size of type."""
        words = [group_name(group) for group in self._groups] + [translate("Presets", _EVERY_GROUP)]
        metrics = QFontMetrics(type_face())
        wide = max(metrics.horizontalAdvance(word) for word in (*words, self.button.text())) + 44
        self.setFixedWidth(max(px(_WIDE_PX), wide))

    def retranslate(self) -> None:
        """Show all words in the language that is set."""
        self.button.setText(beside(self.tr("场景"), Act.PRESET_MENU))
        self.button.setToolTip(with_key(self.tr("保存、导入和恢复场景"), Act.PRESET_MENU))
        self.button.setAccessibleName(self.button.toolTip())
        self.text.setPlaceholderText(self.tr("找场景"))
        self.text.setToolTip(with_key(self.tr("按名称、类型或事件编码找场景"), Act.FIND_PRESET))
        self.text.setAccessibleName(self.text.toolTip())
        self.groups.setToolTip(self.tr("只看一类事件的场景"))
        self.groups.setAccessibleName(self.groups.toolTip())
        for what, action in self._actions.items():
            # After the tab: shown at the right as a key is, and not heard a second time.
            action.setText(f"{action_word(what)}\t{key_word(_MENU_ACTS[what])}")
        self.show_restorable(restorable=self._restorable)
        self._name_groups(self.group)
        self.rescale()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _name_groups(self, chosen: str | None) -> None:
        self.groups.blockSignals(True)
        self.groups.clear()
        self.groups.addItem(translate("Presets", _EVERY_GROUP))
        self.groups.addItems([group_name(group) for group in self._groups])
        self.groups.setCurrentIndex(self._groups.index(chosen) + 1 if chosen in self._groups else 0)
        self.groups.blockSignals(False)
        self.rescale()

    @Slot(QAction)
    def _triggered(self, action: QAction) -> None:
        self.chosen.emit(action.data(), "")


def below(widget: QWidget) -> QPoint:
    """Return where a menu of a widget opens when no mouse says it."""
    return widget.mapToGlobal(QPoint(widget.width() // 2, widget.height() // 2))
