"""The desk on a real X screen, driven by real mouse and key events: search, drag, resize, remove."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kit.officer import Officer, officer_at_desk
from tests.leftovers import marked_environment
from tests.xscreen import x_screen

pytestmark = pytest.mark.xcb


@pytest.fixture
def officer() -> Iterator[Officer]:
    with (
        x_screen(1400, 950) as display,
        officer_at_desk(marked_environment() | {"DISPLAY": display}) as found,
    ):
        yield found


def test_a_camera_is_found_dragged_resized_and_taken_off_with_a_real_mouse(officer: Officer) -> None:
    officer.do("mousemove", *officer.see("search"), "click", 1, "sleep", 0.1, "type", "--delay", 30, "mzyxgd")
    officer.until(lambda: officer.see("first") == "wat-08")

    officer.drag(officer.see("row wat-08"), officer.see("cell 2.5 1.5"))
    officer.until(lambda: officer.see("wall") == [["wat-08", 2, 1, 1, 1]])

    corner = officer.see("cell 3 2")
    officer.drag([corner[0] - 7, corner[1] - 7], officer.see("cell 4 3"))
    officer.until(lambda: officer.see("wall") == [["wat-08", 2, 1, 2, 2]])

    officer.drag(officer.see("cell 3 2"), officer.see("cell 4 3"))
    officer.until(lambda: officer.see("wall") == [["wat-08", 3, 2, 2, 2]])

    officer.do("mousemove", *officer.see("cell 4 3"), "click", 1, "sleep", 0.1, "key", "Delete")
    officer.until(lambda: officer.see("wall") == [])

    officer.do("key", "ctrl+z")
    officer.until(lambda: officer.see("wall") == [["wat-08", 3, 2, 2, 2]])

    officer.do("key", "F9")
    officer.until(lambda: len(officer.see("wall")) == 24)
