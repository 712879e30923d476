"""The manifest: a small SQLite file that says which files make up the store.

A release counts once its transaction here is committed, and not a moment before.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

from offtake.errors import StoreDamaged, StoreMissing, StoreTooNew
from offtake.store.files import MANIFEST

_APPLICATION = 0x6F66746B  # "oftk": tells a manifest from any other SQLite file
_PATIENCE = 30.0  # seconds a reader waits for a commit under way

_NEEDS_WRITING = (
    sqlite3.SQLITE_READONLY_ROLLBACK,
    sqlite3.SQLITE_READONLY_CANTINIT,
    sqlite3.SQLITE_CANTOPEN,
)

_BASE = """
CREATE TABLE series (
    series_id INTEGER PRIMARY KEY,
    measure TEXT NOT NULL, reporter TEXT NOT NULL, partner TEXT NOT NULL, flow TEXT NOT NULL,
    product TEXT NOT NULL, frequency TEXT NOT NULL, unit_code TEXT NOT NULL,
    decimals INTEGER NOT NULL,
    UNIQUE (measure, reporter, partner, flow, product, frequency, unit_code, decimals)
);
CREATE INDEX series_by_product ON series (product, partner, measure);
CREATE TABLE releases (
    revision INTEGER PRIMARY KEY,
    source TEXT NOT NULL, title TEXT NOT NULL,
    covers_start TEXT NOT NULL, covers_end TEXT NOT NULL,
    sha256 TEXT NOT NULL, request TEXT NOT NULL, media_type TEXT NOT NULL,
    retrieved_at TEXT NOT NULL, size_bytes INTEGER NOT NULL, is_archived INTEGER NOT NULL,
    rows INTEGER NOT NULL, unchanged INTEGER NOT NULL, first_known_at TEXT
);
CREATE INDEX releases_by_bytes ON releases (source, sha256);
CREATE TABLE files (
    path TEXT PRIMARY KEY, kind TEXT NOT NULL, sha256 TEXT NOT NULL, rows INTEGER NOT NULL,
    first_series INTEGER NOT NULL, last_series INTEGER NOT NULL,
    first_period TEXT NOT NULL, last_period TEXT NOT NULL, revision INTEGER NOT NULL
);
"""

_MIGRATIONS = (
    # 1: rows that broke an identity are kept with their reason.
    """
    CREATE TABLE quarantine (
        revision INTEGER NOT NULL REFERENCES releases, seq INTEGER NOT NULL,
        locator TEXT NOT NULL, reason TEXT NOT NULL, text TEXT NOT NULL,
        PRIMARY KEY (revision, seq)
    );
    """,
)

SCHEMA = len(_MIGRATIONS)
"""The newest schema this offtake knows."""


MOST_FILES_WAITING = 64
MOST_ROWS_WAITING = 1_000_000

LOG_FILE = "log"
INTERVAL_FILE = "interval"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A Parquet file of the store, and which rows it can hold.

    `revision` is that of the release of a log file, or the newest one in an interval file.
    Periods are those of `period_start`.
    """

    path: str
    kind: str
    sha256: str
    rows: int
    first_series: int
    last_series: int
    first_period: date
    last_period: date
    revision: int


@dataclass(frozen=True, slots=True)
class State:
    """What the store consists of at one moment: interval files, and log files not yet in them."""

    revision: int
    compacted: int
    intervals: tuple[StoredFile, ...]
    delta: tuple[StoredFile, ...]

    @property
    def files(self) -> tuple[StoredFile, ...]:
        """Every file that together hold each row of the log once."""
        return (*self.intervals, *self.delta)

    @property
    def has_grown(self) -> bool:
        """Whether the log files not yet in an interval file are too many, or too large."""
        rows = sum(file.rows for file in self.delta)
        return len(self.delta) > MOST_FILES_WAITING or rows > MOST_ROWS_WAITING

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> Self:
        """Return the state as one consistent reading of the manifest."""
        with _one_moment(connection):
            intervals = files_of(connection, "kind = 'interval'")
            compacted = max((file.revision for file in intervals), default=0)
            delta = files_of(connection, f"kind = 'log' AND revision > {compacted:d}")
            return cls(_newest(connection), compacted, intervals, delta)

    @classmethod
    def of_log_only(cls, connection: sqlite3.Connection) -> Self:
        """Return the state as if nothing had been compacted."""
        with _one_moment(connection):
            return cls(_newest(connection), 0, (), files_of(connection, "kind = 'log'"))


@contextmanager
def _one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")


