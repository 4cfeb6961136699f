"""Requests about presets, what is done with each answer, and refusals in words. Must not know widgets."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from wallctl.controller.notice import problem_text
from wallctl.controller.preset_key_words import taken_word
from wallctl.controller.preset_told import Work, not_deleted_text, not_saved_text
from wallctl.controller.session import Answer, Session
from wallctl.protocol.desk import Ask, SavePreset
from wallctl.protocol.drafting import DeletePreset, KeyWish
from wallctl.rules.preset_keys import holder


class PresetAsking(QObject):
    """Lives in the GUI thread; each request is answered once, also where there is no link."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._waiting: dict[int, tuple[Ask, Callable[[Answer], None]]] = {}
        session.answered.connect(self._answered)

    def ask(self, ask: Ask, then: Callable[[Answer], None]) -> None:
        """Ask; `then` is called with the answer."""
        self._waiting[id(ask)] = (ask, then)
        self._session.ask(ask)

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        found = self._waiting.pop(id(answer.ask), None)
        if found is not None:
            found[1](answer)

    def why(self, answer: Answer, work: Work = Work.NOTHING) -> str:
        """Return why it was refused, and who has it, or its key, already. `work`: where the pictures are."""
        problem, now_utc_s = answer.problem, self._session.now_utc_s
        assert problem is not None
        if isinstance(answer.ask, SavePreset) and answer.ask.key_wish is KeyWish.AS_SAID:
            preset, known = answer.ask.preset, self._session.presets.values()
            other = holder(preset.key, (other for other in known if other.ref != preset.ref))
            if other is not None and problem.error == "BadInput":
                return taken_word(preset.key, other)
        match answer.ask:
            case SavePreset(preset=preset):
                return not_saved_text(preset, problem, work, now_utc_s)
            case DeletePreset(preset=name) if name in self._session.presets:
                return not_deleted_text(self._session.presets[name], problem, now_utc_s)
            case _:
                return problem_text(problem)
