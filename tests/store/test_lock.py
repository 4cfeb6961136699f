"""One holder at a time, and none after it is gone."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.fakes.lock_holder import lock_holder
from wallctl.errors import Unavailable
from wallctl.store.lock import SiteLock, holder_of


def test_second_holder_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    place = tmp_path / "run" / "server.lock"
    place.parent.mkdir()
    with SiteLock(place, "server"), pytest.raises(Unavailable, match=str(os.getpid())):
        SiteLock(place, "server").__enter__()
    with SiteLock(place, "server"):
        pass


def test_the_holder_is_known_while_it_holds(tmp_path: Path) -> None:
    place = tmp_path / "run.lock"
    assert holder_of(place) is None
    with SiteLock(place, "run"):
        assert holder_of(place) == os.getpid()
    assert holder_of(place) is None


@pytest.mark.parametrize("before", ["", "1\n", "4194303\n"])
def test_a_holder_that_a_full_disk_kept_from_signing_is_known_all_the_same(
    tmp_path: Path, before: str
) -> None:
    place = tmp_path / "run" / "run.lock"
    place.parent.mkdir()
    place.write_text(before)
    with lock_holder(place) as holder:
        assert holder_of(place) == holder.pid, "and never the one before"
        with pytest.raises(Unavailable, match=f"process {holder.pid}"):
            SiteLock(place, "run").__enter__()
    assert holder_of(place) is None


def test_who_signed_but_holds_it_no_more_is_not_taken_for_the_holder(tmp_path: Path) -> None:
    place = tmp_path / "run.lock"
    with SiteLock(place, "run"), subprocess.Popen(["sleep", "600"]) as other:
        place.write_text(f"{other.pid}\n")
        found = holder_of(place)
        other.kill()
    assert found == os.getpid()


def test_a_signature_covers_a_longer_one(tmp_path: Path) -> None:
    place = tmp_path / "run.lock"
    place.write_text("9" * 20)
    with SiteLock(place, "run"):
        assert place.read_text().split() == [str(os.getpid())]
