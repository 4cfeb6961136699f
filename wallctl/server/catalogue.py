"""Changes of what can be shown: sources, agencies, labels. Must not know links.

Called by the authority alone. Credentials go into the secrets file and nowhere else.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from pydantic import JsonValue, SecretStr

from wallctl.errors import BadInput, NotFound, WallError
from wallctl.model.ids import ActorId, RequestId, SeatId, SourceId
from wallctl.model.source import Agency, Source
from wallctl.protocol.desk import (
    AddSource,
    ImportSources,
    Reply,
    Request,
    ShowLabels,
    ShowNumbers,
    StopSite,
)
from wallctl.protocol.sourcing import AddTemporary, EditSource, KeepSource, PreviewImport, RemoveSource
from wallctl.rules.access import Actor
from wallctl.rules.catalogue_changes import CatalogueChanges, changes
from wallctl.rules.edit_source import edited
from wallctl.rules.importing import over_known
from wallctl.rules.numbers import numbered
from wallctl.rules.temporary import over, temporary
from wallctl.server.answers import accepted
from wallctl.server.events import EventLog
from wallctl.server.lookup import Lookup
from wallctl.server.nodes import Nodes
from wallctl.server.record import done
from wallctl.server.wall_state import WallState
from wallctl.store.change import AuditLine, Change, Outcome
from wallctl.store.secrets_file import SecretsFile
from wallctl.store.state import Store

MAX_SOURCES = 2_000
"""What one message to a desk holds with room to spare."""
SERVER = ActorId("server")


class CatalogueDesk:
    """Lives in the event loop."""

    def __init__(
        self,
        state: WallState,
        store: Store,
        nodes: Nodes,
        lookup: Lookup,
        secrets: SecretsFile,
        events: EventLog,
        stop: Callable[[], None],
    ) -> None:
        self.on_catalogue: Callable[[], None] = lambda: None
        """Called when sources or agencies are others than before."""
        self._state = state
        self._store = store
        self._nodes = nodes
        self._lookup = lookup
        self._secrets = secrets
        self._events = events
        self._stop = stop

    async def change(self, actor: Actor, request: Request, turn: asyncio.Lock) -> Reply:
        """Do it and return the answer; raise what refuses it, and then nothing was changed.

        `turn` is taken once there is nothing to wait for but the disk: a slow name server holds nobody up.
        """
        match request.ask:
            case AddSource() as wanted:
                (checked,), found = await self._lookup.check((wanted.source.with_(secret=None),))
                given = SecretStr(wanted.credential) if wanted.credential else found.get(checked.id)
                async with turn:
                    return await self._add(actor, request, checked, given)
            case AddTemporary() as wanted:
                return await self._add_temporary(actor, request, wanted, turn)
            case KeepSource(source=name):
                async with turn:
                    kept = self._found(name).with_(until_utc_s=None)
                    return await self._write_sources(actor, request, (kept,), (), {}, source=kept.id)
            case EditSource() as wanted:
                self._found(wanted.source.ref)
                (checked,), found = await self._lookup.check((wanted.source.with_(secret=None),))
                given = SecretStr(wanted.credential) if wanted.credential else found.get(checked.id)
                async with turn:
                    return await self._edit(actor, request, wanted.with_(source=checked), given)
            case RemoveSource(source=name):
                async with turn:
                    return await self._remove(actor, request, self._found(name))
            case ImportSources() as wanted:
                self._check_import(wanted)
                several, credentials = await self._lookup.check(wanted.sources)
                given_too = {name: SecretStr(text) for name, text in wanted.credentials.items()}
                async with turn:
                    return await self._import(actor, request, wanted, several, credentials | given_too)
            case ShowNumbers(shown=shown):
                async with turn:
                    reply = await self._commit(actor, request, told={"numbers": shown})
                self._nodes.tell_numbers(numbered(self._state.desired.layout) if shown else {})
                return reply
            case ShowLabels(shown=shown):
                async with turn:
                    reply = await self._commit(actor, request, told={"labels": shown}, labels_shown=shown)
                self._state.now_labelled(shown)
                self._nodes.tell_labels()
                return reply
            case StopSite():
                async with turn:
                    reply = await self._commit(actor, request)
                self._nodes.stop_all()
                self._stop()
                return reply
            case other:
                raise BadInput(other.kind, "is no change", "this is a fault of wallctl")

    async def _add(
        self, actor: Actor, request: Request, source: Source, credential: SecretStr | None
    ) -> Reply:
        if source.ref in self._state.sources:
            raise BadInput(f"source {source.id}", "this id is taken", "choose another, or import over it")
        self._check_room((source,))
        credentials = {source.id: credential} if credential is not None else {}
        told: dict[str, JsonValue] = {"source": source.id}
        if source.until_utc_s is not None:
            told["until_utc_s"] = source.until_utc_s
        return await self._write_sources(actor, request, (source,), (), credentials, **told)

    async def _edit(
        self, actor: Actor, request: Request, wanted: EditSource, credential: SecretStr | None
    ) -> Reply:
        before = self._found(wanted.source.ref)
        kept = edited(before, wanted)
        presets = (preset for _, preset in self._state.presets.values())
        report = changes((before,), (kept,), presets, tuple(self._state.agencies.values()))
        credentials = {kept.id: credential} if credential is not None else {}
        told = report.model_dump(mode="json")
        return await self._write_sources(
            actor, request, (kept,), (), credentials, source=kept.id, changes=told
        )

    async def _add_temporary(
        self, actor: Actor, request: Request, wanted: AddTemporary, turn: asyncio.Lock
    ) -> Reply:
        stamp = time.strftime("%m%d-%H%M")
        # An id that a window still names is taken, too: it must not come alive as another camera.
        taken = self._state.sources.keys() | self._state.desired.layout.sources
        draft, found = temporary(wanted, stamp, time.time(), taken)
        (checked,), _ = await self._lookup.check((draft,))
        given = wanted.credential or found
        async with turn:
            reply = await self._add(actor, request, checked, SecretStr(given) if given else None)
        self._events.add(
            "source_temporary",
            f"临时信号源 {checked.name} ({checked.id}) 已加入, 24 小时后自动删除",
            f"Temporary source {checked.name} ({checked.id}) was added; it goes by itself in 24 hours",
            source=checked.ref,
            by=actor,
        )
        return reply

    def _found(self, name: SourceId) -> Source:
        source = self._state.sources.get(name)
        if source is None:
            raise NotFound(f"source {name}", "no source of that name", "`wallctl sources` lists them")
        return source

    async def preview(self, wanted: PreviewImport) -> dict[str, JsonValue]:
        """Return what the import would do; raise what would refuse it. Nothing is changed."""
        self._check_import(wanted)
        several, _ = await self._lookup.check(wanted.sources)
        named, report = self._merged(several, wanted)
        return {"sources": len(named), "changes": report.model_dump(mode="json")}

    async def tend(self, now_utc_s: float, turn: asyncio.Lock) -> None:
        """Take out the temporary sources whose time is over; a disk that is full is tried again later."""
        for source in over(self._state.sources.values(), now_utc_s):
            async with turn:
                if source.ref not in self._state.sources:
                    continue
                entry = AuditLine(
                    at_utc_s=now_utc_s,
                    actor=SERVER,
                    seat=SeatId(SERVER),
                    request=RequestId("source_expired"),
                    action="source_expired",
                    what=f"temporary source {source.id}",
                    outcome=Outcome.NOTED,
                    revision=self._state.desired.revision,
                )
                change = Change(line=entry, sources_gone=(source.ref,), epoch=self._state.epoch)
                await self._store.run(partial(self._store.commit, change))
                await self._forget(source)
            self._events.add(
                "source_expired",
                f"临时信号源 {source.name} ({source.id}) 已满 24 小时, 已删除",
                f"Temporary source {source.name} ({source.id}) is 24 hours old and was removed",
                source=source.ref,
            )

    async def _remove(self, actor: Actor, request: Request, source: Source) -> Reply:
        reply = await self._commit(actor, request, sources_gone=(source.ref,), told={"source": source.id})
        await self._forget(source)
        return reply

    async def _forget(self, source: Source) -> None:
        """It is out of the catalogue on disk: its password and its picture go, too."""
        if source.secret == source.id:
            with contextlib.suppress(WallError):  # a password too many in the file harms nobody
                await self._store.run(lambda: self._secrets.put(source.id, None))
        self._state.now_removed((source.ref,))
        if source.ref in self._state.desired.layout.sources:
            self._nodes.take_all()
        self.on_catalogue()

    def _check_room(self, more: Iterable[Source]) -> None:
        if len(self._state.sources.keys() | {source.ref for source in more}) > MAX_SOURCES:
            raise BadInput("catalogue", f"would hold more than {MAX_SOURCES} sources", "part the site")

    def _check_import(self, wanted: ImportSources | PreviewImport) -> None:
        self._check_room(wanted.sources)
        twice = [name for name, n in Counter(source.id for source in wanted.sources).items() if n > 1]
        if twice:
            raise BadInput(f"source {twice[0]}", "is there twice", "take one of them out")
        if isinstance(wanted, ImportSources):
            strange = wanted.credentials.keys() - {source.id for source in wanted.sources}
            if strange:
                raise BadInput(f"source {min(strange)}", "a password for what is not there", "take it out")

    def _merged(
        self, sources: tuple[Source, ...], wanted: ImportSources | PreviewImport
    ) -> tuple[tuple[Source, ...], CatalogueChanges]:
        """Return the sources as they would be kept, and what that changes."""
        known = self._state.sources
        named = over_known(known, sources, wanted.says)
        presets = (preset for _, preset in self._state.presets.values())
        known_agencies = (*self._state.agencies.values(), *wanted.agencies)
        return named, changes(tuple(known.values()), named, presets, known_agencies)

    async def _import(
        self,
        actor: Actor,
        request: Request,
        wanted: ImportSources,
        sources: tuple[Source, ...],
        credentials: Mapping[str, SecretStr],
    ) -> Reply:
        named, report = self._merged(sources, wanted)
        told = report.model_dump(mode="json")
        return await self._write_sources(
            actor, request, named, wanted.agencies, credentials, imported=len(named), changes=told
        )

    async def _write_sources(
        self,
        actor: Actor,
        request: Request,
        sources: tuple[Source, ...],
        agencies: tuple[Agency, ...],
        credentials: Mapping[str, SecretStr],
        **told: JsonValue,
    ) -> Reply:
        named = tuple(
            source.with_(secret=source.id) if source.id in credentials else source for source in sources
        )
        before = await self._store.run(lambda: self._secrets.put_all(credentials))
        try:
            reply = await self._commit(actor, request, sources=named, agencies=agencies, told=told)
        except WallError:
            await self._store.run(lambda: self._secrets.put_all(before))
            raise
        self._state.now_catalogued(named, agencies)
        if self._state.desired.layout.sources & {source.ref for source in named}:
            self._nodes.take_all()
        self.on_catalogue()
        return reply

    async def _commit(
        self,
        actor: Actor,
        request: Request,
        *,
        sources: tuple[Source, ...] = (),
        sources_gone: tuple[SourceId, ...] = (),
        agencies: tuple[Agency, ...] = (),
        told: Mapping[str, JsonValue] | None = None,
        labels_shown: bool | None = None,
    ) -> Reply:
        revision = self._state.desired.revision
        reply = accepted(request.id, revision, **(told or {}))
        change = done(actor, request, reply, revision=revision, epoch=self._state.epoch).with_(
            sources=sources, sources_gone=sources_gone, agencies=agencies, labels_shown=labels_shown
        )
        await self._store.run(partial(self._store.commit, change))
        return reply
