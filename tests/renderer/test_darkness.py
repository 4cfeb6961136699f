"""Rule: what is usually dark is learnt for each stream, and survives whoever decodes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.renderer.scripted import source
from wallctl.renderer.darkness import BLACK_AFTER_S, LEARN_EVERY_S, SAVE_EVERY_S, Darkness, place_of

NOON, MIDNIGHT = 12, 0


DAYS_S = 4 * 3600


def watched(darkness: Darkness, dark: bool, hour: int, seconds: int, began_s: float = 1000.0) -> float:
    """Look every five seconds; return the time afterwards."""
    for second in range(0, seconds, 5):
        darkness.note(0.0 if dark else 1.0, dark, began_s + second, hour=hour)
    return began_s + seconds


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return place_of(tmp_path, source("gate-1"))


def knows_noon(path: Path) -> Darkness:
    darkness = Darkness(path)
    watched(darkness, False, NOON, DAYS_S)
    return darkness


def test_dark_at_noon_is_black_after_some_seconds_and_light_ends_it(path: Path) -> None:
    darkness = knows_noon(path)
    began_s = 1e6
    for step in range(80):
        now_s = began_s + step * 0.1
        darkness.note(0.0, True, now_s, hour=NOON)
        assert darkness.black == (now_s - began_s >= BLACK_AFTER_S)
    darkness.note(1.0, False, began_s + 9, hour=NOON)
    assert not darkness.black


def test_dark_at_night_is_not_black(path: Path) -> None:
    darkness = knows_noon(path)
    watched(darkness, True, MIDNIGHT, 7200, 1e5)
    assert not darkness.black


def test_at_dusk_black_turns_into_night_where_that_is_usual(path: Path) -> None:
    darkness = Darkness(path)
    at_s = watched(darkness, False, NOON, DAYS_S)
    at_s = watched(darkness, True, MIDNIGHT, DAYS_S, at_s)
    at_s = watched(darkness, True, NOON, 60, at_s)
    assert darkness.black
    watched(darkness, True, MIDNIGHT, int(3 * LEARN_EVERY_S), at_s)
    assert not darkness.black


def test_the_next_one_who_decodes_knows_what_was_learnt(path: Path) -> None:
    knows_noon(path).save()
    darkness = Darkness(path)
    watched(darkness, True, NOON, 15)
    assert darkness.black


def test_it_is_kept_now_and_then(path: Path) -> None:
    watched(Darkness(path), False, NOON, int(SAVE_EVERY_S) + 30)
    assert path.exists() and [one.name for one in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("content", [b"", b"{", b'{"seen_s": [1]}', b"\xff", b'{"seen_s": [-1]}'])
def test_a_damaged_record_is_an_empty_one(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    darkness = Darkness(path)
    watched(darkness, True, NOON, 60)
    assert not darkness.black


def test_a_disk_that_takes_nothing_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "dark").write_text("no folder")
    knows_noon(place_of(tmp_path, source("gate-1"))).save()


def test_streams_of_one_camera_have_records_of_their_own(tmp_path: Path) -> None:
    from wallctl.model.source import StreamKind

    one = source("gate-1")
    assert place_of(tmp_path, one) != place_of(tmp_path, one.with_(stream=StreamKind.MAIN))


def test_time_in_which_nothing_was_seen_teaches_nothing(path: Path) -> None:
    darkness = Darkness(path)
    for hour in range(40):
        darkness.note(1.0, False, hour * 3600.0, hour=NOON)
    watched(darkness, True, NOON, 15, 1e6)
    assert not darkness.black


def fallen(darkness: Darkness, hour: int, began_s: float = 1000.0, stirs_s: float = 0.0) -> list[float]:
    """Light, then dark at one stroke and still but for once; return when it was black, after the fall."""
    for step in range(50):
        darkness.note(0.9, False, began_s - 6 + step * 0.1, began_s, hour)
    black, changed_s = [], began_s
    for step in range(200):
        now_s = began_s + step * 0.1
        changed_s = now_s if stirs_s and step == round(stirs_s * 10) else changed_s
        darkness.note(0.0, True, now_s, changed_s, hour)
        if darkness.black:
            black.append(now_s - began_s)
    return black


def test_a_camera_that_is_new_goes_black_at_one_stroke_and_that_is_seen() -> None:
    black = fallen(Darkness(None), MIDNIGHT)
    assert black[0] < 3.2 and black[-1] > 19


def test_lights_that_are_put_out_every_night_are_no_fault() -> None:
    darkness = Darkness(None)
    at_s = watched(darkness, True, MIDNIGHT, DAYS_S)
    assert fallen(darkness, MIDNIGHT, at_s) == []


def test_what_stirs_in_the_dark_is_a_dark_scene_from_then_on() -> None:
    black = fallen(Darkness(None), MIDNIGHT, stirs_s=8.0)
    assert max(black) < 8.1
