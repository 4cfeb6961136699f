"""Cameras over TLS: certificates of an authority of our own, and a door that speaks TLS for others.

Owns its sockets and threads until the `with` ends.
"""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import pytest

_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
_DAYS = ("-days", "2")


class Certificate(NamedTuple):
    """Two files (PEM)."""

    certificate: Path
    key: Path


class Authority:
    """Signs certificates in a folder, with the program `openssl`."""

    def __init__(self, folder: Path, name: str = "authority") -> None:
        if shutil.which("openssl") is None:
            pytest.skip("certificates need openssl")
        self._folder = folder
        self._own = self.signed_by_itself(name)
        self.file = self._own.certificate

    def signed_by_itself(self, name: str) -> Certificate:
        """Return a certificate that nobody vouches for."""
        made = self._named(name)
        files = ("-keyout", str(made.key), "-out", str(made.certificate))
        _openssl("req", "-x509", *_KEY, *_DAYS, "-subj", f"/CN={name}", *files)
        return made

    def signed(self, name: str, san: str) -> Certificate:
        """Return a certificate for what `san` says (`DNS:localhost`, `IP:127.0.0.1`)."""
        made, asked, more = self._named(name), self._folder / f"{name}.csr", self._folder / f"{name}.ext"
        _openssl("req", *_KEY, "-subj", f"/CN={name}", "-keyout", str(made.key), "-out", str(asked))
        more.write_text(f"subjectAltName={san}\n")
        files = ("-in", str(asked), "-out", str(made.certificate), "-extfile", str(more))
        by = ("-CA", str(self._own.certificate), "-CAkey", str(self._own.key), "-CAcreateserial")
        _openssl("x509", "-req", *by, *_DAYS, *files)
        return made

    def _named(self, name: str) -> Certificate:
        return Certificate(self._folder / f"{name}.pem", self._folder / f"{name}.key")


class TlsDoor:
    """Listens with TLS on 127.0.0.1 and hands everything on to a plain port there."""

    def __init__(self, shown: Certificate, behind: int) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(shown.certificate, shown.key)
        self._behind = behind
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for one in (self._listener, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join(5.0)

    def url(self, scheme: str, path: str, host: str = "127.0.0.1") -> str:
        return f"{scheme}://{host}:{self.port}/{path}"

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._start(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(10.0)
        self._open.append(client)
        with suppress(OSError):
            outside = self._context.wrap_socket(client, server_side=True)
            inside = socket.create_connection(("127.0.0.1", self._behind), timeout=10.0)
            self._open += [outside, inside]
            self._start(_hand_on, inside, outside)
            _hand_on(outside, inside)

    def _start(self, work: object, *sockets: socket.socket) -> None:
        assert callable(work)
        thread = threading.Thread(target=work, args=sockets, daemon=True)
        self._threads.append(thread)
        thread.start()


def _hand_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


def _openssl(*words: str) -> None:
    done = subprocess.run(["openssl", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
