"""What an officer prepares beside the live wall, with its own way back. Must not know Qt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from wallctl.model.ids import PresetId
from wallctl.model.layout import Layout

KEPT_STEPS = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """A layout that is not on the wall, the ones before it, and the preset it came from."""

    layout: Layout
    preset: PresetId | None = None
    past: tuple[tuple[Layout, PresetId | None], ...] = ()
    version: int | None = None
    """The version of that preset that was seen, where it is known."""
    beneath: Draft | None = field(default=None, compare=False, repr=False)
    """Work over which something lies that did not come to the wall: it is there again after that."""

    def edited(self, layout: Layout) -> Draft:
        """Return the draft after a change by hand; it still counts as made from its preset."""
        return self._next(layout, self.preset)

    def filled(self, layout: Layout, preset: PresetId | None, version: int | None = None) -> Draft:
        """Return the draft with a preset's layout in place of its own."""
        return replace(self._next(layout, preset), version=version)

    def covered(self, layout: Layout) -> Draft:
        """Return this layout as the newest step; what was prepared is one undo, or one take, away."""
        return replace(self.filled(layout, None), beneath=self)

    def after(self, layout: Layout) -> Draft:
        """Return the draft as it is, with this layout one undo away."""
        return replace(self, past=(*self.past, (layout, None))[-KEPT_STEPS:])

    def holds(self, layout: Layout) -> bool:
        """Tell whether this layout is there, or some undos away."""
        return layout == self.layout or any(layout == before for before, _ in self.past)

    def undone(self) -> Draft:
        """Return the draft before the last change; the first one stays."""
        if not self.past:
            return self
        layout, preset = self.past[-1]
        if self.beneath is not None and self.past[:-1] == self.beneath.past and layout == self.beneath.layout:
            return self.beneath
        version = self.version if preset == self.preset else None
        return replace(self, layout=layout, preset=preset, past=self.past[:-1], version=version)

    def _next(self, layout: Layout, preset: PresetId | None) -> Draft:
        if layout == self.layout and preset == self.preset:
            return self
        past = (*self.past, (self.layout, self.preset))[-KEPT_STEPS:]
        return replace(self, layout=layout, preset=preset, past=past)
