"""The cameras' front door: one listening port, and faults on demand per camera.

Owns the listening socket, the sessions and which camera suffers what. Every method belongs to the event
loop's thread; other threads and processes use the control socket (`control`).
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress

from wallctl.demo.faults import Effect, Fault, effect_of
from wallctl.demo.session import Session
from wallctl.errors import Unavailable

BACKLOG = 512


class FaultProxy:
    """Passes RTSP over TCP between clients and the replay on `backend_port`, with faults in between."""

    def __init__(self, backend_port: int, port: int = 0, address: str = "127.0.0.1") -> None:
        self._backend_port = backend_port
        self._wanted = (address, port)
        self._listener: socket.socket | None = None
        self._sessions: set[Session] = set()
        self._faults: dict[str, tuple[Fault, Effect, str | None]] = {}
        self._healthy = effect_of(Fault.NONE)
        self.port = 0

    async def start(self) -> None:
        """Listen; raises Unavailable when the port is taken."""
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(self._wanted)
        except OSError as reason:
            listener.close()
            raise Unavailable(
                f"camera port {self._wanted[1]}",
                reason.strerror or "cannot be used",
                "end what uses it, or make the site again: it picks free ports",
            ) from None
        listener.listen(BACKLOG)
        listener.setblocking(False)
        self.port = int(listener.getsockname()[1])
        self._listener = listener
        asyncio.get_running_loop().add_reader(listener, self._accept)

    async def stop(self) -> None:
        """End all sessions and stop listening."""
        if self._listener is not None:
            asyncio.get_running_loop().remove_reader(self._listener)
            self._listener.close()
            self._listener = None
        for session in tuple(self._sessions):
            session.close()

    def set_fault(self, camera: str, fault: Fault, location: str | None = None) -> None:
        """Let a camera suffer a fault from now on, or heal it with `Fault.NONE`.

        `location` is where `Fault.REDIRECT` sends clients; without one it sends them round in a circle.
        """
        if fault is Fault.NONE:
            self._faults.pop(camera, None)
        else:
            self._faults[camera] = (fault, effect_of(fault), location)
        effect, _ = self._effect_for(camera)
        for session in tuple(self._sessions):
            if session.camera == camera:
                session.strike(effect)

    @property
    def faults(self) -> dict[str, Fault]:
        """Which cameras suffer what now."""
        return {camera: fault for camera, (fault, _, _) in self._faults.items()}

    @property
    def viewers(self) -> dict[str, int]:
        """How many connections each camera has now."""
        cameras = [session.camera for session in self._sessions]
        return {camera: cameras.count(camera) for camera in sorted(set(cameras)) if camera}

    def _effect_for(self, camera: str) -> tuple[Effect, str | None]:
        _, effect, location = self._faults.get(camera, (Fault.NONE, self._healthy, None))
        return effect, location

    def _accept(self) -> None:
        assert self._listener is not None
        with suppress(OSError):
            client, _ = self._listener.accept()
            self._sessions.add(Session(client, self._backend_port, self._effect_for, self._sessions.discard))
