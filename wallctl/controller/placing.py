"""Where the desk goes: on a screen that no cell uses, else beside the small wall. Never over the wall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication

from wallctl.model.wall import LOCAL_NODE, Wall

SMALL_WALL_SHARE = 1 / 3
"""The part of a screen, at its top, where renderers draw a wall that the screen is too small for."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen of this machine: its output's name, where it lies, and what panels leave of it."""

    name: str
    whole: QRect
    free: QRect


def screens(app: QGuiApplication) -> list[Screen]:
    """Return this machine's screens, the primary one first."""
    primary = app.primaryScreen()
    found = sorted(app.screens(), key=lambda screen: screen is not primary)
    return [Screen(one.name(), one.geometry(), one.availableGeometry()) for one in found]


def desk_place(found: Sequence[Screen], wall: Wall | None) -> QRect:
    """Return the desk's rectangle. `wall` is the wall that this machine drives; None: it drives none."""
    return desk_rooms(found, wall)[0]


def desk_rooms(found: Sequence[Screen], wall: Wall | None) -> list[QRect]:
    """Return where windows of the desk may be, the best place first; there is always one.

    Cells with an output of their own take that screen. Cells without one lie on the primary screen: at their
    own size where all screens together hold the wall, else small in the top third.
    """
    primary = found[0]
    if wall is None:
        return [screen.free for screen in found]
    ours = [surface for surface in wall.surfaces if surface.node == LOCAL_NODE]
    taken = {surface.output for surface in ours if surface.output}
    loose = [surface for surface in ours if not surface.output]
    others = [screen for screen in found if screen.name not in taken]
    if not loose:
        return [screen.free for screen in others] or [primary.free]
    right = max(surface.place_px.right for surface in loose)
    bottom = max(surface.place_px.bottom for surface in loose)
    whole = QRect()
    for screen in found:
        whole = whole.united(screen.whole)
    if whole.width() >= right and whole.height() >= bottom:
        covered = QRect(whole.left(), whole.top(), right, bottom)
        clear = [screen for screen in others if not screen.whole.intersects(covered)]
        return [screen.free for screen in clear] or [_beside(whole, covered)]
    clear = [screen for screen in others if screen is not primary]
    return [screen.free for screen in clear] or [_below(primary)]


def _below(screen: Screen) -> QRect:
    edge = screen.whole.top() + round(screen.whole.height() * SMALL_WALL_SHARE)
    free = screen.free
    return QRect(free.left(), edge, free.width(), free.bottom() - edge + 1)


def _beside(whole: QRect, covered: QRect) -> QRect:
    right = QRect(covered.right() + 1, whole.top(), whole.right() - covered.right(), whole.height())
    below = QRect(whole.left(), covered.bottom() + 1, whole.width(), whole.bottom() - covered.bottom())
    return max(right, below, key=lambda place: place.width() * place.height())
