"""A notice that stays until it is read: the thing, the reason, the remedy."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from wallctl.controller.glyphs import draw_glyph, draw_note
from wallctl.controller.keymap import Act, beside, with_key
from wallctl.controller.refusal_words import refusal_word
from wallctl.controller.standing import Grade
from wallctl.controller.theme import CONTROL_PX, ROUND_PX, Tone, colour, px
from wallctl.controller.words import Saying, reason_word, said, some, source_name, translate
from wallctl.model.health import Reason
from wallctl.model.ids import SourceId
from wallctl.model.source import Source
from wallctl.protocol.desk import Problem, Reply

_PAD_PX, _LEFT_PX = 8, 34
_NOBODYS = frozenset(("wall", "catalogue", "undo", "reseat", "reseat --back", "calling off"))
"""What conflicts with the state of things, and not with what somebody else did meanwhile."""


def problem_text(problem: Problem, work: str = "") -> str:
    """Return a refusal as the officer reads it: what it means first, then thing, reason, remedy.

    `work`: where what was to be done is kept; without it the officer is told to do it again.
    """
    match problem.error:
        case "Unavailable" if problem.reason == "no_link":
            lead = translate("Notice", "与服务器没有联系，未执行。")
            todo = work or translate("Notice", "恢复联系后请再做一次。")
            return translate("Notice", "{lead}{said}").format(lead=lead, said=todo)
        case "Unavailable" if problem.reason == "unanswered":
            lead = translate("Notice", "联系在服务器答复之前断了，不知道是否已执行。")
            todo = work or translate("Notice", "恢复联系后请看过现在的画面，需要时再做一次。")
            return translate("Notice", "{lead}{said}").format(lead=lead, said=todo)
        case "Conflict" if problem.version is not None:
            lead = translate("Notice", "未执行：场景已经是另一版。")
        case "Conflict" if problem.thing not in _NOBODYS:
            lead = translate("Notice", "未执行：别人刚改过大屏。")
            if not work:
                lead = translate("Notice", "未执行：别人刚改过大屏。请看过现在的画面再做一次。")
        case "Denied":
            lead = translate("Notice", "未执行：没有这项权限。")
        case "NotFound":
            lead = translate("Notice", "未执行：找不到。")
        case "BadInput":
            lead = translate("Notice", "未执行：内容不符合要求。")
        case "Unavailable":
            lead = translate("Notice", "未执行：暂时不可用，稍后再试。")
        case _:
            lead = translate("Notice", "未执行。")
    why = refusal_word(problem.thing, problem.reason, problem.remedy)
    text = translate("Notice", "{lead}{said}").format(lead=lead, said=why).strip()
    return translate("Notice", "{text} {work}").format(text=text, work=work) if work else text


def held_words(reply: Reply, sources: Mapping[SourceId, Source]) -> str:
    """Return which pictures of a take did not come, with the reasons; empty when all did."""
    held, why = reply.result.get("held"), reply.result.get("why")
    parts = []
    for name in held if isinstance(held, list) else ():
        source = sources.get(SourceId(str(name)))
        text = f"{name} {source_name(source)}" if source is not None else str(name)
        reason = why.get(str(name)) if isinstance(why, dict) else None
        with contextlib.suppress(ValueError):
            words = reason_word(Reason(str(reason)))
            text = f"{text} ({words})" if words else text
        parts.append(text)
    return some(parts)


def locked_off_words(names: Sequence[object], sources: Mapping[SourceId, Source]) -> str:
    """Return that these locked pictures went with all others, and how they come back; empty without any."""
    named = []
    for name in names:
        source = sources.get(SourceId(str(name)))
        named.append(f"{name} {source_name(source)}" if source is not None else str(name))
    text = translate("Notice", "锁定的画面也撤下了：{names}。按 Ctrl+Z 恢复原来的画面。")
    return text.format(names=some(named)) if named else ""


class NoticeGrade(Enum):
    """What a notice is: a shape of its own says it."""

    INFO = "info"
    """Something was done, or how it is done."""
    WARNING = "warning"
    """Something was not done, or not as asked."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to read, and how often it came while it was unread."""

    text: str
    grade: NoticeGrade
    says: Saying
    times: int = 1

    @property
    def again(self) -> Notice:
        """It as it is said in the language that is set now."""
        return replace(self, text=said(self.says))


