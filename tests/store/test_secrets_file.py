"""Credentials are kept, closed to others, and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from wallctl.errors import BadInput
from wallctl.store import secrets_file
from wallctl.store.durable import write_whole
from wallctl.store.secrets_file import SecretsFile

CANARY = "canary-7d1f"


@pytest.fixture
def secrets(tmp_path: Path) -> SecretsFile:
    return SecretsFile(tmp_path / "secrets.json")


def test_credential_is_kept_for_its_owner_only(secrets: SecretsFile, tmp_path: Path) -> None:
    assert secrets.put("cam", SecretStr(f"user:{CANARY}")) is None
    assert secrets.read()["cam"].get_secret_value() == f"user:{CANARY}"
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert CANARY not in repr(secrets.read())


def test_credential_is_replaced_and_removed(secrets: SecretsFile) -> None:
    secrets.put("cam", SecretStr("old"))
    before = secrets.put("cam", SecretStr("new"))
    assert before is not None and before.get_secret_value() == "old"
    secrets.put("cam", None)
    assert secrets.read() == {}


def test_many_credentials_are_one_write_and_can_be_put_back(
    secrets: SecretsFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets.put("old", SecretStr("a"))
    writes: list[Path] = []

    def counted(path: Path, content: bytes, mode: int) -> None:
        writes.append(path)
        write_whole(path, content, mode)

    monkeypatch.setattr(secrets_file, "write_whole", counted)
    new = {f"cam-{number}": SecretStr(f"u:{number}") for number in range(500)}
    before = secrets.put_all({**new, "old": None})
    assert len(writes) == 1
    assert secrets.read() == new
    secrets.put_all(before)
    assert secrets.read() == {"old": SecretStr("a")}
    secrets.put_all({})
    assert len(writes) == 2


@pytest.mark.parametrize("content", [f'{{"cam": "{CANARY}"', f'["{CANARY}"]', f'{{"cam": ["{CANARY}"]}}'])
def test_broken_file_is_named_without_its_content(secrets: SecretsFile, tmp_path: Path, content: str) -> None:
    file = tmp_path / "secrets.json"
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(BadInput, match=r"secrets\.json") as wrong:
        secrets.read()
    assert CANARY not in str(wrong.value)


def test_file_that_others_can_read_is_refused(secrets: SecretsFile, tmp_path: Path) -> None:
    secrets.put("cam", SecretStr("x"))
    (tmp_path / "secrets.json").chmod(0o644)
    with pytest.raises(BadInput, match="chmod 600"):
        secrets.read()
