"""Rule: clips and picture files are found by one way, and a card says why one is not."""

from __future__ import annotations

import pytest

from tests.house import python_files
from wallctl.errors import BadInput, Denied, NotFound, Unavailable, WallError
from wallctl.model.health import Reason
from wallctl.renderer.media import why_no_file


@pytest.mark.parametrize(
    ("refused", "reason"),
    [
        (Denied("file:x", "leads out"), Reason.NOT_ALLOWED),
        (NotFound("file:x", "not there"), Reason.NOT_FOUND),
        (BadInput("file:x", "a pipe"), Reason.CANNOT_OPEN),
        (Unavailable("media", "no right"), Reason.CANNOT_OPEN),
    ],
)
def test_each_refusal_has_its_word(refused: WallError, reason: Reason) -> None:
    assert why_no_file(refused) is reason


def test_no_part_of_the_renderer_judges_a_media_path_by_itself() -> None:
    renderer = [path for path in python_files("wallctl") if path.parent.name == "renderer"]
    assert renderer
    assert [path.name for path in renderer if "is_relative_to" in path.read_text("utf-8")] == []
