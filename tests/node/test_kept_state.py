"""The last good state loads, whatever happened to the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes.orders import each_its_own, order
from tests.kit.examples import share
from wallctl.node.kept_state import KeptState

FIRST, SECOND = order(1, each_its_own()), order(2, each_its_own())


def test_nothing_kept_is_nothing_wrong(tmp_path: Path) -> None:
    assert KeptState(tmp_path).load() == (None, "")


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    KeptState(tmp_path).save(FIRST)
    KeptState(tmp_path).save(SECOND)
    assert KeptState(tmp_path).load() == (SECOND, "")


@settings(share(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_state_gives_the_one_before_it(tmp_path: Path, data: st.DataObject) -> None:
    kept = KeptState(tmp_path)
    kept.save(FIRST)
    kept.save(SECOND)
    file = tmp_path / "shown.state"
    content = bytearray(file.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        content = content[:at]
    else:
        content[at] ^= 1 << data.draw(st.integers(0, 7))
    file.write_bytes(bytes(content))
    order, wrong = KeptState(tmp_path).load()
    assert order == FIRST and "shown.state" in wrong


def test_a_crash_between_the_two_steps_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = KeptState(tmp_path)
    kept.save(FIRST)

    def no_disk(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("wallctl.node.kept_state.write_whole", no_disk)
    with pytest.raises(OSError, match="No space"):
        kept.save(SECOND)
    assert KeptState(tmp_path).load() == (FIRST, "")


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    KeptState(tmp_path).save(FIRST)
    assert (tmp_path / "shown.state").stat().st_mode & 0o077 == 0
