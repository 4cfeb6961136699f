"""Rule: what many parts of the desk read is worked out once for each news, not for each of them."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import pytest

from tests.controller.conftest import Bench
from wallctl.model.ids import SourceId
from wallctl.model.sighting import SourceStanding, Standing
from wallctl.protocol.looks import Standings
from wallctl.rules.readiness import failing


def test_which_sources_fail_is_worked_out_once_for_each_news_and_for_no_view(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[None] = []

    def counted(standings: Iterable[SourceStanding]) -> frozenset[SourceId]:
        calls.append(None)
        return failing(standings)

    desk = [module for name, module in sys.modules.items() if name.startswith("wallctl.controller.")]
    for module in desk:
        if getattr(module, "failing", None) is failing:
            monkeypatch.setattr(module, "failing", counted)
    assert len(bench.desk.window.presets.cards) > 5
    lost = SourceId("psb-01")
    news = Standings(standings=(SourceStanding(source=lost, standing=Standing.FAILING),))
    bench.session.looks.take_in(news, None)
    assert len(calls) == 1 and bench.session.looks.failing == {lost}
    bench.desk.presenter.show_wall()
    assert len(calls) == 1
    bench.session.looks.take_in(Standings(), None)
    assert len(calls) == 2 and not bench.session.looks.failing
