"""Rule: a window whose camera died on the wall counts as not ready at the next take, though it stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit.driver import Driver, layout_of
from tests.kit.site import SiteUnderTest, until
from wallctl.errors import WallError
from wallctl.protocol.desk import Readiness, TakeLayout

pytestmark = [pytest.mark.xcb, pytest.mark.city, pytest.mark.timeout(120)]

DEAD, GOOD, NEW = "wat-08", "psb-02", "trf-01"


def test_all_or_nothing_is_refused_for_a_window_that_lost_its_picture_before(short_path: Path) -> None:
    with SiteUnderTest(short_path) as site, Driver(site.path) as drive:
        site.run()

        def states() -> list[str]:
            return [window["state"] for cell in drive.status()["cells"] for window in cell["windows"]]

        # The third is open already, so that nobody but the dead one could be waited for.
        drive.show({(0, 0, 1, 1): DEAD, (1, 0, 1, 1): GOOD, (1, 1, 1, 1): NEW})
        until(lambda: states() == ["live"] * 3, 30.0, "all are live")
        site.fault(DEAD, "stall")
        until(lambda: "no_signal" in states(), 30.0, "one is lost")
        before = drive.status()["revision"]
        more = {(0.0, 0.0, 1.0, 1.0): DEAD, (1.0, 0.0, 1.0, 1.0): GOOD, (0.0, 1.0, 1.0, 1.0): NEW}
        whole = TakeLayout(layout=layout_of(more), readiness=Readiness.ALL_OR_NOTHING)
        with pytest.raises(WallError, match=rf"2 of 3 windows.*missing: {DEAD} .*nothing was changed"):
            drive.client.ask(whole)
        assert drive.status()["revision"] == before
        answer = drive.show(more)
        assert (answer["ready"], answer["windows"], answer["held"]) == (2, 3, [DEAD])
        assert answer["took_ms"] < 2900, "nobody waited for it"
        site.stop()
