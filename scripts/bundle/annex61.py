"""Readers of the captured exports of the goods of Annex 6.1, the Phase One list.

By code and month for 2017 to 2020, from a file of the Census Bureau's API by six digits; by
category for 2021, from the annual figures the bureau reports to UN Comtrade. Both were saved
before the revision of the following June, which gives the later bound of their vintage.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from offtake.domain import Flow, Frequency, Observation, Period, Status, year_holding
from offtake.sources.census_trade import month_of
from scripts.bundle.capture import Reading
from scripts.bundle.census import NO_TRADE, between, value_key

AIRCRAFT, AIRCRAFT_CATEGORY = "8800", "4"
_NAPHTHA, _OTHER_LPG = "2710122500", "2711190020"
_TEN_DIGITS = frozenset({_NAPHTHA, _OTHER_LPG})
_METHANOL = "290511"
_OTHER_MANUFACTURED = "8"
_YEARS = range(2017, 2021)
_CODE_VINTAGE = between(date(2021, 4, 7), date(2021, 8, 5))
_YEAR_VINTAGE = between(date(2022, 2, 8), date(2022, 7, 5))
_NOT_HELD = "the captured file leaves this code out: ask for it at six or ten digits"
_BY_DIFFERENCE = (
    "by difference: chapter 29 as saved on 2021-08-05 less its other headings as saved before the "
    "revision of June 2021; exact for 2017"
)
_VIA_COMTRADE = "Census figures via UN Comtrade, as first published for the year"
_LEFT_OUT = {
    "17": "; naphtha (2710122500) and other LPG (2711190020) are published at ten digits only",
    AIRCRAFT_CATEGORY: "; civil aircraft as what chapter 88 holds beyond its published headings",
}


@dataclass(frozen=True, slots=True)
class Code:
    """One code of the list, with its category."""

    hs: str
    category: str

    @property
    def product(self) -> str:
        """The code as a product of a series."""
        is_schedule_b = self.hs in {AIRCRAFT, _NAPHTHA, _OTHER_LPG}
        return f"{'schedule_b' if is_schedule_b else 'hs'}:{self.hs}"


def codes(path: Path) -> tuple[Code, ...]:
    """Return the operational codes of the annex: some at six or ten digits where it splits one."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(Code(row["hs_code"], row["category_no"]) for row in csv.DictReader(file))


def by_code(listed: Path, chapters: Path) -> Callable[[bytes, str], Reading]:
    """Return a reader of the six-digit file: each code of the annex by year, gaps named.

    The categories follow by month, for the season of a year. `chapters` holds the totals of
    chapter 29, from which heading 2905 follows by difference.
    """

    def read(content: bytes, digest: str) -> Reading:
        table = _final_rows(content)
        book = _Book(
            held=set(table["hs6"]) | set(table["hs4"]),
            sums=_sums(table),
            rest_of_2905=_rest_of_2905(table, chapters),
            digest=digest,
        )
        every = codes(listed)
        members: dict[str, list[Code]] = defaultdict(list)
        for code in every:
            members[code.category].append(code)
        return Reading(
            [
                *(book.year_of(code, year) for code in every for year in _YEARS),
                *book.heading_2905(),
                *(
                    book.category_month(
                        number, [one for one in every if one.category == number], day
                    )
                    for number in dict.fromkeys(one.category for one in every)
                    for day in _months()
                ),
            ]
        )

    return read


def _final_rows(content: bytes) -> pl.DataFrame:
    """Return the rows of final figures: preliminary ones, appended at the end, name no country."""
    return (
        pl.read_parquet(content)
        .filter(pl.col("CTY_CODE").is_not_null())
        .select(
            "hs6", "hs4", day=pl.col("time").dt.date(), usd=pl.col("china_exports").cast(pl.Int64)
        )
        .filter(pl.col("day").dt.year().is_in(list(_YEARS)))
    )


def _months() -> Iterator[date]:
    return (date(year, number, 1) for year in _YEARS for number in range(1, 13))


def _sums(table: pl.DataFrame) -> dict[tuple[str, date], int]:
    sums: dict[tuple[str, date], int] = defaultdict(int)
    for hs6, hs4, day, usd in table.iter_rows():
        sums[hs6, day] += usd
        sums[hs4, day] += usd
    return sums


