"""Default deny: whoever is not known as something with rights has none."""

from __future__ import annotations

import pytest

from wallctl.errors import Denied
from wallctl.model.ids import ActorId, SeatId
from wallctl.model.people import OfficerName
from wallctl.rules.access import EFFECTS, Action, Actor, authorise


def actor(role: str) -> Actor:
    return Actor(id=ActorId("li"), role=role, seat=SeatId("desk-1"))


@pytest.mark.parametrize("action", Action)
def test_local_operator_may_do_everything(action: Action) -> None:
    authorise(actor("local"), action, "anything")


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", ["node", "renderer", "desk", "server", "", "LOCAL", "local ", "admin"])
def test_everybody_else_may_do_nothing(role: str, action: Action) -> None:
    with pytest.raises(Denied, match=r"wat-08.*li.*right"):
        authorise(actor(role), action, "wat-08")


def test_every_action_has_an_effect() -> None:
    assert set(EFFECTS) == set(Action)


def test_every_request_of_the_protocol_is_an_action() -> None:
    from typing import get_args

    from wallctl.protocol.desk import Ask

    kinds = {get_args(model.model_fields["kind"].annotation)[0] for model in get_args(get_args(Ask)[0])}
    assert kinds == {action.value for action in Action}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("officer", ["", "li", "局长", "local", "server"])
def test_no_right_comes_of_the_officer_who_is_named(officer: str, action: Action) -> None:
    authorise(actor("local").with_(officer=OfficerName(officer)), action, "anything")
    with pytest.raises(Denied, match=r"li \(desk\)"):
        authorise(actor("desk").with_(officer=OfficerName(officer)), action, "anything")
