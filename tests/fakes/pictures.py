"""Pictures of one or more windows for one small cell."""

from __future__ import annotations

from wallctl.model.geometry import PxRect
from wallctl.model.health import Reason
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Crop, Fit
from wallctl.model.source import StreamKind
from wallctl.protocol.cell import Pane, Picture, SourceView

W, H = 320, 240


def rect(x: int = 0, y: int = 0, w: int = W, h: int = H) -> PxRect:
    return PxRect(x=x, y=y, w=w, h=h)


def view(name: str, url: str | None = None, secret: str | None = None) -> SourceView:
    """A source of that name: a file `NAME.avi` of the media folder unless an address is given."""
    return SourceView(
        id=SourceId(name),
        name=f"名{name}",
        name_en=name,
        agency_name="水利",
        stream=StreamKind.SUB,
        url=url or f"file:{name}.avi",
        secret=secret,
    )


def pane(
    name: str,
    at: PxRect | None = None,
    *,
    window: str = "",
    win: PxRect | None = None,
    visible: tuple[PxRect, ...] | None = None,
    source: SourceView | None = None,
    fit: Fit = Fit.STRETCH,
    verdict: Reason = Reason.NONE,
    until_utc_s: float | None = None,
    label: bool = False,
) -> Pane:
    """A window that shows that source; without a label, so that its pixels are the picture's."""
    at = at or rect()
    return Pane(
        window=WindowId(window or f"w-{name}"),
        win=win or at,
        dst=at,
        visible=(at,) if visible is None else visible,
        source=source or view(name),
        fit=fit,
        crop=Crop(),
        verdict=verdict,
        until_utc_s=until_utc_s,
        label=label,
        card=label,
    )


def picture(*panes: Pane, background: str = "#000000") -> Picture:
    return Picture(panes=panes, background=background)
