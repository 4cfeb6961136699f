"""Rules: an echo is the newest true picture of its cell, and a picture that is none is left out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from tests.fakes.glass import encoded
from wallctl.controller.echo import FRESH_S, EchoBook, draw_region
from wallctl.model.geometry import Rect
from wallctl.model.ids import CellId

CELL = CellId("r0c0")


def jpeg(colour: str, width: int = 32, height: int = 24, kind: str = "JPEG") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return encoded(image, kind)


def test_a_newer_picture_replaces_an_older_one_but_not_the_reverse() -> None:
    book = EchoBook()
    assert book.take_in(CELL, jpeg("red"), 10.0, 0.0)
    assert not book.take_in(CELL, jpeg("blue"), 9.0, 0.1)
    assert book.take_in(CELL, jpeg("green"), 11.0, 0.2)


def test_a_clock_that_began_anew_does_not_block_pictures_for_ever() -> None:
    book = EchoBook()
    book.take_in(CELL, jpeg("red"), 1_000.0, 0.0)
    assert not book.take_in(CELL, jpeg("blue"), 5.0, FRESH_S / 2)
    assert book.take_in(CELL, jpeg("blue"), 5.1, FRESH_S + 0.1)


@pytest.mark.parametrize("data", [b"", b"no picture", jpeg("red")[:40], jpeg("red", kind="PNG")])
def test_what_is_no_jpeg_is_left_out(data: bytes) -> None:
    assert not EchoBook().take_in(CELL, data, 1.0, 0.0)


def test_a_picture_of_absurd_size_is_left_out() -> None:
    assert not EchoBook().take_in(CELL, jpeg("red", 2_000, 10), 1.0, 0.0)


def test_freshness_and_rate_come_from_arrivals() -> None:
    book = EchoBook()
    for number in range(10):
        book.take_in(CELL, jpeg("red"), float(number), number * 0.2)
    assert book.rate_fps(1.8) == pytest.approx(5.0)
    assert book.fresh(CELL, 1.8 + FRESH_S) and not book.fresh(CELL, 1.9 + FRESH_S)
    assert book.rate_fps(10.0) == 0.0
    assert book.forget_pictures() == (CELL,)
    assert book.newest_s() is None


def test_a_region_is_put_together_from_the_cells_it_covers() -> None:
    book = EchoBook()
    for col, colour in enumerate(("red", "blue")):
        book.take_in(CellId(f"r0c{col}"), jpeg(colour, 64, 64), 1.0, 0.0)
    canvas = QImage(100, 50, QImage.Format.Format_RGB32)
    canvas.fill(QColor("black"))
    painter = QPainter(canvas)
    whole = draw_region(painter, book, QRectF(0, 0, 100, 50), Rect(x=0.5, y=0, w=1, h=1))
    partly = draw_region(painter, book, QRectF(0, 0, 1, 1), Rect(x=1.5, y=0, w=1, h=1))
    painter.end()
    left, right = canvas.pixelColor(25, 25), canvas.pixelColor(75, 25)
    assert whole and not partly
    assert left.red() > 200 and left.blue() < 60
    assert right.blue() > 200 and right.red() < 60
