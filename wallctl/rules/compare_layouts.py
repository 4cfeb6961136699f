"""What putting a draft on the wall would change there. Must not know where the two layouts come from."""

from __future__ import annotations

from enum import StrEnum

from wallctl.model.base import Value
from wallctl.model.ids import WindowId
from wallctl.model.layout import Layout, Window


class Change(StrEnum):
    """What the take does to one window."""

    SAME = "same"
    MOVED = "moved"
    """The picture is on the wall already, elsewhere or in another size."""
    REPLACED = "replaced"
    """The place stays, with another picture in it."""
    NEW = "new"
    GONE = "gone"


class Differences(Value):
    """What each window of the draft is, and what becomes of each window of the wall."""

    changes: dict[WindowId, Change]
    """Of the draft's windows: all but GONE."""
    live: dict[WindowId, Change]
    """Of the wall's windows: all but NEW."""

    @property
    def gone(self) -> tuple[WindowId, ...]:
        """The windows of the wall that go, with nothing in their place."""
        return tuple(name for name, found in self.live.items() if found is Change.GONE)

    def count(self, change: Change) -> int:
        """Return how many windows are of that kind: of the wall for GONE, else of the draft."""
        of = self.live if change is Change.GONE else self.changes
        return sum(1 for found in of.values() if found is change)

    @property
    def any(self) -> bool:
        return any(found is not Change.SAME for found in (*self.changes.values(), *self.live.values()))


def compare(live: Layout, draft: Layout) -> Differences:
    """Return what the take of `draft` over `live` changes; a picture is followed by its source."""
    left = list(live.windows)
    changes: dict[WindowId, Change] = {}
    before: dict[WindowId, Change] = {}

    def pair(change: Change, window: Window, old: Window | None) -> None:
        if old is not None:
            left.remove(old)
            changes[window.id] = before[old.id] = change

    for window in draft.windows:
        pair(Change.SAME, window, next((old for old in left if _look(old) == _look(window)), None))
    for window in draft.windows:
        if window.id not in changes and window.source is not None:
            pair(Change.MOVED, window, next((old for old in left if old.source == window.source), None))
    for window in draft.windows:
        if window.id not in changes:
            pair(Change.REPLACED, window, next((old for old in left if old.rect == window.rect), None))
    new = {window.id: Change.NEW for window in draft.windows if window.id not in changes}
    gone = {old.id: Change.GONE for old in left}
    return Differences(changes=changes | new, live=before | gone)


def _look(window: Window) -> tuple[object, ...]:
    rect = window.rect
    empty_role = window.role if window.source is None else None
    return (
        rect.x,
        rect.y,
        rect.w,
        rect.h,
        window.source,
        empty_role,
        window.fit,
        window.crop,
        window.content,
    )


TOLD_CHANGES = 6
"""Names in a refusal; a whole new layout needs no list."""


def told_changes(before: Layout, after: Layout) -> tuple[tuple[str, str], ...]:
    """Return (change, source or window) of the first few windows that became others, those gone last."""
    found = compare(before, after)
    changed = [(found.changes[window.id], window) for window in after.windows]
    changed += [(found.live[old.id], old) for old in before.windows if found.live[old.id] is Change.GONE]
    return tuple(
        (change.value, window.source or window.id) for change, window in changed if change is not Change.SAME
    )[:TOLD_CHANGES]
