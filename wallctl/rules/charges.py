"""Which sources are blamed for crashes, and where they may be opened. Must not know processes or clocks.

A crash is charged to every source that the process may have been decoding. After two within `forget_s` a
source is quarantined on every cell; after `retry_after_s` a scout tries it, off the wall, and it is set free
when its pictures came for all of the trial. Times are seconds of one monotonic clock of the caller.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from pydantic import Field

from wallctl.model.base import Value
from wallctl.model.ids import SourceId


class Sentence(Value):
    """How long things are remembered, and how long a quarantined source waits."""

    crashes: int = Field(default=2, ge=1)
    forget_s: float = 600.0
    retry_after_s: float = 300.0
    trial_s: float = 30.0


DEFAULT_SENTENCE = Sentence()


class Custody(StrEnum):
    """How a source that was once charged stands."""

    CHARGED = "charged"
    QUARANTINED = "quarantined"
    ON_TRIAL = "on_trial"


class Case(Value):
    """What is held against one source."""

    custody: Custody = Custody.CHARGED
    crashes_s: tuple[float, ...] = ()
    since_s: float = 0.0
    """When it was quarantined, or when its trial began."""


class Held(Value):
    """What a renderer said that it has open (`CellReport`), and when it said so."""

    decodes: tuple[SourceId, ...] = ()
    follows: tuple[SourceId, ...] = ()
    at_s: float = 0.0


FRESH_S = 1.5
"""Reports come twice a second; an older one does not tell who decodes a stream now."""


Charges = Mapping[SourceId, Case]
"""Sources without a case are free. Each function here returns a new mapping."""


def suspects(
    ordered: Iterable[SourceId], held: Held | None, others: Iterable[Held], now_s: float
) -> tuple[SourceId, ...]:
    """Return what a renderer may have died of, what it decoded first.

    `ordered` is what it was told to open; what of that it has not spoken of yet may be open already. A source
    that it followed is innocent as long as one of the `others`, renderers that live, says that it decodes it:
    a follower whose leader is gone may have led before it could say so.
    """
    if held is None:
        return tuple(dict.fromkeys(ordered))
    led = {source for one in others if now_s - one.at_s < FRESH_S for source in one.decodes}
    innocent = (set(held.follows) & led) - set(held.decodes)
    named = dict.fromkeys((*held.decodes, *held.follows, *ordered))
    return tuple(source for source in named if source not in innocent)


def after_restart(charges: Charges, now_s: float) -> Charges:
    """Return charges of a clock that began anew: nothing is forgotten or tried sooner for it."""
    return {
        source: case.with_(crashes_s=tuple(now_s for _ in case.crashes_s), since_s=now_s)
        for source, case in charges.items()
    }


def barred(charges: Charges, source: SourceId) -> bool:
    """Tell whether cells must show a card instead of opening the source."""
    case = charges.get(source)
    return case is not None and case.custody is not Custody.CHARGED


def crashed(
    charges: Charges, sources: Iterable[SourceId], now_s: float, sentence: Sentence = DEFAULT_SENTENCE
) -> tuple[Charges, tuple[SourceId, ...]]:
    """Charge the sources that were open in a cell; return also those that are quarantined by it."""
    after = dict(charges)
    taken = []
    for source in sorted(set(sources)):
        if barred(charges, source):
            continue
        case = charges.get(source, Case())
        recent = (*(s for s in case.crashes_s if s > now_s - sentence.forget_s), now_s)
        if len(recent) >= sentence.crashes:
            after[source] = Case(custody=Custody.QUARANTINED, crashes_s=recent, since_s=now_s)
            taken.append(source)
        else:
            after[source] = case.with_(crashes_s=recent)
    return after, tuple(taken)


def scout_crashed(
    charges: Charges, source: SourceId, now_s: float, sentence: Sentence = DEFAULT_SENTENCE
) -> tuple[Charges, tuple[SourceId, ...]]:
    """Charge the source that a scout died of; on trial, or in quarantine, its time there begins anew."""
    case = charges.get(source)
    if case is None or case.custody is Custody.CHARGED:
        return crashed(charges, (source,), now_s, sentence)
    again = Case(custody=Custody.QUARANTINED, crashes_s=(*case.crashes_s, now_s)[-8:], since_s=now_s)
    return {**charges, source: again}, (source,)


def passed(
    charges: Charges, shown: Collection[SourceId], now_s: float, sentence: Sentence = DEFAULT_SENTENCE
) -> tuple[Charges, tuple[SourceId, ...]]:
    """Return the charges as time has passed, and the sources put on trial: those that windows wait for.

    A trial that nobody waits for any more is given up: nothing was proved.
    """
    after: dict[SourceId, Case] = {}
    tried = []
    for source, case in charges.items():
        match case.custody:
            case Custody.CHARGED:
                if case.crashes_s[-1] > now_s - sentence.forget_s:
                    after[source] = case
            case Custody.QUARANTINED:
                if source in shown and now_s - case.since_s >= sentence.retry_after_s:
                    after[source] = case.with_(custody=Custody.ON_TRIAL, since_s=now_s)
                    tried.append(source)
                else:
                    after[source] = case
            case Custody.ON_TRIAL:
                if source in shown:
                    after[source] = case
                else:
                    again_s = now_s - sentence.retry_after_s
                    after[source] = case.with_(custody=Custody.QUARANTINED, since_s=again_s)
    return after, tuple(tried)


def judged(charges: Charges, source: SourceId, ready: bool, now_s: float) -> tuple[Charges, bool]:
    """Return the charges after a trial without a crash, and whether it set the source free.

    A camera that gave no picture proved nothing: it waits for the next trial.
    """
    case = charges.get(source)
    if case is None or case.custody is not Custody.ON_TRIAL:
        return charges, False
    if ready:
        return {name: one for name, one in charges.items() if name != source}, True
    return {**charges, source: case.with_(custody=Custody.QUARANTINED, since_s=now_s)}, False


def on_trial(charges: Charges) -> tuple[SourceId, ...]:
    """Return the sources that scouts are to try now."""
    return tuple(source for source, case in charges.items() if case.custody is Custody.ON_TRIAL)
