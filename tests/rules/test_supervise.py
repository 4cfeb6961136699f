"""The supervision policy as scripts: no processes, no sleeps."""

from __future__ import annotations

import signal
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.examples import share
from wallctl.model.health import CellPhase
from wallctl.rules.endings import NO_PROCESS
from wallctl.rules.life import (
    DEFAULT_POLICY,
    Adopted,
    Ask,
    Beat,
    Born,
    Command,
    Died,
    Event,
    Hello,
    Kill,
    Life,
    Phase,
    Replace,
    ReportBack,
    ReportDied,
    ReportHung,
    Restart,
    Slept,
    Start,
    Tick,
    Unborn,
    Unwanted,
    Wanted,
)
from wallctl.rules.supervise import is_crash, step


@dataclass
class Script:
    """Feeds events and keeps what came out."""

    life: Life = field(default_factory=Life)
    now_s: float = 100.0
    jitter: float = 0.5

    def __call__(self, *events: Event, after_s: float = 0.0) -> list[Command]:
        self.now_s += after_s
        said: list[Command] = []
        for event in events:
            self.life, commands = step(self.life, event, self.now_s, self.jitter)
            said += commands
        return said

    def phase(self) -> Phase:
        return self.life.phase

    def up(self) -> int:
        """Bring the wanted cell up; return the incarnation."""
        number = self.life.incarnation
        self(Born(incarnation=number), Hello(incarnation=number), Beat(incarnation=number))
        assert self.life.phase is Phase.UP
        return number


def running() -> Script:
    script = Script()
    assert script(Wanted()) == [Start(incarnation=1)]
    script.up()
    return script


def test_what_the_machine_had_no_room_for_is_no_crash_and_is_begun_again_later_and_later() -> None:
    script = Script()
    pauses: list[float] = []
    script(Wanted())
    for number in range(1, 6):
        assert script.phase() is Phase.SPAWNING and script.life.incarnation == number
        (told, *_) = script(Died(incarnation=number, code=NO_PROCESS))
        assert isinstance(told, ReportDied) and not told.crashed
        pauses.append(told.pause_s)
        if script.phase() is Phase.WAITING:
            script(Tick(), after_s=told.pause_s)
    assert pauses[0] == 0.0 and pauses == sorted(pauses) and pauses[-1] > 1.0


def test_first_restart_is_at_once() -> None:
    script = running()
    said = script(Died(incarnation=1, code=-signal.SIGKILL), after_s=1)
    assert said == [
        ReportDied(incarnation=1, code=-9, crashed=False, pause_s=0.0),
        Start(incarnation=2),
    ]


def test_back_is_reported_with_the_time_it_took() -> None:
    script = running()
    script(Died(incarnation=1, code=-9), after_s=1)
    script(Born(incarnation=2), after_s=0.1)
    (back,) = script(Beat(incarnation=2), after_s=0.5)
    assert isinstance(back, ReportBack) and back.took_s == pytest.approx(0.6)


def test_repeated_restarts_back_off_to_a_minute() -> None:
    script = running()
    pauses = []
    for _ in range(10):
        said = script(Died(incarnation=script.life.incarnation, code=1))
        pauses += [c.pause_s for c in said if isinstance(c, ReportDied)]
        script(Tick(), after_s=70)
        script(Born(incarnation=script.life.incarnation))
    wanted = [0.0] + [0.875 * full for full in (0.5, 1, 2, 4, 8, 16, 32, 60, 60)]
    assert pauses == pytest.approx(wanted)


def test_being_killed_from_outside_after_painting_well_costs_nothing() -> None:
    script = running()
    for number in range(1, 40):
        said = script(Died(incarnation=number, code=-signal.SIGKILL), after_s=6)
        assert said[-1] == Start(incarnation=number + 1)
        script.up()


def test_stable_time_forgives_the_past() -> None:
    script = running()
    script(Died(incarnation=1, code=1))
    script.up()
    script(Died(incarnation=2, code=1))
    assert script.life.phase is Phase.WAITING
    script(Tick(), after_s=1)
    script.up()
    script(Beat(incarnation=3), after_s=2)
    assert script.life.failures == 2
    script(Beat(incarnation=3), after_s=28.5)
    assert (script.life.failures, script.life.starts) == (0, ())
    assert Start(incarnation=4) in script(Died(incarnation=3, code=1))


def test_a_slow_start_is_not_a_hang() -> None:
    script = Script()
    script(Wanted(), Born(incarnation=1))
    assert script(Tick(), after_s=7.9) == []
    script(Hello(incarnation=1))
    assert script(Tick(), after_s=7.9) == []
    kill, hung = script(Tick(), after_s=0.2)
    assert kill == Kill(incarnation=1)
    assert isinstance(hung, ReportHung) and not hung.started


