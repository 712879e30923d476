"""Sums by year over many series at once, added up by the engine and never listed."""

import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import cast

import duckdb

from offtake.domain import Frequency
from offtake.store import bounds, catalogue, manifest
from offtake.store.engine import connect, naming_damage
from offtake.store.expressions import sums_by_year
from offtake.store.manifest import State
from offtake.store.reading import frame_as_of, holding_series, lazy
from offtake.store.records import SeriesFilter, YearSum
from offtake.store.store import Store

_Group = tuple[str, str, str, str, int]
"""Measure, partner, frequency, unit and decimals."""
_Found = list[tuple[int, int, int, int, int]]


def year_sums(
    store: Store, series: SeriesFilter, *, as_of: datetime, revision: int | None = None
) -> list[YearSum]:
    """Return what some series add up to by year, as it stood at `as_of`, without listing them.

    Flows add up over a year; stocks do not. Sums are by measure, partner, frequency and unit, and
    come sorted so. Where no series fits there is no sum.

    Raises:
        InstantNaive: `as_of` has no time zone.
        VintageUnknown: It is before the first vintage.
        AsOfAfterLastLook: It is on a later day, in Washington, than the last look.
        RevisionUnknown: There is no such revision.
        StoreEmpty: Nothing has been appended yet.
        StoreDamaged: A file is missing or corrupt.
    """
    until = bounds.check_revision(revision, newest=store.revision)
    with manifest.reading(store.path) as connection:
        bounds.check_as_of(connection, store.path, as_of=as_of, revision=until)
        groups, members = catalogue.members(connection, series)
    found = store.trying_again(
        lambda state: _sums(store.path, state, members, as_of=as_of, revision=until)
    )
    sums = (_year_sum(groups[group], year, value, figures, rows)
            for group, year, value, figures, rows in found)  # fmt: skip
    return sorted(
        sums, key=lambda one: (one.measure, one.partner, one.frequency, one.unit_code, one.year)
    )


def _sums(
    root: Path,
    state: State,
    members: Sequence[tuple[int, int]],
    *,
    as_of: datetime,
    revision: int,
) -> _Found:
    """Return group, year, sum, number of figures and number of rows."""
    ids = [series_id for series_id, _ in members]
    holding = set(holding_series(state, ids, revision=revision)) if ids else set()
    if not holding:
        return []
    fewer = replace(
        state,
        intervals=tuple(file for file in state.intervals if file in holding),
        delta=tuple(file for file in state.delta if file in holding),
    )
    with (
        tempfile.TemporaryDirectory(prefix="offtake-") as folder,
        connect() as cursor,
        naming_damage(root, fewer.files),
    ):
        cursor.execute("SET enable_progress_bar = false")
        frame = frame_as_of(cursor, root, fewer, as_of=as_of, revision=revision)
        sums = sums_by_year(frame, lazy(_table(cursor, Path(folder) / "members.csv", members)))
        columns = sums.select("member_of", "year", "value", "figures", "rows").to_native()
        return cast("duckdb.DuckDBPyRelation", columns).fetchall()


def _table(
    cursor: duckdb.DuckDBPyConnection, path: Path, members: Sequence[tuple[int, int]]
) -> duckdb.DuckDBPyRelation:
    """Return which series belongs to which group as DuckDB sees it.

    Through a file: hundreds of thousands of pairs are handed over ten times faster than as JSON.
    """
    text = "\n".join(f"{series_id},{group}" for series_id, group in members)
    path.write_text(f"{text}\n", encoding="ascii")
    columns = "{'series_id': 'INTEGER', 'member_of': 'INTEGER'}"
    pattern = re.sub(r"([\[*?])", r"[\1]", str(path)).replace("'", "''")
    cursor.execute(
        f"CREATE TEMP TABLE members AS FROM read_csv('{pattern}', header = false, "
        f"auto_detect = false, delim = ',', columns = {columns})"
    )
    return cursor.table("members")


def _year_sum(group: _Group, year: int, value: int, figures: int, rows: int) -> YearSum:
    measure, partner, frequency, unit_code, decimals = group
    return YearSum(
        year=year,
        measure=measure,
        partner=partner,
        frequency=Frequency(frequency),
        unit_code=unit_code,
        value=Decimal(value or 0).scaleb(-decimals),
        figures=figures,
        missing=rows - figures,
    )
