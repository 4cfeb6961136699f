"""The middle zone: the live board, the draft board while there is one, and notices that stay until read."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from wallctl.controller.arrange import (
    Arrangement,
    FrameShape,
    arrangement,
    place_one,
    place_two,
    place_with_hint,
)
from wallctl.controller.canvas.frame import EDGE_PX, HEAD_PX, WallFrame
from wallctl.controller.canvas.scale import wall_ratio
from wallctl.controller.canvas.scene import Board
from wallctl.controller.drag import sources_in_mime
from wallctl.controller.echo import EchoBook
from wallctl.controller.keymap import Act, beside, with_key
from wallctl.controller.notice import NoticeBar
from wallctl.controller.theme import BASE_PX, ROUND_PX, STRONG_PX, Tone, colour, px, type_face
from wallctl.controller.welcome import Welcome
from wallctl.model.wall import Wall

_MARGIN_PX, _SWITCH_PX = 14, 36


class Waits(Enum):
    """What there is where no draft is open."""

    NOTHING = "nothing"
    DRAFT = "draft"
    """One that was closed and not taken."""
    SERVER = "server"
    """It does not answer: nothing can be put up."""


class DraftHint(QWidget):
    """Where the draft would be: says how to open one, and opens one with what is dropped on it."""

    draft_requested = Signal()
    dropped = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._waits = Waits.NOTHING
        self.setAcceptDrops(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.retranslate()

    def show_waits(self, waits: Waits) -> None:
        """Say what there is, and what can be done."""
        if waits is not self._waits:
            self._waits = waits
            self.retranslate()

    def retranslate(self) -> None:
        """Say what to do, in the language that is set."""
        self._head = self.tr("待上墙")
        match self._waits:
            case Waits.NOTHING:
                self._line = self.tr("把信号源拖到这里，或按 Ctrl+D：先准备，再用 Ctrl+Enter 一次上墙")
            case Waits.DRAFT:
                self._line = self.tr("有一份没有上墙的准备：点这里或按 Ctrl+D 继续")
            case Waits.SERVER:
                self._line = self.tr("没有与服务器的联系：现在不能上墙")
        self.setAccessibleName(f"{self._head}: {self._line}")
        self.setToolTip(self._line)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.draft_requested.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if sources_in_mime(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        sources = sources_in_mime(event.mimeData())
        if sources:
            event.acceptProposedAction()
            self.dropped.emit(sources)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour(Tone.DRAFT, 0.8), 1, Qt.PenStyle.DashLine))
        # On whole pixels: between two of them half of the contrast is lost.
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), ROUND_PX, ROUND_PX)
        middle = self.height() / 2
        painter.setFont(type_face(STRONG_PX, strong=True))
        painter.setPen(colour(Tone.MUTED))
        head = QRectF(12, middle - px(28), self.width() - 24, px(26))
        painter.drawText(head, Qt.AlignmentFlag.AlignCenter, self._head)
        painter.setFont(type_face(BASE_PX))
        line = QRectF(12, middle, self.width() - 24, px(26))
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self._line)
        painter.end()


class BoardSwitch(QWidget):
    """Chooses which board is seen, on desks too small for two."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft, self._live = QPushButton(self), QPushButton(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addStretch(1)
        for button in (self._draft, self._live):
            button.setCheckable(True)
            row.addWidget(button)
        row.addStretch(1)
        self._draft.clicked.connect(self._choose_draft)
        self._live.clicked.connect(self._choose_live)
        self.retranslate()

    def show_board(self, board: Board) -> None:
        """Mark the board that is seen."""
        self._draft.setChecked(board is Board.DRAFT)
        self._live.setChecked(board is Board.LIVE)

    def retranslate(self) -> None:
        """Show all words in the language that is set."""
        self._draft.setText(self.tr("待上墙 DRAFT"))
        self._live.setText(self.tr("当前大屏 LIVE"))
        for button in (self._draft, self._live):
            button.setAccessibleName(button.text())
            button.setText(beside(button.text(), Act.SWITCH))
            button.setToolTip(with_key(self.tr("切换画布"), Act.SWITCH))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    @Slot()
    def _choose_draft(self) -> None:
        self.chosen.emit(Board.DRAFT)

    @Slot()
    def _choose_live(self) -> None:
        self.chosen.emit(Board.LIVE)


