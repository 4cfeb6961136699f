"""Rule: each proof that a fault test can fail still fits the product, and is judged strictly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.faults.red import Broken, Ran, Scratch, Verdict, judge, patches, read
from tests.house import ROOT

EVERY = patches()
HERE = Path(__file__).parent
RULE_OF = "its rule is broken in {}"
BUS = RULE_OF.format("tests/bus: here the same is seen in processes of their own")
LONGER = "the longer form of the test beside it, which can fail: "
OVERLOAD = "test_under_load_all_but_the_main_window_give_up_frames_until_it_is_over"
UNPROVED = {
    "test_f04_stalled_stream.py::test_a_stream_comes_back_in_time_whenever_it_does": LONGER
    + "f04-slow-return",
    "test_f01_many_killed.py::test_one_eight_and_all_of_a_wall_of_24_paint_again_in_time": LONGER
    + "the three of f01",
    "test_f25_outputs.py::test_a_hundred_times": LONGER + "the three of f25",
    "test_f06_stuck_painter.py::test_full_cores_hide_no_painter_that_stands_still": RULE_OF.format(
        "f06-waiting-decoders-excuse-the-painter: how full these cores are is chance"
    ),
    "test_bus.py::test_a_killed_server_is_lost_and_its_successor_found": BUS,
    "test_bus.py::test_a_server_that_stands_still_is_lost_within_two_seconds": BUS,
    "test_bus.py::test_a_client_that_stands_still_is_lost_within_two_seconds": BUS,
    "test_bus.py::test_stop_with_a_peer_that_stands_still_takes_less_than_a_second": BUS,
    f"test_overload.py::{OVERLOAD}": RULE_OF.format("easing-takes-from-the-main-window, in seconds"),
}


def test_every_patch_still_applies(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    stale = [broken.path.name for broken in EVERY if not scratch.fits(broken.path)]
    assert not stale, "draw these patches anew on the product as it is"


@pytest.mark.parametrize("broken", EVERY, ids=lambda broken: broken.path.stem)
def test_every_patch_names_a_test_that_is_there(broken: Broken) -> None:
    file, _, name = broken.test.partition("::")
    assert f"def {name}(" in (ROOT / file).read_text("utf-8")


def promises() -> list[str]:
    """Every fault test."""
    found = []
    for file in sorted(HERE.glob("test_*.py")):
        if file.name != Path(__file__).name:
            names = re.findall(r"^def (test_\w+)\(", file.read_text("utf-8"), re.MULTILINE)
            found += [f"{file.name}::{name}" for name in names]
    return found


@pytest.mark.parametrize("promise", promises())
def test_every_fault_test_can_fail(promise: str) -> None:
    proved = {broken.test.removeprefix("tests/faults/") for broken in EVERY}
    assert (promise in proved) != (promise in UNPROVED), "one patch at least, or the reason why there is none"


def test_what_has_no_proof_is_there() -> None:
    assert UNPROVED.keys() <= set(promises())


BROKEN = Broken(Path("x.patch"), "t", "it breaks", re.compile("was dark"))


@pytest.mark.parametrize(
    ("ran", "verdict"),
    [
        (Ran(("AssertionError: a cell was dark\n...",), "", 1.0), Verdict.RED),
        (Ran(("assert False\n... was dark",), "", 1.0), Verdict.RED),
        (Ran(("AssertionError: something else",), "", 1.0), Verdict.OTHER),
        (Ran(("ImportError: no module was dark",), "", 1.0), Verdict.OTHER),
        (Ran((), "", 1.0), Verdict.GREEN),
        (Ran((), "no such test", 1.0), Verdict.ERROR),
    ],
)
def test_only_a_failed_assertion_for_the_named_reason_counts(ran: Ran, verdict: Verdict) -> None:
    assert judge(BROKEN, ran) is verdict
    assert verdict.good == (verdict is Verdict.RED)


def test_a_patch_that_does_not_say_what_it_proves_is_refused(tmp_path: Path) -> None:
    patch = tmp_path / "x.patch"
    patch.write_text("--- a/x\n+++ b/x\n")
    with pytest.raises(ValueError, match="does not open with"):
        read(patch)
