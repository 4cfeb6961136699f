"""One line about the take: n of m and who is waited for, how it ended, or how ready the draft is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from wallctl.controller.notice import held_words
from wallctl.controller.session import UNANSWERED, Answer, LinkPhase, Session
from wallctl.controller.standing import Grade, readiness
from wallctl.controller.studio import CALLED_OFF, Studio
from wallctl.controller.words import (
    clock_word,
    readiness_word,
    reason_word,
    source_name,
    translate,
    who_word,
)
from wallctl.model.health import Reason
from wallctl.model.ids import SourceId
from wallctl.protocol.drafting import Arming, ArmStage

NAMED = 3
"""Windows that the line names; the tooltip names all."""


@dataclass(frozen=True, slots=True)
class TakeLine:
    """What the take bar says: words, a shape for how good it is, how far it is (None: nothing goes on)."""

    text: str
    grade: Grade
    more: str = ""
    done: float | None = None
    shorter: tuple[str, ...] = ()
    """Other ways to say it, for less room: none of its words is ever cut."""


def take_line(session: Session, studio: Studio) -> TakeLine:
    """Return what is to be said now: the take under way, else how it ended, else the draft, else the mode."""
    arming = session.view.arming if session.view is not None else None
    if session.phase is not LinkPhase.UP:
        return TakeLine(translate("Take", "没有与服务器的联系：现在不能上墙"), Grade.LOST)
    if arming is not None and arming.stage is ArmStage.HELD:
        if arming.seat == session.seat:
            return _held(session, arming)
    elif arming is not None:
        return _under_way(session, arming)
    if studio.last_take is not None and studio.draft is None:
        return _ended(session, studio.last_take)
    if studio.last_take is not None and studio.last_take.problem is not None:
        return _ended(session, studio.last_take)
    if studio.draft is not None:
        sources = (window.source for window in studio.draft.layout.windows)
        found = readiness(sources, session.standings, session.looks.standings)
        grade = Grade.OK if found.whole else Grade.UNKNOWN if found.unseen else Grade.STALE
        if not found.of:
            grade = Grade.UNKNOWN
        return TakeLine(translate("Take", "待上墙：{ready}").format(ready=readiness_word(found)), grade)
    if arming is not None:
        return _held_elsewhere(arming)
    kept = translate("Take", "有一份没有上墙的准备，Ctrl+D 继续") if studio.kept is not None else ""
    if studio.direct:
        # What the next drop does matters more than what waits; the board and its button tell of that.
        text = translate("Take", "直接上墙：拖放和场景立即上墙")
        return TakeLine(text, Grade.STALE, more=f"{text}\n{kept}".strip())
    if kept:
        return TakeLine(kept, Grade.UNKNOWN)
    return TakeLine(translate("Take", "拖放和场景先进入待上墙"), Grade.OK)


def _under_way(session: Session, arming: Arming) -> TakeLine:
    if arming.stage is ArmStage.SWITCHING:
        text = translate("Take", "正在切换 {ready}/{of}").format(ready=arming.ready, of=arming.windows)
        return TakeLine(text, Grade.WAITING, done=1.0)
    return _counted(session, arming)


def _held(session: Session, arming: Arming) -> TakeLine:
    """Armed by this seat: the take does not wait for what is ready."""
    line = _counted(session, arming)
    until = clock_word(arming.until_utc_s or 0.0, session.now_utc_s, seconds=True)
    more = translate("Take", "保留到 {until}；待上墙再改动会重新预加载").format(until=until)
    if arming.waiting:
        return replace(line, more=f"{line.more}\n{more}")
    text = translate("Take", "已预加载 {ready}/{of} · Ctrl+Enter 立即上墙")
    text = text.format(ready=arming.ready, of=arming.windows)
    shorter = (text.partition(" · ")[0],)
    return replace(line, text=text, grade=Grade.OK, more=f"{text}\n{more}", shorter=shorter)


def _held_elsewhere(arming: Arming) -> TakeLine:
    who = who_word(arming.officer or arming.actor or "", arming.seat or "")
    text = translate("Take", "{who} 已预加载 {ready}/{of}，没有上墙")
    return TakeLine(text.format(who=who, ready=arming.ready, of=arming.windows), Grade.WAITING)


def _counted(session: Session, arming: Arming) -> TakeLine:
    text = translate("Take", "预加载 {ready}/{of}").format(ready=arming.ready, of=arming.windows)
    names = [_named(session, w.source, w.reason) or str(w.window) for w in arming.waiting]
    full, waits = text, translate("Take", "等待 {names}")
    if names:
        full += "\n" + waits.format(names="\n".join(names))
    forms = [f"{text} · {waits.format(names=few)}" for few in _few(names)] if names else []
    done = arming.ready / arming.windows if arming.windows else 1.0
    return TakeLine((*forms, text)[0], Grade.WAITING, full, done, (*forms, text)[1:])


def _ended(session: Session, answer: Answer) -> TakeLine:
    if answer.problem == UNANSWERED:
        return TakeLine(translate("Take", "断线前的操作不知道是否已上墙：请看大屏"), Grade.STALE)
    if answer.problem is not None and answer.problem.error == CALLED_OFF:
        return TakeLine(translate("Take", "已取消上墙，大屏没有改变"), Grade.UNKNOWN)
    if answer.reply is None:
        return TakeLine(translate("Take", "未上墙，大屏没有改变"), Grade.LOST)
    result = answer.reply.result
    parts = [translate("Take", "已上墙")]
    if isinstance(result.get("windows"), int):
        parts[0] = translate("Take", "已上墙 {ready}/{of}").format(
            ready=result.get("ready"), of=result["windows"]
        )
    for name, form in (
        ("took_ms", translate("Take", "用时 {ms} 毫秒")),
        ("spread_ms", translate("Take", "同步差 {ms} 毫秒")),
    ):
        value = result.get(name)
        if isinstance(value, int | float):
            parts.append(form.format(ms=f"{value:.0f}"))
    text = " · ".join(parts)
    held = held_words(answer.reply, session.sources)
    if held:
        missing = translate("Take", "未就绪：{names}").format(names=held)
        line = f"{parts[0]} · {missing}"
        return TakeLine(line, Grade.STALE, f"{text}\n{missing}", shorter=(_missing(parts[0], result),))
    return TakeLine(text, Grade.OK, shorter=(parts[0],))


def _missing(taken: str, result: Mapping[str, object]) -> str:
    """How many pictures did not come, without their names."""
    held = result.get("held")
    count = len(held) if isinstance(held, list) else 0
    return translate("Take", "{taken} · 未就绪 {count} 个").format(taken=taken, count=count)


def _named(session: Session, source: SourceId | None, reason: Reason) -> str:
    found = session.sources.get(source) if source is not None else None
    name = source_name(found) if found is not None else str(source or "")
    words = reason_word(reason)
    return f"{name} ({words})" if words else name


def _few(names: list[str]) -> list[str]:
    """Return the first of them and how many there are, with fewer and fewer named."""
    forms = []
    for named in range(min(NAMED, len(names)), 0, -1):
        text = translate("Notice", "、").join(names[:named])
        if named < len(names):
            text = translate("Take", "{names} 等 {count} 个").format(names=text, count=len(names))
        forms.append(text)
    return forms
