"""Rule: a look at a stream that fails for want of disk or descriptors blames this machine, not the camera."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tests.renderer.scripted import source
from wallctl.errors import StreamLost
from wallctl.model.health import Reason
from wallctl.renderer.bystander import Bystander
from wallctl.renderer.sharing import StreamPlace


def test_where_nobody_can_listen_the_machine_is_blamed(
    short_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(place: StreamPlace, path: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(StreamPlace, "_bind", refused)
    with Bystander(short_path, source(), "f-scout-1") as looking, pytest.raises(StreamLost) as lost:
        next(looking.glimpses(1.0))
    assert lost.value.reason == Reason.OWN_FAULT.value
