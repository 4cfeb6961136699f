"""Rule: what is held against sources outlives the node, and the start of the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallctl.model.ids import SourceId
from wallctl.node.kept_charges import KeptCharges
from wallctl.rules.charges import Charges, Custody, barred, crashed

EVIL = SourceId("evil")


def charged() -> Charges:
    return crashed(crashed({}, [EVIL], 5000.0)[0], [EVIL], 5001.0)[0]


def test_nothing_kept_is_nothing_wrong(tmp_path: Path) -> None:
    assert KeptCharges(tmp_path).load(1.0) == ({}, "")


def test_the_next_node_knows_them(tmp_path: Path) -> None:
    KeptCharges(tmp_path).save(charged())
    assert KeptCharges(tmp_path).load(5002.0) == (charged(), "")


def test_after_a_start_of_the_machine_a_quarantine_begins_anew(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.write_text("one\n")
    after.write_text("two\n")
    KeptCharges(tmp_path, before).save(charged())
    charges, wrong = KeptCharges(tmp_path, after).load(3.0)
    assert not wrong and barred(charges, EVIL)
    assert charges[EVIL].since_s == 3.0 and charges[EVIL].custody is Custody.QUARANTINED


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"boot": "x", "charges": {"a": 1}}'])
def test_a_damaged_file_is_said_and_stops_nobody(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "charges.json").write_bytes(content)
    charges, wrong = KeptCharges(tmp_path).load(1.0)
    assert charges == {} and "charges.json" in wrong
