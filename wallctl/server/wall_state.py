"""What the server holds in memory of what the store keeps, and the orders that follow from it.

One writer: only the authority changes it, after the change is on disk. Must not know links or requests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wallctl.errors import WallError
from wallctl.model.alarm import Alarm
from wallctl.model.budget import Budgets
from wallctl.model.desired import Desired, Version
from wallctl.model.draft import KeptDraft, PresetMark
from wallctl.model.health import Reason
from wallctl.model.ids import CellId, NodeId, PresetId, SeatId, SourceId, WindowId
from wallctl.model.layout import Layout, Preset
from wallctl.model.source import Agency, Source
from wallctl.model.wall import Surface, Wall
from wallctl.protocol.cell import Picture
from wallctl.protocol.node import NodeOrder, Step
from wallctl.rules.addresses import literal_address
from wallctl.rules.carrying import Carried, carried
from wallctl.rules.compose import compose
from wallctl.rules.streams import Streams, choose, streams_of
from wallctl.rules.tours import without
from wallctl.rules.urls import UrlRules, check_url, is_unplayable, split_url
from wallctl.store.state import Store


class WallState:
    """The acknowledged state, and the epoch of this server's life."""

    def __init__(self, store: Store, url_rules: UrlRules, budgets: Budgets | None = None) -> None:
        """Read everything; call in the store's thread. Raises what the store raises."""
        self.url_rules = url_rules
        self.budgets = budgets or Budgets()
        self.desired = store.desired()
        self.epoch = store.epoch() + 1
        """That of the acknowledged state."""
        self._free_epoch = self.epoch
        """No number of this epoch was armed without being acknowledged."""
        self.labels_shown = store.labels_shown()
        self.agencies: dict[str, Agency] = {agency.id: agency for agency in store.agencies()}
        self.sources: dict[SourceId, Source] = {source.ref: source for source in store.sources()}
        self.presets: dict[PresetId, tuple[int, Preset]] = {
            preset.ref: (version, preset) for version, preset in store.presets()
        }
        self.marks: dict[PresetId, PresetMark] = {mark.preset: mark for mark in store.preset_marks()}
        """Who saved each preset's newest version; also of those that were deleted."""
        self.keys_settled = store.preset_keys_settled()
        """Whether the key of each preset is the one written in it; not yet on a site of an older wallctl."""
        self.keys_had = store.preset_keys_had()
        """Keys that presets have, or had once."""
        self.drafts: dict[SeatId, KeptDraft] = {draft.seat: draft for draft in store.drafts()}
        self.last_draft = store.last_draft()
        self.alarms: tuple[Alarm, ...] = store.alarms()
        """As they are on disk."""
        self._take_wall(store.wall())
        self._forbidden = self._find_forbidden(self.sources.values())
        self._carried: Carried | None = None
        self._streams_before: Streams = {}
        """What the windows had before this state: one that is resized a little keeps its stream."""

    def _take_wall(self, wall: Wall) -> None:
        self.wall = wall
        self.surfaces: tuple[Surface, ...] = wall.surfaces
        self._cells_of: dict[NodeId, frozenset[CellId]] = {
            node: frozenset(surface.id for surface in self.surfaces if surface.node == node)
            for node in {surface.node for surface in self.surfaces}
        }

    @property
    def version(self) -> Version:
        return Version(epoch=self.epoch, revision=self.desired.revision)

    @property
    def coming_version(self) -> Version:
        """What the next change is acknowledged as."""
        return Version(epoch=self._free_epoch, revision=self.desired.revision + 1)

    def claim_version(self) -> Version:
        """Return what a change that is armed before it is acknowledged is armed as: nothing else ever is."""
        version = self.coming_version
        self._free_epoch += 1
        return version

    @property
    def pictures(self) -> Mapping[CellId, Picture]:
        """What every surface is to show now."""
        return self.carried.pictures

    @property
    def carried(self) -> Carried:
        """What every surface is to show now, and whom the budgets keep from what it wants."""
        if self._carried is None:
            self._carried = self._compose(self.desired.layout, self._streams_before)
        return self._carried

    @property
    def forbidden(self) -> frozenset[SourceId]:
        """Sources that the site's settings do not allow any more: nobody may see them."""
        return self._forbidden

    def cells_of(self, node: NodeId) -> frozenset[CellId]:
        """Return the cells that the node drives, none for one that the wall does not know."""
        return self._cells_of.get(node, frozenset())

    def compose(self, layout: Layout) -> dict[CellId, Picture]:
        """Return what every surface would show with that layout after what it shows now."""
        return self._compose(layout, streams_of(self.pictures.values())).pictures

    def _compose(self, layout: Layout, before: Streams) -> Carried:
        windows = (without(window, self._forbidden) for window in layout.windows)
        layout = layout.with_(windows=tuple(windows))
        verdicts: dict[WindowId, Reason] = {
            window.id: Reason.NOT_ALLOWED for window in layout.windows if window.source in self._forbidden
        }
        streams = choose(self.wall, layout, self.sources, before)
        pictures = compose(self.wall, layout, self.sources, self.agencies, verdicts, streams, before)
        return carried(pictures, layout, self.surfaces, self.sources, self.budgets, before)

    def order(
        self,
        node: NodeId,
        step: Step,
        version: Version,
        pictures: Mapping[CellId, Picture],
        at_s: float | None = None,
    ) -> NodeOrder:
        """Return the whole order for one node's cells."""
        surfaces = tuple(surface for surface in self.surfaces if surface.node == node)
        return NodeOrder(
            version=version,
            step=step,
            at_s=at_s,
            surfaces=surfaces,
            pictures={surface.id: pictures[surface.id] for surface in surfaces},
        )

    def burn_epoch(self, seen: int = 0) -> None:
        """Make the epoch higher than it was, and than `seen`; it is on disk with the next change."""
        self.epoch = self._free_epoch = max(self.epoch, self._free_epoch - 1, seen) + 1

    def now_desired(self, desired: Desired, epoch: int | None = None) -> None:
        """The change is on disk, under the epoch that it was armed in; None: that of `coming_version`."""
        self.epoch = max(self.epoch, self._free_epoch if epoch is None else epoch)
        self._free_epoch = max(self._free_epoch, self.epoch)
        self._streams_before = streams_of(self.pictures.values())
        self.desired = desired
        self._carried = None

    def now_walled(self, wall: Wall) -> None:
        """The wall is this one on disk."""
        self._take_wall(wall)
        self._streams_before, self._carried = {}, None

    def now_catalogued(self, sources: Iterable[Source], agencies: Iterable[Agency]) -> None:
        """These sources and agencies are on disk."""
        added = tuple(sources)
        self.sources |= {source.ref: source for source in added}
        self.agencies |= {agency.id: agency for agency in agencies}
        self._forbidden -= {source.ref for source in added}
        self._forbidden |= self._find_forbidden(added)
        self._carried = None

    def now_removed(self, gone: Iterable[SourceId]) -> None:
        """These sources are out of the catalogue on disk."""
        for ref in gone:
            self.sources.pop(ref, None)
            self._forbidden -= {ref}
        self._carried = None

    def now_labelled(self, shown: bool) -> None:
        """Whether names are on the glass is on disk."""
        self.labels_shown = shown

    def now_alarmed(self, alarms: tuple[Alarm, ...]) -> None:
        """These alarms are on disk."""
        self.alarms = alarms

    def next_version(self, name: PresetId) -> int:
        """Return the number that the next version of a preset gets; a deleted one's numbers go on."""
        known = self.presets[name][0] if name in self.presets else 0
        return 1 + max(known, self.marks[name].version if name in self.marks else 0)

    def now_saved(self, preset: Preset, mark: PresetMark) -> None:
        """A new version of the preset is on disk; one that is gone is on no list any more."""
        self.marks[preset.ref] = mark
        self.keys_had |= {preset.key} - {""}
        if mark.gone:
            self.presets.pop(preset.ref, None)
        else:
            self.presets[preset.ref] = (mark.version, preset)

    def now_settled(self, presets: Iterable[tuple[Preset, PresetMark]]) -> None:
        """Every preset has its key on disk; these are newer versions than before."""
        for preset, mark in presets:
            self.now_saved(preset, mark)
        self.keys_settled = True

    def now_drafted(self, seat: SeatId, draft: KeptDraft | None) -> None:
        """The draft of that seat is on disk; None: it is gone."""
        if draft is None:
            self.drafts.pop(seat, None)
        else:
            self.drafts[seat] = draft
            self.last_draft = draft.number

    def _find_forbidden(self, sources: Iterable[Source]) -> frozenset[SourceId]:
        """Sources that the site's settings do not allow any more (a network or device was taken away)."""
        return frozenset(source.ref for source in sources if not self._allowed(source))

    def _allowed(self, source: Source) -> bool:
        for stream in (source.main, source.sub):
            if stream is None:
                continue
            if is_unplayable(stream.url):
                # Not a matter of rights: the cell says it, and the other stream may stand in.
                continue
            try:
                parts = split_url(stream.url)
                # A host by name was looked up when it was added; a start must not wait for name servers.
                if not parts.host or literal_address(parts.host) is not None:
                    check_url(stream.url, self.url_rules)
            except WallError:
                return False
        return True
