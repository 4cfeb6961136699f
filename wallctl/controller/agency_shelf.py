"""The chips of the agencies in rows, whole rows only; what finds no room is scrolled to. Searches nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import Enum

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from wallctl.controller.flow import FlowLayout
from wallctl.controller.source_search import AgencyChip
from wallctl.model.source import Agency

_GAP_PX = 4


class Yields(Enum):
    """Whether the shelf gives up rows while its zone is made lower."""

    ROWS = "rows"
    NOTHING = "nothing"


class _Box(QWidget):
    room_wanted = Signal()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.room_wanted.emit()
        return done


class AgencyShelf(QScrollArea):
    """Never shows a part of a row: names that are cut through can be read by nobody."""

    chosen_changed = Signal()
    room_wanted = Signal()
    """Chips became larger or smaller, or others: `fit` is to be called again."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._box = _Box(self)
        self._box.room_wanted.connect(self.room_wanted)
        self._rows = FlowLayout(self._box, _GAP_PX)
        self.chips: list[AgencyChip] = []
        self.setWidget(self._box)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def chosen(self) -> set[str]:
        """The agencies whose sources alone are wanted; none: all are."""
        return {chip.agency.id for chip in self.chips if chip.isChecked()}

    def show_agencies(self, agencies: Iterable[Agency]) -> None:
        """Have a chip for each of these; what was chosen stays chosen, the hand stays on its chip."""
        chosen, focus = self.chosen, self.window().focusWidget()
        held = focus.agency.id if isinstance(focus, AgencyChip) else None
        for chip in self.chips:
            self._rows.removeWidget(chip)
            chip.deleteLater()
        self.chips = [AgencyChip(agency, self._box) for agency in agencies]
        for chip in self.chips:
            chip.setChecked(chip.agency.id in chosen)
            chip.toggled.connect(self._toggled)
            self._rows.addWidget(chip)
            chip.show()
            if chip.agency.id == held:
                chip.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setVisible(bool(self.chips))

    def choose(self, agencies: Collection[str]) -> None:
        """Choose these, and no others."""
        for chip in self.chips:
            chip.setChecked(chip.agency.id in agencies)

    def retranslate(self) -> None:
        """Show all names in the language that is set."""
        for chip in self.chips:
            chip.retranslate()

    def fit(self, wide_px: int, most_px: int, yields: Yields) -> None:
        """Be as high as the rows that find room, at least one, in that width."""
        feet = self._rows.row_feet(wide_px)
        if not feet:
            return
        scrolls = feet[-1] > most_px
        # Said outright: a bar of an instant ago takes of the rows' width, so that more rows are needed than
        # have room, and the bar stays for ever.
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOn if scrolls else policy.ScrollBarAlwaysOff)
        if scrolls:
            feet = self._rows.row_feet(wide_px - self.verticalScrollBar().sizeHint().width())
        whole = max((foot for foot in feet if foot <= most_px), default=feet[0])
        self.setMinimumHeight(feet[0] if yields is Yields.ROWS else whole)
        self.setMaximumHeight(whole)
        self.verticalScrollBar().setSingleStep(feet[0] + _GAP_PX)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.maximumHeight())

    @Slot()
    def _toggled(self) -> None:
        self.chosen_changed.emit()
