"""A fan is what the same forecaster says of nearer days, and never contradicts its own forecast."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forecast.making import book, pledge
from offtake.domain import Book, Verdict
from offtake.forecast import Forecast, Forecaster, Refusal
from offtake.forecast.fan import Fan, between, fan_of, never_falling
from offtake.forecast.forecaster import BAND, MIDDLE, SEASONS
from offtake.forecast.methods import MODEL, Workings
from offtake.forecast.seasons import Question, seasons
from offtake.pace import Counter, Figures, Judge
from offtake.reference.codes import WORLD
from offtake.workspace import Workspace

TODAY = date(2025, 1, 2)
AS_OF = TODAY + timedelta(days=8)


def asked(
    counter: Counter, *, deadline: date, which: Book = Book.SHIPMENTS
) -> tuple[Forecaster, Verdict]:
    """Return a forecaster and the verdict of a made-up pledge with some deadline."""
    made, reading = pledge(deadline=deadline, book=which)
    (verdict,) = Judge(counter, as_of=AS_OF, revision=1).verdicts_on(made, reading)
    return Forecaster(counter, as_of=AS_OF), verdict


@pytest.fixture(scope="module")
def counter() -> Counter:
    return Counter(Figures(book(TODAY)))


def fan(counter: Counter, which: Book, deadline: date = date(2025, 8, 31)) -> Fan:
    found = fan_of(*asked(counter, deadline=deadline, which=which))
    assert isinstance(found, Fan)
    return found


@pytest.mark.parametrize("which", [Book.SHIPMENTS, Book.EXPORT_SALES])
def test_a_fan_begins_at_the_count_and_ends_in_the_forecast(counter: Counter, which: Book) -> None:
    found = fan(counter, which)
    first, last = found.days[0], found.days[-1]
    assert first.on == TODAY
    assert set(first.quantiles) == {found.forecast.counted}
    assert (last.on, last.quantiles) == (date(2025, 8, 31), found.forecast.quantiles)
    assert [day.on for day in found.days] == sorted({day.on for day in found.days})
    assert len(found.days) == 7


def test_a_day_of_a_fan_is_the_forecast_of_a_pledge_that_ends_there(counter: Counter) -> None:
    for day in fan(counter, Book.EXPORT_SALES).days[1:]:
        forecaster, verdict = asked(counter, deadline=day.on, which=Book.EXPORT_SALES)
        nearer = forecaster.for_verdict(verdict)
        assert isinstance(nearer, Forecast)
        assert day.quantiles == nearer.quantiles


def test_what_has_sailed_is_not_expected_to_come_back(counter: Counter) -> None:
    table = np.array([day.quantiles for day in fan(counter, Book.SHIPMENTS).days])
    assert (np.diff(table, axis=0) >= 0).all()
    assert (np.diff(table, axis=1) >= -1e-3).all()
    assert table[0, 0] < table[-1, 0]


def test_a_deadline_of_next_week_has_no_days_before_it(counter: Counter) -> None:
    found = fan(counter, Book.SHIPMENTS, TODAY + timedelta(days=9))
    assert [day.on for day in found.days] == [TODAY, TODAY + timedelta(days=9)]


def test_a_fan_is_refused_for_the_reason_of_its_forecast() -> None:
    young = Counter(Figures(book(TODAY, first=2023)))
    forecaster, verdict = asked(young, deadline=date(2025, 8, 31))
    found = fan_of(forecaster, verdict)
    assert isinstance(found, Refusal)
    assert found == forecaster.for_verdict(verdict)


@given(st.integers(-5, 500))
def test_the_days_between_lie_inside_at_least_a_week_apart(span: int) -> None:
    last = TODAY + timedelta(days=span)
    days = [TODAY, *between(TODAY, last), last]
    gaps = [(late - early).days for early, late in pairwise(days)]
    assert len(days) <= 7
    assert len(days) == 2 or min(gaps) >= 7
    assert max(gaps) - min(gaps) <= 1


@given(arrays(float, (6, 9), elements=st.floats(-1e9, 1e9)))
def test_quantiles_that_never_fall_keep_their_last_day_and_their_order(table: object) -> None:
    rising = np.sort(np.asarray(table, dtype=float), axis=1)
    found = never_falling(rising)
    assert (np.diff(found, axis=0) >= 0).all()
    assert (np.diff(found, axis=1) >= 0).all()
    assert (found[-1] == rising[-1]).all()
    assert (never_falling(found) == found).all()


def test_days_before_the_deadline_fall_in_their_bands_as_often_as_the_deadline_itself(
    tmp_path: Path,
) -> None:
    # Each season is forecast from those before it; 20 seasons of shipments to China, 3 origins.
    workspace = Workspace.open(home=tmp_path)
    forecaster = workspace.forecaster(workspace.last_look(), list(workspace.register.values()))
    inside: dict[bool, list[bool]] = {True: [], False: []}
    for gone in (60, 150, 240):
        for last in (90, 180, 270, 364):
            if last > gone:
                whole = Question("soybeans", date(2024, 9, 1), date(2024, 9, 1) + timedelta(last))
                inside[last == 364] += bands(forecaster, whole, gone)
    between_days, deadlines = (np.mean(inside[is_end]) for is_end in (False, True))
    assert len(inside[False]) >= 60
    assert 0.84 <= between_days <= 0.97
    assert abs(between_days - deadlines) <= 0.10  # two seasons of twenty


def bands(forecaster: Forecaster, question: Question, gone: int) -> list[bool]:
    """Return whether the 90 % band held what was left, in each of twenty seasons."""
    offsets = BAND + gone
    names = [("soybeans", "CHN"), ("soybeans", WORLD), ("corn", WORLD), ("wheat", WORLD)]
    table = [
        seasons(found, replace(question, product=product), offsets, count=SEASONS)
        for product, place in names
        if (found := forecaster.stream(Book.SHIPMENTS, product, place)) is not None
    ]
    workings = Workings(question, table, told=None, offsets=offsets.astype(float), at=MIDDLE)
    quantiles, _ = workings.left(MODEL)
    truth = table[0].left[:20, MIDDLE[0]]
    return [
        bool(row[4] <= value <= row[94])
        for row, value in zip(quantiles[0, :20, 0], truth, strict=True)
        if not np.isnan(value) and not np.isnan(row[0])
    ]
