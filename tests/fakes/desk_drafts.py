"""The drafts and the presets' versions of the server as a desk sees it, by the real server's rules."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from pydantic import JsonValue

from wallctl.errors import BadInput, Conflict, NotFound
from wallctl.model.draft import KeptDraft, PresetMark
from wallctl.model.ids import ActorId, PresetId, SeatId
from wallctl.model.layout import Layout, Preset
from wallctl.protocol.desk import SavePreset
from wallctl.protocol.drafting import (
    HELD_FOR_S,
    ArmDraft,
    Arming,
    ArmStage,
    CallTakeOff,
    DeletePreset,
    DropDraft,
    KeyWish,
    ListVersions,
    SaveDraft,
)
from wallctl.rules.preset_keys import holder, key_given


def armed(layout: Layout, seat: SeatId, actor: ActorId, stage: ArmStage = ArmStage.HELD) -> Arming:
    """What a server tells of what that seat has armed, or takes: all windows are ready at once."""
    many = len(layout.windows)
    until_utc_s = time.time() + HELD_FOR_S
    arming = Arming(revision=1, stage=stage, windows=many, ready=many, until_utc_s=until_utc_s)
    return arming.with_(actor=actor, seat=seat)


def armed_or_not(
    ask: ArmDraft | CallTakeOff, was: Arming | None, seat: SeatId, actor: ActorId
) -> tuple[Arming | None, dict[str, JsonValue]]:
    """Return what is armed after that, and what the answer tells."""
    if isinstance(ask, ArmDraft):
        return armed(ask.layout, seat, actor), {"windows": len(ask.layout.windows)}
    held = was is not None and was.stage is ArmStage.HELD
    return None, {"what": "arming" if held else "take"}


@dataclass
class Prepared:
    """What was saved, by whom."""

    actor: ActorId
    drafts: dict[SeatId, KeptDraft] = field(default_factory=dict)
    number: int = 0
    versions: dict[PresetId, list[tuple[Preset, PresetMark]]] = field(default_factory=dict)

    def save_draft(self, ask: SaveDraft, seat: SeatId, actor: ActorId | None = None) -> KeptDraft:
        self._refuse_other(seat, ask.over)
        self.number += 1
        kept = KeptDraft(
            seat=seat,
            number=self.number,
            layout=ask.layout,
            preset=ask.preset,
            version=ask.version,
            actor=actor or self.actor,
            at_utc_s=time.time(),
        )
        self.drafts[seat] = kept
        return kept

    def drop_draft(self, ask: DropDraft, seat: SeatId) -> None:
        if seat in self.drafts:
            self._refuse_other(seat, ask.over)
            del self.drafts[seat]

    def _refuse_other(self, seat: SeatId, over: int | None) -> None:
        there = self.drafts.get(seat)
        if over != (there.number if there is not None else None):
            who = there.actor if there is not None else ""
            raise Conflict(f"draft of {seat}", "is another one now", actor=who, seat=seat)

    def known(self, preset: Preset) -> None:
        """One that was there from the start, saved when the site was made."""
        mark = self._mark(preset.ref, 1, SeatId("init"), ActorId("root"))
        self.versions.setdefault(preset.ref, [(preset, mark)])

    def save_preset(self, ask: SavePreset, seat: SeatId, actor: ActorId | None = None) -> int:
        rows = self.versions.get(ask.preset.ref, [])
        there = rows[-1][1] if rows and not rows[-1][1].gone else None
        if ask.over != (there.version if there is not None else None):
            if there is None:
                raise NotFound(f"preset {ask.preset.id}", "there is none to replace")
            raise self._other(ask.preset.ref, there)
        preset = self._keyed(ask, rows[-1][0] if there is not None else None)
        version = len(rows) + 1
        mark = self._mark(preset.ref, version, seat, actor)
        self.versions.setdefault(preset.ref, []).append((preset, mark))
        return version

    def key_news(self, ask: SavePreset) -> dict[str, JsonValue]:
        """What the answer to a save tells of keys."""
        key = self.versions[ask.preset.ref][-1][0].key
        first = holder(ask.preset.key, self._others(ask.preset))
        return {"key": key, **({"taken_by": first.id} if first is not None else {})}

    def _keyed(self, ask: SavePreset, before: Preset | None) -> Preset:
        preset, others = ask.preset, self._others(ask.preset)
        if ask.key_wish is KeyWish.GIVE:
            had = {old.key for rows in self.versions.values() for old, _ in rows}
            return preset.with_(key=key_given(preset, before, others, had))
        first = holder(preset.key, others)
        if first is not None:
            what = f"key {preset.key} belongs to {first.name} ({first.id})"
            raise BadInput(
                f"preset {preset.id}", what, "choose another key, or take it from that preset first"
            )
        return preset

    def _others(self, preset: Preset) -> list[Preset]:
        return [other for other in self.presets if other.ref != preset.ref]

    def delete_preset(self, ask: DeletePreset, seat: SeatId) -> int:
        rows = self.versions[ask.preset]
        if rows[-1][1].version != ask.over:
            raise self._other(ask.preset, rows[-1][1])
        rows.append((rows[-1][0], self._mark(ask.preset, len(rows) + 1, seat).with_(gone=True)))
        return len(rows)

    def list_versions(self, ask: ListVersions) -> dict[str, JsonValue]:
        rows: list[JsonValue] = [
            mark.model_dump(mode="json", exclude={"preset"})
            | {"name": preset.name, "preset": preset.model_dump(mode="json")}
            for preset, mark in reversed(self.versions[ask.preset])
        ]
        return {"preset": ask.preset, "versions": rows[: ask.last]}

    @property
    def presets(self) -> list[Preset]:
        return [rows[-1][0] for rows in self.versions.values() if not rows[-1][1].gone]

    @property
    def marks(self) -> tuple[PresetMark, ...]:
        return tuple(rows[-1][1] for rows in self.versions.values() if not rows[-1][1].gone)

    def _mark(self, name: PresetId, version: int, seat: SeatId, actor: ActorId | None = None) -> PresetMark:
        who = actor or self.actor
        return PresetMark(preset=name, version=version, actor=who, seat=seat, at_utc_s=time.time())

    def _other(self, name: PresetId, there: PresetMark) -> Conflict:
        return Conflict(
            f"preset {name}",
            f"is there in version {there.version}",
            actor=there.actor,
            seat=there.seat,
            at_utc_s=there.at_utc_s,
            version=there.version,
        )
