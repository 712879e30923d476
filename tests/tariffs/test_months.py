"""A monthly series beside the days of a control: what is held, what is missing, the means."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import (
    Flow,
    Frequency,
    Observation,
    Period,
    SeriesKey,
    Standing,
    Status,
    Vintage,
    VintageBasis,
    washington_instant,
)
from offtake.errors import SeriesNotMonthly
from offtake.tariffs import Event, MonthlyTable, around, events_of, load, month_after, needed
from tariffs.making import barrier, day, step

KEY = SeriesKey(
    "customs_exports", "CHN", "WORLD", Flow.EXPORT, "rare_earths", Frequency.MONTHLY, "t"
)
SEEN = Vintage(washington_instant(date(2026, 7, 1), hour=12), VintageBasis.RETRIEVAL)


def figure(start: str, value: str | None, *, months: int = 1, note: str = "") -> Observation:
    first = day(start)
    return Observation(
        key=KEY,
        period=Period(first, month_after(first, months), Frequency.MONTHLY),
        value=None if value is None else Decimal(value),
        status=Status.MISSING if value is None else Status.NORMAL,
        vintage=SEEN,
        snapshot="0" * 64,
        locator="row 1",
        note=note,
    )


def table(figures: Iterable[Observation], *days: str, months: int = 6) -> MonthlyTable:
    events = [Event(day(text), "a-control", "in force") for text in days]
    (found,) = around(figures, events, months=months)
    return found


# Oct 2024 to Oct 2025: 1, 2, ... 13. The control begins on 4 April 2025 (the month of the 7).
RISING = [figure(str(month_after(day("2024-10-01"), n)), str(n + 1)) for n in range(13)]


def test_the_means_leave_out_the_month_a_control_begins_within() -> None:
    (one,) = table(RISING, "2025-04-04").comparisons
    assert one.before.value == Decimal("3.5")  # (1 + 2 + 3 + 4 + 5 + 6) / 6
    assert one.after.value == Decimal("10.5")  # (8 + 9 + 10 + 11 + 12 + 13) / 6
    assert (one.before.held, one.after.held) == (6, 6)
    assert one.change == 2  # 10.5 / 3.5 - 1


def test_a_control_from_the_first_day_has_its_whole_month_after_it() -> None:
    (one,) = table(RISING, "2025-04-01").comparisons
    assert one.before.value == Decimal("3.5")
    assert one.after.value == Decimal("9.5")  # (7 + 8 + 9 + 10 + 11 + 12) / 6


def test_missing_months_are_named_and_the_mean_is_of_the_others() -> None:
    held = [one for one in RISING if one.period.start != day("2025-02-01")]
    (one,) = table(held, "2025-04-04").comparisons
    assert one.before.value == Decimal("3.2")  # (1 + 2 + 3 + 4 + 6) / 5
    assert (one.before.held, one.before.missing) == (5, (day("2025-02-01"),))
    assert one.after.missing == ()


def test_a_side_with_no_month_has_no_mean_and_no_change() -> None:
    (one,) = table(RISING[7:], "2025-04-04").comparisons
    assert (one.before.value, one.before.held, len(one.before.missing)) == (None, 0, 6)
    assert one.change is None


def test_two_months_printed_together_are_kept_whole_and_out_of_the_means() -> None:
    both = figure("2026-01-01", "10460", months=2)
    found = table([figure("2025-12-01", "4392"), both], "2025-12-19", months=2)
    rows = {f"{one.start:%Y-%m}": (one.value, one.reason) for one in found.months}
    reason = "printed for 2026-01-01/2026-02-28 together: 10460"
    assert rows["2026-01"] == rows["2026-02"] == (None, reason)
    (one,) = found.comparisons
    assert one.after.missing == (day("2026-01-01"), day("2026-02-01"))


def test_a_month_that_the_publisher_left_out_keeps_the_reason() -> None:
    left_out = figure("2025-05-01", None, note="not published")
    found = table([*RISING[:7], left_out], "2025-04-04")
    (row,) = (one for one in found.months if one.start == day("2025-05-01"))
    assert (row.value, row.reason) == (None, "not published")


def test_events_are_placed_in_their_months_and_no_month_is_skipped() -> None:
    found = table([RISING[0], RISING[-1]], "2025-04-04", "2025-04-30")
    starts = [one.start for one in found.months]
    assert starts == [month_after(starts[0], n) for n in range(len(starts))]
    placed = {one.start: [event.on for event in one.events] for one in found.months if one.events}
    assert placed == {day("2025-04-01"): [day("2025-04-04"), day("2025-04-30")]}
    assert {one.reason for one in found.months if one.value is None} == {"not held"}


def test_a_series_is_laid_out_around_the_events_and_whole_where_there_are_none() -> None:
    found = table([figure("2017-01-01", "1"), *RISING], "2025-04-04", months=2)
    assert [f"{one.start:%Y-%m}" for one in found.months] == [
        *("2025-02", "2025-03", "2025-04", "2025-05", "2025-06"),
    ]
    assert found.has_figures
    assert len(table(RISING).months) == 13


def test_a_series_that_ended_before_the_events_has_no_figures_of_theirs() -> None:
    assert not table([figure("2017-01-01", "1")], "2025-04-04").has_figures


def test_series_are_not_mixed() -> None:
    other = SeriesKey("value", "CHN", "USA", Flow.EXPORT, "rare_earths", Frequency.MONTHLY, "USD")
    one = figure("2025-01-01", "1")
    second = Observation(other, one.period, Decimal(9), one.status, SEEN, one.snapshot, one.locator)
    assert [len(each.months) for each in around([one, second], [])] == [1, 1]


def test_a_week_is_no_month() -> None:
    week = Period(date(2025, 1, 3), date(2025, 1, 10), Frequency.WEEKLY)
    one = figure("2025-01-01", "1")
    odd = Observation(KEY, week, one.value, one.status, SEEN, one.snapshot, one.locator)
    with pytest.raises(SeriesNotMonthly, match="no span of whole months; give a monthly series"):
        around([odd], [])


def test_events_are_those_that_had_come_and_are_told_by_a_source() -> None:
    control = barrier(
        step("2023-08-01", "2023-07-03"),
        step("2025-11-09", "2025-11-09", standing=Standing.SUSPENDED),
        step("2026-11-28", "2025-11-09"),
        known_to="2025-11-09",
    )
    told = [(str(one.on), one.words) for one in events_of(control, as_of=day("2026-12-31"))]
    assert told == [
        ("2023-07-03", "announced"),
        ("2023-08-01", "in force"),
        ("2025-11-09", "suspended"),
    ]
    assert len(events_of(control, as_of=day("2025-11-08"))) == 2


def test_a_control_that_was_put_off_before_it_began_has_no_day_of_beginning() -> None:
    events = events_of(load()["cn-rare-earths-2025-10"], as_of=day("2026-08-13"))
    assert [str(one.on) for one in events] == ["2025-10-09", "2025-11-07"]


@given(
    st.dictionaries(st.integers(0, 40), st.integers(1, 10**6), min_size=1, max_size=30),
    st.integers(0, 1200),
    st.integers(1, 12),
)
def test_the_means_are_those_of_the_slow_way(
    values: dict[int, int], days: int, months: int
) -> None:
    first = date(2023, 1, 1)
    figures = [figure(str(month_after(first, n)), str(value)) for n, value in values.items()]
    event = Event(date.fromordinal(first.toordinal() + days), "x", "in force")
    (found,) = around(figures, [event], months=months)
    (one,) = found.comparisons
    index = (event.on.year - 2023) * 12 + event.on.month - 1
    after_from = index if event.on.day == 1 else index + 1
    for mean, span in (
        (one.before, range(index - months, index)),
        (one.after, range(after_from, after_from + months)),
    ):
        held = [values[n] for n in span if n in values]
        assert (mean.held, len(mean.missing)) == (len(held), months - len(held))
        assert mean.value == (Decimal(sum(held)) / len(held) if held else None)


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(-400, 400))
def test_going_on_and_back_is_staying(start: date, count: int) -> None:
    month = start.replace(day=1)
    assert month_after(month_after(month, count), -count) == month


def test_a_comparison_wants_months_on_both_sides() -> None:
    before, after = needed(Event(day("2025-01-15"), "x", "in force"), months=1)
    assert (before, after) == ((day("2024-12-01"),), (day("2025-02-01"),))
