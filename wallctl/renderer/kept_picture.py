"""What an earlier renderer left, on the glass until an order comes: judged by its age like any picture.

Must not know orders or streams. GUI thread only.
"""

from __future__ import annotations

import time

import numpy as np

from wallctl.model.health import Reason, WindowState
from wallctl.model.source import StreamKind
from wallctl.protocol.cell import Pane, SourceView
from wallctl.renderer.last_picture import Kept, KeptPane
from wallctl.renderer.lettering import Lettering
from wallctl.renderer.overlays import Overlays
from wallctl.renderer.reading import boot_s
from wallctl.renderer.scaling import Patch, dimmed
from wallctl.renderer.stamping import put, put_patch
from wallctl.renderer.words import age_text
from wallctl.rules.freshness import Link, Sighting, Worth, judge
from wallctl.rules.legible import letters_on


class KeptPicture:
    """All of it. No frame will ever come: its windows become late, stale and covered."""

    def __init__(self, kept: Kept, glass: np.ndarray, lettering: Lettering) -> None:
        """`glass`: uint8 (height, width, 4) BGRA, as it was painted; not written to."""
        self._glass = glass
        self._panes = [_KeptView(pane, glass, lettering) for pane in kept.panes]

    def judge(self, now_s: float) -> bool:
        """Judge all windows anew; tell whether they have to be painted for it."""
        changed = [pane.judge(now_s) for pane in self._panes]
        return any(changed)

    def kept(self) -> Kept:
        """Return what a successor has to know of it: what is covered is a picture no more."""
        return Kept(panes=tuple(pane.kept for pane in self._panes if not pane.covered))

    def paint(self, canvas: np.ndarray) -> None:
        """Write all of it."""
        np.copyto(canvas, self._glass)
        for pane in self._panes:
            pane.paint(canvas)


class _KeptView:
    def __init__(self, kept: KeptPane, glass: np.ndarray, lettering: Lettering) -> None:
        self.kept, self._painted_s = kept, kept.painted_s
        dst = kept.dst
        self._visible = kept.visible or (dst,)
        # Its name and mark are part of the picture.
        self._patch = Patch.at(np.ascontiguousarray(glass[dst.y : dst.bottom, dst.x : dst.right]), dst)
        source = SourceView(
            id=kept.source, name=kept.name, name_en=kept.name_en, stream=StreamKind.MAIN, url=""
        )
        pane = Pane(window=kept.window, win=dst, dst=dst, visible=self._visible, source=source, label=False)
        self._says = Overlays(pane, glass.shape[0], letters_on(glass.shape[0]), lettering)
        self._says.settle((kept.picture.w, kept.picture.h))
        self._worth = Worth(state=WindowState.LIVE)
        self._looks: object = None

    @property
    def covered(self) -> bool:
        return self._worth.state in (WindowState.NO_SIGNAL, WindowState.UNAUTHORISED)

    def judge(self, now_s: float) -> bool:
        painted_s, until_utc_s = self._painted_s, self.kept.until_utc_s
        self._worth = judge(Sighting(link=Link.OPENING, wanted_since_s=painted_s, painted_s=painted_s), now_s)
        if until_utc_s is not None and time.time() >= until_utc_s:
            self._worth = Worth(state=WindowState.UNAUTHORISED, reason=Reason.RIGHT_ENDED)
        looks = (self._worth.state, "" if self.covered else age_text(self._worth.age_s or 0.0))
        if self._worth.state is WindowState.LIVE or looks == self._looks:
            return False
        self._looks = looks
        return True

    def paint(self, canvas: np.ndarray) -> None:
        match self._worth.state:
            case WindowState.NO_SIGNAL:
                at = time.localtime(time.time() - (boot_s() - self._painted_s))
                since = time.strftime("最后画面 %H:%M:%S", at)
                put(canvas, self._visible, self._says.card(self._worth, self._patch, since))
                return
            case WindowState.UNAUTHORISED:
                put(canvas, self._visible, self._says.card(self._worth, None, ""))
                return
            case WindowState.STALE:
                put_patch(canvas, self._visible, dimmed(self._patch))
            case _:
                pass
        for overlay in self._says.over_picture(self._worth, False):
            put(canvas, self._visible, overlay)
