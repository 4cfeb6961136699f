"""The ring follows its file; a file that cannot be read takes nobody's key away and lets nobody in."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallctl.bus.keys import KeyRing, Peer, PeerRole, new_key_pair
from wallctl.errors import BadInput
from wallctl.server.enrol import save_ring
from wallctl.server.ring_file import RingFile

WANG = Peer(name="wang", role=PeerRole.DESK)
CHEN = Peer(name="chen", role=PeerRole.LOCAL)
KEY, OTHER = new_key_pair().public, new_key_pair().public


@pytest.fixture
def file(tmp_path: Path) -> Path:
    save_ring(tmp_path / "ring.json", KeyRing({KEY: WANG}))
    return tmp_path / "ring.json"


def test_same_file_is_not_told_again(file: Path) -> None:
    ring = RingFile(file)
    assert ring.get(KEY) == WANG and ring.get(OTHER) is None
    assert ring.look() is None


def test_changed_file_is_followed_and_told_by_name(file: Path) -> None:
    ring = RingFile(file)
    save_ring(file, KeyRing({OTHER: CHEN}))
    assert ring.look() == "out: desk wang; in: local chen"
    assert ring.get(KEY) is None and ring.get(OTHER) == CHEN
    assert ring.look() is None


def test_another_role_for_the_same_key_is_a_change(file: Path) -> None:
    ring = RingFile(file)
    save_ring(file, KeyRing({KEY: CHEN}))
    assert ring.look() == "out: desk wang; in: local chen"


def test_file_written_anew_with_the_same_content_changes_nothing(file: Path) -> None:
    ring = RingFile(file)
    save_ring(file, KeyRing({KEY: WANG}))
    assert ring.look() is None


def test_unreadable_file_is_told_once_and_the_ring_stays(file: Path) -> None:
    ring = RingFile(file)
    file.write_text("{")
    with pytest.raises(BadInput, match=r"ring\.json"):
        ring.look()
    assert ring.look() is None
    assert ring.get(KEY) == WANG
    save_ring(file, KeyRing())
    assert ring.look() == "out: desk wang"
    assert ring.get(KEY) is None


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.chmod(0o666)])
def test_file_that_is_gone_or_open_to_others_is_not_followed(file: Path, harm: object) -> None:
    ring = RingFile(file)
    assert callable(harm)
    harm(file)
    with pytest.raises(BadInput):
        ring.look()
    assert ring.get(KEY) == WANG
