"""`source` and `import`: sources that come and go. Logins travel apart from addresses."""

from __future__ import annotations

import argparse
import difflib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from wallctl.cli import scout_commands
from wallctl.cli.connect import connect
from wallctl.cli.logins import add_password, log_in
from wallctl.cli.printing import add_json, tell
from wallctl.cli.table import Parsers
from wallctl.errors import BadInput, WallError
from wallctl.model.ids import SourceId
from wallctl.model.source import Source, SourceKind, Stream
from wallctl.protocol.desk import AddSource, ImportSources, ListSources
from wallctl.protocol.looks import TestSource
from wallctl.protocol.sourcing import AddTemporary, KeepSource, PreviewImport, RemoveSource
from wallctl.rules.catalogue_changes import CatalogueChanges, Fields, Lowered

if TYPE_CHECKING:
    from wallctl.store.catalogue_files import CameraFile

TOLD_AT_MOST = 20
"""A line names no more than so many sources; `--json` names all."""


def add_source(sub: Parsers) -> None:
    parser = sub.add_parser("source", help="add, test, keep or remove a source")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    add = actions.add_parser("add", help="a new source by its address")
    add.add_argument("id", metavar="ID")
    add.add_argument(
        "url",
        metavar="URL",
        help="rtsp, rtsps, http, https, rtmp: rtsp://USER@HOST/PATH; file:NAME; v4l2:NAME",
    )
    add.add_argument("--sub", metavar="URL", help="its small stream")
    add.add_argument("--agency", default="")
    add.add_argument("--name", default="")
    add.add_argument(
        "--test", action="store_true", help="look at it first; without a picture it is not added"
    )
    add_json(add_password(add)).set_defaults(run=source_add)
    scout_commands.add_test(actions)
    for_a_day = actions.add_parser("temporary", help="a source that goes by itself after 24 hours")
    for_a_day.add_argument("url", metavar="URL")
    for_a_day.add_argument("--name", default="")
    add_json(add_password(for_a_day)).set_defaults(run=source_temporary)
    keep = actions.add_parser("keep", help="make a temporary source an ordinary one")
    keep.add_argument("id", metavar="ID")
    add_json(keep).set_defaults(run=source_keep)
    remove = actions.add_parser("remove", help="take a source out of the catalogue")
    remove.add_argument("id", metavar="ID")
    add_json(remove).set_defaults(run=source_remove)


def add_import(sub: Parsers) -> None:
    parser = sub.add_parser("import", help="sources from a CSV file; all or none")
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--dry-run", action="store_true", help="say what it would do; change nothing")
    parser.add_argument(
        "--any-agency", action="store_true", help="also cameras of agencies that the site does not know"
    )
    add_json(parser).set_defaults(run=import_sources)


def source_add(args: argparse.Namespace) -> int:
    (url, *sub), credential = log_in(args, [args.url, *([args.sub] if args.sub else [])])
    try:
        source = Source(
            id=args.id,
            name=args.name or args.id,
            agency=args.agency,
            kind=SourceKind.FILE if url.startswith("file:") else SourceKind.OTHER,
            main=Stream(url=url),
            sub=Stream(url=sub[0]) if sub else None,
        )
    except ValidationError as wrong:
        if all(flaw["loc"] != ("id",) for flaw in wrong.errors()):
            raise
        raise BadInput(args.id, "cannot be an id", "letters, digits, - _ . and at most 64 of them") from None
    if args.test:
        seen, _ = scout_commands.seen_of(args, TestSource(url=url, credential=credential))
        scout_commands.refuse_unless_seen(args.id, seen)
    with connect(args) as client:
        result, _ = client.ask(AddSource(source=source, credential=credential))
    tell(args, result, f"{args.id} added, revision {result.get('revision')}")
    return 0


def source_temporary(args: argparse.Namespace) -> int:
    (url,), credential = log_in(args, [args.url])
    ask = AddTemporary(url=url, name=args.name, credential=credential)
    with connect(args) as client:
        result, _ = client.ask(ask)
    tell(args, result, f"{result.get('source')} added for 24 hours, revision {result.get('revision')}")
    return 0


def source_keep(args: argparse.Namespace) -> int:
    with connect(args) as client:
        result, _ = client.ask(KeepSource(source=SourceId(args.id)))
    tell(args, result, f"{args.id} stays, revision {result.get('revision')}")
    return 0


def source_remove(args: argparse.Namespace) -> int:
    with connect(args) as client:
        result, _ = client.ask(RemoveSource(source=SourceId(args.id)))
    tell(args, result, f"{args.id} removed, revision {result.get('revision')}")
    return 0


