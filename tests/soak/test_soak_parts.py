"""Rule: a long run tells growth from noise, fills the wall, and strikes the same way for the same seed."""

from __future__ import annotations

import os
import random
import time

import psutil
import pytest

from tests.soak.beside import STOOD_S, Beside
from tests.soak.faults import drawn, good
from tests.soak.growth import Growth, judge, slope
from tests.soak.layouts import random_layout
from tests.soak.probe import RENDERERS, UNTOUCHED, YOUNG, Gauge, Sample, held, role_of, sample
from tests.soak.strikes import CAMERAS, Blow, Outcome
from tests.soak.verdict import ROLES, grown, mistold, undone
from tests.soak.witness import Findings, Seen
from wallctl.demo.faults import Fault


def samples(rise_per_hour: float, role: str = "server") -> list[Sample]:
    chance = random.Random(3)
    found = []
    for at_s in map(float, range(0, 1200, 5)):
        held_now = dict.fromkeys(Gauge, 0.0)
        held_now[Gauge.MEMORY_MB] = 400 + rise_per_hour * at_s / 3600 + chance.gauss(0, 10)
        found.append(Sample(at_s, {role: held_now}))
    return found


class FakeRenderer(psutil.Process):
    """This process under a renderer's name, and so old."""

    def __init__(self, cell: str, age_s: float) -> None:
        super().__init__(os.getpid())
        self._cell, self._born_s = cell, time.time() - age_s

    def name(self) -> str:
        return f"wallctl-{self._cell}"

    def create_time(self) -> float:
        return self._born_s


@pytest.mark.parametrize(("rise", "ok"), [(0.0, True), (-300.0, True), (300.0, False)])
def test_a_rise_is_told_from_noise(rise: float, ok: bool) -> None:
    growth = judge(samples(rise))[0]
    assert growth.gauge is Gauge.MEMORY_MB
    assert growth.ok == ok, growth


def test_one_of_many_may_grow_by_less_than_one_of_its_kind() -> None:
    alone, average = judge(samples(0.0, UNTOUCHED))[0], judge(samples(0.0, RENDERERS))[0]
    assert average.allowed < alone.allowed - 5


def test_renderers_are_compared_with_those_of_their_age() -> None:
    """One that was killed begins anew: the ages on a wall go on mixing long after it is warm."""
    ages = {"r0c0": 10.0, "r0c1": 500.0, "r0c2": 600.0}
    now = sample([FakeRenderer(cell, age_s) for cell, age_s in ages.items()], 0.0, "r0c2", 120.0)
    assert now.roles.keys() == {YOUNG, RENDERERS, UNTOUCHED}
    for role in now.roles:
        assert 0 < now.roles[role][Gauge.MEMORY_MB] < 2 * held(os.getpid())[Gauge.MEMORY_MB]
    many = sample([FakeRenderer(f"r1c{col}", 500.0) for col in range(4)], 0.0, "r0c2", 120.0)
    assert many.roles[RENDERERS][Gauge.THREADS] == now.roles[UNTOUCHED][Gauge.THREADS]


def test_what_happens_in_the_warm_up_and_in_short_runs_is_not_judged() -> None:
    assert judge(samples(0.0)[:20]) == []


def test_a_wild_sample_does_not_turn_the_line() -> None:
    assert slope([(float(x), 5.0) for x in range(20)] + [(20.0, 500.0)]) == 0.0


@pytest.mark.parametrize("seed", range(20))
def test_random_layouts_fill_the_wall_without_overlap(seed: int) -> None:
    names = [f"c{number}" for number in range(60)]
    shown = random_layout(random.Random(seed), 4, 6, names)
    cells = [(x + dx, y + dy) for x, y, w, h in shown for dx in range(int(w)) for dy in range(int(h))]
    assert sorted(cells) == [(x, y) for x in range(6) for y in range(4)]
    assert len(set(shown.values())) == len(shown)


def test_the_same_seed_strikes_in_the_same_way() -> None:
    one, two = ([*drawn(random.Random(7), 60)] for _ in range(2))
    assert one == two
    assert sum(map(len, one)) == 60
    assert {*CAMERAS, *Blow} <= {strike for strikes in one for strike in strikes}


def test_every_fault_of_the_sample_city_is_struck() -> None:
    assert CAMERAS.keys() == {*Fault} - {Fault.NONE}


def test_one_kind_can_be_struck_alone() -> None:
    only = (Fault.REDIRECT, Blow.STOP_NODE)
    struck = [one for strikes in drawn(random.Random(3), 20, only) for one in strikes]
    assert len(struck) == 20 and set(struck) == set(only)


def test_processes_are_told_by_what_they_are() -> None:
    assert role_of("wallctl-r0c1", ["python", "-m", "wallctl", "nursery", "s"]) == "renderers"
    assert role_of("wallctl-scout-1", ["python", "-m", "wallctl", "nursery", "s"]) is None
    assert role_of("python", ["python", "-m", "wallctl", "nursery", "s"]) == "nursery"
    assert role_of("python", ["python", "-m", "wallctl", "--site", "s", "status"]) is None
    assert held(os.getpid())[Gauge.DESCRIPTORS] > 2


def test_windows_that_stay_are_in_every_layout() -> None:
    names = [f"c{number}" for number in range(60)]
    steady = {(5, 3): "c1", (4, 3): "c2"}
    for seed in range(10):
        shown = random_layout(random.Random(seed), 4, 6, names, steady)
        assert {shown[(col, row, 1, 1)] for col, row in steady} == {"c1", "c2"}
        assert sum(w * h for _, _, w, h in shown) == 24
        assert len(set(shown.values())) == len(shown)


