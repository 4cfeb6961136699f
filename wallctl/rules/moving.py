"""Where a ticker's text is, and what a clock says, at a given time. Must not know how they are painted."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

_DAYS = "一二三四五六日"


def ticker_left(utc_s: float, speed_px_s: float, win_w: int, text_w: int) -> int:
    """Return where the text's left edge is in its window: in from the right, out at the left, and again.

    It depends on nothing but the time: all cells of a window, on whatever machine, show the same.
    """
    way = win_w + text_w
    return win_w - int(utc_s * speed_px_s % way)


def clock_words(utc_s: float, zone: tzinfo | None, *, seconds: bool) -> tuple[str, str]:
    """Return time of day and date in that zone; None: the machine's own."""
    now = datetime.fromtimestamp(utc_s, UTC).astimezone(zone)
    said = f"{now:%H:%M:%S}" if seconds else f"{now:%H:%M}"
    return said, f"{now.year}年{now.month}月{now.day}日 星期{_DAYS[now.weekday()]}"
