"""Text on the glass, drawn once with Qt into arrays: labels, badges, cards. GUI thread only.

A size in `px` is that of the font's square, which a Chinese letter does not fill: `sizes` makes one from the
height that a drawn letter must have.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import Enum
from typing import NamedTuple, assert_never

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from wallctl.model.geometry import PxRect
from wallctl.renderer.cards import CardText, draw_card
from wallctl.renderer.typesetting import (
    BG,
    LEAST_ON_DESK_PX,
    LEAST_PX,
    MUTED,
    PLATE,
    TEXT,
    Run,
    Sizes,
    as_array,
    centred,
    fitting,
    font_of,
    new_image,
    new_painter,
    shrunk,
    width_of,
    write,
)
from wallctl.rules.legible import Letters
from wallctl.rules.words import Words

MAX_KEPT = 200


class Shape(Enum):
    """Each freshness has a shape beside its colour."""

    RING = "ring"
    TRIANGLE = "triangle"
    SQUARE = "square"


class Badge(NamedTuple):
    """A state, and since when, with a colour and a shape of its own."""

    state: Words
    age: str
    colour: str
    shape: Shape


class Name(NamedTuple):
    """What a label says."""

    name: Words
    agency: str
    colour: str


def plate_h(px: int) -> int:
    """Return how high the plate of a label or badge in that size is."""
    return px + 2 * (px // 6 + 1)


class Lettering:
    """Draws and remembers texts. `warm` loads the fonts, so that the first card does not wait for them."""

    def __init__(self) -> None:
        self._kept: dict[object, np.ndarray] = {}
        self._share = 0.0
        self._card: tuple[object, np.ndarray] = (None, np.zeros((0, 0, 4), np.uint8))
        """The one drawn last: it is painted again whenever a take is prepared, and as large as a cell."""

    def warm(self) -> None:
        QFontMetrics(font_of(20, True)).horizontalAdvance("无信号")

    def sizes(self, letters: Letters, pane_h: int) -> Sizes:
        """Return the sizes on a pane: as asked for, less only where plates would leave its outer eighth."""
        if not self._share:
            high = QFontMetrics(font_of(200, True)).tightBoundingRect("国").height() / 200
            self._share = min(1.0, max(0.7, high))
        wanted = max(LEAST_ON_DESK_PX, math.ceil(letters.name_px / self._share))
        px = next((px for px in range(wanted, LEAST_PX, -1) if plate_h(px) <= pane_h // 8), LEAST_PX)
        return Sizes(px, max(LEAST_PX, min(px * 3 // 4, math.ceil(letters.small_px / self._share))))

    def label(self, said: Name, sizes: Sizes, most_w: int) -> np.ndarray:
        """Return a name with its agency's stripe, uint8 (h, w, 4) BGRA, at most `most_w` wide.

        The name in English goes first where there is no room, then the agency's; the rest is shortened in the
        middle, for the ends of names tell cameras apart.
        """
        return self._once(("label", said, sizes, most_w), lambda: _label(said, sizes, most_w))

    def badge(self, badge: Badge, sizes: Sizes, most_w: int) -> np.ndarray:
        """Return a badge with its shape, uint8 (h, w, 4) BGRA; an age comes before the word for it."""
        pad, box = max(3, sizes.px // 3), sizes.px * 3 // 4
        word = Run(badge.state.zh, sizes.px, badge.colour, bold=True)
        age = Run(badge.age, sizes.px, badge.colour, bold=True)
        english = Run(badge.state.en, sizes.small, MUTED)
        forms = ([word, age, english], [word, age], [age if badge.age else word])
        runs = fitting(forms, pad, most_w - 3 * pad - box)
        high = plate_h(sizes.px)
        image = new_image(min(most_w, width_of(runs, pad) + 3 * pad + box), high, PLATE)
        painter = new_painter(image)
        at = QRect(pad, (high - box) // 2, box, box)
        _shape(painter, badge.shape, badge.colour, at)
        write(painter, runs, pad * 2 + box, pad, high)
        painter.end()
        return as_array(image)

    def card(
        self, text: CardText, win: PxRect, dst: PxRect, sizes: Sizes, last: np.ndarray | None
    ) -> np.ndarray:
        """Return a card that covers `dst` of the window `win`, uint8 (dst.h, dst.w, 4) BGRA.

        `last` is a small grey picture to keep. The words stand as near the window's middle as `dst` allows.
        """
        key = (text, win, dst, sizes)
        if last is None and self._card[0] == key:
            return self._card[1]
        card = draw_card(text, win, dst, sizes, last)
        if last is None:
            self._card = (key, card)
        return card

    def big_age(self, text: str, px: int, most_w: int) -> np.ndarray:
        """Return the large age of a stale picture on a dark plate, uint8 (h, w, 4) BGRA."""
        run = shrunk(Run(text, px, "#ff8a3d", bold=True), most_w - px)
        image = new_image(min(most_w, run.width + px), run.px * 3 // 2, BG)
        painter = new_painter(image)
        centred(painter, run, 0, image.width())
        painter.end()
        return as_array(image)

    def _once(self, key: object, draw: Callable[[], np.ndarray]) -> np.ndarray:
        if len(self._kept) > MAX_KEPT:
            self._kept.clear()
        if key not in self._kept:
            self._kept[key] = draw()
        return self._kept[key]


def _label(said: Name, sizes: Sizes, most_w: int) -> np.ndarray:
    pad, stripe = max(3, sizes.px // 3), max(3, sizes.px // 5)
    name = Run(said.name.zh, sizes.px, TEXT, bold=True)
    agency = Run(said.agency, sizes.px, MUTED)
    english = Run(said.name.en, sizes.small, MUTED)
    runs = fitting(([name, agency, english], [name, agency], [name]), pad, most_w - stripe - 2 * pad)
    high = plate_h(sizes.px)
    image = new_image(min(most_w, width_of(runs, pad) + stripe + 2 * pad), high, BG)
    painter = new_painter(image)
    painter.fillRect(0, 0, stripe, high, QColor(said.colour))
    write(painter, runs, stripe + pad, pad, high)
    painter.end()
    return as_array(image)


def _shape(painter: QPainter, shape: Shape, colour: str, box: QRect) -> None:
    painter.save()
    painter.setBrush(QColor(colour))
    painter.setPen(QColor(colour))
    match shape:
        case Shape.RING:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))
            painter.drawEllipse(box.adjusted(2, 2, -2, -2))
        case Shape.TRIANGLE:
            painter.drawPolygon([box.bottomLeft(), box.bottomRight(), (box.topLeft() + box.topRight()) / 2])
        case Shape.SQUARE:
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        case _:
            assert_never(shape)
    painter.restore()
