"""Observations as rows of the log, and back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple, cast

import duckdb
import narwhals as nw

from offtake.domain import (
    Frequency,
    Observation,
    Period,
    Release,
    SeriesKey,
    Status,
    Vintage,
    VintageBasis,
)
from offtake.errors import ReleaseInvalid
from offtake.store.engine import COLUMNS, load
from offtake.store.expressions import IDENTITY, Frame, naive_utc

_STATUSES = {status.value: status for status in Status}
_LARGEST = 2**63 - 1
Identity = tuple[int, date, date]
"""What a figure is a figure of: series, first day, and the first day no longer in it."""

Figure = tuple[int | None, str, str]
"""What was said: value in units of the last place, status, note."""


class Row(NamedTuple):
    """A row of the log before it has its place there. Instants are UTC without a zone."""

    series_id: int
    period_start: date
    period_end: date
    value: int | None
    status: str
    note: str
    known_at: datetime
    basis: str
    earliest_at: datetime | None
    locator: str

    @property
    def identity(self) -> Identity:
        """What the figure is a figure of."""
        return self.series_id, self.period_start, self.period_end

    @property
    def figure(self) -> Figure:
        """What was said."""
        return self.value, self.status, self.note


def to_row(observation: Observation, *, series_id: int, release: Release) -> Row:
    """Return an observation as a row.

    Raises:
        ReleaseInvalid: It does not fit its series, its bytes or its release.
    """
    problem = _contradiction(observation, release)
    if problem:
        raise ReleaseInvalid(release.title, f"{observation.key} {observation.period}", problem)
    vintage = observation.vintage
    return Row(
        series_id=series_id,
        period_start=observation.period.start,
        period_end=observation.period.end,
        value=_scaled(observation, release),
        status=observation.status.value,
        note=observation.note,
        known_at=naive_utc(vintage.known_at),
        basis=vintage.basis.value,
        earliest_at=None if vintage.earliest_at is None else naive_utc(vintage.earliest_at),
        locator=observation.locator,
    )


def _contradiction(observation: Observation, release: Release) -> str:
    snapshot = release.snapshot
    if observation.snapshot != snapshot.sha256:
        return f"it names the bytes {observation.snapshot}, the release {snapshot.sha256}"
    if observation.period.frequency is not observation.key.frequency:
        return "the period's frequency is not the series' own"
    if observation.vintage.known_at > snapshot.retrieved_at:
        return (
            f"known at {observation.vintage.known_at}, "
            f"after the bytes were fetched at {snapshot.retrieved_at}"
        )
    return ""


def _scaled(observation: Observation, release: Release) -> int | None:
    value = observation.value
    if value is None:
        return None
    try:
        scaled = value.scaleb(observation.key.decimals)
        whole = int(scaled)
    except (InvalidOperation, OverflowError, ValueError):
        scaled, whole = Decimal("NaN"), 0
    if scaled != whole or abs(whole) > _LARGEST:
        raise ReleaseInvalid(
            release.title,
            f"{observation.key} {observation.period}",
            f"{value} does not fit a series of {observation.key.decimals} decimals",
        )
    return whole


def relation_of(
    cursor: duckdb.DuckDBPyConnection, rows: Sequence[Row], *, revision: int
) -> duckdb.DuckDBPyRelation:
    """Return rows as DuckDB sees them, numbered in the order given."""
    placed = (
        (
            *(row.series_id, row.period_start, row.period_end, row.value, row.status, row.note),
            *(row.known_at, row.basis, row.earliest_at, revision, seq, row.locator),
        )
        for seq, row in enumerate(rows)
    )
    return load(cursor, "new_rows", COLUMNS, placed)


def identities_of(
    cursor: duckdb.DuckDBPyConnection, identities: Iterable[Identity]
) -> duckdb.DuckDBPyRelation:
    """Return identities as DuckDB sees them."""
    return load(cursor, "asked", {name: COLUMNS[name] for name in IDENTITY}, identities)


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
            series_id, start, end, *_, revision, seq, _locator = row
            return ranks[series_id], start, end, row[6], revision, seq

        return [self._observation(row) for row in sorted(rows, key=place)]

    def _observation(self, row: FoundRow) -> Observation:
        series_id, start, end, whole, status, note, known_at, basis, earliest_at = row[:9]
        revision, _, locator = row[9:]
        key = self._keys[series_id]
        return Observation(
            key=key,
            period=self._period(start, end, key.frequency),
            value=None if whole is None else Decimal(whole).scaleb(-key.decimals),
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
