"""Rule: how a renderer ended is told in words that name the cause."""

from __future__ import annotations

import pytest

from wallctl.renderer import main as renderer
from wallctl.renderer import nursery
from wallctl.rules import endings
from wallctl.rules.endings import ending


def test_the_codes_are_those_that_renderers_end_with() -> None:
    assert endings.NO_DISPLAY == renderer.EXIT_NO_DISPLAY
    assert endings.UNPAINTED == renderer.EXIT_UNPAINTED
    assert endings.REFUSED == renderer.EXIT_REFUSED
    assert endings.BROKEN == nursery.EXIT_BROKEN


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (endings.NO_DISPLAY, "display"),
        (endings.UNPAINTED, "paint"),
        (endings.BROKEN, "nursery.log"),
        (endings.NO_PROCESS, "no room"),
        (-11, "SIGSEGV"),
        (-90, "90"),
        (3, "exit code 3"),
        (None, "nobody"),
    ],
)
def test_every_ending_has_its_words(code: int | None, word: str) -> None:
    assert word in ending(code).en
    assert ending(code).zh
