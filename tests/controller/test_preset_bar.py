"""Rules: a card has the key that is written in its preset; keys that put nothing up say so."""

from __future__ import annotations

from itertools import pairwise
from typing import cast

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from wallctl.controller.preset_bar import PresetBar
from wallctl.controller.standing import Readiness
from wallctl.model.layout import Preset
from wallctl.store.layout_files import shipped_presets, shipped_wall


def preset(name: str, key: str = "") -> Preset:
    return Preset(id=name, name=name, key=key, walls={})


def shown(bar: PresetBar, *presets: Preset) -> dict[str, str]:
    bar.show_presets(presets, shipped_wall("4x6"))
    return {card.preset.id: card.key for card in bar.cards}


def test_no_card_has_a_key_that_its_preset_was_not_given(qtbot: QtBot) -> None:
    bar = PresetBar()
    qtbot.addWidget(bar)
    three = [preset("a"), preset("b", "F2"), preset("c", "F3"), preset("d", "F99")]
    assert shown(bar, *three) == {"b": "F2", "c": "F3", "a": "", "d": ""}
    assert shown(bar, three[0], three[2]) == {"c": "F3", "a": ""}, "no key moves when another preset goes"


def test_cards_stand_in_the_order_of_their_keys_and_those_without_come_last(qtbot: QtBot) -> None:
    bar = PresetBar()
    qtbot.addWidget(bar)
    given = [preset("x"), preset("one", "1"), preset("twelve", "F12"), preset("two", "F2")]
    assert [*shown(bar, *given)] == ["two", "twelve", "one", "x"]


def test_a_key_that_puts_nothing_up_is_told_with_the_preset_that_has_it(qtbot: QtBot) -> None:
    bar, dyke = PresetBar(), next(one for one in shipped_presets() if one.key == "F4")
    qtbot.addWidget(bar)
    shown(bar, dyke, preset("elsewhere", "F5"))
    unheard: list[tuple[str, str]] = []
    asked: list[str] = []
    bar.key_unheard.connect(lambda key, one: unheard.append((key, one.id if one else "")))
    bar.preset_requested.connect(asked.append)
    for key in ("F4", "F5", "F6", "1"):
        bar.key_pressed(key)
    assert asked == ["dyke"]
    assert unheard == [("F5", "elsewhere"), ("F6", ""), ("1", "")]


def test_cards_have_their_places_before_anything_is_painted(qtbot: QtBot) -> None:
    """Cards that lie over each other would all be painted, however many there are."""
    bar, known = PresetBar(), shipped_presets()
    qtbot.addWidget(bar)
    bar.resize(1_366, 140)
    bar.show()
    many = [known[n % len(known)].with_(id=f"p{n}", key="", group="") for n in range(200)]
    bar.show_presets(many, shipped_wall("4x6"))
    places = [card.geometry() for card in bar.cards]
    assert not any(one.intersects(other) for one, other in pairwise(places))
    assert places[-1].left() > bar.width(), "most are scrolled to"


def test_the_card_of_what_is_on_the_board_stays_in_sight_when_there_is_less_room(qtbot: QtBot) -> None:
    bar, known = PresetBar(), shipped_presets()
    qtbot.addWidget(bar)
    bar.resize(2_560, 140)
    bar.show()
    bar.show_presets(known, shipped_wall("4x6"))
    card = bar.cards[len(bar.cards) // 2]
    bar.show_states(lambda _: Readiness(0, 0, 0), card.ref)
    bar.resize(1_366, 140)
    port = cast(QScrollArea, bar.parts[1]).viewport()

    def seen() -> bool:
        return port.rect().contains(QRect(card.mapTo(port, QPoint()), card.size()))

    qtbot.waitUntil(seen, timeout=20_000)
