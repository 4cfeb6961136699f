"""How far the glass is what was ordered: a count, and what each other cell shows instead."""

from __future__ import annotations

from enum import StrEnum

from wallctl.model.base import Value
from wallctl.model.ids import CellId, SourceId, WindowId


class LieKind(StrEnum):
    """What is wrong with a cell that does not show what was ordered."""

    NO_NODE = "no_node"
    DOWN = "down"
    STARTING = "starting"
    HUNG = "hung"
    WAITING = "waiting"
    STOPPING = "stopping"
    NO_REPORT = "no_report"
    NO_OUTPUT = "no_output"
    REVISION = "revision"
    MISSING = "missing"
    SWAPPED = "swapped"
    MOVED = "moved"
    EXTRA = "extra"
    PIXELS = "pixels"


ENDED = frozenset((LieKind.DOWN, LieKind.STARTING, LieKind.HUNG, LieKind.WAITING, LieKind.STOPPING))
"""The renderer is not up; `Lie.detail` says how it ended."""


class Lie(Value):
    """A cell that does not show what was ordered, and why: as a kind with parameters, for any language."""

    cell: CellId
    why: str
    """In words, for logs and the command line."""
    kind: LieKind
    window: WindowId | None = None
    shown: SourceId | None = None
    """Of `SWAPPED` and `EXTRA`: what the window shows; None: nothing."""
    ordered: SourceId | None = None
    """What the window is to show; None: nothing."""
    revision: int = 0
    due: int = 0
    """Of `REVISION`: the one that was ordered."""
    detail: str = ""
    """The output's name, how the renderer ended, what was read back from the display."""


class Truth(Value):
    """How many cells show what was ordered; the cubes behind the cables are unknown."""

    true: int
    of: int
    lies: tuple[Lie, ...] = ()
    live: int = 0
    """Windows with a source whose picture is live on every cell they touch."""
    windows: int = 0
