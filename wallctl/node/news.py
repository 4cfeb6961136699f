"""What a node tells people: renderers that died and came back, sources that were lost and came back.

Chinese first. Values in, events out; must not know processes or sockets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from wallctl.model.health import FULL_PERCENT, CellReport, PaneReport, Reason, WindowState
from wallctl.model.ids import CellId, SourceId, cell_label
from wallctl.node.shown_panes import by_source
from wallctl.protocol.node import NodeEvent, Severity
from wallctl.rules.endings import ending
from wallctl.rules.life import ReportBack, ReportDied, ReportHung
from wallctl.rules.words import REASONS


def died(cell: CellId, what: ReportDied) -> NodeEvent:
    """A renderer ended without having been told to."""
    how = ending(what.code)
    pause = f",{what.pause_s:.1f} 秒后重启" if what.pause_s > 0 else ",正在恢复"
    return NodeEvent(
        severity=Severity.WARNING,
        cell=cell,
        what="renderer_died",
        text=f"{cell_label(cell)} 渲染进程异常退出({how.zh}){pause}",
        text_en=f"{cell}: the renderer died ({how.en}); restart in {what.pause_s:.1f} s",
    )


def hung(cell: CellId, what: ReportHung) -> NodeEvent:
    """A renderer was silent for too long and is replaced."""
    zh = "渲染进程无响应" if what.started else "渲染进程启动超时"
    en = "the renderer hung" if what.started else "the renderer did not start"
    return NodeEvent(
        severity=Severity.WARNING,
        cell=cell,
        what="renderer_hung",
        text=f"{cell_label(cell)} {zh}({what.silent_s:.1f} 秒),已强制更换",
        text_en=f"{cell}: {en} ({what.silent_s:.1f} s); it is being replaced",
    )


def back(cell: CellId, what: ReportBack) -> NodeEvent:
    """A cell paints again."""
    return NodeEvent(
        cell=cell,
        what="renderer_back",
        text=f"{cell_label(cell)} 渲染进程已自动恢复({what.took_s:.1f} 秒)",
        text_en=f"{cell}: paints again after {what.took_s:.1f} s",
    )


def quarantined(source: SourceId, name: str) -> NodeEvent:
    """A source crashed its renderers and is shown nowhere for now."""
    return NodeEvent(
        severity=Severity.ALARM,
        source=source,
        what="source_quarantined",
        text=f"信号源 {name or source} 多次致渲染进程崩溃,已隔离,稍后在墙外试取流",
        text_en=f"Source {source} crashed its renderers twice: quarantined, tried again later off the wall",
    )


def on_trial(source: SourceId, name: str) -> NodeEvent:
    """A quarantined source is tried by a scout."""
    return NodeEvent(
        source=source,
        what="source_on_trial",
        text=f"已隔离的信号源 {name or source} 正在墙外试取流",
        text_en=f"Quarantined source {source} is tried off the wall",
    )


def released(source: SourceId, name: str) -> NodeEvent:
    """A source passed its trial."""
    return NodeEvent(
        source=source,
        what="source_released",
        text=f"信号源 {name or source} 解除隔离",
        text_en=f"Source {source} is no longer quarantined",
    )


def state_damaged(detail: str) -> NodeEvent:
    """The node's own kept state could not be read."""
    return NodeEvent(
        severity=Severity.ALARM,
        what="node_state_damaged",
        text="节点保存的上墙状态损坏,已改用前一份",
        text_en=f"The node's kept state is damaged, the copy before it is used ({detail})",
    )


def charges_damaged(detail: str) -> NodeEvent:
    """What was held against sources could not be read."""
    return NodeEvent(
        severity=Severity.WARNING,
        what="node_charges_damaged",
        text="节点保存的信号源隔离记录损坏,已重新开始记录",
        text_en=f"The node's record of quarantined sources is damaged and begins anew ({detail})",
    )


def state_not_kept(detail: str) -> NodeEvent:
    """The disk did not take the node's state."""
    return NodeEvent(
        severity=Severity.ALARM,
        what="node_state_not_kept",
        text="节点无法保存上墙状态,请检查磁盘",
        text_en=f"The node cannot keep its state: {detail} — look at its disk",
    )


