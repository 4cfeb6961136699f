"""Rule: a display of this machine has two addresses, any other has none."""

from __future__ import annotations

import pytest

from wallctl.rules.displays import local_addresses


@pytest.mark.parametrize("display", [":7", ":7.0", "unix:7", "unix:7.1"])
def test_a_display_of_this_machine_is_found_by_path_and_by_name(display: str) -> None:
    assert local_addresses(display) == ("/tmp/.X11-unix/X7", "\0/tmp/.X11-unix/X7")


@pytest.mark.parametrize("display", ["", "desk:0", "10.0.0.1:0.0", ":", ":x", "7"])
def test_another_machines_display_and_none_at_all_have_no_address_here(display: str) -> None:
    assert local_addresses(display) == ()
