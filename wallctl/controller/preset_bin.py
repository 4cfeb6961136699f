"""Takes presets off the list, and brings back the one that was deleted last here. Must not know widgets."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from wallctl.controller.keymap import Act, key_word
from wallctl.controller.preset_asking import PresetAsking
from wallctl.controller.preset_key_words import deleted_word, saved_words
from wallctl.controller.session import Answer, Session
from wallctl.controller.words import translate
from wallctl.model.layout import Preset
from wallctl.protocol.desk import SavePreset
from wallctl.protocol.drafting import DeletePreset


class PresetBin(QObject):
    """What was deleted is kept here until the server has it again."""

    told = Signal(object)
    """Why something was not done: what says it, in the language that is set by then."""
    done = Signal(object)
    """As asked, and how it goes on: no warning. Says it as `told` does."""
    changed = Signal()

    def __init__(self, session: Session, asking: PresetAsking, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._asking = session, asking
        self.deleted: Preset | None = None
        """The preset that was deleted last here: it can be brought back."""
        self._restoring = False
        session.catalogue_changed.connect(self._look)

    def delete(self, preset: Preset) -> None:
        """Take it off the list."""
        mark = self._session.marks.get(preset.ref)
        if mark is not None:
            ask = DeletePreset(preset=preset.ref, over=mark.version)
            self._asking.ask(ask, partial(self._gone, preset))

    @Slot()
    def restore(self) -> None:
        """Bring back what was deleted last; where that is refused, it can be asked again."""
        if self.deleted is None:
            self.done.emit(lambda: translate("Presets", "本操作台没有刚删除的场景可以恢复。"))
        elif not self._restoring:
            self._restoring = True
            self._asking.ask(SavePreset(preset=self.deleted), partial(self._restored, self.deleted))

    def _gone(self, preset: Preset, answer: Answer) -> None:
        if answer.reply is None:
            self.told.emit(partial(self._asking.why, answer))
            return
        self._keep(preset)
        self.done.emit(partial(deleted_word, preset, key_word(Act.RESTORE_PRESET)))

    def _restored(self, preset: Preset, answer: Answer) -> None:
        self._restoring = False
        if answer.reply is None:
            self.told.emit(partial(self._asking.why, answer))
            return
        if self.deleted == preset:
            self._keep(None)
        words = partial(saved_words, preset, answer.reply, self._session.presets)
        _, in_vain = words()
        (self.told if in_vain else self.done).emit(lambda: words()[0])

    @Slot()
    def _look(self) -> None:
        """Another desk may have brought it back."""
        if self.deleted is not None and self.deleted.ref in self._session.presets:
            self._keep(None)

    def _keep(self, preset: Preset | None) -> None:
        self.deleted = preset
        self.changed.emit()
