"""The desk's words for states, kinds, roles and times, in the language that is set. Must not know any widget.

Chinese is the source language, so that the officers' own words are there even where a word list is missing.
What states and reasons are called stands in `rules.words`: desk, glass and events say the same.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication

from wallctl.controller.standing import Grade, Readiness, Standing
from wallctl.model.city import District
from wallctl.model.health import Reason, WindowState
from wallctl.model.ids import CellId, SourceId, cell_place
from wallctl.model.layout import Preset, Role
from wallctl.model.source import Agency, Source, SourceKind
from wallctl.model.truth import ENDED, Lie, LieKind
from wallctl.rules.endings import reason_words
from wallctl.rules.words import FREE, LIES, REASONS, STATES, Words

NAMED = 3
_SETTING_UP = "init"
"""What is written as the seat of whoever made the site."""
translate = QCoreApplication.translate
Saying = str | Callable[[], str]
"""What a notice says. What is called says it in the language that is set by then; a text stands as it is."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # the name that lupdate looks for
    """Mark a text of a table for translation; it is translated where it is used."""
    return text


_KINDS: dict[SourceKind, str] = {
    SourceKind.PTZ: QT_TRANSLATE_NOOP("Words", "球机"),
    SourceKind.FIXED: QT_TRANSLATE_NOOP("Words", "枪机"),
    SourceKind.PANO: QT_TRANSLATE_NOOP("Words", "全景"),
    SourceKind.THERMAL: QT_TRANSLATE_NOOP("Words", "热成像"),
    SourceKind.GAUGE: QT_TRANSLATE_NOOP("Words", "水尺"),
    SourceKind.DRONE: QT_TRANSLATE_NOOP("Words", "无人机"),
    SourceKind.VEHICLE: QT_TRANSLATE_NOOP("Words", "车载"),
    SourceKind.CAPTURE: QT_TRANSLATE_NOOP("Words", "采集卡"),
    SourceKind.FILE: QT_TRANSLATE_NOOP("Words", "文件"),
    SourceKind.OTHER: QT_TRANSLATE_NOOP("Words", "其他"),
}

_ROLES: dict[Role | None, str] = {
    None: QT_TRANSLATE_NOOP("Words", "画面"),
    Role.SINGLE: QT_TRANSLATE_NOOP("Words", "画面"),
    Role.MAIN: QT_TRANSLATE_NOOP("Words", "主画面"),
    Role.AUX: QT_TRANSLATE_NOOP("Words", "辅助画面"),
    Role.GROUP: QT_TRANSLATE_NOOP("Words", "分组"),
    Role.MAP: QT_TRANSLATE_NOOP("Words", "地理信息"),
    Role.CONF: QT_TRANSLATE_NOOP("Words", "视频会商"),
    Role.DASH: QT_TRANSLATE_NOOP("Words", "值守看板"),
    Role.RADAR: QT_TRANSLATE_NOOP("Words", "雨情雷达"),
    Role.DOC: QT_TRANSLATE_NOOP("Words", "预案文档"),
    Role.TICK: QT_TRANSLATE_NOOP("Words", "预警字幕"),
}


def said(saying: Saying) -> str:
    """Return the words, as they are in the language that is set."""
    return saying if isinstance(saying, str) else saying()


_SHORT_STATES = {
    WindowState.UNAUTHORISED: Words("无权", "no right"),
    WindowState.UNSUPPORTED: Words("不支持", "unsupported"),
    WindowState.QUARANTINED: Words("已隔离", "quarantined"),
    WindowState.SLATE: Words("未指定", "no source"),
}
"""Where the word of the glass is too long for a badge on the desk; the tooltip has that."""


def standing_forms(standing: Standing, now_utc_s: float) -> list[str]:
    """Return the ways to tell a state, the fullest first."""
    if standing.last_known and standing.live:
        return [standing_line(standing, now_utc_s)]
    forms = [standing_line(standing, now_utc_s), state_word(standing.state)]
    if standing.state in _SHORT_STATES:
        forms.append(_said(_SHORT_STATES[standing.state]))
    return forms


def state_word(state: WindowState | None) -> str:
    """Return the word for a picture's state, as on the glass; None is a source that is not on the wall."""
    return translate("Words", "未上墙") if state is None else _said(STATES[state])


def reason_word(reason: Reason) -> str:
    """Return why there is no picture, as on the glass; empty where nothing is wrong."""
    return _said(REASONS[reason])


def kind_word(kind: SourceKind) -> str:
    """Return what makes the picture, as officers say it."""
    return translate("Words", _KINDS[kind])


def role_word(role: Role | None) -> str:
    """Return what a place in a preset is for."""
    return translate("Words", _ROLES[role])


def cell_word(cell: CellId) -> str:
    """Return how officers count cells: `2排5列`; a monitor keeps its name."""
    place = cell_place(cell)
    if place is None:
        return str(cell)
    return translate("Words", "{row}排{col}列").format(row=place[0] + 1, col=place[1] + 1)


def lie_word(lie: Lie, sources: Mapping[SourceId, Source]) -> str:
    """Return the cell and why it does not show what was ordered."""
    return f"{cell_word(lie.cell)} {lie_reason(lie, sources)}"


