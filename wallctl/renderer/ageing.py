"""The age that a picture tells, painted anew by itself: the picture under it stays as it is.

On a node without time to spare many pictures are late at once, each tells another age ten times a second, and
painting them whole for that took the time that new frames needed. Must not know what a picture is worth.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from wallctl.model.geometry import PxRect
from wallctl.renderer.overlays import Overlay
from wallctl.renderer.stamping import Stamp, copied, pieces, stamps_of


class Ages:
    """What lies under the ages of one pane on its canvas. All calls are about the same canvas, in turn."""

    def __init__(self) -> None:
        self._stamps: list[Stamp] = []
        self._under: list[Stamp] | None = None
        """None: what tells an age cannot be painted by itself."""
        self._next: list[Stamp] = []

    def begin(
        self,
        canvas: np.ndarray,
        visible: Sequence[PxRect],
        overlays: Sequence[Overlay],
        others: Iterable[Overlay] = (),
    ) -> None:
        """The picture is on the canvas, the overlays follow: keep what lies where they tell an age."""
        aged = [overlay for overlay in overlays if overlay.aged]
        rest = [overlay for overlay in (*overlays, *others) if not overlay.aged]
        self._stamps = [stamp for overlay in aged for stamp in stamps_of(visible, overlay)]
        self._under = copied(canvas, self._stamps, self._under or ()) if _apart(aged, rest) else None

    def lift(self, canvas: np.ndarray) -> None:
        """Take the ages off: another frame is to be written under them."""
        for stamp in self._under or ():
            canvas[stamp.rows, stamp.cols] = stamp.pixels

    def lay(self, canvas: np.ndarray) -> None:
        """Put the ages on again, and keep what lies under them now."""
        if self._under is None:
            return
        self._under = copied(canvas, self._stamps, self._under)
        for stamp in self._stamps:
            canvas[stamp.rows, stamp.cols] = stamp.pixels

    def plan(
        self,
        visible: Sequence[PxRect],
        before: Sequence[Overlay],
        after: Sequence[Overlay],
        others: Sequence[Overlay] = (),
    ) -> list[PxRect] | None:
        """Return what of the canvas other ages change; None where more than ages would change."""
        rest = [overlay.at for overlay in before if not overlay.aged]
        if self._under is None or rest != [overlay.at for overlay in after if not overlay.aged]:
            return None
        aged = [overlay for overlay in after if overlay.aged]
        if not aged or not _apart(aged, [overlay for overlay in (*after, *others) if not overlay.aged]):
            return None
        self._next = [stamp for overlay in aged for stamp in stamps_of(visible, overlay)]
        gone = [overlay for overlay in before if overlay.aged]
        return [part for overlay in (*gone, *aged) for part in pieces(visible, overlay.at)]

    def paint(self, canvas: np.ndarray) -> None:
        """Take the old ages off, and write those that were planned."""
        self.lift(canvas)
        self._stamps = self._next
        self.lay(canvas)


def _apart(aged: Sequence[Overlay], rest: Sequence[Overlay]) -> bool:
    others = [overlay.at for overlay in rest]
    for number, overlay in enumerate(aged):
        near = others + [other.at for other in aged[number + 1 :]]
        if any(not overlay.at.meet(at).empty for at in near):
            return False
    return True
