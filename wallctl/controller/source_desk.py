"""Joins session and list of sources: what was put up from this desk, and the dialogs. Knows no wall."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal, Slot

from wallctl.controller.add_dialog import AddDialog
from wallctl.controller.docking import Zone, lies
from wallctl.controller.edit_dialog import EditDialog
from wallctl.controller.import_dialog import ImportDialog
from wallctl.controller.keymap import Act
from wallctl.controller.notice import problem_text
from wallctl.controller.panel_window import desk_of
from wallctl.controller.remove_dialog import RemoveDialog
from wallctl.controller.session import Answer, Session
from wallctl.controller.settings import SettingsKeeper
from wallctl.controller.source_looking import SourceLooking
from wallctl.controller.source_panel import SourcePanel
from wallctl.controller.source_previews import PreviewBook
from wallctl.controller.source_taken import TakenHere
from wallctl.model.ids import SourceId
from wallctl.protocol.desk import AddSource, Ask, ImportSources, Problem
from wallctl.protocol.sourcing import AddTemporary, EditSource, KeepSource, PreviewImport, RemoveSource
from wallctl.rules.catalogue_changes import CatalogueChanges, touched

OWN_ASKS = (PreviewImport, ImportSources, AddSource, AddTemporary, EditSource)
"""What becomes of these is said by the dialog that asked, or by `told` once it is closed."""


class SourceDesk(QObject):
    """Everything about sources that is no matter of the wall. Runs in the GUI thread; returns at once."""

    told = Signal(object)
    """For the notice: what went wrong whose dialog is closed; says it in the language that is set by then."""

    def __init__(self, session: Session, panel: SourcePanel, settings: SettingsKeeper) -> None:
        super().__init__()
        self._session, self._panel = session, panel
        self._taken = TakenHere(session)
        self._taken.taken.connect(panel.show_taken)
        self._import: ImportDialog | None = None
        self._adding: dict[Act, AddDialog] = {}
        self._editing: dict[SourceId, EditDialog] = {}
        self._book = PreviewBook(session.looks)
        self._looking = SourceLooking(
            panel.list, panel.model, self._book, lambda: session.now_s, lambda: session.now_utc_s
        )
        self._settings, self._grid = settings, False
        settings.changed.connect(self._show_grid)
        panel.use_settings(settings)
        self._show_grid()
        panel.acted.connect(self.do)
        panel.table_dropped.connect(self.import_table)
        panel.list.edit_requested.connect(self._edit)
        panel.list.keep_requested.connect(self._keep)
        panel.list.remove_requested.connect(self._remove)
        session.answered.connect(self._answered)
        session.looks.standings_changed.connect(self._show_looks)

    @Slot(object)
    def do(self, act: Act) -> None:
        """Do what the key says, as far as it is about sources."""
        match act:
            case Act.GROUPING:
                self._panel.next_grouping()
            case Act.SOURCE_GRID:
                self._settings.change(**{self._grid_kept: not self._grid})
            case Act.IMPORT:
                self._open_import()
            case Act.ADD_SOURCE | Act.TEMPORARY:
                self._open_add(act)
            case _:
                raise AssertionError(act)

    @Slot(object)
    def import_table(self, path: Path) -> None:
        """Say what importing that file would do."""
        self._open_import().read(path)

    def _open_import(self) -> ImportDialog:
        if self._import is None:
            self._import = ImportDialog(desk_of(self._panel))
            self._import.preview_requested.connect(self._ask)
            self._import.import_requested.connect(self._ask)
        self._import.show_known(self._session.sources)
        self._import.show()
        self._import.raise_()
        self._import.activateWindow()
        return self._import

    def stop(self) -> None:
        """Nobody looks any more."""
        self._looking.stop()

    @Slot()
    def _show_looks(self) -> None:
        self._panel.show_looks(self._session.looks.standings)

    @property
    def _grid_kept(self) -> str:
        """The setting for where the panel stands: upright a list reads best, in a strip pictures do."""
        return "source_grid_below" if lies(self._settings.now.zones, Zone.SOURCES) else "source_grid"

    @Slot()
    def _show_grid(self) -> None:
        grid = bool(getattr(self._settings.now, self._grid_kept))
        self._panel.tools.show_grid(grid)
        if grid is not self._grid:
            self._grid = grid
            self._looking.show_grid(grid)

    def _open_add(self, act: Act) -> None:
        dialog = self._adding.get(act)
        if dialog is None:
            temporary = act is Act.TEMPORARY
            dialog = AddDialog(self._session.looks, desk_of(self._panel), temporary=temporary)
            dialog.save_requested.connect(self._ask)
            self._adding[act] = dialog
        dialog.show_known(self._session.agencies, self._session.sources.keys())
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        dialog.main.setFocus()

    @Slot(object)
    def _keep(self, source: SourceId) -> None:
        self._session.ask(KeepSource(source=source))

    @Slot(object)
    def _edit(self, name: SourceId) -> None:
        source = self._session.sources.get(name)
        if source is None:
            return
        dialog = self._editing.get(name)
        if dialog is None:
            dialog = EditDialog(self._session.looks, desk_of(self._panel), source, self._panel.places)
            dialog.show_known(self._session.agencies, ())
            dialog.save_requested.connect(self._ask)
            dialog.finished.connect(partial(self._end_edit, name))
            self._editing[name] = dialog
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        dialog.name.setFocus()

    def _end_edit(self, name: SourceId, result: int) -> None:
        # What it showed may be other by the next time.
        self._editing.pop(name).deleteLater()

    @Slot(object)
    def _remove(self, name: SourceId) -> None:
        """A temporary source goes at once; one that is there for good is asked about."""
        source = self._session.sources.get(name)
        if source is None or source.until_utc_s is not None:
            self._take_out(name)
            return
        hit = {one.preset for one in touched(self._session.presets.values(), {name})}
        presets = [preset for ref, preset in self._session.presets.items() if ref in hit]
        dialog = RemoveDialog(
            desk_of(self._panel), source, presets, shown=name in self._session.shown.sources
        )
        dialog.remove_requested.connect(self._take_out)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    @Slot(object)
    def _take_out(self, name: SourceId) -> None:
        self._session.ask(RemoveSource(source=name))

    @Slot(object)
    def _ask(self, ask: Ask) -> None:
        self._session.ask(ask)

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        match answer.ask:
            case AddSource():
                self._added(self._adding.get(Act.ADD_SOURCE), answer)
            case AddTemporary():
                self._added(self._adding.get(Act.TEMPORARY), answer)
            case EditSource(source=source):
                self._added(self._editing.get(source.ref), answer)
            case PreviewImport() | ImportSources():
                self._imported(answer)
            case _:
                return

    def _added(self, dialog: AddDialog | None, answer: Answer) -> None:
        open_still = dialog is not None and dialog.isVisible()
        if answer.problem is not None:
            if dialog is not None and open_still:
                dialog.show_refusal(answer.problem)
            else:
                self.told.emit(partial(problem_text, answer.problem))
            return
        if dialog is not None:
            dialog.show_saved()
        name = answer.reply.result.get("source") if answer.reply is not None else None
        if isinstance(name, str):
            self._panel.reveal(SourceId(name))

    def _imported(self, answer: Answer) -> None:
        dialog = self._import
        if dialog is None or not dialog.isVisible():
            if answer.problem is not None and not isinstance(answer.ask, PreviewImport):
                self.told.emit(partial(problem_text, answer.problem))
        elif answer.problem is not None:
            dialog.show_refusal(answer.problem)
        elif isinstance(answer.ask, ImportSources):
            dialog.show_done()
        else:
            self._show_report(dialog, answer)

    def _show_report(self, dialog: ImportDialog, answer: Answer) -> None:
        result = answer.reply.result if answer.reply is not None else {}
        try:
            dialog.show_report(CatalogueChanges.model_validate_json(json.dumps(result["changes"])))
        except (KeyError, ValidationError):
            wrong = Problem(error="BadMessage", thing="server", reason="answers with something else")
            dialog.show_refusal(wrong)
