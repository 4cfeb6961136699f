"""Cards: what covers a window that has no picture to show. GUI thread only.

Must not know states or windows' places on the glass beyond the piece that a card covers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtGui import QColor

from wallctl.model.geometry import PxRect
from wallctl.renderer.typesetting import (
    LEAST_ON_DESK_PX,
    LEAST_PX,
    MUTED,
    PANEL,
    REMEDY,
    SMALL_SHARE,
    TEXT,
    WHY,
    Run,
    Sizes,
    as_array,
    centred,
    draw,
    line_h,
    new_image,
    new_painter,
    shrunk,
)
from wallctl.rules.captions import lean
from wallctl.rules.words import Words

CARD_SCALES = (1.75, 1.5, 1.25, 1.0)
"""A card has nothing to show but words: they are as much larger than a label's as there is room for."""
CARD_SHARE = 0.8


class CardText(NamedTuple):
    """A card in three lines: what, why, what to do; `when` small under the last picture."""

    what: Words
    why: Words
    remedy: Words
    when: str = ""
    colour: str = ""
    """The agency's, a thin line under its source's name; empty: none."""
    tone: str = WHY
    """Of why: amber where something is wrong, quiet where nothing is."""


def draw_card(text: CardText, win: PxRect, dst: PxRect, sizes: Sizes, last: np.ndarray | None) -> np.ndarray:
    """Return a card that covers `dst` of the window `win`: see `Lettering.card`."""
    width, height = dst.w, dst.h
    image = new_image(width, height, PANEL)
    painter = new_painter(image)
    caption = Run(text.when, sizes.small, MUTED)
    above = last.shape[0] + line_h(caption) + sizes.px if last is not None else 0
    if above + _lines_h(_card_lines_at(text, sizes, width)) > height - sizes.px:
        last, above = None, 0
    lines = _card_lines(text, sizes, width, height - above)
    high = above + _lines_h(lines)
    wide = max(
        [0] + [line.width for line in lines] + ([last.shape[1], caption.width] if last is not None else [])
    )
    painter.translate(*lean(win, dst, wide, high, sizes.px))
    top = (height - high) // 2
    if last is not None:
        draw(painter, last, (width - last.shape[1]) // 2, top)
        centred(painter, caption, top + last.shape[0], width)
        top += above
    for number, line in enumerate(lines):
        centred(painter, line, top, width)
        top += line_h(line)
        if number == 0 and text.colour and len(lines) > 1:
            under, thick = min(width, line.width), max(2, sizes.px // 10)
            painter.fillRect((width - under) // 2, top - thick, under, thick, QColor(text.colour))
    painter.end()
    return as_array(image)


def _card_lines(text: CardText, sizes: Sizes, width: int, height: int) -> list[Run]:
    """Return the lines that there is room for; what and why are the last to go."""
    room = width - 2 * max(2, sizes.px // 2)
    lines: list[Run] = []
    for scale in CARD_SCALES:
        lines = _card_lines_at(text, Sizes(round(sizes.px * scale), round(sizes.small * scale)), room)
        fits = all(line.width <= room for line in lines) and _lines_h(lines) <= height * CARD_SHARE
        if fits:
            break
    for needless in (4, 2, 3, 0):
        if _lines_h(lines) <= height:
            break
        lines[needless] = lines[needless]._replace(text="")
    return [shrunk(line, room) for line in lines if line.text]


def _card_lines_at(text: CardText, sizes: Sizes, room: int) -> list[Run]:
    least = min(sizes.px, LEAST_ON_DESK_PX)
    remedy = Run(text.remedy.zh, max(least, round(sizes.px * SMALL_SHARE)), REMEDY)
    small = max(LEAST_PX, min(sizes.small, remedy.px * 4 // 5))
    names = Run(" · ".join(part for part in (text.what.en, text.why.en) if part), small, MUTED)
    return [
        Run(text.what.zh, sizes.px, TEXT, bold=True),
        Run(text.why.zh, sizes.px, text.tone, bold=True),
        names if names.width <= room else names._replace(text=text.why.en),
        remedy,
        Run(text.remedy.en, small, MUTED),
    ]


def _lines_h(lines: Sequence[Run]) -> int:
    return sum(line_h(line) for line in lines)
