"""Rule: a local lane lives in a folder of ours alone, and one end serves it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wallctl.bus.ipc_place import PlaceClaim, check_place
from wallctl.errors import BadInput, Unavailable


def test_a_private_folder_will_do(short_path: Path) -> None:
    assert check_place(f"ipc://{short_path}/bus") == short_path / "bus"


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701, 0o777])
def test_a_folder_that_others_can_enter_is_refused(short_path: Path, mode: int) -> None:
    short_path.chmod(mode)
    with pytest.raises(BadInput, match=f"chmod 700 {short_path}"):
        check_place(f"ipc://{short_path}/bus")


def test_a_link_to_a_folder_is_refused(short_path: Path) -> None:
    (short_path / "real").mkdir(mode=0o700)
    (short_path / "link").symlink_to(short_path / "real")
    with pytest.raises(BadInput, match="not a folder"):
        check_place(f"ipc://{short_path}/link/bus")


@pytest.mark.parametrize(
    ("path", "why"),
    [("relative/bus", "absolute"), ("/" + "x" * 107, "107"), ("/nowhere/at/all/bus", "folder")],
)
def test_other_places_are_named_and_refused(path: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        check_place(f"ipc://{path}")


def test_a_second_claim_is_refused_naming_the_holder(short_path: Path) -> None:
    claim = PlaceClaim(short_path / "bus")
    with pytest.raises(Unavailable, match=f"already served by process {os.getpid()}"):
        PlaceClaim(short_path / "bus")
    claim.give_up()
    PlaceClaim(short_path / "bus").give_up()


@pytest.mark.parametrize(
    "content",
    [
        f'{{"pid":{os.getpid()},"started":1}}',  # our number, but a process that started at another time
        '{"pid":4194303,"started":5}',
        "{broken",
        "",
    ],
    ids=("other-start", "no-process", "broken", "empty"),
)
def test_the_claim_of_a_dead_process_is_taken_over(short_path: Path, content: str) -> None:
    (short_path / "bus.lock").write_text(content)
    PlaceClaim(short_path / "bus").give_up()


def test_a_claim_that_was_taken_over_is_left_alone(short_path: Path) -> None:
    claim = PlaceClaim(short_path / "bus")
    other = f'{{"pid":1,"started":{claim._claim.started + 1}}}'
    (short_path / "bus.lock").write_text(other)
    claim.give_up()
    assert (short_path / "bus.lock").read_text() == other
