"""A board of the canvas: shows the `Scene` it is given and what is chosen on it. Hears no mouse and no key.

What an officer wants leaves as `edit_requested` with a whole layout; nothing here changes the wall itself.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from wallctl.controller.canvas.clip import windows_as_mime, windows_in_mime
from wallctl.controller.canvas.commands import Command, hindrance, result
from wallctl.controller.canvas.marks import Marks, handled, paint_marks
from wallctl.controller.canvas.painting import Pencil, paint_scene
from wallctl.controller.canvas.painting_faults import paint_unknown
from wallctl.controller.canvas.scale import Scale
from wallctl.controller.canvas.scene import Board, Scene
from wallctl.controller.canvas.telling import window_tip
from wallctl.controller.echo import EchoBook
from wallctl.controller.words import Saying, said, translate
from wallctl.model.content import Content
from wallctl.model.geometry import Rect
from wallctl.model.ids import CellId, SourceId, WindowId, cell_place
from wallctl.model.layout import Layout
from wallctl.rules.cropping import Cut, begun
from wallctl.rules.edit_content import change_content, put_content
from wallctl.rules.edit_layout import drop, found
from wallctl.rules.edit_several import Snap, overlaid, pasted


class BoardView(QWidget):
    """One board of the wall, before any hand."""

    edit_requested = Signal(object)
    selection_changed = Signal()
    hinted = Signal(object)
    """Why what a hand asked for does nothing."""
    snap_changed = Signal(object)
    content_requested = Signal(object)
    """To be asked for: the content of this window, or of a new one (None)."""
    numbers_ended = Signal()
    """The officer has chosen by number, or does not want to."""
    digit_typed = Signal()
    """A digit of a number, while numbers are shown or just after."""

    def __init__(self, book: EchoBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._scene: Scene | None = None
        self._scale = Scale(1, 1, 0, 0, 1, 1)
        self._marks = Marks()
        self._snap = Snap.CELLS
        self._late = False
        self._now_s = 0.0
        self._stale: frozenset[CellId] = frozenset()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(160, 80))
        self.retranslate()

    def show_scene(self, scene: Scene, now_s: float) -> None:
        """Show another state of the wall; the selection stays where its window stays."""
        stale = self._stale_cells(scene, now_s)
        if scene == self._scene and stale == self._stale:
            return
        self._scene, self._stale, self._now_s = scene, stale, now_s
        self._rescale()
        cut = self._marks.cut
        if cut is not None and not _still(scene, cut):
            self.mark(cut=None)
        there = tuple(name for name in self._marks.chosen if scene.layout.window(name) is not None)
        self.mark(chosen=there)
        self._tell_accessibly()
        self.update()

    def show_echo(self, cell: CellId, now_s: float) -> None:
        """Repaint one cell, whose picture is new."""
        self._now_s = now_s
        place = cell_place(cell)
        if self._scene is None or place is None:
            return
        self.update(self._scale.cell_px(*place))
        if self._scene.board is Board.LIVE:
            return
        area = Rect(x=float(place[1]), y=float(place[0]), w=1.0, h=1.0)
        for window in self._scene.layout.windows:
            region = self._scene.picture_region(window)
            if region is not None and region.meets(area):  # a picture may stand anywhere on a draft
                self.update(self._scale.rect_px(window.rect))

    @property
    def scene(self) -> Scene | None:
        return self._scene

    @property
    def scale(self) -> Scale:
        return self._scale

    @property
    def marks(self) -> Marks:
        return self._marks

    @property
    def selected(self) -> WindowId | None:
        """The window that was chosen last."""
        return self._marks.selected

    @property
    def chosen(self) -> tuple[WindowId, ...]:
        """All chosen windows."""
        return self._marks.chosen

    def select(self, *names: WindowId | None) -> None:
        """Choose windows; None among them is nothing."""
        self.mark(chosen=tuple(name for name in names if name is not None), cursor=None, kept=())

    def choose_also(self, name: WindowId | None, cursor: Rect | None = None) -> None:
        """Choose a window, or a cell (with None), beside those that are kept."""
        kept = tuple(one for one in self._marks.kept if one in self._marks.chosen)
        now = () if name is None else (name,)
        chosen = (*(one for one in kept if one != name), *now)
        self.mark(chosen=chosen, cursor=None if now else cursor, kept=kept)

    def _keep(self, name: WindowId) -> None:
        kept = self._marks.kept
        self.mark(kept=tuple(one for one in kept if one != name) if name in kept else (*kept, name))

    @property
    def snap(self) -> Snap:
        return self._snap

    def set_snap(self, snap: Snap) -> None:
        """What dragged edges keep to."""
        if snap is not self._snap:
            self._snap = snap
            self.snap_changed.emit(snap)

    @property
    def step(self) -> float:
        """The step of what edges snap to, in cells."""
        return self._snap.value

    def show_numbers(self, shown: bool) -> None:
        """Show the windows' numbers, and take digits as one of them; or end that."""
        self.mark(typed="" if shown else None)

    def hold_digits(self, held: bool) -> None:
        """Keep digits from the presets: numbers have just ended, and one may be typed late."""
        self._late = held

    @property
    def numbers_shown(self) -> bool:
        return self._marks.typed is not None

    def place_source(self, source: SourceId) -> bool:
        """Put a source into the chosen window or cell; tell whether one is chosen."""
        if self._scene is None or not self._scene.editable:
            return False
        chosen = self._chosen_rect()
        if chosen is None:
            return False
        at = (chosen.x + chosen.w / 2, chosen.y + chosen.h / 2)
        window = self._scene.layout.window(self._marks.selected) if self._marks.selected else None
        if window is not None and self._marks.cursor is None:
            at = (window.rect.x + 0.01, window.rect.y + 0.01)
        self.request(drop(self._scene.wall, self._scene.layout, [source], *at))
        return True

    def overlay_source(self, source: SourceId) -> bool:
        """Lay a source over the middle of the chosen window or cell; tell whether one is chosen."""
        chosen = self._chosen_rect()
        if self._scene is None or not self._scene.editable or chosen is None:
            return False
        middle = (chosen.x + chosen.w / 2, chosen.y + chosen.h / 2)
        self.request(overlaid(self._scene.wall, self._scene.layout, source, *middle))
        return True

    def perform(self, command: Command) -> None:
        """Do what a key or the menu says with the chosen windows; say why, where that is nothing."""
        scene, chosen = self._scene, self._marks.chosen
        if scene is None:
            return
        match command:
            case Command.SELECT_ALL:
                self.select(*(window.id for window in scene.layout.windows))
            case Command.KEEP if chosen and self._marks.cursor is None:
                self._keep(chosen[-1])
            case Command.SNAP:
                self.set_snap(self._snap.next)
            case Command.CROP if not hindrance(command, scene, chosen):
                self._begin_cut(scene, chosen[-1])
            case Command.COPY:
                self._copy(scene, chosen)
            case Command.PASTE if scene.editable:
                copied = windows_in_mime(QGuiApplication.clipboard().mimeData())
                if not copied:
                    self.hint(lambda: translate("Canvas", "没有复制过画面：先选中画面，按 Ctrl+C"))
                layout, names = pasted(scene.wall, scene.layout, copied, self._marks.cursor)
                self.request(layout)
                self.select(*names)
            case Command.INSERT if scene.editable:
                self.content_requested.emit(None)
            case Command.EDIT if scene.editable and not hindrance(command, scene, chosen):
                self.content_requested.emit(chosen[-1])
            case _:
                self.hint(partial(hindrance, command, scene, chosen))
                layout_asked = result(command, scene, chosen) if scene.editable else None
                if layout_asked is not None:
                    self.request(layout_asked)

    def _copy(self, scene: Scene, chosen: tuple[WindowId, ...]) -> None:
        copied = [window for window in scene.layout.windows if window.id in chosen]
        self.hint(partial(hindrance, Command.COPY, scene, chosen))
        if copied:
            QGuiApplication.clipboard().setMimeData(windows_as_mime(copied))

    def _begin_cut(self, scene: Scene, name: WindowId) -> None:
        window = found(scene.layout, name)
        self.select(name)
        self.mark(cut=begun(scene.wall, window, scene.picture_ratio(window)))

    def put_content(self, content: Content, name: WindowId | None) -> None:
        """Show this in that window, or in a new one at the cursor."""
        if self._scene is None or not self._scene.editable:
            return
        scene = self._scene
        if name is not None and scene.layout.window(name) is not None:
            self.request(change_content(scene.layout, name, content))
        else:
            layout, name = put_content(scene.wall, scene.layout, content, self._marks.cursor)
            self.request(layout)
        self.select(name)

    def hint(self, saying: Saying) -> None:
        """Tell why something was not done; what has no words is no reason."""
        if said(saying):
            self.hinted.emit(saying)

    def retranslate(self) -> None:
        """Name the canvas for screen readers, in the language that is set."""
        self.setAccessibleName(translate("Canvas", "大屏画布"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), Qt.GlobalColor.black)
        if self._scene is None:
            paint_unknown(painter, self.rect())
        else:
            scene = self._shown()
            held = handled(scene, self._marks)
            pencil = Pencil(painter, scene, self._scale, self._book, self._now_s, held)
            paint_scene(pencil, event.rect())
            paint_marks(pencil, self._marks, focused=self.hasFocus())
        painter.end()

    def resizeEvent(self, event: QEvent) -> None:
        self._rescale()

    def _stale_cells(self, scene: Scene, now_s: float) -> frozenset[CellId]:
        return frozenset(cell for cell in scene.wall.cell_ids if not self._book.fresh(cell, now_s))

    def _shown(self) -> Scene:
        assert self._scene is not None
        return self._scene

    def _rescale(self) -> None:
        if self._scene is not None:
            self._scale = Scale.fitted(self._scene.wall, self.width(), self.height())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self._tell_accessibly()
        super().changeEvent(event)

    def request(self, layout: Layout) -> None:
        """Ask for a layout, unless it is the one that is there."""
        if self._scene is not None and layout != self._scene.layout:
            self.edit_requested.emit(layout)

    def _chosen_rect(self) -> Rect | None:
        if self._scene is not None and self._marks.selected is not None and self._marks.cursor is None:
            window = self._scene.layout.window(self._marks.selected)
            return window.rect if window is not None else None
        return self._marks.cursor

    def mark(self, **changes: object) -> None:
        """Change what is drawn for the hand."""
        marks = self._marks.changed(**changes)
        if marks.cut is not None and marks.selected != marks.cut.window:
            marks = marks.changed(cut=None)
        if marks == self._marks:
            return
        moved = (marks.chosen, marks.cursor) != (self._marks.chosen, self._marks.cursor)
        self._marks = marks
        self.update()
        if moved:
            self._tell_accessibly()
            self.selection_changed.emit()

    def _tell_accessibly(self) -> None:
        if self._scene is None or self._marks.selected is None:
            self.setAccessibleDescription("")
            return
        window = self._scene.layout.window(self._marks.selected)
        self.setAccessibleDescription(window_tip(self._scene, window) if window is not None else "")

    def window_place(self, name: WindowId) -> QRect:
        """Return where a window lies on the widget, in pixels; empty when it is not there."""
        window = self._scene.layout.window(name) if self._scene is not None else None
        return self._scale.rect_px(window.rect) if window is not None else QRect()


def _still(scene: Scene, cut: Cut) -> bool:
    """Whether the picture that a part is chosen of is still where it was, and may be changed."""
    window = scene.layout.window(cut.window)
    if window is None or not scene.editable:
        return False
    return begun(scene.wall, window, scene.picture_ratio(window)).place == cut.place
