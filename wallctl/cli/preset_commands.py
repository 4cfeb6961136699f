"""`preset save | export | import | versions | delete`: presets kept, carried elsewhere, looked back at."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from wallctl.cli.connect import connect
from wallctl.cli.printing import add_json, table, tell, whole
from wallctl.cli.table import Parsers
from wallctl.errors import BadInput, NotFound, Unavailable
from wallctl.model.ids import PresetId, Slug
from wallctl.model.layout import Preset
from wallctl.protocol.desk import ListPresets, SavePreset
from wallctl.protocol.drafting import MOST_VERSIONS, DeletePreset, ListVersions, SaveLive

if TYPE_CHECKING:
    from wallctl.cli.client import SiteClient


def add_preset(sub: Parsers) -> None:
    parser = sub.add_parser("preset", help="save, export, import, delete presets; look at their versions")
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_save(inner)
    one = inner.add_parser("export", help="write a preset as a TOML file")
    one.add_argument("preset", metavar="PRESET")
    one.add_argument("out", metavar="FILE", type=Path)
    one.add_argument("--version", type=whole(1), metavar="N", help="an older version (default: the newest)")
    add_json(one).set_defaults(run=export)
    one = inner.add_parser("import", help="take presets from TOML files; all of them are read first")
    one.add_argument("files", metavar="FILE", type=Path, nargs="+")
    one.add_argument("--replace", action="store_true", help="put them in place of those that are there")
    add_json(one).set_defaults(run=import_)
    one = inner.add_parser("versions", help="who saved which version when")
    one.add_argument("preset", metavar="PRESET")
    one.add_argument("--back", type=whole(1), metavar="N", help="make version N the newest again")
    add_json(one).set_defaults(run=versions)
    one = inner.add_parser("delete", help="take a preset off the list; its versions are kept")
    one.add_argument("preset", metavar="PRESET")
    add_json(one).set_defaults(run=delete)


def _add_save(inner: Parsers) -> None:
    parser = inner.add_parser("save", help="save what is on the wall as a preset")
    parser.add_argument("preset", metavar="PRESET", help="its id: letters, digits, `_ . -`")
    parser.add_argument("--name", default="", help="what officers call it (default: as before, else the id)")
    parser.add_argument("--group", default="", help="the group of incidents that it stands with")
    parser.add_argument("--replace", action="store_true", help="put it in place of the one that is there")
    add_json(parser).set_defaults(run=save)


def save(args: argparse.Namespace) -> int:
    _refuse_id(args.preset)
    with connect(args) as client:
        there = _there(client).get(args.preset)
        _refuse_replacing(args.preset, there, replace=args.replace)
        ask = SaveLive(
            preset=args.preset,
            name=args.name,
            group=args.group,
            over=there["version"] if there is not None else None,
        )
        result, _ = client.ask(ask)
    tell(args, result, f"{args.preset}: version {result.get('version')}, {_keyed(result)}")
    return 0


def export(args: argparse.Namespace) -> int:
    from wallctl.store.layout_files import preset_text, write_preset

    with connect(args) as client:
        row = _version(client, args.preset, args.version)
    preset = _preset(row)
    try:
        write_preset(args.out, preset)
    except OSError as wrong:
        raise Unavailable(str(args.out), f"cannot be written: {wrong.strerror}") from None
    told = {"out": str(args.out), "preset": preset.id, "version": row["version"], "toml": preset_text(preset)}
    tell(args, told, f"{args.out}: {preset.id}, version {row['version']}")
    return 0


def import_(args: argparse.Namespace) -> int:
    from wallctl.store.layout_files import read_preset

    presets = [read_preset(path) for path in args.files]
    ids = [preset.id for preset in presets]
    for preset in presets:
        if ids.count(preset.id) > 1:
            raise BadInput(f"preset {preset.id}", "is in several of these files", "give each its own id")
    done: list[dict[str, Any]] = []
    words: list[str] = []
    result: dict[str, Any] = {}
    with connect(args) as client:
        known = _there(client)
        for preset in presets:
            _refuse_replacing(preset.id, known.get(preset.id), replace=args.replace)
        for preset in presets:
            there = known.get(preset.id)
            over = there["version"] if there is not None else None
            result, _ = client.ask(SavePreset(preset=preset, over=over))
            told = {name: result[name] for name in ("version", "key", "taken_by") if name in result}
            done.append({"preset": preset.id} | told)
            words.append(f"{preset.id}: version {result['version']}, {_keyed(result, preset.key)}")
    tell(args, {"revision": result.get("revision"), "presets": done}, "\n".join(words))
    return 0


def versions(args: argparse.Namespace) -> int:
    with connect(args) as client:
        if args.back is not None:
            row = _version(client, args.preset, args.back)
            there = _there(client).get(args.preset)
            preset, over = _preset(row), None
            if there is not None:
                # The key is none of what goes back: it stays where hands know it.
                preset, over = preset.with_(key=there["key"]), there["version"]
            result, _ = client.ask(SavePreset(preset=preset, over=over))
            tell(args, result, f"{args.preset}: version {result['version']} is version {args.back} again")
            return 0
        result, _ = client.ask(ListVersions(preset=PresetId(args.preset), last=MOST_VERSIONS))
    rows = [
        {
            "version": str(row["version"]),
            "when": _when(row["at_utc_s"]),
            "who": " ".join(part for part in (row["officer"] or row["actor"], row["seat"]) if part),
            "name": row["name"],
            "": "deleted" if row["gone"] else "",
        }
        for row in result["versions"]
    ]
    tell(args, result, table(rows, ("version", "when", "who", "name", "")))
    return 0


def delete(args: argparse.Namespace) -> int:
    with connect(args) as client:
        there = _there(client).get(args.preset)
        if there is None:
            raise NotFound(f"preset {args.preset}", "no preset of that name", "`wallctl presets` lists them")
        result, _ = client.ask(DeletePreset(preset=PresetId(args.preset), over=there["version"]))
    back = f"`wallctl preset versions {args.preset} --back {there['version']}` brings it back"
    tell(args, result, f"{args.preset}: deleted; {back}")
    return 0


def _there(client: SiteClient) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in client.ask(ListPresets())[0]["presets"]}


def _version(client: SiteClient, name: str, version: int | None) -> dict[str, Any]:
    """Return a row of the newest version, or of that one; raise `NotFound`."""
    result, _ = client.ask(ListVersions(preset=PresetId(name), last=MOST_VERSIONS))
    rows: list[dict[str, Any]] = result["versions"]
    found = next((row for row in rows if version in (None, row["version"])), None)
    if found is None:
        kept = ", ".join(str(row["version"]) for row in rows)
        raise NotFound(f"preset {name}, version {version}", "is not there", f"there are {kept}")
    return found


def _keyed(result: dict[str, Any], wanted: str = "") -> str:
    """Say which key the preset has now, and who has the one that its file names."""
    words = f"key {result['key']}" if result.get("key") else "no key"
    first = result.get("taken_by")
    return f"{words} ({wanted} belongs to {first})" if first else words


def _preset(row: dict[str, Any]) -> Preset:
    return Preset.model_validate_json(json.dumps(row["preset"]))


def _refuse_id(name: str) -> None:
    try:
        TypeAdapter(Slug).validate_python(name)
    except ValidationError:
        allowed = "letters, digits, - _ . and at most 64 of them"
        raise BadInput(f"preset {name}", "cannot be an id", allowed) from None


def _refuse_replacing(name: str, there: dict[str, Any] | None, *, replace: bool) -> None:
    if there is not None and not replace:
        raise BadInput(
            f"preset {name}",
            f"is there in version {there['version']}",
            "choose another id, or say --replace",
        )


def _when(at_utc_s: float | None) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at_utc_s)) if at_utc_s is not None else "-"
