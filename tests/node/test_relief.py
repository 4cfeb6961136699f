"""Rule: under load less important windows get the sub stream, then fewer frames; all told, and undone."""

from __future__ import annotations

from wallctl.model.desired import Version
from wallctl.model.geometry import PxRect
from wallctl.model.health import CellReport
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.source import StreamKind
from wallctl.model.wall import Size, Wall
from wallctl.node.load import LoadGauge
from wallctl.node.relief import Relief, relieved
from wallctl.protocol.cell import OtherStream, Pane, Picture, SourceView
from wallctl.protocol.node import NodeEvent, NodeOrder, Step
from wallctl.rules.easing import FEWER_FPS, Give, Load

AT = PxRect(x=0, y=0, w=64, h=48)
MAIN = SourceView(
    id=SourceId("cam"),
    name="水位",
    stream=StreamKind.MAIN,
    url="rtsp://10.0.0.1/main",
    fps_hint=25.0,
    other=OtherStream(stream=StreamKind.SUB, url="rtsp://10.0.0.1/sub", fps_hint=25.0),
)


class Busy(LoadGauge):
    """As busy as a test says."""

    def __init__(self) -> None:
        super().__init__()
        self.now = Load(0.3, 1.0)

    def load(self, reports: object, most_fps: object, now_s: float) -> Load:
        return self.now


def pane(name: str, important: bool = False, source: SourceView = MAIN) -> Pane:
    return Pane(window=WindowId(name), win=AT, dst=AT, visible=(AT,), source=source, important=important)


def order(*panes: Pane) -> NodeOrder:
    wall = Wall(id="t", rows=1, cols=1, cell_px=Size(w=64, h=48))
    return NodeOrder(
        version=Version(epoch=1, revision=1),
        step=Step.TAKE,
        surfaces=wall.surfaces,
        pictures={CellId("r0c0"): Picture(panes=panes)},
    )


def look(relief: Relief, of: NodeOrder, begin_s: float, seconds: float) -> list[NodeEvent]:
    reports: list[CellReport] = []
    return [event for n in range(int(seconds * 2)) for event in relief.look(of, reports, begin_s + n / 2)]


def test_the_main_window_keeps_everything_and_the_others_say_what_they_lost() -> None:
    relief = Relief(Busy())
    shown = order(pane("big", important=True), pane("small"))
    told = look(relief, shown, 100.0, 20)
    assert relief.given == {"small": Give.FRAMES}
    assert [event.what for event in told] == ["window_eased", "window_eased"]
    assert "水位 降为子码流" in told[0].text and "30%" in told[0].text
    assert "8 帧/秒" in told[1].text
    picture = relieved(shown.pictures[CellId("r0c0")], relief.given)
    big, small = picture.panes
    assert big == shown.pictures[CellId("r0c0")].panes[0]
    assert small.source is not None and small.source.stream is StreamKind.SUB
    assert small.lesser and small.most_fps == FEWER_FPS


def test_what_many_windows_give_up_at_once_is_one_event_that_names_them_all() -> None:
    sources = [
        MAIN.with_(id=SourceId(f"c{n}"), name=f"像{n}", name_en=f"Cam {n}", other=None) for n in range(24)
    ]
    shown = order(*(pane(f"s{n:02}", source=one) for n, one in enumerate(sources)))
    first, *_ = look(Relief(Busy()), shown, 100.0, 8)
    assert first.text == "节点负载过高（只显示 30% 的帧）：12 路降至 8 帧/秒"
    assert first.text_en == "Node overloaded (30% of frames shown): 12 pictures down to 8 frames/s"
    assert len(first.sources) == 12 and first.source is None


def test_a_source_in_two_windows_is_counted_once() -> None:
    told = look(Relief(Busy()), order(pane("a"), pane("b")), 100.0, 20)
    assert {event.sources for event in told} == {("cam",)}


def test_a_source_of_one_stream_and_few_frames_has_nothing_to_give() -> None:
    relief = Relief(Busy())
    slow = MAIN.with_(other=None, fps_hint=8.0)
    assert look(relief, order(pane("small", source=slow)), 100.0, 30) == []
    assert relief.given == {}


def test_all_is_given_back_when_there_is_room() -> None:
    gauge = Busy()
    relief = Relief(gauge)
    shown = order(pane("small"))
    look(relief, shown, 100.0, 20)
    gauge.now = Load(1.0, 0.1)
    told = look(relief, shown, 120.0, 90)
    assert [event.what for event in told] == ["window_restored", "window_restored"]
    assert relief.given == {}


def test_a_picture_without_such_windows_is_not_touched() -> None:
    picture = order(pane("a")).pictures[CellId("r0c0")]
    assert relieved(picture, {WindowId("b"): Give.FRAMES}) is picture


def test_strain_is_known_before_windows_give_anything_up() -> None:
    gauge = Busy()
    relief = Relief(gauge)
    assert look(relief, order(pane("small")), 100.0, 1) == []
    assert relief.given == {} and relief.strained
    gauge.now = Load(1.0, 0.0)
    look(relief, order(pane("small")), 101.0, 1)
    assert not relief.strained


def test_who_looks_at_the_wall_yields_first_and_gets_it_back_last() -> None:
    gauge = Busy()
    relief = Relief(gauge)
    shown = order(pane("small"))
    assert look(relief, shown, 100.0, 3.5) == [] and relief.echo_pace.fps(5.0) == 1.0
    look(relief, shown, 103.5, 20)
    gauge.now = Load(1.0, 0.1)
    begin_s = 123.5
    while relief.given:
        look(relief, shown, begin_s, 0.5)
        assert relief.echo_pace.fps(5.0) == 1.0, "windows first"
        begin_s += 0.5
    look(relief, shown, begin_s, 60)
    assert relief.echo_pace.fps(5.0) == 5.0


def test_where_no_window_may_give_anything_up_the_echo_yields_all_the_same() -> None:
    relief = Relief(Busy(), steps_down=False)
    assert look(relief, order(pane("small")), 100.0, 20) == []
    assert relief.given == {} and not relief.strained
    assert relief.echo_pace.fps(5.0) == 1.0
