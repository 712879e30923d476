"""A reading gets a sound forecast or a clear refusal, whatever the figures look like."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from forecast.making import book, pledge, printed
from offtake.domain import Book, Destinations, Observation
from offtake.forecast import Cases, Forecast, Forecaster, Refusal
from offtake.forecast.methods import SHARE
from offtake.pace import Counter, Figures, Judge
from pace.books import inspections, sales

TODAY = date(2025, 1, 2)


def told(
    rows: Sequence[Observation],
    *,
    deadline: date = date(2025, 8, 31),
    start: date = date(2024, 9, 1),
    amount: float = 8,
    as_of: date = TODAY + timedelta(days=8),
    book: Book = Book.SHIPMENTS,
    destinations: Destinations = Destinations.NAMED,
) -> Forecast | Refusal:
    """Return the forecast of a made-up pledge from made-up rows."""
    counter = Counter(Figures(rows))
    made, reading = pledge(deadline=deadline, start=start, amount=amount, book=book)
    reading = replace(reading, destinations=destinations)
    judge = Judge(counter, as_of=as_of, revision=1)
    (verdict,) = judge.verdicts_on(made, reading)
    record = {"shipments": (Cases(0.0, 1.0, 40, 9, 0.5, 0.4),)}
    return Forecaster(counter, as_of=as_of, record=record).for_verdict(verdict)


def test_a_forecast_continues_the_count_and_names_itself() -> None:
    found = told(book(TODAY))
    assert isinstance(found, Forecast)
    assert found.counted > 0
    assert found.quantile(0.01) >= found.counted
    assert (found.model, found.as_of, found.revision) == ("season-pace-3", date(2025, 1, 10), 1)
    assert found.figures_to == TODAY
    assert found.known_on == date(2025, 9, 11)  # a week after the week to 4 September
    assert found.cases == Cases(0.0, 1.0, 40, 9, 0.5, 0.4)
    assert found.seasons >= 15


def test_a_larger_pledge_is_never_likelier_to_be_met() -> None:
    chances = []
    for amount in (5, 8, 9, 10, 12, 20):
        found = told(book(TODAY), amount=amount)
        assert isinstance(found, Forecast)
        assert found.probability is not None
        chances.append(found.probability)
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 0.9
    assert chances[-1] == 0.01  # nothing beyond the outermost quantile is claimed


def test_what_has_sailed_is_settled() -> None:
    found = told(book(TODAY), amount=0.5)
    assert isinstance(found, Forecast)
    assert found.probability == 1.0


def test_a_destination_with_two_seasons_is_refused_with_the_number() -> None:
    young = book(TODAY, first=2023)
    found = told(young)
    assert isinstance(found, Refusal)
    assert "held whole in 2 earlier seasons" in found.reason


def test_nothing_but_zeros_is_refused() -> None:
    rows = sales("CHN", printed(2010, TODAY, lambda _season, _week: 0))
    found = told(rows)
    assert isinstance(found, Refusal)
    assert "nothing was counted" in found.reason


def test_a_gap_of_six_weeks_changes_a_forecast_little() -> None:
    whole = book(TODAY)
    gap = {date(2024, 10, 3) + timedelta(weeks=k) for k in range(6)}
    holed = [one for one in whole if one.period.last_day not in gap]
    before, after = told(whole), told(holed)
    assert isinstance(before, Forecast)
    assert isinstance(after, Forecast)
    assert after.counted == pytest.approx(before.counted)
    assert after.quantile(0.5) == pytest.approx(before.quantile(0.5), rel=0.05)


def test_a_retracted_week_is_answered_as_of_the_week_before() -> None:
    whole = book(TODAY)
    rest = [one for one in whole if one.period.last_day != TODAY]
    found = told(rest)
    assert isinstance(found, Forecast)
    assert found.figures_to == TODAY - timedelta(weeks=1)


def test_one_huge_cancellation_leaves_a_sound_forecast_of_sales() -> None:
    rows = book(TODAY)
    cancelled = [
        replace(one, value=one.value / 100)
        if one.key.measure == "outstanding_sales" and one.value is not None
        and one.period.last_day == TODAY else one
        for one in rows
    ]  # fmt: skip
    before, after = told(rows, book=Book.EXPORT_SALES), told(cancelled, book=Book.EXPORT_SALES)
    assert isinstance(before, Forecast)
    assert isinstance(after, Forecast)
    assert after.counted < before.counted
    assert after.quantile(0.05) <= after.quantile(0.5) <= after.quantile(0.95) < 50e6
    # What was cancelled does not come back whole, and no more than what stands can still go.
    assert after.quantile(0.5) < before.quantile(0.5)
    standing = sum(
        float(one.value or 0)
        for one in cancelled
        if one.period.last_day == TODAY and one.key.measure == "outstanding_sales"
    )
    assert after.quantile(0.01) >= after.counted - standing - 1


def test_a_deadline_whose_figures_are_out_has_no_forecast() -> None:
    found = told(book(TODAY), deadline=date(2024, 12, 31))
    assert isinstance(found, Refusal)
    assert "the verdict is known" in found.reason


def test_a_deadline_past_but_not_yet_published_has_one() -> None:
    found = told(book(date(2024, 12, 19)), deadline=date(2024, 12, 31), as_of=date(2025, 1, 2))
    assert isinstance(found, Forecast)
    assert found.figures_to < found.deadline < found.as_of


def test_a_window_longer_than_a_year_is_refused() -> None:
    found = told(book(TODAY), deadline=date(2029, 8, 31))
    assert isinstance(found, Refusal)
    assert "longer than a year" in found.reason


def test_a_window_more_than_a_year_away_is_refused() -> None:
    found = told(book(TODAY), start=date(2026, 9, 1), deadline=date(2027, 8, 31))
    assert isinstance(found, Refusal)
    assert "more than a year" in found.reason


def test_a_window_that_has_not_begun_is_forecast_from_seasons_that_had_ended() -> None:
    found = told(book(TODAY), start=date(2025, 9, 1), deadline=date(2026, 8, 31))
    assert isinstance(found, Forecast)
    assert found.counted == 0


def test_an_unknown_stock_of_two_seasons_is_refused_though_named_sales_have_many() -> None:
    found = told(book(TODAY) + book(TODAY, partner="UNKNOWN", first=2023), book=Book.EXPORT_SALES,
                 destinations=Destinations.NAMED_PLUS_UNKNOWN)  # fmt: skip
    assert isinstance(found, Refusal)
    assert "too little history" in found.reason
    assert "unknown destinations" in found.reason


def test_a_window_longer_than_the_history_held_is_refused_with_what_is_held() -> None:
    """Nineteen months are held: one earlier season of a window of a year is among them."""
    rows = [one for one in book(TODAY) if one.period.start >= date(2023, 6, 1)]
    found = told(rows)
    assert isinstance(found, Refusal)
    assert "held whole in 1 earlier seasons" in found.reason


def test_inspections_held_by_destination_are_forecast_and_claim_no_record() -> None:
    first = date(2010, 9, 2)
    weeks = [first + timedelta(weeks=number) for number in range((TODAY - first).days // 7 + 1)]
    random = np.random.default_rng(3)
    rows = inspections("CHN", [(week, int(random.gamma(20, 10_000))) for week in weeks])
    found = told(rows, book=Book.INSPECTIONS)
    assert isinstance(found, Forecast)
    assert found.model == "pace-without-sales-1"
    assert found.cases is None  # the record is of shipments, and of them alone
    # A week has 200,000 t in the mean, so a year has 10.4 Mt.
    assert found.quantile(0.5) == pytest.approx(10.4e6, rel=0.05)


def test_the_same_question_has_the_same_answer_whatever_else_was_asked() -> None:
    rows = book(TODAY)
    counter = Counter(Figures(rows))
    made, reading = pledge()
    (verdict,) = Judge(counter, as_of=TODAY, revision=1).verdicts_on(made, reading)
    busy = Forecaster(counter, as_of=TODAY)
    busy.for_verdict(verdict, method=SHARE)
    assert busy.for_verdict(verdict) == Forecaster(counter, as_of=TODAY).for_verdict(verdict)


def test_where_no_sales_are_held_the_pace_and_last_year_are_asked() -> None:
    bare = [one for one in book(TODAY) if one.key.measure == "accumulated_exports"]
    found = told(bare)
    assert isinstance(found, Forecast)
    assert found.model == "pace-without-sales-1"
