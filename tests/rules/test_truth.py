"""A cell is true only when it paints exactly what was ordered; every lie is named in words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.wall_state import ordered, painted, wall, window
from wallctl.model.desired import Version
from wallctl.model.geometry import PxRect
from wallctl.model.health import CellHealth, CellPhase, WindowState
from wallctl.model.ids import CellId, SourceId
from wallctl.model.layout import Layout
from wallctl.rules.truth import judge

LAYOUT = Layout(windows=(window("a", 0, 0, 2, 2), window("b", 2, 0), window("map", 2, 1)))
PICTURES = ordered(LAYOUT)
CELL = CellId("r1c2")
OTHER = CellId("r0c0")


def reported(cell: CellId, **changes: object) -> dict[CellId, CellHealth]:
    health = painted(PICTURES, 4)
    report = health[cell].report
    assert report is not None
    health[cell] = health[cell].with_(report=report.with_(**changes))
    return health


def why(health: dict[CellId, CellHealth], unheard: tuple[CellId, ...] = ()) -> list[str]:
    return [lie.why for lie in judge(4, LAYOUT, PICTURES, health, unheard).lies]


def test_obedient_wall_is_true_everywhere() -> None:
    truth = judge(4, LAYOUT, PICTURES, painted(PICTURES, 4))
    assert (truth.true, truth.of, truth.lies) == (6, 6, ())
    assert (truth.live, truth.windows) == (2, 2)


def test_honest_cards_are_true_but_not_live() -> None:
    truth = judge(4, LAYOUT, PICTURES, painted(PICTURES, 4, WindowState.NO_SIGNAL))
    assert (truth.true, truth.live) == (6, 0)


def test_window_is_live_only_when_it_is_so_on_all_its_cells() -> None:
    health = reported(OTHER)
    report = health[OTHER].report
    assert report is not None
    stale = tuple(pane.with_(state=WindowState.STALE) for pane in report.panes)
    health = reported(OTHER, panes=stale)
    assert judge(4, LAYOUT, PICTURES, health).live == 1


def test_other_revision_is_a_lie_in_words_that_count_from_one() -> None:
    assert why(reported(CELL, version=Version(epoch=1, revision=3))) == ["2排3列: 版本 3, 应为 4"]


def test_a_cell_without_its_output_is_no_truth_and_the_output_is_named() -> None:
    assert why(reported(CELL, glass_ok=False, no_output="DP-3")) == [
        "2排3列: 输出口 DP-3 不在, 请检查线缆和显示单元电源"
    ]


def test_older_epoch_with_the_same_revision_is_true() -> None:
    assert why(reported(CELL, version=Version(epoch=0, revision=4))) == []


def test_missing_moved_swapped_and_extra_windows_are_lies() -> None:
    report = painted(PICTURES, 4)[OTHER].report
    assert report is not None
    pane = report.panes[0]
    assert why(reported(OTHER, panes=())) == ["1排1列: 缺少窗口 a"]
    assert why(reported(OTHER, panes=(pane.with_(source=SourceId("b")),))) == [
        "1排1列: 窗口 a 显示 b, 应为 a"
    ]
    moved = PxRect(x=1, y=0, w=64, h=48)
    assert why(reported(OTHER, panes=(pane.with_(dst=moved),))) == ["1排1列: 窗口 a 的位置不对"]
    extra = pane.with_(window="x")
    assert why(reported(OTHER, panes=(pane, extra))) == ["1排1列: 多出窗口 x"]


def test_pixels_that_differ_from_what_was_painted_are_a_lie() -> None:
    assert why(reported(CELL, glass_ok=False, glass_note="指纹不同")) == [
        "2排3列: 屏幕像素与绘制不一致 指纹不同"
    ]


def test_process_that_is_not_up_is_a_lie_whatever_it_said_last() -> None:
    for phase in set(CellPhase) - {CellPhase.UP}:
        health = painted(PICTURES, 4)
        health[CELL] = health[CELL].with_(phase=phase)
        assert len(why(health)) == 1


def test_unheard_and_unknown_cells_are_lies() -> None:
    assert why(painted(PICTURES, 4), (CELL,)) == ["2排3列: 渲染节点未连接"]
    health = painted(PICTURES, 4)
    del health[CELL]
    assert why(health) == ["2排3列: 渲染节点未连接"]
    health = painted(PICTURES, 4)
    health[CELL] = health[CELL].with_(report=None)
    assert why(health) == ["2排3列: 尚未报告画面"]


@given(st.data())
def test_each_cell_is_either_true_or_named_once(data: st.DataObject) -> None:
    of = wall(data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4)))
    place = st.integers(0, 3)
    names = data.draw(st.lists(st.sampled_from("abcdef"), unique=True))
    layout = Layout(windows=tuple(window(n, data.draw(place), data.draw(place), 1.5, 1.5) for n in names))
    pictures = ordered(layout, of)
    revision = data.draw(st.integers(0, 9))
    health = painted(pictures, revision)
    lost = data.draw(st.sets(st.sampled_from(sorted(pictures))))
    old = data.draw(st.sets(st.sampled_from(sorted(pictures))))
    for cell in old:
        report = health[cell].report
        assert report is not None
        stale = report.with_(version=Version(revision=revision + 1))
        health[cell] = health[cell].with_(report=stale)
    truth = judge(revision, layout, pictures, health, lost)
    assert truth.of == len(pictures) == truth.true + len(truth.lies)
    assert {lie.cell for lie in truth.lies} == lost | old
    assert truth.live <= truth.windows
