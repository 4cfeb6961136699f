"""Loads what a command needs without looking for garbage meanwhile: there is none. Must not know any command.

Measured: imports make some hundred thousand objects that stay, and the collector goes over them again and
again; without it a server is loaded with 0.87 s of CPU instead of 1.09, a renderer's parent with 0.87
instead of 0.99 (means of five, a slow machine).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave the collector off inside, and as it was before afterwards."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
