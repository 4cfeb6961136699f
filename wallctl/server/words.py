"""Requests in words, as revisions and the audit log carry them. Never a credential or a query."""

from __future__ import annotations

from typing import assert_never

from wallctl.model.geometry import Rect
from wallctl.protocol.attention import AcknowledgeAlarms, Identify
from wallctl.protocol.desk import (
    AddSource,
    ApplyPreset,
    Ask,
    ClearWall,
    Events,
    ImportSources,
    ListMedia,
    ListPresets,
    ListSources,
    ProposeReseat,
    Readiness,
    Reseat,
    ReseatBack,
    SavePreset,
    ShowLabels,
    ShowNumbers,
    ShowSource,
    ShowTour,
    Status,
    StopSite,
    TakeLayout,
    TakeSnapshot,
    Undo,
    Watch,
    WatchEcho,
)
from wallctl.protocol.drafting import (
    ArmDraft,
    CallTakeOff,
    DeletePreset,
    DropDraft,
    KeyWish,
    ListVersions,
    SaveDraft,
    SaveLive,
)
from wallctl.protocol.looks import CancelLook, TestSource, WatchPreviews
from wallctl.protocol.setting_up import LoadSample, SetWall
from wallctl.protocol.sourcing import AddTemporary, EditSource, KeepSource, PreviewImport, RemoveSource
from wallctl.rules.catalogue_changes import cell_of
from wallctl.rules.edit_source import ADDRESSES
from wallctl.rules.urls import shown_url


def in_words(ask: Ask) -> str:
    """Return what is asked, as it would be typed."""
    match ask:
        case ShowSource() | ShowTour():
            return _shown(ask)
        case Reseat(lost=lost) | ProposeReseat(lost=lost):
            propose = " --propose" if isinstance(ask, ProposeReseat) else ""
            return f"reseat{propose}{''.join(f' --lost {cell}' for cell in lost)}"
        case ReseatBack():
            return "reseat --back"
        case ApplyPreset(preset=preset, readiness=readiness):
            whole = " --all-or-nothing" if readiness is Readiness.ALL_OR_NOTHING else ""
            return f"apply {preset}{whole}"
        case TakeLayout(layout=layout, preset=preset):
            named = f" of {preset}" if preset else ""
            return f"take {len(layout.windows)} windows{named}: {', '.join(sorted(layout.sources))}"
        case AddSource() | ImportSources() | PreviewImport() | AddTemporary():
            return _sourced(ask)
        case EditSource() | KeepSource() | RemoveSource():
            return _sourced(ask)
        case (
            SavePreset()
            | SaveLive()
            | DeletePreset()
            | ListVersions()
            | SaveDraft()
            | DropDraft()
            | ArmDraft()
        ):
            return _prepared(ask)
        case AcknowledgeAlarms() | Identify() | ShowLabels() | ShowNumbers() | SetWall():
            return _of_the_wall(ask)
        case WatchEcho() | TestSource() | CancelLook() | WatchPreviews():
            return _looked(ask)
        case (
            ClearWall()
            | Undo()
            | CallTakeOff()
            | Status()
            | ListSources()
            | ListPresets()
            | ListMedia()
            | TakeSnapshot()
            | Events()
            | Watch()
            | LoadSample()
            | StopSite()
        ):
            return ask.kind
        case _:
            assert_never(ask)


def _of_the_wall(ask: AcknowledgeAlarms | Identify | ShowLabels | ShowNumbers | SetWall) -> str:
    match ask:
        case AcknowledgeAlarms(alarms=names) | Identify(cells=names):
            return f"{ask.kind} {' '.join(names)}".rstrip()
        case ShowLabels(shown=shown) | ShowNumbers(shown=shown):
            return f"{ask.kind} {'on' if shown else 'off'}"
        case SetWall(rows=rows, cols=cols, cell_px=px, outputs=outputs):
            on = "".join(f" {cell}={output}" for cell, output in sorted(outputs.items()))
            return f"wall {rows}x{cols} of {px.w}x{px.h}{on}"


