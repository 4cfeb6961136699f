"""How the installation runs, in a few lines: cells, sources, restarts, nodes, truth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from wallctl.controller.session import LinkPhase, Session
from wallctl.controller.standing import Count, Grade, counted, live_grade
from wallctl.controller.state_lines import StateLine
from wallctl.controller.words import translate
from wallctl.model.health import FULL_PERCENT, CellHealth, NodeHealth, WindowState
from wallctl.model.source import Source, StreamKind

ENOUGH = 0.7
"""Of what streams send; a node that paints less has too much to do."""
_COMING = frozenset((WindowState.LIVE, WindowState.LATE, WindowState.DEGRADED))

_WORSE = (Grade.OK, Grade.UNKNOWN, Grade.LATE, Grade.LOST)


def running_lines(session: Session) -> list[StateLine]:
    """Return the lines for the right column; nothing is claimed that the server did not say."""
    view = session.view
    match session.phase:
        case LinkPhase.CONNECTING:
            return [StateLine(Grade.WAITING, translate("Running", "正在连接服务器"))]
        case LinkPhase.LOST:
            if view is None:
                return [StateLine(Grade.LOST, translate("Running", "连不上服务器"))]
            text = translate("Running", "服务器失去联系，以下为最后所知")
            lost = StateLine(Grade.LOST, text, (translate("Running", "以下为失联前所知"),))
            return [lost, *map(_no_more_for_sure, _known(session))]
        case LinkPhase.UP:
            return _known(session) if view is not None else []


def _no_more_for_sure(line: StateLine) -> StateLine:
    """What was well before the server was lost is not called well now."""
    return replace(line, grade=Grade.UNKNOWN) if line.grade is Grade.OK else line


def _known(session: Session) -> list[StateLine]:
    if session.view is None:
        return []
    known, cells = session.standings, session.cells
    up, of = known.cells_up, len(session.view.wall.surfaces)
    text = translate("Running", "显示单元在线 {up}/{of}").format(up=up, of=of)
    lines = [StateLine(Grade.OK if up == of else Grade.STALE, text)]
    truth = session.view.truth
    text = translate("Running", "实时画面 {live}/{of}").format(live=truth.live, of=truth.windows)
    lines.append(StateLine(live_grade(truth.live, truth.windows, known), text))
    if session.sources:
        lines.append(_sources(counted(session.sources, known, session.looks.standings)))
    rate = _rate(session, cells)
    if rate is not None:
        lines.append(rate)
    if session.view.nodes:
        lines.append(_loads(session.view.nodes))
    restarts = translate("Running", "显示单元重启 {count} 次").format(count=known.restarts)
    lines.append(StateLine(Grade.OK if known.restarts == 0 else Grade.LATE, restarts))
    if not session.view.labels_shown:
        lines.append(StateLine(Grade.LATE, translate("Running", "大屏上的画面名称已隐藏 (Ctrl+T)")))
    lines.append(StateLine(Grade.UNKNOWN, translate("Running", "屏体状态未知")))
    return lines


def _sources(count: Count) -> StateLine:
    """All sources of the catalogue, on the wall and off it."""
    online = translate("Running", "信号源在线 {ok}/{of}").format(ok=count.online, of=count.of)
    brief = translate("Running", "在线 {ok}/{of}").format(ok=count.online, of=count.of)
    parts = []
    for number, text in (
        (count.lost, translate("Running", "离线 {count}")),
        (count.weak, translate("Running", "网络差 {count}")),
        (count.odd, translate("Running", "画面异常 {count}")),
        (count.unseen, translate("Running", "未检查 {count}")),
    ):
        if number:
            parts.append(text.format(count=number))
    # What was not looked at is not down: in a very narrow column the least of it all stays.
    least = " · ".join([brief, *parts[-1:]])
    return StateLine(count.grade, " · ".join([online, *parts]), (least,), brief=" · ".join([brief, *parts]))


def _rate(session: Session, cells: Iterable[CellHealth]) -> StateLine | None:
    """What is painted of what the streams send, where pictures come at all; None: none do."""
    shown = sent = 0.0
    number = known = 0
    for pane in (pane for cell in cells if cell.report is not None for pane in cell.report.panes):
        if pane.source is None or pane.state not in _COMING:
            continue
        number += 1
        shown += pane.fps
        due_fps = pane.came_fps or _nominal_fps(session.sources.get(pane.source), pane.stream)
        known += bool(due_fps)
        sent += due_fps
    if not number:
        return None
    mean = f"{shown / number:.1f}"
    plain = translate("Running", "画面平均 {fps} 帧/秒").format(fps=mean)
    if known < number:
        return StateLine(Grade.UNKNOWN, plain)
    text = translate("Running", "画面平均 {fps} 帧/秒（来流 {sent}）")
    grade = Grade.OK if shown >= ENOUGH * sent else Grade.LATE
    return StateLine(grade, text.format(fps=mean, sent=f"{sent / number:.1f}"), (plain,))


def _loads(nodes: Sequence[NodeHealth]) -> StateLine:
    """How busy the nodes' machines are; each by its name where there are several."""
    grade = max((_load_grade(node) for node in nodes), key=_WORSE.index)
    text = translate("Running", "渲染节点负载 {loads}")
    if len(nodes) == 1:
        return StateLine(grade, text.format(loads=_load_word(nodes[0])))
    each = " · ".join(f"{node.node} {_load_word(node)}" for node in nodes)
    worst = max(nodes, key=lambda node: (_WORSE.index(_load_grade(node)), node.cpu_percent or 0.0))
    return StateLine(
        grade, text.format(loads=each), (text.format(loads=f"{worst.node} {_load_word(worst)}"),)
    )


def _load_word(node: NodeHealth) -> str:
    if not node.connected:
        return translate("Running", "未连接")
    return f"{node.cpu_percent:.0f}%" if node.cpu_percent is not None else translate("Running", "未知")


def _load_grade(node: NodeHealth) -> Grade:
    if not node.connected:
        return Grade.LOST
    if node.cpu_percent is None:
        return Grade.UNKNOWN
    return Grade.OK if node.cpu_percent < FULL_PERCENT else Grade.LATE


def _nominal_fps(source: Source | None, kind: StreamKind | None) -> float:
    """What the catalogue says of the stream; 0: nothing."""
    if source is None:
        return 0.0
    stream = source.main if kind is StreamKind.MAIN else source.sub
    return (stream.fps if stream is not None else None) or 0.0
