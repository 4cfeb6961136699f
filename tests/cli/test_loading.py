"""Rule: while programs load nothing is collected; afterwards it is as it was before."""

from __future__ import annotations

import gc
import weakref

import pytest

from wallctl.cli.loading import uncollected


class Held:
    """Holds itself."""

    def __init__(self) -> None:
        self.me = self


def test_nothing_is_collected_meanwhile() -> None:
    gone: list[bool] = []
    with uncollected():
        weakref.finalize(Held(), lambda: gone.append(True))
        kept = [[number] for number in range(300_000)]
        assert kept and not gone
    gc.collect()
    assert gone


def test_collecting_goes_on_also_after_what_could_not_be_loaded() -> None:
    assert gc.isenabled()
    with pytest.raises(ImportError), uncollected():
        assert not gc.isenabled()
        raise ImportError
    assert gc.isenabled()


def test_who_had_it_off_has_it_off_afterwards() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
