"""The catalogue of the server as a desk sees it, by the real server's rules."""

from __future__ import annotations

import time
from collections.abc import Sequence

from pydantic import JsonValue

from wallctl.model.layout import Preset
from wallctl.model.source import Agency, Source
from wallctl.protocol.desk import AddSource, ImportSources
from wallctl.protocol.sourcing import AddTemporary, EditSource, KeepSource, PreviewImport, RemoveSource
from wallctl.rules.catalogue_changes import changes
from wallctl.rules.edit_source import edited
from wallctl.rules.importing import over_known
from wallctl.rules.temporary import temporary

SourceAsk = AddSource | AddTemporary | EditSource | KeepSource | RemoveSource | ImportSources
STAMP = "1124-0312"


def previewed(
    ask: PreviewImport, sources: Sequence[Source], presets: Sequence[Preset], agencies: Sequence[Agency]
) -> dict[str, JsonValue]:
    """Return the answer to a preview."""
    kept = over_known({source.ref: source for source in sources}, ask.sources, ask.says)
    report = changes(tuple(sources), kept, presets, tuple(agencies))
    return {"sources": len(ask.sources), "changes": report.model_dump(mode="json")}


def changed(ask: SourceAsk, sources: Sequence[Source]) -> tuple[tuple[Source, ...], dict[str, JsonValue]]:
    """Return the catalogue after the change, and what the answer says besides the revision."""
    match ask:
        case AddSource():
            return merged(sources, (ask.source,)), {"source": ask.source.id}
        case AddTemporary():
            made, _ = temporary(ask, STAMP, time.time(), {source.ref for source in sources})
            return merged(sources, (made,)), {"source": made.id}
        case KeepSource():
            kept = next(source for source in sources if source.ref == ask.source)
            return merged(sources, (kept.with_(until_utc_s=None),)), {"source": kept.id}
        case EditSource():
            known = next(source for source in sources if source.ref == ask.source.ref)
            return merged(sources, (edited(known, ask),)), {"source": ask.source.id}
        case RemoveSource():
            return tuple(source for source in sources if source.ref != ask.source), {"source": ask.source}
        case ImportSources():
            all_known = {source.ref: source for source in sources}
            return merged(sources, over_known(all_known, ask.sources, ask.says)), {}


def merged(sources: Sequence[Source], more: Sequence[Source]) -> tuple[Source, ...]:
    """Return the sources with these in place of those that have their ids."""
    return tuple({source.ref: source for source in (*sources, *more)}.values())
