"""A new site has keys for those who must speak, closed to others, and a ring that knows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallctl.bus.keys import Peer, PeerRole, load_key_pair
from wallctl.errors import BadInput
from wallctl.server.enrol import load_ring, make_keys


def test_new_keys_are_private_and_known_to_the_ring(tmp_path: Path) -> None:
    make_keys(tmp_path, "li")
    ring = load_ring(tmp_path / "ring.json")
    assert ring[load_key_pair(tmp_path / "local.node").public] == Peer(name="local", role=PeerRole.NODE)
    assert ring[load_key_pair(tmp_path / "operator.local").public] == Peer(name="li", role=PeerRole.LOCAL)
    assert len(ring) == 2
    public = (tmp_path / "server.pub").read_text().strip()
    assert public == load_key_pair(tmp_path / "server").public
    for name in ("server", "local.node", "operator.local", "ring.json"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


def test_no_secret_is_in_the_ring(tmp_path: Path) -> None:
    make_keys(tmp_path, "li")
    secret = load_key_pair(tmp_path / "operator.local").secret.get_secret_value()
    assert secret not in (tmp_path / "ring.json").read_text()


def test_ring_that_others_could_change_is_refused(tmp_path: Path) -> None:
    make_keys(tmp_path, "li")
    (tmp_path / "ring.json").chmod(0o666)
    with pytest.raises(BadInput, match="chmod"):
        load_ring(tmp_path / "ring.json")


@pytest.mark.parametrize("content", ["", "[]", '{"x": {"name": "a", "role": "god"}}', '{"short": 1}'])
def test_broken_ring_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "ring.json").write_text(content)
    (tmp_path / "ring.json").chmod(0o600)
    with pytest.raises(BadInput, match=r"ring\.json"):
        load_ring(tmp_path / "ring.json")
