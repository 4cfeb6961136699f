"""What other desks do, named: whose change a window shows, whose came first, who works on the same preset.

Must not know widgets.
"""

from __future__ import annotations

from collections.abc import Mapping

from wallctl.controller.notice import problem_text
from wallctl.controller.session import Session
from wallctl.controller.unplaced import TurnedDown, where_word
from wallctl.controller.words import QT_TRANSLATE_NOOP, clock_word, some, source_name, translate, who_word
from wallctl.model.ids import PresetId, SourceId, WindowId
from wallctl.model.layout import Layout
from wallctl.model.source import Source
from wallctl.protocol.desk import Problem
from wallctl.rules.compare_layouts import Change, compare

NOTE_S = 8.0
"""So long a window that another desk changed says who did it."""

_CHANGED = {
    Change.NEW.value: QT_TRANSLATE_NOOP("Neighbours", "新增 {name}"),
    Change.MOVED.value: QT_TRANSLATE_NOOP("Neighbours", "移动 {name}"),
    Change.REPLACED.value: QT_TRANSLATE_NOOP("Neighbours", "换上 {name}"),
    Change.GONE.value: QT_TRANSLATE_NOOP("Neighbours", "下墙 {name}"),
}


class Neighbours:
    """Remembers which windows other seats have just changed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._revision: int | None = None
        self._layout = Layout()
        self._notes: dict[WindowId, str] = {}
        self._until_s = 0.0

    def look(self) -> None:
        """Compare the wall with what it was; call at each view."""
        view = self._session.view
        if view is None or view.desired.revision == self._revision:
            return
        before, known = self._layout, self._revision is not None
        self._revision, self._layout = view.desired.revision, view.desired.layout
        origin = view.desired.origin
        if not known or origin is None or origin.seat == self._session.seat:
            self._notes = {}
            return
        changes = compare(before, self._layout).changes
        changed = [name for name, change in changes.items() if change is not Change.SAME]
        self._notes = dict.fromkeys(changed, who_word(origin.officer or origin.actor, origin.seat))
        self._until_s = self._session.now_s + NOTE_S

    @property
    def notes(self) -> Mapping[WindowId, str]:
        """Windows of the wall that another seat changed a moment ago, and who."""
        if self._notes and self._session.now_s >= self._until_s:
            self._notes = {}
        return self._notes


def editing_too(session: Session, preset: PresetId | None) -> str:
    """Return who at other seats prepares the same preset; empty when nobody does."""
    if preset is None or session.view is None:
        return ""
    others = [
        who_word(mark.officer or mark.actor, mark.seat)
        for mark in session.view.drafts
        if mark.preset == preset and mark.seat != session.seat
    ]
    if not others:
        return ""
    return translate("Neighbours", "{who} 也在改这个场景").format(who=translate("Notice", "、").join(others))


def take_text(turned_down: TurnedDown, sources: Mapping[SourceId, Source], now_utc_s: float) -> str:
    """Return why a take or a direct edit did not come to the wall, and where the work is now."""
    problem, where = turned_down.problem, where_word(turned_down.where)
    if problem.error != "Conflict" or not problem.actor:
        return problem_text(problem, where)
    text = translate("Neighbours", "未执行：别人刚改过大屏。{who} 在 {when}：{what}。")
    text = text.format(who=_who(problem), when=_when(problem, now_utc_s), what=_what(problem, sources))
    return text + (where or translate("Neighbours", "请看过现在的画面再做一次。"))


def undo_text(problem: Problem, sources: Mapping[SourceId, Source], now_utc_s: float) -> str:
    """Return why nothing was undone: looking again does not help where another seat is in the way."""
    if problem.error != "Conflict":
        return problem_text(problem)
    if not problem.actor:
        return translate("Neighbours", "没有可以撤销的改动。")
    text = translate(
        "Neighbours", "未撤销：大屏是别的席位改的。{who} 在 {when}：{what}。请对方撤销，或换上要看的画面。"
    )
    return text.format(who=_who(problem), when=_when(problem, now_utc_s), what=_what(problem, sources))


def _who(problem: Problem) -> str:
    return who_word(problem.officer or problem.actor, problem.seat)


def _when(problem: Problem, now_utc_s: float) -> str:
    return clock_word(problem.at_utc_s, now_utc_s, seconds=True) if problem.at_utc_s is not None else ""


def _what(problem: Problem, sources: Mapping[SourceId, Source]) -> str:
    changed = [
        translate("Neighbours", _CHANGED[change]).format(name=_name(name, sources))
        for change, name in problem.changed
        if change in _CHANGED
    ]
    return some(changed) or translate("Neighbours", "换了画面")


def _name(name: str, sources: Mapping[SourceId, Source]) -> str:
    found = sources.get(SourceId(name))
    return f"{name} {source_name(found)}" if found is not None else name
