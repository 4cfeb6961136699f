"""Rule: a demo whose cameras cannot be replayed says which packages it needs, and makes nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.fakes.fake_machine import FakeMachine
from wallctl.cli.checks.machine import Ran
from wallctl.cli.demo_run import run_demo
from wallctl.errors import Unavailable


@pytest.mark.parametrize("says", [Ran(code=1, err="No module named 'gi'"), Ran(code=0, out="rtph264pay\n")])
def test_a_demo_without_the_rtsp_server_names_its_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: Ran
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(Unavailable, match=r"apt.*gir1\.2-gst-rtsp-server-1\.0"):
        run_demo(True, 1.0, tmp_path / "out", FakeMachine({"GstRtspServer": says}))
    assert list(tmp_path.iterdir()) == []
