"""One preset as a card that draws its own layout. Asks to be applied; never applies itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QKeyCombination, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from wallctl.controller.canvas.labels import fitting
from wallctl.controller.preset_actions import CARD_KEYS, PresetAction
from wallctl.controller.standing import Readiness
from wallctl.controller.theme import BASE_PX, ROUND_PX, SMALL_PX, Tone, colour, px, type_face
from wallctl.controller.words import preset_name, readiness_forms, readiness_word, source_name, translate
from wallctl.model.ids import PresetId
from wallctl.model.layout import Preset, Role, Slot
from wallctl.model.source import Source
from wallctl.model.wall import Wall
from wallctl.rules.preset_keys import PRESET_KEYS

CARD_SIZE = QSize(140, 108)
_MAIN_ROLES = (Role.MAIN,)
_NO_CAMERA = (Role.MAP, Role.CONF, Role.DASH, Role.RADAR, Role.DOC, Role.TICK)


class PresetCard(QPushButton):
    """A card: the layout drawn, its name, its key, how many of its pictures come now."""

    acted = Signal(object, str)
    """A `PresetAction` by its key, and this preset."""

    def __init__(self, preset: Preset, wall: Wall, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preset, self._wall = preset, wall
        self._found = Readiness(0, 0, 0)
        self._missing: Sequence[Source] = ()
        self._applied = False
        self.rescale()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.retranslate()

    def rescale(self) -> None:
        """Take the officer's size of type."""
        self.setFixedSize(px(CARD_SIZE.width()), px(CARD_SIZE.height()))

    @property
    def ref(self) -> PresetId:
        return self.preset.ref

    @property
    def key(self) -> str:
        """What calls it; empty: nothing does."""
        return self.preset.key if self.preset.key in PRESET_KEYS else ""

    @property
    def title(self) -> str:
        """The preset's name in the desk's language."""
        return preset_name(self.preset)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Its places on this wall; none when it was not drawn for this shape."""
        return self.preset.walls.get(self._wall.shape, ())

    def show_state(self, found: Readiness, *, applied: bool) -> None:
        """Show how ready it is, and whether it is on the board that is worked on."""
        if (found, applied) != (self._found, self._applied):
            self._found, self._applied = found, applied
            self.retranslate()

    def show_missing(self, sources: Sequence[Source]) -> None:
        """Name in the tooltip which pictures are known not to come."""
        if tuple(sources) != self._missing:
            self._missing = tuple(sources)
            self.retranslate()

    def retranslate(self) -> None:
        """Say in words what the card shows."""
        self.setEnabled(bool(self.slots))
        parts = [self.title, readiness_word(self._found) if self.slots else self.tr("不适合本大屏的形状")]
        if self._missing:
            names = translate("Notice", "、").join(source_name(source) for source in self._missing)
            parts.append(self.tr("没有画面：{names}").format(names=names))
        if self.key:
            parts.append(self.tr("快捷键 {key}").format(key=self.key))
        self.setAccessibleName(" · ".join(parts))
        self.setToolTip("\n".join(parts))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = _pressed(event)
        if action is None:
            super().keyPressEvent(event)
        elif action is PresetAction.APPLY:
            self.click()
        elif not event.isAutoRepeat():
            self.acted.emit(action, self.preset.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground = Tone.HOVER if self.underMouse() and self.isEnabled() else Tone.RAISED
        pen = QPen(colour(Tone.ACCENT), 2) if self.hasFocus() else QPen(colour(Tone.LINE), 1)
        if self._applied and not self.hasFocus():
            pen = QPen(colour(Tone.TEXT), 1.5)
        painter.setPen(pen)
        painter.setBrush(colour(Tone.PANEL if self.isDown() else ground))
        painter.drawRoundedRect(box, ROUND_PX, ROUND_PX)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_layout(painter, QRectF(10, px(9), self.width() - 20, px(44)))
        self._paint_words(painter)
        painter.end()

    def _paint_layout(self, painter: QPainter, room: QRectF) -> None:
        wall = self._wall
        ratio = (wall.cols * wall.cell_px.w) / (wall.rows * wall.cell_px.h)
        wide = min(room.width(), room.height() * ratio)
        high = wide / ratio
        left, top = room.x(), room.y() + (room.height() - high) / 2
        across, down = wide / wall.cols, high / wall.rows
        painter.fillRect(QRectF(left, top, wide, high), colour(Tone.BG))
        for slot in self.slots:
            rect = slot.rect
            x, y = round(left + rect.x * across), round(top + rect.y * down)
            right, bottom = round(left + rect.right * across), round(top + rect.bottom * down)
            tone = colour(Tone.EDGE, 0.75)
            if slot.role in _MAIN_ROLES:
                tone = colour(Tone.ACCENT)
            elif slot.role in _NO_CAMERA:
                tone = colour(Tone.LINE)
            painter.fillRect(QRectF(x, y, right - x - 1, bottom - y - 1), tone)

    def _paint_words(self, painter: QPainter) -> None:
        width = self.width() - 20
        name_font, small = type_face(BASE_PX, strong=True), type_face(SMALL_PX)
        measure = QFontMetricsF(name_font).horizontalAdvance
        key_wide = QFontMetricsF(small).horizontalAdvance(self.key) + 8 if self.key else 0.0
        # A long name takes the key's place, and the key stands one line lower.
        key_low = bool(self.key) and measure(self.title) > width - key_wide - 6
        if self.key:
            key_box = QRectF(self.width() - 10 - key_wide, px(80 if key_low else 59), key_wide, px(18))
            painter.setPen(QPen(colour(Tone.EDGE), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(key_box)
            painter.setFont(small)
            painter.setPen(colour(Tone.MUTED))
            painter.drawText(key_box, Qt.AlignmentFlag.AlignCenter, self.key)
        painter.setFont(name_font)
        painter.setPen(colour(Tone.TEXT if self.isEnabled() else Tone.EDGE))
        room = width - (0 if key_low else key_wide + 6)
        name = fitting([self.title], room, measure)
        painter.drawText(QRectF(10, px(57), room, px(22)), Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(small)
        painter.setPen(colour(Tone.MUTED))
        forms = readiness_forms(self._found) if self.slots else [self.tr("不适合本大屏的形状")]
        room = width - (key_wide + 6 if key_low else 0)
        text = fitting(forms, room, QFontMetricsF(small).horizontalAdvance)
        painter.drawText(QRectF(10, px(80), room, px(18)), Qt.AlignmentFlag.AlignVCenter, text)


def _pressed(event: QKeyEvent) -> PresetAction | None:
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = Qt.Key.Key_Return if event.key() == Qt.Key.Key_Enter else Qt.Key(event.key())
    pressed = QKeySequence(QKeyCombination(held, key))
    return next((action for action, own in CARD_KEYS.items() if QKeySequence(own) == pressed), None)
