"""`show`, `clear`, `apply`, `undo`: what changes the wall. Each parses, asks, prints."""

from __future__ import annotations

import argparse
from typing import Any

from wallctl.cli.connect import connect
from wallctl.cli.printing import add_json, tell
from wallctl.cli.table import Parsers
from wallctl.errors import BadInput
from wallctl.model.geometry import Rect
from wallctl.model.ids import CellId, PresetId, SourceId
from wallctl.model.layout import Fit, Tour
from wallctl.protocol.attention import Identify
from wallctl.protocol.desk import (
    ApplyPreset,
    Ask,
    ClearWall,
    ProposeReseat,
    Readiness,
    Reseat,
    ReseatBack,
    ShowLabels,
    ShowSource,
    ShowTour,
    Undo,
)


def add_show(sub: Parsers) -> None:
    parser = sub.add_parser("show", help="put a source on the wall")
    parser.add_argument("source", metavar="SOURCE")
    parser.add_argument("--at", required=True, metavar="X,Y,W,H", help="in cells from the top left, from 0")
    parser.add_argument("--fit", choices=[fit.value for fit in Fit], default=Fit.CONTAIN.value)
    parser.add_argument("--important", action="store_true", help="goes to living cells when its own are lost")
    add_json(parser).set_defaults(run=show)


def add_tour(sub: Parsers) -> None:
    parser = sub.add_parser("tour", help="put a window on the wall that goes through several sources")
    parser.add_argument("sources", metavar="SOURCE", nargs="+")
    parser.add_argument("--at", required=True, metavar="X,Y,W,H", help="in cells from the top left, from 0")
    parser.add_argument(
        "--dwell", type=float, default=10.0, metavar="S", help="seconds for each (default 10)"
    )
    parser.add_argument("--fit", choices=[fit.value for fit in Fit], default=Fit.CONTAIN.value)
    parser.add_argument("--important", action="store_true", help="goes to living cells when its own are lost")
    add_json(parser).set_defaults(run=tour)


def add_clear(sub: Parsers) -> None:
    add_json(sub.add_parser("clear", help="take everything off the wall")).set_defaults(run=clear)


def add_apply(sub: Parsers) -> None:
    parser = sub.add_parser("apply", help="put a preset on the wall")
    parser.add_argument("preset", metavar="PRESET")
    parser.add_argument(
        "--all-or-nothing", action="store_true", help="refuse when a window is not ready in time"
    )
    add_json(parser).set_defaults(run=apply)


def add_undo(sub: Parsers) -> None:
    add_json(sub.add_parser("undo", help="bring back what was there before")).set_defaults(run=undo)


def add_reseat(sub: Parsers) -> None:
    parser = sub.add_parser("reseat", help="put the main and important windows on living cells")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--propose", action="store_true", help="only show what would be moved")
    which.add_argument("--back", action="store_true", help="all where it was, once the cells are back")
    parser.add_argument(
        "--lost", action="append", default=[], metavar="CELL", help="a cell that is dark, as r0c1 (repeat)"
    )
    add_json(parser).set_defaults(run=reseat)


def add_identify(sub: Parsers) -> None:
    parser = sub.add_parser(
        "identify", help="have cells show which they are, large, for 10 s; none named: all"
    )
    parser.add_argument("cells", metavar="CELL", nargs="*", help="r0c0, r0c1, ...")
    add_json(parser).set_defaults(run=identify)


def add_labels(sub: Parsers) -> None:
    parser = sub.add_parser("labels", help="show or hide names on the glass; badges of dead pictures stay")
    parser.add_argument("shown", metavar="on|off", choices=["on", "off"])
    add_json(parser).set_defaults(run=labels)


def parse_rect(text: str) -> Rect:
    """Return `X,Y,W,H` as a rectangle in cells; raise `BadInput`."""
    try:
        x, y, w, h = (float(part) for part in text.split(","))
        return Rect(x=x, y=y, w=w, h=h)
    except ValueError:
        raise BadInput(
            f"--at {text}",
            "is not a rectangle",
            "four numbers in cells, such as 1,1,2,2; width and height > 0",
        ) from None


def show(args: argparse.Namespace) -> int:
    source, at = SourceId(args.source), parse_rect(args.at)
    return _change(args, ShowSource(source=source, at=at, fit=Fit(args.fit), important=args.important))


def tour(args: argparse.Namespace) -> int:
    at, fit = parse_rect(args.at), Fit(args.fit)
    try:
        course = Tour(sources=tuple(map(SourceId, args.sources)), dwell_s=args.dwell)
    except ValueError:
        raise BadInput(
            f"tour {' '.join(args.sources)} --dwell {args.dwell:g}",
            "is no tour",
            "2 to 64 sources, at least two different ones, 3 to 3600 seconds for each",
        ) from None
    return _change(args, ShowTour(tour=course, at=at, fit=fit, important=args.important))


def clear(args: argparse.Namespace) -> int:
    return _change(args, ClearWall())


def apply(args: argparse.Namespace) -> int:
    readiness = Readiness.ALL_OR_NOTHING if args.all_or_nothing else Readiness.HOLD
    return _change(args, ApplyPreset(preset=PresetId(args.preset), readiness=readiness))


def undo(args: argparse.Namespace) -> int:
    return _change(args, Undo())


def labels(args: argparse.Namespace) -> int:
    return _change(args, ShowLabels(shown=args.shown == "on"))


def identify(args: argparse.Namespace) -> int:
    return _change(args, Identify(cells=tuple(CellId(cell) for cell in args.cells)))


def reseat(args: argparse.Namespace) -> int:
    lost = tuple(CellId(cell) for cell in args.lost)
    if args.back:
        return _change(args, ReseatBack())
    if not args.propose:
        return _change(args, Reseat(lost=lost))
    with connect(args) as client:
        result, _ = client.ask(ProposeReseat(lost=lost))
    tell(args, result, _seats(result) or "nothing to move")
    return 0


def _seats(result: dict[str, Any]) -> str:
    """Return who goes where, one a line."""
    lines = [
        f"{move['window']}: {_place(move['from'])} -> {_place(move['to'])}"
        for move in result.get("moves", ())
    ]
    lines += [f"{name}: hidden, goes" for name in result.get("off", ())]
    lines += [f"{name}: no room" for name in result.get("unseated", ())]
    return "\n".join(lines)


def _place(sides: list[float]) -> str:
    return ",".join(f"{side:g}" for side in sides)


def _change(args: argparse.Namespace, ask: Ask) -> int:
    with connect(args) as client:
        result, _ = client.ask(ask)
    words = f"revision {result.get('revision')}"
    if "windows" in result:
        words += f", {result.get('ready')}/{result['windows']} windows ready"
    if result.get("spread_ms") is not None:
        words += f", shown after {result.get('took_ms')} ms, cells {result['spread_ms']} ms apart"
    seats = _seats(result)
    words += f"\n{seats}" if seats else ""
    gone = result.get("locked_off") or []
    words += f"\nlocked, and taken off all the same: {', '.join(map(str, gone))}" if gone else ""
    held = result.get("held") or []
    tell(args, result, words + (f"\nnot ready: {', '.join(map(str, held))}" if held else ""))
    return 0
