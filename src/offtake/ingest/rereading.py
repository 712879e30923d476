"""Reading the whole archive again with today's parsers, beside the store that is there.

A mended parser changes what old bytes say. So the archive is read into a new store, in the order
it was brought and as of when it was brought; the two are compared, and only then, if asked, the
new one takes the old one's place. The old one is kept beside it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from offtake.domain import Observation
from offtake.ingest.taking import Brought, Outcome, take
from offtake.sources import Request, Source, source
from offtake.store import SeriesFilter, Store, StoredRelease


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that today's parsers read otherwise: what stood, and what would stand."""

    series: str
    period: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Reread:
    """What reading the archive again would change, before anything is changed."""

    releases: int
    refused: tuple[str, ...]
    changes: tuple[Change, ...]
    path: Path


def reread(
    store: Store,
    *,
    connectors: Mapping[str, Source],
    start: Callable[[Path], Store],
    path: Path,
) -> Reread:
    """Read a store's archive into a new store at `path` and return how the two differ.

    `start` makes the store that both began from (the bundled figures).
    """
    new = start(path)
    again = [
        one
        for one in store.releases()
        if one.revision > new.revision and one.release.snapshot.is_archived
    ]
    refused = []
    for one in again:
        connector = connectors.get(one.release.source)
        if connector is None:
            refused.append(f"{one.release.source}: {one.release.title}: no parser for it any more")
            continue
        row = source(one.release.source)
        ingested = take(new, source=connector, row=row, brought=_brought(store, one))
        if ingested.outcome is Outcome.QUARANTINED:
            refused.append(ingested.problem)
    return Reread(len(again), tuple(refused), tuple(_differences(store, new)), path)


def _brought(store: Store, one: StoredRelease) -> Brought:
    snapshot = one.release.snapshot
    request = Request(
        source=one.release.source,
        url=snapshot.request,
        title=one.release.title,
        media_types=(snapshot.media_type,),
        covers_start=one.release.covers_start,
        covers_end=one.release.covers_end,
    )
    return Brought(
        request, store.content(snapshot.sha256), snapshot.media_type, snapshot.retrieved_at
    )


def _differences(store: Store, new: Store) -> list[Change]:
    before, after = _standing(store), _standing(new)
    return [
        Change(series, f"{start}/{end}", _said(before, key), _said(after, key))
        for key in sorted(before.keys() | after.keys())
        for series, start, end in [key]
        if _said(before, key) != _said(after, key)
    ]


Key = tuple[str, date, date]


def _standing(store: Store) -> dict[Key, Observation]:
    """Return what stands today; in the order of the log, so that the last word wins."""
    rows = store.history(SeriesFilter())
    return {(str(one.key), one.period.start, one.period.last_day): one for one in rows}


def _said(standing: Mapping[Key, Observation], key: Key) -> str:
    one = standing.get(key)
    if one is None:
        return "nothing"
    value = "no figure" if one.value is None else f"{one.value:f}"
    return f"{value} ({one.status.value})"
