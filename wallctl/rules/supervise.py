"""One cell's process life: events in, commands out. Must not know processes, sockets, clocks or chance.

Times are seconds of one monotonic clock of the caller, and so is the jitter: both are arguments. Three waits
are kept apart because they answer different questions: how long a start may take (`start_grace_s`), how long
a running renderer may be silent (`beat_timeout_s`), and how long it must run before its past is forgiven
(`stable_after_s`). A cell is never given up: the pauses grow, the starts are bounded, a start always comes.
"""

from __future__ import annotations

import signal
from typing import assert_never

from wallctl.rules.endings import ending
from wallctl.rules.life import (
    DEFAULT_POLICY,
    Adopted,
    Ask,
    Beat,
    Born,
    Died,
    Event,
    Hello,
    Kill,
    Life,
    Outcome,
    Phase,
    Policy,
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

_CRASH_SIGNALS = frozenset(
    (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGTRAP)
)


_STATED = range(64, 79)
"""Exit codes by which a renderer says itself why it cannot run (sysexits.h): no display, refused."""


def is_crash(code: int | None) -> bool:
    """Tell whether it ended by a fault in it: a fault signal, or a non-zero exit that states nothing."""
    if code is None or code in _STATED:
        return False
    return code > 0 or -code in _CRASH_SIGNALS


def step(life: Life, event: Event, now_s: float, jitter: float, policy: Policy = DEFAULT_POLICY) -> Outcome:
    """Return the life after the event, and what is to be done. `jitter` in [0, 1) spreads repeated starts."""
    match event:
        case Wanted():
            return _wanted(life, now_s, policy)
        case Unwanted():
            return _unwanted(life, now_s)
        case Replace():
            return _replace(life, now_s, policy)
        case Restart():
            return _restart(life, now_s)
        case Slept():
            shifted = {"since_s": life.since_s + event.gap_s, "proof_s": life.proof_s + event.gap_s}
            return life.with_(**shifted), ()
        case Tick():
            return _tick(life, now_s, policy)
        case Adopted():
            return _adopted(life, event.incarnation, now_s), ()
        case Born() | Unborn() | Hello() | Beat() | Died():
            if event.incarnation != life.incarnation:
                return life, ()
            return _of_this_process(life, event, now_s, jitter, policy)
        case _:
            assert_never(event)


def _of_this_process(
    life: Life, event: Born | Unborn | Hello | Beat | Died, now_s: float, jitter: float, policy: Policy
) -> Outcome:
    match event:
        case Born():
            return _born(life, now_s)
        case Unborn():
            return _unborn(life, now_s, policy), ()
        case Hello():
            return (life.with_(proof_s=now_s) if life.phase in _ALIVE else life), ()
        case Beat():
            return _beat(life, now_s, policy)
        case Died():
            return _died(life, event.code, now_s, jitter, policy)
        case _:
            assert_never(event)


_ALIVE = frozenset((Phase.STARTING, Phase.UP))


def _to(life: Life, phase: Phase, now_s: float, **changes: object) -> Life:
    return life.with_(phase=phase, since_s=now_s, **changes)


def _start(life: Life, now_s: float, policy: Policy) -> Outcome:
    """Start now, or wait where the budget of starts is spent."""
    life = life.with_(asked=False)
    recent = tuple(s for s in life.starts if s > now_s - policy.starts_window_s)[-policy.starts_max :]
    fell_s = now_s if life.fell_s is None else life.fell_s
    if len(recent) >= policy.starts_max:
        free_s = recent[0] + policy.starts_window_s
        return _to(life, Phase.WAITING, now_s, starts=recent, start_at_s=free_s, fell_s=fell_s), ()
    number = life.incarnation + 1
    started = _to(
        life, Phase.SPAWNING, now_s, incarnation=number, proof_s=now_s, starts=(*recent, now_s), fell_s=fell_s
    )
    return started, (Start(incarnation=number),)


def _wanted(life: Life, now_s: float, policy: Policy) -> Outcome:
    match life.phase:
        case Phase.DOWN:
            return _start(life, now_s, policy)
        case Phase.STOPPING:
            doomed = _to(life, Phase.KILLING, now_s, fell_s=now_s, reason="wanted again")
            return doomed, (Kill(incarnation=life.incarnation),)
        case Phase.SPAWNING | Phase.STARTING | Phase.UP | Phase.KILLING | Phase.WAITING:
            return life, ()
        case _:
            assert_never(life.phase)


def _unwanted(life: Life, now_s: float) -> Outcome:
    match life.phase:
        case Phase.DOWN | Phase.STOPPING:
            return life, ()
        case Phase.WAITING:
            return _to(life, Phase.DOWN, now_s, fell_s=None, reason=""), ()
        case Phase.SPAWNING | Phase.STARTING | Phase.UP | Phase.KILLING:
            ended = _to(life, Phase.STOPPING, now_s, fell_s=None, reason="not wanted")
            return ended, (Ask(incarnation=life.incarnation),)
        case _:
            assert_never(life.phase)


def _replace(life: Life, now_s: float, policy: Policy) -> Outcome:
    match life.phase:
        case Phase.STARTING | Phase.UP:
            orphaned = life.with_(reason="lost its parent")
            return _start(orphaned, now_s, policy)
        case Phase.KILLING:
            return _start(life, now_s, policy)
        case Phase.DOWN | Phase.SPAWNING | Phase.WAITING | Phase.STOPPING:
            return life, ()
        case _:
            assert_never(life.phase)


def _restart(life: Life, now_s: float) -> Outcome:
    match life.phase:
        case Phase.STARTING | Phase.UP:
            doomed = _to(life, Phase.KILLING, now_s, fell_s=now_s, reason="restart asked for", asked=True)
            return doomed, (Kill(incarnation=life.incarnation),)
        case Phase.WAITING:
            return life.with_(start_at_s=now_s, starts=()), ()
        case Phase.DOWN | Phase.SPAWNING | Phase.KILLING | Phase.STOPPING:
            return life, ()
        case _:
            assert_never(life.phase)


def _adopted(life: Life, incarnation: int, now_s: float) -> Life:
    match life.phase:
        case Phase.DOWN | Phase.SPAWNING | Phase.WAITING:
            found = {"incarnation": incarnation, "proof_s": now_s, "fell_s": None, "reason": ""}
            return _to(life, Phase.STARTING, now_s, **found)
        case Phase.STARTING | Phase.UP | Phase.KILLING | Phase.STOPPING:
            return life
        case _:
            assert_never(life.phase)


def _born(life: Life, now_s: float) -> Outcome:
    match life.phase:
        case Phase.SPAWNING:
            return _to(life, Phase.STARTING, now_s, proof_s=now_s), ()
        case Phase.KILLING | Phase.STOPPING:
            # The change of mind came between the fork and its answer: only now there is somebody to kill.
            return life.with_(since_s=now_s), (Kill(incarnation=life.incarnation),)
        case Phase.DOWN | Phase.STARTING | Phase.UP | Phase.WAITING:
            return life, ()
        case _:
            assert_never(life.phase)


def _unborn(life: Life, now_s: float, policy: Policy) -> Life:
    match life.phase:
        case Phase.SPAWNING | Phase.KILLING:
            # No process was started, so nothing is charged to the budget.
            at_s = now_s + policy.first_pause_s / 2
            return _to(life, Phase.WAITING, now_s, start_at_s=at_s, starts=life.starts[:-1])
        case Phase.STOPPING:
            return _to(life, Phase.DOWN, now_s, fell_s=None, reason="")
        case Phase.DOWN | Phase.STARTING | Phase.UP | Phase.WAITING:
            return life
        case _:
            assert_never(life.phase)


def _beat(life: Life, now_s: float, policy: Policy) -> Outcome:
    match life.phase:
        case Phase.STARTING:
            up = _to(life, Phase.UP, now_s, proof_s=now_s, fell_s=None, reason="")
            if life.fell_s is None:
                return up, ()
            return up, (ReportBack(incarnation=life.incarnation, took_s=now_s - life.fell_s),)
        case Phase.UP:
            stable = now_s - life.since_s >= policy.stable_after_s
            past = {"failures": 0, "starts": ()} if stable and life.failures + len(life.starts) else {}
            return life.with_(proof_s=now_s, **past), ()
        case Phase.DOWN | Phase.SPAWNING | Phase.KILLING | Phase.WAITING | Phase.STOPPING:
            return life, ()
        case _:
            assert_never(life.phase)


def _died(life: Life, code: int | None, now_s: float, jitter: float, policy: Policy) -> Outcome:
    match life.phase:
        case Phase.SPAWNING | Phase.STARTING | Phase.UP:
            return _fell(life, code, is_crash(code), now_s, jitter, policy)
        case Phase.KILLING if life.asked:
            # Neither told as a death nor counted as one: the next start is not held back for it.
            return _start(life.with_(starts=life.starts[:-1]), now_s, policy)
        case Phase.KILLING:
            return _fell(life, code, False, now_s, jitter, policy)
        case Phase.STOPPING:
            return _to(life, Phase.DOWN, now_s, fell_s=None, reason=""), ()
        case Phase.DOWN | Phase.WAITING:
            return life, ()
        case _:
            assert_never(life.phase)


def _fell(
    life: Life, code: int | None, crashed: bool, now_s: float, jitter: float, policy: Policy
) -> Outcome:
    painted_s = now_s - life.since_s if life.phase is Phase.UP else 0.0
    was_stable = painted_s >= policy.stable_after_s
    innocent = not crashed and painted_s >= policy.settled_after_s
    failures = 0 if was_stable else life.failures
    pause_s = 0.0 if innocent else _pause_s(failures, jitter, policy)
    starts = () if was_stable else life.starts[:-1] if innocent else life.starts
    fallen = life.with_(
        failures=failures if innocent else failures + 1,
        restarts=life.restarts + 1,
        starts=starts,
        fell_s=now_s if life.fell_s is None else life.fell_s,
        reason=life.reason if life.phase is Phase.KILLING else ending(code).en,
    )
    if pause_s > 0:
        after: Outcome = _to(fallen, Phase.WAITING, now_s, start_at_s=now_s + pause_s), ()
    else:
        after = _start(fallen, now_s, policy)
    told = ReportDied(
        incarnation=life.incarnation,
        code=code,
        crashed=crashed,
        pause_s=max(0.0, after[0].start_at_s - now_s) if after[0].phase is Phase.WAITING else 0.0,
    )
    return after[0], (told, *after[1])


def _pause_s(failures: int, jitter: float, policy: Policy) -> float:
    """The first restart is at once; then 0.5 s doubling to 60 s, the upper quarter of it left to chance."""
    if failures == 0:
        return 0.0
    full_s = min(policy.longest_pause_s, policy.first_pause_s * 2.0 ** min(failures - 1, 30))
    return full_s * (0.75 + 0.25 * jitter)


def _tick(life: Life, now_s: float, policy: Policy) -> Outcome:
    match life.phase:
        case Phase.WAITING:
            return _start(life, now_s, policy) if now_s >= life.start_at_s else (life, ())
        case Phase.STARTING:
            return _judge(life, now_s, policy.start_grace_s)
        case Phase.UP:
            return _judge(life, now_s, policy.beat_timeout_s)
        case Phase.KILLING:
            return _kill_again(life, now_s, policy.kill_again_s)
        case Phase.STOPPING:
            return _kill_again(life, now_s, policy.stop_grace_s)
        case Phase.DOWN | Phase.SPAWNING:
            return life, ()
        case _:
            assert_never(life.phase)


def _judge(life: Life, now_s: float, patience_s: float) -> Outcome:
    silent_s = now_s - life.proof_s
    if silent_s <= patience_s:
        return life, ()
    started = life.phase is Phase.UP
    fell_s = life.proof_s if life.fell_s is None else life.fell_s
    doomed = _to(life, Phase.KILLING, now_s, fell_s=fell_s, reason="hung" if started else "did not start")
    number = life.incarnation
    hung = ReportHung(incarnation=number, silent_s=silent_s, started=started)
    return doomed, (Kill(incarnation=number), hung)


def _kill_again(life: Life, now_s: float, patience_s: float) -> Outcome:
    if now_s - life.since_s <= patience_s:
        return life, ()
    return life.with_(since_s=now_s), (Kill(incarnation=life.incarnation),)
