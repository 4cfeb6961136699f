"""Words in fonts and colours, drawn with Qt into arrays: what labels, badges and cards are made of.

Must not know what the words say. GUI thread only. A size in `px` is that of the font's square.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QImage, QPainter

FAMILIES = ("Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Micro Hei", "Source Han Sans SC", "sans-serif")
LEAST_PX = 9
LEAST_ON_DESK_PX = 11
"""A wall drawn small on a desk's screen: lower Chinese letters are only smudges."""
SMALL_SHARE = 0.75
"""Long lines of a card are made this much smaller before anything of them is left out."""
BG, PANEL, PLATE, TEXT, MUTED = "#0d1117", "#151b23", "#1c2430", "#e8edf3", "#9fb0c0"
WHY, REMEDY = "#f2b233", "#7fd39b"


class Sizes(NamedTuple):
    """Of the font's square: names and states, and small lines."""

    px: int
    small: int


class Run(NamedTuple):
    """Words of one size and colour within a line."""

    text: str
    px: int
    colour: str
    bold: bool = False

    @property
    def width(self) -> int:
        return QFontMetrics(font_of(self.px, self.bold)).horizontalAdvance(self.text)


def line_h(run: Run) -> int:
    """Return how high the line of a run is; 0: nothing is written."""
    return run.px * 3 // 2 if run.text else 0


def shrunk(run: Run, room: int) -> Run:
    """Return words that fit: smaller to a limit, then shortened in the middle."""
    wide = run.width
    if wide <= room:
        return run
    px = max(LEAST_PX, math.floor(run.px * max(SMALL_SHARE, room / wide)))
    smaller = run._replace(px=min(px, run.px))
    metrics = QFontMetrics(font_of(smaller.px, smaller.bold))
    return smaller._replace(text=metrics.elidedText(run.text, Qt.TextElideMode.ElideMiddle, max(0, room)))


def fitting(forms: Sequence[Sequence[Run]], gap: int, room: int) -> list[Run]:
    """Return the first form that fits, else the last one with its words shortened in the middle."""
    runs: list[Run] = []
    for form in forms:
        runs = [run for run in form if run.text]
        if width_of(runs, gap) <= room:
            return runs
    return [
        run._replace(
            text=QFontMetrics(font_of(run.px, run.bold)).elidedText(
                run.text, Qt.TextElideMode.ElideMiddle, max(0, room)
            )
        )
        for run in runs[:1]
    ]


def width_of(runs: Sequence[Run], gap: int) -> int:
    """Return how wide the runs are, one after the other."""
    return sum(run.width for run in runs) + gap * max(0, len(runs) - 1)


def write(painter: QPainter, runs: Sequence[Run], left: int, gap: int, high: int) -> None:
    """Write runs one after the other on one base line, the first in the middle of the plate."""
    if not runs:
        return
    metrics = QFontMetrics(font_of(runs[0].px, runs[0].bold))
    base = (high + metrics.ascent() - metrics.descent()) // 2
    for run in runs:
        painter.setFont(font_of(run.px, run.bold))
        painter.setPen(QColor(run.colour))
        painter.drawText(left, base, run.text)
        left += run.width + gap


def centred(painter: QPainter, run: Run, top: int, width: int) -> None:
    """Write a run into the middle of a line of that width."""
    if run.text:
        painter.setFont(font_of(run.px, run.bold))
        painter.setPen(QColor(run.colour))
        painter.drawText(QRect(0, top, width, line_h(run)), int(Qt.AlignmentFlag.AlignCenter), run.text)


def draw(painter: QPainter, pixels: np.ndarray, left: int, top: int) -> None:
    """Put finished pixels, uint8 (h, w, 4) BGRA, there."""
    solid = np.ascontiguousarray(pixels)
    high, wide = solid.shape[:2]
    painter.drawImage(left, top, QImage(solid.data, wide, high, wide * 4, QImage.Format.Format_RGB32))


def font_of(px: int, bold: bool) -> QFont:
    """Return the font for that size."""
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(px)
    font.setBold(bold)
    return font


def new_image(width: int, height: int, colour: str) -> QImage:
    """Return an image of one colour to draw on."""
    image = QImage(max(1, width), max(1, height), QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def new_painter(image: QImage) -> QPainter:
    """Return a painter with smooth edges; end it before the image is used."""
    assert QGuiApplication.instance() is not None
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    return painter


def as_array(image: QImage) -> np.ndarray:
    """Return an image as an array of its own, uint8 (h, w, 4) BGRA."""
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return pixels[:, : image.width()].copy()
