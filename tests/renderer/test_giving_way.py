"""Rule: a thread that reads pictures has its niceness, and goes on where the system does not give it."""

from __future__ import annotations

import os
import threading

import pytest

from wallctl.renderer.giving_way import give_way


def _in_a_thread(nice: int) -> int:
    """Return the niceness of a thread that gave way, of itself alone."""
    found: list[int] = []

    def work() -> None:
        give_way(nice)
        found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return found[0]


def test_the_thread_is_nicer_and_no_other_one_is() -> None:
    before = os.getpriority(os.PRIO_PROCESS, 0)
    assert _in_a_thread(before + 7) == before + 7
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


def test_a_niceness_that_is_not_taken_back_keeps_no_picture_from_being_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = os.getpriority(os.PRIO_PROCESS, 0)

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "setpriority", refuse)
    assert _in_a_thread(before + 7) == before
