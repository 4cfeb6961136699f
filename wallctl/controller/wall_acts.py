"""What keys and the menu do to the wall, the draft and the presets. The desk itself is not here."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from wallctl.controller.canvas.scene import Board
from wallctl.controller.docking import Zone
from wallctl.controller.keymap import Act
from wallctl.controller.presenter import Presenter
from wallctl.controller.session import Session
from wallctl.controller.tab_order import reach
from wallctl.controller.window import DeskWindow
from wallctl.controller.words import translate


class WallActs(QObject):
    """Has the presenter and its parts do what a key says."""

    others = Signal(object)
    """An act that concerns the desk itself, and not the wall."""

    def __init__(self, session: Session, window: DeskWindow, presenter: Presenter) -> None:
        super().__init__()
        self._session, self._window, self._presenter = session, window, presenter
        window.asked.connect(self.do)

    @Slot(object)
    def do(self, act: Act) -> None:
        """Do what the key says, or pass it on."""
        window = self._window
        match act:
            case Act.SEARCH:
                window.frame.bring_back(Zone.SOURCES)
                window.sources.focus_search()
            case Act.CANVAS:
                reach(self._presenter.canvas)
            case Act.UNDO:
                self._presenter.undo()
            case Act.NEXT_NOTICE if window.centre.notice.text:
                window.centre.notice.step()
            case Act.NEXT_NOTICE:
                window.centre.notice.inform(lambda: translate("Desk", "没有没读的提示。"))
            case Act.DISMISS if window.frame.carrier.carrying:
                window.frame.carrier.let_go()
            case Act.DISMISS:
                self._dismiss()
            case _:
                self._to_draft(act)

    def _dismiss(self) -> None:
        """The take that waits first, for it does not wait long; then what lies nearest to the hand."""
        window, studio, canvas = self._window, self._presenter.studio, self._presenter.canvas
        in_bar = window.presets.bar.isAncestorOf(window.focusWidget())
        if studio.arming.taking or (studio.arming.armed and in_bar):
            studio.arming.call_off()
        elif window.centre.notice.text:
            window.centre.notice.dismiss()
        elif canvas.chosen or not studio.arming.armed:
            canvas.select(None)
        else:
            studio.arming.call_off()

    def _to_draft(self, act: Act) -> None:
        presenter = self._presenter
        match act:
            case Act.DRAFT:
                presenter.toggle_draft()
            case Act.TAKE if self._window.typing_in_panel:
                self._window.centre.notice.tell(
                    lambda: translate(
                        "Desk", "没有上墙：正在面板里输入文字。先关闭面板（Esc），再按 Ctrl+Enter。"
                    )
                )
            case Act.TAKE:
                presenter.take()
            case Act.ARM:
                presenter.studio.arm()
            case Act.CALL_OFF:
                presenter.studio.arming.call_off()
            case Act.DROP:
                presenter.studio.drop()
            case Act.DIRECT:
                presenter.studio.switch_direct()
            case Act.READINESS:
                presenter.studio.switch_readiness()
            case _:
                self._to_presets(act)

    def _to_presets(self, act: Act) -> None:
        window, presets = self._window, self._presenter.preset_desk
        match act:
            case Act.SAVE_PRESET:
                presets.save()
            case Act.IMPORT_PRESETS:
                presets.import_files()
            case Act.RESTORE_PRESET:
                presets.bin.restore()
            case Act.PRESET_MENU:
                window.frame.bring_back(Zone.PRESETS)
                window.presets.tools.button.showMenu()
            case Act.FIND_PRESET:
                window.frame.bring_back(Zone.PRESETS)
                window.presets.focus_search()
            case _:
                self._to_wall(act)

    def _to_wall(self, act: Act) -> None:
        window, presenter = self._window, self._presenter
        match act:
            case Act.CLEAR:
                presenter.clear()
            case Act.GROUPING | Act.SOURCE_GRID | Act.ADD_SOURCE | Act.TEMPORARY | Act.IMPORT:
                window.sources.acted.emit(act)
            case Act.SWITCH:
                seen = window.centre.seen
                window.centre.show_board(Board.LIVE if seen is Board.DRAFT else Board.DRAFT)
            case Act.NUMBERS:
                presenter.on_canvas.toggle_numbers()
            case Act.LABELS:
                self._session.toggle_labels()
            case Act.RESEAT:
                presenter.remedies.reseat()
            case Act.HAPPENING:
                window.frame.bring_back(Zone.SIDE)
                reach(window.side.events)
            case _:
                self.others.emit(act)
