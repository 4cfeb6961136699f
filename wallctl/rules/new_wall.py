"""What a wall becomes when a technician says how many cells it has, of how many pixels, on which outputs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from pydantic import ValidationError

from wallctl.errors import BadInput
from wallctl.model.ids import CellId
from wallctl.model.wall import Cube, Size, Wall


def reshaped(wall: Wall, rows: int, cols: int, cell_px: Size, outputs: Mapping[CellId, str]) -> Wall:
    """Return the wall in that shape; what is known of cells that stay, and of monitors, stays.

    Raise `BadInput` for outputs of cells that are not there, for one output under two cells, for a monitor
    that shows a part that is no more, and for more cells than a wall may have.
    """
    twice = [name for name, count in Counter(filter(None, outputs.values())).items() if count > 1]
    if twice:
        raise BadInput(f"output {twice[0]}", "is given to two cells", "give each cell one of its own")
    try:
        bare = wall.with_(rows=rows, cols=cols, cell_px=cell_px, cubes=())
    except ValidationError as wrong:
        raise BadInput("wall", str(wrong.errors()[0]["msg"]), "make it smaller") from None
    strange = sorted(outputs.keys() - set(bare.cell_ids))
    if strange:
        raise BadInput(f"cell {strange[0]}", f"is not on a wall of {bare.shape}", "leave its output out")
    for monitor in wall.monitors:
        if monitor.area is not None and not bare.bounds.covers(monitor.area):
            raise BadInput(
                f"monitor {monitor.id}", f"shows what a wall of {bare.shape} does not have", "move it first"
            )
    known = {cube.cell: cube for cube in wall.cubes}
    cubes = (known.get(cell, Cube(cell=cell)).with_(output=outputs.get(cell, "")) for cell in bare.cell_ids)
    return bare.with_(cubes=tuple(cube for cube in cubes if cube != Cube(cell=cube.cell)))
