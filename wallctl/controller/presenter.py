"""Joins session and window: what an officer does becomes an edit of the draft or a request to the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from wallctl.controller.canvas.view import WallCanvas
from wallctl.controller.canvas_desk import CanvasDesk
from wallctl.controller.centre import Waits
from wallctl.controller.display import Display, filled
from wallctl.controller.draft import Draft
from wallctl.controller.draft_words import arming_called_off, arming_let_go, take_called_off
from wallctl.controller.neighbours import take_text, undo_text
from wallctl.controller.notice import held_words, locked_off_words, problem_text
from wallctl.controller.preset_actions import Applying, PresetAction
from wallctl.controller.preset_desk import OPENS, PresetDesk
from wallctl.controller.preset_key_words import unheard_word
from wallctl.controller.remedy_desk import RemedyDesk
from wallctl.controller.session import LINK_FAILED, NO_LINK, Answer, LinkPhase, Session
from wallctl.controller.settings import SettingsKeeper
from wallctl.controller.source_desk import OWN_ASKS
from wallctl.controller.source_index import SearchMaker, plain_search
from wallctl.controller.source_panel import Search
from wallctl.controller.source_placing import SourcePlacing
from wallctl.controller.studio import CALLED_OFF, Studio
from wallctl.controller.tab_order import reach
from wallctl.controller.take_line import take_line
from wallctl.controller.unplaced import TurnedDown
from wallctl.controller.window import DeskWindow
from wallctl.controller.words import Places, translate
from wallctl.model.ids import CellId, PresetId, SourceId, WindowId
from wallctl.model.layout import Layout, Preset
from wallctl.model.source import Source
from wallctl.protocol.attention import AcknowledgeAlarms
from wallctl.protocol.desk import Events, Reply, TakeLayout, Undo, Watch
from wallctl.protocol.drafting import DropDraft, SaveDraft
from wallctl.protocol.setting_up import SetWall
from wallctl.rules.edit import clear, locked_off
from wallctl.rules.presets import placed

TICK_MS = 250
ECHO_STEP_PX, MAX_ECHO_PX = 64, 512
_TOLD_ELSEWHERE = (Events, Watch, SaveDraft, DropDraft, TakeLayout, SetWall, *OWN_ASKS, *OPENS)
"""What became of these is told by whoever asked."""


class Presenter(QObject):
    """One desk at work. Everything here runs in the GUI thread and returns at once."""

    search_ready = Signal()
    """The list finds sources by any of their names now."""
    echo_requested = Signal(int)
    """A width in pixels: pictures of one cell no larger than they are seen; 0: nobody looks."""

    def __init__(
        self,
        session: Session,
        window: DeskWindow,
        places: Places,
        maker: SearchMaker,
        seat: str,
        settings: SettingsKeeper | None = None,
    ) -> None:
        super().__init__()
        self._session, self._window = session, window
        self._maker = maker
        maker.ready.connect(self._search_ready)
        self._display = Display(session, window, places, seat)
        settings = settings or SettingsKeeper()
        self.studio = Studio(session, settings)
        self.studio.changed.connect(self.show_wall)
        self.studio.told.connect(window.centre.notice.tell)
        self.studio.done.connect(window.centre.notice.inform)
        self.studio.turned_down.connect(self._turned_down)
        self.preset_desk = PresetDesk(session, self.studio, window, self._chosen_windows)
        self.preset_desk.told.connect(window.centre.notice.tell)
        self.preset_desk.done.connect(window.centre.notice.inform)
        self.preset_desk.bin.changed.connect(self._show_restorable)
        self.on_canvas = CanvasDesk(session, window.centre, settings, lambda: self.canvas)
        self.on_canvas.told.connect(window.centre.notice.inform)
        self._placing = SourcePlacing(session, self.studio, window, lambda: self.canvas)
        self._placing.told.connect(window.centre.notice.tell)
        self.remedies = RemedyDesk(session, self.studio, window.centre)
        self.remedies.told.connect(window.centre.notice.tell)
        self.remedies.done.connect(window.centre.notice.inform)
        window.side.events.remedy_wanted.connect(self.remedies.remedy)
        self._searched: tuple[Source, ...] = ()
        self._echo_px = 0
        session.wall_changed.connect(self.show_wall)
        session.looks.standings_changed.connect(self.show_wall)
        session.catalogue_changed.connect(self.show_catalogue)
        session.link_changed.connect(self.show_link)
        session.happened.connect(self.show_events)
        session.echoed.connect(self._show_echo)
        session.answered.connect(self._answered)
        self._listen(window)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        self.show_link()
        self.show_events()

    def _listen(self, window: DeskWindow) -> None:
        window.presets.preset_requested.connect(self._preset)
        window.presets.key_unheard.connect(self._key_unheard)
        window.presets.action_requested.connect(self._preset_action)
        window.presets.undo_requested.connect(self.undo)
        window.presets.clear_requested.connect(self.clear)
        window.presets.draft_requested.connect(self.toggle_draft)
        window.presets.take_requested.connect(self.take)
        window.centre.live.canvas.edit_requested.connect(self._edit)
        window.centre.draft.canvas.edit_requested.connect(self._edit)
        window.centre.hint.draft_requested.connect(self.toggle_draft)

    def stop(self) -> None:
        """End the timer; the session may go."""
        self.preset_desk.stop()
        self._timer.stop()
        self.on_canvas.stop()

    @property
    def draft(self) -> Draft | None:
        """What is being prepared."""
        return self.studio.draft

    @property
    def canvas(self) -> WallCanvas:
        """The canvas that edits go to: the draft's while there is a draft."""
        centre = self._window.centre
        return centre.live.canvas if self.draft is None else centre.draft.canvas

    # what is shown

    @Slot()
    def tick(self) -> None:
        """Four times a second: clock, silence of the server, age of the echo."""
        self._session.tick()
        self._window.top.show_time(self._session.now_utc_s)
        self._display.boards(self.draft)
        self._ask_for_echo()

    @Slot()
    def show_link(self) -> None:
        """Show whether the server speaks."""
        self._display.link()
        self.show_wall()

    @Slot()
    def show_catalogue(self) -> None:
        """Show other sources and presets."""
        sources, agencies = self._session.sources, self._session.agencies
        if self._searched != tuple(sources.values()):
            self._searched = tuple(sources.values())
            self._window.sources.show_search(plain_search(self._searched))
            self._maker.make(self._searched, agencies.values())
        if self._session.catalogue_known:
            self._window.sources.show_catalogue(sources, agencies)
        self.show_wall()

    @Slot(object)
    def _search_ready(self, search: Search) -> None:
        self._window.sources.show_search(search)
        self.search_ready.emit()

    @Slot()
    def show_events(self) -> None:
        """Show what is happening."""
        self._display.events()

    @Slot()
    def show_wall(self) -> None:
        """Show the state of the wall everywhere."""
        self._display.wall(self.draft)
        view, session = self._session.view, self._session
        empty = session.catalogue_known and not session.sources
        centre = self._window.centre
        centre.show_welcome(view.wall if view is not None and empty else None)
        centre.hint.show_waits(self._waits)
        linked = session.phase is LinkPhase.UP
        centre.live.show_direct(linked and self._applying is Applying.WALL)
        if self.studio.arming.armed or self.studio.arming.taking:
            for ended in (arming_let_go, arming_called_off):
                centre.notice.withdraw(ended)  # it is armed again
        self._window.presets.bar.show_how(
            direct=self.studio.direct, readiness=self.studio.readiness, kept=self.studio.kept is not None
        )
        self._window.presets.bar.show_armed(taking=self.studio.arming.taking, armed=self.studio.arming.armed)
        self._window.presets.bar.show_line(take_line(self._session, self.studio))
        self._window.presets.show_applying(self._applying)

    @Slot()
    def retranslate(self) -> None:
        """Another language: widgets have changed their own words; what they were given is given anew."""
        self.show_catalogue()
        self.show_link()
        self.show_events()

    @Slot(str)
    def _show_echo(self, cell: str) -> None:
        now_s = self._session.now_s
        self._window.centre.live.canvas.show_echo(CellId(cell), now_s)
        if self.draft is not None:
            self._window.centre.draft.canvas.show_echo(CellId(cell), now_s)

    def _ask_for_echo(self) -> None:
        canvas = self._window.centre.live.canvas
        if self._session.view is None:
            return
        seen_px = canvas.scale.cell_px(0, 0).width() * self._window.devicePixelRatio()
        wanted_px = min(MAX_ECHO_PX, -(-int(seen_px) // ECHO_STEP_PX) * ECHO_STEP_PX)
        if self._window.isMinimized() or not self._window.isVisible():
            wanted_px = 0
        if wanted_px != self._echo_px:
            self._echo_px = wanted_px
            self.echo_requested.emit(wanted_px)

    # what is asked

    @Slot()
    def toggle_draft(self) -> None:
        """Open the draft, or close its board."""
        self.studio.toggle()
        reach(self.canvas, Qt.FocusReason.OtherFocusReason)

    @Slot()
    def take(self) -> None:
        """Put the draft on the wall; nothing happens without one."""
        self.studio.take()

    @Slot()
    def undo(self) -> None:
        """One step back: of the draft while there is one, else of the wall."""
        self.studio.undo()

    @Slot()
    def clear(self) -> None:
        """Take everything off the board that is worked on."""
        if self.draft is not None or not self.studio.direct:
            cleared = clear(self.studio.layout)
            self._prepare(cleared, lambda: self.studio.edit(cleared))
        else:
            self._session.clear()

    @Slot(object)
    def _edit(self, layout: Layout) -> None:
        self.studio.edit(layout)

    @Slot(str)
    def _preset(self, name: str) -> None:
        ref = PresetId(name)
        preset, view = self._session.presets.get(ref), self._session.view
        if self._applying is Applying.WALL:
            self.studio.apply(ref)
        elif preset is not None and view is not None:
            mark, layout = self._session.marks.get(ref), filled(self._session, preset, view.wall)
            version = mark.version if mark is not None else None
            board = placed(preset, self.studio.layout, layout)
            self._prepare(board, lambda: self.studio.begin(board, ref, version))

    @Slot(str, object)
    def _key_unheard(self, key: str, preset: Preset | None) -> None:
        """A key that puts nothing up says why."""
        view, notice = self._session.view, self._window.centre.notice
        if view is None or not self._session.catalogue_known:
            notice.tell(partial(problem_text, NO_LINK))
        else:
            notice.inform(partial(unheard_word, key, preset, view.wall))

    @property
    def _waits(self) -> Waits:
        if self._session.phase is not LinkPhase.UP:
            return Waits.SERVER
        return Waits.DRAFT if self.studio.kept is not None else Waits.NOTHING

    @property
    def _applying(self) -> Applying:
        return Applying.WALL if self.draft is None and self.studio.direct else Applying.DRAFT

    def _prepare(self, board: Layout, change: Callable[[], None]) -> None:
        """Make that the draft; where this opens its board, keys that were the live board's go on there."""
        on_live = self._window.centre.live.canvas.hasFocus()
        gone = [window.source or window.id for window in locked_off(self.studio.layout, board)]
        change()
        self._tell_locked_off(gone)
        if on_live and self.draft is not None:
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_locked_off(self, names: object) -> None:
        """Locked pictures go only with the whole board, and never without a word."""
        if isinstance(names, list) and names:
            self._window.centre.notice.tell(partial(locked_off_words, names, self._session.sources))

    @Slot(object, str)
    def _preset_action(self, action: PresetAction, name: str) -> None:
        if self.preset_desk.act(action, name) is PresetAction.APPLY:
            self._preset(name)

    @Slot()
    def _show_restorable(self) -> None:
        self._window.presets.tools.show_restorable(restorable=self.preset_desk.bin.deleted is not None)

    def _chosen_windows(self) -> Sequence[WindowId]:
        return self.canvas.chosen

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        notice, problem = self._window.centre.notice, answer.problem
        if problem is not None and problem.error == CALLED_OFF:
            notice.inform(take_called_off)
            return
        if problem is not None:
            later = isinstance(answer.ask, AcknowledgeAlarms) and problem in LINK_FAILED
            if later or isinstance(answer.ask, _TOLD_ELSEWHERE):
                return
            if isinstance(answer.ask, Undo):
                known, now_utc_s = self._session.sources, self._session.now_utc_s
                notice.tell(partial(undo_text, problem, known, now_utc_s))
            else:
                notice.tell(partial(problem_text, problem))
            return
        if answer.reply is None:
            return
        self._tell_locked_off(answer.reply.result.get("locked_off"))
        if held_words(answer.reply, self._session.sources):
            notice.tell(partial(_held_text, answer.reply, self._session.sources))

    @Slot(object)
    def _turned_down(self, turned_down: TurnedDown) -> None:
        """Say why the wall has not got it, and where it is: that is the studio's to know."""
        known, now_utc_s = self._session.sources, self._session.now_utc_s
        self._window.centre.notice.tell(partial(take_text, turned_down, known, now_utc_s))


def _held_text(reply: Reply, sources: Mapping[SourceId, Source]) -> str:
    text = translate("Desk", "已上墙，但这些画面没有就绪：{names}")
    return text.format(names=held_words(reply, sources))
