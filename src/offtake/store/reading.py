"""Answers from the files a state lists: as-of, history, and what is held of given figures."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import duckdb
import narwhals as nw
import numpy as np

from offtake.store.append import Printed
from offtake.store.arriving import Arrived, day_of
from offtake.store.engine import NAMES, only_series, scan
from offtake.store.expressions import Frame, current_rows, latest_rows
from offtake.store.manifest import INTERVAL_FILE, State, StoredFile

IN_LOG_ORDER = "known_at, revision, seq"


def frame_as_of(
    cursor: duckdb.DuckDBPyConnection, root: Path, state: State, *, as_of: datetime, revision: int
) -> Frame:
    """Return the rows that stood at `as_of`, by what the store knew at `revision`.

    Intervals say what superseded a row only as of their own compaction, so an older revision is
    answered from the rows themselves.
    """
    if revision < state.compacted or not state.intervals:
        rows = all_rows(cursor, root, state.files, revision=revision)
        return latest_rows(lazy(rows), as_of=as_of)
    intervals = scan(cursor, root, state.intervals).project(f"{NAMES}, superseded_at")
    delta = [file for file in state.delta if file.revision <= revision]
    newer = lazy(scan(cursor, root, delta).project(NAMES)) if delta else None
    return current_rows(lazy(intervals), newer, as_of=as_of)


def all_rows(
    cursor: duckdb.DuckDBPyConnection,
    root: Path,
    files: Iterable[StoredFile],
    *,
    revision: int,
) -> duckdb.DuckDBPyRelation:
    """Return every row of the log that some files hold, up to a revision.

    A row is in one interval file, or in a log file that came after them.
    """
    kinds: dict[str, list[StoredFile]] = {}
    for file in files:
        kinds.setdefault(file.kind, []).append(file)
    scans = [scan(cursor, root, members).project(NAMES) for members in kinds.values()]
    rows = scans[0] if len(scans) == 1 else scans[0].union(scans[1])
    return rows.filter(f"revision <= {revision:d}")


def rows_of_series(
    cursor: duckdb.DuckDBPyConnection,
    root: Path,
    state: State,
    ids: Sequence[int],
    *,
    revision: int,
) -> duckdb.DuckDBPyRelation | None:
    """Return every row of some series, or none where no file can hold one."""
    files = holding_series(state, ids, revision=revision)
    if not files:
        return None
    return only_series(all_rows(cursor, root, files, revision=revision), ids)


def holding_series(state: State, ids: Sequence[int], *, revision: int) -> list[StoredFile]:
    """Return the files that can hold a row of these series, given in ascending order."""
    return [
        file
        for file in state.files
        if (file.revision <= revision or file.kind == INTERVAL_FILE)
        and (place := bisect_left(ids, file.first_series)) < len(ids)
        and ids[place] <= file.last_series
    ]


def held(cursor: duckdb.DuckDBPyConnection, root: Path, state: State, arrived: Arrived) -> Printed:
    """Return every row of the log about the figures that arrived, in the order of the log."""
    figures = arrived.said
    ids = [int(series_id) for series_id in np.unique(figures.series_id)]
    first, last = (day_of(int(edge(figures.period_start))) for edge in (np.min, np.max))
    files = [
        file
        for file in holding_series(state, ids, revision=state.revision)
        if file.first_period <= last and file.last_period >= first
    ]
    if not files:
        return figures.take(np.zeros(0, dtype=np.int64))
    near = all_rows(cursor, root, files, revision=state.revision).filter(
        f"series_id BETWEEN {ids[0]:d} AND {ids[-1]:d} "
        f"AND period_start BETWEEN DATE '{first}' AND DATE '{last}'"
    )
    return arrived.matching(cursor, near)


def lazy(relation: duckdb.DuckDBPyRelation) -> Frame:
    """Return rows as a lazy frame."""
    frame: Frame = nw.from_native(relation)
    return frame
