"""Rules: an empty site gets its wall and the sample city while it runs; a restart loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.asking import show
from tests.fakes.fake_desk import FakeDesk, Refusal
from tests.fakes.server_process import ServerProcess
from tests.kit.driver import Driver
from tests.kit.small_wall import GREYS, SLACK, STEP, H, SmallWall, W, until
from wallctl.errors import WallError
from wallctl.model.ids import CellId
from wallctl.model.wall import Size
from wallctl.protocol.desk import ClearWall, Status, Undo
from wallctl.protocol.setting_up import LoadSample, SetWall
from wallctl.store.site import Site

CELL = Size(w=W, h=H)


def test_a_wall_with_a_window_is_not_set_and_an_empty_one_is_kept_over_a_kill(server: ServerProcess) -> None:
    wanted = SetWall(rows=1, cols=2, cell_px=CELL, outputs={CellId("r0c1"): "DP-2"})
    with FakeDesk(server.site) as desk:
        desk.ask(show("cam-1", 2, 1))
        with pytest.raises(Refusal) as refused:
            desk.ask(wanted)
        assert refused.value.problem.error == "Conflict" and "1 windows" in refused.value.problem.reason
        desk.ask(ClearWall())
        assert desk.ask(wanted)["wall"] == "1x2"
        with pytest.raises(Refusal) as outside:
            desk.ask(Undo())
        assert outside.value.problem.thing == "window cam-1", "what was on the larger wall stays there"
    server.kill()
    server.start()
    with FakeDesk(server.site) as desk:
        status = desk.ask(Status())
        assert status["wall"] == "1x2" and len(status["cells"]) == 2


def test_the_sample_city_is_for_an_empty_catalogue_only(server: ServerProcess) -> None:
    with FakeDesk(server.site) as desk, pytest.raises(Refusal) as refused:
        desk.ask(LoadSample())
    assert "8 sources" in refused.value.problem.reason
    assert not Site.open(server.site.path).settings.sample.city


@pytest.mark.xcb
@pytest.mark.timeout(150)
def test_the_cells_of_a_running_wall_become_those_that_were_set(short_path: Path) -> None:
    with SmallWall(short_path, screen_px=(3 * W, 2 * H)) as wall, Driver(wall.site) as drive:
        wall.run()
        wall.show_all()
        before = wall.pids()
        drive.client.ask(ClearWall())
        drive.client.ask(SetWall(rows=1, cols=3, cell_px=CELL))
        until(lambda: {"r0c0", "r0c1", "r0c2"} == cells_with_a_renderer(wall), 20, "one for each new cell")
        until(lambda: truth(drive) == (3, 3), 20, "all three are true")
        drive.show({(2, 0, 1, 1): "s-r1c1"})
        until(lambda: shows(wall, 2, 0, "r1c1"), 20, "a picture on the cell that was not there")
        assert wall.screen.pixels[H + H // 2, W // 2, 0] == 0, "nothing where there is no cell any more"
        assert truth(drive) == (3, 3)
        assert set(before) == {"r0c0", "r0c1", "r1c0", "r1c1"}
        assert not drive.happened("renderer_died"), "what was asked for is no fault"


@pytest.mark.xcb
@pytest.mark.timeout(150)
def test_another_size_of_cell_is_painted_whole(short_path: Path) -> None:
    with SmallWall(short_path, screen_px=(3 * W, 2 * H)) as wall, Driver(wall.site) as drive:
        wall.run()
        wall.show_all()
        drive.client.ask(ClearWall())
        drive.client.ask(SetWall(rows=1, cols=2, cell_px=Size(w=3 * W // 2, h=2 * H)))
        until(lambda: cells_with_a_renderer(wall) == {"r0c0", "r0c1"}, 20, "two cells are left")
        drive.show({(1, 0, 1, 1): "s-r0c0"})
        until(lambda: shows(wall, 2, 0, "r0c0"), 20, "the middle of the right cell")
        until(lambda: truth(drive) == (2, 2), 20, "both are true")


@pytest.mark.xcb
@pytest.mark.city
@pytest.mark.timeout(150)
def test_one_word_loads_the_sample_city_and_its_cameras_come_live(short_path: Path) -> None:
    with SmallWall(short_path) as wall, Driver(wall.site) as drive:
        wall.run()
        until(drive.answers, 60, "the server answers")
        loaded = drive.client.ask(LoadSample())[0]
        assert loaded["sources"] >= 60
        drive.show({(0, 0, 1, 1): "wat-08"})
        until(lambda: states(drive) == ["live"], 60, "a camera is live")
        with pytest.raises(WallError):
            drive.client.ask(LoadSample())


def truth(drive: Driver) -> tuple[int, int]:
    found = drive.status()["truth"]
    return found["true"], found["of"]


def states(drive: Driver) -> list[str]:
    """What is shown on the first cell."""
    return [window["state"] for window in drive.cell("r0c0")["windows"]]


def cells_with_a_renderer(wall: SmallWall) -> set[str]:
    return {cell for cell, pids in wall.renderers().items() if pids}


def shows(wall: SmallWall, x: int, y: int, source: str) -> bool:
    grey = int(wall.screen.pixels[y * H + H // 2, x * W + W // 2, 0])
    return -SLACK <= grey - GREYS[source] <= STEP + SLACK
