"""What a window is, in full sentences: for tooltips and screen readers."""

from __future__ import annotations

from wallctl.controller.canvas.changing import change_word, substitute_word, why_word
from wallctl.controller.canvas.content_words import content_word, manner
from wallctl.controller.canvas.scene import Board, Scene
from wallctl.controller.words import (
    agency_name,
    cell_word,
    kind_word,
    reason_word,
    role_word,
    source_name,
    standing_line,
    translate,
)
from wallctl.model.geometry import Rect
from wallctl.model.ids import CellId, cell_id
from wallctl.model.layout import Window


def window_name(scene: Scene, window: Window) -> str:
    """Return what a window is called."""
    source = scene.source(window)
    if window.content is not None:
        return content_word(window.content)
    if window.source is None:
        return role_word(window.role)
    return f"{source.id} {source_name(source)}" if source is not None else str(window.source)


def window_tip(scene: Scene, window: Window) -> str:
    """Return name, owner, place, state and reason of a window, one a line."""
    source, lines = scene.source(window), [window_name(scene, window)]
    if window.content is None and window.source is None:
        lines.append(translate("Canvas", "未指定信号源"))
    elif window.content is None and source is None:
        lines.append(translate("Canvas", "目录中没有此信号源"))
    elif window.content is None and source is not None:
        agency = scene.agencies.get(source.agency)
        owner = agency_name(agency) if agency is not None else source.agency
        lines.append(
            " · ".join(part for part in (owner, scene.places.of(source), kind_word(source.kind)) if part)
        )
    lines.append(place_word(window.rect))
    if manner(window):
        lines.append(manner(window))
    standing = scene.standing(window)
    if window.source is not None:
        reason = reason_word(standing.reason)
        state = standing_line(standing, scene.now_utc_s)
        lines.append(f"{state} · {reason}" if reason else state)
        if standing.fps >= 0.5 and scene.board is Board.LIVE:
            lines.append(translate("Canvas", "{fps} 帧/秒").format(fps=f"{standing.fps:.0f}"))
    reason = why_word(scene.why.get(window.id))
    if reason:
        lines.append(translate("Canvas", "场景选它的理由：{why}").format(why=reason))
    if substitute_word(scene, window):
        lines.append(substitute_word(scene, window))
    change = change_word(scene.board, scene.changes.get(window.id))
    if change:
        lines.append(translate("Canvas", "上墙后：{change}").format(change=change))
    if window.id in scene.notes:
        lines.append(scene.notes[window.id])
    return "\n".join(lines)


def place_word(rect: Rect) -> str:
    """Return which cells a rectangle covers, as officers count them."""
    first = cell_id(int(rect.y), int(rect.x))
    last = cell_id(int(rect.bottom - 1e-6), int(rect.right - 1e-6))
    if first == last:
        return cell_word(CellId(first))
    return translate("Canvas", "{first} 至 {last}").format(first=cell_word(first), last=cell_word(last))
