"""What an officer does with presets besides putting them up: save, rename, delete, versions, files.

Knows session, studio and the panels it opens. Nothing is replaced unless a button says what and whose version
goes; a save that is refused keeps everything that was entered. Runs in the GUI thread and returns at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from wallctl.controller.canvas.scene import Board
from wallctl.controller.display import filled
from wallctl.controller.file_choosing import file_chooser
from wallctl.controller.preset_actions import PresetAction
from wallctl.controller.preset_asking import PresetAsking
from wallctl.controller.preset_bin import PresetBin
from wallctl.controller.preset_files import PresetFiles
from wallctl.controller.preset_key_box import BY_SERVER
from wallctl.controller.preset_key_words import saved_words, taken_word
from wallctl.controller.preset_save import PresetEntry, PresetSavePanel, Purpose
from wallctl.controller.preset_told import Work, flaw_text, known_text, whereabouts, written_text
from wallctl.controller.preset_versions import PresetVersion, PresetVersionsPanel, versions_in
from wallctl.controller.session import Answer, Session
from wallctl.controller.studio import Studio
from wallctl.controller.words import clock_word, english, preset_name, translate, who_word
from wallctl.errors import WallError
from wallctl.model.ids import PresetId, WindowId
from wallctl.model.layout import Layout, Preset
from wallctl.protocol.desk import SavePreset
from wallctl.protocol.drafting import DeletePreset, KeyWish, ListVersions
from wallctl.rules.preset_keys import free_keys, holder
from wallctl.rules.presets import saved

OPENS = (SavePreset, DeletePreset, ListVersions)
"""Requests whose refusals are told here and nowhere else."""


class PresetDesk(QObject):
    """Opens panels over `parent`; `selected` says which windows are chosen on the board worked on."""

    told = Signal(object)
    """Why something was not done: what says it, in the language that is set by then."""
    done = Signal(object)
    """As asked, and how it goes on: no warning. Says it as `told` does."""

    def __init__(
        self, session: Session, studio: Studio, parent: QWidget, selected: Callable[[], Sequence[WindowId]]
    ) -> None:
        super().__init__(parent)
        self._session, self._studio, self._parent, self._selected = session, studio, parent, selected
        self._files = PresetFiles()
        self._files.read.connect(self._take_in)
        self._files.written.connect(self._written)
        self._files.failed.connect(self._failed)
        self.panel: PresetSavePanel | None = None
        self.versions: PresetVersionsPanel | None = None
        self.chooser: QFileDialog | None = None
        self._target: PresetId | None = None
        self._renamed: Preset | None = None
        self._asking = PresetAsking(session, self)
        self.bin = PresetBin(session, self._asking, self)
        """What was deleted last, and how it comes back."""
        self.bin.told.connect(self.told)
        self.bin.done.connect(self.done)
        session.catalogue_changed.connect(self._offer)
        studio.changed.connect(self._offer)

    def stop(self) -> None:
        """Wait for files under way."""
        self._files.stop()

    def act(self, action: PresetAction, name: str) -> PresetAction:
        """Do what was chosen in a menu; putting a preset up is the caller's, told by what is returned."""
        preset = self._session.presets.get(PresetId(name))
        match action:
            case PresetAction.SAVE:
                self.save()
            case PresetAction.IMPORT:
                self.import_files()
            case PresetAction.RESTORE:
                self.bin.restore()
            case _ if preset is not None:
                self._act_on(action, preset)
            case _:
                pass
        return action

    def _act_on(self, action: PresetAction, preset: Preset) -> None:
        match action:
            case PresetAction.EDIT:
                self.edit(preset)
            case PresetAction.RENAME:
                self.rename(preset)
            case PresetAction.VERSIONS:
                self.show_versions(preset)
            case PresetAction.EXPORT:
                self.export(preset)
            case PresetAction.DELETE:
                self.bin.delete(preset)
            case _:
                pass

    # saving

    @Slot()
    def save(self) -> None:
        """Ask for the name of what is on the draft, else on the live wall."""
        draft, view = self._studio.draft, self._session.view
        if view is None or not self._studio.layout.windows:
            self.told.emit(lambda: translate("Presets", "没有画面可以保存：先放上画面。"))
            return
        self._renamed = None
        origin = view.desired.origin
        self._target = draft.preset if draft is not None else origin.preset if origin is not None else None
        known = self._session.presets.get(self._target) if self._target is not None else None
        chosen = self._selected()
        panel = self._new_panel(Purpose.SAVE, len(chosen))
        panel.new_requested.connect(self._save_new)
        panel.replace_requested.connect(self._save_over)
        panel.retranslated.connect(self._offer)
        when = time.strftime("%m-%d %H:%M", time.localtime(self._session.now_utc_s))
        name = translate("Presets", "场景 {when}").format(when=when)
        panel.begin(name, known.group if known is not None else "")
        self._offer()

    def rename(self, preset: Preset) -> None:
        """Ask for another name, group and key; nothing else of the preset changes."""
        self._renamed = preset
        panel = self._new_panel(Purpose.RENAME, 0)
        panel.new_requested.connect(self._rename)
        panel.begin(preset_name(preset), preset.group, preset.key)
        self._offer()

    def _new_panel(self, purpose: Purpose, chosen: int) -> PresetSavePanel:
        if self.panel is not None:
            self.panel.close()
            self.panel.deleteLater()
        groups = list(dict.fromkeys(p.group for p in self._session.presets.values() if p.group))
        self.panel = PresetSavePanel(self._parent, purpose, groups, chosen)
        self.panel.key_missed.connect(self._key_missed)
        return self.panel

    @Slot()
    def _offer(self) -> None:
        """Say what is saved, and on the button what would be replaced and whose; offer the free keys."""
        panel = self.panel
        if panel is None or panel.isHidden():
            return
        panel.show_board(Board.LIVE if self._studio.draft is None else Board.DRAFT)
        if self._of_name(panel.entry.name) is None:
            panel.allow_name()
        panel.key.offer(free_keys(self._beside(self._renamed)))
        if self._renamed is not None:
            return
        known = self._session.presets.get(self._target) if self._target is not None else None
        mark = self._session.marks.get(self._target) if self._target is not None else None
        if known is None or mark is None:
            panel.offer_replacing("")
            return
        text = translate("Presets", "覆盖「{name}」第 {version} 版")
        words = text.format(name=preset_name(known), version=mark.version)
        if mark.actor:
            when = clock_word(mark.at_utc_s, self._session.now_utc_s)
            words += translate("Presets", "（{who} {when} 保存）").format(
                who=who_word(mark.officer or mark.actor, mark.seat), when=when
            )
        panel.offer_replacing(words)

    def _beside(self, preset: Preset | None) -> list[Preset]:
        """Return all presets but that one."""
        return [p for p in self._session.presets.values() if preset is None or p.ref != preset.ref]

    @Slot(str)
    def _key_missed(self, key: str) -> None:
        other = holder(key, self._session.presets.values())
        if self.panel is not None and other is not None:
            self.panel.tell(partial(taken_word, key, other))

    @Slot(object)
    def _save_new(self, entry: PresetEntry) -> None:
        view, panel = self._session.view, self.panel
        if view is None or panel is None:
            return
        same = self._of_name(entry.name)
        if same is not None:
            self._target = same.ref
            self._offer()
            panel.refuse_name(
                lambda: translate("Presets", "已经有同名的场景：换一个名称，或按下面的按钮覆盖它。")
            )
            return
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(self._session.now_utc_s))
        new = Preset(id=f"u{stamp}", name=entry.name, group=entry.group, walls={})
        only = self._selected() if entry.partial else ()
        pictures = self._studio.layout
        new = saved(new, pictures, view.wall, only=only)
        self._ask_save(new, None, panel, key=entry.key, pictures=pictures)

    @Slot(object)
    def _save_over(self, entry: PresetEntry) -> None:
        view = self._session.view
        old = self._session.presets.get(self._target) if self._target is not None else None
        mark = self._session.marks.get(self._target) if self._target is not None else None
        if view is None or old is None or mark is None:
            return
        only = self._selected() if entry.partial else ()
        known = filled(self._session, old, view.wall) if view.wall.shape in old.walls else None
        whole = old.with_(partial=False) if not only and not old.partial else old
        pictures = self._studio.layout
        new = saved(whole, pictures, view.wall, only=only, filled=known)
        self._ask_save(new, mark.version, self.panel, key=entry.key, pictures=pictures)

    @Slot(object)
    def _rename(self, entry: PresetEntry) -> None:
        """Write the name that this desk shows; that of the other language stays, and what others changed."""
        began, panel = self._renamed, self.panel
        preset = self._session.presets.get(began.ref) if began is not None else None
        mark = self._session.marks.get(preset.ref) if preset is not None else None
        if began is None or panel is None:
            return
        if preset is None or mark is None:
            panel.tell(lambda: translate("Presets", "没有保存：这个场景刚被删除。"))
            return
        same = self._of_name(entry.name)
        if same is not None and same.ref != preset.ref:
            panel.refuse_name(lambda: translate("Presets", "已经有同名的场景，换一个名称。"))
            return
        named = {"name_en" if english() else "name": entry.name}
        named = named if entry.name != preset_name(preset) else {}
        key = entry.key if entry.key != began.key else BY_SERVER
        self._ask_save(preset.with_(group=entry.group, **named), mark.version, panel, key=key)

    def _of_name(self, name: str) -> Preset | None:
        """Return the preset that has this name in either language."""
        return next((p for p in self._session.presets.values() if name in (p.name, p.name_en)), None)

    def _ask_save(
        self,
        preset: Preset,
        over: int | None,
        panel: PresetSavePanel | None = None,
        *,
        key: str = BY_SERVER,
        pictures: Layout | None = None,
    ) -> None:
        """`panel` asked for this, and closes. `pictures`: what is worked on; it is that preset now."""
        then = partial(self._saved, panel=panel, pictures=pictures)
        if key == BY_SERVER:
            self._asking.ask(SavePreset(preset=preset, over=over), then)
        else:
            named = preset.with_(key=key)
            self._asking.ask(SavePreset(preset=named, over=over, key_wish=KeyWish.AS_SAID), then)

    def _saved(self, answer: Answer, *, panel: PresetSavePanel | None, pictures: Layout | None) -> None:
        assert isinstance(answer.ask, SavePreset)
        preset, panel = answer.ask.preset, panel if panel is self.panel else None
        if answer.reply is None:
            panel = panel if panel is not None and not panel.isHidden() else None
            why = partial(self._asking.why, answer, self._whereabouts(panel, pictures))
            if panel is not None:
                panel.tell(why)
            else:
                self.told.emit(why)
            return
        version = answer.reply.result.get("version")
        if pictures is not None and isinstance(version, int):
            self._studio.named(preset.ref, version)
        if panel is not None:
            panel.close()
        words = partial(saved_words, preset, answer.reply, self._session.presets)
        _, in_vain = words()
        (self.told if in_vain else self.done).emit(lambda: words()[0])

    def _whereabouts(self, panel: PresetSavePanel | None, pictures: Layout | None) -> Work:
        """Where that is now which was to be saved. `panel`: the one that asked, while it is open."""
        if pictures is None:
            return Work.NOTHING if panel is None else Work.IN_PANEL
        studio = self._studio
        return whereabouts(pictures, self._session.shown, on_board=studio.draft, closed=studio.kept)

    # the others

    def edit(self, preset: Preset) -> None:
        """Open it as a draft."""
        view, mark = self._session.view, self._session.marks.get(preset.ref)
        if view is not None:
            layout = filled(self._session, preset, view.wall)
            self._studio.begin(layout, preset.ref, mark.version if mark is not None else None)

    def show_versions(self, preset: Preset) -> None:
        """Open the list of who saved which version when."""
        if self.versions is not None:
            self.versions.close()
            self.versions.deleteLater()
        self.versions = PresetVersionsPanel(self._parent, preset)
        self.versions.look_requested.connect(self._look)
        self.versions.back_requested.connect(self._back)
        self.versions.show()
        self._asking.ask(ListVersions(preset=preset.ref), self._listed)

    def _listed(self, answer: Answer) -> None:
        if answer.reply is None:
            self.told.emit(partial(self._asking.why, answer))
        elif self.versions is not None:
            self.versions.show_versions(versions_in(answer.reply), self._session.now_utc_s)

    @Slot(object)
    def _look(self, version: PresetVersion) -> None:
        view = self._session.view
        if view is not None:
            layout = filled(self._session, version.preset, view.wall)
            self._studio.begin(layout, version.preset.ref, version.version)

    @Slot(object)
    def _back(self, version: PresetVersion) -> None:
        ref = version.preset.ref
        now, mark = self._session.presets.get(ref), self._session.marks.get(ref)
        # The key is none of what was looked back at: it stays where hands know it.
        preset = version.preset.with_(key=now.key) if now is not None else version.preset
        self._ask_save(preset, mark.version if mark is not None else None)
        if self.versions is not None:
            self.versions.close()

    # files

    def export(self, preset: Preset) -> None:
        """Ask where to, and write it there as a layout file."""
        self.chooser = self._new_chooser(QFileDialog.AcceptMode.AcceptSave)
        self.chooser.selectFile(f"{preset.id}.toml")
        self.chooser.fileSelected.connect(lambda name: self._files.write_out(Path(name), preset))
        self.chooser.open()

    @Slot()
    def import_files(self) -> None:
        """Ask for layout files; all are read before anything is saved."""
        self.chooser = self._new_chooser(QFileDialog.AcceptMode.AcceptOpen)
        self.chooser.setFileMode(QFileDialog.FileMode.ExistingFiles)
        self.chooser.filesSelected.connect(lambda names: self._files.read_in([Path(n) for n in names]))
        self.chooser.open()

    def _new_chooser(self, mode: QFileDialog.AcceptMode) -> QFileDialog:
        if self.chooser is not None:
            self.chooser.deleteLater()
        save = mode is QFileDialog.AcceptMode.AcceptSave
        title = translate("Presets", "导出场景") if save else translate("Presets", "导入场景文件")
        chooser = file_chooser(self._parent, title, [translate("Presets", "场景文件 (*.toml)")])
        chooser.setAcceptMode(mode)
        return chooser

    @Slot(object)
    def _take_in(self, presets: Sequence[Preset]) -> None:
        known = [preset for preset in presets if preset.ref in self._session.presets]
        if known:
            self.told.emit(partial(known_text, known))
            return
        for preset in presets:
            self._ask_save(preset, None)

    @Slot(str, str)
    def _written(self, path: str, kept: str) -> None:
        self.done.emit(partial(written_text, path, kept))

    @Slot(object)
    def _failed(self, wrong: WallError) -> None:
        self.told.emit(partial(flaw_text, wrong))
