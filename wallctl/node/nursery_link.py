"""The node's line to the nursery, and starting a nursery where there is none. Must not know cells' lives.

It is the node that starts the nursery, detached, so that it and the renderers outlive the node; whoever
supervises the node never does. A nursery that answers no more is killed, which orphans its renderers: they
paint on, and the node replaces them one by one.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import struct
import subprocess
from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path

from wallctl.errors import BadMessage
from wallctl.node.pids import kill, started
from wallctl.protocol.codec import encode
from wallctl.protocol.nursery import FromNursery, Nursing, Quit, ToNursery, from_nursery
from wallctl.store.log_files import LOOK_EVERY_S, bound

RETRY_S = 0.05
GREETING_S = 5.0
FIRST_SPAWN_PAUSE_S = 0.5
LONGEST_SPAWN_PAUSE_S = 10.0
SPAWN_PATIENCE_S, LONGEST_SPAWN_PATIENCE_S = 10.0, 80.0
"""How long a nursery may take from its start to its socket; it imports Qt and OpenCV first. The next one gets
twice that: on a machine without time to spare each would be killed just before it is there."""
MAX_LINE_BYTES = 4 << 20

_log = logging.getLogger(__name__)
_PEERCRED = struct.Struct("3i")


class _Wanted(Enum):
    """Whether a nursery that is not there is to be started."""

    ONE = "one"
    NONE = "none"


class NurseryLink:
    """Keeps a connection for as long as `run` runs. Lives in the event loop; callbacks run there too."""

    def __init__(
        self,
        path: Path,
        argv: Sequence[str],
        log_file: Path,
        *,
        on_up: Callable[[Nursing], None],
        on_message: Callable[[FromNursery], None],
        on_down: Callable[[], None],
    ) -> None:
        """`argv` starts a nursery that serves `path`."""
        self._path = path
        self._argv = tuple(argv)
        self.log_file = log_file
        self._on_up = on_up
        self._on_message = on_message
        self._on_down = on_down
        self._writer: asyncio.StreamWriter | None = None
        self._pid = 0
        self._started = 0
        self._wanted = _Wanted.ONE
        self._spawned: subprocess.Popen[bytes] | None = None
        self._spawned_s = 0.0
        self._spawn_pause_s = 0.0
        self._patience_s = SPAWN_PATIENCE_S

    @property
    def up(self) -> bool:
        """Whether a nursery hears us."""
        return self._writer is not None

    def send(self, message: ToNursery) -> bool:
        """Send, or return False when there is no nursery: nothing is kept for later."""
        if self._writer is None or self._writer.is_closing():
            return False
        self._writer.write(encode(message) + b"\n")
        return True

    def doubt(self) -> None:
        """It does not answer: kill it, so that another can be started."""
        _log.warning("the nursery (process %d) does not answer and is killed", self._pid)
        kill(self._pid, self._started)

    def quit(self) -> bool:
        """Have the nursery end all renderers and itself, and start no other. False: there is none."""
        self._wanted = _Wanted.NONE
        return self.send(Quit())

    async def run(self) -> None:
        """Connect, listen, connect again; ends only by being cancelled."""
        watching = asyncio.create_task(self._watch_log(), name="nursery log")
        try:
            while True:
                if not await self._one_connection() and self._wanted is _Wanted.ONE:
                    self._spawn_if_due()
                self._reap()
                await asyncio.sleep(RETRY_S)
        finally:
            watching.cancel()
            self._close()

    async def _watch_log(self) -> None:
        while True:
            await asyncio.to_thread(bound, self.log_file)
            await asyncio.sleep(LOOK_EVERY_S)

    async def wait_ended(self, deadline_s: float) -> bool:
        """After `quit`: wait until the nursery is gone; False: it is not, at the deadline."""
        until_s = asyncio.get_running_loop().time() + deadline_s
        while started(self._pid) == self._started != 0:
            if asyncio.get_running_loop().time() >= until_s:
                return False
            self._reap()
            await asyncio.sleep(0.02)
        self._reap()
        return True

    async def _one_connection(self) -> bool:
        try:
            reader, writer = await asyncio.open_unix_connection(str(self._path), limit=MAX_LINE_BYTES)
        except OSError:
            return False
        self._pid = _peer_pid(writer)
        self._started = started(self._pid)
        try:
            await self._listen(reader, writer)
        except (OSError, ValueError, BadMessage) as wrong:
            _log.warning("the line to the nursery broke: %s", wrong)
        except TimeoutError:
            self.doubt()
        finally:
            self._close(writer)
        return True

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(GREETING_S):
            line = await reader.readline()
        if not line:
            return
        greeting = from_nursery.decode(line, "nursery")
        if not isinstance(greeting, Nursing):
            raise BadMessage("nursery", "its first line does not say who lives")
        self._writer = writer
        self._spawn_pause_s, self._patience_s = 0.0, SPAWN_PATIENCE_S
        self._on_up(greeting)
        while line := await reader.readline():
            self._on_message(from_nursery.decode(line, "nursery"))

    def _close(self, writer: asyncio.StreamWriter | None = None) -> None:
        was_up = self._writer is not None
        for each in {self._writer, writer} - {None}:
            assert each is not None
            with contextlib.suppress(OSError):
                each.close()
        self._writer = None
        if was_up:
            self._on_down()

    def _spawn_if_due(self) -> None:
        now_s = asyncio.get_running_loop().time()
        if self._spawned is not None and self._spawned.poll() is None:
            if now_s - self._spawned_s > self._patience_s:
                _log.warning("the nursery was not there within %g s and is killed", self._patience_s)
                self._spawned.kill()
                self._patience_s = min(LONGEST_SPAWN_PATIENCE_S, 2 * self._patience_s)
            return
        if now_s - self._spawned_s < self._spawn_pause_s:
            return
        self._spawned_s = now_s
        grown_s = max(FIRST_SPAWN_PAUSE_S, 2 * self._spawn_pause_s)
        self._spawn_pause_s = min(LONGEST_SPAWN_PAUSE_S, grown_s)
        try:
            with self.log_file.open("ab") as log:
                self._spawned = subprocess.Popen(
                    self._argv,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
        except OSError as wrong:
            _log.error("the nursery cannot be started: %s — look at %s", wrong, self.log_file)
            # People are sent to that file.
            with contextlib.suppress(OSError), self.log_file.open("a", encoding="utf-8") as log:
                log.write(f"the nursery cannot be started: {wrong}\n")

    def _reap(self) -> None:
        if self._spawned is not None and self._spawned.poll() is not None:
            self._spawned = None


def _peer_pid(writer: asyncio.StreamWriter) -> int:
    """Who listens at the other end; the kernel says so."""
    line: socket.socket = writer.get_extra_info("socket")
    credentials = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEERCRED.size)
    pid: int = _PEERCRED.unpack(credentials)[0]
    return pid if pid != os.getpid() else 0
