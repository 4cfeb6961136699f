"""A site is made whole or not at all, and a typo in its settings is named."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.store.states import camera, preset, small_wall
from wallctl.errors import BadInput, NotFound, Unavailable
from wallctl.model.budget import Budgets
from wallctl.store.new_site import SOCKET_PATH_BYTES, Seed, init_site
from wallctl.store.site import Site
from wallctl.store.state import Store

SEED = Seed(wall=small_wall(), sources=(camera("a"), camera("b")), presets=(preset("p"), preset("q")))


def key(folder: Path) -> None:
    (folder / "key").write_text("secret")


def make(path: Path, **choices: object) -> Site:
    return init_site(path, SEED, enrol=key, actor="tester", **choices)  # type: ignore[arg-type]


def test_new_site_is_whole_and_closed_to_others(short_path: Path) -> None:
    site = make(short_path / "s", sample=True)
    assert Site.open(short_path / "s").settings == site.settings
    assert site.settings.sample.city and "127.0.0.0/8" in site.networks
    assert (site.keys / "key").read_text() == "secret"
    modes = {path.name: path.stat().st_mode & 0o777 for path in site.path.iterdir()}
    assert {modes[name] for name in ("keys", "run", "node", "media", "log")} == {0o700}
    assert {modes[name] for name in ("secrets.json", "wallctl.db", "site.toml", "wallctl.db.good")} == {0o600}
    assert site.path.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in short_path.iterdir()] == ["s"]
    store = Store.open(site.database, reserve_bytes=0)
    assert [version for version, _ in store.presets()] == [1, 1]
    assert store.verify() == 1
    store.close()


def test_ports_differ_and_are_free(short_path: Path) -> None:
    settings = make(short_path / "s").settings
    ports = [
        settings.bus.control_port,
        settings.bus.picture_port,
        settings.sample.rtsp_port,
        settings.sample.proxy_port,
    ]
    assert len(set(ports)) == 4
    for port in ports:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", port))


@pytest.mark.parametrize("what", ["file", "folder"])
def test_init_never_overwrites(short_path: Path, what: str) -> None:
    place = short_path / "s"
    if what == "file":
        place.write_text("mine")
    else:
        place.mkdir()
        (place / "mine").write_text("mine")
    with pytest.raises(BadInput, match="already"):
        make(place)
    assert (place if what == "file" else place / "mine").read_text() == "mine"


def test_failed_init_leaves_nothing(short_path: Path) -> None:
    def broken(folder: Path) -> None:
        raise Unavailable("keys", "no random numbers")

    with pytest.raises(Unavailable):
        init_site(short_path / "s", SEED, enrol=broken, actor="tester")
    assert list(short_path.iterdir()) == []


def test_wrong_network_is_named(short_path: Path) -> None:
    with pytest.raises(BadInput, match=r"10\.0\.0\.300"):
        make(short_path / "s", allow_nets=["10.0.0.300"])
    assert list(short_path.iterdir()) == []


def test_path_too_long_for_sockets_is_refused_at_init(short_path: Path) -> None:
    with pytest.raises(BadInput, match="too long"):
        make(short_path / ("s" * SOCKET_PATH_BYTES))


def test_no_site_says_how_to_make_one(short_path: Path) -> None:
    with pytest.raises(NotFound, match="wallctl init"):
        Site.open(short_path)


def test_typo_is_named_with_file_line_and_field(short_path: Path) -> None:
    site = make(short_path / "s")
    file = site.path / "site.toml"
    file.write_text(file.read_text().replace("allow_nets", "alow_nets"))
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if "alow_nets" in text)
    with pytest.raises(BadInput, match=rf"site\.toml:{line}.*alow_nets"):
        Site.open(site.path)


def test_site_of_a_newer_version_is_refused(short_path: Path) -> None:
    site = make(short_path / "s")
    file = site.path / "site.toml"
    file.write_text(file.read_text().replace("format = 1", "format = 2\nnovelty = true"))
    with pytest.raises(BadInput, match="newer version"):
        Site.open(site.path)


def test_ceilings_are_read_from_the_example_that_a_new_site_holds(short_path: Path) -> None:
    site = make(short_path / "s")
    assert site.settings.budgets == Budgets()
    file = site.path / "site.toml"
    before, _, example = file.read_text().partition("# [budgets]")
    example = "# [budgets]" + example
    file.write_text(before + example.replace("\n# ", "\n").removeprefix("# "))
    budgets = Site.open(site.path).settings.budgets
    assert budgets.node_mpx_s == 400 and budgets.links[0].mbit_s == 100
    assert (budgets.platforms[0].streams, budgets.platforms[0].link) == (16, "police line")
    file.write_text(file.read_text().replace("streams =", "stream ="))
    with pytest.raises(BadInput, match=r"site\.toml:\d+.*stream"):
        Site.open(site.path)


def test_another_database_is_refused_by_file_line_and_field_and_not_ignored(short_path: Path) -> None:
    site = make(short_path / "s")
    file = site.path / "site.toml"
    settings = file.read_text()
    assert "database" not in settings
    named = 'name = "s"\ndatabase = "{}"'
    file.write_text(settings.replace('name = "s"', named.format("postgresql://wall:sesame@10.0.0.9/wall")))
    with pytest.raises(BadInput, match=r"site\.toml:\d+: field `database`") as refused:
        Site.open(site.path)
    assert "sesame" not in str(refused.value) and "leave it empty" in str(refused.value)
    # What `init` once wrote into every site.
    file.write_text(settings.replace('name = "s"', named.format("")))
    assert Site.open(site.path).settings == site.settings
