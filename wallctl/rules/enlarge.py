"""One picture in the wall's main area, and back again exactly. Must not know keys, nor who looks.

The picture changes places with the layout's main window; where there is none, or it is locked, it lies over
the largest central area. Where each window belongs is kept in the window itself (`home`), so that any desk,
after any restart, can put it back.
"""

from __future__ import annotations

from wallctl.model.geometry import Rect
from wallctl.model.ids import WindowId
from wallctl.model.layout import Home, Layout, Role, Window
from wallctl.model.wall import Wall
from wallctl.rules.edit_layout import found, put_back, raised, replaced

MOST_SHARE = 2 / 3
"""The central area covers no more of the wall than this: the rest stays seen."""
SMALL_WALL_CELLS = 4
"""On a wall of so few cells the whole wall is the central area."""
_PICTURE_RATIO = 16 / 9


def enlarge(wall: Wall, layout: Layout, name: WindowId) -> Layout:
    """Return the layout with that window in the main area; if it is away from home, with all back home.

    Another picture that is large at the time goes back first. A locked window stays where it is.
    Raises `NotFound` for a window that is not there.
    """
    if found(layout, name).home is not None:
        return put_back(layout)
    layout = put_back(layout)
    window = found(layout, name)
    main = main_window(layout)
    if window.locked or (main is not None and main.id == name and _is_large(wall, main)):
        return layout
    if main is None or main.id == name or main.locked:
        area = main.rect if main is not None and main.id != name else central_area(wall)
        return layout if window.rect == area else _put_over(layout, window, area)
    small = main.with_(rect=window.rect, z=window.z, home=Home(rect=main.rect, z=main.z))
    return _put_over(replaced(layout, small), window, main.rect)


def main_window(layout: Layout) -> Window | None:
    """Return the layout's main window, if it has one."""
    return next((window for window in layout.windows if window.role is Role.MAIN), None)


def central_area(wall: Wall) -> Rect:
    """Return the central cells in which a picture is largest; of equals the fewest, the upper, the left."""
    if wall.rows * wall.cols <= SMALL_WALL_CELLS:
        return wall.bounds
    sizes = [
        (wide, high)
        for wide in range(1, wall.cols + 1)
        for high in range(1, wall.rows + 1)
        if wide * high <= MOST_SHARE * wall.rows * wall.cols
    ]
    wide, high = max(sizes, key=lambda size: (_picture_w(wall, *size), -size[0] * size[1]))
    return Rect(
        x=float((wall.cols - wide) // 2), y=float((wall.rows - high) // 2), w=float(wide), h=float(high)
    )


def _picture_w(wall: Wall, wide: int, high: int) -> float:
    """How many pixels wide a whole picture is in so many cells."""
    return min(float(wide * wall.cell_px.w), high * wall.cell_px.h * _PICTURE_RATIO)


def _is_large(wall: Wall, window: Window) -> bool:
    area = central_area(wall)
    return window.rect.w * window.rect.h >= area.w * area.h


def _put_over(layout: Layout, window: Window, area: Rect) -> Layout:
    away = window.with_(rect=area, home=Home(rect=window.rect, z=window.z))
    return raised(replaced(layout, away), window.id)