def nursery_missing(log_file: str) -> NodeEvent:
    """No nursery comes: renderers that die cannot be replaced."""
    return NodeEvent(
        severity=Severity.ALARM,
        what="nursery_missing",
        text=f"渲染母进程无法启动,显示单元暂时不能自动恢复,请查看 {log_file}",
        text_en=f"The nursery does not start, so no renderer can be replaced — look into {log_file}",
    )


class _Seen(Enum):
    """How a source was last told of."""

    COMING = "coming"
    LIVE = "live"
    LOST = "lost"


_GOOD = frozenset((WindowState.LIVE, WindowState.LATE, WindowState.DEGRADED))
_BAD = frozenset((WindowState.NO_SIGNAL, WindowState.UNSUPPORTED))
_OR_NOT_READ = frozenset((Reason.STOPPED, Reason.NO_ANSWER, Reason.NO_PICTURE))
"""So it also looks when the camera sends well, and the node has no time to read it."""


class SourceWatch:
    """One event per source for each loss and each return, however many cells show it.

    A source is lost when every cell that shows it says so, and back when one has a live picture.
    """

    def __init__(self) -> None:
        self._seen: dict[SourceId, tuple[_Seen, float]] = {}

    def look(
        self,
        reports: Iterable[CellReport],
        names: Mapping[SourceId, str],
        now_s: float,
        cpu_percent: float | None = None,
    ) -> list[NodeEvent]:
        """Return what has changed since the last look; `cpu_percent`: of the node's cores, what is in use."""
        shown = by_source(reports)
        for gone in self._seen.keys() - shown.keys():
            del self._seen[gone]
        events = []
        for source, panes in shown.items():
            before, since_s = self._seen.setdefault(source, (_Seen.COMING, now_s))
            if any(pane.state in _GOOD for pane in panes):
                if before is _Seen.LOST:
                    events.append(_live(source, names.get(source, ""), now_s - since_s))
                if before is not _Seen.LIVE:
                    self._seen[source] = _Seen.LIVE, now_s
            elif all(map(_is_lost, panes)) and before is not _Seen.LOST:
                events.append(_lost(source, names.get(source, ""), panes[0].reason, cpu_percent))
                self._seen[source] = _Seen.LOST, now_s - _missing_s(panes)
        return events


def _missing_s(panes: Iterable[PaneReport]) -> float:
    """Return for how long its picture has been missing by now: what is told as lost was so before."""
    return min((pane.frame_age_ms / 1000 for pane in panes if pane.frame_age_ms is not None), default=0.0)


def _is_lost(pane: PaneReport) -> bool:
    """A camera that sends who asks to a forbidden place gives no picture; a right that ends loses none."""
    refused = pane.state is WindowState.UNAUTHORISED and pane.reason is Reason.NOT_ALLOWED
    return pane.state in _BAD or refused


def _lost(source: SourceId, name: str, reason: Reason, cpu_percent: float | None) -> NodeEvent:
    zh, en = REASONS[reason] if reason is not Reason.NONE else ("无画面", "no picture")
    if reason in _OR_NOT_READ and cpu_percent is not None and cpu_percent >= FULL_PERCENT:
        # Nobody should be sent to a camera for it before the node has been looked at.
        zh = f"{zh}(渲染节点负载 {cpu_percent:.0f}%,也可能是节点来不及取流)"
        en = f"{en} (or not read: the node's load is {cpu_percent:.0f}%)"
    return NodeEvent(
        severity=Severity.WARNING,
        source=source,
        what="source_lost",
        text=f"信号源 {name or source} 无信号:{zh}",
        text_en=f"Source {source} has no signal: {en}",
    )


def _live(source: SourceId, name: str, after_s: float) -> NodeEvent:
    return NodeEvent(
        source=source,
        what="source_live",
        text=f"信号源 {name or source} 已恢复(中断 {after_s:.0f} 秒)",
        text_en=f"Source {source} is live again after {after_s:.0f} s",
    )
