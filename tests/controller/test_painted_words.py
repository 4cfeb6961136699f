"""Rules: what the desk paints is read whole, in both languages, at three sizes of type, on the smallest desk.

Names (of cameras, presets, people, places) may be cut at their end where there is no room, and are told whole
where the mouse rests; the desk's own words may not. What does not fit has a shorter form, or a line more.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.controller.conftest import Bench
from tests.controller.lettering import READ_AT, Lettering, Reader, reader
from tests.controller.shots import prepare
from tests.controller.shots_over import Hand
from tests.fakes.desk_health import Shown
from wallctl.controller.canvas.scene import EchoPhase
from wallctl.controller.keymap import Act
from wallctl.controller.main import shipped_districts
from wallctl.model.health import Reason, WindowState
from wallctl.model.layout import Layout
from wallctl.model.truth import Lie, LieKind
from wallctl.protocol.node import Severity

SMALLEST = (1_366, 768)
LAID_OUT_S = 3.0
"""Within this a desk that has other work to do too has laid out its widgets for another size of type."""
LETTER = re.compile(r"\w")


@pytest.fixture
def desk(bench: Bench) -> Bench:
    """The smallest desk, with an ordinary night on its wall."""
    bench.desk.window.resize(*SMALLEST)
    prepare(bench.server)
    bench.settle()
    return bench


def data_of(bench: Bench, more: str = "") -> re.Pattern[str]:
    """What is a name, in either language; of names that lie in each other the longest goes first.

    `more`: an expression for what was typed.
    """
    session = bench.session
    named = {"值班员01", session.view.site if session.view is not None else ""}
    for source in session.sources.values():
        named |= {source.id, source.ref, source.name, source.name_en, source.district, *source.tags}
    for preset in session.presets.values():
        named |= {preset.name, preset.name_en, preset.id}
    for agency in session.agencies.values():
        named |= {agency.name, agency.name_en}
    for district in shipped_districts():
        named |= {district.name, district.name_en, *district.aliases}
    words = sorted(filter(None, named), key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, words), *([more] if more else [])]))


def flaws(found: Iterable[Lettering], names: re.Pattern[str], told: Callable[[Lettering], str]) -> list[str]:
    """What is not read whole: does not fit, has lost words, or a name that is told nowhere."""
    wrong = []
    for text in found:
        if text.beyond:
            wrong.append(str(text))
        elif text.elided:
            kept = len(text.whole) - len(text.lost)
            own = names.sub(lambda match: " " * len(match[0]), text.whole)[kept:]
            if LETTER.search(own):
                wrong.append(f"{text} loses words")
            elif text.whole not in told(text):
                wrong.append(f"{text}, and {told(text)!r} does not tell it")
    return wrong


def read_everywhere(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, roots: Callable[[], list[QWidget]]
) -> None:
    """Read these windows in both languages, at three sizes of type."""
    wrong: dict[str, set[str]] = {}
    with reader(monkeypatch) as reads:
        for language, sizes in READ_AT.items():
            bench.desk.speak(language)
            for size in sizes:
                bench.desk.acts.show_size(size)
                bench.qtbot.wait(50)
                for flaw in lasting_flaws(bench, reads, roots):
                    wrong.setdefault(flaw, set()).add(f"{language} {size}")
    assert not wrong, "\n" + "\n".join(f"{sorted(where)}: {flaw}" for flaw, where in wrong.items())


def lasting_flaws(bench: Bench, reads: Reader, roots: Callable[[], list[QWidget]]) -> list[str]:
    """What is not read whole, once everything had the time to be laid out anew."""
    until_s = time.monotonic() + LAID_OUT_S
    while (found := seen_flaws(bench, reads, roots())) and time.monotonic() < until_s:
        bench.qtbot.wait(50)
    return found


def seen_flaws(bench: Bench, reads: Reader, roots: list[QWidget]) -> list[str]:
    names = data_of(bench)
    return [flaw for root in roots for flaw in flaws(reads.read(root), names, reads.tip)]


def window_of(bench: Bench) -> list[QWidget]:
    return [bench.desk.window]


def chosen(bench: Bench) -> None:
    """A window has handles, and another shows which desk changed it."""
    bench.live.setFocus()
    bench.live.select(bench.wall.windows[4].id)


def drafting(bench: Bench) -> None:
    bench.desk.presenter.toggle_draft()
    bench.desk.window.presets.key_pressed("F4")
    bench.until(lambda: bench.desk.presenter.draft is not None)


def lies(bench: Bench) -> None:
    """Every kind of lie, each in a cell of its own."""
    cells, name = bench.server.city.wall.cell_ids, bench.wall.windows[0].id
    bench.server.lies = {
        cell: Lie(cell=cell, why="…", kind=kind, window=name, revision=417, due=418, detail="hung")
        for cell, kind in zip(cells, LieKind, strict=False)
    }
    bench.server.push_view()
    bench.until(lambda: bench.live.scene is not None and len(bench.live.scene.lies) >= len(LieKind))


def trouble(bench: Bench) -> None:
    """Lost cells with their remedy, a flood of warnings."""
    bench.server.lost = bench.server.city.wall.cell_ids[:2]
    bench.server.happen(
        "1排1列、1排2列 无法显示, 2 个重要窗口可移到其他显示单元",
        "Lost: r0c0, r0c1; 2 windows that matter can go elsewhere",
        Severity.ALARM,
        what="cells_lost",
    )
    for number in range(7):
        bench.server.happen(
            f"节点负载过高（只显示 {52 - number}% 的帧）：18 路降至 8 帧/秒",
            f"Node overloaded ({52 - number}% of frames shown): 18 pictures down to 8 frames/s",
            Severity.WARNING,
            what="window_eased",
            sources=("wat-06", "psb-01", "trf-05"),
        )
    lines = bench.desk.window.side.events
    bench.until(lambda: lines.rows and any(row.remedy is not None for row in lines.rows))


def all_states(bench: Bench) -> None:
    """Every state and every reason, on some window of the wall."""
    now_utc_s = time.time()
    reasons = [reason for reason in Reason if reason is not Reason.NONE]
    states = [(state, Reason.NONE) for state in WindowState]
    states += [(WindowState.NO_SIGNAL, reason) for reason in reasons]
    for window, (state, reason) in zip(bench.wall.windows, states, strict=False):
        if window.source is not None:
            bench.server.city.states[window.source] = Shown(state, 90_000, reason, now_utc_s - 90_000)
    bench.server.push_view()
    bench.qtbot.wait(300)


def arming(bench: Bench) -> None:
    Hand(bench.desk, bench.server).arming()


def alarm(bench: Bench) -> None:
    Hand(bench.desk, bench.server).alarm()


def numbers(bench: Bench) -> None:
    Hand(bench.desk, bench.server).numbers()


def tiles(bench: Bench) -> None:
    bench.key(Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    bench.until(lambda: bench.desk.settings.now.source_grid)


def cutting(bench: Bench) -> None:
    chosen(bench)
    bench.live.setFocus()
    bench.key(Qt.Key.Key_C)
    bench.until(lambda: bench.live.marks.cut is not None)


def dark(bench: Bench) -> None:
    bench.until(lambda: bench.live.scene is not None and bench.live.scene.echo is EchoPhase.RUNNING)
    bench.server.echoing = False
    bench.until(lambda: bench.live.scene is not None and bench.live.scene.echo_since)


def empty(bench: Bench) -> None:
    bench.server.put(Layout())
    bench.until(lambda: not bench.session.layout.windows)


def lost(bench: Bench) -> None:
    bench.server.stop()
    bench.until(lambda: bench.desk.window.top.loss)


def hidden(bench: Bench) -> None:
    """All zones but the boards are hidden: their tabs are left."""
    for act in (Act.SOURCES, Act.SIDE, Act.PRESETS):
        bench.desk.acts.do(act)


def searched(bench: Bench) -> None:
    search = bench.desk.window.sources.search
    QTest.keyClicks(search, "qwzx")


SCENES = {
    scene.__name__: scene
    for scene in (
        chosen, drafting, lies, trouble, all_states, arming, alarm, numbers, tiles, cutting, dark, empty,
        lost, hidden, searched,
    )
}  # fmt: skip


@pytest.mark.parametrize("name", SCENES)
def test_what_the_desk_paints_is_read_whole(desk: Bench, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    SCENES[name](desk)
    read_everywhere(desk, monkeypatch, partial(window_of, desk))


def test_the_card_of_a_small_picture_is_read_whole(desk: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def card() -> list[QWidget]:
        looking = desk.desk.sources._looking
        shown = looking.card
        if not shown.isVisible():
            Hand(desk.desk, desk.server).preview()
        looking._renew()  # as the time does: the size of type may be another now
        assert shown.isVisible()
        return [shown]

    read_everywhere(desk, monkeypatch, card)
