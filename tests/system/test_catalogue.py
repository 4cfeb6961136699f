"""Sources and presets through the real server: what is refused by name, and where passwords go."""

from __future__ import annotations

import json
import stat
import time
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.asking import show
from tests.fakes.fake_desk import FakeDesk, Refusal
from tests.fakes.fake_node import FakeNode
from tests.fakes.server_process import ServerProcess, camera, patrol
from wallctl.cli.main import main
from wallctl.model.source import Agency, Source, Stream
from wallctl.protocol.desk import (
    AddSource,
    ImportSources,
    ListPresets,
    ListSources,
    SavePreset,
    Status,
    Watch,
)

CANARY = "canary-5be1"


def new(name: str, url: str = "rtsp://10.0.0.9/live") -> Source:
    return Source(id=name, name=name, main=Stream(url=url))


def names(desk: FakeDesk) -> list[str]:
    return [row["id"] for row in desk.ask(ListSources())["sources"]]


def test_added_source_is_listed_and_can_be_shown(desk: FakeDesk, node: FakeNode) -> None:
    assert desk.ask(AddSource(source=new("gate")))["revision"] == 0
    assert names(desk)[-1] == "gate"
    desk.ask(show("gate"))
    assert "rtsp://10.0.0.9/live" in node.orders[-1].model_dump_json()


def test_added_source_is_there_after_a_kill(server: ServerProcess) -> None:
    with FakeDesk(server.site) as desk:
        desk.ask(AddSource(source=new("gate")))
    server.kill()
    server.start()
    with FakeDesk(server.site) as desk:
        assert names(desk)[-1] == "gate"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("gopher://10.0.0.1/x", "gopher"),
        ("concat:/etc/passwd", "concat"),
        ("file:../../etc/passwd", "media folder"),
        ("rtsp://127.0.0.1/x", "outside the site's networks"),
        ("rtsp://8.8.8.8/x", "outside the site's networks"),
        ("rtsp://169.254.169.254/x", "outside the site's networks"),
        ("rtsp://name-that-does-not-exist.invalid/x", "no address"),
        ("v4l2:cap0", "no such device"),
    ],
)
def test_source_that_the_site_does_not_allow_is_refused(desk: FakeDesk, url: str, words: str) -> None:
    before = names(desk)
    with pytest.raises(Refusal, match=words) as refused:
        desk.ask(AddSource(source=new("evil", url)))
    assert "source evil" in refused.value.problem.thing
    assert names(desk) == before


def test_port_of_the_bus_is_no_camera(desk: FakeDesk, server: ServerProcess) -> None:
    port = server.site.settings.bus.control_port
    with pytest.raises(Refusal, match=str(port)):
        desk.ask(AddSource(source=new("evil", f"rtsp://10.0.0.1:{port}/x")))


def test_taken_id_is_refused(desk: FakeDesk) -> None:
    with pytest.raises(Refusal, match=r"source cam-1.*taken"):
        desk.ask(AddSource(source=new("cam-1")))


def test_password_goes_into_the_secrets_file_and_nowhere_else(
    desk: FakeDesk, server: ServerProcess, node: FakeNode
) -> None:
    desk.ask(Watch())
    desk.ask(AddSource(source=new("gate"), credential=f"admin:{CANARY}"))
    desk.ask(AddSource(source=new("dyke", f"rtsp://admin:{CANARY}@10.0.0.8/x")))
    desk.ask(show("gate"))
    desk.ask(show("dyke", 1))
    with pytest.raises(Refusal) as refused:
        desk.ask(AddSource(source=new("bad", f"rtsp://admin:{CANARY}@8.8.8.8/x")))
    assert CANARY not in str(refused.value)
    server.stop()
    site = server.site
    kept = json.loads(site.secrets_file.read_text())
    assert kept == {"gate": f"admin:{CANARY}", "dyke": f"admin:{CANARY}"}
    assert stat.S_IMODE(site.secrets_file.stat().st_mode) == 0o600
    files = [path for path in site.path.rglob("*") if path.is_file() and path != site.secrets_file]
    assert not [path for path in files if CANARY.encode() in path.read_bytes()]
    assert CANARY not in server.log
    assert CANARY not in "".join(repr(said) for said in desk.said)
    assert CANARY not in "".join(order.model_dump_json() for order in node.orders)
    assert '"secret":"gate"' in node.orders[-1].model_dump_json()


def test_import_replaces_all_or_nothing(desk: FakeDesk, node: FakeNode) -> None:
    desk.ask(show("cam-1"))
    moved = camera("cam-1").with_(sub=Stream(url="rtsp://10.0.0.77/moved"))
    with pytest.raises(Refusal, match=r"8\.8\.8\.8"):
        desk.ask(ImportSources(sources=(moved, new("evil", "rtsp://8.8.8.8/x"))))
    assert "evil" not in names(desk)
    answer = desk.ask(ImportSources(sources=(moved, new("gate")), agencies=(Agency(id="fire", name="消防"),)))
    assert (answer["revision"], answer["imported"]) == (1, 2)
    assert (answer["changes"]["new"], answer["changes"]["changed"]) == (["gate"], ["cam-1"])
    assert "cam-2" in answer["changes"]["gone"] and "cam-2" in names(desk)
    # The picture that is up is ordered anew, under the same version.
    desk.wait(lambda: True if "10.0.0.77" in node.orders[-1].model_dump_json() else None)
    assert node.orders[-1].version.revision == 1


