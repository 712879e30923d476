"""What a writer does while it holds the lock: the new files first, then one transaction."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np

from offtake.columns import Observations
from offtake.domain import Release, SeriesKey
from offtake.errors import InstantNaive, ReleaseInvalid
from offtake.store import archive, catalogue, manifest
from offtake.store.append import news
from offtake.store.arriving import Arrived, instant_of, microseconds
from offtake.store.compaction import compact
from offtake.store.engine import naming_damage, write_file
from offtake.store.files import LOG, sweep
from offtake.store.manifest import LOG_FILE, State, StoredFile
from offtake.store.reading import held
from offtake.store.records import Appended, QuarantinedRow, StoredRelease


@dataclass(frozen=True, slots=True)
class Delivery:
    """A release with all that came in it."""

    release: Release
    observations: Observations
    quarantined: Sequence[QuarantinedRow]
    content: bytes | None

    def check(self, root: Path) -> None:
        """Compare the release with its own bytes.

        Raises:
            InstantNaive: It was fetched at no definite time.
            ReleaseInvalid: The bytes are not those it names, or are to be kept and not given.
        """
        snapshot = self.release.snapshot
        if snapshot.retrieved_at.tzinfo is None:
            raise InstantNaive(snapshot.retrieved_at)
        if self.content is None:
            path = archive.archived_path(root, snapshot.sha256)
            if snapshot.is_archived and not path.exists():
                raise ReleaseInvalid(
                    self.release.title, snapshot.sha256, "its bytes are to be archived; give them"
                )
        elif hashlib.sha256(self.content).hexdigest() != snapshot.sha256:
            raise ReleaseInvalid(
                self.release.title, snapshot.sha256, "the bytes given have another sha256"
            )


def append(root: Path, cursor: duckdb.DuckDBPyConnection, delivery: Delivery) -> Appended:
    """Log what a release changes, or nothing of it."""
    with manifest.reading(root) as connection:
        state = State.read(connection)
        known = catalogue.release_of_bytes(connection, delivery.release)
        if known is not None:
            return Appended(known.revision, 0, len(delivery.observations), is_repeat=True)
        keys = set(delivery.observations.key.used().values())
        ids = catalogue.series_ids(connection, keys)
        fresh = _new_ids(keys - ids.keys(), first=catalogue.next_series_id(connection))
    delivery.check(root)
    with naming_damage(root, state.files):
        found = _news(root, cursor, state, delivery, ids=ids | fresh)
    return _write(root, cursor, delivery, found, series=fresh, revision=state.revision + 1)


def _new_ids(keys: Iterable[SeriesKey], *, first: int) -> dict[SeriesKey, int]:
    """Number new series so that those asked for together, of one good, lie together."""
    ordered = sorted(keys, key=lambda key: (key.product, key.measure, key))
    return {key: number for number, key in enumerate(ordered, start=first)}


@dataclass(frozen=True, slots=True)
class _Found:
    """What a release changes: the rows to log, if any, and how many observations add none."""

    log: duckdb.DuckDBPyRelation | None
    rows: int
    unchanged: int
    first_known_at: datetime | None


def _news(
    root: Path,
    cursor: duckdb.DuckDBPyConnection,
    state: State,
    delivery: Delivery,
    *,
    ids: dict[SeriesKey, int],
) -> _Found:
    if not delivery.observations:
        return _Found(None, 0, 0, None)
    release, revision = delivery.release, state.revision + 1
    arrived = Arrived.of(delivery.observations, release=release, ids=ids)
    seen_at = microseconds(release.snapshot.retrieved_at)
    found = news(held(cursor, root, state, arrived), arrived.said, retrieved_at=seen_at)
    if not len(found.rows):
        return _Found(None, 0, found.unchanged, None)
    known_at = np.where(found.is_seen, seen_at, arrived.said.known_at[found.rows])
    log = arrived.logged(cursor, found, known_at=known_at, revision=revision)
    return _Found(log, len(found.rows), found.unchanged, instant_of(int(known_at.min())))


def _write(
    root: Path,
    cursor: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    found: _Found,
    *,
    series: dict[SeriesKey, int],
    revision: int,
) -> Appended:
    with left_clean(root) as undo:
        if (archived := _archive(root, delivery)) is not None:
            undo.callback(archived.unlink)
        files = _log(root, cursor, found, revision=revision)
        stored = _stored(delivery.release, found, revision=revision)
        with manifest.writing(root) as connection:
            catalogue.add_series(connection, series)
            catalogue.add_release(connection, stored)
            catalogue.add_quarantine(connection, revision=revision, rows=delivery.quarantined)
            manifest.add_files(connection, files)
    return Appended(revision, found.rows, found.unchanged, is_repeat=False)


def _stored(release: Release, found: _Found, *, revision: int) -> StoredRelease:
    return StoredRelease(
        revision=revision,
        release=release,
        rows=found.rows,
        unchanged=found.unchanged,
        first_known_at=found.first_known_at,
    )


def _archive(root: Path, delivery: Delivery) -> Path | None:
    snapshot = delivery.release.snapshot
    if not snapshot.is_archived or delivery.content is None:
        return None
    return archive.keep(root, snapshot.sha256, delivery.content)


def _log(
    root: Path, cursor: duckdb.DuckDBPyConnection, found: _Found, *, revision: int
) -> tuple[StoredFile, ...]:
    if found.log is None:
        return ()
    stem = root / LOG / f"{revision:08d}"
    return (write_file(cursor, found.log, stem, kind=LOG_FILE, revision=revision),)


def compact_log(
    root: Path, cursor: duckdb.DuckDBPyConnection, *, rows_per_file: int, from_scratch: bool
) -> None:
    """Take newer log files up into interval files; or build all of those anew."""
    with manifest.reading(root) as connection:
        state = State.read(connection)
        old = state.intervals if from_scratch else ()
        if from_scratch:
            state = State.of_log_only(connection)
    with left_clean(root):
        with naming_damage(root, state.files):
            done = compact(cursor, root, state, rows_per_file=rows_per_file)
        with manifest.writing(root) as connection:
            manifest.remove_files(connection, (*old, *done.replaced))
            manifest.add_files(connection, done.added)


@contextmanager
def left_clean(root: Path) -> Iterator[ExitStack]:
    """Remove what a write began, and undo what it asks for, unless it comes to its end."""
    with ExitStack() as undo:
        undo.callback(clean, root)
        yield undo
        undo.pop_all()


def clean(root: Path) -> None:
    """Remove what a broken write left behind. Only the holder of the lock may."""
    with manifest.reading(root) as connection:
        listed = manifest.paths(connection)
    sweep(root, listed)
