"""A snapshot of any wall is parted into messages that the lane carries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wallctl.model.ids import CellId
from wallctl.server.sight import PART_BYTES, PART_CELLS, _parts


@given(st.lists(st.sampled_from([1, 1 << 10, 3 << 20, 8 << 20]), max_size=130))
def test_parts_hold_each_cell_once_and_keep_to_the_limits(sizes: list[int]) -> None:
    blocks = {size: b"\0" * size for size in set(sizes)}
    pictures = {CellId(f"r0c{number}"): blocks[size] for number, size in enumerate(sizes)}
    parts = _parts(pictures)
    assert sorted(cell for part in parts for cell in part) == sorted(pictures)
    assert len(parts) == 1 or all(parts)
    for part in parts:
        assert len(part) <= PART_CELLS
        assert sum(len(pictures[cell]) for cell in part) <= PART_BYTES or len(part) == 1
