"""DuckDB over lists of immutable Parquet files; nothing of the store lives inside DuckDB."""

import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path

import duckdb

from offtake.errors import StoreDamaged
from offtake.store.files import publish, sha256_of, unfinished
from offtake.store.manifest import LOG_FILE, StoredFile

COLUMNS = {
    "series_id": "INTEGER",
    "period_start": "DATE",
    "period_end": "DATE",
    "value": "BIGINT",
    "status": "VARCHAR",
    "note": "VARCHAR",
    "known_at": "TIMESTAMP",
    "basis": "VARCHAR",
    "earliest_at": "TIMESTAMP",
    "revision": "INTEGER",
    "seq": "INTEGER",
    "locator": "VARCHAR",
}
"""The columns of a log file. An interval file has `superseded_at` as well."""

NAMES = ", ".join(COLUMNS)

_ROW_GROUP = 32_768  # rows that are read or skipped together
_BATCH = 100_000  # rows handed to DuckDB at once
_STATISTICS = "count(*), min(series_id), max(series_id), min(period_start), max(period_start)"


def connect() -> duckdb.DuckDBPyConnection:
    """Return an empty in-memory database; large sorts spill to the system's temporary folder."""
    return duckdb.connect(
        ":memory:",
        config={
            "temp_directory": str(Path(tempfile.gettempdir()) / "offtake-spill"),
            "autoinstall_known_extensions": False,
        },
    )


def open_cursor(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Return a connection of its own for one thread, to the same database."""
    cursor = connection.cursor()
    # A setting of the cursor, not of the database: a slow query would draw on standard output.
    cursor.execute("SET enable_progress_bar = false")
    return cursor


def scan(
    cursor: duckdb.DuckDBPyConnection, root: Path, files: Iterable[StoredFile]
) -> duckdb.DuckDBPyRelation:
    """Return the rows of some files, lazily."""
    return _parquet(cursor, [root / file.path for file in files])


def _parquet(cursor: duckdb.DuckDBPyConnection, paths: Iterable[Path]) -> duckdb.DuckDBPyRelation:
    # A path is a pattern to DuckDB, and one with "=" in it would be read as columns.
    patterns = [re.sub(r"([\[*?])", r"[\1]", str(path)) for path in paths]
    return cursor.read_parquet(patterns, hive_partitioning=False)


def load(
    cursor: duckdb.DuckDBPyConnection,
    name: str,
    types: Mapping[str, str],
    rows: Iterable[Sequence[object]],
) -> duckdb.DuckDBPyRelation:
    """Return rows from Python as a temporary table.

    They travel as JSON, which is a hundred times faster than `executemany`, and ten times faster
    than arrays of text, for which DuckDB looks for pandas once a value.
    """
    declared = ", ".join(f"{column} {kind}" for column, kind in types.items())
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({declared})")
    shape = json.dumps({column: [kind] for column, kind in types.items()})
    lists = ", ".join(f"unnest(batch.{column})" for column in types)
    insert = f"INSERT INTO {name} SELECT {lists} FROM (SELECT from_json($1, '{shape}') AS batch)"  # noqa: S608 our own words
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH)):
        columns = dict(zip(types, zip(*batch, strict=True), strict=True))
        cursor.execute(insert, [json.dumps(columns, default=_iso)])
    return cursor.table(name)


def _iso(value: object) -> str:
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    raise TypeError(value)


def only_series(relation: duckdb.DuckDBPyRelation, ids: Sequence[int]) -> duckdb.DuckDBPyRelation:
    """Return the rows of some series, given in ascending order, skipping what cannot hold them."""
    within = relation.filter(f"series_id BETWEEN {ids[0]:d} AND {ids[-1]:d}")
    if ids[-1] - ids[0] == len(ids) - 1:
        return within
    return within.filter(f"series_id IN ({', '.join(map(str, ids))})")


def write_file(
    cursor: duckdb.DuckDBPyConnection,
    relation: duckdb.DuckDBPyRelation,
    stem: Path,
    *,
    kind: str,
    revision: int,
) -> StoredFile:
    """Write rows, in the order they come, to a new file named by `stem` and its own checksum."""
    written = unfinished(stem)
    relation.write_parquet(str(written), compression="zstd", row_group_size=_ROW_GROUP)
    sha256 = sha256_of(written)
    path = stem.with_name(f"{stem.name}-{sha256[:12]}.parquet")
    publish(written, path)
    (statistics,) = _parquet(cursor, [path]).aggregate(_STATISTICS).fetchall()
    rows, first_series, last_series, first_period, last_period = statistics
    return StoredFile(
        path=f"{path.parent.name}/{path.name}",
        kind=kind,
        sha256=sha256,
        rows=rows,
        first_series=first_series,
        last_series=last_series,
        first_period=first_period,
        last_period=last_period,
        revision=revision,
    )


@contextmanager
def naming_damage(root: Path, files: Sequence[StoredFile]) -> Iterator[None]:
    """Run a query, and where it fails say which of its files is to blame.

    Raises:
        StoreDamaged: A file is missing or is not what was written.
    """
    try:
        yield
    except duckdb.Error:
        for file in files:
            check_file(root, file)
        raise


def check_file(root: Path, file: StoredFile) -> None:
    """Compare a file with the manifest.

    Raises:
        StoreDamaged: It is missing or is not what was written.
    """
    path = root / file.path
    remedy = (
        "restore it from a copy of the store, or build a new store from the archived releases"
        if file.kind == LOG_FILE
        else "restore it from a copy of the store, or call Store.rebuild_intervals()"
    )
    if not path.is_file():
        raise StoreDamaged(path, "the file is missing", remedy)
    if sha256_of(path) != file.sha256:
        raise StoreDamaged(path, "the file does not match its checksum", remedy)