def lie_reason(lie: Lie, sources: Mapping[SourceId, Source]) -> str:
    """Return the reason alone. Windows are called by what they show: nobody knows their ids."""

    def called(source: SourceId | None) -> str:
        known = sources.get(source) if source is not None else None
        return source_name(known) if known is not None else source or _said(FREE)

    about = lie.ordered or lie.shown
    text = _said(LIES[lie.kind]).format(
        window=called(about) if about is not None else lie.window,
        shown=called(lie.shown),
        ordered=called(lie.ordered),
        revision=lie.revision,
        due=lie.due,
        detail=lie.detail,
    )
    # "Does not respond (hung)" says it twice.
    ended = _said(reason_words(lie.detail)) if lie.kind in ENDED - {LieKind.HUNG} else ""
    return f"{text} ({ended})" if ended else text


def standing_line(standing: Standing, now_utc_s: float) -> str:
    """Return state and how long, as short as a list allows: `滞后 1.2 s`, `无信号 02:10 起`."""
    word = state_word(standing.state)
    match standing.grade:
        case Grade.LATE | Grade.STALE if standing.age_ms is not None and standing.age_ms >= 500:
            return translate("Words", "{word} {age}").format(word=word, age=age_word(standing.age_ms / 1000))
        case Grade.LOST | Grade.STALE if standing.since_utc_s is not None:
            since = clock_word(standing.since_utc_s, now_utc_s)
            return translate("Words", "{word} {since} 起").format(word=word, since=since)
        case Grade.OK if standing.last_known:
            return translate("Words", "失联前{word}").format(word=word)
        case _:
            return word


def age_word(age_s: float) -> str:
    """Return an age as short as it may be: `1.2 s`, `48 s`, `12 min`, `3 h`."""
    if age_s < 10:
        return f"{age_s:.1f} s"
    if age_s < 120:
        return f"{age_s:.0f} s"
    return f"{age_s / 60:.0f} min" if age_s < 7200 else f"{age_s / 3600:.0f} h"


def clock_word(at_utc_s: float, now_utc_s: float, *, seconds: bool = False) -> str:
    """Return the local time of day, with the date when it was not today."""
    at, now = time.localtime(at_utc_s), time.localtime(now_utc_s)
    form = "%H:%M:%S" if seconds else "%H:%M"
    return time.strftime(form if at[:3] == now[:3] else f"%m-%d {form}", at)


def readiness_word(found: Readiness) -> str:
    """Return `就绪 22/24`; pictures that nobody has looked at yet are told apart."""
    if found.of == 0:
        return translate("Words", "无摄像机画面")
    if found.unseen == found.of:
        return translate("Words", "{of} 路未检查").format(of=found.of)
    if found.last_known:
        return translate("Words", "失联前就绪 {ready}/{of}").format(ready=found.ready, of=found.of)
    if found.whole:
        return translate("Words", "就绪 全部 {of}").format(of=found.of)
    if found.unseen:
        text = translate("Words", "就绪 {ready}/{of} · 未检 {unseen}")
        return text.format(ready=found.ready, of=found.of, unseen=found.unseen)
    return translate("Words", "就绪 {ready}/{of}").format(ready=found.ready, of=found.of)


def readiness_forms(found: Readiness) -> list[str]:
    """Return that and a shorter form, for where there is little room."""
    words = readiness_word(found)
    if found.last_known and found.unseen != found.of:
        return [words, translate("Words", "失联前 {ready}/{of}").format(ready=found.ready, of=found.of)]
    forms = [words]
    if found.unseen and found.unseen != found.of:
        text = translate("Words", "{ready}/{of} · 未检 {unseen}")
        forms.append(text.format(ready=found.ready, of=found.of, unseen=found.unseen))
        forms.append(f"{found.ready}/{found.of} · {found.unseen}?")
    return forms


@dataclass(frozen=True, slots=True)
class Places:
    """Names of districts by their id; a source may also name its district outright."""

    districts: Mapping[str, District] = field(default_factory=dict)

    def of(self, source: Source) -> str:
        """Return the district of a source, short (`资阳`), in the desk's language."""
        known = self.districts.get(source.district)
        return self.name(known) if known is not None else source.district

    def name(self, district: District) -> str:
        """Return a district's name, short, in the desk's language."""
        if english():
            return district.name_en or district.name
        short = district.aliases[0] if district.aliases else ""
        return short if short and district.name.startswith(short) else district.name


def who_word(name: str, seat: str) -> str:
    """Return person and seat, as every desk names them."""
    if seat == _SETTING_UP:
        seat = translate("Words", "建站")
    return " · ".join(dict.fromkeys(filter(None, (name, seat))))


def some(names: Sequence[str]) -> str:
    """Return the first names, and how many there are when that is not all: what names many is not read."""
    shown = translate("Notice", "、").join(names[:NAMED])
    if len(names) <= NAMED:
        return shown
    return translate("Notice", "{names} 等 {count} 个").format(names=shown, count=len(names))


def english() -> bool:
    """Tell whether the desk speaks English now; names that are data then use their English form."""
    return translate("Words", "语言") == "Language"


def quoted(text: str) -> str:
    """Return what a program says with quotation marks where it marks words as terminals do."""
    return re.sub(r"`([^`]*)`", r"“\1”", text)


def sentence(text: str) -> str:
    """Return words as a sentence begins with them; Chinese stays as it is."""
    return text[:1].upper() + text[1:]


def _said(words: Words) -> str:
    return words.en if english() else words.zh


def preset_name(preset: Preset) -> str:
    """Return the preset's name in the desk's language."""
    return (preset.name_en or preset.name) if english() else preset.name


def source_name(source: Source) -> str:
    """Return the source's name in the desk's language."""
    return (source.name_en or source.name) if english() else source.name


def agency_name(agency: Agency) -> str:
    """Return the agency's name in the desk's language."""
    return (agency.name_en or agency.name) if english() else agency.name