def import_sources(args: argparse.Namespace) -> int:
    from wallctl.cli.client import open_site
    from wallctl.store.catalogue_files import Words, cameras_from_rows
    from wallctl.store.csv_text import read_rows

    rows, where = read_rows(args.file), str(args.file)
    words = Words(rules=open_site(args.site).url_rules)
    read = cameras_from_rows(rows, where, words)
    with connect(args) as client:
        known, _ = client.ask(ListSources())
        if not args.any_agency:
            agencies = [str(agency) for agency in known.get("agencies", ())]
            try:
                read = cameras_from_rows(rows, where, replace(words, agencies=agencies))
            except BadInput as wrong:
                remedy = "nothing was imported; --any-agency takes cameras of new agencies"
                raise BadInput(wrong.thing, wrong.reason, remedy) from None
        try:
            result, _ = client.ask(_asked(read, dry=args.dry_run))
        except WallError as wrong:
            raise _at_its_line(wrong, read, where) from None
    for note in _strange_districts(read, where, known["sources"]):
        print(f"wallctl: {note}", file=sys.stderr)
    report = CatalogueChanges.model_validate_json(json.dumps(result["changes"]))
    if report.lowered:
        print(f"wallctl: warning: {_lowered_in_words(report.lowered)}", file=sys.stderr)
    if args.dry_run:
        told = f"{len(read.sources)} sources would be imported; nothing was changed"
    else:
        told = f"{len(read.sources)} sources imported, revision {result.get('revision')}"
    tell(args, result, "\n".join([told, *_changes_in_words(report)]))
    return 0


def _asked(read: CameraFile, *, dry: bool) -> PreviewImport | ImportSources:
    if dry:
        return PreviewImport(sources=read.sources, says=read.says)
    credentials = {str(name): text for name, text in read.credentials.items()}
    return ImportSources(sources=read.sources, says=read.says, credentials=credentials)


def _at_its_line(wrong: WallError, read: CameraFile, where: str) -> WallError:
    """Let what the server refuses of a source name its line too: only it looks names of hosts up."""
    found = re.match(r"source ([\w.-]+)", wrong.thing)
    line = read.lines.get(SourceId(found[1])) if found else None
    if line is None:
        return wrong
    return type(wrong)(f"{where}:{line}: {wrong.thing}", wrong.reason, wrong.remedy)


def _strange_districts(read: CameraFile, where: str, known: Iterable[Mapping[str, Any]]) -> list[str]:
    """Name districts that may be typing errors. Districts are free: it is no reason to refuse."""
    from wallctl.store.city_files import read_city, sample_city_folder

    shipped = {str(one.id) for one in read_city(sample_city_folder()).districts}
    names = {str(row["district"]) for row in known if row.get("district")} | shipped
    notes = []
    for source in read.sources:
        near = difflib.get_close_matches(source.district, names, n=1) if source.district not in names else []
        if near:
            place = f"{where}:{read.lines[source.ref]}: field `district`"
            notes.append(f"{place}: no other camera is in `{source.district}` — did you mean `{near[0]}`?")
    return notes


def _changes_in_words(report: CatalogueChanges) -> list[str]:
    """One line for each kind of change; nothing is said of what stayed the same."""
    fields = {one.id: one for one in report.fields}
    rows = {
        "new": report.new,
        "changed": tuple(_fields_in_words(ref, fields.get(ref)) for ref in report.changed),
        "fields that change": _counted(report.fields),
        "in another place": report.moved,
        "at another address": report.readdressed,
        "temporary no more": report.for_good,
        "renamed": tuple(f"{one.id} ({one.before} -> {one.after})" for one in report.renamed),
        "same streams under a new id": tuple(f"{one.before} -> {one.after}" for one in report.renumbered),
        "not in the file, kept as they are": report.gone,
        "presets that name what changed or is not in the file": tuple(
            f"{one.preset} ({', '.join(one.sources)})" for one in report.presets
        ),
        "unknown agencies": report.strangers,
    }
    return [f"  {what}: {_some(names)}" for what, names in rows.items() if names]


def _lowered_in_words(lowered: Sequence[Lowered]) -> str:
    each = [f"{one.id} ({one.before} -> {one.after})" for one in lowered]
    return f"sensitivity falls: {_some(each)}"


def _fields_in_words(ref: SourceId, other: Fields | None) -> str:
    """Return `gate (tags, aliases emptied)`."""
    if other is None:
        return ref
    return f"{ref} ({', '.join(f'{c} emptied' if c in other.emptied else c for c in other.fields)})"


def _counted(fields: Iterable[Fields]) -> tuple[str, ...]:
    """Return how many cameras each field changes for, the commonest first: `aliases 40 (emptied 12)`."""
    several = tuple(fields)
    all_of = Counter(column for one in several for column in one.fields)
    emptied = Counter(column for one in several for column in one.emptied)
    return tuple(
        f"{column} {n} (emptied {emptied[column]})" if emptied[column] else f"{column} {n}"
        for column, n in all_of.most_common()
    )


def _some(names: Sequence[str]) -> str:
    left = len(names) - TOLD_AT_MOST
    return ", ".join(names[:TOLD_AT_MOST]) + (f" and {left} more" if left > 0 else "")
