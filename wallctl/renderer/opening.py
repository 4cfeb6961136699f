"""What a feed asks of whatever opens streams for it. Must not know OpenCV, nor any opener.

`renderer.capture` opens real streams.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from wallctl.model.health import Reason
from wallctl.protocol.cell import SourceView
from wallctl.renderer.backlog import Backlog
from wallctl.renderer.voices import Voice


class Timed(Protocol):
    """Time stamps of a stream."""

    def position_s(self) -> float: ...

    def nominal_fps(self) -> float: ...


class OpenStream(Timed, Protocol):
    """One open stream; one thread only. `grab` and `retrieve` raise `StreamLost`."""

    voice: Voice
    paced: bool

    def grab(self) -> None: ...

    def retrieve(self, into: np.ndarray | None = None) -> np.ndarray: ...

    def is_key(self) -> bool: ...

    def backlog(self) -> Backlog | None: ...

    def rewind(self) -> bool: ...

    def close(self) -> None: ...


class Opens(Protocol):
    """Opens streams; any thread. `open` raises `StreamLost` whose `reason` is a `Reason`'s value."""

    def open(self, view: SourceView) -> OpenStream: ...

    def why_no_picture(self, began: float) -> Reason: ...

    def mark(self) -> float: ...
