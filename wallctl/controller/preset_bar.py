"""The bottom zone: preset cards, and the buttons that act on the wall. Asks; never decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QWidget,
)

from wallctl.controller.canvas.view import WallCanvas
from wallctl.controller.preset_actions import Applying
from wallctl.controller.preset_card import CARD_SIZE, PresetCard
from wallctl.controller.preset_tools import CardMenu, GroupMark, PresetTools, below, grouped, wanted
from wallctl.controller.standing import Readiness
from wallctl.controller.tab_order import reach
from wallctl.controller.take_bar import TakeBar
from wallctl.controller.theme import px
from wallctl.model.ids import PresetId
from wallctl.model.layout import Preset
from wallctl.model.wall import Wall
from wallctl.rules.preset_keys import PRESET_KEYS


class PresetBar(QWidget):
    """Cards in a row, and beside them the take bar."""

    preset_requested = Signal(str)
    key_unheard = Signal(str, object)
    """A key that puts nothing up, and the preset that has it; None: no preset has."""
    undo_requested = Signal()
    clear_requested = Signal()
    draft_requested = Signal()
    take_requested = Signal()
    action_requested = Signal(object, str)
    """A `PresetAction`, and the preset it is about."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("presetBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.cards: list[PresetCard] = []
        self._marks: list[GroupMark] = []
        self._known = False
        self._applied: PresetId | None = None
        self._applying = Applying.WALL
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._group.buttonClicked.connect(self._clicked)
        self._strip = QWidget(self)
        self._row = QHBoxLayout(self._strip)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self._row.setSpacing(8)
        self._empty = QLabel(self._strip)
        self._empty.setProperty("tone", "muted")
        self._row.addWidget(self._empty)
        self._row.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self._strip)
        self._scroll.setWidgetResizable(True)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.horizontalScrollBar().rangeChanged.connect(self._show_applied)
        self.tools = PresetTools(self)
        self.tools.chosen.connect(self.action_requested)
        self.tools.narrowed.connect(self._narrow)
        self.tools.text.left.connect(self._to_cards)
        self.bar = TakeBar(self)
        self.draft, self.take = self.bar.draft, self.bar.take
        self.undo, self.clear = self.bar.undo, self.bar.clear
        self.bar.undo_requested.connect(self.undo_requested)
        self.bar.clear_requested.connect(self.clear_requested)
        self.bar.draft_requested.connect(self.draft_requested)
        self.bar.take_requested.connect(self.take_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 6)
        row.setSpacing(12)
        row.addWidget(self.tools)
        row.addWidget(self._scroll, 1)
        row.addWidget(self.bar)
        self.rescale()
        self.retranslate()

    def rescale(self) -> None:
        """Take the officer's size of type."""
        self._scroll.setFixedHeight(px(CARD_SIZE.height()) + 12)

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """What stands side by side here, each to be gone through before the next."""
        return self.tools, self._scroll, self.bar

    # what is shown

    def show_presets(self, presets: Iterable[Preset], wall: Wall | None) -> None:
        """Show other cards: by type of incident, in the order of their keys; the hand stays where it is."""
        self._known = wall is not None
        held = self._held()
        for card in self.cards:
            self._group.removeButton(card)
        for widget in (*self.cards, *self._marks):
            self._row.removeWidget(widget)
            widget.deleteLater()
        self.cards, self._marks = [], []
        known = list(presets)
        known.sort(key=_key_order)
        # Each card that is shown would have all others placed anew.
        self._row.setEnabled(False)
        if wall is not None:
            for group, members in grouped(known):
                mark = GroupMark(group, self._strip)
                self._marks.append(mark)
                self._row.insertWidget(len(self.cards) + len(self._marks) - 1, mark)
                for preset in members:
                    self._add_card(PresetCard(preset, wall, self._strip))
        self.tools.show_groups([group for group, _ in grouped(known) if group])
        self._narrow()
        # Placed before anything is painted: cards that lie over each other would all be.
        self._row.setEnabled(True)
        self._row.activate()
        if held is not None:
            self._hold(*held)

    def _held(self) -> tuple[PresetId, int] | None:
        """Which card has the focus, or gets it back once a dialog is closed, and which place that is."""
        focus = self.window().focusWidget()
        if not isinstance(focus, PresetCard) or focus not in self.cards:
            return None
        return focus.ref, self.cards.index(focus)

    def _hold(self, ref: PresetId, place: int) -> None:
        """Give the focus to that preset's new card; where it is gone, to the one in its place."""
        shown = [card for card in self.cards if card.isEnabled() and not card.isHidden()]
        there = next((card for card in shown if card.ref == ref), None)
        card = there or next(iter(shown[place:] or shown[-1:]), None)
        if card is not None:
            card.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(card)

    def _add_card(self, card: PresetCard) -> None:
        self._group.addButton(card)
        self._row.insertWidget(len(self.cards) + len(self._marks), card)
        card.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        card.customContextMenuRequested.connect(self._open_menu)
        card.acted.connect(self.action_requested)
        self.cards.append(card)

    @Slot()
    def _narrow(self) -> None:
        """Show only what the officer looks for; keys do what they always do."""
        text, group = self.tools.text.text(), self.tools.group
        seen = set()
        for card in self.cards:
            shown = wanted(card.preset, text, group)
            card.setVisible(shown)
            if shown:
                seen.add(card.preset.group)
        for mark in self._marks:
            mark.setVisible(mark.group in seen)
        self._empty.setText(self._empty_text())
        self._empty.setVisible(not seen)

    def _empty_text(self) -> str:
        if self.cards:
            return self.tr("没有这样的场景")
        if not self._known:
            return self.tr("正在读取场景…")
        return self.tr("还没有场景：放好画面后按 Ctrl+S 保存")

    @Slot(object)
    def _open_menu(self, at: QPoint) -> None:
        card = self.sender()
        if isinstance(card, PresetCard):
            menu = CardMenu(card.preset, card.key, self, self._applying)
            menu.chosen.connect(self.action_requested)
            menu.popup(card.mapToGlobal(at) if card.rect().contains(at) else below(card))

    def show_states(self, ready: Callable[[PresetCard], Readiness], applied: PresetId | None) -> None:
        """Show how ready each preset is, and which one is on the board worked on."""
        for card in self.cards:
            card.show_state(ready(card), applied=card.ref == applied)
        if applied != self._applied:
            self._applied = applied
            self._show_applied()

    @Slot()
    def _show_applied(self) -> None:
        """Keep the card of what is on the board in sight, also when cards become wider."""
        shown = next((card for card in self.cards if card.ref == self._applied), None)
        if shown is not None and not shown.isHidden():
            self._scroll.ensureWidgetVisible(shown)

    def show_applying(self, applying: Applying) -> None:
        """Say in menus where a preset goes; also in one that is open."""
        self._applying = applying
        for menu in self.findChildren(CardMenu):
            menu.show_applying(applying)

    def show_mode(self, *, drafting: bool, can_take: bool, linked: bool) -> None:
        """Show which buttons do something now."""
        self.bar.show_mode(drafting=drafting, can_take=can_take, linked=linked)

    def focus_search(self) -> None:
        """Let the officer type which preset is looked for."""
        reach(self.tools.text)
        self.tools.text.selectAll()

    @Slot()
    def _to_cards(self) -> None:
        """To the first card that is shown."""
        card = next((card for card in self.cards if not card.isHidden() and card.isEnabled()), None)
        if card is not None:
            card.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._scroll.ensureWidgetVisible(card)

    def key_pressed(self, key: str) -> None:
        """Do what the card of that key does, or tell why nothing is done.

        Figures count on boards and cards: elsewhere they are typed.
        """
        focus = QApplication.focusWidget()
        here = isinstance(focus, WallCanvas) or (focus is not None and self.isAncestorOf(focus))
        card = next((card for card in self.cards if card.key == key), None)
        if card is None or not card.isEnabled() or (key.isdigit() and not here):
            self.key_unheard.emit(key, card.preset if card is not None else None)
        else:
            self._scroll.ensureWidgetVisible(card)
            self.preset_requested.emit(card.ref)

    def retranslate(self) -> None:
        """Show all words in the language that is set."""
        self._scroll.setAccessibleName(self.tr("场景"))
        for card in self.cards:
            card.retranslate()
        for mark in self._marks:
            mark.update()
        self._narrow()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    @Slot(PresetCard)
    def _clicked(self, card: PresetCard) -> None:
        self.preset_requested.emit(card.ref)


def _key_order(preset: Preset) -> int:
    return PRESET_KEYS.index(preset.key) if preset.key in PRESET_KEYS else len(PRESET_KEYS)
