"""The desk as its officer sets it and works at it: zones, type, drafts, windows; see `controller.shots`."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.controller.shots_screen import Camera, spin, wait
from tests.fakes.desk_city import put_everyday
from tests.fakes.desk_server import DeskServer
from wallctl.controller.canvas.commands import Command
from wallctl.controller.canvas.view import WallCanvas
from wallctl.controller.docking import Zone
from wallctl.controller.keymap import Act
from wallctl.controller.main import Desk
from wallctl.controller.settings import OfficerSettings, Place, TypeSize, WindowPlace
from wallctl.controller.source_groups import Grouping
from wallctl.model.content import ClockContent, ImageContent, TickerContent
from wallctl.model.geometry import Rect
from wallctl.model.health import Reason
from wallctl.model.ids import SeatId, SourceId, WindowId
from wallctl.model.layout import Crop, Layout, Tour, Window
from wallctl.protocol.drafting import Waiting

_ASIDE_PX, _WIDE_PX, _TALL_PX = 60, 360, 560


@dataclass(frozen=True)
class Setting:
    """Sets the desk, works on a board, and puts all of it back."""

    desk: Desk
    server: DeskServer

    def act(self, *acts: Act) -> None:
        for act in acts:
            self.desk.window.asked.emit(act)

    @property
    def canvas(self) -> WallCanvas:
        return self.desk.presenter.canvas

    @property
    def _revision(self) -> int:
        view = self.desk.session.view
        return view.desired.revision if view is not None else 0

    # zones and type

    def hidden(self) -> None:
        self.act(Act.SOURCES, Act.SIDE, Act.PRESETS)

    def sources_below(self) -> None:
        self.desk.window.frame.put(Zone.SOURCES, Place.BELOW)
        spin(3.0)

    def side_below(self) -> None:
        self.desk.window.frame.put(Zone.SIDE, Place.BELOW)

    def changed_sides(self) -> None:
        self.desk.window.frame.put(Zone.SOURCES, Place.RIGHT)

    def floating(self) -> None:
        """Both in windows of their own, over the desk itself."""
        frame = self.desk.window.frame
        zones, over = frame.zones, frame.over()
        tall = min(_TALL_PX, over.height())
        for number, zone in enumerate((Zone.SOURCES, Zone.SIDE)):
            place = WindowPlace(
                x_px=over.x() + number * (_WIDE_PX + _ASIDE_PX), y_px=over.bottom() + 1 - tall,
                w_px=_WIDE_PX, h_px=tall,
            )  # fmt: skip
            zones = zones.with_(**{f"{zone.value}_floats": True, f"{zone.value}_window": place})
        frame.show_zones(zones)

    def narrow(self) -> None:
        self.act(*[Act.SOURCES_WIDTH] * 2, *[Act.SIDE_WIDTH] * 2)

    def large(self) -> None:
        self.desk.acts.show_size(TypeSize.LARGE)

    def small(self) -> None:
        self.desk.acts.show_size(TypeSize.SMALL)

    def large_below(self) -> None:
        self.large()
        self.sources_below()

    def large_draft(self) -> None:
        self.large()
        self.draft()

    def large_keys(self) -> None:
        self.large()
        self.desk.window.show_help()

    def large_new_source(self) -> None:
        self.large()
        self.act(Act.ADD_SOURCE)

    # sources

    def pictures(self) -> None:
        self.act(Act.SOURCE_GRID)
        spin(3.0)

    def list_below(self) -> None:
        self.sources_below()
        self.act(Act.SOURCE_GRID)

    def by_state(self) -> None:
        self.desk.window.sources.group_by(Grouping.STATE)

    def found(self) -> None:
        self.desk.window.sources.search.setText("mzy")

    def favourites(self) -> None:
        chosen = tuple(SourceId(name) for name in ("wat-08", "psb-02"))
        self.desk.settings.change(favourites=chosen, recent=(SourceId("trf-02"),), folded=("psb",))

    # drafts

    def draft(self) -> None:
        if self.desk.presenter.draft is None:
            self.desk.presenter.toggle_draft()
        self.desk.window.presets.key_pressed("F4")
        wait(lambda: self.desk.presenter.studio.saved)

    def empty_draft(self) -> None:
        self.desk.presenter.studio.begin(Layout())

    def kept(self) -> None:
        self.draft()
        self.desk.presenter.toggle_draft()

    def armed(self) -> None:
        self.draft()
        self.act(Act.ARM)
        wait(lambda: self.desk.presenter.studio.arming.armed)

    def arming(self) -> None:
        self.armed()
        draft = self.desk.presenter.draft
        assert self.server.arming is not None and draft is not None
        named = [window for window in draft.layout.windows if window.source is not None][:2]
        waiting = tuple(
            Waiting(window=window.id, source=window.source, reason=reason)
            for window, reason in zip(named, (Reason.NO_ANSWER, Reason.NONE), strict=True)
        )
        ready = self.server.arming.windows - len(waiting)
        self.server.arming = self.server.arming.with_(ready=ready, waiting=waiting)
        spin(0.4)

    def careful(self) -> None:
        """Nothing goes up directly, and only with all pictures."""
        self.desk.settings.change(direct=False, all_or_nothing=True)

    # windows

    def kinds(self) -> None:
        """Every kind of window, and every mark on one."""
        self.server.put(Layout(windows=_every_kind()), seat=SeatId("seat-1"))
        revision = self.server.desired.revision
        wait(lambda: self._revision == revision)
        self.canvas.select(None)

    def several(self) -> None:
        self.canvas.setFocus()
        self.canvas.select(*(window.id for window in self.server.desired.layout.windows[:4]))

    def enlarged(self) -> None:
        self.canvas.select(self.server.desired.layout.windows[1].id)
        before = self.server.desired.revision
        self.canvas.perform(Command.ENLARGE)
        wait(lambda: self.server.desired.revision > before)

    def cutting(self) -> None:
        self.canvas.setFocus()
        self.canvas.select(self.server.desired.layout.windows[1].id)
        self.canvas.perform(Command.CROP)

    def changed_elsewhere(self) -> None:
        before = self.server.desired.layout.windows
        self.server.put(Layout(windows=before[3:]), "clear")
        spin(0.5)
        self.server.put(Layout(windows=before), "take")

    # what is told

    def informed(self) -> None:
        self.desk.window.presets.key_unheard.emit("F12", None)

    def calm(self) -> None:
        """Set all back, and end what was begun."""
        QTest.keyClick(self.canvas, Qt.Key.Key_Escape)
        self.desk.window.frame.restore()
        if self.desk.presenter.studio.kept is not None:
            self.desk.presenter.toggle_draft()
        if self.desk.presenter.draft is not None:
            self.act(Act.DROP)
        self.desk.acts.show_size(TypeSize.MEDIUM)
        usual = OfficerSettings()
        self.desk.settings.change(
            source_grid=False, source_grid_below=True, grouping=usual.grouping,
            favourites=(), recent=(), folded=(), direct=usual.direct, all_or_nothing=usual.all_or_nothing,
        )  # fmt: skip
        self.desk.window.sources.search.clear()
        self.server.arming = None
        put_everyday(self.server)
        self.desk.presenter.canvas.select(None)
        wait(lambda: self.desk.presenter.draft is None)
        notice = self.desk.window.centre.notice
        while notice.text:
            notice.dismiss()


STATES: dict[str, Callable[[Setting], None]] = {
    "zones-hidden": Setting.hidden,
    "zones-sources-below": Setting.sources_below,
    "zones-side-below": Setting.side_below,
    "zones-changed-sides": Setting.changed_sides,
    "zones-floating": Setting.floating,
    "zones-narrow": Setting.narrow,
    "type-large": Setting.large,
    "type-large-below": Setting.large_below,
    "type-large-draft": Setting.large_draft,
    "type-large-keys": Setting.large_keys,
    "type-large-add": Setting.large_new_source,
    "type-small": Setting.small,
    "sources-pictures": Setting.pictures,
    "sources-list-below": Setting.list_below,
    "sources-by-state": Setting.by_state,
    "sources-found": Setting.found,
    "sources-own": Setting.favourites,
    "draft-empty": Setting.empty_draft,
    "draft-kept": Setting.kept,
    "draft-armed": Setting.armed,
    "draft-arming": Setting.arming,
    "take-careful": Setting.careful,
    "windows-kinds": Setting.kinds,
    "windows-several": Setting.several,
    "windows-enlarged": Setting.enlarged,
    "windows-cutting": Setting.cutting,
    "windows-changed-elsewhere": Setting.changed_elsewhere,
    "told-informed": Setting.informed,
}


def take_states(camera: Camera, setting: Setting) -> None:
    """Take all of them over the everyday wall."""
    for name, begin in STATES.items():
        camera.each(f"state-{name}", partial(begin, setting), after=setting.calm)


def _every_kind() -> tuple[Window, ...]:
    """Locked, important, cut, over another, moving on, without a source; picture, clock, ticker."""
    sources = (SourceId("psb-01"), SourceId("trf-02"))
    return (
        _window("locked", 0, 0, source=SourceId("wat-08"), locked=True),
        _window("important", 1, 0, source=SourceId("wat-03"), important=True),
        _window("both", 2, 0, source=SourceId("wat-06"), important=True, locked=True),
        _window("cut", 3, 0, source=SourceId("psb-02"), crop=Crop(x=0.2, y=0.2, w=0.5, h=0.5)),
        _window("under", 0, 1, 2, 2, source=SourceId("mar-02")),
        _window("over", 0.25, 1.25, source=SourceId("trf-05"), z=1),
        _window("tour", 2, 1, source=sources[0], tour=Tour(sources=sources, dwell_s=10.0)),
        _window("nothing", 3, 1),
        _window("picture", 2, 2, content=ImageContent(file="dyke.png")),
        _window("clock", 3, 2, content=ClockContent()),
        _window("ticker", 4, 0, 2, 1, content=TickerContent(text="民主垸堤段出现管涌，请立即撤离")),
        _window("until", 4, 1, source=SourceId("lan-01"), until_utc_s=time.time() // 3600 * 3600 + 7200),
    )


def _window(name: str, x: float, y: float, w: float = 1, h: float = 1, **more: object) -> Window:
    place = Rect(x=x, y=y, w=w, h=h)
    return Window.model_validate({"id": WindowId(name), "rect": place} | more)