def test_import_keeps_the_credential_that_is_there(desk: FakeDesk, node: FakeNode) -> None:
    desk.ask(AddSource(source=new("gate"), credential="a:b"))
    desk.ask(ImportSources(sources=(new("gate", "rtsp://10.0.0.10/x"),)))
    desk.ask(show("gate"))
    assert '"secret":"gate"' in node.orders[-1].model_dump_json()


def test_import_with_an_id_twice_is_refused(desk: FakeDesk) -> None:
    with pytest.raises(Refusal, match=r"source gate.*twice"):
        desk.ask(ImportSources(sources=(new("gate"), new("gate"))))


def test_preset_is_replaced_only_on_purpose(desk: FakeDesk) -> None:
    changed = patrol().with_(name="夜间")
    with pytest.raises(Refusal, match=r"Conflict.*version 1"):
        desk.ask(SavePreset(preset=changed))
    assert desk.ask(SavePreset(preset=changed, over=1))["version"] == 2
    rows = desk.ask(ListPresets())["presets"]
    assert [(row["id"], row["name"], row["version"], row["windows"]) for row in rows] == [
        ("patrol", "夜间", 2, 6)
    ]


def test_watching_desk_hears_of_new_sources(desk: FakeDesk, server: ServerProcess) -> None:
    desk.ask(Watch())
    with FakeDesk(server.site) as other:
        other.ask(AddSource(source=new("gate")))
    desk.wait(lambda: True if '"gate"' in repr(desk.said).replace("'", '"') else None)
    assert desk.ask(Status())["revision"] == 0


def test_an_import_names_file_line_and_field_of_what_this_site_does_not_know(
    server: ServerProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(row: str, *words: str, code: int = 1) -> str:
        table = tmp_path / "cameras.csv"
        good = "a-1,One,psb,,rtsp://10.0.0.1/x"
        table.write_text(f"id,name,agency,district,main\n{good}\n{row}\n", "utf-8")
        found = main(["--site", str(server.site.path), "import", str(table), *words])
        out, err = capsys.readouterr()
        assert found == code, err
        return err + out

    with FakeDesk(server.site) as desk:
        agencies = tuple(Agency(id=name, name=name) for name in ("psb", "wat"))
        desk.ask(ImportSources(sources=(), agencies=agencies))
    wrong = said("a-2,Two,wta,,rtsp://10.0.0.2/x")
    assert "cameras.csv:3: field `agency`: `wta` is unknown — did you mean `wat`?" in wrong
    assert "--any-agency" in wrong
    assert "cameras.csv:3: field `main`" in said("a-2,Two,wat,,rtsp://8.8.8.8/x", "--dry-run")
    nowhere = said("a-2,Two,wat,,rtsp://name-that-does-not-exist.invalid/x")
    assert "cameras.csv:3: source a-2" in nowhere and "no address" in nowhere
    noted = said("a-2,Two,wat,ziyan,rtsp://10.0.0.2/x", "--dry-run", code=0)
    assert "cameras.csv:3: field `district`" in noted and "did you mean `ziyang`?" in noted
    assert "unknown agencies: wta" in said("a-2,Two,wta,ziyang,rtsp://10.0.0.2/x", "--any-agency", code=0)


def test_the_command_line_says_what_an_import_would_do_then_does_it(
    server: ServerProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str) -> dict[str, Any]:
        assert main(["--site", str(server.site.path), *words, "--json"]) == 0
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        return told

    table = tmp_path / "cameras.csv"
    table.write_text(f"id,name,main\ngate,大门,rtsp://li:{CANARY}@10.0.0.9/live\n", "utf-8")
    before = [row["id"] for row in run("sources")["sources"]]
    preview = run("import", str(table), "--dry-run")
    assert preview["changes"]["new"] == ["gate"]
    assert [row["id"] for row in run("sources")["sources"]] == before
    assert run("import", str(table))["changes"] == preview["changes"]
    assert json.loads(server.site.secrets_file.read_text()) == {"gate": f"li:{CANARY}"}
    day = run("source", "temporary", "rtsp://10.0.0.8/drone", "--name", "无人机")
    assert day["until_utc_s"] > time.time() + 23 * 3600
    run("source", "keep", day["source"])
    kept = {row["id"]: row for row in run("sources")["sources"]}[day["source"]]
    assert kept["until_utc_s"] is None and kept["name"] == "无人机"
    run("source", "remove", "gate")
    assert "gate" not in [row["id"] for row in run("sources")["sources"]]
    assert json.loads(server.site.secrets_file.read_text()) == {}


def test_the_command_lines_import_leaves_what_the_table_does_not_name(
    server: ServerProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def imported(*lines: str) -> tuple[dict[str, Any], str]:
        table = tmp_path / "cameras.csv"
        table.write_text("\n".join(lines), "utf-8")
        assert main(["--site", str(server.site.path), "import", str(table), "--json"]) == 0
        out, err = capsys.readouterr()
        return json.loads(out)["changes"], err

    head = "id,name,sensitivity,aliases,main"
    imported(head, "gate,大门,3,正门,rtsp://10.0.0.9/live")
    changes, err = imported("id,name,main", "gate,大门,rtsp://10.0.0.9/live")
    assert (changes["changed"], changes["same"], err) == ([], 1, "")
    changes, err = imported(head, "gate,大门,1,,rtsp://10.0.0.9/live")
    assert changes["fields"] == [{"id": "gate", "fields": ["sensitivity", "aliases"], "emptied": ["aliases"]}]
    assert err == "wallctl: warning: sensitivity falls: gate (3 -> 1)\n"