@dataclass(frozen=True, slots=True)
class _Book:
    """The six-digit file: which codes it holds, and their sums by month."""

    held: set[str]
    sums: dict[tuple[str, date], int]
    rest_of_2905: dict[date, int]
    digest: str

    def is_held(self, code: Code) -> bool:
        """Whether the file says what a code had; a heading without a row had no trade."""
        return _cut(code) in self.held or len(_cut(code)) == 4

    def year_of(self, code: Code, year: int) -> Observation:
        """Return a code's year. A heading without a row had no trade: the chapters add up."""
        values = [self.sums.get((_cut(code), day)) for day in _months() if day.year == year]
        is_held, has_trade = self.is_held(code), any(value is not None for value in values)
        return self._row(
            code.product,
            year_holding(date(year, 1, 1)),
            sum(value or 0 for value in values) if is_held else None,
            locator=f"{year}, {_cut(code)}",
            note=_NOT_HELD if not is_held else "" if has_trade else NO_TRADE,
        )

    def heading_2905(self) -> Iterator[Observation]:
        """Yield heading 2905 and what it has but for methanol, by year."""
        for year in _YEARS:
            months = [day for day in _months() if day.year == year]
            rest = sum(self.rest_of_2905[day] for day in months)
            methanol = sum(self.sums.get((_METHANOL, day), 0) for day in months)
            for product, usd in (("hs:2905", rest + methanol), (f"hs:2905-{_METHANOL}", rest)):
                yield self._row(
                    product,
                    year_holding(date(year, 1, 1)),
                    usd,
                    locator=f"{year}, chapter 29",
                    note=_BY_DIFFERENCE,
                )

    def category_month(self, number: str, members: list[Code], day: date) -> Observation:
        """Return a category's month: its held codes, and the rest of 2905 where it belongs."""
        counted = [code for code in members if self.is_held(code) and code.hs not in _TEN_DIGITS]
        usd = sum(self.sums.get((_cut(code), day), 0) for code in counted)
        if number == _OTHER_MANUFACTURED:
            usd += self.rest_of_2905[day]
        return self._row(
            f"annex61:{number}",
            month_of(day),
            usd,
            locator=f"{day:%Y-%m}, category {number}",
            note="sum of the codes held",
        )

    def _row(
        self, product: str, period: Period, usd: int | None, *, locator: str, note: str
    ) -> Observation:
        status = Status.ESTIMATED if note == _BY_DIFFERENCE else Status.NORMAL
        return Observation(
            key=value_key("export_value", Flow.EXPORT, product, period.frequency),
            period=period,
            value=None if usd is None else Decimal(usd),
            status=Status.MISSING if usd is None else status,
            vintage=_CODE_VINTAGE,
            snapshot=self.digest,
            locator=locator,
            note=note,
        )


def _cut(code: Code) -> str:
    """Return the code under which the file holds another."""
    return {_NAPHTHA: "271012", _OTHER_LPG: "271119"}.get(code.hs, code.hs)


def _rest_of_2905(table: pl.DataFrame, chapters: Path) -> dict[date, int]:
    """Return heading 2905 but for methanol, of which the file keeps nothing else, by month."""
    is_other = pl.col("hs4").str.starts_with("29") & (pl.col("hs4") != "2905")
    others = dict(table.filter(is_other).group_by("day").agg(pl.col("usd").sum()).iter_rows())
    vintages = pl.read_parquet(chapters).filter(
        (pl.col("vintage") == "2021-08-05") & (pl.col("E_COMMODITY") == "29")
    )
    totals = {day.date(): int(usd) for day, usd in vintages.select("time", "exports").iter_rows()}
    methanol = _sums(table)
    return {day: totals[day] - others[day] - methanol[_METHANOL, day] for day in _months()}


def by_category(listed: Path) -> Callable[[bytes, str], Reading]:
    """Return a reader of the annual file: the eighteen categories of 2021."""

    def read(content: bytes, digest: str) -> Reading:
        table = pl.read_parquet(content).filter(pl.col("year") == 2021)
        usd = {code: int(value) for code, value in
               table.select("cmd_code", "primary_value").iter_rows()}  # fmt: skip
        usd[AIRCRAFT] = usd["88"] - sum(
            value for code, value in usd.items() if len(code) == 4 and code.startswith("88")
        )
        totals: dict[str, int] = defaultdict(int)
        for code in codes(listed):
            totals[code.category] += usd.get(code.hs, 0)
        return Reading([_category_row(number, totals[number], digest) for number in totals])

    return read


def _category_row(number: str, usd: int, digest: str) -> Observation:
    return Observation(
        key=value_key("export_value", Flow.EXPORT, f"annex61:{number}", Frequency.ANNUAL),
        period=Period(date(2021, 1, 1), date(2022, 1, 1), Frequency.ANNUAL),
        value=Decimal(usd),
        status=Status.NORMAL,
        vintage=_YEAR_VINTAGE,
        snapshot=digest,
        locator=f"2021, category {number}",
        note=_VIA_COMTRADE + _LEFT_OUT.get(number, ""),
    )
