"""A virtual X screen for one test or one module. Must not know what is shown on it."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
from collections.abc import Iterator

_START_S = 30.0


@contextlib.contextmanager
def x_screen(width_px: int = 1280, height_px: int = 1024) -> Iterator[str]:
    """Run Xvfb and give its `DISPLAY`; it picks a free number itself, so that many can run side by side."""
    read_end, write_end = os.pipe()
    argv = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{width_px}x{height_px}x24"]
    server = subprocess.Popen(
        [*argv, "-nolisten", "tcp", "-noreset", "-dpi", "96"],
        pass_fds=[write_end],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    try:
        ready, _, _ = select.select([read_end], [], [], _START_S)
        number = os.read(read_end, 16).decode().strip() if ready else ""
        assert number, f"Xvfb did not start within {_START_S:.0f} s"
        yield f":{number}"
    finally:
        os.close(read_end)
        server.terminate()
        server.wait(timeout=30)
