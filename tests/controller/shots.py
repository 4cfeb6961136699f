"""Pictures of the desk for people to judge: `python -m tests.controller.shots OUT` (no renderers).

Every zone, dialog and menu, in both languages, on screens of three sizes: the whole screen each time, so that
it is seen where things lie.
"""

from __future__ import annotations

import argparse
import os
import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from tests.controller.shots_dialogs import Stage, take_dialogs
from tests.controller.shots_over import Hand, take_over
from tests.controller.shots_screen import Camera, spin, three_screens, wait
from tests.controller.shots_states import Setting, take_states
from tests.fakes.desk_city import clip_pictures, put_everyday, sample_city
from tests.fakes.desk_health import Shown
from tests.fakes.desk_server import DeskServer
from wallctl.controller.bell import Bell
from wallctl.controller.bridge import Bridge
from wallctl.controller.main import Desk, make_app
from wallctl.controller.notice import problem_text
from wallctl.controller.session import Session
from wallctl.model.health import Reason, WindowState
from wallctl.model.ids import SeatId
from wallctl.model.layout import Layout
from wallctl.model.truth import Lie, LieKind
from wallctl.protocol.desk import Problem, SavePreset
from wallctl.protocol.node import Severity


def prepare(server: DeskServer) -> None:
    """An ordinary night: everyday layout, some cameras with trouble, some news."""
    now = time.time()
    states = {
        "wat-06": Shown(WindowState.NO_SIGNAL, 90_000, Reason.NO_ANSWER, now - 4_400),
        "lan-03": Shown(WindowState.NO_SIGNAL, 90_000, Reason.REFUSED, now - 1_400),
        "mar-02": Shown(WindowState.LATE, 1_200),
        "lan-01": Shown(WindowState.NO_SIGNAL, 90_000, Reason.NO_ANSWER, now - 3_200),
        "urb-01": Shown(WindowState.STALE, 3_400),
        "trf-05": Shown(WindowState.FROZEN, 8_000, Reason.NONE, now - 600),
        "urb-02": Shown(WindowState.BLACK, 40, Reason.NONE, now - 300),
        "exp-05": Shown(WindowState.CONNECTING, 0),
    }
    for name, state in states.items():
        server.show(name, state)
    put_everyday(server)
    for text, english, severity, ago_s, by, what in (
        (
            "2排5列 画面已自动恢复，0.6 秒",
            "Row 2 column 5 restored by itself in 0.6 s",
            Severity.INFO,
            2_040,
            "",
            "renderer_back",
        ),
        (
            "场景「平时值守」上墙，24 个单元同步差 11 毫秒",
            "Preset Everyday watch is up, spread over 24 cells 11 ms",
            Severity.INFO,
            1_600,
            "值班员01",
            "take_done",
        ),
        (
            "五门闸 wat-06 无信号：无应答",
            "wat-06 Datong Wumen sluice: no signal, no answer",
            Severity.WARNING,
            900,
            "",
            "source_lost",
        ),
        (
            "迎风桥 trf-05 画面冻结",
            "trf-05 Yingfengqiao: picture is frozen",
            Severity.WARNING,
            600,
            "",
            "test",
        ),
        (
            "马安高速隧道口 exp-05 恢复实时",
            "exp-05 Ma'an tunnel is live again",
            Severity.INFO,
            120,
            "",
            "source_live",
        ),
    ):
        server.happen(text, english, severity, ago_s, by, what=what)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", default="", help="take only pictures whose name holds this")
    args = parser.parse_args()
    out = args.out.resolve()
    frames, files = out / "frames", out / "files"
    for folder in (frames, files):
        folder.mkdir(parents=True, exist_ok=True)
    three_screens(out)
    # What a file chooser opens with.
    os.chdir(files)
    app = make_app()
    pictures = clip_pictures(frames)
    for shape in ("3x8", "4x6"):
        server = DeskServer(sample_city(shape, pictures, 320))
        prepare(server)
        with server:
            session = Session(time.monotonic, time.time)
            desk = Desk(app, session, "值班员01 · 主控席", bell=Bell([("true",)]))
            bridge = Bridge(session, server.address, server.desk_keys, SeatId("seat-1"))
            camera = Camera(app, desk, out, args.only)
            desk.window.show()
            camera.each(f"{shape}-starting")
            bridge.start()
            wait(partial(seen, session))
            zones(camera, shape)
            moods(camera, server, shape)
            if shape == "4x6":
                over(camera, server, files)
                trouble(camera, server)
                welcome(camera, server)
            bridge.stop()
            desk.stop()
            desk.window.deleteLater()
            QCoreApplication.sendPostedEvents()
    return 0


def seen(session: Session) -> bool:
    """Whether the desk shows the wall."""
    return session.view is not None and session.echoes.rate_fps(session.now_s) > 0


def zones(camera: Camera, shape: str) -> None:
    """The live wall, and a draft beside it."""
    desk = camera.desk
    camera.each(f"{shape}-live")
    if camera.wants(f"{shape}-draft"):
        desk.presenter.toggle_draft()
        desk.window.presets.key_pressed("F4")
        camera.each(f"{shape}-draft")
        desk.presenter.toggle_draft()