class Centre(QWidget):
    """Places the boards; which of them are there is said from outside."""

    def __init__(self, book: EchoBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("centre")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.live = WallFrame(Board.LIVE, book, self)
        self.draft = WallFrame(Board.DRAFT, book, self)
        self.hint = DraftHint(self)
        self.switch = BoardSwitch(self)
        self.switch.chosen.connect(self.show_board)
        self.notice = NoticeBar(self)
        self.notice.size_changed.connect(self.lay_out)
        self.welcome = Welcome(self)
        self._wall: Wall | None = None
        self._drafting = False
        self._seen = Board.LIVE
        self.draft.hide()
        self.switch.hide()

    def show_wall(self, wall: Wall) -> None:
        """Take the wall's shape."""
        if self._wall is None or wall_ratio(wall) != wall_ratio(self._wall):
            self._wall = wall
            self.lay_out()

    def show_welcome(self, wall: Wall | None) -> None:
        """Show what an empty site with that wall needs first; None: it is not empty."""
        if wall is not None:
            self.welcome.show_wall(wall)
        if self.welcome.isHidden() is (wall is not None):
            self.welcome.setVisible(wall is not None)
            self.lay_out()

    def show_drafting(self, drafting: bool) -> None:
        """Show or hide the draft board."""
        if drafting is not self._drafting:
            self._drafting = drafting
            self._seen = Board.DRAFT if drafting else Board.LIVE
            self.lay_out()

    @property
    def seen(self) -> Board:
        """The board that is seen where only one can be."""
        return self._seen

    def below_head(self) -> QRect:
        """Return what may be covered, on the screens: no head of a board that says whose it is, no notice."""
        board = self.draft if self.live.isHidden() else self.live
        top = board.y() + board.canvas.y()
        foot = self.notice.y() if self.notice.text else self.height()
        found = QRect(0, top, self.width(), foot - top).adjusted(_MARGIN_PX, 0, -_MARGIN_PX, -_MARGIN_PX)
        return QRect(self.mapToGlobal(found.topLeft()), found.size())

    @Slot(object)
    def show_board(self, board: Board) -> None:
        """On a desk too small for two boards, show this one."""
        self._seen = board
        self.lay_out()

    def resizeEvent(self, event: QEvent) -> None:
        self.lay_out()

    def rescale(self) -> None:
        """Take the officer's size of type."""
        self.lay_out()

    @Slot()
    def lay_out(self) -> None:
        """Give every part its place."""
        room = self.rect().adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
        high = self.notice.height_for(room.width())
        self.notice.setGeometry(QRect(room.left(), room.bottom() - high + 1, room.width(), high))
        if high:
            room.setBottom(room.bottom() - high - 8)
        shape = FrameShape(
            wall_ratio(self._wall) if self._wall else 2.0, 2 * EDGE_PX, px(HEAD_PX) + EDGE_PX + 4
        )
        if self._drafting:
            self._lay_out_two(shape, room)
        else:
            self._lay_out_one(shape, room)
        self._lay_out_welcome(room)

    def _lay_out_welcome(self, room: QRect) -> None:
        """Over the middle of the live board, whose own advice to an empty wall it covers."""
        if self.welcome.isHidden():
            return
        wide = min(room.width(), self.welcome.width_wanted)
        tall = min(room.height(), self.welcome.height_for(wide))
        place = QRect(0, 0, wide, tall)
        place.moveCenter(self.live.geometry().center())
        self.welcome.setGeometry(place)
        self.welcome.raise_()

    def _lay_out_one(self, shape: FrameShape, room: QRect) -> None:
        self.switch.hide()
        self.draft.hide()
        frame, hint = place_with_hint(shape, room)
        self.live.setGeometry(frame)
        self.live.show()
        self.hint.setVisible(hint is not None)
        if hint is not None:
            self.hint.setGeometry(hint)

    def _lay_out_two(self, shape: FrameShape, room: QRect) -> None:
        self.hint.hide()
        how = arrangement(shape, room.size(), self.window().width())
        switched = how is Arrangement.SWITCHED
        if switched:
            self.switch.setGeometry(QRect(room.left(), room.top(), room.width(), px(_SWITCH_PX)))
            self.switch.show_board(self._seen)
            one = place_one(shape, room.adjusted(0, px(_SWITCH_PX) + 6, 0, 0))
            places = (one, one)
        else:
            places = place_two(shape, room, how)
        self.switch.setVisible(switched)
        self.draft.setGeometry(places[0])
        self.live.setGeometry(places[1])
        self.draft.setVisible(not switched or self._seen is Board.DRAFT)
        self.live.setVisible(not switched or self._seen is Board.LIVE)
