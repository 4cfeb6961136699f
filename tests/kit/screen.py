"""An X screen of our own, read from memory: Xvfb with its frame buffer in a mapped file.

Owns the server process, its folder and the mapping. Reading costs the X server nothing.
"""

from __future__ import annotations

import mmap
import os
import select
import struct
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
START_S = 20.0
STOP_S = 5.0
_XWD = struct.Struct(">25I")
_COLOUR_BYTES = 12


class VirtualScreen:
    """A running X server. `pixels` is live: height x width x 4, BGRX, read only."""

    def __init__(self, width: int = 1920, height: int = 1080, *options: str) -> None:
        self.width, self.height = width, height
        self._options = options
        self._folder = tempfile.TemporaryDirectory(prefix="screen-")
        self._server: subprocess.Popen[bytes] | None = None
        self._memory: mmap.mmap | None = None
        self._pixels: Pixels | None = None
        self.display = ""

    def __enter__(self) -> Self:
        read_end, write_end = os.pipe()
        try:
            self._server = subprocess.Popen(
                ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{self.width}x{self.height}x24",
                 "-fbdir", self._folder.name, "-nolisten", "tcp", "-noreset", *self._options],
                pass_fds=(write_end,),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            os.close(write_end)
            number = _line(read_end)
        finally:
            os.close(read_end)
        if not number.isdigit():
            self._end()
            raise RuntimeError("Xvfb did not start; apt-get install xvfb")
        self.display = f":{number.decode()}"
        self._map()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _map(self) -> None:
        with (Path(self._folder.name) / "Xvfb_screen0").open("rb") as buffer:
            self._memory = mmap.mmap(buffer.fileno(), 0, access=mmap.ACCESS_READ)
        head = _XWD.unpack_from(self._memory)
        head_bytes, width, height, order, depth, stride, colours = (head[i] for i in (0, 4, 5, 7, 11, 12, 19))
        if depth != 32 or order != 0:
            raise RuntimeError(
                f"the screen has {depth} bits a pixel, byte order {order}; 32 and 0 are needed"
            )
        flat = np.frombuffer(self._memory, np.uint8, height * stride, head_bytes + colours * _COLOUR_BYTES)
        self._pixels = flat.reshape(height, stride // 4, 4)[:, :width]

    @property
    def pixels(self) -> Pixels:
        assert self._pixels is not None
        return self._pixels

    @property
    def env(self) -> dict[str, str]:
        """This process's environment, pointed at the screen."""
        clean = {name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"}
        return clean | {"DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def grab(self) -> Pixels:
        """A copy of the screen as it is now."""
        return self.pixels.copy()

    def _end(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.terminate()
            try:
                server.wait(STOP_S)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        # The array holds the mapping; it goes when the last view of it does.
        self._pixels = None
        self._memory = None
        self._folder.cleanup()


def _line(source: int) -> bytes:
    """The display's number; read to the line's end, for the server ends itself when it cannot write that."""
    text = b""
    while not text.endswith(b"\n") and select.select([source], [], [], START_S)[0]:
        part = os.read(source, 16)
        if not part:
            break
        text += part
    return text.strip()
