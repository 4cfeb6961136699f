"""Every request has words, and none of them holds a secret."""

from __future__ import annotations

from typing import get_args

import pytest

from wallctl.model.camera_table import Column
from wallctl.model.geometry import Rect
from wallctl.model.ids import CellId, PresetId, RequestId, SourceId
from wallctl.model.layout import Fit, Layout, Preset, Tour
from wallctl.model.source import Source, Stream, StreamKind
from wallctl.model.wall import Size
from wallctl.protocol.attention import AcknowledgeAlarms, Identify
from wallctl.protocol.desk import (
    AddSource,
    ApplyPreset,
    Ask,
    ImportSources,
    ListMedia,
    ProposeReseat,
    Readiness,
    Reseat,
    ReseatBack,
    SavePreset,
    ShowLabels,
    ShowNumbers,
    ShowSource,
    ShowTour,
    TakeLayout,
    WatchEcho,
)
from wallctl.protocol.drafting import (
    ArmDraft,
    DeletePreset,
    DropDraft,
    KeyWish,
    ListVersions,
    SaveDraft,
    SaveLive,
)
from wallctl.protocol.looks import CancelLook, TestSource, WatchPreviews
from wallctl.protocol.setting_up import SetWall
from wallctl.protocol.sourcing import AddTemporary, EditSource, KeepSource, PreviewImport, RemoveSource
from wallctl.server.words import in_words

CANARY = "canary-91"
SECRET = Source(id="gate", name="门", main=Stream(url=f"rtsp://u:{CANARY}@10.0.0.1/x?token={CANARY}"))
TOUR = Tour(sources=(SourceId("a"), SourceId("b")), dwell_s=12)
ASKS: list[tuple[Ask, str]] = [
    (
        ShowSource(source=SourceId("wat-08"), at=Rect(x=1, y=1.5, w=2, h=2), fit=Fit.COVER),
        "show wat-08 --at 1,1.5,2,2 --fit cover",
    ),
    (ApplyPreset(preset=PresetId("p")), "apply p"),
    (ApplyPreset(preset=PresetId("p"), readiness=Readiness.ALL_OR_NOTHING), "apply p --all-or-nothing"),
    (TakeLayout(layout=Layout(), preset=PresetId("p")), "take 0 windows of p: "),
    (AddSource(source=SECRET, credential=f"u:{CANARY}"), "source add gate rtsp://***@10.0.0.1/x?…"),
    (PreviewImport(sources=(SECRET,)), "import --dry-run 1 sources"),
    (
        AddTemporary(url=f"rtsp://u:{CANARY}@10.0.0.1/x?t={CANARY}", name="无人机", credential=f"u:{CANARY}"),
        "source temporary rtsp://***@10.0.0.1/x?… 无人机",
    ),
    (KeepSource(source=SourceId("a")), "source keep a"),
    (RemoveSource(source=SourceId("a")), "source remove a"),
    (
        EditSource(
            source=SECRET.with_(aliases=("正门", "大门")),
            columns=(Column.NAME, Column.ALIASES, Column.MAIN),
            credential=f"u:{CANARY}",
        ),
        "source edit gate name=门 aliases=正门;大门 main=rtsp://***@10.0.0.1/x?… with a new login",
    ),
    (ImportSources(sources=(SECRET,), credentials={"gate": f"u:{CANARY}"}), "import 1 sources: gate"),
    (SavePreset(preset=Preset(id="p", name="p", walls={})), "preset save p"),
    (SavePreset(preset=Preset(id="p", name="p", walls={}), over=2), "preset save p over version 2"),
    (
        SavePreset(preset=Preset(id="p", name="p", key="F4", walls={}), key_wish=KeyWish.AS_SAID),
        "preset save p, key F4",
    ),
    (
        SavePreset(preset=Preset(id="p", name="p", walls={}), over=2, key_wish=KeyWish.AS_SAID),
        "preset save p over version 2, key none",
    ),
    (SaveLive(preset="p", over=1), "preset save p as on the wall over version 1"),
    (DeletePreset(preset=PresetId("p"), over=2), "preset delete p, version 2"),
    (ListVersions(preset=PresetId("p")), "preset versions p"),
    (SaveDraft(layout=Layout(), preset=PresetId("p")), "draft 0 windows of p: "),
    (DropDraft(over=3), "draft drop 3"),
    (ArmDraft(layout=Layout()), "arm 0 windows: "),
    (ShowLabels(shown=False), "labels off"),
    (ShowNumbers(shown=True), "numbers on"),
    (ListMedia(), "media"),
    (AcknowledgeAlarms(alarms=("w@1", "x@2")), "alarms_acknowledge w@1 x@2"),
    (Identify(cells=(CellId("r0c0"),)), "identify r0c0"),
    (WatchEcho(width=320, fps=2.5), "watch_echo 320 px, 2.5/s"),
    (
        TestSource(url=f"rtsp://u:{CANARY}@10.0.0.1/x", credential=f"u:{CANARY}"),
        "look rtsp://***@10.0.0.1/x main",
    ),
    (TestSource(source=SourceId("a"), stream=StreamKind.SUB), "look a sub"),
    (CancelLook(request=RequestId("r1")), "look_cancel r1"),
    (WatchPreviews(sources=(SourceId("a"), SourceId("b"))), "watch_previews a b"),
    (
        ShowTour(tour=TOUR, at=Rect(x=0, y=0, w=1, h=1), important=True),
        "tour a b --at 0,0,1,1 --dwell 12 --fit contain --important",
    ),
    (
        SetWall(rows=1, cols=2, cell_px=Size(w=800, h=600), outputs={CellId("r0c1"): "DP-1"}),
        "wall 1x2 of 800x600 r0c1=DP-1",
    ),
    (Reseat(lost=(CellId("cell-2-3"),)), "reseat --lost cell-2-3"),
    (ProposeReseat(), "reseat --propose"),
    (ReseatBack(), "reseat --back"),
]


# Requests without fields that must be given, and with no words of their own above.
PLAIN: list[Ask] = [
    kind() for kind in get_args(get_args(Ask)[0]) if kind not in {type(ask) for ask, _ in ASKS}
]


@pytest.mark.parametrize(("ask", "words"), ASKS, ids=[ask.kind for ask, _ in ASKS])
def test_request_in_words(ask: Ask, words: str) -> None:
    assert in_words(ask) == words
    assert CANARY not in in_words(ask)


@pytest.mark.parametrize("ask", PLAIN, ids=[ask.kind for ask in PLAIN])
def test_request_without_anything_to_say_more_is_its_kind(ask: Ask) -> None:
    assert in_words(ask) == ask.kind
