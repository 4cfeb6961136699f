"""Rules: a draft says why its cameras were chosen, and offers another where a picture does not come."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from tests.controller.conftest import Bench
from tests.controller.test_preset_desk import CTRL, put, window
from tests.fakes.desk_health import Shown
from wallctl.controller.canvas.telling import window_tip
from wallctl.model.health import WindowState
from wallctl.model.ids import SourceId, WindowId
from wallctl.rules.substitute import Why

DEAD = WindowId("psb-01")


def tip(bench: Bench, name: WindowId) -> str:
    scene = bench.draft.scene
    assert scene is not None
    found = scene.layout.window(name)
    assert found is not None
    return window_tip(scene, found)


def dead_on_a_draft(bench: Bench) -> None:
    put(bench, window(DEAD, 0, 0, 2, 2), window("wat-08", 3, 0))
    bench.server.show("psb-01", Shown(WindowState.NO_SIGNAL))
    bench.key(Qt.Key.Key_D, CTRL)
    bench.until(lambda: bench.draft.scene is not None and DEAD in bench.draft.scene.substitutes)


def test_new_pictures_of_a_preset_say_by_which_rule_they_came(bench: Bench) -> None:
    bench.key(Qt.Key.Key_D, CTRL)
    bench.key(Qt.Key.Key_F4)
    bench.until(lambda: bench.draft.scene is not None and bool(bench.draft.scene.why))
    scene = bench.draft.scene
    assert scene is not None
    by = {name: scene.why[name] for name in scene.why}
    assert Why.PREFERRED in by.values() or Why.NAMED in by.values()
    name = next(iter(by))
    assert "场景选它的理由" in tip(bench, name)
    picture = bench.draft.grab().toImage()
    bench.draft.show_scene(replace(scene, why={}), 0.0)
    assert bench.draft.grab().toImage() != picture, "it stands on the window, too"


def test_a_dead_picture_is_offered_another_and_one_key_takes_it(bench: Bench) -> None:
    dead_on_a_draft(bench)
    scene = bench.draft.scene
    assert scene is not None
    other = scene.substitutes[DEAD].source
    assert bench.session.sources[other].agency == "psb" and other not in scene.layout.sources
    assert "建议" in tip(bench, DEAD) and "S 键" in tip(bench, DEAD)
    bench.draft.select(DEAD)
    bench.draft.setFocus()
    bench.key(Qt.Key.Key_S)
    bench.until(lambda: bench.desk.presenter.draft.layout.window(DEAD).source == other)  # type: ignore[union-attr]
    assert bench.wall.window(DEAD).source == SourceId("psb-01"), "nothing goes up before the take"  # type: ignore[union-attr]
    bench.until(lambda: not bench.draft.scene.substitutes)  # type: ignore[union-attr]


def test_where_nothing_is_on_offer_the_key_says_so(bench: Bench) -> None:
    dead_on_a_draft(bench)
    bench.draft.select(WindowId("wat-08"))
    bench.draft.setFocus()
    bench.key(Qt.Key.Key_S)
    assert "没有建议" in bench.desk.window.centre.notice.text
