"""The pill: is the glass what was ordered, and is it live? Two halves, each with a shape of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from wallctl.controller.canvas.labels import fitting
from wallctl.controller.glyphs import GRADE_TONES, draw_glyph
from wallctl.controller.standing import Grade, Standings, live_grade
from wallctl.controller.theme import BASE_PX, Tone, colour, px, type_face
from wallctl.controller.words import cell_word, lie_word
from wallctl.model.ids import SourceId
from wallctl.model.source import Source
from wallctl.model.truth import Truth

_PILL_PX, _GLYPH_ROOM_PX, _GAP_PX, _END_PX = 30, 18, 10, 12
_NO_SOURCES: Mapping[SourceId, Source] = MappingProxyType({})
_NOTHING = Standings({}, {})


class TruthPill(QWidget):
    """Whether the glass is what was ordered and live: the first thing that an officer reads."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._truth: Truth | None = None
        self._sources, self._known = _NO_SOURCES, _NOTHING
        self._halves: list[tuple[Grade, str]] = []
        self._lie: list[str] = []
        """The first lie in all forms, the fullest first; empty without any."""
        self.rescale()
        self.show_truth(None)

    def rescale(self) -> None:
        """Take the officer's size of type."""
        self.setFont(type_face(BASE_PX, strong=True))
        self.setFixedHeight(px(_PILL_PX))

    def show_truth(
        self,
        truth: Truth | None,
        sources: Mapping[SourceId, Source] = _NO_SOURCES,
        known: Standings = _NOTHING,
    ) -> None:
        """Show the server's verdict; None: not known. `known`: what the windows are worth."""
        self._truth, self._sources, self._known = truth, sources, known
        self._halves, self._lie = self._words()
        self.setAccessibleName(self.text)
        self.setToolTip(self._tip())
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """All that the pill says."""
        return " · ".join([text for _, text in self._halves] + self._lie[:1])

    @property
    def grade(self) -> Grade:
        """How the glass agrees with what was ordered."""
        truth = self._truth
        if truth is None:
            return Grade.UNKNOWN
        return Grade.OK if truth.true == truth.of else Grade.STALE

    @property
    def live_grade(self) -> Grade:
        """That of the worst window, while not all are live."""
        truth = self._truth
        if truth is None:
            return Grade.UNKNOWN
        return live_grade(truth.live, truth.windows, self._known)

    def sizeHint(self) -> QSize:
        more = px(_GAP_PX) + self._wide(self._lie[0]) if self._lie else 0
        return QSize(self.minimumSizeHint().width() + more, px(_PILL_PX))

    def minimumSizeHint(self) -> QSize:
        """Both halves: they are never cut; where there is no room for a lie's reason, the tooltip has it."""
        halves = sum(px(_GLYPH_ROOM_PX) + self._wide(text) for _, text in self._halves)
        return QSize(halves + px(_GAP_PX) * (len(self._halves) - 1) + 2 * px(_END_PX), px(_PILL_PX))

    def _wide(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text) + 1

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = GRADE_TONES[self.grade if self.grade is not Grade.OK else self.live_grade]
        painter.setPen(QPen(colour(edge), 1))
        painter.setBrush(colour(edge, 0.14))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(15), px(15))
        painter.setFont(self.font())
        left = px(_END_PX)
        for grade, text in self._halves:
            draw_glyph(painter, grade, QPointF(left + px(5), self.height() / 2), px(11))
            left += px(_GLYPH_ROOM_PX)
            painter.setPen(colour(Tone.TEXT))
            room = QRectF(left, 0, self._wide(text), self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
            left += self._wide(text) + px(_GAP_PX)
        room = QRectF(left, 0, self.width() - left - px(_END_PX), self.height())
        if self._lie:
            text = fitting([*self._lie, ""], room.width(), self.fontMetrics().horizontalAdvance)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()

    def _words(self) -> tuple[list[tuple[Grade, str]], list[str]]:
        truth = self._truth
        if truth is None:
            return [(Grade.UNKNOWN, self.tr("输出状态未知"))], []
        text = (
            self.tr("输出一致 {true}/{of}") if self.grade is Grade.OK else self.tr("输出不一致 {true}/{of}")
        )
        live = self.tr("实时 {live}/{windows}").format(live=truth.live, windows=truth.windows)
        halves = [(self.grade, text.format(true=truth.true, of=truth.of)), (self.live_grade, live)]
        if not truth.lies:
            return halves, []
        more = self.tr(" 等 {count} 个").format(count=len(truth.lies)) if len(truth.lies) > 1 else ""
        cell = cell_word(truth.lies[0].cell)
        return halves, [f"{lie_word(truth.lies[0], self._sources)}{more}", f"{cell}{more}", cell]

    def _tip(self) -> str:
        truth = self._truth
        if truth is None:
            return self.tr("服务器还没有报告大屏状态")
        lines = [self._verdict(truth), *(lie_word(lie, self._sources) for lie in truth.lies)]
        lines.append(self.tr("电缆之后的屏体状态未知。"))
        return "\n".join(lines)

    def _verdict(self, truth: Truth) -> str:
        """What the two figures mean together."""
        late = truth.windows - truth.live
        if truth.true != truth.of:
            text = self.tr("{count} 个显示单元画出的与下达的不一致：")
            return text.format(count=truth.of - truth.true)
        if late > 0:
            text = self.tr("显示单元画出的与下达的一致，但有 {count} 个画面不是实时。")
            return text.format(count=late)
        return self.tr("显示单元画出的与下达的一致，画面都是实时。")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.show_truth(self._truth, self._sources, self._known)
        super().changeEvent(event)
