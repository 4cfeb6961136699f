"""Search over the catalogue, made anew when that changes, beside the GUI thread: names take long to read.

The worker thread touches no widget; it files what it made, and one queued wake-up hands it over.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from wallctl.controller.source_panel import Search
from wallctl.model.city import District
from wallctl.model.ids import SourceId
from wallctl.model.source import Agency, Source
from wallctl.rules.search import SearchIndex
from wallctl.store.readings import Readings, search_entries

SHOWN_HITS = 60
SOON_MS = 300
_STOP_S = 5.0
Wanted = tuple[tuple[Source, ...], tuple[Agency, ...]]


def plain_search(sources: Sequence[Source]) -> Search:
    """Return a search by ids and names as they are written: there at once, until the better one is made."""
    words = [
        (source.ref, "\n".join((source.id, source.name, source.name_en, *source.aliases)).casefold())
        for source in sources
    ]

    def find(query: str) -> list[SourceId]:
        wanted = query.casefold()
        return [ref for ref, text in words if wanted in text][:SHOWN_HITS]

    return find


def full_search(
    sources: Sequence[Source],
    agencies: Collection[Agency],
    districts: Collection[District],
    readings: Readings,
) -> Search:
    """Return the search that finds a source by any of its names: Chinese, English, pinyin, initials."""
    index = SearchIndex(search_entries(sources, agencies, districts, readings), readings.aloud)

    def find(query: str) -> list[SourceId]:
        return [SourceId(hit.key) for hit in index.find(query, SHOWN_HITS)]

    return find


class SearchMaker(QObject):
    """Makes the search for the newest catalogue; `ready` brings it to the GUI thread."""

    ready = Signal(object)
    _made = Signal()

    def __init__(self, readings: Readings, districts: Collection[District]) -> None:
        super().__init__()
        self._readings, self._districts = readings, tuple(districts)
        self._lock = threading.Lock()
        self._next: Wanted | None = None
        self._done: Search | None = None
        self._thread: threading.Thread | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._begin)
        self._made.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)

    def make(self, sources: Sequence[Source], agencies: Collection[Agency]) -> None:
        """Begin to make the search for this catalogue; one that is under way is not handed over any more.

        Not at once: a large catalogue takes a second, and the window that shows it comes first.
        """
        with self._lock:
            self._next = (tuple(sources), tuple(agencies))
        self._soon.start()

    @Slot()
    def _begin(self) -> None:
        with self._lock:
            if self._thread is None and self._next is not None:
                self._thread = threading.Thread(target=self._work, name="search index", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Hand over nothing any more; waits for the worker."""
        self._soon.stop()
        self._made.disconnect(self._hand_over)
        with self._lock:
            self._next, thread = None, self._thread
        if thread is not None:
            thread.join(_STOP_S)

    def _work(self) -> None:
        while True:
            with self._lock:
                wanted, self._next = self._next, None
                if wanted is None:
                    self._thread = None
                    return
            made = full_search(*wanted, self._districts, self._readings)
            with self._lock:
                if self._next is None:
                    self._done = made
            self._made.emit()

    @Slot()
    def _hand_over(self) -> None:
        with self._lock:
            done, self._done = self._done, None
        if done is not None:
            self.ready.emit(done)
