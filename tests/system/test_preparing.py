"""Drafts by seat, versions of presets, and who came first, through the real server process."""

from __future__ import annotations

import pytest

from tests.fakes.asking import show
from tests.fakes.fake_desk import FakeDesk, Refusal
from tests.fakes.server_process import WALL, ServerProcess, patrol
from wallctl.model.draft import KeptDraft
from wallctl.model.geometry import Rect
from wallctl.model.ids import ActorId, PresetId, RequestId, SeatId, SourceId, WindowId
from wallctl.model.layout import Layout, Preset, Window
from wallctl.protocol.desk import Ask, Catalogue, ListPresets, SavePreset, Status, TakeLayout, Watch
from wallctl.protocol.drafting import DeletePreset, DraftNews, DropDraft, ListVersions, SaveDraft
from wallctl.store.change import AuditLine, Change, Outcome
from wallctl.store.state import Store

PATROL = PresetId("patrol")


def layout(*sources: str) -> Layout:
    return Layout(
        windows=tuple(
            Window(id=WindowId(s), rect=Rect(x=n % 3, y=n // 3, w=1, h=1), source=SourceId(s))
            for n, s in enumerate(sources)
        )
    )


def at(desk: FakeDesk, seat: str, ask: Ask) -> dict[str, object]:
    return dict(desk.reply_to(desk.send(ask, seat=seat))[0].result)


def news(desk: FakeDesk) -> list[DraftNews]:
    return [said for said, _ in desk.said if isinstance(said, DraftNews)]


def newest(desk: FakeDesk, number: int) -> KeptDraft:
    """The draft of that number, once it was told."""

    def told() -> KeptDraft | None:
        return next((n.draft for n in news(desk) if n.draft is not None and n.draft.number == number), None)

    return desk.wait(told, what=f"draft {number}")


def test_a_draft_outlives_desk_and_server_and_is_seen_by_both_desks_of_its_seat(
    server: ServerProcess,
) -> None:
    with FakeDesk(server.site) as one:
        kept = SaveDraft(layout=layout("cam-1", "cam-2"), preset=PATROL, version=1)
        assert at(one, "主控席", kept)["number"] == 1
        assert at(one, "主控席", Status())["revision"] == 0, "a draft is no revision of the wall"
    server.kill()
    server.start()
    with FakeDesk(server.site) as one, FakeDesk(server.site) as two, FakeDesk(server.site) as other:
        for desk, seat in ((one, "主控席"), (two, "主控席"), (other, "2号席")):
            at(desk, seat, Watch())
        draft = newest(two, 1)
        assert draft == newest(one, 1)
        assert draft.layout.sources == {"cam-1", "cam-2"} and (draft.preset, draft.version) == (PATROL, 1)
        assert [told.draft for told in news(other)] == [None]
        (mark,) = other.wait(lambda: ((view := other.view()) and view.drafts) or None)
        assert (mark.seat, mark.preset, mark.windows) == ("主控席", PATROL, 2)
        at(one, "主控席", SaveDraft(layout=layout("cam-3"), over=1))
        assert newest(two, 2).layout.sources == {"cam-3"}
        at(two, "主控席", DropDraft(over=2))
        one.wait(lambda: True if news(one)[-1].draft is None else None)
        assert at(one, "主控席", SaveDraft(layout=layout("cam-4")))["number"] == 3, "no number comes twice"


def test_who_comes_too_late_is_told_by_whom_and_nothing_is_lost(server: ServerProcess) -> None:
    with FakeDesk(server.site) as desk:
        at(desk, "主控席", SaveDraft(layout=layout("cam-1")))
        with pytest.raises(Refusal) as refused:
            at(desk, "主控席", SaveDraft(layout=layout("cam-2")))
        assert refused.value.problem.error == "Conflict" and refused.value.problem.seat == "主控席"
        assert refused.value.problem.actor and refused.value.problem.at_utc_s
        with pytest.raises(Refusal, match="is gone"):
            at(desk, "2号席", SaveDraft(layout=layout("cam-2"), over=9))
        at(desk, "主控席", Watch())
        assert newest(desk, 1).layout.sources == {"cam-1"}


def test_two_who_change_one_preset_are_told_of_each_other(server: ServerProcess) -> None:
    with FakeDesk(server.site) as one, FakeDesk(server.site) as two:
        at(one, "主控席", Watch())
        at(two, "2号席", SavePreset(preset=patrol().with_(name="夜间"), over=1))
        marks = one.wait(
            lambda: next((s.marks for s, _ in reversed(one.said) if isinstance(s, Catalogue)), None) or None
        )
        one.wait(lambda: next((e for e in one.events() if e.what == "preset_saved"), None))
        assert [e.seat for e in one.events() if e.what == "preset_saved"] == ["2号席"]
        assert marks[0].preset == PATROL
        with pytest.raises(Refusal) as refused:
            at(one, "主控席", SavePreset(preset=patrol().with_(name="白天"), over=1))
        assert (refused.value.problem.seat, refused.value.problem.version) == ("2号席", 2)
        assert at(one, "主控席", SavePreset(preset=patrol().with_(name="白天"), over=2))["version"] == 3


def test_a_deleted_preset_keeps_its_versions_and_comes_back(server: ServerProcess) -> None:
    with FakeDesk(server.site) as desk:
        at(desk, "主控席", SavePreset(preset=patrol().with_(name="夜间"), over=1))
        with pytest.raises(Refusal, match="is there in version 2"):
            at(desk, "主控席", DeletePreset(preset=PATROL, over=1))
        assert at(desk, "主控席", DeletePreset(preset=PATROL, over=2))["version"] == 3
        with pytest.raises(Refusal, match="no preset of that name"):
            at(desk, "主控席", DeletePreset(preset=PATROL, over=3))
    server.kill()
    server.start()
    with FakeDesk(server.site) as desk:
        rows = at(desk, "主控席", ListVersions(preset=PATROL))["versions"]
        assert isinstance(rows, list)
        assert [(row["version"], row["name"], row["gone"]) for row in rows] == [
            (3, "夜间", True),
            (2, "夜间", False),
            (1, "巡检", False),
        ]
        assert rows[1]["seat"] == "主控席" and rows[1]["at_utc_s"]
        assert at(desk, "主控席", SavePreset(preset=patrol()))["version"] == 4


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "has no name"),
        ({"walls": {}}, "has no places"),
        (
            {"walls": {"2x3": (patrol().walls["2x3"][0].with_(rect=Rect(x=2, y=0, w=2, h=1)),)}},
            "place p0.*outside the wall",
        ),
    ],
)
def test_a_preset_that_no_wall_could_show_is_refused(
    desk: FakeDesk, change: dict[str, object], words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        desk.ask(SavePreset(preset=patrol().with_(**change), over=1))


def test_a_direct_edit_over_another_ones_is_refused_with_who_changed_what(server: ServerProcess) -> None:
    with FakeDesk(server.site) as one, FakeDesk(server.site) as two:
        at(two, "2号席", show("cam-1"))
        with pytest.raises(Refusal) as refused:
            at(one, "主控席", TakeLayout(layout=layout("cam-2"), over=0))
        problem = refused.value.problem
        assert (problem.error, problem.seat, problem.changed) == ("Conflict", "2号席", (("new", "cam-1"),))


def test_a_site_of_an_older_wallctl_keeps_the_keys_that_its_desks_showed(server: ServerProcess) -> None:
    server.kill()
    for file in server.site.path.glob("wallctl.db*"):
        file.unlink()
    old = [patrol().with_(id=name, key=key) for name, key in (("a", ""), ("b", "F2"), ("c", "F2"))]
    Store.create(server.site.database, WALL, _made_before(*old))
    for _ in range(2):
        server.start()
        with FakeDesk(server.site) as desk:
            rows = at(desk, "主控席", ListPresets())["presets"]
            assert isinstance(rows, list)
            found = {row["id"]: (row["key"], row["version"]) for row in rows}
            assert found == {"a": ("F3", 2), "b": ("F2", 1), "c": ("F4", 2)}
        server.kill()


def _made_before(*presets: Preset) -> Change:
    line = AuditLine(
        at_utc_s=1.0,
        actor=ActorId("li"),
        seat=SeatId("init"),
        request=RequestId("init"),
        action="init",
        what="",
        outcome=Outcome.DONE,
        revision=0,
    )
    return Change(line=line, presets=presets, epoch=0)
