"""Rules: the sample city is switched on in the site's own file, which keeps its comments and all else."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallctl.errors import BadInput
from wallctl.model.wall import Wall
from wallctl.store.new_site import Seed, init_site
from wallctl.store.sample_city import LOOPBACK, SampleCity
from wallctl.store.site import Site


@pytest.fixture
def site(short_path: Path) -> Site:
    seed = Seed(wall=Wall(id="main", rows=1, cols=1))
    nets = ("172.99.0.0/16",)
    return init_site(short_path / "s", seed, enrol=lambda keys: None, actor="li", allow_nets=nets)


def test_the_sample_city_is_switched_on_once_and_everything_else_stays(site: Site) -> None:
    city, file = SampleCity(site.path, site.settings), site.path / "site.toml"
    before = [line for line in file.read_text("utf-8").splitlines() if line.startswith("#")]
    city.switch_on()
    city.switch_on()
    now = Site.open(site.path).settings
    assert now.sample.city and now.cameras.allow_nets == ("172.99.0.0/16", LOOPBACK)
    assert now.with_(sample=site.settings.sample, cameras=site.settings.cameras) == site.settings
    assert [line for line in file.read_text("utf-8").splitlines() if line.startswith("#")] == before
    assert file.stat().st_mode & 0o777 == 0o600


def test_its_cameras_are_at_the_port_that_the_site_picked(site: Site) -> None:
    urls = {camera.main.url for camera in SampleCity(site.path, site.settings).cameras() if camera.main}
    assert urls and all(f"127.0.0.1:{site.settings.sample.proxy_port}/" in url for url in urls)


def test_a_site_file_that_cannot_be_read_is_named_and_left_alone(site: Site) -> None:
    file = site.path / "site.toml"
    file.write_text("[sample\n")
    with pytest.raises(BadInput) as refused:
        SampleCity(site.path, site.settings).switch_on()
    assert "site.toml" in refused.value.thing and file.read_text() == "[sample\n"
