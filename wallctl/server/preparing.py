"""What is prepared beside the wall: the draft of each seat, and the presets with all their versions.

Called by the authority for changes, by the desks for looks. Must not know links. Lives in the event loop.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import assert_never

from pydantic import JsonValue

from wallctl.errors import BadInput, Conflict, NotFound, Unavailable
from wallctl.model.draft import KeptDraft, PresetMark
from wallctl.model.geometry import Rect
from wallctl.model.ids import PresetId, SeatId
from wallctl.model.layout import Preset
from wallctl.model.wall import Wall
from wallctl.protocol.desk import Reply, Request, SavePreset
from wallctl.protocol.drafting import DeletePreset, DropDraft, KeyWish, ListVersions, SaveDraft, SaveLive
from wallctl.rules.access import Actor
from wallctl.rules.presets import saved
from wallctl.rules.select import fill
from wallctl.server.answers import accepted
from wallctl.server.events import EventLog
from wallctl.server.preset_keys import PresetKeys
from wallctl.server.record import done
from wallctl.server.wall_state import WallState
from wallctl.store.state import Store

MOST_DRAFTS = 100
"""Seats that may have a draft; a site has a few desks."""
MOST_PRESETS = 500
"""What one message to a desk holds beside the sources."""
MOST_WINDOWS = 200
"""Windows of a draft, and places of a preset."""

PreparingAsk = SaveDraft | DropDraft | SavePreset | SaveLive | DeletePreset


class Preparing:
    """Keeps drafts and presets; whoever changed one meanwhile is named to those who come too late."""

    def __init__(self, state: WallState, store: Store, events: EventLog) -> None:
        self.on_draft: Callable[[SeatId], None] = lambda seat: None
        """Called when the draft of a seat is another than before."""
        self.on_catalogue: Callable[[], None] = lambda: None
        """Called when presets are others than before."""
        self._state = state
        self._store = store
        self._events = events
        self._keys = PresetKeys(state, store)

    async def begin(self) -> None:
        """Give presets of a site of an older wallctl their keys; call it before anybody is served."""
        await self._keys.settle()

    async def change(self, actor: Actor, request: Request, ask: PreparingAsk, turn: asyncio.Lock) -> Reply:
        """Do it and return the answer; raise what refuses it, and then nothing was changed."""
        async with turn:
            match ask:
                case SaveDraft():
                    return await self._save_draft(actor, request, ask)
                case DropDraft():
                    return await self._drop_draft(actor, request, ask)
                case SavePreset() | SaveLive() | DeletePreset():
                    await self._keys.settle()
                    return await self._change_presets(actor, request, ask)
                case _:
                    assert_never(ask)

    async def _change_presets(
        self, actor: Actor, request: Request, ask: SavePreset | SaveLive | DeletePreset
    ) -> Reply:
        match ask:
            case SavePreset(preset=preset, over=over, key_wish=wish):
                return await self._save_preset(actor, request, preset, over, wish)
            case SaveLive(over=over):
                preset = self._as_on_the_wall(ask)
                return await self._save_preset(actor, request, preset, over, KeyWish.GIVE)
            case DeletePreset():
                return await self._delete_preset(actor, request, ask)
            case _:
                assert_never(ask)

    async def versions(self, ask: ListVersions) -> dict[str, JsonValue]:
        """Return the answer to `preset versions`; raise `NotFound`."""
        found = await self._store.run(lambda: self._store.preset_versions(ask.preset, ask.last))
        if not found:
            raise NotFound(f"preset {ask.preset}", "no preset of that name", "`wallctl presets` lists them")
        rows: list[JsonValue] = [
            {
                "version": version,
                "name": preset.name,
                "actor": mark.actor if mark is not None else "",
                "officer": mark.officer if mark is not None else "",
                "seat": mark.seat if mark is not None else "",
                "at_utc_s": mark.at_utc_s if mark is not None else None,
                "gone": mark is not None and mark.gone,
                "preset": preset.model_dump(mode="json"),
            }
            for version, preset, mark in found
        ]
        return {"preset": ask.preset, "versions": rows}

    # --- drafts

    async def _save_draft(self, actor: Actor, request: Request, ask: SaveDraft) -> Reply:
        there = self._state.drafts.get(actor.seat)
        self._refuse_other_draft(there, ask.over, actor.seat)
        if there is None and len(self._state.drafts) >= MOST_DRAFTS:
            raise Unavailable("draft", f"{MOST_DRAFTS} seats have one already", "close one of them")
        if len(ask.layout.windows) > MOST_WINDOWS:
            raise BadInput("draft", f"has more than {MOST_WINDOWS} windows", "take some of them off")
        draft = KeptDraft(
            seat=actor.seat,
            number=self._state.last_draft + 1,
            layout=ask.layout,
            preset=ask.preset,
            version=ask.version,
            actor=actor.id,
            officer=actor.officer,
            at_utc_s=time.time(),
        )
        reply = await self._commit(actor, request, told={"number": draft.number}, draft=draft)
        self._state.now_drafted(actor.seat, draft)
        self.on_draft(actor.seat)
        return reply

    async def _drop_draft(self, actor: Actor, request: Request, ask: DropDraft) -> Reply:
        there = self._state.drafts.get(actor.seat)
        if there is None:
            return accepted(request.id, self._state.desired.revision)
        self._refuse_other_draft(there, ask.over, actor.seat)
        reply = await self._commit(actor, request, draft_gone=actor.seat)
        self._state.now_drafted(actor.seat, None)
        self.on_draft(actor.seat)
        return reply

    def _refuse_other_draft(self, there: KeptDraft | None, over: int | None, seat: SeatId) -> None:
        now = there.number if there is not None else None
        if over == now:
            return
        if there is None:
            raise Conflict(f"draft of {seat}", "is gone: it was taken or closed meanwhile", "begin a new one")
        raise Conflict(
            f"draft of {seat}",
            f"{there.officer or there.actor} changed it meanwhile",
            "look at it as it is now",
            actor=there.actor,
            officer=there.officer,
            seat=there.seat,
            at_utc_s=there.at_utc_s,
        )

    # --- presets

    def _as_on_the_wall(self, ask: SaveLive) -> Preset:
        """Return the preset that shows what the wall is to show now."""
        state, name = self._state, PresetId(ask.preset)
        wall, there = state.wall, state.presets.get(name)
        if there is None:
            new = Preset(id=ask.preset, name=ask.name or ask.preset, group=ask.group, walls={})
            return saved(new, state.desired.layout, wall)
        old = there[1]
        filled = fill(old, wall, tuple(state.sources.values())) if wall.shape in old.walls else None
        named = old.with_(name=ask.name or old.name, group=ask.group or old.group, partial=False)
        return saved(named, state.desired.layout, wall, filled=filled)

    async def _save_preset(
        self, actor: Actor, request: Request, preset: Preset, over: int | None, wish: KeyWish
    ) -> Reply:
        check_preset(preset, self._state.wall)
        there = self._state.presets.get(preset.ref)
        if there is None and over is not None:
            raise NotFound(f"preset {preset.id}", "there is none to replace", "save it as a new one")
        if there is not None and over != there[0]:
            raise self._other_version(preset.ref, there)
        if there is None and len(self._state.presets) >= MOST_PRESETS:
            raise Unavailable("presets", f"there are {MOST_PRESETS} already", "delete one of them first")
        version = self._state.next_version(preset.ref)
        keyed, told = self._keys.given(preset, wish)
        told = {"version": version, **told}
        reply = await self._commit(actor, request, told=told, presets=(keyed,))
        self._saved(actor, keyed, version, was=there[1].key if there is not None else "", gone=False)
        return reply

    async def _delete_preset(self, actor: Actor, request: Request, ask: DeletePreset) -> Reply:
        there = self._state.presets.get(ask.preset)
        if there is None:
            raise NotFound(f"preset {ask.preset}", "no preset of that name", "`wallctl presets` lists them")
        if there[0] != ask.over:
            raise self._other_version(ask.preset, there)
        version = self._state.next_version(ask.preset)
        told: dict[str, JsonValue] = {"version": version}
        reply = await self._commit(actor, request, told=told, presets_gone=(ask.preset,))
        self._saved(actor, there[1], version, was=there[1].key, gone=True)
        return reply

    def _saved(self, actor: Actor, preset: Preset, version: int, *, was: str, gone: bool) -> None:
        mark = PresetMark(
            preset=preset.ref,
            version=version,
            actor=actor.id,
            officer=actor.officer,
            seat=actor.seat,
            at_utc_s=time.time(),
            gone=gone,
        )
        self._state.now_saved(preset, mark)
        key, key_en = _key_news(was, "" if gone else preset.key)
        what = "deleted" if gone else "saved"
        self._events.add(
            f"preset_{what}",
            f"场景 {preset.name} 已{'删除' if gone else '保存'}: 第 {version} 版{key}",
            f"Preset {preset.name_en or preset.name} {what}: version {version}{key_en}",
            by=actor,
        )
        self.on_catalogue()

    def _other_version(self, name: str, there: tuple[int, Preset]) -> Conflict:
        version, preset = there
        mark = self._state.marks.get(preset.ref)
        who = f", saved by {mark.officer or mark.actor} ({mark.seat})" if mark is not None else ""
        return Conflict(
            f"preset {name}",
            f"is there in version {version}{who}",
            "look at that one, then replace it on purpose; or choose another name",
            actor=mark.actor if mark is not None else "",
            officer=mark.officer if mark is not None else "",
            seat=mark.seat if mark is not None else "",
            at_utc_s=mark.at_utc_s if mark is not None else None,
            version=version,
        )

    # --- the disk

    async def _commit(
        self,
        actor: Actor,
        request: Request,
        *,
        told: Mapping[str, JsonValue] | None = None,
        presets: tuple[Preset, ...] = (),
        presets_gone: tuple[PresetId, ...] = (),
        draft: KeptDraft | None = None,
        draft_gone: SeatId | None = None,
    ) -> Reply:
        revision = self._state.desired.revision
        reply = accepted(request.id, revision, **(told or {}))
        change = done(actor, request, reply, revision=revision, epoch=self._state.epoch).with_(
            presets=presets, presets_gone=presets_gone, draft=draft, draft_gone=draft_gone
        )
        await self._store.run(partial(self._store.commit, change))
        return reply


def _key_news(was: str, now: str) -> tuple[str, str]:
    """Return what everybody should know of a key that was given, or freed: others press it, too."""
    if was == now:
        return "", ""
    if not now:
        return f", 快捷键 {was} 空出", f", key {was} calls nothing now"
    return f", 快捷键 {now}", f", key {now}"


def check_preset(preset: Preset, wall: Wall) -> None:
    """Raise `BadInput` for a preset that no wall could show."""
    if not preset.name.strip():
        raise BadInput(f"preset {preset.id}", "has no name", "give it one")
    if not any(preset.walls.values()):
        raise BadInput(f"preset {preset.id}", "has no places", "put at least one picture into it")
    whole = Rect(x=0, y=0, w=wall.cols, h=wall.rows)
    for shape, slots in preset.walls.items():
        if len(slots) > MOST_WINDOWS:
            raise BadInput(f"preset {preset.id}", f"has more than {MOST_WINDOWS} places", "take some out")
        for slot in slots if shape == wall.shape else ():
            if not whole.covers(slot.rect):
                raise BadInput(
                    f"preset {preset.id}, place {slot.id}",
                    f"reaches outside the wall of {wall.rows} rows and {wall.cols} columns",
                    "move it or make it smaller",
                )
