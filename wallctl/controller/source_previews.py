"""Small pictures of sources off the wall: what is kept of them, and which are to be asked for. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from wallctl.controller.echo import decoded
from wallctl.controller.looks import Looks
from wallctl.controller.words import age_word, reason_word, translate
from wallctl.model.health import Reason
from wallctl.model.ids import SourceId
from wallctl.model.sighting import LookStep
from wallctl.protocol.looks import MOST_PREVIEW_PX, MOST_PREVIEWS, PREVIEW_EVERY_S
from wallctl.rules.preview_turns import Turns, next_turns

OLD_S = 2 * PREVIEW_EVERY_S
"""A picture that is older says so: it is a still one, and must not look live."""
WIDTH_STEP_PX = 80
KEPT = 200
"""Decoded pictures that are kept, with their age, for when their source is looked at again."""


@dataclass(frozen=True, slots=True)
class Small:
    """What there is to show of a source: a picture with its age, or words."""

    image: QImage | None
    age_s: float | None
    words: str
    """Why there is no picture, or no newer one; empty while it is fresh."""

    @property
    def fresh(self) -> bool:
        return self.image is not None and self.age_s is not None and self.age_s <= OLD_S


class PreviewBook(QObject):
    """Keeps decoded pictures, and asks for those of what is looked at: nobody looking, nothing asked."""

    changed = Signal(str)

    def __init__(self, looks: Looks) -> None:
        super().__init__()
        self._looks = looks
        self._images: dict[SourceId, tuple[bytes, QImage | None]] = {}
        self._asked: tuple[SourceId, ...] = ()
        self._turns = Turns()
        self._heard: set[SourceId] = set()
        """Of whom something came since they are asked for."""
        looks.previewed.connect(self._came)

    def watch(self, first: SourceId | None, seen: Sequence[SourceId], width_px: int, now_s: float) -> None:
        """Ask for pictures of these and of no others: of `first` always, of what is seen by turns.

        Never more than `MOST_PREVIEWS` at once. Call it again and again while they are looked at; `now_s`
        never steps.
        """
        always = (first,) if first is not None else ()
        others = [source for source in seen if source != first]
        self._turns = next_turns(self._turns, others, self._heard, MOST_PREVIEWS - len(always), now_s)
        self._asked = (*always, *self._turns.asked)
        self._heard.intersection_update(self._asked)
        width = min(MOST_PREVIEW_PX, max(WIDTH_STEP_PX, -(-width_px // WIDTH_STEP_PX) * WIDTH_STEP_PX))
        self._looks.watch(self._asked, width if self._asked else MOST_PREVIEW_PX)

    def small(self, source: SourceId, now_utc_s: float) -> Small:
        """Return what there is of a source; that a picture is on its way is said only where it is."""
        coming = translate("Preview", "正在取画面 …")
        if source not in self._asked:
            coming = translate("Preview", "排队等候")
        preview = self._looks.previews.get(source)
        if preview is None:
            return Small(None, None, coming)
        image = self._image(source, preview.jpeg)
        age_s = max(0.0, now_utc_s - preview.taken_utc_s) if preview.taken_utc_s is not None else None
        if image is not None and age_s is not None and age_s <= OLD_S:
            return Small(image, age_s, "")
        reason = preview.said.sighting.reason
        if reason is not Reason.NONE:
            words = reason_word(reason)
        elif preview.said.step is LookStep.WAITING:
            words = translate("Preview", "排队等候")
        else:
            words = ""
        if image is not None and age_s is not None:
            ago = translate("Preview", "{age} 前").format(age=age_word(age_s))
            words = f"{ago} · {words}" if words else ago
        return Small(image, age_s, words or coming)

    def _image(self, source: SourceId, jpeg: bytes | None) -> QImage | None:
        if jpeg is None:
            return None
        known = self._images.get(source)
        if known is None or known[0] is not jpeg:
            self._images.pop(source, None)
            while len(self._images) >= KEPT:
                del self._images[next(iter(self._images))]
            known = self._images[source] = (jpeg, decoded(jpeg))
        return known[1]

    @Slot(str)
    def _came(self, source: str) -> None:
        preview = self._looks.previews.get(SourceId(source))
        if preview is None:
            self._images.pop(SourceId(source), None)
        elif preview.said.step is not LookStep.WAITING:
            self._heard.add(SourceId(source))
        self.changed.emit(source)
