"""Rule: a thread that reads pictures has its niceness, and pushes nobody aside when it wakes."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

import pytest

from wallctl.renderer.giving_way import give_way


def _in_a_thread(nice: int) -> tuple[int, int]:
    """Return niceness and policy of a thread that gave way, of itself alone."""
    found: list[tuple[int, int]] = []

    def work() -> None:
        give_way(nice)
        found.append((os.getpriority(os.PRIO_PROCESS, threading.get_native_id()), os.sched_getscheduler(0)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return found[0]


def test_the_thread_is_nicer_and_waits_its_turn_and_no_other_one_does() -> None:
    assert _in_a_thread(7) == (7, os.SCHED_BATCH)
    assert (os.getpriority(os.PRIO_PROCESS, 0), os.sched_getscheduler(0)) == (0, os.SCHED_OTHER)


@pytest.mark.parametrize("refused", ["setpriority", "sched_setscheduler"])
def test_what_the_system_refuses_keeps_no_picture_from_being_read(
    refused: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    call: Callable[..., None] = refuse
    monkeypatch.setattr(os, refused, call)
    nice, policy = _in_a_thread(7)
    assert (nice == 7) is (refused != "setpriority")
    assert (policy == os.SCHED_BATCH) is (refused != "sched_setscheduler")
