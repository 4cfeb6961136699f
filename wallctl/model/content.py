"""What a window shows besides a source: a picture file, a clock, a moving text. No agency owns it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from wallctl.model.base import Value

MAX_TEXT = 500


def _file_name(name: str) -> str:
    if name.startswith((".", "/")) or "\\" in name or ".." in name.split("/"):
        raise ValueError("not the name of a file under the media folder")
    if any(ord(letter) < 32 for letter in name):
        raise ValueError("a file's name has no control characters")
    return name


def _one_line(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise ValueError("the text is empty")
    return text


class ImageContent(Value):
    """A picture file of the site's media folder, by its name below that folder."""

    kind: Literal["image"] = "image"
    file: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_file_name)]


class ClockContent(Value):
    """Time of day in the site's zone, with the date where wanted."""

    kind: Literal["clock"] = "clock"
    seconds: bool = True
    date: bool = True


class TickerContent(Value):
    """One line of text that moves from right to left, again and again."""

    kind: Literal["ticker"] = "ticker"
    text: Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(_one_line)]
    cells_s: Annotated[float, Field(gt=0, le=2)] = 0.15
    """How fast, in cells a second: at 0.15 one letter of 1/6 cell takes a second to pass a point."""


Content = Annotated[ImageContent | ClockContent | TickerContent, Field(discriminator="kind")]