def growth(role: str, gauge: Gauge, rise: float = 0.0) -> Growth:
    return Growth(role, gauge, 100.0, rise, rise, 5.0)


def test_what_was_not_judged_is_not_good() -> None:
    every = [growth(role, gauge) for role in ROLES for gauge in Gauge]
    assert grown(every) == []
    assert len(grown([])) == len(every)
    assert grown(every[1:]) == [f"{ROLES[0]}: {every[0].gauge.value} was not judged"]
    assert grown([*every, growth("run", Gauge.THREADS, 6.0)]) == ["run: threads grows"]


def test_deeds_must_have_been_done_nine_times_in_ten() -> None:
    asked = {"layouts": 1200.0, "renderers killed": 120.0}
    assert undone(asked, {"layouts": 1080, "renderers killed": 108}) == []
    assert undone(asked, {"layouts": 476, "renderers killed": 108}) == ["476 layouts of 1200 asked for"]
    assert len(undone(asked, {})) == 2


def seen(
    after: str = "live",
    frames: int = 9,
    camera: int = 7,
    source: str = "c1",
    shown: int = 1,
    span_s: float = 1.2,
    plain: bool = True,
    marks: int = 1,
    sure: bool = True,
) -> Seen:
    window = {"source": source, "shown": 1}
    said = window | {"state": "live"}, window | {"state": after, "shown": shown}
    return Seen(*said, frozenset({camera}), frames, 0, span_s, plain, marks, sure)


def test_a_picture_said_to_be_live_that_stands_still_is_a_lie() -> None:
    findings = Findings()
    findings.add("r0c0", seen(), ())
    findings.add("r0c0", seen(after="late", frames=1), ())
    findings.add("r0c0", seen(frames=1), ("c1",))
    assert not findings.lies
    findings.add("r0c0", seen(frames=1), ())
    assert findings.lies == ["r0c0: c1, said to be live, stood for 1.20 s; its live mark stood, too"]
    findings.add("r0c0", seen(frames=1, marks=3), ())
    assert findings.lies[1].endswith("its live mark moved")


def test_a_brief_look_and_an_exchanged_picture_prove_no_lie_and_a_badge_is_none() -> None:
    findings = Findings()
    findings.add("r0c0", seen(frames=1, span_s=0.4), ())
    findings.add("r0c0", seen(frames=1, shown=2, camera=9), ())
    findings.add("r0c0", seen(frames=1, plain=False), ())
    assert not findings.lies and not findings.strangers
    assert findings.counts["said live, the glass knew better"] == 1


def test_another_cameras_strips_are_found() -> None:
    findings = Findings()
    for _ in range(3):
        findings.add("r0c0", seen(), ())
        findings.add("r0c1", seen(camera=8, source="c2"), ())
    assert not findings.strangers
    findings.add("r0c0", seen(camera=8, sure=False), ())
    assert not findings.strangers, "the next layout may have been on the glass already"
    findings.add("r0c0", seen(camera=8), ())
    assert findings.strangers == ["c1 showed the picture of camera 8"]


def test_a_run_in_which_nothing_was_looked_at_and_cells_were_down_is_not_good() -> None:
    states = {"cell up": 97.0, "cell starting": 3.0, "live": 50.0}
    assert mistold({"said live, moved": 20}, (), states) == []
    assert mistold({}, (), states) == ["only 0 live pictures were looked at on the glass"]
    assert mistold({"said live, moved": 20}, (), {}) == ["cells were up for 0.0% of the time"]


def outcome(wrong: str = "") -> Outcome:
    return Outcome("stall", "c1", 4.0, "no_signal", 1.0, wrong)


def test_faults_that_were_not_struck_any_more_are_not_good() -> None:
    assert good([outcome()] * 60, 60)
    assert not good([outcome()] * 59, 60) and not good([], 0) and not good([], 60)
    assert not good([*[outcome()] * 59, outcome("never told")], 60)


class Shown:
    """A screen by hand."""

    def __init__(self) -> None:
        self.now: tuple[int, int] | None = (7, 0)

    def frame(self, cell: str) -> tuple[int, int] | None:
        return self.now


def test_a_neighbour_that_moves_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s, glass = 100.0, Shown()
    monkeypatch.setattr("tests.soak.beside.time.monotonic", lambda: now_s)
    beside = Beside(glass, {"r0c0": 7, "r0c1": 8}, ["r0c0"])
    for frame in range(20):
        now_s += STOOD_S / 2
        glass.now = (7, frame)
        beside.look()
    moving = beside.wrong
    assert not moving
    glass.now = (8, 21)
    beside.look()
    assert beside.wrong == "r0c0 showed the picture of another camera"


@pytest.mark.parametrize("last", [(7, 0), None])
def test_a_neighbour_that_stands_or_is_gone_is_told(
    monkeypatch: pytest.MonkeyPatch, last: tuple[int, int] | None
) -> None:
    now_s, glass = 100.0, Shown()
    monkeypatch.setattr("tests.soak.beside.time.monotonic", lambda: now_s)
    beside = Beside(glass, {"r0c0": 7}, ["r0c0"])
    beside.look()
    glass.now = last
    now_s += STOOD_S - 0.1
    beside.look()
    assert not beside.wrong
    now_s += 0.2
    beside.look()
    assert "stood still" in beside.wrong
