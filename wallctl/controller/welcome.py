"""What an empty site needs first: sources, and a wall that is the room's. Asks; does nothing itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QPushButton, QWidget

from wallctl.controller.keymap import Act, key_word, with_key
from wallctl.controller.theme import ROUND_PX, Tone, colour, px
from wallctl.model.wall import Wall

_WIDE_PX = 700
_OFFERED = (Act.IMPORT, Act.ADD_SOURCE, Act.SAMPLE, Act.SET_WALL)


class Welcome(QWidget):
    """A card over the empty board: what to do first, each with its button."""

    asked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._wall: Wall | None = None
        self._loading = False
        self._head = QLabel(self)
        self._head.setProperty("tone", "strong")
        self._head.setWordWrap(True)
        self._buttons = {act: QPushButton(self) for act in _OFFERED}
        self._group = QButtonGroup(self)
        for number, button in enumerate(self._buttons.values()):
            self._group.addButton(button, number)
        self._group.idClicked.connect(self._clicked)
        self._lines = [QLabel(self) for _ in range(4)]
        for line in self._lines:
            line.setWordWrap(True)
            line.setTextFormat(Qt.TextFormat.PlainText)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid = QGridLayout(self)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(14)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self._head, 0, 0, 1, 2)
        for row, line in enumerate(self._lines, start=1):
            self._grid.addWidget(line, row, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        for row, button in enumerate(self._buttons.values(), start=1):
            self._grid.addWidget(button, row, 1, middle)
        self.rescale()
        self.retranslate()
        self.hide()

    def show_wall(self, wall: Wall) -> None:
        """Say which wall the site has now."""
        if wall != self._wall:
            self._wall = wall
            self.retranslate()

    def show_loading(self, *, loading: bool) -> None:
        """Say whether the sample city is on its way; meanwhile it is not asked for again."""
        self._loading = loading
        self._buttons[Act.SAMPLE].setEnabled(not loading)
        self._name_sample()

    def _name_sample(self) -> None:
        text = f"{self.tr('示例城市')} {key_word(Act.SAMPLE)}"
        self._buttons[Act.SAMPLE].setText(self.tr("正在载入 …") if self._loading else text)

    def height_for(self, width: int) -> int:
        """Return the height that the card needs at that width."""
        # Its size hint takes every line for a broken one.
        return self._grid.heightForWidth(width)

    @property
    def width_wanted(self) -> int:
        return px(_WIDE_PX)

    def rescale(self) -> None:
        """Take the officer's size of type."""
        self._grid.setContentsMargins(px(24), px(20), px(24), px(20))

    def retranslate(self) -> None:
        """Show all words in the language that is set."""
        self._head.setText(self.tr("这个站点还没有信号源。从这里开始："))
        wall = self._wall
        shape = f"{wall.rows}×{wall.cols}, {wall.cell_px.w}×{wall.cell_px.h}" if wall is not None else "–"
        for line, text in zip(
            self._lines,
            (
                self.tr("导入摄像机目录（CSV 表格）：先看报告，再决定"),
                self.tr("添加一台摄像机：先试连，看到画面再保存"),
                self.tr("先试试示例城市：60 台摄像机，由本机回放；会允许本站点打开本机地址"),
                self.tr("现在的大屏：{shape}。设定行列、分辨率、输出口，用大字编号核对每个单元").format(
                    shape=shape
                ),
            ),
            strict=True,
        ):
            line.setText(text)
        for act, text, tip in (
            (Act.IMPORT, self.tr("导入目录"), self.tr("选择一个 CSV 文件")),
            (Act.ADD_SOURCE, self.tr("添加摄像机"), self.tr("按地址添加一个信号源")),
            (Act.SAMPLE, self.tr("示例城市"), self.tr("一步载入示例城市的摄像机和单位")),
            (Act.SET_WALL, self.tr("设定大屏"), self.tr("行列、分辨率、输出口；大屏上要没有画面")),
        ):
            self._buttons[act].setText(f"{text} {key_word(act)}")
            self._buttons[act].setToolTip(with_key(tip, act))
            self._buttons[act].setAccessibleName(with_key(tip, act))
        self._name_sample()
        self.setAccessibleName(self._head.text())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour(Tone.EDGE), 1))
        painter.setBrush(colour(Tone.PANEL))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), ROUND_PX, ROUND_PX)
        painter.end()

    @Slot(int)
    def _clicked(self, number: int) -> None:
        self.asked.emit(_OFFERED[number])
