"""Sources that come and go: a preview changes nothing, a day ends what is temporary, also over a restart."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pydantic import JsonValue

from tests.server.parts import KeptLanes, both_cells, camera, state_of, store_in
from wallctl.errors import BadInput, NotFound
from wallctl.model.camera_table import Column
from wallctl.model.desired import Desired
from wallctl.model.health import Reason
from wallctl.model.ids import ActorId, RequestId, SeatId, SourceId
from wallctl.model.source import Corner, Source
from wallctl.protocol.desk import AddSource, Ask, Happened, ImportSources, Reply, Request
from wallctl.protocol.sourcing import (
    KEPT_S,
    AddTemporary,
    EditSource,
    KeepSource,
    PreviewImport,
    RemoveSource,
)
from wallctl.rules.access import Actor
from wallctl.rules.catalogue_changes import CatalogueChanges
from wallctl.rules.urls import UrlRules
from wallctl.server.catalogue import CatalogueDesk
from wallctl.server.events import EventLog
from wallctl.server.lookup import Lookup
from wallctl.server.nodes import Nodes
from wallctl.store.catalogue_files import CameraFile, read_cameras
from wallctl.store.secrets_file import SecretsFile
from wallctl.store.state import Store

LI = Actor(id=ActorId("li"), role="local", seat=SeatId("1"))
DRONE = AddTemporary(url="rtsp://10.0.0.9/live", name="无人机", credential="li:pw")


class Site:
    """The catalogue of a server, without one."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.store, self.state = store, state_of(store)
        self.told: list[Happened] = []
        self.changed: list[int] = []
        events = EventLog(store, self.told.append, last_seq=0)
        self.secrets = SecretsFile(folder / "secrets.json")
        lookup = Lookup(UrlRules(), lambda host: ())
        nodes = Nodes(KeptLanes(), self.state, events)
        self.desk = CatalogueDesk(self.state, store, nodes, lookup, self.secrets, events, lambda: None)
        self.desk.on_catalogue = lambda: self.changed.append(1)
        self.turn = asyncio.Lock()

    async def ask(self, ask: Ask) -> Reply:
        number = RequestId(f"{time.monotonic_ns()}")
        return await self.desk.change(LI, Request(id=number, seat=LI.seat, ask=ask), self.turn)

    @property
    def ids(self) -> list[str]:
        return [source.id for source in self.store.sources()]


def run(work: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(work(), 20))


def test_a_temporary_source_goes_after_a_day_and_its_window_says_so(tmp_path: Path) -> None:
    async def work() -> None:
        site = Site(tmp_path, store_in(tmp_path))
        reply = await site.ask(DRONE)
        name = SourceId(str(reply.result["source"]))
        assert name.startswith("tmp-") and site.ids == ["a", "b", name]
        assert list(site.secrets.read()) == [name]
        assert [event.what for event in site.told] == ["source_temporary"]
        windows = both_cells().windows
        shown = both_cells().with_(windows=(windows[0].with_(source=name), windows[1]))
        site.state.now_desired(Desired(revision=1, layout=shown))
        await site.desk.tend(time.time() + KEPT_S - 60, site.turn)
        assert name in site.ids
        # The server is ended and begins again: what is on disk counts.
        site.store.close()
        after = Site(tmp_path, Store.open(tmp_path / "wallctl.db", reserve_bytes=0))
        after.state.now_desired(Desired(revision=1, layout=shown))
        await after.desk.tend(time.time() + KEPT_S + 60, after.turn)
        assert after.ids == ["a", "b"] and not after.secrets.read() and after.changed
        assert [event.what for event in after.told] == ["source_expired"]
        assert "无人机" in after.told[0].text
        panes = [pane for picture in after.state.pictures.values() for pane in picture.panes]
        assert {pane.window: pane.verdict for pane in panes} == {"a": Reason.GONE, "b": Reason.NONE}
        after.store.close()

    run(work)


