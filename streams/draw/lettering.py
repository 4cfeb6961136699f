"""Lettering with Chinese glyphs by Qt's offscreen raster; nothing else of the kit knows Qt."""

from __future__ import annotations

import os
from functools import cache

import numpy as np

from streams.draw.view import Image

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QImage, QPainter, QPainterPath, QPen

FAMILIES = ["Noto Sans CJK SC", "WenQuanYi Micro Hei"]


@cache
def _application() -> QGuiApplication:
    running = QGuiApplication.instance()
    return running if isinstance(running, QGuiApplication) else QGuiApplication([])


def _font(px: int, mono: bool, bold: bool) -> QFont:
    font = QFont(["Noto Sans Mono CJK SC", *FAMILIES] if mono else FAMILIES)
    font.setPixelSize(px)
    font.setBold(bold)
    return font


def text_image(text: str, px: int, mono: bool = False, bold: bool = True) -> Image:
    """Coverage (0..255) of a line of text, tightly boxed to its advance and line height."""
    return _draw(text, px, mono, bold, 0)[..., 0]


def caption(text: str, px: int, edge_px: float, mono: bool = False) -> Image:
    """White text with a dark edge, BGRA, as cameras burn it in."""
    return _draw(text, px, mono, True, edge_px)


@cache
def _draw(text: str, px: int, mono: bool, bold: bool, edge_px: float) -> Image:
    _application()
    font = _font(px, mono, bold)
    metrics = QFontMetricsF(font)
    pad = int(edge_px) + 1 if edge_px else 0
    width = max(int(metrics.horizontalAdvance(text) + 0.999), 1) + 2 * pad
    height = int(metrics.height() + 0.999) + 2 * pad
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(0, 0, 0, 0))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addText(pad, pad + metrics.ascent(), font, text)
    if edge_px:
        pen = QPen(QColor(0, 0, 0, 210), edge_px * 2)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, pen)
    painter.fillPath(path, QColor(255, 255, 255))
    painter.end()
    raw = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine() // 4, 4)[:, :width]
    found = raw.copy()
    if edge_px:
        alpha = np.maximum(found[..., 3:].astype(np.float32), 1)
        found[..., :3] = np.clip(found[..., :3] * 255.0 / alpha, 0, 255).astype(np.uint8)
    return found