def test_three_seconds_without_a_beat_is_a_hang() -> None:
    script = running()
    assert script(Tick(), after_s=3.0) == []
    kill, hung = script(Tick(), after_s=0.1)
    assert kill == Kill(incarnation=1)
    assert isinstance(hung, ReportHung) and hung.started
    assert script.life.health is CellPhase.HUNG
    died, start = script(Died(incarnation=1, code=-9), after_s=0.1)
    assert isinstance(died, ReportDied) and not died.crashed
    assert start == Start(incarnation=2)


def test_hello_alone_does_not_keep_a_running_renderer_alive_in_the_reports() -> None:
    script = Script()
    script(Wanted(), Born(incarnation=1), Hello(incarnation=1))
    assert script.life.health is CellPhase.STARTING


def test_what_cannot_be_killed_is_killed_again_and_not_doubled() -> None:
    script = running()
    script(Tick(), after_s=3.1)
    said = []
    for _ in range(20):
        said += script(Tick(), after_s=1)
    assert set(said) == {Kill(incarnation=1)} and 5 <= len(said) <= 10


def test_words_of_an_older_incarnation_are_dropped() -> None:
    script = running()
    script(Died(incarnation=1, code=-9))
    before = script.life
    old = (Born(incarnation=1), Hello(incarnation=1), Beat(incarnation=1), Died(incarnation=1, code=-9))
    assert script(*old) == [] and script.life == before


def test_a_supervisor_that_slept_judges_nobody_for_it() -> None:
    script = running()
    assert script(Slept(gap_s=60), Tick(), after_s=60) == []
    assert script.life.phase is Phase.UP


def test_stop_asks_first_and_kills_later() -> None:
    script = running()
    assert script(Unwanted()) == [Ask(incarnation=1)]
    assert script(Tick(), after_s=1) == []
    assert script(Tick(), after_s=1.5) == [Kill(incarnation=1)]
    assert script(Died(incarnation=1, code=-9)) == []
    assert script.life.phase is Phase.DOWN


def test_wanted_again_while_stopping_waits_for_the_old_one_to_go() -> None:
    script = running()
    script(Unwanted())
    assert script(Wanted()) == [Kill(incarnation=1)]
    assert Start(incarnation=2) in script(Died(incarnation=1, code=-9))


def test_unwanted_before_birth_is_killed_at_birth() -> None:
    script = Script()
    script(Wanted(), Unwanted())
    assert script(Born(incarnation=1)) == [Kill(incarnation=1)]


def test_a_fork_that_nobody_made_costs_nothing_and_is_tried_again() -> None:
    script = Script()
    script(Wanted())
    for number in range(1, 40):
        assert script(Unborn(incarnation=number)) == []
        assert script(Tick(), after_s=0.3) == [Start(incarnation=number + 1)]


def test_an_adopted_renderer_is_not_started_again() -> None:
    script = Script()
    assert script(Adopted(incarnation=7), Wanted()) == []
    assert script(Beat(incarnation=7)) == []
    assert script.life.phase is Phase.UP


def test_an_adopted_renderer_that_never_speaks_is_replaced() -> None:
    script = Script()
    script(Adopted(incarnation=7), Wanted())
    assert Kill(incarnation=7) in script(Tick(), after_s=8.1)
    assert Start(incarnation=8) in script(Died(incarnation=7, code=None))


def test_a_technician_restarts_a_waiting_cell_at_once() -> None:
    script = running()
    script(Died(incarnation=1, code=1))
    script(Died(incarnation=2, code=1))
    assert script.life.phase is Phase.WAITING
    script(Restart())
    assert script(Tick()) == [Start(incarnation=3)]


def test_a_restart_that_was_asked_for_is_no_death_and_holds_no_later_start_back() -> None:
    script = running()
    for incarnation in range(1, 6):
        assert script(Restart()) == [Kill(incarnation=incarnation)]
        assert script(Died(incarnation=incarnation, code=-9)) == [Start(incarnation=incarnation + 1)]
        script(Born(incarnation=incarnation + 1), Hello(incarnation=incarnation + 1))
        script(Beat(incarnation=incarnation + 1))
    assert (script.life.failures, script.life.restarts, script.life.asked) == (0, 0, False)
    died = script(Died(incarnation=6, code=-9))
    assert isinstance(died[0], ReportDied), "the next one that falls by itself is told"


def test_replace_starts_a_successor_beside_a_living_predecessor() -> None:
    script = running()
    assert script(Replace()) == [Start(incarnation=2)]
    assert script(Died(incarnation=1, code=None)) == []


@pytest.mark.parametrize("code", [1, 134, -signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS])
def test_its_own_fault_is_a_crash(code: int) -> None:
    assert is_crash(code)


@pytest.mark.parametrize("code", [0, 75, 76, -signal.SIGKILL, -signal.SIGTERM, None])
def test_being_ended_from_outside_or_saying_why_is_no_crash(code: int | None) -> None:
    assert not is_crash(code)


