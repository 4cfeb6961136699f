"""A real input method on a virtual X screen: ibus with its pinyin engine, on a session bus of its own.

Owns its processes, and the folder that everything of theirs is kept in: sockets, settings, words it learnt.
Nothing is shown by it: candidates are chosen blindly, as whoever knows their place does.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from tests.leftovers import marked_environment

ENGINE = "libpinyin"
PACKAGES = "ibus, ibus-libpinyin, dbus-daemon"
START_S, STOP_S = 60.0, 10.0
_COMPONENT = Path("/usr/share/ibus/component/libpinyin.xml")
_CONFIG = "/usr/libexec/ibus-memconf"
# No service may be started by it: whatever is started here is known here.
_BUS = """<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
    <allow user="*"/>
  </policy>
</busconfig>
"""


def can_be_run() -> bool:
    """Whether this machine has the packages."""
    programs = ("ibus", "ibus-daemon", "dbus-daemon", _CONFIG)
    return all(map(shutil.which, programs)) and _COMPONENT.exists()


class PinyinInput:
    """`with PinyinInput(display) as pinyin: Popen(desk, env=pinyin.env)`: its text inputs compose Chinese."""

    def __init__(self, display: str) -> None:
        # Short, because the path of a Unix socket may have no more than 107 bytes.
        self._folder = Path(tempfile.mkdtemp(prefix="ime-", dir=os.environ["XDG_RUNTIME_DIR"]))
        self._address = self._folder / "address"
        self._started: list[subprocess.Popen[bytes]] = []
        own = {
            name: str(self._folder / folder)
            for name, folder in (
                ("HOME", "home"), ("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache"),
                ("XDG_DATA_HOME", "data"), ("XDG_RUNTIME_DIR", "run"),
            )
        }  # fmt: skip
        for path in own.values():
            Path(path).mkdir(mode=0o700)
        self._env = marked_environment() | own | {
            "DISPLAY": display,
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self._folder / 'bus'}",
            "GSETTINGS_BACKEND": "memory",
            "GIO_USE_VFS": "local",
            "NO_AT_BRIDGE": "1",
            "IBUS_ADDRESS_FILE": str(self._address),
        }  # fmt: skip

    @property
    def env(self) -> dict[str, str]:
        """What a program needs that is typed into through it; its folders are its own."""
        told = ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "IBUS_ADDRESS_FILE")
        return marked_environment() | {name: self._env[name] for name in told} | {"QT_IM_MODULE": "ibus"}

    def __enter__(self) -> Self:
        try:
            self._start_bus()
            self._start_ibus()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _start_bus(self) -> None:
        socket, settings = self._folder / "bus", self._folder / "bus.conf"
        settings.write_text(_BUS.format(socket=socket))
        self._run("dbus-daemon", "--nofork", "--nopidfile", "--nosyslog", f"--config-file={settings}")
        self._await(socket.is_socket, "the session bus listens")

    def _start_ibus(self) -> None:
        listen = f"unix:path={self._folder / 'ibus'}"
        self._run("ibus-daemon", "--panel=disable", "--emoji-extension=disable", f"--config={_CONFIG}",
                  "--cache=none", f"--address={listen}")  # fmt: skip
        self._await(self._address.exists, "ibus listens")
        self._await(self._engine_is_set, f"ibus has the engine {ENGINE}")

    def _engine_is_set(self) -> bool:
        """Ask for the engine until it is the one."""
        self._ibus("engine", ENGINE)
        return self._ibus("engine") == ENGINE

    def _ibus(self, *words: str) -> str:
        argv = ["ibus", *words]
        done = subprocess.run(argv, env=self._env, capture_output=True, text=True, timeout=START_S)
        return done.stdout.strip()

    def _run(self, *argv: str) -> None:
        with (self._folder / "log").open("ab") as log:
            self._started.append(
                subprocess.Popen(argv, env=self._env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            )

    def _await(self, condition: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + START_S
        while not condition():
            ended = [process.args for process in self._started if process.poll() is not None]
            if ended or time.monotonic() > deadline:
                log = (self._folder / "log").read_text(errors="replace")
                raise AssertionError(f"{what}: not so; ended: {ended}\n{log}")
            time.sleep(0.05)

    def _end(self) -> None:
        """End all, the newest first, with what they have started themselves."""
        for process in reversed(self._started):
            family = _children(process.pid)
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOP_S)
            process.kill()
            process.wait()
            _, left = psutil.wait_procs(family, timeout=STOP_S)
            for child in left:
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()
            psutil.wait_procs(left, timeout=STOP_S)
        self._started.clear()
        shutil.rmtree(self._folder, ignore_errors=True)


def _children(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
