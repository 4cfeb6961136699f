"""The menu of the chosen windows: every command with its key, and the ways to fit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from wallctl.controller.canvas.commands import COMMANDS, Command, command_text, hindrance
from wallctl.controller.canvas.reshaping import FREE_STEPS, reshaped
from wallctl.controller.canvas.scene import Scene
from wallctl.controller.canvas.telling import window_name
from wallctl.controller.menu_lines import head_line
from wallctl.controller.words import translate
from wallctl.model.ids import WindowId
from wallctl.model.layout import Fit, Layout
from wallctl.rules.edit_layout import FREE_STEP, set_fit

_ENDS_A_PART = (
    Command.SPLIT_9,
    Command.CROP,
    Command.ALIGN_BOTTOM,
    Command.IMPORTANT,
    Command.PASTE,
)


class WindowMenu(QMenu):
    """Shown for the chosen windows of one board."""

    chosen = Signal(object)
    """A layout."""
    commanded = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.triggered.connect(self._choose)

    def offer(self, text: str, what: Layout | Command, key: str = "", within: QMenu | None = None) -> QAction:
        """Add an action, with its key beside it; `within` a menu of this one."""
        action = (within or self).addAction(text)
        action.setData(what)
        if key:
            action.setShortcut(QKeySequence(key))
            action.setShortcutVisibleInContextMenu(True)
        return action

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        what = action.data()
        if isinstance(what, Command):
            self.commanded.emit(what)
        else:
            self.chosen.emit(what)


def window_menu(parent: QWidget, scene: Scene, names: Sequence[WindowId]) -> WindowMenu:
    """Return the menu for those windows, the last of them chosen last."""
    menu = WindowMenu(parent)
    head_line(menu, _called(scene, names))
    for command, entry in COMMANDS.items():
        if entry.on_menu:
            action = menu.offer(command_text(command), command, entry.keys[0])
            action.setEnabled(not hindrance(command, scene, names))
        if command in _ENDS_A_PART:
            menu.addSeparator()
        if command is Command.SPLIT_9:
            _offer_fits(menu, scene.layout, names)
            _offer_free_steps(menu, scene, names)
    return menu


def _called(scene: Scene, names: Sequence[WindowId]) -> str:
    """What the menu is about: it lies over the very picture that it was opened on."""
    window = scene.layout.window(names[-1])
    if len(names) == 1 and window is not None:
        return window_name(scene, window)
    return translate("Canvas", "{count} 个画面").format(count=len(names))


def _offer_fits(menu: WindowMenu, layout: Layout, names: Sequence[WindowId]) -> None:
    window = layout.window(names[-1])
    fits = QActionGroup(menu)
    for fit, text in (
        (Fit.CONTAIN, translate("Canvas", "等比显示")),
        (Fit.COVER, translate("Canvas", "裁切铺满")),
        (Fit.STRETCH, translate("Canvas", "拉伸铺满")),
    ):
        fitted = layout
        for name in names:
            fitted = set_fit(fitted, name, fit)
        action = menu.offer(text, fitted, COMMANDS[Command.FIT].keys[0])
        action.setCheckable(True)
        action.setChecked(window is not None and window.fit is fit)
        fits.addAction(action)
    menu.addSeparator()


def _offer_free_steps(menu: WindowMenu, scene: Scene, names: Sequence[WindowId]) -> None:
    steps = menu.addMenu(translate("Canvas", "自由放置，每步 1/16 单元"))
    for number, step in enumerate(FREE_STEPS):
        if number and step.what is not FREE_STEPS[number - 1].what:
            steps.addSeparator()
        layout = reshaped(scene, names, step.what, step.way, FREE_STEP)
        action = menu.offer(translate("Keys", step.words), layout, step.what.key(step.way), steps)
        action.setEnabled(layout != scene.layout)
    menu.addSeparator()