def test_always_crashing_starts_at_most_twelve_times_in_ten_minutes() -> None:
    script = Script()
    starts = [script.now_s for command in script(Wanted()) if isinstance(command, Start)]
    for _ in range(int(3600 / 0.1)):
        said = script(Tick(), after_s=0.1)
        if script.life.phase is Phase.SPAWNING:
            script(Born(incarnation=script.life.incarnation))
        if script.life.phase is Phase.STARTING:
            script(Beat(incarnation=script.life.incarnation))
        if script.life.phase is Phase.UP and script.now_s - script.life.since_s >= 2:
            said += script(Died(incarnation=script.life.incarnation, code=139))
        starts += [script.now_s for command in said if isinstance(command, Start)]
    assert max(sum(1 for s in starts if a <= s < a + 600) for a in starts) <= 12
    assert len(starts) > 30


@dataclass
class World:
    """A nursery and a renderer that behave as badly as drawn; knows what really lives."""

    script: Script = field(default_factory=Script)
    alive: set[int] = field(default_factory=set)
    asked: list[int] = field(default_factory=list)
    wanted: bool = False
    started_at_s: list[float] = field(default_factory=list)
    stable: bool = False

    def feed(self, *events: Event, after_s: float = 0.0) -> None:
        for command in self.script(*events, after_s=after_s):
            match command:
                case Start():
                    self.asked.append(command.incarnation)
                    self.started_at_s.append(self.script.now_s)
                    assert self.wanted
                case Kill() | Ask():
                    pass
                case ReportBack() | ReportDied() | ReportHung():
                    pass
            assert len(self.alive) + len(self.asked) <= 1, "two processes for one cell"

    def act(self, act: str, amount_s: float) -> None:
        lives = next(iter(self.alive), None)
        match act:
            case "want":
                self.wanted = True
                self.feed(Wanted())
            case "unwant":
                self.wanted = False
                self.feed(Unwanted())
            case "bear" if self.asked:
                born = self.asked.pop()
                self.alive.add(born)
                self.feed(Born(incarnation=born))
            case "fail" if self.asked:
                self.feed(Unborn(incarnation=self.asked.pop()))
            case "beat" if lives is not None:
                self.feed(Hello(incarnation=lives), Beat(incarnation=lives))
            case "crash" if lives is not None:
                self.alive.clear()
                self.feed(Died(incarnation=lives, code=-11))
            case "kill" if lives is not None:
                self.alive.clear()
                self.feed(Died(incarnation=lives, code=-9))
            case "restart":
                self.feed(Restart())
            case "stale":
                older = self.script.life.incarnation - 1
                self.feed(Died(incarnation=older, code=1), Beat(incarnation=older))
            case "wait":
                self.feed(Tick(), after_s=amount_s)
            case _:
                pass


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["want", "unwant", "bear", "bear", "fail", "beat", "crash", "kill", "stale", "wait", "wait"]
        ),
        st.floats(0.01, 29.0),
    ),
    max_size=120,
)


@share(150)
@given(ACTS, st.floats(0, 0.999))
def test_never_two_processes_for_a_cell(acts: list[tuple[str, float]], jitter: float) -> None:
    world = World(Script(jitter=jitter))
    for act, amount_s in acts:
        world.act(act, amount_s)


@share(100)
@given(ACTS, st.floats(0, 0.999))
def test_a_wanted_cell_always_gets_a_start(acts: list[tuple[str, float]], jitter: float) -> None:
    world = World(Script(jitter=jitter))
    for act, amount_s in acts:
        world.act(act, amount_s)
    world.act("want", 0)
    deadline_s = world.script.now_s + DEFAULT_POLICY.starts_window_s + 70
    while world.script.life.phase is not Phase.UP:
        assert world.script.now_s < deadline_s, world.script.life
        world.act("bear", 0)
        if world.script.life.phase is Phase.KILLING:
            world.act("kill", 0)
        else:
            world.act("beat", 0)
        world.act("wait", 0.5)


@share(100)
@given(st.lists(st.floats(0.0, 29.0), min_size=20, max_size=80), st.floats(0, 0.999))
def test_unstable_lives_start_at_most_twelve_times_in_any_ten_minutes(
    lives_s: list[float], jitter: float
) -> None:
    world = World(Script(jitter=jitter))
    world.act("want", 0)
    for life_s in lives_s:
        world.act("bear", 0)
        world.act("beat", 0)
        world.script.now_s += life_s
        world.act("crash", 0)
        while world.script.life.phase is Phase.WAITING:
            world.act("wait", 1.0)
    starts = world.started_at_s
    assert max(sum(1 for s in starts if a <= s < a + 600) for a in starts) <= DEFAULT_POLICY.starts_max


@given(st.integers(0, 60), st.floats(0, 0.999))
def test_pauses_grow_and_stay_within_a_minute(failures: int, jitter: float) -> None:
    life = Life(phase=Phase.UP, incarnation=1, failures=failures, since_s=100.0)
    after, _ = step(life, Died(incarnation=1, code=1), 101.0, jitter)
    if failures == 0:
        assert after.phase is Phase.SPAWNING
    else:
        assert 0.375 <= after.start_at_s - 101.0 <= 60.0
