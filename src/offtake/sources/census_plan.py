"""What to ask the Census Bureau's API for, in answers it can give before it times out.

A year of one country is one answer. All countries at ten digits time out, so they are asked for a
month at a time and by the first digit of the code. The release of June revises the three years
before its own, so these are asked for again each time, at the levels that are small.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from offtake.sources.census_trade import (
    EARLIEST_DAYS,
    FIRST_MONTH,
    TEN,
    TradeBook,
    month_of,
    next_month,
)
from offtake.sources.protocol import Request

API = "https://api.census.gov/data/timeseries/intltrade"
KEY = "census"
_REVISED_YEARS = 3
_FOLDERS = {"X": "exports", "M": "imports"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One level of detail for one country, by its code, or for all countries where it is empty.

    `digits` is 0 for all goods together. `is_revised` asks for the years again that a release may
    revise, and not only for what is new.
    """

    country: str
    digits: int
    is_revised: bool = True


CHINA = "5700"
ASKED_BY_DEFAULT = (
    Asked(CHINA, 0),
    Asked(CHINA, 2),
    Asked(CHINA, 4),
    Asked(CHINA, 6),
    Asked(CHINA, TEN, is_revised=False),
)


def requests(
    book: TradeBook, asked: tuple[Asked, ...], *, since: date, until: date
) -> Iterator[Request]:
    """Yield the requests that hold every month between two days that can be out by the second."""
    last = _newest_month(until)
    for one in asked:
        first = since.replace(day=1)
        if one.is_revised:
            first = min(first, date(until.year - _REVISED_YEARS, 1, 1))
        first = max(first, FIRST_MONTH)
        if first > last:
            continue
        spans = _months(first, last) if not one.country else _years(first, last)
        for start, end in spans:
            for digit in _first_digits(one):
                yield _request(book, one, start, end, digit=digit)


def _newest_month(until: date) -> date:
    """Return the newest month that can be out on a day, by its first day."""
    ended_by = until - timedelta(days=EARLIEST_DAYS)
    last_day = (ended_by + timedelta(days=1)).replace(day=1) - timedelta(days=1)
    return last_day.replace(day=1)


def _years(first: date, last: date) -> Iterator[tuple[date, date]]:
    for year in range(first.year, last.year + 1):
        yield max(first, date(year, 1, 1)), min(last, date(year, 12, 1))


def _months(first: date, last: date) -> Iterator[tuple[date, date]]:
    while first <= last:
        yield first, first
        first = next_month(first)


def _first_digits(asked: Asked) -> str:
    """Return the first digits to ask for one by one; a blank stands for all of them."""
    return "0123456789" if not asked.country and asked.digits == TEN else " "


def _request(book: TradeBook, asked: Asked, start: date, end: date, *, digit: str) -> Request:
    names = ["CTY_CODE", book.commodity, *book.values]
    names += book.quantity.names if asked.digits == TEN else ()
    what = f"{digit}*" if digit.strip() else "-" if asked.digits == 0 else ""
    fields = [
        f"get={','.join(names)}",
        f"{book.commodity}={what}" if what else "",
        f"COMM_LVL=HS{asked.digits}" if asked.digits else "",
        f"CTY_CODE={asked.country}" if asked.country else "",
        "SUMMARY_LVL=DET",
        f"time=from+{start:%Y-%m}+to+{end:%Y-%m}",
    ]
    level = f"at {asked.digits} digits" if asked.digits else "all goods"
    whose = f"country {asked.country}" if asked.country else "all countries"
    codes = f", codes {digit}…" if digit.strip() else ""
    folder = _FOLDERS[book.flow]
    return Request(
        source=book.source,
        url=f"{API}/{folder}/hs?{'&'.join(filter(None, fields))}",
        title=f"{folder}, {whose}, {level}{codes}, {start:%Y-%m} to {end:%Y-%m}",
        media_types=("application/json",),
        covers_start=start,
        covers_end=month_of(end).last_day,
        max_bytes=128 * 1024 * 1024,
        key=KEY,
        key_field="key",
    )
