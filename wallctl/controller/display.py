"""From what is known to what is shown: reads the session, sets the window. Asks for nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from wallctl.controller.canvas.scene import Board, EchoPhase, Scene
from wallctl.controller.choosing import Choosing
from wallctl.controller.draft import Draft
from wallctl.controller.draft_words import draft_facts
from wallctl.controller.echo import FRESH_S
from wallctl.controller.event_rows import Now, event_text
from wallctl.controller.neighbours import Neighbours, editing_too
from wallctl.controller.preset_card import PresetCard
from wallctl.controller.refusal_words import link_word
from wallctl.controller.running import running_lines
from wallctl.controller.session import LinkPhase, Session
from wallctl.controller.standing import Readiness, as_last_known, readiness
from wallctl.controller.window import DeskWindow
from wallctl.controller.words import (
    Places,
    clock_word,
    english,
    lie_reason,
    readiness_word,
    translate,
    who_word,
)
from wallctl.errors import WallError
from wallctl.model.desired import Origin
from wallctl.model.ids import PresetId, SourceId, WindowId
from wallctl.model.layout import Layout, Preset
from wallctl.model.wall import Wall
from wallctl.rules.compare_layouts import Change, Differences, compare
from wallctl.rules.presets import put_up


class Display:
    """Shows everything anew when told to; widgets themselves leave out what did not change."""

    def __init__(self, session: Session, window: DeskWindow, places: Places, seat: str) -> None:
        self._session, self._window, self._places, self._seat = session, window, places, seat
        self._drawn_for: tuple[Wall, tuple[Preset, ...]] | None = None
        self._filled: dict[PresetId, tuple[SourceId | None, ...]] = {}
        self._filled_from: tuple[object, ...] = ()
        self._echo_seen_utc_s: float | None = None
        self._neighbours = Neighbours(session)
        self._choosing = Choosing(session)

    def echo_phase(self) -> EchoPhase:
        """Return what the pictures of the glass are worth now."""
        session = self._session
        if session.phase is LinkPhase.LOST:
            return EchoPhase.SERVER_LOST
        newest_s = session.echoes.newest_s()
        if newest_s is None:
            return EchoPhase.WAITING
        if session.now_s - newest_s <= FRESH_S:
            self._echo_seen_utc_s = session.now_utc_s
            return EchoPhase.RUNNING
        return EchoPhase.CUT

    def link(self) -> None:
        """Show whether the server speaks."""
        session, words = self._session, ""
        if session.phase is LinkPhase.LOST and session.lost_since_utc_s is not None:
            since = clock_word(session.lost_since_utc_s, session.now_utc_s, seconds=True)
            words = translate("Desk", "与服务器失去联系 · {since} 起 · 大屏保持原布局，连上后自动恢复")
            if session.view is None:
                words = translate("Desk", "连不上服务器 · {since} 起 · 大屏不受影响，连上后自动恢复")
            words = words.format(since=since)
        if session.refused is not None:
            words = translate("Desk", "服务器不接受本席位：{why}").format(why=link_word(session.refused))
        self._window.top.show_loss(words)

    def events(self) -> None:
        """Show what is happening."""
        session = self._session
        self._window.side.show_events(session.events, self._now(), session.now_utc_s)
        if not session.events:
            self._window.top.show_last("", "")
            return
        last = session.events[0]
        self._window.top.show_last(clock_word(last.at_utc_s, session.now_utc_s), event_text(last))

    def _now(self) -> Now:
        session = self._session
        view, sources = session.view, session.sources
        if view is None or session.phase is not LinkPhase.UP:
            return Now(sources=sources)
        origin = view.desired.origin
        on_wall = session.standings.sources.items()
        return Now(
            lost=bool(view.lost),
            reseated=origin is not None and origin.reseats is not None,
            failing=frozenset(source for source, standing in on_wall if not standing.live),
            sources=sources,
        )

    def wall(self, draft: Draft | None) -> None:
        """Show the state of the wall everywhere."""
        session, window = self._session, self._window
        window.side.show_events(session.events, self._now(), session.now_utc_s)
        window.side.show_states(running_lines(session))
        linked = session.phase is LinkPhase.UP
        window.centre.show_drafting(draft is not None)
        window.presets.show_mode(drafting=draft is not None, can_take=linked, linked=linked)
        view = session.view
        if view is None:
            window.top.show_site("", "", self._place)
            lost = session.phase is LinkPhase.LOST
            facts = translate("Desk", "连不上服务器") if lost else translate("Desk", "正在连接服务器…")
            window.centre.live.show_facts(facts, [""], "")
            return
        window.centre.show_wall(view.wall)
        self.boards(draft)
        window.top.show_site(view.site, view.wall.shape.replace("x", "×"), self._place)
        window.top.pill.show_truth(view.truth if linked else None, session.sources, session.standings)
        known = session.standings if linked else as_last_known(session.standings)
        window.sources.show_wall(view.wall, session.shown, known, session.now_utc_s)
        self._presets(view.wall, draft)

    @property
    def _place(self) -> str:
        """Who sits here, as other desks are told it."""
        return who_word(self._session.officer, self._seat)

    def boards(self, draft: Draft | None) -> None:
        """Show the boards alone: the age of the echo changes without word from the server."""
        session = self._session
        if session.view is None:
            return
        changed = compare(session.layout, draft.layout) if draft is not None else None
        self._live(changed, drafting=draft is not None)
        if draft is not None and changed is not None:
            self._draft(draft, changed)

    def _live(self, changed: Differences | None, *, drafting: bool) -> None:
        session, frame = self._session, self._window.centre.live
        view = session.view
        assert view is not None
        self._neighbours.look()
        changes = changed.live if changed is not None else {}
        editable = not drafting and session.phase is LinkPhase.UP
        scene = replace(
            self._scene(Board.LIVE, session.layout, changes, editable=editable),
            drafting=drafting,
            notes=self._neighbours.notes,
        )
        frame.canvas.show_scene(scene, session.now_s)
        facts = [translate("Desk", "大屏版本 {revision}").format(revision=view.desired.revision)]
        origin = view.desired.origin
        if origin is not None:
            when = clock_word(origin.at_utc_s, session.now_utc_s)
            facts.append(translate("Desk", "{when} 由 {who} 上墙").format(when=when, who=self._who(origin)))
        if view.spread_ms is not None and session.phase is LinkPhase.UP:
            facts.append(translate("Desk", "各单元同步差 {ms} 毫秒").format(ms=f"{view.spread_ms:.0f}"))
        rate = session.echoes.rate_fps(session.now_s)
        echo = translate("Desk", "回显 {fps} 帧/秒").format(fps=f"{rate:.0f}" if rate >= 1 else f"{rate:.1f}")
        if scene.echo is not EchoPhase.RUNNING:
            echo = translate("Desk", "无回显")
        if view.taking or session.asked is not None:
            echo = translate("Desk", "正在上墙…")
        # What matters least stands last, and goes first.
        forms = [" · ".join(facts[:count]) for count in range(len(facts), 0, -1)]
        frame.show_facts(self._name_of(view.preset_name), forms, echo)

    def _who(self, origin: Origin) -> str:
        """Who put it up; the seat is named when it is another one than this desk's."""
        seat = "" if origin.seat == self._session.seat else origin.seat
        return who_word(origin.officer or origin.actor, seat)

    def _draft(self, draft: Draft, changed: Differences) -> None:
        frame = self._window.centre.draft
        self._choosing.look(draft)
        scene = replace(
            self._scene(Board.DRAFT, draft.layout, changed.changes, editable=True),
            why=self._choosing.why,
            substitutes=self._choosing.substitutes,
        )
        frame.canvas.show_scene(scene, self._session.now_s)
        preset = self._session.presets.get(draft.preset) if draft.preset is not None else None
        name = self._name_of(preset.name) if preset is not None else translate("Desk", "新画面")
        facts = draft_facts(changed)
        also = editing_too(self._session, draft.preset)
        if also:
            facts = [f"{also} · {facts[0]}", also, *facts]
        found = self._readiness(window.source for window in draft.layout.windows)
        frame.show_facts(name, facts, readiness_word(found))

    def _scene(
        self,
        board: Board,
        layout: Layout,
        changes: Mapping[WindowId, Change],
        *,
        editable: bool,
    ) -> Scene:
        session = self._session
        view = session.view
        assert view is not None
        phase = self.echo_phase()
        since_utc_s = self._echo_seen_utc_s
        if phase is EchoPhase.SERVER_LOST:
            since_utc_s = session.lost_since_utc_s
        since = clock_word(since_utc_s, session.now_utc_s, seconds=True) if since_utc_s is not None else ""
        return Scene(
            board=board,
            wall=view.wall,
            layout=layout,
            glass=session.shown,
            known=session.standings,
            sources=session.sources,
            agencies=session.agencies,
            places=self._places,
            changes=changes,
            lies={lie.cell: lie_reason(lie, session.sources) for lie in view.truth.lies}
            if session.phase is LinkPhase.UP
            else {},
            echo=phase,
            echo_since=since,
            editable=editable,
            now_utc_s=session.now_utc_s // 60 * 60,  # whole minutes: the scene changes no oftener
        )

    def _presets(self, wall: Wall, draft: Draft | None) -> None:
        bar = self._window.presets
        presets = tuple(self._session.presets.values())
        if self._drawn_for != (wall, presets):
            self._drawn_for = (wall, presets)
            bar.show_presets(presets, wall)
        self._refill(presets, wall)
        view = self._session.view
        origin = view.desired.origin if view is not None else None
        applied = draft.preset if draft is not None else origin.preset if origin is not None else None
        bar.show_states(self._ready, applied)

    def _ready(self, card: PresetCard) -> Readiness:
        session, sources = self._session, self._filled.get(card.ref, ())
        lost = session.looks.failing
        card.show_missing([session.sources[s] for s in sources if s in lost and s in session.sources])
        return self._readiness(sources)

    def _readiness(self, sources: Iterable[SourceId | None]) -> Readiness:
        session = self._session
        found = readiness(sources, session.standings, session.looks.standings)
        return found if session.phase is LinkPhase.UP else replace(found, last_known=True)

    def _refill(self, presets: tuple[Preset, ...], wall: Wall) -> None:
        """Which sources a preset would show depends on the catalogue and on which of them are lost."""
        session = self._session
        sources = tuple(session.sources.values())
        lost = session.looks.failing
        made_of = (wall, presets, sources, lost)
        if made_of != self._filled_from:
            self._filled_from = made_of
            self._filled = {
                preset.ref: tuple(window.source for window in filled(self._session, preset, wall).windows)
                for preset in presets
            }

    def _name_of(self, name: str) -> str:
        """A preset's name comes in Chinese from the server; in English it is looked up."""
        if not name:
            return translate("Desk", "自由布局")
        found = next((preset for preset in self._session.presets.values() if preset.name == name), None)
        return found.name_en if found is not None and english() and found.name_en else name


def filled(session: Session, preset: Preset, wall: Wall) -> Layout:
    """Return what the server would put up now; empty when it is not drawn for this wall."""
    try:
        return put_up(preset, wall, session.sources, session.looks.standings.values())
    except WallError:
        return Layout()
