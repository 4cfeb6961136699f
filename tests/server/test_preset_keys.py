"""Rules: one place gives keys, on disk before it is told; nobody gets a key that another preset has."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.server.parts import WALL
from wallctl.errors import BadInput, Unavailable
from wallctl.model.geometry import Rect
from wallctl.model.ids import ActorId, PresetId, RequestId, SeatId, WindowId
from wallctl.model.layout import Preset, Slot
from wallctl.protocol.desk import Happened, Reply, Request, SavePreset
from wallctl.protocol.drafting import DeletePreset, KeyWish
from wallctl.rules.access import Actor, Role
from wallctl.rules.urls import UrlRules
from wallctl.server.events import EventLog
from wallctl.server.preparing import Preparing, PreparingAsk
from wallctl.server.wall_state import WallState
from wallctl.store.change import AuditLine, Change, Outcome
from wallctl.store.state import Store

LI = Actor(id=ActorId("li"), seat=SeatId("主控席"), role=Role.LOCAL_OPERATOR)
PLACE = Slot(id=WindowId("s"), rect=Rect(x=0, y=0, w=1, h=1))


def preset(name: str, key: str = "") -> Preset:
    return Preset(id=name, name=f"场景{name}", key=key, walls={WALL.shape: (PLACE,)})


class Desk:
    """Asks a server's part for presets on a real store."""

    def __init__(self, store: Store) -> None:
        self.store, self.happened = store, list[Happened]()
        self.state = WallState(store, UrlRules())
        self.preparing = Preparing(self.state, store, EventLog(store, self.happened.append, 0))
        self._asked = store.verify()

    async def ask(self, ask: PreparingAsk) -> Reply:
        self._asked += 1
        request = Request(id=RequestId(f"r{self._asked}"), seat=LI.seat, ask=ask)
        return await self.preparing.change(LI, request, ask, asyncio.Lock())

    async def save(self, one: Preset, wish: KeyWish = KeyWish.GIVE) -> dict[str, Any]:
        there = self.state.presets.get(one.ref)
        over = there[0] if there is not None else None
        return dict((await self.ask(SavePreset(preset=one, over=over, key_wish=wish))).result)

    @property
    def keys(self) -> dict[str, str]:
        return {one.id: one.key for _, one in self.state.presets.values()}


def change(*presets: Preset, settled: bool) -> Change:
    line = AuditLine(
        at_utc_s=1.0,
        actor=LI.id,
        seat=LI.seat,
        request=RequestId("init"),
        action="init",
        what="",
        outcome=Outcome.DONE,
        revision=0,
    )
    return Change(line=line, presets=presets, preset_keys_settled=settled, epoch=1)


@contextmanager
def opened(database: Path) -> Iterator[Desk]:
    store = Store.open(database, reserve_bytes=0)
    try:
        yield Desk(store)
    finally:
        store.close()


def site(folder: Path, *presets: Preset, settled: bool = True) -> Path:
    database = folder / "wallctl.db"
    Store.create(database, WALL, change(*presets, settled=settled))
    return database


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


def test_a_new_preset_gets_the_first_free_key_and_keeps_it_over_a_restart(tmp_path: Path) -> None:
    database = site(tmp_path, preset("daily", "F2"), preset("dyke", "F4"))

    async def work(desk: Desk) -> None:
        assert (await desk.save(preset("own")))["key"] == "F3"
        assert (await desk.save(preset("more")))["key"] == "F5"

    with opened(database) as desk:
        run(work(desk))
    with opened(database) as desk:
        assert desk.keys == {"daily": "F2", "dyke": "F4", "own": "F3", "more": "F5"}


def test_two_desks_at_once_get_two_keys(tmp_path: Path) -> None:
    async def work(desk: Desk) -> None:
        turn = asyncio.Lock()
        asks = [SavePreset(preset=preset(name)) for name in "ab"]
        requests = [Request(id=RequestId(one.preset.id), seat=LI.seat, ask=one) for one in asks]
        both = [desk.preparing.change(LI, r, a, turn) for r, a in zip(requests, asks, strict=True)]
        assert [reply.result["key"] for reply in await asyncio.gather(*both)] == ["F2", "F3"]

    with opened(site(tmp_path)) as desk:
        run(work(desk))


