"""Virtual outputs of an X screen that come and go: monitors of RandR, which Qt takes for screens.

Must not know who paints on them. X wants one monitor to own the screen's only real output; that one stays.
"""

from __future__ import annotations

import subprocess

from tests.kit.screen import VirtualScreen

KEEPER = "DESK"


class Monitors:
    """The outputs of a running `VirtualScreen`; the keeper takes the given place (x, y, w, h)."""

    def __init__(self, screen: VirtualScreen, keeper: tuple[int, int, int, int]) -> None:
        self._screen = screen
        self._set(KEEPER, keeper, "screen")

    def plug(self, name: str, x: int, y: int, w: int, h: int) -> None:
        """An output of that name and size appears there."""
        self._set(name, (x, y, w, h), "none")

    def unplug(self, name: str) -> None:
        """The output is gone."""
        self._xrandr("--delmonitor", name)

    def _set(self, name: str, place: tuple[int, int, int, int], output: str) -> None:
        x, y, w, h = place
        self._xrandr("--setmonitor", name, f"{w}/{w // 4}x{h}/{h // 4}+{x}+{y}", output)

    def _xrandr(self, *arguments: str) -> None:
        done = subprocess.run(["xrandr", *arguments], env=self._screen.env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
