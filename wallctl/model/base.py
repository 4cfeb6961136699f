"""The base of every value: frozen, closed, strict. Must not know any concrete value."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable value; unknown fields and wrong types are errors (`pydantic.ValidationError`).

    Change one with `with_(field=...)`, which validates again; never with `model_copy(update=...)`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    def with_(self, **changes: Any) -> Self:
        """Return a copy with the fields changed and validated again."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self)(**(fields | changes))
