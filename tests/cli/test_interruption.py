"""Rule: a command that is told to end ends, even where a library swallows the first word of it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from wallctl.cli.interruption import Interruption

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS)
def test_what_a_library_swallows_is_said_again(number: signal.Signals) -> None:
    told = Interruption(again_s=0.05)
    told.expect()
    with suppress(KeyboardInterrupt):
        signal.raise_signal(number)
    with pytest.raises(KeyboardInterrupt):
        threading.Event().wait(30)
    told.heard()


def test_what_was_heard_is_not_said_again_while_it_ends() -> None:
    told = Interruption(again_s=0.05)
    told.expect()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGTERM)
    told.heard()
    for timer in [one for one in threading.enumerate() if isinstance(one, threading.Timer)]:
        timer.join(5)
        assert not timer.is_alive()
