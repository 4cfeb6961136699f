"""The dialog that chooses a file, alike everywhere: in one language, nothing cut, no questions asked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QSplitter, QToolButton, QWidget

from wallctl.controller.theme import px
from wallctl.controller.words import translate

_PLACES_PX, _FILES_PX = 150, 470
_ARROWS = {"backButton": "←", "forwardButton": "→", "toParentButton": "↑"}


def file_chooser(parent: QWidget, title: str, filters: list[str]) -> QFileDialog:
    """Return a chooser that is not open yet. Qt's Chinese has no words for some of its labels."""
    chooser = QFileDialog(parent, title)
    chooser.setOption(QFileDialog.Option.DontUseNativeDialog)
    # Nothing asks "are you sure": whoever writes keeps what was there.
    chooser.setOption(QFileDialog.Option.DontConfirmOverwrite)
    chooser.setViewMode(QFileDialog.ViewMode.List)
    chooser.setNameFilters(filters)
    label = QFileDialog.DialogLabel
    chooser.setLabelText(label.LookIn, translate("Choosing", "文件夹："))
    chooser.setLabelText(label.FileName, translate("Choosing", "文件名："))
    chooser.setLabelText(label.FileType, translate("Choosing", "类型："))
    for name, arrow in _ARROWS.items():
        button = chooser.findChild(QToolButton, name)
        if isinstance(button, QToolButton):
            # Qt's own icons are black, which nobody sees on the desk's dark ground.
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setText(arrow)
    for splitter in chooser.findChildren(QSplitter):
        splitter.setSizes([px(_PLACES_PX), px(_FILES_PX)])
    return chooser
