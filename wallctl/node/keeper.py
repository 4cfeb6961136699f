"""Keeps the newest state on disk, off the loop, one write at a time. Must not know what it means."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

T_contra = TypeVar("T_contra", contravariant=True)

_log = logging.getLogger(__name__)


class Kept(Protocol[T_contra]):
    """The disk."""

    def save(self, state: T_contra, /) -> None:
        """On disk when this returns; raise `OSError` when the disk does not take it."""
        ...


class Keeper(Generic[T_contra]):
    """Of states that come faster than the disk writes only the newest is kept: each is a whole one."""

    def __init__(self, kept: Kept[T_contra], failed: Callable[[str], None]) -> None:
        """`failed` is told, in words, that the disk did not take a state."""
        self._kept = kept
        self._failed = failed
        self._newest: list[T_contra] = []
        """Empty where nothing waits."""
        self._saving: asyncio.Task[None] | None = None

    def keep(self, state: T_contra) -> None:
        """Have this state written; returns at once. Needs the running loop."""
        self._newest = [state]
        if self._saving is None or self._saving.done():
            self._saving = asyncio.create_task(self._save(), name="save")

    async def finish(self) -> None:
        """Wait until everything that was to be kept is."""
        if self._saving is not None:
            await self._saving

    async def _save(self) -> None:
        while self._newest:
            state = self._newest.pop()
            try:
                await asyncio.to_thread(self._kept.save, state)
            except OSError as wrong:
                _log.error("the state was not kept: %s", wrong)
                self._failed(wrong.strerror or str(wrong))
