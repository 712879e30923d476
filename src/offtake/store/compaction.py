"""Interval files: the log again, sorted by series, each row with the instant it was superseded.

They hold nothing of their own and can be rebuilt from the log at any time. Files cover one bucket
of four calendar years and a range of series, and those ranges do not overlap, so that one series
lies in few files and a release about recent weeks meets only the newest bucket. A compaction
rewrites only the files that newer log rows fall into.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from offtake.store.engine import NAMES, check_file, scan, write_file
from offtake.store.files import INTERVALS
from offtake.store.manifest import INTERVAL_FILE, State, StoredFile
from offtake.store.reading import IN_LOG_ORDER

_BUCKET_YEARS = 4
_LARGEST_ID = 2**31 - 1
_FOR_EVER = "TIMESTAMP '9999-12-31'"
_SUPERSEDED_AT = (
    "coalesce(lead(known_at) OVER (PARTITION BY series_id, period_start, period_end "
    f"ORDER BY {IN_LOG_ORDER}), {_FOR_EVER}) AS superseded_at"
)
_SORTED = f"series_id, period_start, period_end, {IN_LOG_ORDER}"


@dataclass(frozen=True, slots=True)
class Compaction:
    """New interval files, and those they replace."""

    added: tuple[StoredFile, ...]
    replaced: tuple[StoredFile, ...]


@dataclass(frozen=True, slots=True)
class _Slot:
    """A part of the store: a bucket of years and a range of series, with the file now there."""

    bucket: int
    first_series: int
    last_series: int
    file: StoredFile | None

    def rows(
        self, cursor: duckdb.DuckDBPyConnection, root: Path, delta: Sequence[StoredFile]
    ) -> duckdb.DuckDBPyRelation:
        """Return the rows that belong here: those of newer log files, and those already here."""
        newer = [file for file in delta if self.can_share(file)]
        older = [] if self.file is None else [self.file]
        scans = [scan(cursor, root, files).project(NAMES) for files in (newer, older) if files]
        return self.only(scans[0] if len(scans) == 1 else scans[0].union(scans[1]))

    def can_share(self, file: StoredFile) -> bool:
        """Whether a file can hold rows that belong here."""
        return (
            file.first_series <= self.last_series
            and file.last_series >= self.first_series
            and _bucket(file.first_period) <= self.bucket <= _bucket(file.last_period)
        )

    def only(self, rows: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
        """Return those rows that belong here."""
        first_year = self.bucket * _BUCKET_YEARS
        return rows.filter(
            f"series_id BETWEEN {self.first_series:d} AND {self.last_series:d} "
            f"AND period_start >= make_date({first_year:d}, 1, 1) "
            f"AND period_start < make_date({first_year + _BUCKET_YEARS:d}, 1, 1)"
        )


def compact(
    cursor: duckdb.DuckDBPyConnection, root: Path, state: State, *, rows_per_file: int
) -> Compaction:
    """Write the interval files that take up the log files not yet in any.

    Raises:
        StoreDamaged: A file to be read is not what was written: damage must not be copied.
    """
    for file in state.delta:
        check_file(root, file)
    added: list[StoredFile] = []
    replaced: list[StoredFile] = []
    for slot in _touched(cursor, root, state):
        if slot.file is not None:
            check_file(root, slot.file)
        added += _rewrite(cursor, root, state, slot, rows_per_file=rows_per_file)
        if slot.file is not None:
            replaced.append(slot.file)
    return Compaction(added=tuple(added), replaced=tuple(replaced))


def _touched(cursor: duckdb.DuckDBPyConnection, root: Path, state: State) -> Iterator[_Slot]:
    if not state.delta:
        return
    newer = scan(cursor, root, state.delta)
    buckets = newer.project(f"year(period_start) // {_BUCKET_YEARS} AS bucket").distinct()
    for (bucket,) in buckets.order("bucket").fetchall():
        here = [file for file in state.intervals if _bucket(file.first_period) == bucket]
        for slot in _slots(bucket, here):
            files = [file for file in state.delta if slot.can_share(file)]
            if files and slot.only(scan(cursor, root, files)).limit(1).fetchall():
                yield slot


def _slots(bucket: int, files: Iterable[StoredFile]) -> Iterator[_Slot]:
    """Yield slots that leave no series without one: each reaches to where the next begins."""
    ordered = sorted(files, key=lambda file: file.first_series)
    here: list[StoredFile | None] = [*ordered] or [None]
    starts = [0, *(file.first_series for file in ordered[1:])]
    ends = [*(start - 1 for start in starts[1:]), _LARGEST_ID]
    for file, start, end in zip(here, starts, ends, strict=True):
        yield _Slot(bucket, start, end, file)


def _rewrite(
    cursor: duckdb.DuckDBPyConnection,
    root: Path,
    state: State,
    slot: _Slot,
    *,
    rows_per_file: int,
) -> Iterator[StoredFile]:
    rows = slot.rows(cursor, root, state.delta)
    counts = rows.aggregate("series_id, count(*)", "series_id").order("series_id").fetchall()
    for first, last in _ranges(counts, rows_per_file=rows_per_file):
        part = _Slot(slot.bucket, first, last, slot.file).rows(cursor, root, state.delta)
        yield write_file(
            cursor,
            part.project(f"{NAMES}, {_SUPERSEDED_AT}").order(_SORTED),
            root / INTERVALS / f"{state.revision:08d}-{slot.bucket:04d}-{first:010d}",
            kind=INTERVAL_FILE,
            revision=state.revision,
        )


def _ranges(counts: Iterable[tuple[int, int]], *, rows_per_file: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of series that hold about so many rows each; a series is never cut.

    >>> list(_ranges([(1, 60), (2, 50), (5, 10), (7, 200), (9, 1)], rows_per_file=100))
    [(1, 1), (2, 5), (7, 7), (9, 9)]
    """
    first = last = None
    total = 0
    for series_id, rows in counts:
        if first is not None and last is not None and total + rows > rows_per_file:
            yield first, last
            first, total = None, 0
        first = series_id if first is None else first
        last, total = series_id, total + rows
    if first is not None and last is not None:
        yield first, last


def _bucket(day: date) -> int:
    return day.year // _BUCKET_YEARS