def test_what_is_kept_stays_and_what_is_removed_goes(tmp_path: Path) -> None:
    async def work() -> None:
        site = Site(tmp_path, store_in(tmp_path))
        name = SourceId(str((await site.ask(DRONE)).result["source"]))
        await site.ask(KeepSource(source=name))
        await site.desk.tend(time.time() + 10 * KEPT_S, site.turn)
        assert name in site.ids and list(site.secrets.read()) == [name]
        await site.ask(RemoveSource(source=name))
        assert site.ids == ["a", "b"] and not site.secrets.read()
        with pytest.raises(NotFound, match=name):
            await site.ask(KeepSource(source=name))
        site.store.close()

    run(work)


def test_a_temporary_source_lies_in_the_sites_networks_or_nowhere(tmp_path: Path) -> None:
    async def work() -> None:
        site = Site(tmp_path, store_in(tmp_path))
        for url, words in (
            ("rtsp://8.8.8.8/x", "outside the site's networks"),
            ("ftp://10.0.0.1/", "scheme"),
        ):
            with pytest.raises(BadInput, match=words):
                await site.ask(AddTemporary(url=url))
        assert site.ids == ["a", "b"] and not site.told
        site.store.close()

    run(work)


def test_a_preview_says_what_the_import_then_does_and_changes_nothing(tmp_path: Path) -> None:
    async def work() -> None:
        site = Site(tmp_path, store_in(tmp_path))
        wanted = (camera("a").with_(name="新名"), camera("c", "rtsp://10.0.0.3/x"))
        preview = await site.desk.preview(PreviewImport(sources=wanted))
        assert site.ids == ["a", "b"] and not site.changed
        with pytest.raises(BadInput, match="outside the site's networks"):
            await site.desk.preview(PreviewImport(sources=(camera("d", "rtsp://8.8.8.8/x"),)))
        with pytest.raises(BadInput, match="is there twice"):
            await site.desk.preview(PreviewImport(sources=(*wanted, wanted[0])))
        done = await site.ask(ImportSources(sources=wanted, credentials={"c": "li:pw"}))
        assert done.result["changes"] == preview["changes"]
        assert site.ids == ["a", "b", "c"] and list(site.secrets.read()) == ["c"]
        named = {source.id: source for source in site.store.sources()}
        assert named["a"].former_names == ("a",) and named["c"].secret == "c"
        again = await site.desk.preview(PreviewImport(sources=wanted))
        assert again["changes"]["same"] == 2  # type: ignore[index,call-overload]
        with pytest.raises(BadInput, match="source z: a password for what is not there"):
            await site.ask(ImportSources(sources=wanted, credentials={"z": "li:pw"}))
        site.store.close()

    run(work)


def test_an_import_makes_a_temporary_source_an_ordinary_one(tmp_path: Path) -> None:
    async def work() -> None:
        site = Site(tmp_path, store_in(tmp_path))
        name = SourceId(str((await site.ask(DRONE)).result["source"]))
        source: Source = site.state.sources[name].with_(until_utc_s=None, secret=None)
        await site.ask(ImportSources(sources=(source,)))
        kept = site.state.sources[name]
        assert kept.until_utc_s is None and kept.secret == name
        site.store.close()

    run(work)


