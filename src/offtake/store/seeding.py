"""The first load of a release too large for memory: a table that DuckDB sorts and logs.

An ordinary append compares every row with what is held. Here nothing is held of any series, so
every row is news, and the rows never come into Python: they are sorted on disk, within a fixed
amount of memory, and written by ranges of series.
"""

import sqlite3
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import duckdb

from offtake.columns import Observations
from offtake.domain import Flow, Frequency, Release, SeriesKey, Vintage
from offtake.errors import ReleaseInvalid, StoreMissing
from offtake.store import catalogue, manifest
from offtake.store.engine import NAMES, connect, scan, write_file
from offtake.store.expressions import naive_utc
from offtake.store.failures import writing_to
from offtake.store.files import FOLDERS, LOG, sha256_of
from offtake.store.locking import writer_lock
from offtake.store.manifest import LOG_FILE, StoredFile
from offtake.store.records import Appended, StoredRelease
from offtake.store.writing import Delivery, clean, left_clean

DIMENSIONS = (
    "measure", "reporter", "partner", "flow", "product", "frequency", "unit_code", "decimals"
)  # fmt: skip
COLUMNS_OF_SEED = (*DIMENSIONS, "period_start", "period_end", "value", "locator")
"""What the table has: a series in the words of `SeriesKey`, a period, whole units, a place."""

_MEMORY = "1GB"
_AT_ONCE = 50_000


def seed(root: Path, release: Release, table: Path, *, vintage: Vintage) -> Appended:
    """Log a release whose figures lie in a table, all of it or nothing, in the store of a folder.

    `table` is a Parquet file with the columns of
    `offtake.store.seeding.COLUMNS_OF_SEED`, and the bytes of the release;
    `vintage` is since when its figures are known. A `Store` opened before does not see it.

    Raises:
        ReleaseInvalid: The release contradicts itself or its bytes, a series of it is known
            already, or a figure is there twice.
        StoreMissing: There is no store in the folder.
        StoreLocked: Somebody else is writing.
        StoreReadOnly: The folder cannot be written to.
        StoreFull: The disk is full.
        StoreDamaged: Its manifest cannot be read.
    """
    if not root.is_dir():
        raise StoreMissing(root)
    with writing_to(root), writer_lock(root), connect() as cursor:
        for name in FOLDERS:
            (root / name).mkdir(exist_ok=True)
        clean(root)
        cursor.execute("SET enable_progress_bar = false")
        cursor.execute(f"SET memory_limit = '{_MEMORY}'")
        return _seed(root, cursor, release, table, vintage=vintage)


def _seed(
    root: Path,
    cursor: duckdb.DuckDBPyConnection,
    release: Release,
    table: Path,
    *,
    vintage: Vintage,
) -> Appended:
    with manifest.reading(root) as connection:
        known = catalogue.release_of_bytes(connection, release)
        revision = manifest.State.read(connection).revision + 1
        first_id = catalogue.next_series_id(connection)
    if known is not None:
        return Appended(known.revision, 0, known.rows, is_repeat=True)
    _check(root, release, table, vintage)
    raw = cursor.read_parquet(str(table), hive_partitioning=False)
    with left_clean(root):
        file = _write(root, cursor, raw, release, vintage, first_id=first_id, revision=revision)
        with manifest.writing(root) as connection:
            _add_series(connection, cursor, release)
            at = naive_utc(vintage.known_at).replace(tzinfo=UTC)
            catalogue.add_release(connection, StoredRelease(revision, release, file.rows, 0, at))
            manifest.add_files(connection, (file,))
    return Appended(revision, file.rows, 0, is_repeat=False)


def _check(root: Path, release: Release, table: Path, vintage: Vintage) -> None:
    """Compare the release with its bytes; the table itself is not archived."""
    snapshot = release.snapshot
    Delivery(release, Observations.of(()), (), None).check(root)
    if sha256_of(table) != snapshot.sha256:
        problem = "the table given has another sha256"
        raise ReleaseInvalid(release.title, snapshot.sha256, problem)
    if vintage.known_at > snapshot.retrieved_at:
        problem = f"known at {vintage.known_at}, after it was fetched at {snapshot.retrieved_at}"
        raise ReleaseInvalid(release.title, table.name, problem)


