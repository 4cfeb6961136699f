"""What lies over a window's picture: its name, badge, big age, live mark, and the card in place of a picture.

Finished pixels and where they go. Must not know feeds, frames or what a picture is worth; GUI thread only.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wallctl.model.content import ImageContent
from wallctl.model.geometry import PxRect
from wallctl.model.health import Reason, WindowState
from wallctl.protocol.cell import Pane
from wallctl.renderer.cards import CardText
from wallctl.renderer.lettering import (
    Badge,
    Lettering,
    Name,
    Shape,
)
from wallctl.renderer.marks import live_marks, mark_px
from wallctl.renderer.numerals import numeral, numeral_px
from wallctl.renderer.scaling import Patch, small_grey
from wallctl.renderer.typesetting import MUTED, WHY, Sizes
from wallctl.renderer.words import ROLES, age_text
from wallctl.rules.captions import (
    BADGE_ORDER,
    MARK_ORDER,
    burnt_in,
    find_place,
    in_corner,
    label_place,
    lean,
)
from wallctl.rules.freshness import Worth
from wallctl.rules.legible import Letters
from wallctl.rules.words import REASONS, REMEDIES, STATES, Words


class Overlay(NamedTuple):
    """Finished pixels, uint8 (h, w, 4) BGRA, and where they go."""

    pixels: np.ndarray
    at: PxRect
    aged: bool = False
    """Whether it tells an age, which changes several times a second."""


class Overlays:
    """Draws what is said of one pane. For frames of one size it says the same at the same places."""

    def __init__(self, pane: Pane, surface_h: int, letters: Letters, lettering: Lettering) -> None:
        self._pane = pane
        self._sizes = lettering.sizes(letters, pane.dst.h)
        self._lettering = lettering
        self._mark_pixels = live_marks(mark_px(surface_h, pane.dst.h))
        self._frame: tuple[int, int] | None = None
        self._burnt: tuple[PxRect, ...] = ()
        self._label: Overlay | None = None
        self._marks: tuple[Overlay, ...] = ()

    def settle(self, frame: tuple[int, int]) -> None:
        """Work out where label and live mark lie over frames of that (width, height); (0, 0): not known."""
        if frame == self._frame:
            return
        self._frame = frame
        pane, source = self._pane, self._pane.source
        corners = source.osd if source is not None else ()
        burnt = burnt_in(pane.win, frame, pane.fit, pane.crop, corners)
        self._burnt = tuple(part for part in (box.meet(pane.dst) for box in burnt) if not part.empty)
        self._label = self._place_label() if pane.label and source is not None else None
        taken = [self._label.at] if self._label is not None else []
        high, wide = self._mark_pixels[0].shape[:2]
        at = find_place(pane.dst, pane.visible, (wide, high), MARK_ORDER, taken, self._burnt)
        self._marks = tuple(Overlay(pixels, at) for pixels in self._mark_pixels)

    @property
    def marks(self) -> tuple[Overlay, ...]:
        """The places of the live mark, in the order in which it walks; after `settle`."""
        return self._marks

    def card(self, worth: Worth, last: Patch | None, since: str) -> Overlay:
        """Return what covers the whole pane; `since` says when `last` was painted."""
        dst = self._pane.dst
        if not self._pane.card:
            plain = np.full((dst.h, dst.w, 4), (35, 27, 21, 255), np.uint8)
            return Overlay(plain, dst)
        small = None
        if last is not None and worth.state is WindowState.NO_SIGNAL:
            small = small_grey(last, max(8, min(last.dst.w, dst.w) * 2 // 5))
        why = REASONS[worth.reason] if worth.reason is not Reason.NONE else STATES[worth.state]
        if worth.state is WindowState.NO_SIGNAL and worth.reason is not Reason.NONE:
            why = Words(f"{STATES[worth.state].zh} · {why.zh}", why.en)
        if worth.reason is Reason.OVER_CEILING and self._pane.ceiling is not None:
            why = Words(*self._pane.ceiling.words)
        source = self._pane.source
        colour = source.colour if source is not None else ""
        tone = MUTED if worth.state in _QUIET else WHY
        text = CardText(self._name(), why, REMEDIES.get(worth.reason, Words("", "")), since, colour, tone)
        return Overlay(self._lettering.card(text, self._pane.win, dst, self._sizes, small), dst)

    def over_picture(
        self, worth: Worth, labels_shown: bool, note: Words | None = None
    ) -> tuple[Overlay, ...]:
        """Return what lies over a picture of that worth, without the live mark; after `settle`.

        `note`: what else is to be known of a picture that is good, in small letters.
        """
        dst, plan = self._pane.dst, []
        if self._label is not None and labels_shown:
            plan.append(self._label)
        # The mark and the label keep their places, shown or not: nothing jumps when a badge comes.
        taken = [self._marks[0].at] + ([self._label.at] if self._label is not None else [])
        small = Sizes(self._sizes.small, max(8, self._sizes.small * 3 // 4))
        quiet = Badge(note, "", "#9fb0c0", Shape.SQUARE) if note is not None else None
        for badge, sizes in ((_badge(worth), self._sizes), (quiet, small)):
            if badge is not None:
                aged = bool(badge.age)
                pixels = self._lettering.badge(badge, sizes, dst.w - dst.w // 4)
                size = (pixels.shape[1], pixels.shape[0])
                at = find_place(dst, self._pane.visible, size, BADGE_ORDER, taken, self._burnt)
                plan.append(Overlay(pixels, at, aged))
                taken.append(at)
        if worth.state is WindowState.STALE and self._pane.card:
            text = f"{STATES[worth.state].zh} {age_text(worth.age_s or 0.0)}"
            pixels = self._lettering.big_age(text, self._sizes.px * 3 // 2, dst.w)
            high, wide = pixels.shape[:2]
            aside, down = lean(self._pane.win, dst, wide, high, self._sizes.px)
            left, top = dst.x + (dst.w - wide) // 2 + aside, dst.y + (dst.h - high) // 2 + down
            plan.append(Overlay(pixels, PxRect(x=left, y=top, w=wide, h=high), aged=True))
        return tuple(plan)

    def numeral(self, number: int) -> tuple[Overlay, ...]:
        """Return the window's number, as near its middle as this surface has of it; on one surface only."""
        dst = self._pane.dst
        if not self._pane.card:
            return ()
        px = numeral_px(self._sizes.px, self._pane.win, dst)
        pixels = numeral(number, px, dst.w)
        high, wide = pixels.shape[:2]
        aside, down = lean(self._pane.win, dst, wide, high, self._sizes.px)
        left, top = dst.x + (dst.w - wide) // 2 + aside, dst.y + (dst.h - high) // 2 + down
        return (Overlay(pixels, PxRect(x=left, y=top, w=wide, h=high)),)

    def _place_label(self) -> Overlay:
        source, dst = self._pane.source, self._pane.dst
        assert source is not None
        said = Name(self._name(), source.agency_name, source.colour)
        pixels = self._lettering.label(said, self._sizes, dst.w)
        mark_w = self._mark_pixels[0].shape[1]
        corner, room = label_place(dst, pixels.shape[1], pixels.shape[0], self._burnt, mark_w)
        if room < pixels.shape[1]:
            pixels = self._lettering.label(said, self._sizes, room)
        return Overlay(pixels, in_corner(dst, corner, pixels.shape[1], pixels.shape[0]))

    def _name(self) -> Words:
        source = self._pane.source
        if source is not None:
            return Words(source.name, source.name_en)
        if isinstance(self._pane.content, ImageContent):
            return Words(self._pane.content.file, "")
        if self._pane.role is not None and self._pane.role in ROLES:
            return ROLES[self._pane.role]
        return Words(str(self._pane.window), "")


_QUIET = frozenset((WindowState.SLATE, WindowState.CONNECTING))
"""States in which nothing is wrong: no amber for them."""


def _badge(worth: Worth) -> Badge | None:
    state, age = worth.state, worth.age_s or 0.0
    match state:
        case WindowState.LATE:
            return Badge(STATES[state], age_text(age), "#f2b233", Shape.RING)
        case WindowState.STALE | WindowState.FROZEN:
            return Badge(STATES[state], age_text(age), "#ff8a3d", Shape.TRIANGLE)
        case WindowState.DEGRADED | WindowState.BLACK:
            return Badge(STATES[state], "", "#f2b233", Shape.RING)
        case _:
            return None
