"""Rule: the machine's authorities are found where the system keeps them, and a file of none is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit.tls_camera import Authority
from wallctl.store.certificates import count_certificates, machine_certificates


def test_the_system_is_asked_for_the_file_of_its_authorities(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = tmp_path / "ca-certificates.crt"
    bundle.write_text("x")
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    assert machine_certificates() == bundle
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "gone"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert machine_certificates() == bundle, "Debian keeps one file of all in its folder"
    bundle.unlink()
    assert machine_certificates() is None


def test_certificates_are_counted(tmp_path: Path) -> None:
    one, other = Authority(tmp_path), Authority(tmp_path, "other")
    both = tmp_path / "both.pem"
    both.write_bytes(one.file.read_bytes() + other.file.read_bytes())
    assert count_certificates(both) == 2
    both.write_text("none\n")
    with pytest.raises(OSError):
        count_certificates(both)
