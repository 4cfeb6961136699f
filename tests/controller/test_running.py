"""Rules: how things run is graded against what should be, and claims nothing that nobody saw."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from tests.fakes.desk_city import sample_city
from tests.fakes.desk_health import Shown
from tests.fakes.desk_server import DeskServer
from wallctl.controller.language import Interpreter, Language
from wallctl.controller.running import running_lines
from wallctl.controller.session import Session
from wallctl.controller.standing import Grade, counted
from wallctl.controller.state_lines import StateLine
from wallctl.model.geometry import Rect
from wallctl.model.health import NodeHealth, WindowState
from wallctl.model.ids import NodeId, SourceId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.model.sighting import SourceStanding, Standing
from wallctl.protocol.desk import WallView
from wallctl.store.data_files import Shipped, shipped_file


@pytest.fixture
def server(qapp: QApplication) -> DeskServer:
    found = DeskServer(sample_city("4x6"))
    windows = (
        Window(id=WindowId(name), rect=Rect(x=float(x), y=0, w=1, h=1), source=SourceId(name))
        for x, name in enumerate(("wat-06", "psb-01"))
    )
    found.put(Layout(windows=tuple(windows)))
    return found


def desk(server: DeskServer, came_fps: float = 0.0, fps: float = 25.0) -> Session:
    session = Session(lambda: 0.0, lambda: 0.0)
    session.take_in(server._catalogue())
    session.take_in(rated(server.view(), came_fps, fps))
    return session


def rated(view: WallView, came_fps: float, fps: float) -> WallView:
    """The view with all its pictures at that rate."""
    cells = []
    for cell in view.cells:
        assert cell.report is not None
        panes = tuple(pane.with_(came_fps=came_fps, fps=fps) for pane in cell.report.panes)
        cells.append(cell.with_(report=cell.report.with_(panes=panes)))
    return view.with_(cells=tuple(cells))


def line(session: Session, starts: str) -> StateLine:
    return next(line for line in running_lines(session) if line.text.startswith(starts))


@pytest.mark.parametrize(
    ("came_fps", "fps", "grade"),
    [(25.0, 25.0, Grade.OK), (25.0, 18.0, Grade.OK), (25.0, 8.0, Grade.LATE), (5.0, 5.0, Grade.OK)],
)
def test_the_rate_is_graded_against_what_the_streams_send(
    server: DeskServer, came_fps: float, fps: float, grade: Grade
) -> None:
    found = line(desk(server, came_fps, fps), "画面平均")
    assert found.grade is grade and f"来流 {came_fps:.1f}" in found.text


def test_a_rate_that_nothing_is_known_of_is_not_green(server: DeskServer) -> None:
    session = desk(server, 0.0, 3.0)
    session.sources = {
        name: source.with_(sub=source.sub.with_(fps=None) if source.sub is not None else None)
        for name, source in session.sources.items()
    }
    assert line(session, "画面平均").grade is Grade.UNKNOWN


def test_pictures_that_do_not_come_do_not_spoil_the_rate(server: DeskServer) -> None:
    server.show("wat-06", Shown(WindowState.NO_SIGNAL, 90_000))
    assert line(desk(server, 25.0, 25.0), "画面平均").grade is Grade.OK


def test_sources_are_counted_on_the_wall_and_off_it(server: DeskServer) -> None:
    server.show("wat-06", Shown(WindowState.NO_SIGNAL, 90_000))
    session = desk(server)
    names = list(session.sources)
    off = [name for name in names if name not in ("wat-06", "psb-01")]
    session.looks.standings = {
        off[0]: SourceStanding(source=off[0], standing=Standing.READY),
        off[1]: SourceStanding(source=off[1], standing=Standing.FAILING),
    }
    found = line(session, "信号源在线")
    assert found.text == f"信号源在线 2/{len(names)} · 离线 2 · 未检查 {len(names) - 4}"
    assert found.brief == f"在线 2/{len(names)} · 离线 2 · 未检查 {len(names) - 4}"
    (least,) = found.shorter
    assert "未检查" in least, "sources that nobody looked at are not left out"
    assert found.grade is Grade.LOST
    count = counted(names, session.standings, session.looks.standings)
    assert count.online + count.lost + count.weak + count.odd + count.unseen == count.of


def test_sources_that_nobody_looked_at_are_not_called_well(server: DeskServer) -> None:
    assert line(desk(server), "信号源在线").grade is Grade.UNKNOWN


def test_while_the_server_is_lost_nothing_is_called_well(server: DeskServer) -> None:
    session = desk(server)
    session.link_up()
    before = {line.text: line.grade for line in running_lines(session)}
    assert Grade.OK in before.values()
    session.link_down()
    lost, *lines = running_lines(session)
    assert lost.grade is Grade.LOST
    for line in lines:
        well = before[line.text] is Grade.OK
        assert line.grade is (Grade.UNKNOWN if well else before[line.text]), line.text


def with_nodes(server: DeskServer, *nodes: NodeHealth) -> Session:
    server.nodes = nodes
    return desk(server)


def node(name: str, cpu_percent: float | None, *, connected: bool = True) -> NodeHealth:
    return NodeHealth(node=NodeId(name), connected=connected, cpu_percent=cpu_percent)


@pytest.mark.parametrize(
    ("cpu_percent", "text", "grade"),
    [
        (37.4, "渲染节点负载 37%", Grade.OK),
        (89.9, "渲染节点负载 90%", Grade.OK),
        (97.0, "渲染节点负载 97%", Grade.LATE),
        (None, "渲染节点负载 未知", Grade.UNKNOWN),
    ],
)
def test_the_load_of_the_node_is_told(
    server: DeskServer, cpu_percent: float | None, text: str, grade: Grade
) -> None:
    found = line(with_nodes(server, node("local", cpu_percent)), "渲染节点负载")
    assert (found.text, found.grade) == (text, grade)


def test_several_nodes_are_named_and_the_worst_grades_the_line(server: DeskServer) -> None:
    found = line(with_nodes(server, node("a", 95.0), node("b", 12.0)), "渲染节点负载")
    assert found == StateLine(Grade.LATE, "渲染节点负载 a 95% · b 12%", ("渲染节点负载 a 95%",))
    found = line(with_nodes(server, node("a", 95.0), node("b", None, connected=False)), "渲染节点负载")
    assert found.text == "渲染节点负载 a 95% · b 未连接" and found.shorter == ("渲染节点负载 b 未连接",)
    assert found.grade is Grade.LOST


def test_the_load_is_told_in_english_too(server: DeskServer, qapp: QApplication) -> None:
    interpreter = Interpreter(qapp, shipped_file(Shipped.ASSETS, "translations"))
    interpreter.speak(Language.ENGLISH)
    try:
        texts = [line.text for line in running_lines(with_nodes(server, node("a", 95.0), node("b", None)))]
    finally:
        interpreter.speak(Language.CHINESE)
        interpreter.end()
    assert "Node load a 95% · b unknown" in texts


def test_of_a_server_that_names_no_node_nothing_is_claimed(server: DeskServer) -> None:
    assert not any("渲染节点" in line.text for line in running_lines(with_nodes(server)))