def _shown(ask: ShowSource | ShowTour) -> str:
    match ask:
        case ShowSource(source=source):
            what, dwell = f"show {source}", ""
        case ShowTour(tour=tour):
            what, dwell = f"tour {' '.join(tour.sources)}", f" --dwell {tour.dwell_s:g}"
    important = " --important" if ask.important else ""
    return f"{what} --at {_place(ask.at)}{dwell} --fit {ask.fit.value}{important}"


def _sourced(
    ask: AddSource | ImportSources | PreviewImport | AddTemporary | EditSource | KeepSource | RemoveSource,
) -> str:
    match ask:
        case AddSource(source=source):
            urls = [shown_url(stream.url) for stream in (source.main, source.sub) if stream is not None]
            return f"source add {source.id} {' '.join(urls)}"
        case ImportSources(sources=sources):
            return f"import {len(sources)} sources: {', '.join(source.id for source in sources)}"
        case PreviewImport(sources=sources):
            return f"import --dry-run {len(sources)} sources"
        case AddTemporary(url=url, name=name):
            return f"source temporary {shown_url(url)} {name}".rstrip()
        case EditSource():
            return _edited(ask)
        case KeepSource(source=name):
            return f"source keep {name}"
        case RemoveSource(source=name):
            return f"source remove {name}"


def _edited(ask: EditSource) -> str:
    said = []
    for column in ask.columns:
        value = cell_of(ask.source, column)
        text = ";".join(map(str, value)) if isinstance(value, tuple) else str(value)
        said.append(f"{column}={shown_url(text) if column in ADDRESSES and text else text}")
    return f"source edit {ask.source.id} {' '.join(said)}{' with a new login' if ask.credential else ''}"


def _prepared(
    ask: SavePreset | SaveLive | DeletePreset | ListVersions | SaveDraft | DropDraft | ArmDraft,
) -> str:
    match ask:
        case SavePreset(preset=saved, over=over, key_wish=KeyWish.AS_SAID):
            return f"preset save {saved.id}{_over(over)}, key {saved.key or 'none'}"
        case SavePreset(preset=saved, over=over):
            return f"preset save {saved.id}{_over(over)}"
        case SaveLive(preset=name, over=over):
            return f"preset save {name} as on the wall{_over(over)}"
        case DeletePreset(preset=name, over=over):
            return f"preset delete {name}, version {over}"
        case ListVersions(preset=name):
            return f"preset versions {name}"
        case SaveDraft() | DropDraft() | ArmDraft():
            return _drafted(ask)


def _drafted(ask: SaveDraft | DropDraft | ArmDraft) -> str:
    match ask:
        case ArmDraft(layout=layout):
            return f"arm {len(layout.windows)} windows: {', '.join(sorted(layout.sources))}"
        case SaveDraft(layout=layout, preset=preset):
            named = f" of {preset}" if preset else ""
            return f"draft {len(layout.windows)} windows{named}: {', '.join(sorted(layout.sources))}"
        case DropDraft(over=over):
            return f"draft drop {over}"


def _over(version: int | None) -> str:
    return f" over version {version}" if version is not None else ""


def _looked(ask: WatchEcho | TestSource | CancelLook | WatchPreviews) -> str:
    match ask:
        case WatchEcho(width=width, fps=fps):
            return f"watch_echo {width} px, {fps:g}/s"
        case TestSource(source=source, url=url, stream=stream):
            return f"look {source if source is not None else shown_url(url or '')} {stream.value}"
        case CancelLook(request=number):
            return f"look_cancel {number}"
        case WatchPreviews(sources=several):
            return " ".join(("watch_previews", *several))


def _place(rect: Rect) -> str:
    return ",".join(f"{side:g}" for side in (rect.x, rect.y, rect.w, rect.h))
