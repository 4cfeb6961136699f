"""Finished pixels put on a canvas, inside the parts of a pane that are seen and nowhere else.

Must not know what they show.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from wallctl.model.geometry import PxRect
from wallctl.renderer.overlays import Overlay
from wallctl.renderer.scaling import Patch


class Stamp(NamedTuple):
    """Finished pixels for one piece of the canvas."""

    rows: slice
    cols: slice
    pixels: np.ndarray


def pieces(visible: Iterable[PxRect], area: PxRect) -> list[PxRect]:
    """Return the parts of the area that are seen."""
    met = [part.meet(area) for part in visible]
    return [area if part == area else part for part in met if not part.empty]


def stamps_of(visible: Iterable[PxRect], overlay: Overlay) -> list[Stamp]:
    """Return what of an overlay is seen."""
    stamps = []
    for here in pieces(visible, overlay.at):
        top, left = here.y - overlay.at.y, here.x - overlay.at.x
        pixels = overlay.pixels[top : top + here.h, left : left + here.w]
        stamps.append(Stamp(slice(here.y, here.bottom), slice(here.x, here.right), pixels))
    return stamps


def put(canvas: np.ndarray, visible: Iterable[PxRect], overlay: Overlay) -> None:
    """Write what of an overlay is seen."""
    for stamp in stamps_of(visible, overlay):
        canvas[stamp.rows, stamp.cols] = stamp.pixels


def copied(canvas: np.ndarray, stamps: Iterable[Stamp], used: Iterable[Stamp] = ()) -> list[Stamp]:
    """Return what the canvas has where these go: put there, it takes them away again.

    `used`: copies that nobody needs any more; where their arrays have the size, they are written to. New
    memory for each copy was dear where the kernel gives pages slowly.
    """
    spare = {stamp.pixels.shape: stamp.pixels for stamp in used}
    found = []
    for stamp in stamps:
        there = canvas[stamp.rows, stamp.cols]
        pixels = spare.pop(there.shape, None)
        if pixels is None:
            pixels = there.copy()
        else:
            np.copyto(pixels, there)
        found.append(stamp._replace(pixels=pixels))
    return found


def put_patch(canvas: np.ndarray, visible: Iterable[PxRect], patch: Patch) -> None:
    """Write what of a picture is seen."""
    for part in pieces(visible, patch.dst):
        patch.draw(canvas, part)
