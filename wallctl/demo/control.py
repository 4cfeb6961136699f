"""The control socket of the cameras: JSON lines over a Unix socket in the site's run folder.

Owns the few messages and both ends of them. The socket is 0600: who may open it may make cameras fail.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from wallctl.demo.faults import Fault
from wallctl.demo.proxy import FaultProxy
from wallctl.errors import BadInput, Unavailable
from wallctl.model.base import Value

SOCKET_NAME = "cameras.sock"
LINE_BYTES = 65_536
ANSWER_S = 5.0


class SetFault(Value):
    """Make one camera suffer a fault, or heal it with `none`."""

    do: Literal["set_fault"] = "set_fault"
    camera: str
    fault: Fault
    location: str | None = None


class Status(Value):
    do: Literal["status"] = "status"


class Stop(Value):
    do: Literal["stop"] = "stop"


class CityState(Value):
    """What the cameras do now: their port, who suffers what, how many connections each has."""

    ok: Literal[True] = True
    pid: int
    port: int
    faults: dict[str, Fault]
    viewers: dict[str, int]


class Refused(Value):
    ok: Literal[False] = False
    reason: str


_ASKED: TypeAdapter[SetFault | Status | Stop] = TypeAdapter(
    Annotated[SetFault | Status | Stop, Field(discriminator="do")]
)
_ANSWERED: TypeAdapter[CityState | Refused] = TypeAdapter(CityState | Refused)


class ControlServer:
    """The cameras' end, on the running event loop. Removes its socket file when it stops."""

    def __init__(
        self, path: Path, proxy: FaultProxy, cameras: frozenset[str], on_stop: Callable[[], None]
    ) -> None:
        self._path, self._proxy, self._cameras, self._on_stop = path, proxy, cameras, on_stop
        self._loop = asyncio.get_running_loop()
        self._listener: socket.socket | None = None
        self._talks: dict[socket.socket, bytes] = {}

    def start(self) -> None:
        """Listen; raises Unavailable when other cameras of this site answer on the socket."""
        if _answers(self._path):
            raise Unavailable(str(self._path), "the cameras of this site run already", "stop them first")
        with suppress(FileNotFoundError):
            self._path.unlink()
        listener = socket.socket(socket.AF_UNIX)
        before = os.umask(0o177)
        try:
            listener.bind(str(self._path))
        except OSError as reason:
            listener.close()
            raise Unavailable(
                str(self._path),
                reason.strerror or str(reason),
                "use a folder with a shorter path that you own",
            ) from None
        finally:
            os.umask(before)
        listener.listen()
        listener.setblocking(False)
        self._listener = listener
        self._loop.add_reader(listener, self._accept)

    def stop(self) -> None:
        """Stop listening, end all talks, remove the socket file; safe to call twice."""
        listener, self._listener = self._listener, None
        if listener is None:
            return
        self._loop.remove_reader(listener)
        listener.close()
        for talk in tuple(self._talks):
            self._close(talk)
        with suppress(FileNotFoundError):
            self._path.unlink()

    def _accept(self) -> None:
        assert self._listener is not None
        with suppress(OSError):
            talk, _ = self._listener.accept()
            talk.setblocking(False)
            self._talks[talk] = b""
            self._loop.add_reader(talk, self._hear, talk)

    def _hear(self, talk: socket.socket) -> None:
        try:
            data = talk.recv(LINE_BYTES)
            *lines, rest = (self._talks[talk] + data).split(b"\n")
            for line in lines:
                # An answer is far smaller than a socket's buffer; who does not read it is cut off.
                talk.sendall(self._answer(line).model_dump_json().encode() + b"\n")
        except OSError:
            self._close(talk)
            return
        self._talks[talk] = rest
        if not data or len(rest) > LINE_BYTES:
            self._close(talk)

    def _close(self, talk: socket.socket) -> None:
        self._talks.pop(talk, None)
        self._loop.remove_reader(talk)
        talk.close()

    def _answer(self, line: bytes) -> CityState | Refused:
        try:
            asked = _ASKED.validate_json(line)
        except ValidationError as wrong:
            return Refused(reason=str(wrong.errors()[0]["msg"]))
        match asked:
            case SetFault(camera=camera) if camera not in self._cameras:
                return Refused(reason=f"{camera}: no camera of the sample city")
            case SetFault(camera=camera, fault=fault, location=location):
                self._proxy.set_fault(camera, fault, location)
            case Stop():
                self._on_stop()
            case Status():
                pass
        return CityState(
            pid=os.getpid(), port=self._proxy.port, faults=self._proxy.faults, viewers=self._proxy.viewers
        )


class CityControl:
    """The other end: blocking calls, each a connection of its own, so that any thread may use it."""

    def __init__(self, run_folder: Path) -> None:
        self._path = run_folder / SOCKET_NAME

    def set_fault(self, camera: str, fault: Fault, location: str | None = None) -> None:
        """Takes effect before it returns. Raises Unavailable, or BadInput for an unknown camera."""
        self._ask(SetFault(camera=camera, fault=fault, location=location))

    def status(self) -> CityState:
        return self._ask(Status())

    def stop(self) -> None:
        """Ask the cameras to end; they do so within a few seconds."""
        self._ask(Stop())

    def _ask(self, request: SetFault | Status | Stop) -> CityState:
        try:
            with socket.socket(socket.AF_UNIX) as end:
                end.settimeout(ANSWER_S)
                end.connect(str(self._path))
                end.sendall(request.model_dump_json().encode() + b"\n")
                line = end.makefile("rb").readline()
            answer = _ANSWERED.validate_json(line)
        except (OSError, ValidationError):
            raise Unavailable(
                str(self._path), "the cameras do not answer", "start the site's cameras"
            ) from None
        if isinstance(answer, Refused):
            raise BadInput("cameras", answer.reason)
        return answer


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as end:
        end.settimeout(1.0)
        try:
            end.connect(str(path))
        except OSError:
            return False
        return True
