"""A stream continues the very count that pace keeps."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from forecast.making import book
from offtake.domain import (
    Amount,
    Book,
    Deadline,
    Destinations,
    Reading,
    Window,
    WindowKind,
    end_of_day_in_washington,
)
from offtake.forecast.streams import backfilled, stream
from offtake.pace import MEASURES, Counter, Figures
from offtake.store import SeriesFilter
from offtake.workspace import Workspace
from pace.books import figures, inspections

AS_OF = date(2026, 8, 22)


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Counter:
    """Count from the bundled soybeans as of the last look."""
    store = Workspace.open(home=Path(tmp_path_factory.mktemp("home"))).store
    wanted = SeriesFilter(
        measures=MEASURES,
        products=frozenset(("soybeans",)),
        partners=frozenset(("CHN", "WORLD", "UNKNOWN")),
    )
    return Counter(Figures(store.as_of(wanted, as_of=end_of_day_in_washington(AS_OF))))


def reading(book: Book, kind: WindowKind, start: date, partner: str = "CHN") -> Reading:
    until = Deadline("end", start + timedelta(days=300), "", "", None, "https://x.y")
    amount: Amount | None = None
    return Reading("r", book, Destinations.NAMED, "soybeans", "USA", partner,
                   Window(kind, start), amount,
                   (until,), "", "")  # fmt: skip


@pytest.mark.parametrize("partner", ["CHN", "WORLD"])
@pytest.mark.parametrize("book", [Book.SHIPMENTS, Book.EXPORT_SALES])
@pytest.mark.parametrize("start", [date(2017, 11, 1), date(2021, 1, 1), date(2024, 9, 1)])
def test_a_stream_flows_as_pace_counts(
    counter: Counter, book: Book, start: date, partner: str
) -> None:
    own = stream(counter, book, "soybeans", partner)
    assert own is not None
    for days in (20, 75, 200, 300):
        until = start + timedelta(days=days)
        tally = counter.count(reading(book, WindowKind.DATES, start, partner), until).tally(until)
        flowed = own.flowed(np.array([start.toordinal()]), np.array([until.toordinal()]))[0]
        assert flowed == pytest.approx(float(tally.counted or 0), abs=1.0)


@pytest.mark.parametrize("season", [2016, 2019, 2022, 2025])
def test_a_level_is_the_commitment_that_pace_counts(counter: Counter, season: int) -> None:
    own = stream(counter, Book.EXPORT_SALES, "soybeans", "CHN")
    assert own is not None
    start = date(season - 1, 9, 1)
    asked = reading(Book.EXPORT_SALES, WindowKind.MARKETING_YEAR, start)
    for until in (date(season - 1, 12, 31), date(season, 3, 15), date(season, 8, 31)):
        tally = counter.count(asked, until).tally(until)
        level = own.at(own.level, np.array([until.toordinal()]))[0]
        assert level == pytest.approx(float(tally.counted or 0), rel=2e-3)


def test_what_is_not_held_is_no_number() -> None:
    own = stream(Counter(Figures(book(date(2008, 3, 6)))), Book.SHIPMENTS, "soybeans", "CHN")
    assert own is not None
    late = np.array([date(2008, 4, 1).toordinal()])
    assert np.isnan(own.flowed(late - 60, late)[0])
    assert stream(Counter(figures()), Book.SHIPMENTS, "soybeans", "CHN") is None


def test_a_gap_of_six_weeks_is_bridged_by_the_stocks() -> None:
    whole = book(date(2008, 3, 6))
    gap = {date(2007, 10, 4) + timedelta(weeks=k) for k in range(6)}
    holed = [one for one in whole if one.period.last_day not in gap]
    before, after = (
        stream(Counter(Figures(rows)), Book.SHIPMENTS, "soybeans", "CHN") for rows in (whole, holed)
    )
    assert before is not None
    assert after is not None
    first, last = (np.array([day.toordinal()]) for day in (date(2007, 9, 1), date(2008, 3, 6)))
    assert after.flowed(first, last)[0] == pytest.approx(before.flowed(first, last)[0])


def test_a_buyer_who_has_bought_nothing_of_a_crop_has_nothing_sold(counter: Counter) -> None:
    """China had no row of 2025/26 before the week to 30 October 2025; the reports were held.

    The first row printed 232,000 t sold and not shipped (the public record).
    """
    key = (Book.SHIPMENTS, "soybeans", "CHN")
    printed = stream(counter, *key)
    assert printed is not None
    own = printed.emptied(counter, key)
    days = [date(2025, 9, 18), date(2025, 10, 23), date(2025, 10, 30)]
    found = own.at(own.outstanding, np.array([day.toordinal() for day in days]))
    assert found.tolist() == [0.0, 0.0, 232_000.0]


def test_reports_before_the_first_row_of_a_book_say_nothing_of_its_stock() -> None:
    """They list every destination, but the book may not be held so far back."""
    rows = book(date(2008, 3, 6))
    late = [one for one in rows if one.period.start >= date(2006, 9, 1)]
    others = [replace(one, key=replace(one.key, partner="UNKNOWN")) for one in rows]
    counter = Counter(Figures([*late, *others]))
    key = (Book.SHIPMENTS, "soybeans", "CHN")
    printed = stream(counter, *key)
    assert printed is not None
    own = printed.emptied(counter, key)
    assert len(counter.figures.listed(Book.SHIPMENTS, "soybeans")) > len(late) / 3
    assert np.array_equal(own.outstanding, printed.outstanding, equal_nan=True)


def test_inspections_lend_the_years_before_the_book_begins() -> None:
    weeks = [(date(2004, 1, 1) + timedelta(weeks=k), 7_000) for k in range(60)]
    counter = Counter(figures(book(date(2006, 3, 2)), inspections("CHN", weeks)))
    sales = stream(counter, Book.SHIPMENTS, "soybeans", "CHN")
    older = stream(counter, Book.INSPECTIONS, "soybeans", "CHN")
    assert sales is not None
    whole = backfilled(sales, older)
    assert whole.first < sales.first
    days = np.array([date(2004, 3, 1).toordinal()]), np.array([date(2004, 3, 7).toordinal()])
    assert whole.flowed(*days)[0] == pytest.approx(7_000)
    later = np.array([date(2005, 9, 2).toordinal()]), np.array([date(2006, 3, 2).toordinal()])
    assert whole.flowed(*later)[0] == pytest.approx(sales.flowed(*later)[0])
