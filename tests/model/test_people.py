"""Rule: an officer's name is short and can be read; what is not is refused by name, and says what to do."""

from __future__ import annotations

import pytest

from wallctl.errors import BadInput
from wallctl.model.people import MOST_LETTERS, officer_name


@pytest.mark.parametrize("said", ["李明", " 李明 ", "Anna Li", "古丽·买买提", "值" * MOST_LETTERS])
def test_a_name_is_kept_as_it_is_said_without_blanks_around_it(said: str) -> None:
    assert officer_name(said) == said.strip()


@pytest.mark.parametrize("said", ["", "  "])
def test_nobody_may_be_named(said: str) -> None:
    assert officer_name(said) == ""


@pytest.mark.parametrize("said", ["值" * (MOST_LETTERS + 1), "a\nb", "李\u200b明", "李\u202e明", "a\x00"])
def test_a_name_that_nobody_could_read_is_refused(said: str) -> None:
    with pytest.raises(BadInput) as refused:
        officer_name(said)
    assert "officer" in refused.value.thing and refused.value.remedy
    assert len(refused.value.thing) < 3 * MOST_LETTERS and refused.value.thing.isprintable()
