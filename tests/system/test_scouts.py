"""Rule: looking at sources off the wall costs the wall nothing, also when a stream kills whoever opens it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fakes.fake_desk import FakeDesk, Refusal
from tests.kit.driver import Driver
from tests.kit.sabotage import Sabotage
from tests.kit.small_wall import CELLS, SmallWall, until
from wallctl.model.health import Reason
from wallctl.model.ids import SourceId
from wallctl.model.sighting import LookStep, Sighting, Standing
from wallctl.protocol.desk import Reply, Watch
from wallctl.protocol.looks import LookProgress, PreviewPicture, Standings, TestSource, WatchPreviews
from wallctl.store.site import Site

pytestmark = [pytest.mark.xcb, pytest.mark.timeout(180)]

SHOWN, SPARE, EVIL = SourceId("s-r0c0"), SourceId("spare"), SourceId("hostile")


def seen(reply: Reply) -> Sighting:
    return Sighting.model_validate_json(json.dumps(reply.result))


def pictures(desk: FakeDesk, source: SourceId) -> list[tuple[PreviewPicture, tuple[bytes, ...]]]:
    return [(s, more) for s, more in desk.said if isinstance(s, PreviewPicture) and s.source == source]


def test_looks_at_good_and_evil_sources_cost_no_cell_and_leave_nothing(short_path: Path) -> None:
    sabotage = Sabotage(short_path)
    sabotage.crash_on(EVIL)
    with SmallWall(short_path) as wall, Driver(wall.site) as drive:
        wall.environment = sabotage.environment
        with (wall.site / "site.toml").open("a") as settings:
            # Looks rest on a node under load; this machine's load is not what is looked at here.
            settings.write("\n[budgets]\nstep_down = false\n")
        wall.run()
        wall.show_all()
        drive.add_file(SPARE, "r0c0.avi")
        drive.add_file(EVIL, "r0c1.avi")
        before = wall.pids()
        site = Site.open(wall.site)
        with FakeDesk(site, pictures=True) as desk, FakeDesk(site) as other:
            other.ask(Watch())
            addresses_are_tested(desk)
            previews_of_all(desk)
            until(lambda: len(wall.processes("scout")) == 2, 30, "what died is not sent again")
            evil_is_put_away(desk, drive)
            until(lambda: wall.live(CELLS, 0.7), 30, "all cells show their own")
            assert wall.pids() == before, "no cell was lost"
            standings_are_told(other)
        until(lambda: not wall.processes("scout"), 30, "nobody looks, nothing is pulled")
        until(lambda: not list((wall.site / "run").rglob("f-scout*")), 30, "no socket is left")
        assert json.loads((wall.site / "secrets.json").read_text()) == {}


def addresses_are_tested(desk: FakeDesk) -> None:
    """A saved source, an address that is not saved, one without a file, one that may not be opened."""
    reply, jpegs = desk.reply_to(desk.send(TestSource(source=SPARE)), 20)
    assert seen(reply).ready and seen(reply).codec == "MJPEG" and jpegs[0].startswith(b"\xff\xd8")
    steps = [said.step for said, _ in desk.said if isinstance(said, LookProgress)]
    assert LookStep.MEASURING in steps, steps
    missing, jpegs = desk.reply_to(desk.send(TestSource(url="file:missing.avi")), 20)
    assert seen(missing).reason is Reason.NOT_FOUND and jpegs == ()
    with pytest.raises(Refusal, match="outside the site's networks"):
        desk.ask(TestSource(url="rtsp://8.8.8.8/x"))


def previews_of_all(desk: FakeDesk) -> None:
    """One that the wall shows, one that it does not, one that kills its scout."""
    desk.ask(WatchPreviews(sources=(SHOWN, SPARE, EVIL), width=160))

    def all_told() -> bool:
        shown = all(any(more for _, more in pictures(desk, name)) for name in (SHOWN, SPARE))
        return shown and any(one.sighting.reason is Reason.CANNOT_OPEN for one, _ in pictures(desk, EVIL))

    until(all_told, 40, "two pictures and a reason")


def evil_is_put_away(desk: FakeDesk, drive: Driver) -> None:
    """The second scout that dies of it puts the source under quarantine: no cell ever opens it."""
    desk.ask(WatchPreviews(sources=(SHOWN,)))
    desk.ask(WatchPreviews(sources=(SHOWN, EVIL)))
    until(lambda: bool(drive.happened("source_quarantined", source=EVIL)), 40, "it is put away")


def standings_are_told(desk: FakeDesk) -> None:
    def known() -> dict[SourceId, Standing]:
        told = [said for said, _ in desk.said if isinstance(said, Standings)]
        return {one.source: one.standing for one in told[-1].standings} if told else {}

    wanted = {SHOWN: Standing.LIVE, SPARE: Standing.READY, EVIL: Standing.FAILING}
    until(lambda: {name: known().get(name) for name in wanted} == wanted, 40, "standings")
