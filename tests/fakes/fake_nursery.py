"""The nursery's protocol with `bad_renderer` processes: `python -m tests.fakes.fake_nursery SOCKET`.

How each cell's renderer behaves stands in SOCKET.json (cell -> arguments), read anew at each fork.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import socket
import subprocess
import sys
from pathlib import Path

from wallctl.model.base import Value
from wallctl.protocol.codec import encode
from wallctl.protocol.nursery import Born, Child, Died, Fork, Kill, Nursing, Quit, ToNursery, to_nursery


class FakeNursery:
    """One loop; outlives its nodes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.behaviour = path.with_suffix(".json")
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(2)
        self.node: socket.socket | None = None
        self.buffer = b""
        self.children: dict[int, tuple[Child, subprocess.Popen[bytes]]] = {}
        self.quitting = False

    def serve(self) -> int:
        with selectors.DefaultSelector() as self.ready:
            self.ready.register(self.listener, selectors.EVENT_READ, self.accept)
            while not (self.quitting and not self.children):
                for key, _ in self.ready.select(timeout=0.02):
                    key.data()
                self.reap()
        self.path.unlink()
        return 0

    def accept(self) -> None:
        node, _ = self.listener.accept()
        self.hang_up()
        self.node, self.buffer = node, b""
        self.ready.register(node, selectors.EVENT_READ, self.read)
        self.say(Nursing(pid=os.getpid(), children=tuple(child for child, _ in self.children.values())))

    def hang_up(self) -> None:
        if self.node is not None:
            self.ready.unregister(self.node)
            self.node.close()
            self.node = None

    def read(self) -> None:
        assert self.node is not None
        try:
            chunk = self.node.recv(65536)
        except ConnectionError:
            chunk = b""
        if not chunk:
            self.hang_up()
            return
        *lines, self.buffer = (self.buffer + chunk).split(b"\n")
        for line in lines:
            self.obey(to_nursery.decode(line, "node"))

    def obey(self, message: ToNursery) -> None:
        match message:
            case Fork(spec=spec):
                behaviour = json.loads(self.behaviour.read_text()) if self.behaviour.exists() else {}
                argv = [sys.executable, "-m", "tests.fakes.bad_renderer", *behaviour.get(spec.cell, [])]
                process = subprocess.Popen(argv, stdin=subprocess.PIPE)
                assert process.stdin is not None
                process.stdin.write(spec.model_dump_json().encode())
                process.stdin.close()
                child = Child(cell=spec.cell, incarnation=spec.incarnation, pid=process.pid, token=spec.token)
                self.children[process.pid] = child, process
                self.say(Born(child=child))
            case Kill(pid=pid):
                if pid in self.children:
                    self.children[pid][1].kill()
            case Quit():
                self.quitting = True
                for _, process in self.children.values():
                    process.kill()
            case _:
                pass

    def reap(self) -> None:
        for pid, (child, process) in list(self.children.items()):
            code = process.poll()
            if code is not None:
                del self.children[pid]
                self.say(Died(child=child, code=code))

    def say(self, message: Value) -> None:
        if self.node is not None:
            try:
                self.node.sendall(encode(message) + b"\n")
            except OSError:
                self.hang_up()


if __name__ == "__main__":
    sys.exit(FakeNursery(Path(sys.argv[1])).serve())