def read(folder: Path, *lines: str) -> CameraFile:
    """What desk and command line make of a table."""
    (folder / "cameras.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return read_cameras(folder / "cameras.csv")


FULL = camera("c").with_(
    name_en="Dyke",
    agency="wat",
    district="nan",
    aliases=("险工段",),
    tags=("river",),
    lon=112.5,
    lat=28.5,
    sensitivity=3,
    osd=(Corner.TOP_LEFT,),
    untested=True,
)


def test_what_a_table_does_not_name_stays_on_disk_too(tmp_path: Path) -> None:
    async def work() -> None:
        site = Site(tmp_path, store_in(tmp_path))
        await site.ask(AddSource(source=FULL))
        file = read(tmp_path, "id,name,sub", "c,新名,rtsp://10.0.0.77/moved")
        preview = await site.desk.preview(PreviewImport(sources=file.sources, says=file.says))
        done = await site.ask(ImportSources(sources=file.sources, says=file.says))
        assert done.result["changes"] == preview["changes"]
        (kept,) = (source for source in site.store.sources() if source.id == "c")
        assert kept.sub is not None and kept.sub.url == "rtsp://10.0.0.77/moved"
        assert kept == FULL.with_(name="新名", former_names=("c",), sub=kept.sub)
        changes = CatalogueChanges.model_validate_json(json.dumps(preview["changes"]))
        assert [(one.id, one.fields, one.emptied) for one in changes.fields] == [("c", (Column.SUB,), ())]
        site.store.close()

    run(work)


def lowered(done: Reply) -> JsonValue:
    """Whose sensitivity fell, as the answer says."""
    changes = done.result["changes"]
    assert isinstance(changes, dict)
    return changes["lowered"]


def test_an_empty_cell_empties_and_a_sensitivity_falls_only_by_a_figure(tmp_path: Path) -> None:
    async def work() -> None:
        site = Site(tmp_path, store_in(tmp_path))
        await site.ask(AddSource(source=FULL))
        head = "id,name,aliases,sensitivity,sub"
        empty = read(tmp_path, head, "c,c,,,rtsp://10.0.0.1/live")
        done = await site.ask(ImportSources(sources=empty.sources, says=empty.says))
        kept = site.state.sources[FULL.ref]
        assert (kept.aliases, kept.sensitivity, kept.tags) == ((), 3, ("river",))
        assert lowered(done) == []
        lower = read(tmp_path, head, "c,c,,1,rtsp://10.0.0.1/live")
        done = await site.ask(ImportSources(sources=lower.sources, says=lower.says))
        assert site.state.sources[FULL.ref].sensitivity == 1
        assert lowered(done) == [{"id": "c", "before": 3, "after": 1}]
        site.store.close()

    run(work)


def test_an_edit_changes_its_columns_keeps_the_old_name_and_the_password(tmp_path: Path) -> None:
    async def work() -> None:
        site = Site(tmp_path, store_in(tmp_path))
        await site.ask(AddSource(source=FULL, credential="li:old"))
        wanted = FULL.with_(name="新名", aliases=("坝",), tags=("other",), sensitivity=1)
        edit = EditSource(source=wanted, columns=(Column.NAME, Column.ALIASES))
        reply = await site.ask(edit)
        kept = site.state.sources[FULL.ref]
        assert kept == FULL.with_(name="新名", aliases=("坝",), former_names=("c",), secret="c")
        assert kept in site.store.sources()
        told = CatalogueChanges.model_validate_json(json.dumps(reply.result["changes"]))
        assert [one.after for one in told.renamed] == ["新名"]
        assert [one.fields for one in told.fields] == [(Column.ALIASES,)]
        await site.ask(edit.with_(columns=(), credential="li:new"))
        assert {str(n): s.get_secret_value() for n, s in site.secrets.read().items()} == {"c": "li:new"}
        site.store.close()

    run(work)


def test_an_edit_of_what_is_gone_or_may_not_be_opened_is_refused(tmp_path: Path) -> None:
    async def work() -> None:
        site = Site(tmp_path, store_in(tmp_path))
        strange = camera("a", "rtsp://8.8.8.8/x")
        with pytest.raises(BadInput, match="outside the site's networks"):
            await site.ask(EditSource(source=strange, columns=(Column.SUB,)))
        with pytest.raises(NotFound, match="source z"):
            await site.ask(EditSource(source=camera("z"), columns=(Column.NAME,)))
        assert site.state.sources[SourceId("a")] == camera("a") and not site.changed
        site.store.close()

    run(work)
