"""An order made into a scene: its panes, their feeds, and the pictures that they can begin with.

Must not know when it is shown. GUI thread only.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from wallctl.model.geometry import PxRect
from wallctl.model.health import Reason
from wallctl.protocol.cell import Order, Pane, Picture
from wallctl.protocol.nursery import RendererSpec
from wallctl.renderer.content import Gallery, content_of, zone_of
from wallctl.renderer.feed_pool import FeedPool
from wallctl.renderer.glass import Glass
from wallctl.renderer.last_picture import Kept
from wallctl.renderer.lettering import Lettering
from wallctl.renderer.pane_view import PaneView
from wallctl.renderer.reading import boot_s
from wallctl.renderer.scaling import Patch
from wallctl.renderer.scene import Scene
from wallctl.rules.compose import scaled
from wallctl.rules.legible import Letters, letters_on
from wallctl.rules.scale import Scale


class Preparing:
    """Makes scenes for one surface. `labels`: whether their panes show their names."""

    def __init__(self, glass: Glass, spec: RendererSpec, feeds: FeedPool, lettering: Lettering) -> None:
        self._glass, self._px = glass, spec.px
        self._feeds, self._lettering = feeds, lettering
        self._gallery, self._zone = Gallery(Path(spec.media_dir)), zone_of(spec.zone)
        self._numbers = 0
        self.labels = True

    def scene(self, order: Order, shown: Scene | None, kept: tuple[Kept, np.ndarray] | None) -> Scene:
        """Return the order as a scene; panes go on from what is shown, or from what was kept."""
        self._numbers += 1
        place, px = self._glass.place, self._px
        picture = scaled(order.picture, px.w, px.h, place.w, place.h)
        letters = Letters(picture.letter_px, picture.small_px) if picture.letter_px else letters_on(place.h)
        panes = []
        for pane, ordered in zip(picture.panes, order.picture.panes, strict=True):
            view = self._view(pane, ordered, letters)
            view.scale = Scale(px.w, px.h, place.w, place.h)
            _seed(view, shown, kept)
            panes.append(view)
        colour = order.picture.background.lstrip("#")
        red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
        bare = _bare(picture, PxRect(x=0, y=0, w=place.w, h=place.h))
        return Scene(order, self._numbers, panes, background=(blue, green, red), empty=bare)

    def _view(self, pane: Pane, ordered: Pane, letters: Letters) -> PaneView:
        may = pane.source is not None and pane.verdict is Reason.NONE
        view = PaneView(
            pane,
            ordered,
            (self._numbers, pane.window),
            self._feeds.for_window(pane.source) if may and pane.source is not None else None,
            self._glass.place.h,
            letters,
            self._lettering,
            content_of(pane, self._gallery, self._zone) if pane.verdict is Reason.NONE else None,
        )
        view.labels_shown = self.labels
        return view


def _seed(view: PaneView, shown: Scene | None, kept: tuple[Kept, np.ndarray] | None) -> None:
    """Start a pane from a picture of the same source at the same place."""
    if view.feed is None or view.pane.source is None:
        return
    for old in shown.panes if shown is not None else ():
        if old.feed is None or not view.feed.shares(old.feed):
            continue
        view.feed.succeed(old.feed)
        if old.target == view.target:
            if old.patch is not None:
                view.adopt(old.patch, old.picture_s or boot_s())
            view.succeed(old)
            return
    if kept is None:
        return
    for pane in kept[0].panes:
        if pane.source == view.pane.source.id and pane.dst == view.pane.dst:
            at = pane.picture
            pixels = np.ascontiguousarray(kept[1][at.y : at.bottom, at.x : at.right])
            view.adopt(Patch.at(pixels, at), pane.painted_s)


def _bare(picture: Picture, whole: PxRect) -> list[PxRect]:
    """Return where nothing lies but the background."""
    bare: list[PxRect] = [whole]
    for pane in picture.panes:
        for part in pane.visible:
            bare = [left for area in bare for left in area.minus(part)]
    return bare