class NoticeBar(QWidget):
    """One notice, at first the newest, and how many others are unread. No height while there is none.

    What warns waits until it was read, however many there are; what comes again meanwhile is counted.
    What only tells gives way to the next that only tells.
    """

    size_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._unread: list[Notice] = []
        self._at = -1
        """Which of them is shown."""
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._times = QLabel(self)
        self._times.setProperty("tone", "muted")
        self._more = QPushButton(self)
        self._more.clicked.connect(self.step)
        self._close = QPushButton(self)
        self._close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(_LEFT_PX, _PAD_PX, _PAD_PX, _PAD_PX)
        row.addWidget(self._text, 1)
        row.addWidget(self._times)
        row.addWidget(self._more)
        row.addWidget(self._close)
        self.hide()
        self.retranslate()

    @property
    def text(self) -> str:
        """What is shown; empty when nothing is."""
        return self._unread[self._at].text if self._unread else ""

    @property
    def grade(self) -> NoticeGrade | None:
        """What is shown is that; None when nothing is."""
        return self._unread[self._at].grade if self._unread else None

    @property
    def waiting(self) -> int:
        """How many are unread besides the one that is shown."""
        return max(0, len(self._unread) - 1)

    @Slot(object)
    def tell(self, says: Saying) -> None:
        """Warn; it stays until it is dismissed."""
        self._add(Notice(said(says), NoticeGrade.WARNING, says))

    @Slot(object)
    def inform(self, says: Saying) -> None:
        """Tell of what is no trouble."""
        self._unread = [known for known in self._unread if known.grade is NoticeGrade.WARNING]
        self._add(Notice(said(says), NoticeGrade.INFO, says))

    def withdraw(self, says: Saying) -> bool:
        """What was told is so no more; return whether it was unread."""
        shown = self._unread[self._at] if self._unread else None
        left = [known for known in self._unread if known.says != says]
        if len(left) == len(self._unread):
            return False
        self._unread = left
        self._at = left.index(shown) if shown in left else len(left) - 1
        self._show()
        return True

    def _add(self, notice: Notice) -> None:
        same = [known for known in self._unread if (known.text, known.grade) == (notice.text, notice.grade)]
        others = [known for known in self._unread if known not in same]
        times = 1 + sum(known.times for known in same)
        self._unread = [*others, replace(notice, times=times)]
        self._at = len(self._unread) - 1
        self._show()

    @Slot()
    def step(self) -> None:
        """Show the next older one; after the oldest the newest again. None of them counts as read."""
        if self._unread:
            self._at = (self._at - 1) % len(self._unread)
            self._show()

    @Slot()
    def dismiss(self) -> None:
        """The notice has been read; the next older one comes up, after the oldest the newest."""
        if self._unread:
            del self._unread[self._at]
            self._at = self._at - 1 if self._at > 0 else len(self._unread) - 1
            self._show()

    def _show(self) -> None:
        self._text.setText(self.text)
        self.setAccessibleName(self.text)
        self._count()
        self._more.setVisible(self.waiting > 0)
        self._times.setVisible(self._came > 1)
        self.setVisible(bool(self._unread))
        if self._unread:
            self.raise_()
        self.size_changed.emit()
        self.update()

    @property
    def _came(self) -> int:
        return self._unread[self._at].times if self._unread else 0

    def _count(self) -> None:
        others = self.tr("还有 {count} 条").format(count=self.waiting)
        self._more.setText(beside(others, Act.NEXT_NOTICE))
        self._more.setToolTip(with_key(self.tr("看下一条没读的提示"), Act.NEXT_NOTICE))
        self._more.setAccessibleName(self._more.toolTip())
        self._times.setText(self.tr("共 {count} 次").format(count=self._came))

    def height_for(self, width: int) -> int:
        """Return the height that the notice needs at a width; 0 without one."""
        if self.isHidden():
            return 0
        taken_px = self._close.sizeHint().width() + _PAD_PX
        if self.waiting:
            taken_px += self._more.sizeHint().width() + _PAD_PX
        if self._came > 1:
            taken_px += self._times.sizeHint().width() + _PAD_PX
        room = width - _LEFT_PX - taken_px - 2 * _PAD_PX
        return max(px(CONTROL_PX), self._text.heightForWidth(room)) + 2 * _PAD_PX

    def retranslate(self) -> None:
        """Say everything in the language that is set, what stands here too."""
        self._unread = [notice.again for notice in self._unread]
        self._close.setText(self.tr("知道了 Esc"))
        self._close.setToolTip(self.tr("收起这条提示 (Esc)"))
        self._close.setAccessibleName(self._close.toolTip())
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        warns = self.grade is NoticeGrade.WARNING
        painter.setPen(QPen(colour(Tone.STALE if warns else Tone.EDGE), 1.5))
        painter.setBrush(colour(Tone.RAISED))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), ROUND_PX, ROUND_PX)
        middle = QPointF(18, self.height() / 2)
        if warns:
            draw_glyph(painter, Grade.STALE, middle, 12)
        else:
            draw_note(painter, middle, 14)
        painter.end()
