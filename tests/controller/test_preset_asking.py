"""Rules: a request about presets is answered once; a key that another has is refused by that one's name."""

from __future__ import annotations

from tests.controller.conftest import Bench
from tests.controller.test_preset_desk import DYKE, known
from wallctl.controller.preset_asking import PresetAsking
from wallctl.controller.session import Answer
from wallctl.protocol.desk import SavePreset
from wallctl.protocol.drafting import KeyWish


def test_an_answer_comes_once_and_only_to_who_asked(bench: Bench) -> None:
    one, other = PresetAsking(bench.session, bench.session), PresetAsking(bench.session, bench.session)
    mine: list[Answer] = []
    theirs: list[Answer] = []
    ask = SavePreset(preset=known(bench), over=1)
    one.ask(ask, mine.append)
    other.ask(SavePreset(preset=known(bench), over=1), theirs.append)
    bench.until(lambda: mine and theirs)
    assert len(mine) == 1 and mine[0].ask is ask and len(theirs) == 1
    assert "没有保存" in other.why(theirs[0]) and "第 2 版" in other.why(theirs[0])


def test_who_has_the_key_is_named_as_the_desk_calls_it(bench: Bench) -> None:
    asking = PresetAsking(bench.session, bench.session)
    refused: list[Answer] = []
    new = known(bench).with_(id="own", name="自己的", name_en="")
    asking.ask(SavePreset(preset=new, key_wish=KeyWish.AS_SAID), refused.append)
    bench.until(lambda: refused)
    assert f"F4 已属于「{known(bench, DYKE).name}」" in asking.why(refused[0])
