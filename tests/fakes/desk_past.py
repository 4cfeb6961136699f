"""What the server as a desk sees it says of earlier revisions, by the real server's rule."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pydantic import JsonValue

from wallctl.errors import Conflict
from wallctl.model.desired import Desired, Maker, Past
from wallctl.model.ids import CellId
from wallctl.model.layout import Layout
from wallctl.model.wall import Wall
from wallctl.protocol.desk import Happened
from wallctl.rules.compare_layouts import told_changes
from wallctl.rules.edit import met_by_undo
from wallctl.rules.reseat import reseat


def taken_back(every: Sequence[Desired], maker: Maker, over: int | None) -> Desired:
    """Return the revision that an undo takes back; revision n stands at n. Raises `Conflict`."""
    past = [
        Past(one.revision, one.origin.actor, one.origin.seat, one.origin.undoes)
        for one in reversed(every)
        if one.origin is not None
    ]
    met = met_by_undo(past, maker, over)
    if met.maker != maker:
        raise came_between("undo", every[met.revision - 1].layout, every[met.revision])
    return every[met.revision]


def happened(seq: int, fields: Mapping[str, object]) -> Happened:
    """Return an event with these fields."""
    return Happened.model_validate({"seq": seq, "what": "test"} | dict(fields), strict=False)


def came_first(history: Sequence[Desired], now: Desired, over: int) -> Conflict:
    """Name who changed the wall after revision `over`."""
    seen = next((one.layout for one in history if one.revision == over), Layout())
    return came_between(f"revision {over}", seen, now)


def came_between(thing: str, seen: Layout, now: Desired) -> Conflict:
    """Name who made `now`, where, when, and what it changed."""
    origin = now.origin
    return Conflict(
        thing,
        f"revision {now.revision} came between",
        "look again",
        actor=origin.actor if origin is not None else "",
        seat=origin.seat if origin is not None else "",
        at_utc_s=origin.at_utc_s if origin is not None else None,
        changed=told_changes(seen, now.layout),
    )


def proposed(wall: Wall, layout: Layout, lost: Collection[CellId]) -> dict[str, JsonValue]:
    """Return the answer to `reseat --propose`, as far as a desk reads it."""
    found = reseat(wall, layout, set(lost))
    return {"moves": [{}] * len(found.moves), "layout": found.layout.model_dump(mode="json")}
