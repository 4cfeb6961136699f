"""A small site with a real server process, in a folder that is short enough for sockets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.fake_desk import FakeDesk
from tests.fakes.fake_node import FakeNode
from tests.fakes.server_process import ServerProcess, new_site
from wallctl.store.site import Site


@pytest.fixture
def site(short_path: Path) -> Site:
    return new_site(short_path / "s")


@pytest.fixture
def server(site: Site) -> Iterator[ServerProcess]:
    with ServerProcess(site) as running:
        yield running


@pytest.fixture
def desk(server: ServerProcess) -> Iterator[FakeDesk]:
    with FakeDesk(server.site) as connected:
        yield connected


@pytest.fixture
def node(server: ServerProcess) -> Iterator[FakeNode]:
    """A node whose hello the server has answered."""
    with FakeNode(server.site) as connected:
        assert connected.connected.wait(30)
        connected.wait_for_order()
        yield connected
