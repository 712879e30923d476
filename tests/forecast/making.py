"""Made-up books of many seasons: weekly rows as the publisher would print them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from offtake.domain import (
    Amount,
    AmountKind,
    Book,
    Deadline,
    Destinations,
    Observation,
    Pledge,
    Quantity,
    Reading,
    Window,
    WindowKind,
)
from offtake.forecast.streams import Stream
from offtake.reference.crops import marketing_year
from pace.books import Printed, sales


def printed(
    first_season: int, last_week: date, weekly: Callable[[int, int], int], *, sold: int = 8
) -> Iterator[Printed]:
    """Yield rows of soybeans from 1 September on: `weekly` says what sails in a season's week.

    What stands outstanding is what sails in the next `sold` weeks of the season.
    """
    week = date(first_season - 1, 9, 1)
    week += timedelta(days=(3 - week.weekday()) % 7)
    shipped, season, number = 0, first_season, 0
    while week <= last_week:
        year = marketing_year("soybeans", week)
        if year.start.year + 1 != season:
            shipped, season, number = 0, year.start.year + 1, 0
        shipped += weekly(season, number)
        coming = sum(weekly(season, later) for later in range(number + 1, min(number + sold, 52)))
        yield Printed(week, shipped, coming, 0)
        number += 1
        week += timedelta(days=7)


def book(
    last_week: date,
    *,
    partner: str = "CHN",
    first: int = 2005,
    seed: int = 1,
    size: float = 500_000,
    noise: float = 0.2,
) -> list[Observation]:
    """Return a book of seasons that peak in autumn and differ in size from year to year."""
    random = np.random.default_rng(seed)
    sizes = size * np.exp(noise * random.standard_normal(40))

    def weekly(season: int, number: int) -> int:
        shape = np.exp(-(((number - 10) / 12) ** 2)) + 0.1
        return int(sizes[season - first] * shape)

    return sales(partner, printed(first, last_week, weekly))


def pledge(
    *,
    deadline: date = date(2025, 8, 31),
    start: date = date(2024, 9, 1),
    book: Book = Book.SHIPMENTS,
    amount: float = 8,
) -> tuple[Pledge, Reading]:
    """Return a pledge of so many million tonnes of soybeans, with its one reading."""
    until = Deadline("year-end", deadline, "by then", "a minister", start, "https://x.y")
    reading = Reading(
        id="shipments-named",
        book=book,
        destinations=Destinations.NAMED,
        product="soybeans",
        seller="USA",
        partner="CHN",
        window=Window(WindowKind.DATES, start),
        amount=Amount(Quantity(Decimal(str(amount)), "Mt"), AmountKind.FLOOR),
        deadlines=(until,),
        held_by="a reader",
        citation="https://x.y",
    )
    made = Pledge(
        id="a-pledge",
        title="A pledge",
        obligor="CHN",
        counterparty="USA",
        made_on=start,
        group="",
        status="",
        note="",
        statements=(),
        deadlines=(until,),
        readings=(reading,),
    )
    return made, reading


def daily(name: str, first: date, weekly: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Stream:
    """Return a stream of so much in each week from a day on, without stocks."""
    days = np.repeat(weekly / 7, 7)
    blank = np.full(len(days), np.nan)
    nothing = np.zeros(len(days))
    return Stream(name, first.toordinal(), np.cumsum(days), nothing, nothing, blank, blank, blank)


def grown(stream: Stream, share: float) -> Stream:
    """Return a stream whose every flow and stock is so many times as large."""
    return replace(
        stream,
        flow=share * stream.flow,
        level=share * stream.level,
        outstanding=share * stream.outstanding,
        ahead=share * stream.ahead,
    )
