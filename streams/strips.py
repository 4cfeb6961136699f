"""The frame strips: how a camera's number and a frame's number are written into the picture itself.

Owns the shape of a tag, its code and its places. A tag is 12x3 square modules: a fixed 3x3 finder, then 7
bits camera, 12 bits frame (Gray code, so that two blended neighbours differ in one bit) and 8 bits CRC. Pure;
reading a screen is the test kit's business.
"""

from __future__ import annotations

from dataclasses import dataclass

COLUMNS, ROWS = 12, 3
DARK, LIGHT = 30, 220
FINDER = ((1, 0, 1), (1, 1, 0), (0, 1, 1))
CAMERA_BITS, FRAME_BITS, CRC_BITS = 7, 12, 8
WIDE_PX = 1000


@dataclass(frozen=True, slots=True)
class Tag:
    """What one tag says: the camera's number in the catalogue (from 1) and the frame of its clip (from 0)."""

    camera: int
    frame: int


@dataclass(frozen=True, slots=True)
class Place:
    """Top left corner of a tag in a picture, and the side of one module, in source pixels."""

    x_px: int
    y_px: int
    module_px: int


def tag_places(width: int, height: int) -> list[Place]:
    """Where the tags of a picture of this size are, row by row.

    Every cell of a window spanning 1..4 cells each way holds a whole one (6 and 8 columns too where the
    picture is at least 1000 px wide). Corners lie on multiples of 4 (narrow) or 2 px, so that modules fall on
    the encoder's transform blocks.
    """
    wide = width >= WIDE_PX
    slots_x, columns = (24, range(1, 24, 3)) if wide else (12, range(1, 12, 3))
    rows = range(1, 12, 3)
    module = 6 if wide else 4
    grid = 2 if wide else 4
    return [
        Place(
            x_px=_centred(column, width / slots_x, COLUMNS * module, grid),
            y_px=_centred(row, height / 12, ROWS * module, grid),
            module_px=module,
        )
        for row in rows
        for column in columns
    ]


def _centred(slot: int, slot_px: float, tag_px: int, grid: int) -> int:
    return round((slot * slot_px + (slot_px - tag_px) / 2) / grid) * grid


def modules_of(tag: Tag) -> list[list[int]]:
    """The 3 rows of 12 modules, 1 = light. Raises ValueError when a number does not fit its bits."""
    if not (0 < tag.camera < 1 << CAMERA_BITS and 0 <= tag.frame < 1 << FRAME_BITS):
        raise ValueError(f"no tag for camera {tag.camera}, frame {tag.frame}")
    gray = tag.frame ^ (tag.frame >> 1)
    value = (tag.camera << FRAME_BITS) | gray
    word = (value << CRC_BITS) | _crc8(value)
    length = CAMERA_BITS + FRAME_BITS + CRC_BITS
    bits = [(word >> (length - 1 - index)) & 1 for index in range(length)]
    return [list(FINDER[row]) + bits[row * 9 : row * 9 + 9] for row in range(ROWS)]


def tag_of(modules: list[list[int]]) -> Tag | None:
    """What these modules say, or None where finder or checksum do not hold."""
    if any(tuple(modules[row][:3]) != FINDER[row] for row in range(ROWS)):
        return None
    word = 0
    for row in modules:
        for bit in row[3:]:
            word = (word << 1) | bit
    value, crc = word >> CRC_BITS, word & 0xFF
    if crc != _crc8(value):
        return None
    frame = value & ((1 << FRAME_BITS) - 1)
    shift = frame >> 1
    while shift:
        frame ^= shift
        shift >>= 1
    return Tag(camera=value >> FRAME_BITS, frame=frame)


def _crc8(value: int) -> int:
    crc = 0xA5
    for byte in value.to_bytes(3, "big"):
        crc ^= byte
        for _ in range(8):
            crc = ((crc << 1) ^ 0x07) & 0xFF if crc & 0x80 else crc << 1
    return crc
