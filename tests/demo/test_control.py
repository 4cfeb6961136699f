"""Rule: the control socket does what it is asked, refuses what it does not know, and leaves no file."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from wallctl.demo.control import SOCKET_NAME, CityControl, ControlServer
from wallctl.demo.faults import Fault
from wallctl.demo.proxy import FaultProxy
from wallctl.errors import BadInput, Unavailable


def during(tmp_path: Path, work: Callable[[CityControl], None]) -> FaultProxy:
    """Run `work` in a thread while a control server without cameras behind it serves."""

    async def serve() -> FaultProxy:
        proxy = FaultProxy(backend_port=1)
        stopped = asyncio.Event()
        server = ControlServer(tmp_path / SOCKET_NAME, proxy, frozenset({"wat-08"}), stopped.set)
        try:
            await proxy.start()
            server.start()
            await asyncio.to_thread(work, CityControl(tmp_path))
        finally:
            server.stop()
            await proxy.stop()
        return proxy

    return asyncio.run(serve())


def test_faults_are_set_and_healed(tmp_path: Path) -> None:
    def work(control: CityControl) -> None:
        control.set_fault("wat-08", Fault.STALL)
        assert control.status().faults == {"wat-08": Fault.STALL}
        control.set_fault("wat-08", Fault.NONE)
        assert control.status().faults == {}
        assert control.status().port > 0

    during(tmp_path, work)
    assert not (tmp_path / SOCKET_NAME).exists()


def test_an_unknown_camera_is_refused_by_name(tmp_path: Path) -> None:
    def work(control: CityControl) -> None:
        with pytest.raises(BadInput, match="nowhere-99"):
            control.set_fault("nowhere-99", Fault.STALL)

    during(tmp_path, work)


@pytest.mark.parametrize("line", [b"\n", b"{}\n", b'{"do":"explode"}\n', b"[1,2\n", b"\x80\x04K\x01.\n"])
def test_nonsense_is_refused_and_harms_nothing(tmp_path: Path, line: bytes) -> None:
    def work(control: CityControl) -> None:
        with socket.socket(socket.AF_UNIX) as end:
            end.settimeout(5)
            end.connect(str(tmp_path / SOCKET_NAME))
            end.sendall(line)
            assert b'"ok":false' in end.makefile("rb").readline()
        assert control.status().ok

    during(tmp_path, work)


def test_only_the_owner_may_open_the_socket(tmp_path: Path) -> None:
    def work(control: CityControl) -> None:
        assert (tmp_path / SOCKET_NAME).stat().st_mode & 0o077 == 0

    during(tmp_path, work)


def test_a_second_set_of_cameras_is_refused(tmp_path: Path) -> None:
    def work(control: CityControl) -> None:
        with pytest.raises(Unavailable, match="run already"):
            during(tmp_path, lambda _: None)

    during(tmp_path, work)


def test_cameras_that_do_not_run_are_said_to(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="do not answer"):
        CityControl(tmp_path).status()