def moods(camera: Camera, server: DeskServer, shape: str) -> None:
    """What is not an ordinary day: a chosen window, a lie, a refusal, an empty wall, loss."""
    window = camera.desk.window
    if camera.wants(f"{shape}-mood-chosen"):
        canvas = window.centre.live.canvas
        canvas.setFocus()
        canvas.select(server.desired.layout.windows[4].id)
        cell = server.city.wall.cell_ids[12]
        server.lies[cell] = Lie(cell=cell, why="…", kind=LieKind.REVISION, revision=417, due=418)
        spin(1.0)
        problem = Problem(
            error="Conflict",
            thing="revision 9",
            reason="值班员02 made revision 9 meanwhile",
            actor="值班员02",
            seat="seat-2",
        )

        def tell() -> None:
            while window.centre.notice.text:
                window.centre.notice.dismiss()
            window.centre.notice.tell(problem_text(problem))

        camera.each(f"{shape}-mood-chosen", tell)
        canvas.select(None)
        server.lies.clear()
        window.centre.notice.dismiss()
    if camera.wants(f"{shape}-mood-lost"):
        window.sources.search.setText("zjyq")
        server.mute = True
        spin(3.0)
        camera.each(f"{shape}-mood-lost")
        server.mute = False
    if camera.wants(f"{shape}-mood-cut"):
        server.echoing = False
        spin(3.0)
        window.sources.search.setText("没有的")
        camera.each(f"{shape}-mood-cut")
        server.echoing = True
        window.sources.search.clear()
    if camera.wants(f"{shape}-mood-empty"):
        server.put(Layout())
        spin(1.5)
        camera.each(f"{shape}-mood-empty")
        put_everyday(server)
        spin(1.0)


def over(camera: Camera, server: DeskServer, files: Path) -> None:
    """Dialogs, menus and the desk's own states, over a wall on which a preset of several versions is."""
    put_everyday(server)
    daily = next(preset for preset in server.city.presets if preset.id == "daily")
    for number in range(3):
        server.prepared.save_preset(SavePreset(preset=daily, over=number + 1), SeatId(f"seat-{number}"))
    server.push_catalogue()
    spin(0.5)
    take_dialogs(camera, Stage(camera.desk, server, files))
    take_over(camera, Hand(camera.desk, server))
    take_states(camera, Setting(camera.desk, server))


def trouble(camera: Camera, server: DeskServer) -> None:
    """Lost cells, a flood of warnings, a cell that lies, two notices."""
    if not camera.wants("trouble"):
        return
    window = camera.desk.window
    lost = server.city.wall.cell_ids[:2]
    server.lost = lost
    server.happen(
        "1排1列、1排2列 无法显示, 2 个重要窗口可移到其他显示单元",
        "Lost: r0c0, r0c1; 2 windows that matter can go elsewhere",
        Severity.ALARM,
        what="cells_lost",
    )
    server.happen(
        "信号源 五门闸 无信号:设备无应答",
        "Source wat-06 has no signal: no answer",
        Severity.WARNING,
        what="source_lost",
        source="wat-06",
    )
    for number in range(7):
        server.happen(
            f"节点负载过高（只显示 {52 - number}% 的帧）：18 路降至 8 帧/秒",
            f"Node overloaded ({52 - number}% of frames shown): 18 pictures down to 8 frames/s",
            Severity.WARNING,
            what="window_eased",
            sources=("wat-06", "psb-01", "trf-05"),
        )
    cell = server.city.wall.cell_ids[9]
    server.lies[cell] = Lie(cell=cell, why="…", kind=LieKind.HUNG, detail="hung")
    notice = window.centre.notice

    def tell() -> None:
        while notice.text:
            notice.dismiss()
        late = "3 of 5 windows were ready, missing: wat-06 (no_answer), a, b, c, d; nothing was changed"
        refusal = Problem(error="Unavailable", thing="all or nothing", reason=late, remedy="wait")
        notice.tell(problem_text(refusal))
        notice.tell(
            problem_text(Problem(error="NotFound", thing="preset flood", reason="no preset of that name"))
        )
        window.activateWindow()
        window.side.events.setFocus()

    camera.each("trouble", tell)
    server.lies.clear()
    server.lost = ()
    while notice.text:
        notice.dismiss()


def welcome(camera: Camera, server: DeskServer) -> None:
    """A site that has no sources yet, and the form for its wall."""
    if not camera.wants("welcome") and not camera.wants("welcome-wall"):
        return
    sources, server.city.sources = server.city.sources, ()
    server.put(Layout())
    server.push_catalogue()
    spin(0.5)
    stage = Stage(camera.desk, server, Path())
    camera.each("welcome")
    camera.each("welcome-wall", stage.wall_outputs)
    server.city.sources = sources


if __name__ == "__main__":
    raise SystemExit(main())
