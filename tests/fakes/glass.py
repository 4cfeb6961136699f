"""Draws what cells would show, as small JPEGs, without renderers. For tests of the desk and its pictures."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter

from wallctl.model.ids import CellId, SourceId, cell_place
from wallctl.model.layout import Fit, Layout
from wallctl.model.wall import Wall
from wallctl.rules.edit_layout import in_order


class Glass:
    """Cells of a wall at a given width; `pictures` are one frame of each source."""

    def __init__(self, wall: Wall, pictures: Mapping[SourceId, QImage], width_px: int = 320) -> None:
        self._wall, self._pictures, self._width_px = wall, pictures, width_px

    def cell_jpeg(self, cell: CellId, layout: Layout) -> tuple[bytes, int, int]:
        """Return the picture of one cell, with its width and height."""
        place = cell_place(cell)
        assert place is not None
        width, height = self._width_px, self._width_px * self._wall.cell_px.h // self._wall.cell_px.w
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(QColor(layout.background))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for window in in_order(layout):
            rect = window.rect
            box = QRectF(
                (rect.x - place[1]) * width, (rect.y - place[0]) * height, rect.w * width, rect.h * height
            )
            if not box.intersects(QRectF(0, 0, width, height)):
                continue
            painter.fillRect(box, QColor("#000000"))
            if window.source is not None:
                self._paint(painter, box, window.source, window.fit)
            else:
                painter.fillRect(box, QColor("#1a212b"))
                painter.setPen(QColor("#9fb0c0"))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{window.role}\n未指定信号源")
        painter.end()
        return encoded(image), width, height

    def _paint(self, painter: QPainter, box: QRectF, source: SourceId, fit: Fit) -> None:
        picture = self._pictures.get(source)
        if picture is None:
            painter.fillRect(box, QColor.fromHsv(abs(hash(source)) % 360, 90, 120))
            return
        if fit is Fit.STRETCH:
            painter.drawImage(box, picture)
            return
        scale = min(box.width() / picture.width(), box.height() / picture.height())
        if fit is Fit.COVER:
            scale = max(box.width() / picture.width(), box.height() / picture.height())
        wide, high = picture.width() * scale, picture.height() * scale
        painter.save()
        painter.setClipRect(box)
        painter.drawImage(
            QRectF(box.center().x() - wide / 2, box.center().y() - high / 2, wide, high), picture
        )
        painter.restore()


def encoded(image: QImage, kind: str = "JPEG", quality: int = 82) -> bytes:
    """The picture as a file. By a writer: PySide's type hints of `QImage.save` are not what it takes."""
    held = QByteArray()
    device = QBuffer(held)
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(device, kind.encode())
    writer.setQuality(quality)
    assert writer.write(image), writer.errorString()
    return bytes(held.data())
