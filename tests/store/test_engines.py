"""The as-of expression gives the same rows on every engine, and the oracle's."""

import random
import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offtake.domain import WASHINGTON
from offtake.store import latest_rows
from offtake.store.engine import load
from offtake.store.expressions import naive_utc
from store.making import START, day

Row = dict[str, Any]
TYPES = {
    "series_id": "INTEGER",
    "period_start": "DATE",
    "period_end": "DATE",
    "value": "BIGINT",
    "status": "VARCHAR",
    "known_at": "TIMESTAMP",
    "revision": "INTEGER",
    "seq": "INTEGER",
}
POLARS: dict[str, pl.DataType] = {
    "INTEGER": pl.Int32(),
    "DATE": pl.Date(),
    "BIGINT": pl.Int64(),
    "VARCHAR": pl.String(),
    "TIMESTAMP": pl.Datetime("us"),
}
SPARK = {"INTEGER": "int", "VARCHAR": "string", "TIMESTAMP": "timestamp_ntz"}


def log_row(series: int, week: int, known: int, status: str, revision: int) -> Row:
    start = date(2026, 1, 2) + timedelta(days=7 * week)
    return {
        "series_id": series,
        "period_start": start,
        "period_end": start + timedelta(days=7),
        "value": None if status in "MW" else 2**53 + 1 + revision,
        "status": status,
        "known_at": naive_utc(day(known)),
        "revision": revision,
        "seq": series,
    }


def by_hand(rows: list[Row], as_of: datetime) -> list[Row]:
    standing: dict[tuple[int, date], Row] = {}
    for row in sorted(rows, key=lambda row: (row["known_at"], row["revision"], row["seq"])):
        if row["known_at"] <= naive_utc(as_of):
            standing[row["series_id"], row["period_start"]] = row
    return in_order([row for row in standing.values() if row["status"] != "W"])


def in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row["series_id"], row["period_start"]))


def on_polars(rows: list[Row], as_of: datetime) -> list[Row]:
    schema = {name: POLARS[kind] for name, kind in TYPES.items()}
    frame = latest_rows(nw.from_native(pl.LazyFrame(rows, schema)), as_of=as_of)
    return in_order(frame.to_native().collect().to_dicts())


def on_duckdb(rows: list[Row], as_of: datetime) -> list[Row]:
    with duckdb.connect(":memory:") as connection:
        table = load(connection, "log", TYPES, (tuple(row.values()) for row in rows))
        found = latest_rows(nw.from_native(table), as_of=as_of).to_native()
        return in_order([dict(zip(TYPES, row, strict=True)) for row in found.fetchall()])


LOGS = st.lists(
    st.builds(
        log_row,
        st.integers(1, 2),
        st.integers(0, 1),
        st.integers(0, 5),
        st.sampled_from("AEPMW"),
        st.integers(1, 4),
    ),
    max_size=20,
    unique_by=lambda row: (
        row["series_id"],
        row["period_start"],
        row["known_at"],
        row["revision"],
    ),
)


@pytest.mark.parametrize("engine", [on_duckdb, on_polars])
@settings(max_examples=50, deadline=None)
@given(rows=LOGS, number=st.integers(-1, 6))
def test_the_rows_that_stood_are_those_found_by_hand(
    engine: Callable[[list[Row], datetime], list[Row]], rows: list[Row], number: int
) -> None:
    assert engine(rows, day(number)) == by_hand(rows, day(number))


@pytest.mark.spark
def test_spark_gives_the_same_rows() -> None:
    session = spark_session()
    try:
        chance = random.Random(20260108)  # noqa: S311 no secret
        rows = [
            log_row(series, week, chance.randint(0, 9), chance.choice("AEPMW"), revision)
            for series in range(20)
            for week in range(5)
            for revision in range(chance.randint(0, 6))
        ]
        columns = ", ".join(f"{name} {SPARK.get(kind, kind)}" for name, kind in TYPES.items())
        frame = session.createDataFrame([tuple(row.values()) for row in rows], columns)
        for number in range(-1, 11):
            found = latest_rows(nw.from_native(frame), as_of=day(number)).to_native().collect()
            assert in_order([row.asDict() for row in found]) == by_hand(rows, day(number))
    finally:
        session.stop()


def spark_session() -> Any:
    if shutil.which("java") is None:
        pytest.skip("no Java")
    sql = pytest.importorskip("pyspark.sql", reason="no PySpark")
    return (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )


def test_an_instant_in_another_zone_is_the_same_instant() -> None:
    rows = [log_row(1, 0, 0, "A", 1)]
    assert on_duckdb(rows, START.astimezone(WASHINGTON)) == rows
