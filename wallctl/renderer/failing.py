"""How often in a row the glass could not be painted. Must not know what is painted, or what is done about it.

Qt's loop prints an error that leaves a slot, and goes on: without this count a painter that fails each time
would let the glass stand still for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

MOST_IN_A_ROW = 5

P = ParamSpec("P")
R = TypeVar("R")


class Failing:
    """Errors since something was painted."""

    def __init__(self) -> None:
        self._in_a_row = 0
        self._last: Exception | None = None

    @property
    def hopeless(self) -> bool:
        """Whether it will go on failing, as far as anybody can tell."""
        return self._in_a_row >= MOST_IN_A_ROW

    def note(self, error: Exception) -> None:
        """It failed; one error on its way through several calls counts once."""
        if error is not self._last:
            self._last = error
            self._in_a_row += 1

    def over(self) -> None:
        """Something was painted."""
        self._in_a_row, self._last = 0, None


class Paints(Protocol):
    """Whose failures are counted."""

    failing: Failing


S = TypeVar("S", bound=Paints)


def counted(call: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Count the errors that leave this method of something that paints."""

    @wraps(call)
    def watched(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return call(self, *args, **kwargs)
        except Exception as error:
            self.failing.note(error)
            raise

    return watched
