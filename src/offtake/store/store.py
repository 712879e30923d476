"""The store: every figure ever published, in the order it became known."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

import duckdb

from offtake.columns import Observations
from offtake.domain import Observation, Release, SeriesKey
from offtake.errors import (
    ObservationInvalid,
    ReleaseInvalid,
    StoreDamaged,
    StoreExists,
    StoreMissing,
)
from offtake.store import archive, bounds, catalogue, manifest, reading
from offtake.store.bounds import check_revision
from offtake.store.engine import check_file, connect, naming_damage, open_cursor
from offtake.store.expressions import Frame, latest_rows, missing_rows, revised_rows
from offtake.store.failures import writing_to
from offtake.store.files import FOLDERS
from offtake.store.layout import lay_out_at_once
from offtake.store.locking import writer_lock
from offtake.store.manifest import State
from offtake.store.records import (
    Appended,
    QuarantinedRow,
    SeriesFilter,
    StoredQuarantine,
    StoredRelease,
)
from offtake.store.rows import FoundRow, Reader, fetch, figures_by_series, revisions_of
from offtake.store.writing import Delivery, append, clean, compact_log

_Answer = TypeVar("_Answer")
_EVERYTHING = SeriesFilter()
_ROWS_PER_FILE = 4_000_000


class Store:
    """A log of figures in a folder, as it was when opened or last written to by this object.

    Releases that others append are seen by opening the store again. Any number may read while one
    writes. Times come in as arguments: a store has no clock.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     Store.create(Path(folder) / "figures").revision
    0
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = connect()
        self._state = self._read_state()

    @classmethod
    def create(cls, path: Path) -> Self:
        """Return a new, empty store.

        Raises:
            StoreExists: The folder exists and is not empty.
            StoreReadOnly: The folder above cannot be written to.
            StoreFull: The disk is full.
        """
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise StoreExists(path)
        with writing_to(path):
            lay_out_at_once(path)
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return the store in a folder, which may be read-only.

        Raises:
            StoreMissing: There is none.
            StoreTooNew: A newer offtake wrote it.
            StoreDamaged: Its manifest cannot be read.
        """
        return cls(path)

    def at(self, revision: int) -> Self:
        """Return the store as it was at a revision, for reading: nothing later is known to it.

        Raises:
            RevisionUnknown: There is no such revision.
        """
        until = check_revision(revision, newest=self.revision)
        found = type(self)(self.path)
        found._state = replace(found._state, revision=until)  # noqa: SLF001 - it is one of us
        return found

    @property
    def revision(self) -> int:
        """The newest revision, 0 where no release has been appended."""
        return self._state.revision

    def append(
        self,
        release: Release,
        observations: Iterable[Observation],
        *,
        quarantined: Iterable[QuarantinedRow] = (),
        content: bytes | None = None,
    ) -> Appended:
        """Log what a release changes and return what that was; all of it is kept, or nothing.

        `content` are the bytes as served; they are archived where the snapshot says they may be.

        Raises:
            ReleaseInvalid: The release contradicts itself or its bytes.
            StoreLocked: Somebody else is writing.
            StoreReadOnly: The folder cannot be written to.
            StoreFull: The disk is full.
            StoreDamaged: A file needed for comparison is missing or corrupt.
        """
        try:
            figures = Observations.of(observations)
        except ObservationInvalid as fault:
            raise ReleaseInvalid(release.title, "an observation", str(fault)) from None
        delivery = Delivery(release, figures, tuple(quarantined), content)
        with self._writing() as cursor:
            return append(self.path, cursor, delivery)

    def as_of(
        self, series: SeriesFilter, *, as_of: datetime, revision: int | None = None
    ) -> list[Observation]:
        """Return the figures that stood at `as_of`, sorted by series and period.

        Withdrawn figures are left out, missing ones are there with their reason. With a revision
        the answer is what the store would have said then, and will be for ever.

        Raises:
            InstantNaive: `as_of` has no time zone.
            VintageUnknown: It is before the first vintage.
            AsOfAfterLastLook: It is on a later day, in Washington, than the last look.
            RevisionUnknown: There is no such revision.
            StoreEmpty: Nothing has been appended yet.
            StoreDamaged: A file is missing or corrupt.
        """
        until = self._check(as_of, revision)
        return self._observations(series, partial(latest_rows, as_of=as_of), revision=until)

    def history(self, series: SeriesFilter, *, revision: int | None = None) -> list[Observation]:
        """Return every vintage of some figures, sorted by series, period and order in the log.

        Raises:
            RevisionUnknown: There is no such revision.
            StoreDamaged: A file is missing or corrupt.
        """
        until = check_revision(revision, newest=self.revision)
        return self._observations(series, lambda rows: rows, revision=until)

    def revised(self, series: SeriesFilter, *, revision: int | None = None) -> list[Observation]:
        """Return every vintage of the figures that have more than one, sorted as by `history`.

        Raises:
            RevisionUnknown: There is no such revision.
            StoreDamaged: A file is missing or corrupt.
        """
        until = check_revision(revision, newest=self.revision)
        return self._observations(series, revised_rows, revision=until)

    def missing(self, *, as_of: datetime, revision: int | None = None) -> list[Observation]:
        """Return the gaps that stood at `as_of`: figures known not to be held, with the reason.

        Raises:
            InstantNaive: `as_of` has no time zone.
            VintageUnknown: It is before the first vintage.
            AsOfAfterLastLook: It is on a later day, in Washington, than the last look.
            RevisionUnknown: There is no such revision.
            StoreEmpty: Nothing has been appended yet.
            StoreDamaged: A file is missing or corrupt.
        """
        until = self._check(as_of, revision)
        select = partial(missing_rows, as_of=as_of)
        return self._observations(_EVERYTHING, select, revision=until)

    def figures_by_measure(self, *, as_of: datetime) -> dict[str, int]:
        """Return how many figures stood at `as_of`, measure by measure.

        Raises:
            InstantNaive: `as_of` has no time zone.
            VintageUnknown: It is before the first vintage.
            AsOfAfterLastLook: It is on a later day, in Washington, than the last look.
            StoreEmpty: Nothing has been appended yet.
            StoreDamaged: A file is missing or corrupt.
        """
        keys = self.series()
        counts: dict[str, int] = {}
        for series_id, count in self.of_figures(as_of, figures_by_series):
            measure = keys[series_id].measure
            counts[measure] = counts.get(measure, 0) + count
        return counts

    def figures(self, *, as_of: datetime, revision: int | None = None) -> Frame:
        """Return the rows that stood at `as_of` over all series, as a lazy frame on DuckDB.

        `value` counts units of the last decimal place and `series` explains `series_id`. The frame
        reads its files when it is collected, so damage shows up there as DuckDB's own error.

        Raises:
            InstantNaive: `as_of` has no time zone.
            VintageUnknown: It is before the first vintage.
            AsOfAfterLastLook: It is on a later day, in Washington, than the last look.
            RevisionUnknown: There is no such revision.
            StoreEmpty: Nothing has been appended yet.
            StoreDamaged: A file is missing or corrupt.
        """
        until = self._check(as_of, revision)
        return self.trying_again(
            lambda state: reading.frame_as_of(
                open_cursor(self._connection), self.path, state, as_of=as_of, revision=until
            )
        )

    def series(self, wanted: SeriesFilter = _EVERYTHING) -> dict[int, SeriesKey]:
        """Return the series a filter lets through, by the id they have in `figures`."""
        with manifest.reading(self.path) as connection:
            return catalogue.series(connection, wanted)

    def releases(self) -> list[StoredRelease]:
        """Return every release, in the order of appending."""
        with manifest.reading(self.path) as connection:
            return catalogue.releases(connection, until=self.revision)

    def quarantine(self) -> list[StoredQuarantine]:
        """Return every row that broke an identity, in the order they came."""
        with manifest.reading(self.path) as connection:
            return catalogue.quarantine(connection, until=self.revision)

    def content(self, sha256: str) -> bytes:
        """Return archived bytes as they were served.

        Raises:
            StoreDamaged: They are missing or no longer what they were.
        """
        return archive.recall(self.path, sha256)

    def first_vintage(self) -> datetime:
        """Return the earliest instant an as-of may ask for.

        Raises:
            StoreEmpty: Nothing has been appended yet.
        """
        with manifest.reading(self.path) as connection:
            return bounds.first_vintage(connection, self.path, revision=self.revision)

    def last_look(self, source: str | None = None) -> datetime:
        """Return when a source, or any, was last looked at.

        Raises:
            StoreEmpty: No release of it has been appended yet.
        """
        with manifest.reading(self.path) as connection:
            return bounds.last_look(connection, self.path, revision=self.revision, source=source)

    def compact(self) -> None:
        """Sort newer log files into the interval files, which changes no answer.

        Raises:
            StoreLocked: Somebody else is writing.
            StoreReadOnly: The folder cannot be written to.
            StoreFull: The disk is full.
            StoreDamaged: A file is missing or corrupt.
        """
        self._compact(from_scratch=False)

    def compact_if_grown(self) -> bool:
        """Compact if more than 64 log files or a million rows wait for it; return whether they did.

        Raises:
            StoreLocked: Somebody else is writing.
            StoreReadOnly: The folder cannot be written to.
            StoreFull: The disk is full.
            StoreDamaged: A file is missing or corrupt.
        """
        if not self._state.has_grown:
            return False
        self.compact()
        return True

    def rebuild_intervals(self) -> None:
        """Build the interval files anew from the log, which changes no answer.

        Raises:
            StoreLocked: Somebody else is writing.
            StoreReadOnly: The folder cannot be written to.
            StoreFull: The disk is full.
            StoreDamaged: A file of the log is missing or corrupt.
        """
        self._compact(from_scratch=True)

    def verify(self) -> int:
        """Compare every file with its checksum and return how many there are.

        Raises:
            StoreDamaged: One is missing or is not what was written.
        """
        with manifest.reading(self.path) as connection:
            files = manifest.files_of(connection, "1")
            releases = catalogue.releases(connection, until=self.revision)
        for file in files:
            check_file(self.path, file)
        archived = {
            stored.release.snapshot.sha256
            for stored in releases
            if stored.release.snapshot.is_archived
        }
        for sha256 in archived:
            archive.recall(self.path, sha256)
        return len(files) + len(archived)

    def _compact(self, *, from_scratch: bool) -> None:
        with self._writing() as cursor:
            compact_log(self.path, cursor, rows_per_file=_ROWS_PER_FILE, from_scratch=from_scratch)

    @contextmanager
    def _writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        if not self.path.is_dir():
            raise StoreMissing(self.path)
        with writing_to(self.path), writer_lock(self.path):
            for name in FOLDERS:  # version control and some copies drop the empty ones
                (self.path / name).mkdir(exist_ok=True)
            clean(self.path)
            with open_cursor(self._connection) as cursor:
                yield cursor
            self._state = self._read_state()

    def _read_state(self) -> State:
        with manifest.reading(self.path) as connection:
            return State.read(connection)

    def _check(self, as_of: datetime, revision: int | None) -> int:
        until = check_revision(revision, newest=self.revision)
        with manifest.reading(self.path) as connection:
            bounds.check_as_of(connection, self.path, as_of=as_of, revision=until)
        return until

    def _observations(
        self, series: SeriesFilter, select: Callable[[Frame], Frame], *, revision: int
    ) -> list[Observation]:
        with manifest.reading(self.path) as connection:
            keys = catalogue.series(connection, series)
        found = self.trying_again(
            lambda state: self._rows(state, list(keys), select, revision=revision)
        )
        with manifest.reading(self.path) as connection:
            snapshots = catalogue.snapshots(connection, revisions_of(found))
        return Reader(keys, snapshots).observations(found)

    def _rows(
        self, state: State, ids: list[int], select: Callable[[Frame], Frame], *, revision: int
    ) -> list[FoundRow]:
        with open_cursor(self._connection) as cursor:
            rows = reading.rows_of_series(cursor, self.path, state, ids, revision=revision)
            return [] if rows is None else fetch(select(reading.lazy(rows)))

    def of_figures(self, as_of: datetime, ask: Callable[[Frame], _Answer]) -> _Answer:
        """Return what is asked of the rows that `figures` gives, collected before it returns.

        A frame that is read later may find its files gone: a writer compacts meanwhile. Raises
        what `figures` raises, and `StoreDamaged` where a file is missing or corrupt.
        """
        until = self._check(as_of, None)

        def collected(state: State) -> _Answer:
            with open_cursor(self._connection) as cursor:
                return ask(
                    reading.frame_as_of(cursor, self.path, state, as_of=as_of, revision=until)
                )

        return self.trying_again(collected)

    def trying_again(self, ask: Callable[[State], _Answer]) -> _Answer:
        """Ask; where files are gone because a writer compacted meanwhile, ask the new ones."""
        try:
            with naming_damage(self.path, self._state.files):
                return ask(self._state)
        except StoreDamaged:
            newer = self._read_state()
            if newer.files == self._state.files:
                raise
        # Only the files are taken over: this object goes on speaking of its own revision.
        self._state = replace(newer, revision=self._state.revision)
        with naming_damage(self.path, self._state.files):
            return ask(self._state)
