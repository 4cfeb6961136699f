"""What an import does to a catalogue. Must not know files, nor who may import."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from wallctl.model.base import Value
from wallctl.model.camera_table import Column
from wallctl.model.ids import PresetId, SourceId
from wallctl.model.layout import Preset, Slot
from wallctl.model.source import Agency, Source, Stream


class Renamed(Value):
    """A source whose name changed."""

    id: SourceId
    before: str
    after: str
    before_en: str = ""
    after_en: str = ""


class Renumbered(Value):
    """A source that has the streams of one that is gone, under another id."""

    before: SourceId
    after: SourceId


class Fields(Value):
    """What is other of a source than before, besides its name."""

    id: SourceId
    fields: tuple[Column, ...]
    emptied: tuple[Column, ...] = ()
    """Of these: what it had and has no more."""


class Lowered(Value):
    """A source whose sensitivity falls: nobody shall find that out afterwards."""

    id: SourceId
    before: int
    after: int


class TouchedPreset(Value):
    """A preset that names sources which an import changes, or which are not in the file."""

    preset: PresetId
    name: str
    name_en: str = ""
    sources: tuple[SourceId, ...]


class CatalogueChanges(Value):
    """The report of an import, ids in catalogue order. A renumbered source is neither new nor gone."""

    new: tuple[SourceId, ...] = ()
    changed: tuple[SourceId, ...] = ()
    """Other fields than the name alone; renamed ones may be here too."""
    moved: tuple[SourceId, ...] = ()
    """Of the changed ones: those with another agency, district or position."""
    readdressed: tuple[SourceId, ...] = ()
    """Of the changed ones: those whose streams have other addresses."""
    fields: tuple[Fields, ...] = ()
    """What is other of each of the changed ones."""
    lowered: tuple[Lowered, ...] = ()
    """Of the changed ones: those whose sensitivity falls."""
    for_good: tuple[SourceId, ...] = ()
    """Temporary ones that stay from now on."""
    gone: tuple[SourceId, ...] = ()
    """Not in the file, though it has others of their agency; they stay in the catalogue as they are."""
    renamed: tuple[Renamed, ...] = ()
    renumbered: tuple[Renumbered, ...] = ()
    same: int = 0
    presets: tuple[TouchedPreset, ...] = ()
    strangers: tuple[str, ...] = ()
    """Agencies that sources of the file name and nobody knows: these sources stand apart in the list."""

    @property
    def empty(self) -> bool:
        """Whether an import would leave everything as it is."""
        return not (self.new or self.changed or self.renamed or self.renumbered)


def changes(
    before: Sequence[Source],
    after: Sequence[Source],
    presets: Iterable[Preset] = (),
    agencies: Collection[Agency] = (),
) -> CatalogueChanges:
    """Return what differs between two catalogues, and which of the presets that touches."""
    old = {source.ref: source for source in before}
    new = {source.ref: source for source in after}
    both = [(old[name], source) for name, source in new.items() if name in old]
    left = {_streams(source): source.ref for source in before if source.ref not in new}
    moved: list[Renumbered] = []
    for source in after:
        if source.ref not in old and (was := left.pop(_streams(source), None)) is not None:
            moved.append(Renumbered(before=was, after=source.ref))
    old_ids, new_ids = {one.before for one in moved}, {one.after for one in moved}
    bare = [_besides_name(a, b) for a, b in both]
    changed = tuple(b.ref for a, b in bare if a != b)
    # One agency's table says nothing of the other agencies' cameras.
    spoken_of = {source.agency for source in after}
    seen = {*new, *old_ids}
    gone = tuple(s.ref for s in before if s.agency in spoken_of and s.ref not in seen)
    renamed = tuple(_renamed(a, b) for a, b in both if a.name != b.name)
    known = {agency.id for agency in agencies}
    return CatalogueChanges(
        new=tuple(name for name in new if name not in old and name not in new_ids),
        changed=changed,
        moved=tuple(b.ref for a, b in both if _place(a) != _place(b)),
        readdressed=tuple(b.ref for a, b in both if _streams(a) != _streams(b)),
        fields=tuple(found for a, b in bare if (found := _fields(a, b)).fields),
        lowered=tuple(_lowered(a, b) for a, b in both if b.sensitivity < a.sensitivity),
        for_good=tuple(b.ref for a, b in both if a.until_utc_s is not None and b.until_utc_s is None),
        gone=gone,
        renamed=renamed,
        renumbered=tuple(moved),
        same=len(both) - len({*changed, *(one.id for one in renamed)}),
        presets=touched(presets, {*changed, *gone, *old_ids, *(one.id for one in renamed)}),
        strangers=tuple(dict.fromkeys(s.agency for s in after if s.agency and s.agency not in known)),
    )


def touched(presets: Iterable[Preset], sources: Collection[SourceId]) -> tuple[TouchedPreset, ...]:
    """Return the presets that name any of these sources, on whatever shape of wall."""
    found = []
    for preset in presets:
        named = dict.fromkeys(
            ref for slots in preset.walls.values() for slot in slots for ref in _named(slot)
        )
        hit = tuple(ref for ref in named if ref in sources)
        if hit:
            found.append(
                TouchedPreset(preset=preset.ref, name=preset.name, name_en=preset.name_en, sources=hit)
            )
    return tuple(found)


def _named(slot: Slot) -> tuple[SourceId, ...]:
    tour = slot.tour.sources if slot.tour is not None else ()
    return (*((slot.source,) if slot.source is not None else ()), *tour, *slot.prefer)


def _renamed(before: Source, after: Source) -> Renamed:
    return Renamed(
        id=after.ref, before=before.name, after=after.name, before_en=before.name_en, after_en=after.name_en
    )


def _lowered(before: Source, after: Source) -> Lowered:
    return Lowered(id=after.ref, before=before.sensitivity, after=after.sensitivity)


def _fields(before: Source, after: Source) -> Fields:
    pairs = [(column, cell_of(before, column), cell_of(after, column)) for column in Column]
    other = [(column, now) for column, was, now in pairs if was != now]
    return Fields(
        id=after.ref,
        fields=tuple(column for column, _ in other),
        emptied=tuple(column for column, now in other if not now and now != 0),
    )


def cell_of(source: Source, column: Column) -> object:
    """Return what a table would say of a source below that column; what is empty counts as false."""
    match column:
        case Column.MAIN | Column.SUB:
            stream: Stream | None = getattr(source, column.value)
            return stream.url if stream is not None else ""
        case Column.MAIN_SIZE:
            return _size(source.main)
        case Column.SUB_SIZE:
            return _size(source.sub)
        case _:
            return getattr(source, column.value)


def _size(stream: Stream | None) -> tuple[float | None, ...]:
    said = (stream.width, stream.height, stream.fps, stream.mbit_s) if stream is not None else ()
    return said if any(said) else ()


def _place(source: Source) -> tuple[str, str, float | None, float | None]:
    return (source.agency, source.district, source.lon, source.lat)


def _streams(source: Source) -> tuple[str, str]:
    return (source.main.url if source.main else "", source.sub.url if source.sub else "")


def _besides_name(before: Source, after: Source) -> tuple[Source, Source]:
    """Return both without what a renaming changes: the name, and the former names that it leaves behind."""
    left_behind = {before.name, after.name, *before.former_names}
    bare = before.with_(name="", former_names=())
    added = tuple(name for name in after.former_names if name not in left_behind)
    return bare, after.with_(name="", former_names=added)
