"""Rows of the log as observations."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import cast

import duckdb
import narwhals as nw

from offtake.domain import (
    Frequency,
    Observation,
    Period,
    SeriesKey,
    Status,
    Vintage,
    VintageBasis,
)
from offtake.store.engine import COLUMNS
from offtake.store.expressions import Frame

_STATUSES = {status.value: status for status in Status}

FoundRow = tuple[
    int, date, date, int | None, str, str, datetime, str, datetime | None, int, int, str
]
"""A row that comes back, in the order of the log's columns."""


def fetch(frame: Frame) -> list[FoundRow]:
    """Return the rows of a lazy frame on DuckDB."""
    relation = frame.select(list(COLUMNS)).to_native()
    rows: list[FoundRow] = cast("duckdb.DuckDBPyRelation", relation).fetchall()
    return rows


def figures_by_series(frame: Frame) -> list[tuple[int, int]]:
    """Return the ids of the series in a lazy frame on DuckDB, and how many rows each has."""
    counted = frame.group_by("series_id").agg(nw.len()).to_native()
    rows: list[tuple[int, int]] = cast("duckdb.DuckDBPyRelation", counted).fetchall()
    return rows


def revisions_of(rows: Iterable[FoundRow]) -> set[int]:
    """Return the revisions some rows came with."""
    return {row[9] for row in rows}


class Reader:
    """Turns rows that come back into observations, making each shared part once."""

    def __init__(self, keys: Mapping[int, SeriesKey], snapshots: Mapping[int, str]) -> None:
        self._keys, self._snapshots = keys, snapshots
        self._periods: dict[tuple[date, date, Frequency], Period] = {}
        self._vintages: dict[tuple[datetime, str, datetime | None], Vintage] = {}

    def observations(self, rows: Iterable[FoundRow]) -> list[Observation]:
        """Return observations sorted by series, period and order in the log."""
        ranked = sorted(self._keys, key=self._keys.__getitem__)
        ranks = {series_id: rank for rank, series_id in enumerate(ranked)}

        def place(row: FoundRow) -> tuple[int, date, date, datetime, int, int]:
            return ranks[row[0]], row[1], row[2], row[6], row[9], row[10]

        return [self._observation(row) for row in sorted(rows, key=place)]

    def _observation(self, row: FoundRow) -> Observation:
        series_id, start, end, whole, status, note, known_at, basis, earliest_at = row[:9]
        revision, _, locator = row[9:]
        key = self._keys[series_id]
        value = None if whole is None else Decimal(whole)
        if value is not None and key.decimals:
            value = value.scaleb(-key.decimals)
        return Observation(
            key=key,
            period=self._period(start, end, key.frequency),
            value=value,
            status=_STATUSES[status],
            vintage=self._vintage(known_at, basis, earliest_at),
            snapshot=self._snapshots[revision],
            locator=locator,
            note=note,
        )

    def _period(self, start: date, end: date, frequency: Frequency) -> Period:
        name = (start, end, frequency)
        if name not in self._periods:
            self._periods[name] = Period(start, end, frequency)
        return self._periods[name]

    def _vintage(self, known_at: datetime, basis: str, earliest_at: datetime | None) -> Vintage:
        name = (known_at, basis, earliest_at)
        if name not in self._vintages:
            self._vintages[name] = Vintage(
                known_at.replace(tzinfo=UTC),
                VintageBasis(basis),
                None if earliest_at is None else earliest_at.replace(tzinfo=UTC),
            )
        return self._vintages[name]
