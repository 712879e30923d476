"""Readers of the captured Census figures: exports by chapter with vintages, imports, balance.

A vintage of the captured exports is known by the day it was saved, so it became knowable between
the capture before it and the end of that day. Only what changed from one vintage to the next is
written down.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

import polars as pl

from offtake.domain import (
    Flow,
    Frequency,
    Observation,
    SeriesKey,
    Snapshot,
    Status,
    Vintage,
    VintageBasis,
    end_of_day_in_washington,
    washington_instant,
)
from offtake.reference.codes import USA
from offtake.sources.census_balance import CensusBalance
from offtake.sources.census_trade import ALL_GOODS, EARLIEST_DAYS, month_of
from scripts.bundle.capture import Reading

CHINA = "CHN"
NO_TRADE = "no row in the answer: no trade"
_TOTAL = "00"
_MILLION = Decimal(1_000_000)


def value_key(measure: str, flow: Flow, product: str, frequency: Frequency) -> SeriesKey:
    """Return the series of a value in dollars between the United States and China."""
    return SeriesKey(measure, USA, CHINA, flow, product, frequency, "USD")


def between(first: date, last: date) -> Vintage:
    """Return the vintage of what came out after one day's opening and by another day's end."""
    return Vintage(
        end_of_day_in_washington(last),
        VintageBasis.INFERRED,
        earliest_at=washington_instant(first, 8, 30),
    )


def read_export_vintages(content: bytes, digest: str) -> Reading:
    """Read every vintage of monthly exports by chapter, each as what it changed.

    Raises:
        ValueError: The chapters of a month do not add up to its total, or two captures of one
            day differ.
    """
    table = pl.read_parquet(content).select(
        "commit",
        saved=pl.col("vintage").str.to_date(),
        code="E_COMMODITY",
        day=pl.col("time").dt.date(),
        usd=pl.col("exports").cast(pl.Int64),
    )
    commits = table.select("saved", "commit").unique().sort("saved", "commit")
    codes = table.select("code").unique()
    found: list[Observation] = []
    standing = pl.DataFrame(schema={"code": pl.String, "day": pl.Date, "held": pl.Int64})
    before: date | None = None
    for saved, commit in commits.iter_rows():
        shown = _whole_months(table.filter(pl.col("commit") == commit), codes)
        _check_totals(shown, commit)
        changed = shown.join(standing, on=["code", "day"], how="left").filter(
            pl.col("held").is_null() | (pl.col("held") != pl.col("usd"))
        )
        if saved == before and not changed.is_empty():
            message = f"capture {commit} differs from another one of {saved}"
            raise ValueError(message)
        found += _export_rows(changed, before, saved, commit=commit, digest=digest)
        standing = shown.select("code", "day", held="usd")
        before = saved
    return Reading(found)


def _whole_months(shown: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """Return each month of a vintage with every chapter: the API leaves out what had no trade."""
    grid = shown.select("day").unique().join(codes, how="cross")
    return (
        grid.join(shown.select("code", "day", "usd"), on=["code", "day"], how="left")
        .with_columns(has_row=pl.col("usd").is_not_null(), usd=pl.col("usd").fill_null(0))
        .sort("day", "code")
    )


def _check_totals(shown: pl.DataFrame, commit: str) -> None:
    is_total = pl.col("code") == _TOTAL
    sums = shown.group_by("day").agg(
        total=pl.col("usd").filter(is_total).sum(), chapters=pl.col("usd").filter(~is_total).sum()
    )
    wrong = sums.filter(pl.col("total") != pl.col("chapters"))
    if not wrong.is_empty():
        message = f"capture {commit}: chapters do not add up to the total in {wrong.rows()}"
        raise ValueError(message)


def _vintage(before: date | None, saved: date, day: date) -> Vintage:
    """Return when a capture's news became knowable.

    How old the figures of the first one are is open: as old as their month allows.
    """
    return between(before or month_of(day).last_day + timedelta(days=EARLIEST_DAYS), saved)


def _export_rows(
    changed: pl.DataFrame, before: date | None, saved: date, *, commit: str, digest: str
) -> Iterator[Observation]:
    for row in changed.iter_rows(named=True):
        code = row["code"]
        product = ALL_GOODS if code == _TOTAL else f"hs:{code}"
        yield Observation(
            key=value_key("export_value", Flow.EXPORT, product, Frequency.MONTHLY),
            period=month_of(row["day"]),
            value=Decimal(row["usd"]),
            status=Status.NORMAL,
            vintage=_vintage(before, saved, row["day"]),
            snapshot=digest,
            locator=f"commit {commit}, chapter {code}",
            note="" if row["has_row"] else NO_TRADE,
        )


def read_imports(content: bytes, digest: str) -> Reading:
    """Read imports for consumption by chapter and the duty on them, and add up all goods."""
    table = pl.read_parquet(content).select(
        code="I_COMMODITY",
        day=(pl.col("time") + "-01").str.to_date(),
        import_value_consumption=pl.col("CON_VAL_MO").cast(pl.Int64),
        import_duty=pl.col("CAL_DUT_MO").cast(pl.Int64),
    )
    vintage = between(date(2021, 8, 5), date(2021, 8, 31))
    sums = table.group_by("day").agg(pl.col("import_value_consumption", "import_duty").sum())
    rows = pl.concat([table, sums.with_columns(code=pl.lit(_TOTAL)).select(table.columns)])
    return Reading(
        [
            Observation(
                key=value_key(
                    measure,
                    Flow.IMPORT,
                    ALL_GOODS if row["code"] == _TOTAL else f"hs:{row['code']}",
                    Frequency.MONTHLY,
                ),
                period=month_of(row["day"]),
                value=Decimal(row[measure]),
                status=Status.NORMAL,
                vintage=vintage,
                snapshot=digest,
                locator=f"{row['day']:%Y-%m}, chapter {row['code']}",
                note="sum of the chapters" if row["code"] == _TOTAL else "",
            )
            for row in rows.sort("day", "code").iter_rows(named=True)
            for measure in ("import_value_consumption", "import_duty")
        ]
    )


def read_balance_sheet(request: str, retrieved_at: datetime) -> Callable[[bytes, str], Reading]:
    """Return a reader of the balance page as a sheet, with the parser of the source."""

    def read(content: bytes, digest: str) -> Reading:
        snapshot = Snapshot(
            digest, request, "text/csv", retrieved_at, len(content), is_archived=False
        )
        return Reading(list(CensusBalance().parse(snapshot, content).observations))

    return read


_BALANCE = {
    "trade_balance": Flow.NONE,
    "balance_exports": Flow.EXPORT,
    "balance_imports": Flow.IMPORT,
}
_BALANCE_GROUPS = {
    "c5700_2024_2026": "",
    "api_2013_2024": "from the totals of the API, saved before the revision of June 2025",
}
"""The columns of the joined table, the best first, and what to say of each."""


def read_balance(retrieved_at: datetime) -> Callable[[bytes, str], Reading]:
    """Return a reader of the months after those of the saved sheet.

    The joined table has the page where it was saved, else the totals of the API.
    """
    vintage = Vintage(retrieved_at, VintageBasis.RETRIEVAL)

    def read(content: bytes, digest: str) -> Reading:
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        return Reading(
            [
                one
                for cells in rows
                if cells["month"] >= "2020"
                for one in _balance_rows(cells, vintage, digest)
            ]
        )

    return read


def _balance_rows(cells: Mapping[str, str], vintage: Vintage, digest: str) -> Iterator[Observation]:
    held = [
        group
        for group in _BALANCE_GROUPS
        if cells[f"exports_{group}"] and cells[f"imports_{group}"]
    ]
    if not held:
        return
    exports = Decimal(cells[f"exports_{held[0]}"]) * _MILLION
    imports = Decimal(cells[f"imports_{held[0]}"]) * _MILLION
    values = (exports - imports, exports, imports)
    for (measure, flow), value in zip(_BALANCE.items(), values, strict=True):
        yield Observation(
            key=value_key(measure, flow, ALL_GOODS, Frequency.MONTHLY),
            period=month_of(date.fromisoformat(f"{cells['month']}-01")),
            value=value,
            status=Status.NORMAL,
            vintage=vintage,
            snapshot=digest,
            locator=cells["month"],
            note=_BALANCE_GROUPS[held[0]],
        )
