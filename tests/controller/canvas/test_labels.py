"""Rules: a name loses its id first, then its district, then its end; never its middle."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wallctl.controller.canvas.labels import ELLIPSIS, fitting, name_forms


def measure(text: str) -> float:
    return sum(12.0 if not sign.isascii() else 7.0 for sign in text)


def test_the_forms_of_a_name_in_their_order() -> None:
    assert name_forms("lan-01", "安化马路镇滑坡点", ["安化"]) == [
        "lan-01 安化马路镇滑坡点",
        "安化马路镇滑坡点",
        "马路镇滑坡点",
    ]
    assert name_forms("hea-03", "南县医院", ["南县"]) == ["hea-03 南县医院", "南县医院", "医院"]
    assert name_forms("x", "南县", ["南县"]) == ["x 南县", "南县"]


@given(st.text(min_size=1, max_size=12), st.floats(0, 400))
def test_what_is_shown_fits_and_is_a_beginning_of_the_name(name: str, width: float) -> None:
    shown = fitting([f"id {name}", name], width, measure)
    assert not shown or measure(shown) <= width
    assert shown in (f"id {name}", name, "") or name.startswith(shown.removesuffix(ELLIPSIS))


def test_the_fullest_form_that_fits_is_taken() -> None:
    forms = name_forms("lan-01", "安化马路镇滑坡点", ["安化"])
    assert [fitting(forms, width, measure) for width in (200, 100, 80, 40)] == [*forms, "马路…"]
