"""`status`, `sources`, `presets`, `events`, `snapshot`: what looks and changes nothing."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from wallctl.cli.connect import connect, connect_for_pictures
from wallctl.cli.printing import add_json, table, tell, whole
from wallctl.cli.table import Parsers
from wallctl.errors import Unavailable
from wallctl.model.ids import CellId, cell_label
from wallctl.model.wall import Wall
from wallctl.protocol.desk import Events, Happened, ListPresets, ListSources, TakeSnapshot


def add_status(sub: Parsers) -> None:
    add_json(sub.add_parser("status", help="what the wall shows, and whether it is true")).set_defaults(
        run=status
    )


def add_sources(sub: Parsers) -> None:
    add_json(sub.add_parser("sources", help="list the sources")).set_defaults(run=sources)


def add_presets(sub: Parsers) -> None:
    add_json(sub.add_parser("presets", help="list the presets")).set_defaults(run=presets)


def add_events(sub: Parsers) -> None:
    parser = sub.add_parser("events", help="what happened, oldest first")
    parser.add_argument("--follow", action="store_true", help="go on with each new one")
    parser.add_argument(
        "--last", type=whole(0, 10_000), default=50, metavar="N", help="how many old ones (default 50)"
    )
    add_json(parser).set_defaults(run=events)


def add_snapshot(sub: Parsers) -> None:
    parser = sub.add_parser("snapshot", help="a picture of the wall as it is on the glass")
    parser.add_argument("out", metavar="OUT.png", type=Path)
    add_json(parser).set_defaults(run=snapshot)


def status(args: argparse.Namespace) -> int:
    with connect(args) as client:
        result = client.status()
    tell(args, result, _status_words(result))
    return 0


def _status_words(result: dict[str, Any]) -> str:
    truth = result["truth"]
    lines = [f"revision {result['revision']}, {truth['true']}/{truth['of']} cells true"]
    lines += [f"  {lie['cell']}: {lie['why']}" for lie in truth["lies"]]
    lines += [f"node {node['node']}: {_node_words(node)}" for node in result["nodes"]]
    rows = [
        {
            "cell": f"{cell['cell']} {cell_label(CellId(cell['cell']))}",
            "phase": cell["phase"],
            "pid": cell["pid"],
            "restarts": str(cell["restarts"]),
            "windows": ", ".join(
                f"{window['source'] or '-'} {window['state']}"
                + (f" ({window['reason']})" if window.get("reason") else "")
                + (f" {window['fps']:g}/s" if window.get("fps") else "")
                for window in cell["windows"]
            ),
        }
        for cell in result["cells"]
    ]
    return "\n".join([*lines, table(rows, ("cell", "phase", "pid", "restarts", "windows"))])


def _node_words(node: dict[str, Any]) -> str:
    if not node["connected"]:
        return "not connected"
    percent = node["cpu_percent"]
    return f"{percent:.0f} % of its cores in use" if percent is not None else "connected"


def sources(args: argparse.Namespace) -> int:
    with connect(args) as client:
        result, _ = client.ask(ListSources())
    rows = result["sources"]
    columns = ("id", "name", "name_en", "agency", "kind", "district", "standing", "standing_reason")
    tell(args, result, table(rows, columns))
    return 0


def presets(args: argparse.Namespace) -> int:
    with connect(args) as client:
        result, _ = client.ask(ListPresets())
    rows = [
        row | {"ready now": f"{row['ready']}/{row['of']}"} if row.get("of") else row
        for row in result["presets"]
    ]
    tell(args, result, table(rows, ("id", "name", "name_en", "key", "group", "ready now")))
    return 0


def events(args: argparse.Namespace) -> int:
    with connect(args) as client:
        result, _ = client.ask(Events(last=args.last, follow=args.follow))
        happened = [Happened.model_validate_json(json.dumps(event)) for event in result["events"]]
        if args.json and not args.follow:
            sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
            return 0
        for event in happened:
            _say(args, event)
        if args.follow:
            for event in client.happenings(after=happened[-1].seq if happened else 0):
                _say(args, event)
    return 0


def _say(args: argparse.Namespace, event: Happened) -> None:
    if args.json:
        sys.stdout.write(event.model_dump_json() + "\n")
    else:
        at = time.strftime("%m-%d %H:%M:%S", time.localtime(event.at_utc_s))
        sys.stdout.write(f"{at}  {event.severity.value:7}  {event.text}\n")
    sys.stdout.flush()


def snapshot(args: argparse.Namespace) -> int:
    with connect_for_pictures(args) as client:
        result, pictures = client.ask(TakeSnapshot())
    from wallctl.renderer.collage import assemble

    wall = Wall.model_validate_json(json.dumps(result["wall"]))
    if not pictures:
        raise Unavailable("snapshot", "no cell sent a picture", "look at `wallctl status`")
    missing = [cell for cell in wall.cell_ids if cell not in pictures]
    try:
        args.out.write_bytes(assemble(wall, pictures))
    except OSError as wrong:
        raise Unavailable(str(args.out), f"cannot be written: {wrong.strerror}") from None
    words = f"{args.out}: {len(pictures)} cells" + (f", without {', '.join(missing)}" if missing else "")
    tell(args, {"out": str(args.out), "cells": len(pictures), "missing": missing}, words)
    return 0
