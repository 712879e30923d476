"""What the manifest says about series, releases and quarantined rows."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from offtake.domain import Flow, Frequency, Release, SeriesKey, Snapshot
from offtake.store.records import (
    QuarantinedRow,
    SeriesFilter,
    StoredQuarantine,
    StoredRelease,
)

_IN_LIST = " IN (SELECT value FROM json_each(?))"
_KEY = "measure, reporter, partner, flow, product, frequency, unit_code, decimals"


def instant_text(instant: datetime) -> str:
    """Return an aware UTC instant as text that sorts like time."""
    return instant.isoformat(timespec="microseconds")


def series(connection: sqlite3.Connection, wanted: SeriesFilter) -> dict[int, SeriesKey]:
    """Return the series a filter lets through, by id, in ascending order of id."""
    conditions, lists = _conditions(wanted)
    rows = connection.execute(
        f"SELECT series_id, {_KEY} FROM series WHERE {conditions} ORDER BY series_id",  # noqa: S608 our own words
        lists,
    )
    return {row[0]: _key(row[1:]) for row in rows}


def _conditions(wanted: SeriesFilter) -> tuple[str, list[str]]:
    """Return what a filter asks for as SQL, and the lists it refers to."""
    conditions, lists = ["1"], []
    for column, words in (
        ("product", wanted.products),
        ("partner", wanted.partners),
        ("measure", wanted.measures),
    ):
        if words is not None:
            conditions.append(column + _IN_LIST)
            lists.append(json.dumps(sorted(words)))
    return " AND ".join(conditions), lists


def members(
    connection: sqlite3.Connection, wanted: SeriesFilter
) -> tuple[list[tuple[str, str, str, str, int]], list[tuple[int, int]]]:
    """Return groups of series and, in ascending order of id, which group each one belongs to.

    Series of one measure, partner, frequency, unit and number of decimals are a group.
    """
    conditions, lists = _conditions(wanted)
    rows = connection.execute(
        # One text a group: it is looked up once a series, of which there may be a million.
        "SELECT series_id, measure || '.' || partner || '.' || frequency || '.' || unit_code "  # noqa: S608 our own words
        f"|| '.' || decimals FROM series WHERE {conditions}",
        lists,
    ).fetchall()
    rows.sort()
    numbers = {name: number for number, name in enumerate(dict.fromkeys(name for _, name in rows))}
    groups = []
    for name in numbers:
        measure, partner, frequency, unit_code, decimals = name.split(".")
        groups.append((measure, partner, frequency, unit_code, int(decimals)))
    return groups, [(series_id, numbers[name]) for series_id, name in rows]


def series_ids(connection: sqlite3.Connection, keys: Iterable[SeriesKey]) -> dict[SeriesKey, int]:
    """Return the ids of the keys that have one."""
    found = {}
    for key in keys:
        row = connection.execute(
            "SELECT series_id FROM series WHERE measure = ? AND reporter = ? AND partner = ? "
            "AND flow = ? AND product = ? AND frequency = ? AND unit_code = ? AND decimals = ?",
            key_fields(key),
        ).fetchone()
        if row is not None:
            found[key] = row[0]
    return found


def next_series_id(connection: sqlite3.Connection) -> int:
    """Return the first id that no series has."""
    found: int = connection.execute(
        "SELECT coalesce(max(series_id), 0) + 1 FROM series"
    ).fetchone()[0]
    return found


def add_series(connection: sqlite3.Connection, ids: dict[SeriesKey, int]) -> None:
    """List new series."""
    connection.executemany(
        "INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((number, *key_fields(key)) for key, number in ids.items()),
    )


def key_fields(key: SeriesKey) -> tuple[str | int, ...]:
    """Return the dimensions of a key in the manifest's order."""
    return (
        *(key.measure, key.reporter, key.partner, key.flow.value),
        *(key.product, key.frequency.value, key.unit_code, key.decimals),
    )


def releases(
    connection: sqlite3.Connection, *, until: int, source: str | None = None
) -> list[StoredRelease]:
    """Return the releases up to a revision, all or those of one source, oldest revision first."""
    rows = connection.execute(
        "SELECT * FROM releases WHERE revision <= ? AND (? IS NULL OR source = ?) "
        "ORDER BY revision",
        (until, source, source),
    )
    return [_release(row) for row in rows]


