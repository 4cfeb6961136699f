"""What a test saw of a new source, as large as the form has room for it; words where there is no picture."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from wallctl.controller.echo import decoded
from wallctl.controller.theme import px

_WIDE_PX, _TALL_PX = 320, 180


class SeenPicture(QLabel):
    """One size, whatever it shows: nothing beside it jumps."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setObjectName("testPicture")
        self.setFixedSize(px(_WIDE_PX), px(_TALL_PX))

    def show_picture(self, jpeg: bytes | None, words: str) -> None:
        """Show the picture; the words where there is none."""
        image = decoded(jpeg) if jpeg is not None else None
        if image is None:
            self.setPixmap(QPixmap())
            self.setText(words)
            return
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        self.setPixmap(QPixmap.fromImage(image.scaled(self.size(), keep, smooth)))