def _write(
    root: Path,
    cursor: duckdb.DuckDBPyConnection,
    raw: duckdb.DuckDBPyRelation,
    release: Release,
    vintage: Vintage,
    *,
    first_id: int,
    revision: int,
) -> StoredFile:
    """Write the rows sorted by series and period, and check that none is there twice."""
    missing = [name for name in COLUMNS_OF_SEED if name not in raw.columns]
    if missing:
        raise ReleaseInvalid(release.title, "columns", f"no column {missing[0]!r}")
    _check_rows(raw, release)
    dimensions = ", ".join(DIMENSIONS)
    numbered = raw.project(dimensions).distinct().project(
        "(row_number() OVER (ORDER BY product, measure, reporter, partner, flow, frequency, "
        f"unit_code, decimals) + {first_id - 1:d})::INTEGER AS series_id, {dimensions}"
    )  # fmt: skip
    cursor.execute("DROP TABLE IF EXISTS seeded")
    numbered.create("seeded")
    rows = _log_rows(cursor, raw, vintage, revision=revision)
    file = write_file(
        cursor, rows, root / LOG / f"{revision:08d}", kind=LOG_FILE, revision=revision
    )
    _check_doubles(root, cursor, release, file)
    return file


def _check_rows(raw: duckdb.DuckDBPyRelation, release: Release) -> None:
    """Refuse a table with an empty cell or a period that is none."""
    bad = raw.filter("value IS NULL OR locator IS NULL OR period_end <= period_start").limit(1)
    for row in bad.project("product, partner, period_start, value").fetchall():
        problem = "no value, no place in the bytes, or a period that ends before it begins"
        raise ReleaseInvalid(release.title, str(row), problem)


def _log_rows(
    cursor: duckdb.DuckDBPyConnection,
    raw: duckdb.DuckDBPyRelation,
    vintage: Vintage,
    *,
    revision: int,
) -> duckdb.DuckDBPyRelation:
    earliest = (
        "NULL" if vintage.earliest_at is None else f"'{naive_utc(vintage.earliest_at).isoformat()}'"
    )
    columns = (
        "series_id, period_start::DATE AS period_start, period_end::DATE AS period_end, "
        "value::BIGINT AS value, 'A' AS status, '' AS note, "
        f"'{naive_utc(vintage.known_at).isoformat()}'::TIMESTAMP AS known_at, "
        f"'{vintage.basis.value}' AS basis, {earliest}::TIMESTAMP AS earliest_at, "
        f"{revision:d}::INTEGER AS revision, series_id AS seq, locator"
    )
    joined = raw.join(cursor.table("seeded"), ", ".join(DIMENSIONS))
    return joined.project(columns).project(NAMES).order("series_id, period_start, period_end")


def _check_doubles(
    root: Path, cursor: duckdb.DuckDBPyConnection, release: Release, file: StoredFile
) -> None:
    """Refuse two figures for one series and period, a range of series at a time."""
    rows = scan(cursor, root, [file])
    for first in range(file.first_series, file.last_series + 1, _AT_ONCE):
        part = rows.filter(f"series_id BETWEEN {first:d} AND {first + _AT_ONCE - 1:d}")
        counted = part.aggregate(
            "series_id, period_start, period_end, count(*) AS n",
            "series_id, period_start, period_end",
        )
        for series_id, start, _, times in counted.filter("n > 1").limit(1).fetchall():
            name = cursor.table("seeded").filter(f"series_id = {series_id:d}").fetchall()
            problem = f"{times} figures for one series and the period from {start}"
            raise ReleaseInvalid(release.title, str(name[0][1:]), problem)


def _add_series(
    connection: sqlite3.Connection, cursor: duckdb.DuckDBPyConnection, release: Release
) -> None:
    """List the new series, a batch at a time."""
    for batch in _batches(cursor):
        known = catalogue.series_ids(connection, batch)
        if known:
            problem = "is known already: append what is new of it"
            raise ReleaseInvalid(release.title, str(next(iter(known))), problem)
        catalogue.add_series(connection, batch)


def _batches(cursor: duckdb.DuckDBPyConnection) -> Iterator[dict[SeriesKey, int]]:
    found = cursor.table("seeded").order("series_id")
    while rows := found.fetchmany(_AT_ONCE):
        yield {
            SeriesKey(measure, reporter, partner, Flow(flow), product, Frequency(frequency),
                      unit_code, decimals): series_id
            for series_id, measure, reporter, partner, flow, product, frequency, unit_code,
            decimals in rows
        }  # fmt: skip
