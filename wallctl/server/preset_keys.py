"""Keys that call presets: given here alone, when a preset is saved, so that no two desks give the same one.

Called in the authority's turn. Must not know links. Lives in the event loop.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from typing import assert_never

from pydantic import JsonValue

from wallctl.errors import BadInput
from wallctl.model.draft import PresetMark
from wallctl.model.ids import RequestId, SeatId
from wallctl.model.layout import Preset
from wallctl.protocol.drafting import KeyWish
from wallctl.rules.preset_keys import PRESET_KEYS, holder, key_given, settled
from wallctl.server.catalogue import SERVER
from wallctl.server.door import WORDS_LIMIT
from wallctl.server.wall_state import WallState
from wallctl.store.change import AuditLine, Change, Outcome
from wallctl.store.state import Store


class PresetKeys:
    """Says which key a preset is kept with."""

    def __init__(self, state: WallState, store: Store) -> None:
        self._state = state
        self._store = store

    async def settle(self) -> None:
        """Give the presets of an older wallctl's site the keys that its desks showed, once for all.

        What a full disk does not take at the start is written before the next preset is saved.
        """
        state = self._state
        if state.keys_settled:
            return
        known = {preset.ref: preset for _, preset in state.presets.values()}
        keyed = tuple(preset for preset in settled(known.values()) if preset != known[preset.ref])
        words = ", ".join(f"{preset.id} {preset.key or 'none'}" for preset in keyed)
        entry = AuditLine(
            at_utc_s=time.time(),
            actor=SERVER,
            seat=SeatId(SERVER),
            request=RequestId("preset_keys"),
            action="preset_keys",
            what=(words or "as they are")[:WORDS_LIMIT],
            outcome=Outcome.NOTED,
            revision=state.desired.revision,
        )
        change = Change(line=entry, presets=keyed, preset_keys_settled=True, epoch=state.epoch)
        await self._store.run(partial(self._store.commit, change))
        state.now_settled([(preset, self._mark(preset, entry)) for preset in keyed])

    def given(self, preset: Preset, wish: KeyWish) -> tuple[Preset, Mapping[str, JsonValue]]:
        """Return the preset with the key that it is kept with, and what its answer tells of that.

        Raise `BadInput` that names who has the key, where just that one is wanted.
        """
        before = self._state.presets.get(preset.ref)
        others = [other for _, other in self._state.presets.values() if other.ref != preset.ref]
        match wish:
            case KeyWish.GIVE:
                was = before[1] if before is not None else None
                key = key_given(preset, was, others, self._state.keys_had)
            case KeyWish.AS_SAID:
                key = _free(preset, holder(preset.key, others))
            case _:
                assert_never(wish)
        told: dict[str, JsonValue] = {"key": key}
        first = holder(preset.key, others)
        if first is not None:
            told["taken_by"] = first.id
        return preset.with_(key=key), told

    def _mark(self, preset: Preset, entry: AuditLine) -> PresetMark:
        return PresetMark(
            preset=preset.ref,
            version=self._state.next_version(preset.ref),
            actor=entry.actor,
            seat=entry.seat,
            at_utc_s=entry.at_utc_s,
        )


def _free(preset: Preset, first: Preset | None) -> str:
    if first is not None:
        raise BadInput(
            f"preset {preset.id}",
            f"key {preset.key} belongs to {first.name} ({first.id})",
            "choose another key, or take it from that preset first",
        )
    if preset.key and preset.key not in PRESET_KEYS:
        raise BadInput(
            f"preset {preset.id}",
            f"{preset.key} is no key that calls presets",
            "choose one of F2 to F12 or 1 to 0, or none",
        )
    return preset.key
