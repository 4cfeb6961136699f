"""What platforms, links and nodes can carry, as a site says it. Must not know windows or who asks."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from wallctl.model.base import Value

Mbit = Annotated[float, Field(gt=0)]


class CeilingKind(StrEnum):
    """What runs out."""

    PLATFORM_STREAMS = "platform_streams"
    PLATFORM_MBIT = "platform_mbit"
    LINK_MBIT = "link_mbit"
    NODE_PIXELS = "node_pixels"
    """Pixels decoded in a second on one node, in millions."""


class Ceiling(Value):
    """One limit: of that platform, link or node."""

    kind: CeilingKind
    name: str
    limit: float

    @property
    def words(self) -> tuple[str, str]:
        """What to say where it is reached: Chinese, English."""
        limit = f"{self.limit:g}"
        match self.kind:
            case CeilingKind.PLATFORM_STREAMS:
                zh, en = f"超出平台并发上限 {limit} 路", f"platform ceiling of {limit} streams reached"
            case CeilingKind.PLATFORM_MBIT:
                zh, en = f"超出平台带宽上限 {limit} Mbit/s", f"platform ceiling of {limit} Mbit/s reached"
            case CeilingKind.LINK_MBIT:
                zh, en = f"超出链路带宽上限 {limit} Mbit/s", f"link ceiling of {limit} Mbit/s reached"
            case CeilingKind.NODE_PIXELS:
                zh, en = f"超出节点解码上限 {limit} Mpx/s", f"node ceiling of {limit} Mpx/s reached"
        return f"{zh}: {self.name}", f"{en}: {self.name}"


class Link(Value):
    """A line between sites that several platforms may share."""

    name: str
    mbit_s: Mbit


class Platform(Value):
    """An agency's gateway: told by the hosts of its URLs, or by the agencies whose cameras it hands over."""

    name: str
    hosts: tuple[str, ...] = ()
    """`10.1.2.3`, `gate.psb.example`, or with a port `10.1.2.3:8554`."""
    agencies: tuple[str, ...] = ()
    streams: Annotated[int, Field(ge=1)] | None = None
    mbit_s: Mbit | None = None
    link: str = ""

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not self.hosts and not self.agencies:
            raise ValueError(f"platform {self.name}: name its hosts or its agencies")
        return self


class Budgets(Value):
    """All ceilings of a site; what is not named here has none."""

    node_mpx_s: Annotated[float, Field(gt=0)] | None = None
    platforms: tuple[Platform, ...] = ()
    links: tuple[Link, ...] = ()
    step_down: bool = True
    """Whether less important windows give up quality while their node is overloaded."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for what, names in (
            ("platform", [platform.name for platform in self.platforms]),
            ("link", [link.name for link in self.links]),
        ):
            twice = [name for name, count in Counter(names).items() if count > 1]
            if twice:
                raise ValueError(f"{what} {twice[0]}: is there twice")
        known = {link.name for link in self.links}
        for platform in self.platforms:
            if platform.link and platform.link not in known:
                raise ValueError(f"platform {platform.name}: there is no link {platform.link}")
        return self

    @property
    def any(self) -> bool:
        """Whether there is any ceiling to keep to."""
        return self.node_mpx_s is not None or bool(self.platforms or self.links)
