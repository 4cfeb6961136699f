"""Lets windows give something up while the node is overloaded: load in, orders' pictures and events out.

Decides with `rules.easing`. Must not know sockets or processes; the conductor sends what comes of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wallctl.model.health import CellReport
from wallctl.model.ids import WindowId
from wallctl.model.source import StreamKind
from wallctl.node.load import LoadGauge
from wallctl.protocol.cell import Pane, Picture
from wallctl.protocol.node import NodeEvent, NodeOrder, Severity
from wallctl.rules.easing import FEWER_FPS, Easing, Give, Load, Payer, eased
from wallctl.rules.echo_pace import EchoPace, paced
from wallctl.rules.words import Words

WORTH_IT = 1.25
"""A stream that hardly sends more frames than are left to it gains nothing by fewer."""
_DONE: Mapping[Give, Words] = {
    Give.NOTHING: Words("恢复原画质", "full picture again"),
    Give.STREAM: Words("降为子码流", "down to the sub stream"),
    Give.FRAMES: Words(f"降至 {FEWER_FPS:g} 帧/秒", f"down to {FEWER_FPS:g} frames/s"),
}


class Relief:
    """Who gives up what on this node. Lives in the event loop."""

    def __init__(self, gauge: LoadGauge, *, steps_down: bool = True) -> None:
        """Without `steps_down` no window ever gives anything up; the echo yields all the same."""
        self._gauge, self._steps_down = gauge, steps_down
        self._easing = Easing()
        self.echo_pace = EchoPace()
        """Looking at the wall must not cost the wall: the echo yields before any window does."""

    @property
    def given(self) -> Mapping[WindowId, Give]:
        """What windows give up now."""
        return self._easing.given

    @property
    def strained(self) -> bool:
        """Whether the node has too much to do, or windows give something up because it had."""
        return self._easing.strained_since_s is not None or bool(self._easing.given)

    def look(self, order: NodeOrder | None, reports: Iterable[CellReport], now_s: float) -> list[NodeEvent]:
        """Look at the load; return what changed. `order` is what is on the glass."""
        shown = [] if order is None else [pane for one in order.pictures.values() for pane in one.panes]
        before = self._easing.given
        fewer = {name: FEWER_FPS for name, give in before.items() if give is Give.FRAMES}
        load = self._gauge.load(reports, fewer, now_s)
        if self._steps_down:
            self._easing = eased(self._easing, self._payers(shown), load, now_s)
        self.echo_pace = paced(self.echo_pace, load, not self._easing.given, now_s)
        return _events(shown, before, self._easing.given, load)

    def _payers(self, shown: Iterable[Pane]) -> list[Payer]:
        sizes: dict[WindowId, float] = {}
        panes: dict[WindowId, Pane] = {}
        for pane in shown:
            if pane.source is not None:
                panes[pane.window] = pane
                sizes[pane.window] = max(sizes.get(pane.window, 0.0), float(pane.win.w * pane.win.h))
        return [
            Payer(
                window=name,
                important=pane.important,
                size=sizes[name],
                steps=self._steps(pane),
            )
            for name, pane in panes.items()
        ]

    def _steps(self, pane: Pane) -> tuple[Give, ...]:
        source = pane.source
        assert source is not None
        steps = []
        can = source.stream is StreamKind.MAIN and source.other is not None
        if can:
            steps.append(Give.STREAM)
        sent = max(self._gauge.sent_fps(source.id, kind) for kind in StreamKind)
        if max(sent, source.fps_hint or 0.0) > WORTH_IT * FEWER_FPS:
            steps.append(Give.FRAMES)
        return tuple(steps)


def relieved(picture: Picture, given: Mapping[WindowId, Give]) -> Picture:
    """Return the picture with what its windows give up."""
    if not any(pane.window in given for pane in picture.panes):
        return picture
    return picture.with_(
        panes=tuple(_relieved(pane, given.get(pane.window, Give.NOTHING)) for pane in picture.panes)
    )


def _relieved(pane: Pane, give: Give) -> Pane:
    if give is Give.NOTHING or pane.source is None:
        return pane
    changed = pane
    lesser = pane.source.other_view if pane.source.stream is StreamKind.MAIN else None
    if lesser is not None:
        changed = changed.with_(source=lesser.with_(scarce=True), lesser=True)
    if give is Give.FRAMES:
        changed = changed.with_(most_fps=FEWER_FPS)
    return changed


def _events(
    shown: Iterable[Pane], before: Mapping[WindowId, Give], after: Mapping[WindowId, Give], load: Load
) -> list[NodeEvent]:
    """One event for all windows that give up the same in this look, one for all that get the same back."""
    panes = {pane.window: pane for pane in shown if pane.source is not None}
    changed: dict[tuple[bool, Give], list[Pane]] = {}
    for name, pane in panes.items():
        was, now = before.get(name, Give.NOTHING), after.get(name, Give.NOTHING)
        if was is not now:
            changed.setdefault((now > was, now), []).append(pane)
    return [_event(worse, give, some, load) for (worse, give), some in sorted(changed.items(), reverse=True)]


def _event(worse: bool, give: Give, panes: Iterable[Pane], load: Load) -> NodeEvent:
    sources = list(dict.fromkeys(pane.source for pane in panes if pane.source is not None))
    one = sources[0]
    done = _DONE[give]
    who = Words(f"{len(sources)} 路", f"{len(sources)} pictures")
    if len(sources) == 1:
        who = Words(f"{one.name} ", one.name_en or one.name)
    why = Words("节点负载回落", "Node has room again")
    if worse:
        why = Words(
            f"节点负载过高（只显示 {load.share:.0%} 的帧）",
            f"Node overloaded ({load.share:.0%} of frames shown)",
        )
    return NodeEvent(
        severity=Severity.WARNING if worse else Severity.INFO,
        source=one.id if len(sources) == 1 else None,
        sources=tuple(source.id for source in sources),
        what="window_eased" if worse else "window_restored",
        text=f"{why.zh}：{who.zh}{done.zh}",
        text_en=f"{why.en}: {who.en} {done.en}",
    )
