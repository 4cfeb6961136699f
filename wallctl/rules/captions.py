"""Where labels, badges and live marks lie on a pane: in corners that nothing needs more.

A camera burns its name and its clock into two corners of its picture, which may lie anywhere on the pane:
bars leave the pane's corners free, a crop or a neighbour cube may hold the text. Must not know what is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from wallctl.model.geometry import PxRect
from wallctl.model.layout import Crop, Fit
from wallctl.model.source import Corner
from wallctl.rules.fitting import content_rect

BURNT_W, BURNT_H = 2 / 5, 1 / 9
"""Share of the picture that burnt-in text takes in its corner: a clock with its date, ten letters."""
LEAST_LABEL = 0.45
"""A label that gets less than this share of the pane's width goes to another corner."""
TYPICAL = (16, 9)

LABEL_ORDER = (Corner.BOTTOM_LEFT, Corner.BOTTOM_RIGHT, Corner.TOP_LEFT, Corner.TOP_RIGHT)
MARK_ORDER = (Corner.TOP_LEFT, Corner.TOP_RIGHT, Corner.BOTTOM_LEFT, Corner.BOTTOM_RIGHT)
BADGE_ORDER = (Corner.TOP_RIGHT, Corner.TOP_LEFT, Corner.BOTTOM_RIGHT, Corner.BOTTOM_LEFT)


def burnt_in(
    win: PxRect, frame: tuple[int, int], fit: Fit, crop: Crop, corners: Iterable[Corner]
) -> tuple[PxRect, ...]:
    """Return where the camera's own text lies, in the pixels that `win` is in; may lie outside of it.

    `frame` is (width, height); one that is not known yet is taken for 16:9.
    """
    wide, high = frame if all(frame) else TYPICAL
    content = content_rect(win, wide, high, fit, crop)
    width, height = content.w / crop.w, content.h / crop.h
    left, top = content.x - crop.x * width, content.y - crop.y * height
    box_w, box_h = width * BURNT_W, height * BURNT_H
    boxes = []
    for corner in corners:
        x = left if corner in _LEFT else left + width - box_w
        y = top if corner in _TOP else top + height - box_h
        boxes.append(PxRect(x=math.floor(x), y=math.floor(y), w=math.ceil(box_w), h=math.ceil(box_h)))
    return tuple(boxes)


def label_place(
    dst: PxRect, wide: int, high: int, burnt: Sequence[PxRect], beside_px: int = 0
) -> tuple[Corner, int]:
    """Return the corner for a label of that size, and how wide it may be there.

    Where the camera's text has corners, `beside_px` stays free for the live mark: it may have no other place.
    """
    needed = min(wide, int(dst.w * LEAST_LABEL))
    most = dst.w - beside_px if burnt else dst.w
    for corner in LABEL_ORDER:
        room = min(_room(dst, high, corner, burnt), most)
        if room >= needed:
            return corner, room
    return LABEL_ORDER[0], dst.w


def in_corner(dst: PxRect, corner: Corner, wide: int, high: int) -> PxRect:
    """Return a rectangle of that size in that corner."""
    x = dst.x if corner in _LEFT else dst.right - wide
    y = dst.y if corner in _TOP else dst.bottom - high
    return PxRect(x=x, y=y, w=wide, h=high)


def find_place(
    dst: PxRect,
    visible: Sequence[PxRect],
    size: tuple[int, int],
    order: Sequence[Corner],
    taken: Sequence[PxRect],
    burnt: Sequence[PxRect],
) -> PxRect:
    """Return where something of that size lies: in a corner, or beside what has the corner already.

    Seen whole and over nothing if there is such a place; rather over burnt-in text than out of sight, and
    never over what is `taken` while another place is left.
    """
    spots = [spot for spot in _spots(dst, size, order, taken) if spot.meet(dst) == spot]
    free = [spot for spot in spots if not _meets(spot, taken)]
    seen = [spot for spot in free if _seen(spot, visible)]
    clear = [spot for spot in seen if not _meets(spot, burnt)]
    for found in (clear, seen, free):
        if found:
            return found[0]
    return in_corner(dst, order[0], *size)


def lean(win: PxRect, dst: PxRect, block_w: int, block_h: int, pad: int) -> tuple[int, int]:
    """Return how far words of that size stand from the middle of `dst`: as near that of `win` as fits inside.

    In the middle of a window of 2 x 2 cubes there is no cube: its words lean to where the four meet.
    """
    return (
        _within((dst.w - block_w) // 2 - pad, (2 * win.x + win.w - 2 * dst.x - dst.w) // 2),
        _within((dst.h - block_h) // 2 - pad, (2 * win.y + win.h - 2 * dst.y - dst.h) // 2),
    )


def _within(room: int, wanted: int) -> int:
    return max(-room, min(room, wanted)) if room > 0 else 0


_LEFT = (Corner.TOP_LEFT, Corner.BOTTOM_LEFT)
_TOP = (Corner.TOP_LEFT, Corner.TOP_RIGHT)


def _room(dst: PxRect, high: int, corner: Corner, burnt: Sequence[PxRect]) -> int:
    """How wide the strip of the pane is, from that corner to the first burnt-in text in it."""
    strip = in_corner(dst, corner, dst.w, high)
    blocks = [block for block in (box.meet(strip) for box in burnt) if not block.empty]
    if corner in _LEFT:
        return min((block.x for block in blocks), default=dst.right) - dst.x
    return dst.right - max((block.right for block in blocks), default=dst.x)


def _spots(
    dst: PxRect, size: tuple[int, int], order: Sequence[Corner], taken: Sequence[PxRect]
) -> Iterator[PxRect]:
    for corner in order:
        spot = in_corner(dst, corner, *size)
        yield spot
        for box in taken:
            if not box.meet(spot).empty:
                x = box.right if corner in _LEFT else box.x - size[0]
                yield PxRect(x=x, y=spot.y, w=spot.w, h=spot.h)


def _meets(spot: PxRect, others: Iterable[PxRect]) -> bool:
    return any(not other.meet(spot).empty for other in others)


def _seen(spot: PxRect, visible: Iterable[PxRect]) -> bool:
    parts = [part.meet(spot) for part in visible]
    return sum(part.w * part.h for part in parts) == spot.w * spot.h
