"""Rules of what a typo in a TOML file is answered with."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field

from wallctl.errors import BadInput, NotFound
from wallctl.model.base import Value
from wallctl.store.toml_values import parse_toml, read_text, to_value


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Part(Value):
    colour: Colour = Colour.RED
    width: Annotated[int, Field(ge=1)] = 1


class Whole(Value):
    name: str
    parts: tuple[Part, ...] = ()
    by_name: dict[str, tuple[Part, ...]] = Field(default_factory=dict)
    one: Part | None = None


def _refusal(text: str) -> BadInput:
    with pytest.raises(BadInput) as refused:
        to_value(parse_toml(text, "f.toml"), Whole, text, "f.toml")
    return refused.value


@pytest.mark.parametrize(
    ("text", "thing", "said", "remedy"),
    [
        ('nmae = "x"\n', "f.toml:1", "field `nmae`: unknown", "did you mean `name`?"),
        ('name = "x"\nzz = 1\n', "f.toml:2", "field `zz`: unknown", "allowed: by_name, name, one, parts"),
        (
            'name = "x"\n[[parts]]\n[[parts]]\nwdith = 3\n',
            "f.toml:4",
            "field `wdith`",
            "did you mean `width`?",
        ),
        ('name = "x"\n[one]\nwdith = 3\n', "f.toml:3", "field `wdith`", "did you mean `width`?"),
        ('name = "x"\n[by_name]\na = [\n{},\n{wdith = 1}]\n', "f.toml:5", "`wdith`", "did you mean `width`?"),
        (
            'name = "x"\n[one]\ncolour = "gren"\n',
            "f.toml:3",
            "`gren` is not allowed",
            "did you mean `green`?",
        ),
        ('name = "x"\n\n[one]\nwidth = 0\n', "f.toml:4", "field `width`", "mend"),
        ('name = "x"\n\n[one]\nwidth = "3"\n', "f.toml:4", "field `width`", "mend"),
        ("[one]\n", "f.toml:1", "field `name` is missing", "add `name = …`"),
        ("name = 2026-01-01\nzz = 1\n", "f.toml:2", "field `zz`", "allowed"),
        ('name = "x\n', "f.toml:1", "not TOML", "mend this line"),
        ('name = "x"\nname = "y"\n', "f.toml:2", "not TOML", "mend this line"),
        ('name = "x"\n[', "f.toml:2", "not TOML", "mend this line"),
        ("name = " + "[" * 9000, "f.toml", "nested too deeply", "flatter"),
    ],
)
def test_a_typo_is_named_by_file_line_and_field(text: str, thing: str, said: str, remedy: str) -> None:
    refusal = _refusal(text)
    assert refusal.thing == thing
    assert said in refusal.reason
    assert remedy in refusal.remedy


def test_several_mistakes_are_counted_and_the_first_line_is_told() -> None:
    refusal = _refusal('name = "x"\n[one]\nwidth = 0\ncolour = "blue"\n')
    assert refusal.thing == "f.toml:3"
    assert "(and 1 more)" in refusal.reason


def test_a_right_file_becomes_the_value() -> None:
    text = 'name = "x"\n[[parts]]\ncolour = "green"\nwidth = 3\n'
    whole = to_value(parse_toml(text, "f"), Whole, text, "f")
    assert whole == Whole(name="x", parts=(Part(colour=Colour.GREEN, width=3),))


def test_a_missing_or_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"none\.toml"):
        read_text(tmp_path / "none.toml")
    with pytest.raises(BadInput, match="cannot be read"):
        read_text(tmp_path)
    file = tmp_path / "gbk.toml"
    file.write_bytes(b"a = 1\n# " + "大屏".encode("gb18030"))
    with pytest.raises(BadInput, match=r"gbk\.toml:2: not UTF-8"):
        read_text(file)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "bom.toml"
    file.write_bytes(b"\xef\xbb\xbfa = 1\n")
    assert parse_toml(read_text(file), "bom") == {"a": 1}
