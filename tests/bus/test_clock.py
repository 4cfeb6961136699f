"""Rule: the bus has one clock, and it is the one that counts suspend."""

from __future__ import annotations

import time

from wallctl.bus.clock import clock_id, now_s


def test_it_is_the_boot_clock() -> None:
    before = time.clock_gettime(time.CLOCK_BOOTTIME)
    assert before <= now_s() <= time.clock_gettime(time.CLOCK_BOOTTIME)


def test_its_name_stays_while_the_machine_is_up() -> None:
    assert clock_id() == clock_id()
    assert 0 < len(clock_id()) <= 64
