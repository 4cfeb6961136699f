"""Rule: a barred source is a card where it would be shown, and whatever else a pane is told stays."""

from __future__ import annotations

from tests.fakes.orders import picture
from wallctl.model.health import Reason
from wallctl.model.ids import SourceId
from wallctl.node.quarantine import Quarantine
from wallctl.protocol.node import NodeEvent

EVIL = SourceId("evil")


def condemned(told: list[NodeEvent]) -> Quarantine:
    quarantine = Quarantine(told.append, lambda source: f"名{source}", lambda charges: None)
    assert quarantine.crashed({EVIL}, 10.0)
    assert quarantine.crashed({EVIL}, 11.0)
    return quarantine


def test_the_second_crash_bars_the_source_everywhere_and_says_so_by_name() -> None:
    told: list[NodeEvent] = []
    quarantine = condemned(told)
    assert quarantine.barred(EVIL)
    assert [event.what for event in told] == ["source_quarantined"] and "名evil" in told[0].text


def test_a_card_takes_the_place_of_a_barred_source_and_of_nothing_else() -> None:
    quarantine = condemned([])
    (card,) = quarantine.marked(picture("evil")).panes
    assert card.verdict is Reason.QUARANTINED
    good = picture("cam-1")
    assert quarantine.marked(good) == good
    (pane,) = picture("evil").panes
    ended = picture("evil").with_(panes=(pane.with_(verdict=Reason.RIGHT_ENDED),))
    assert quarantine.marked(ended) == ended


def test_time_alone_changes_nothing_until_a_trial_is_due() -> None:
    told: list[NodeEvent] = []
    quarantine = condemned(told)
    assert not quarantine.passed({EVIL}, 20.0)
    assert quarantine.passed({EVIL}, 311.5) and quarantine.on_trial == (EVIL,)
    assert quarantine.barred(EVIL)
    assert quarantine.judged(EVIL, True, 345.0) and not quarantine.charges
    assert [event.what for event in told] == ["source_quarantined", "source_on_trial", "source_released"]


def test_a_scout_that_dies_is_charged_like_a_cell() -> None:
    told: list[NodeEvent] = []
    quarantine = Quarantine(told.append, lambda source: f"名{source}", lambda charges: None)
    assert quarantine.scout_crashed(EVIL, 10.0) and not quarantine.barred(EVIL)
    assert quarantine.scout_crashed(EVIL, 11.0) and quarantine.barred(EVIL)
    assert [event.what for event in told] == ["source_quarantined"]
