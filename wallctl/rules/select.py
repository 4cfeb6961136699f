"""Which source goes into which place of a preset. Must not know whether a source is reachable: it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wallctl.errors import BadInput
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Layout, Preset, Role, Slot, Window
from wallctl.model.source import Source
from wallctl.model.wall import Wall

WITHOUT_CAMERA = frozenset({Role.MAP, Role.CONF, Role.DASH, Role.RADAR, Role.DOC, Role.TICK})
"""Roles that no camera fills: they stay empty unless the preset names their source outright."""


Known = Sequence[Source] | Mapping[SourceId, Source]
"""The sources of a site in the order of its catalogue, by their ids or not."""


def any_source(source: Source) -> bool:
    """Say of every source that it may be chosen."""
    return True


def fill(preset: Preset, wall: Wall, sources: Known, usable: Callable[[Source], bool] = any_source) -> Layout:
    """Return the preset's windows with their sources; window ids are the places' ids.

    A place gets, in this order over the whole preset: the tour or source it names outright (usable or not,
    also twice; one that this site does not have counts as not named); the first usable one of `prefer`; the
    first usable one of `agencies` and `kinds`, in the order of `sources`; the first free one of `prefer`
    though it is not usable, so that the wall says which camera is missing. What is left shows a card. Apart
    from those named outright no source is chosen twice. The same input gives the same layout.

    Whoever fills many presets gives the sources by their ids, so that no table of them is made for each.

    Raise `BadInput` when the preset is not drawn for this shape of wall.
    """
    slots = preset.walls.get(wall.shape)
    if slots is None:
        shapes = ", ".join(sorted(preset.walls)) or "no wall"
        raise BadInput(
            preset.id,
            f"this preset is not drawn for wall {wall.id} ({wall.shape}); it is for {shapes}",
            f"draw it for {wall.shape}, or take another preset",
        )
    known = sources if isinstance(sources, Mapping) else {source.ref: source for source in sources}
    choice = _Choice(known, usable)
    for rule in (choice.named, choice.preferred, choice.by_rule, choice.missing):
        choice.run(slots, rule)
    return Layout(windows=tuple(_window(slot, choice) for slot in slots))


def _window(slot: Slot, choice: _Choice) -> Window:
    toured = choice.toured(slot)
    tour = slot.tour.with_(sources=toured) if slot.tour is not None and len(set(toured)) > 1 else None
    return Window(
        id=slot.id,
        rect=slot.rect,
        source=choice.chosen.get(slot.id),
        tour=tour,
        role=slot.role,
        fit=slot.fit,
        crop=slot.crop,
        z=slot.z,
        important=slot.important,
        compensate_seams=slot.compensate_seams,
        locked=slot.locked,
        content=slot.content,
    )


@dataclass(slots=True)
class _Choice:
    sources: Mapping[SourceId, Source]
    usable: Callable[[Source], bool]
    chosen: dict[WindowId, SourceId] = field(default_factory=dict)
    used: set[SourceId] = field(default_factory=set)

    def run(self, slots: Iterable[Slot], rule: Callable[[Slot], SourceId | None]) -> None:
        """Apply one rule to each place that is still empty."""
        for slot in slots:
            if slot.id not in self.chosen and (source := rule(slot)) is not None:
                self.chosen[slot.id] = source
                self.used.add(source)

    def toured(self, slot: Slot) -> tuple[SourceId, ...]:
        """Return the sources of the place's tour that this site has."""
        named = slot.tour.sources if slot.tour is not None else ()
        return tuple(name for name in named if name in self.sources)

    def named(self, slot: Slot) -> SourceId | None:
        toured = self.toured(slot)
        if toured:
            return toured[0]
        return slot.source if slot.source in self.sources else None

    def preferred(self, slot: Slot) -> SourceId | None:
        return next((name for name in self._free(slot) if self.usable(self.sources[name])), None)

    def by_rule(self, slot: Slot) -> SourceId | None:
        if slot.role in WITHOUT_CAMERA or slot.fixed or slot.content is not None:
            return None
        return next((s.ref for s in self.sources.values() if self._fits(s, slot) and self.usable(s)), None)

    def missing(self, slot: Slot) -> SourceId | None:
        return next(self._free(slot), None)

    def _free(self, slot: Slot) -> Iterator[SourceId]:
        if slot.role in WITHOUT_CAMERA:
            return iter(())
        return (name for name in slot.prefer if name in self.sources and name not in self.used)

    def _fits(self, source: Source, slot: Slot) -> bool:
        return (
            source.ref not in self.used
            and (not slot.agencies or source.agency in slot.agencies)
            and (not slot.kinds or source.kind.value in slot.kinds)
        )
