"""Checks of the host: its clock and its disk. Must not know Qt, streams, or what a site holds."""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path

from wallctl.cli.checks.machine import Finding

MIB = 1 << 20
DISK_FAIL_MIB, DISK_WARN_MIB = 256, 2048
_STA_UNSYNC = 0x40


class _Timex(ctypes.Structure):
    """The head of struct timex; the kernel writes 208 bytes in all."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 256),
    )


def host(place: Path) -> list[Finding]:
    """Everything about this host; `place` is a folder on the disk that matters."""
    return [disk(place), clock(read_kernel_clock())]


def read_kernel_clock() -> tuple[int, int] | None:
    """Return the kernel's clock status bits and largest error in µs; None when it cannot be asked."""
    state = _Timex()
    try:
        answer = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(state))
    except (OSError, AttributeError):
        return None
    return None if answer < 0 else (state.status, state.maxerror)


def clock(reading: tuple[int, int] | None) -> Finding:
    """The clock is disciplined: audit lines, and times that several machines agree on, need it."""
    name = "clock"
    remedy = "run a time service: apt-get install chrony, or timedatectl set-ntp true"
    if reading is None:
        return Finding.warn(name, "the kernel would not say whether it is synchronised", remedy)
    status, error_us = reading
    if status & _STA_UNSYNC:
        return Finding.warn(name, "not synchronised, as the kernel sees it", remedy)
    return Finding.ok(name, f"synchronised, error below {max(error_us // 1000, 1)} ms")


def disk(place: Path) -> Finding:
    """There is room where the site lies: a full disk refuses every change of the wall."""
    try:
        usage = shutil.disk_usage(place)
    except OSError as wrong:
        return Finding.fail("disk", f"{place}: {wrong.strerror}", "name a folder that is there")
    free_mib = usage.free // MIB
    seen = f"{free_mib} MiB free of {usage.total // MIB} at {place}"
    remedy = "make room: delete what is not needed, or move the site to a larger disk"
    if not os.access(place, os.W_OK):
        return Finding.warn(
            "disk", f"{seen}; not writable for this user", "run as the user who owns the site"
        )
    if free_mib < DISK_FAIL_MIB:
        return Finding.fail("disk", seen, remedy)
    if free_mib < DISK_WARN_MIB:
        return Finding.warn("disk", seen, remedy)
    return Finding.ok("disk", seen)
