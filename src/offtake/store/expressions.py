"""The as-of, said once, in lazy expressions that DuckDB, Polars and PySpark all run.

"What was known" is the last row per series and period among those known by then. No join that only
some engines have, and no aggregate that skips nulls: a withdrawn figure is a row with a status.
Instants in these frames have no time zone and are UTC; run Spark with its session zone set to UTC.
"""

from datetime import UTC, datetime
from typing import Any

import narwhals as nw

from offtake.domain import Status

Frame = nw.LazyFrame[Any]

IDENTITY = ["series_id", "period_start", "period_end"]
"""What a figure is a figure of."""

ORDER = ["known_at", "revision", "seq"]
"""Which of the rows of one identity comes last."""


def latest_rows(frame: Frame, *, as_of: datetime) -> Frame:
    """Return the row that stood at `as_of` for each series and period, withdrawn ones left out.

    `frame` holds log rows: at least the columns of `IDENTITY` and `ORDER`, and `status`.
    """
    known = frame.filter(nw.col("known_at") <= nw.lit(naive_utc(as_of)))
    return _standing(known.unique(subset=IDENTITY, keep="last", order_by=ORDER))


def current_rows(intervals: Frame, delta: Frame | None, *, as_of: datetime) -> Frame:
    """Return what `latest_rows` would, from intervals and the few log rows not yet in them.

    An interval row stands from `known_at` until `superseded_at`, so most identities need no
    comparison; those a delta row touches are decided by `latest_rows`.
    """
    instant = nw.lit(naive_utc(as_of))
    standing = intervals.filter(
        nw.col("known_at") <= instant, nw.col("superseded_at") > instant
    ).drop("superseded_at")
    if delta is None:
        return _standing(standing)
    columns = delta.collect_schema().names()
    touched = delta.select(IDENTITY).unique()
    contested = nw.concat([standing.join(touched, on=IDENTITY, how="semi").select(columns), delta])
    untouched = standing.join(touched, on=IDENTITY, how="anti").select(columns)
    return nw.concat([_standing(untouched), latest_rows(contested, as_of=as_of).select(columns)])


def revised_rows(frame: Frame) -> Frame:
    """Return the rows of every series and period that has more than one row."""
    counted = frame.with_columns(vintages=nw.len().over(IDENTITY))
    return counted.filter(nw.col("vintages") > 1).drop("vintages")


def missing_rows(frame: Frame, *, as_of: datetime) -> Frame:
    """Return the gaps among the rows that stood at `as_of`."""
    return latest_rows(frame, as_of=as_of).filter(nw.col("status") == Status.MISSING.value)


def sums_by_year(frame: Frame, members: Frame) -> Frame:
    """Return sums of the rows of some series by group and by the year a period begins in.

    `members` says which `series_id` belongs to which group, `member_of`. A gap adds nothing and is
    counted: `figures` were added, of `rows`.
    """
    return (
        frame.join(members, on="series_id", how="inner")
        .with_columns(year=nw.col("period_start").dt.year())
        .group_by("member_of", "year")
        .agg(value=nw.col("value").sum(), figures=nw.col("value").count(), rows=nw.len())
    )


def naive_utc(instant: datetime) -> datetime:
    """Return an instant the way the files hold it: in UTC, without saying so."""
    return instant.astimezone(UTC).replace(tzinfo=None)


def _standing(frame: Frame) -> Frame:
    return frame.filter(nw.col("status") != Status.WITHDRAWN.value)
