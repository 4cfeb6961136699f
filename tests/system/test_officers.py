"""Through a real server: who did something is told by officer and seat, and rights stay the key's."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from tests.fakes.asking import show
from tests.fakes.fake_desk import FakeDesk, Refusal
from tests.fakes.server_process import OPERATOR, ServerProcess, patrol
from tests.system.test_looking import with_peer
from wallctl.bus.keys import PeerRole
from wallctl.model.geometry import Rect
from wallctl.model.ids import PresetId, SourceId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.model.people import MOST_LETTERS
from wallctl.protocol.attention import AcknowledgeAlarms
from wallctl.protocol.desk import Ask, SavePreset, TakeLayout, Undo, Watch
from wallctl.protocol.drafting import ListVersions, SaveDraft
from wallctl.store.site import Site

LI, WANG = ("主控席", "李明"), ("2号席", "王芳")
LAYOUT = Layout(windows=(Window(id=WindowId("w"), rect=Rect(x=0, y=0, w=1, h=1), source=SourceId("cam-2")),))


def by(desk: FakeDesk, who: tuple[str, str], ask: Ask) -> dict[str, object]:
    seat, officer = who
    return dict(desk.reply_to(desk.send(ask, seat=seat, officer=officer))[0].result)


def audit(site: Site) -> list[dict[str, object]]:
    with closing(sqlite3.connect(site.database)) as connection:
        return [json.loads(row[0]) for row in connection.execute("SELECT body FROM audit ORDER BY seq")]


def test_the_audit_log_has_the_owner_of_the_key_and_the_officer(server: ServerProcess) -> None:
    with FakeDesk(server.site) as desk:
        for number, who in enumerate((LI, WANG)):
            by(desk, who, show("cam-1"))
            by(desk, who, SavePreset(preset=patrol().with_(id=f"p{number}", name=who[1])))
            by(desk, who, SaveDraft(layout=LAYOUT))
            by(desk, who, AcknowledgeAlarms())
            by(desk, who, Watch())
        with pytest.raises(Refusal):
            by(desk, WANG, show("cam-99"))
    for seat, officer in (LI, WANG):
        lines = [line for line in audit(server.site) if line["seat"] == seat]
        assert {line["actor"] for line in lines} == {OPERATOR}
        assert {line["officer"] for line in lines} == {officer}
        actions = {line["action"] for line in lines}
        assert actions >= {"show", "preset_save", "draft_save", "alarms_acknowledge", "watch"}


def test_views_events_versions_and_refusals_tell_the_officer(server: ServerProcess) -> None:
    with FakeDesk(server.site) as one, FakeDesk(server.site) as two:
        by(one, LI, Watch())
        by(two, WANG, show("cam-1"))
        by(two, WANG, SaveDraft(layout=LAYOUT, preset=PresetId("patrol")))
        by(two, WANG, SavePreset(preset=patrol().with_(name="夜间"), over=1))
        view = one.wait(lambda: view if (view := one.view()) and view.drafts else None)
        assert view.desired.origin is not None
        (mark,) = view.drafts
        done = one.wait(lambda: next((e for e in one.events() if e.what == "preset_saved"), None))
        rows = by(one, LI, ListVersions(preset=PresetId("patrol")))["versions"]
        assert isinstance(rows, list)
        told = [(it.actor, it.officer, it.seat) for it in (view.desired.origin, mark, done)]
        told.append((rows[0]["actor"], rows[0]["officer"], rows[0]["seat"]))
        for late in (
            TakeLayout(layout=LAYOUT, over=0),
            SavePreset(preset=patrol(), over=1),
        ):
            with pytest.raises(Refusal) as refused:
                by(one, LI, late)
            problem = refused.value.problem
            told.append((problem.actor, problem.officer, problem.seat))
            assert "王芳 (2号席)" in problem.reason
        assert told == [(OPERATOR, "王芳", "2号席")] * len(told)


def test_a_lie_about_the_officer_gives_no_right(site: Site) -> None:
    guest = with_peer(site, "guest", PeerRole.DESK)
    with ServerProcess(site), FakeDesk(site) as desk, guest:
        by(desk, LI, show("cam-1"))
        for officer in ("李明", OPERATOR, "local", "server"):
            with pytest.raises(Refusal, match=r"Denied.*guest \(desk\) has no right"):
                by(guest, (LI[0], officer), Undo())
        # One's name at another seat is not that seat: what it did is not taken back from there.
        with pytest.raises(Refusal, match=r"李明 \(主控席\) made revision 1"):
            by(desk, (WANG[0], LI[1]), Undo())
        # Who sits down at the seat goes on there.
        assert by(desk, (LI[0], WANG[1]), Undo())["revision"] == 2
    denied = [line for line in audit(site) if line["outcome"] == "refused" and line["actor"] == "guest"]
    assert denied and all(line["seat"] == LI[0] for line in denied)


def test_a_name_that_nobody_could_read_is_refused_by_name_and_nothing_changes(desk: FakeDesk) -> None:
    for name in ("长" * (MOST_LETTERS + 1), "李\n明"):
        with pytest.raises(Refusal, match="BadInput: officer"):
            by(desk, ("主控席", name), show("cam-1"))
    assert by(desk, LI, show("cam-1"))["revision"] == 1
