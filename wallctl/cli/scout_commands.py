"""`look` and `source test`: what a source off the wall looks like. Nothing is changed."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from wallctl.cli.connect import connect_for_pictures
from wallctl.cli.logins import add_password, log_in
from wallctl.cli.printing import add_json, tell
from wallctl.cli.table import Parsers
from wallctl.errors import Unavailable
from wallctl.model.ids import SourceId
from wallctl.model.sighting import Sighting
from wallctl.model.source import StreamKind
from wallctl.protocol.looks import TestSource
from wallctl.rules.urls import shown_url
from wallctl.rules.words import REASONS, REMEDIES


def add_look(sub: Parsers) -> None:
    parser = sub.add_parser("look", help="one look at a source, off the wall")
    parser.add_argument("source", metavar="SOURCE")
    parser.add_argument("--sub", action="store_true", help="at its sub stream")
    _add_out(parser).set_defaults(run=look)


def add_test(actions: Any) -> None:
    parser = actions.add_parser("test", help="one look at an address that is not saved")
    parser.add_argument("url", metavar="URL", help="as for `source add`")
    _add_out(add_password(parser)).set_defaults(run=source_test)


def _add_out(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--out", metavar="PNG", type=Path, help="write a small picture of it there")
    return add_json(parser)


def look(args: argparse.Namespace) -> int:
    stream = StreamKind.SUB if args.sub else StreamKind.MAIN
    return _tell(args, args.source, TestSource(source=SourceId(args.source), stream=stream))


def source_test(args: argparse.Namespace) -> int:
    (url,), credential = log_in(args, [args.url])
    return _tell(args, shown_url(url), TestSource(url=url, credential=credential))


def seen_of(args: argparse.Namespace, ask: TestSource) -> tuple[Sighting, bytes | None]:
    """Have the site look; return what was seen, and a JPEG when a picture came."""
    with connect_for_pictures(args) as client:
        result, pictures = client.ask(ask)
    return Sighting.model_validate_json(json.dumps(result)), pictures.get("picture")


def refuse_unless_seen(name: str, seen: Sighting) -> None:
    """Raise `Unavailable` with the words that a cell would show, when no picture came."""
    if not seen.ready:
        what, remedy = REASONS[seen.reason], REMEDIES.get(seen.reason)
        why = seen.ceiling.words[1] if seen.ceiling is not None else what.en or "no picture came"
        raise Unavailable(name, why, remedy.en if remedy is not None else "")


def _tell(args: argparse.Namespace, name: str, ask: TestSource) -> int:
    seen, jpeg = seen_of(args, ask)
    written = _write(args.out, jpeg) if args.out is not None and jpeg is not None else None
    if args.json:
        tell(args, {"source": ask.source, **seen.model_dump(mode="json"), "out": written}, "")
    refuse_unless_seen(name, seen)
    if not args.json:
        tell(args, None, f"{name}: {_in_words(seen)}" + (f", {written}" if written else ""))
    return 0


def _in_words(seen: Sighting) -> str:
    parts = [seen.codec or "codec not known", f"{seen.width}x{seen.height}"]
    if seen.fps:
        parts.append(f"{seen.fps:g}/s")
    if seen.key_interval_s:
        parts.append(f"a key frame every {seen.key_interval_s:g} s")
    parts.append(f"first picture after {seen.first_frame_ms} ms")
    return ", ".join(parts)


def _write(out: Path, jpeg: bytes) -> str:
    from wallctl.renderer.collage import png_of

    try:
        out.write_bytes(png_of(jpeg))
    except OSError as wrong:
        raise Unavailable(str(out), f"cannot be written: {wrong.strerror}") from None
    return str(out)
