"""Rule: what has come and was not read is what the kernel says of that connection, which is only asked."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest

from tests.renderer.scripted import wait_for
from wallctl.renderer.backlog import Backlog, line_of


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Who sends, and who reads."""
    with (
        socket.create_server(("127.0.0.1", 0)) as door,
        socket.create_connection(door.getsockname()) as reader,
    ):
        sender, _ = door.accept()
        with sender:
            yield sender, reader


def _inode(end: socket.socket) -> int:
    return os.fstat(end.fileno()).st_ino


def test_what_waits_and_what_came_in_all_is_told(ends: tuple[socket.socket, socket.socket]) -> None:
    sender, reader = ends
    line = line_of({_inode(reader)})
    assert line is not None and line.backlog() == Backlog(0, 0)
    sender.sendall(bytes(5000))
    wait_for(lambda: line.backlog() == Backlog(5000, 5000), 5.0, "all has come")
    assert len(reader.recv(4000)) == 4000
    assert line.backlog() == Backlog(1000, 5000)
    assert len(reader.recv(4000)) == 1000, "the connection still belongs to who reads"
    assert line.backlog() == Backlog(0, 5000)


def test_a_connection_that_is_gone_tells_nothing_nor_does_another_in_its_place(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    sender, reader = ends
    line = line_of({_inode(reader)})
    assert line is not None
    number = reader.detach()
    os.close(number)
    assert line.backlog() is None
    os.dup2(sender.fileno(), number)
    assert line.backlog() is None
    os.close(number)


def test_of_several_new_connections_none_is_taken_for_the_stream(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    assert line_of({_inode(end) for end in ends}) is None
    assert line_of(()) is None
    assert line_of({1}) is None
