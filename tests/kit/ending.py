"""Ends what a test used and does not test: however late, where a machine has no core for it."""

from __future__ import annotations

import pytest

from wallctl.bus import ClientEnd, ServerEnd, client_end, server_end

PATIENCE_S = 30.0


def end_patiently(end: ServerEnd | ClientEnd) -> None:
    """Stop an end, whose own deadline of a second is for those that hold a wall."""
    with pytest.MonkeyPatch.context() as patience:
        for module in (server_end, client_end):
            patience.setattr(module, "STOP_DEADLINE_S", PATIENCE_S)
        end.stop()