def release_of_bytes(connection: sqlite3.Connection, release: Release) -> StoredRelease | None:
    """Return the release these bytes already made, seen then or later, if any did."""
    row = connection.execute(
        "SELECT * FROM releases WHERE source = ? AND sha256 = ? AND retrieved_at >= ? "
        "ORDER BY revision LIMIT 1",
        (release.source, release.snapshot.sha256, instant_text(release.snapshot.retrieved_at)),
    ).fetchone()
    return None if row is None else _release(row)


def add_release(connection: sqlite3.Connection, stored: StoredRelease) -> None:
    """List a release."""
    release, snapshot = stored.release, stored.release.snapshot
    first = stored.first_known_at
    connection.execute(
        "INSERT INTO releases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(stored.revision, release.source, release.title),
            *(release.covers_start.isoformat(), release.covers_end.isoformat()),
            *(snapshot.sha256, snapshot.request, snapshot.media_type),
            *(instant_text(snapshot.retrieved_at), snapshot.size_bytes, snapshot.is_archived),
            *(stored.rows, stored.unchanged, None if first is None else instant_text(first)),
        ),
    )


def snapshots(connection: sqlite3.Connection, revisions: Iterable[int]) -> dict[int, str]:
    """Return the sha256 of the bytes behind each of some revisions."""
    rows = connection.execute(
        "SELECT revision, sha256 FROM releases WHERE revision IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(revisions)),),
    )
    return dict(rows.fetchall())


def first_known(connection: sqlite3.Connection, *, until: int) -> datetime | None:
    """Return the earliest vintage logged up to a revision."""
    return _instant(
        connection, "SELECT min(first_known_at) FROM releases WHERE revision <= ?", (until,)
    )


def last_look(
    connection: sqlite3.Connection, *, until: int, source: str | None = None
) -> datetime | None:
    """Return when a source, or any, was last looked at up to a revision."""
    return _instant(
        connection,
        "SELECT max(retrieved_at) FROM releases WHERE revision <= ? AND (? IS NULL OR source = ?)",
        (until, source, source),
    )


def quarantine(connection: sqlite3.Connection, *, until: int) -> list[StoredQuarantine]:
    """Return the quarantined rows up to a revision, in the order they came."""
    rows = connection.execute(
        "SELECT revision, source, title, locator, reason, text "
        "FROM quarantine JOIN releases USING (revision) WHERE revision <= ? "
        "ORDER BY revision, seq",
        (until,),
    )
    return [
        StoredQuarantine(revision, source, title, QuarantinedRow(locator, reason, text))
        for revision, source, title, locator, reason, text in rows
    ]


def add_quarantine(
    connection: sqlite3.Connection, *, revision: int, rows: Iterable[QuarantinedRow]
) -> None:
    """List quarantined rows."""
    connection.executemany(
        "INSERT INTO quarantine VALUES (?, ?, ?, ?, ?)",
        _numbered(revision, rows),
    )


def _numbered(
    revision: int, rows: Iterable[QuarantinedRow]
) -> Iterator[tuple[int, int, str, str, str]]:
    for seq, row in enumerate(rows):
        yield revision, seq, row.locator, row.reason, row.text


def _key(row: tuple[str, str, str, str, str, str, str, int]) -> SeriesKey:
    measure, reporter, partner, flow, product, frequency, unit_code, decimals = row
    return SeriesKey(
        measure, reporter, partner, Flow(flow), product, Frequency(frequency), unit_code, decimals
    )


def _release(row: tuple[str, ...]) -> StoredRelease:
    revision, source, title, start, end, sha256, request, media_type, retrieved_at = row[:9]
    size_bytes, is_archived, rows, unchanged, first = row[9:]
    snapshot = Snapshot(
        sha256=sha256,
        request=request,
        media_type=media_type,
        retrieved_at=datetime.fromisoformat(retrieved_at),
        size_bytes=int(size_bytes),
        is_archived=bool(is_archived),
    )
    return StoredRelease(
        revision=int(revision),
        release=Release(
            source, title, snapshot, date.fromisoformat(start), date.fromisoformat(end)
        ),
        rows=int(rows),
        unchanged=int(unchanged),
        first_known_at=datetime.fromisoformat(first) if first else None,
    )


def _instant(
    connection: sqlite3.Connection, query: str, arguments: tuple[int | str | None, ...]
) -> datetime | None:
    text: str | None = connection.execute(query, arguments).fetchone()[0]
    return None if text is None else datetime.fromisoformat(text)