def test_a_key_that_another_preset_has_is_refused_by_name_and_nothing_changes(tmp_path: Path) -> None:
    async def work(desk: Desk) -> None:
        with pytest.raises(BadInput, match=r"key F4 belongs to 场景dyke \(dyke\)"):
            await desk.save(preset("own", "F4"), KeyWish.AS_SAID)
        with pytest.raises(BadInput, match="F99 is no key"):
            await desk.save(preset("own", "F99"), KeyWish.AS_SAID)
        assert desk.keys == {"dyke": "F4"}
        assert (await desk.save(preset("dyke", "F7"), KeyWish.AS_SAID))["key"] == "F7"
        assert (await desk.save(preset("own", "F4"), KeyWish.AS_SAID))["key"] == "F4"

    with opened(site(tmp_path, preset("dyke", "F4"))) as desk:
        run(work(desk))


def test_a_preset_that_comes_with_a_taken_key_gets_another_and_is_told_whose_it_is(tmp_path: Path) -> None:
    async def work(desk: Desk) -> None:
        told = await desk.save(preset("own", "F4"))
        assert (told["key"], told["taken_by"]) == ("F2", "dyke")

    with opened(site(tmp_path, preset("dyke", "F4"))) as desk:
        run(work(desk))


def test_none_is_a_choice_that_stays(tmp_path: Path) -> None:
    database = site(tmp_path, preset("dyke", "F4"))

    async def work(desk: Desk) -> None:
        assert (await desk.save(preset("own"), KeyWish.AS_SAID))["key"] == ""
        assert (await desk.save(preset("own").with_(name="新名")))["key"] == ""
        assert (await desk.save(preset("dyke"), KeyWish.AS_SAID))["key"] == ""

    with opened(database) as desk:
        run(work(desk))
    with opened(database) as desk:
        run(desk.preparing.begin())
        assert desk.keys == {"dyke": "", "own": ""}


def test_the_key_of_a_deleted_preset_calls_nothing_until_somebody_gives_it(tmp_path: Path) -> None:
    database = site(tmp_path, preset("dyke", "F2"), preset("daily", "F3"))

    async def delete(desk: Desk) -> None:
        await desk.ask(DeletePreset(preset=PresetId("dyke"), over=1))
        assert desk.keys == {"daily": "F3"}
        desk_events = [(one.text, one.text_en) for one in desk.happened]
        assert "快捷键 F2 空出" in desk_events[-1][0] and "key F2 calls nothing" in desk_events[-1][1]

    async def save(desk: Desk) -> None:
        assert (await desk.save(preset("own")))["key"] == "F4", "not the one that hands still press"
        assert (await desk.save(preset("dyke", "F2")))["key"] == "F2", "brought back, it has its own again"
        assert desk.keys["daily"] == "F3"

    with opened(database) as desk:
        run(delete(desk))
    with opened(database) as desk:
        run(save(desk))


def test_a_site_of_an_older_wallctl_keeps_what_its_desks_showed_once_for_all(tmp_path: Path) -> None:
    old = (preset("a"), preset("b", "F2"), preset("c", "F2"), preset("d", "F99"))
    database = site(tmp_path, *old, settled=False)
    with opened(database) as desk:
        assert not desk.state.keys_settled
        run(desk.preparing.begin())
        assert desk.keys == {"a": "F3", "b": "F2", "c": "F4", "d": "F5"}
        versions = {name: version for name, (version, _) in desk.state.presets.items()}
        assert versions == {"a": 2, "b": 1, "c": 2, "d": 2}
        assert desk.state.marks[PresetId("a")].actor == "server"
        run(desk.preparing.begin())
    with opened(database) as desk:
        before = desk.store.verify()
        run(desk.preparing.begin())
        assert desk.store.verify() == before, "it is done once"
        assert desk.keys == {"a": "F3", "b": "F2", "c": "F4", "d": "F5"}
        assert {name: version for name, (version, _) in desk.state.presets.items()} == versions


def test_what_a_full_disk_did_not_take_is_written_before_the_next_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(change: Change) -> None:
        raise Unavailable("disk", "is full")

    with opened(site(tmp_path, preset("a"), settled=False)) as desk:
        with monkeypatch.context() as patched:
            patched.setattr(desk.store, "commit", full)
            with pytest.raises(Unavailable):
                run(desk.preparing.begin())
            assert desk.keys == {"a": ""}

        async def work() -> None:
            assert (await desk.save(preset("own")))["key"] == "F3"
            assert desk.keys == {"a": "F2", "own": "F3"}

        run(work())