def _newest(connection: sqlite3.Connection) -> int:
    found = connection.execute("SELECT coalesce(max(revision), 0) FROM releases")
    revision: int = found.fetchone()[0]
    return revision


def files_of(connection: sqlite3.Connection, condition: str) -> tuple[StoredFile, ...]:
    """Return the files for which a condition, never built from outside text, holds."""
    rows = connection.execute(f"SELECT * FROM files WHERE {condition} ORDER BY path")  # noqa: S608 our own words
    return tuple(_stored_file(*row) for row in rows)


def _stored_file(*row: Any) -> StoredFile:
    path, kind, sha256, rows, first_series, last_series, first_period, last_period, revision = row
    return StoredFile(
        path=path,
        kind=kind,
        sha256=sha256,
        rows=rows,
        first_series=first_series,
        last_series=last_series,
        first_period=date.fromisoformat(first_period),
        last_period=date.fromisoformat(last_period),
        revision=revision,
    )


def add_files(connection: sqlite3.Connection, files: Iterable[StoredFile]) -> None:
    """List new files."""
    connection.executemany(
        "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                *(file.path, file.kind, file.sha256, file.rows),
                *(file.first_series, file.last_series),
                *(file.first_period.isoformat(), file.last_period.isoformat()),
                file.revision,
            )
            for file in files
        ),
    )


def remove_files(connection: sqlite3.Connection, files: Iterable[StoredFile]) -> None:
    """Take files off the list; the next writer removes them from the disk."""
    connection.executemany("DELETE FROM files WHERE path = ?", ((file.path,) for file in files))


def paths(connection: sqlite3.Connection) -> frozenset[str]:
    """Return every listed path."""
    return frozenset(path for (path,) in connection.execute("SELECT path FROM files"))


def create(root: Path) -> None:
    """Write an empty manifest."""
    with closing(sqlite3.connect(root / MANIFEST, isolation_level=None)) as connection:
        connection.executescript(
            f"BEGIN; PRAGMA application_id = {_APPLICATION:d}; {_BASE} COMMIT;"
        )
        _migrate(connection)


@contextmanager
def reading(root: Path) -> Iterator[sqlite3.Connection]:
    """Open the manifest to read; an older schema is read through a migrated copy in memory.

    Raises:
        StoreMissing: There is no manifest.
        StoreDamaged: It is not a manifest, or was left half-written in a read-only folder.
        StoreTooNew: A newer offtake wrote it.
    """
    # A writable folder is opened for writing so that SQLite may roll back what a killed writer
    # left half-done; nothing else is written.
    mode = "rw" if os.access(root, os.W_OK) else "ro"
    with _opened(root, mode) as connection:
        if _version(connection) == SCHEMA:
            yield connection
            return
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
            connection.backup(copy)
            _migrate(copy)
            yield copy


@contextmanager
def writing(root: Path) -> Iterator[sqlite3.Connection]:
    """Open the manifest for one transaction: all of the block is kept, or nothing.

    Raises:
        StoreMissing: There is no manifest.
        StoreDamaged: It is not a manifest.
        StoreTooNew: A newer offtake wrote it.
    """
    with _opened(root, "rw") as connection:
        _migrate(connection)
        connection.execute("BEGIN IMMEDIATE")
        with connection:  # commits, or rolls back whatever was raised
            yield connection


@contextmanager
def _opened(root: Path, mode: str) -> Iterator[sqlite3.Connection]:
    path = root / MANIFEST
    if not path.is_file():
        raise StoreMissing(root)
    address = f"{path.resolve().as_uri()}?mode={mode}"
    with (
        closing(
            sqlite3.connect(address, uri=True, isolation_level=None, timeout=_PATIENCE)
        ) as connection,
        _naming_damage(path, mode),
    ):
        if connection.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION:
            raise StoreDamaged(path, "not a manifest", "name the folder of a store")
        if _version(connection) > SCHEMA:
            raise StoreTooNew(root, _version(connection), SCHEMA)
        yield connection


@contextmanager
def _naming_damage(path: Path, mode: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as problem:
        code = getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_OK)
        if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise StoreDamaged(path, str(problem), "restore it from a copy of the store") from None
        if mode == "ro" and code in _NEEDS_WRITING:
            raise StoreDamaged(
                path,
                "a killed writer left it half-written",
                "open the store once from where its folder can be written to",
            ) from None
        raise


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _migrate(connection: sqlite3.Connection) -> None:
    for version in range(_version(connection), SCHEMA):
        connection.executescript(
            f"BEGIN; {_MIGRATIONS[version]} PRAGMA user_version = {version + 1:d}; COMMIT;"
        )
