"""Stores of a given size, written as `compact` would leave them but straight from SQL.

A source publishes, once a week, one figure for each of its goods and 150 partners; a quarter of
the figures are revised a week later. Series are numbered as the store numbers them, those of one
good together. Stores grow in two ways: by more series of the same past, which is what a question
about few series meets, and by a longer past and then more sources, which is what an append meets.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb

from offtake.domain import (
    Flow,
    Frequency,
    Observation,
    Release,
    SeriesKey,
    Snapshot,
    Status,
    Vintage,
    VintageBasis,
    reporting_week,
)
from offtake.store import Store, StoredRelease, catalogue, manifest
from offtake.store.engine import connect, write_file

PARTNERS = 150
LAST_WEEK = date(2026, 1, 1)
_ROWS_PER_FILE = 4_000_000


@dataclass(frozen=True)
class Size:
    """How many sources a store follows, how many goods each has, and for how many weeks."""

    millions: int
    sources: int
    goods: int
    weeks: int

    @property
    def series(self) -> int:
        """How many series a source has."""
        return self.goods * PARTNERS


BY_SERIES = (Size(2, 1, 13, 796), Size(20, 1, 134, 796), Size(200, 10, 134, 796))
BY_PAST = (Size(2, 1, 134, 80), *BY_SERIES[1:])


def ensure_store(folder: Path, size: Size) -> Store:
    """Return the store of a size, building it where there is none."""
    path = folder / f"store-{size.sources}-{size.goods}-{size.weeks}"
    if not path.exists():
        building = path.with_name(path.name + "-building")
        _build(Store.create(building).path, size)
        building.rename(path)
    return Store.open(path)


def key(source: int, index: int) -> SeriesKey:
    """Return the series at a place within a source."""
    good, partner = divmod(index, PARTNERS)
    return SeriesKey(
        measure="net_sales",
        reporter="US",
        partner=f"P{partner:03d}",
        flow=Flow.EXPORT,
        product=good_name(source, good),
        frequency=Frequency.WEEKLY,
        unit_code="t",
    )


def good_name(source: int, good: int) -> str:
    """Return the name of a good of a source."""
    return f"s{source:02d}g{good:03d}"


def known_at(week: int) -> datetime:
    """Return when the figures of a week, counted back from the last one, were first published."""
    day = LAST_WEEK - timedelta(days=7 * week) + timedelta(days=7)
    return datetime.combine(day, time(13, 30), tzinfo=UTC)


def next_release(size: Size, source: int, weeks_on: int) -> tuple[Release, list[Observation]]:
    """Return a release with one new week for each series of a source."""
    made = _release(source, -weeks_on)
    week = reporting_week(LAST_WEEK + timedelta(days=7 * weeks_on))
    vintage = Vintage(made.snapshot.retrieved_at, VintageBasis.SCHEDULE)
    return made, [
        Observation(
            key=key(source, index),
            period=week,
            value=Decimal(index),
            status=Status.NORMAL,
            vintage=vintage,
            snapshot=made.snapshot.sha256,
            locator=f"row {index}",
        )
        for index in range(size.series)
    ]


def _release(source: int, week: int) -> Release:
    content = f"source {source} week {week}".encode()
    snapshot = Snapshot(
        sha256=hashlib.sha256(content).hexdigest(),
        request="synthetic",
        media_type="text/csv",
        retrieved_at=known_at(week),
        size_bytes=len(content),
        is_archived=False,
    )
    last = LAST_WEEK - timedelta(days=7 * week)
    return Release(f"source {source}", str(last), snapshot, last - timedelta(days=6), last)


def _build(root: Path, size: Size) -> None:
    newest = size.weeks * size.sources
    with connect() as connection:
        files = [
            write_file(
                connection,
                _rows(connection, size, bucket, first, last).order(
                    "series_id, period_start, period_end, known_at, revision, seq"
                ),
                root / "intervals" / f"{newest:08d}-{bucket:04d}-{first:010d}",
                kind=manifest.INTERVAL_FILE,
                revision=newest,
            )
            for bucket, first, last in _parts(size)
        ]
    with manifest.writing(root) as connection:
        catalogue.add_series(
            connection,
            {
                key(source, index): source * size.series + index + 1
                for source in range(size.sources)
                for index in range(size.series)
            },
        )
        for stored in _releases(size):
            catalogue.add_release(connection, stored)
        manifest.add_files(connection, files)


def _parts(size: Size) -> Iterator[tuple[int, int, int]]:
    """Yield buckets of four years and ranges of series, each small enough for one file."""
    first_day = LAST_WEEK - timedelta(days=7 * size.weeks)
    for bucket in range(first_day.year // 4, LAST_WEEK.year // 4 + 1):
        per_file = _ROWS_PER_FILE * 4 // 5 // min(209, size.weeks)
        for first in range(1, size.sources * size.series + 1, per_file):
            yield bucket, first, min(first + per_file - 1, size.sources * size.series)


def _rows(
    connection: duckdb.DuckDBPyConnection, size: Size, bucket: int, first: int, last: int
) -> duckdb.DuckDBPyRelation:
    return connection.sql(
        f"""
        WITH weeks AS (
            SELECT w::INTEGER AS w, DATE '{LAST_WEEK}' - (7 * w)::INTEGER - 6 AS period_start
            FROM range({size.weeks}) AS all_weeks(w)
        ), figures AS (
            SELECT s::INTEGER AS series_id, w, period_start, period_start + 7 AS period_end,
                (s - 1) // {size.series} AS source,
                period_start + 13 + INTERVAL '13 hours 30 minutes' AS published,
                w > 0 AND hash(s, w) % 4 = 0 AS is_revised, print
            FROM range({first}, {last + 1}) AS all_series(s), weeks, range(2) AS prints(print)
            WHERE year(period_start) // 4 = {bucket}
        )
        SELECT series_id, period_start, period_end,
            (hash(series_id, w, print) % 100000)::BIGINT AS value,
            'A' AS status, '' AS note,
            (published + to_days(7 * print::INTEGER))::TIMESTAMP AS known_at,
            'schedule' AS basis, NULL::TIMESTAMP AS earliest_at,
            (({size.weeks} - 1 - w + print) * {size.sources} + source + 1)::INTEGER AS revision,
            series_id AS seq, 'row ' || series_id AS locator,
            CASE WHEN is_revised AND print = 0 THEN (published + to_days(7))::TIMESTAMP
                ELSE TIMESTAMP '9999-12-31' END AS superseded_at
        FROM figures WHERE print = 0 OR is_revised
        """
    )


def _releases(size: Size) -> Iterator[StoredRelease]:
    for week in reversed(range(size.weeks)):
        for source in range(size.sources):
            made = _release(source, week)
            yield StoredRelease(
                revision=(size.weeks - 1 - week) * size.sources + source + 1,
                release=made,
                rows=size.series * 5 // 4,
                unchanged=0,
                first_known_at=made.snapshot.retrieved_at,
            )
