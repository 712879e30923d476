"""A count on any day is the sum of each step's days inside the window."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import Frequency, Period
from offtake.pace.ledger import Crop, Step
from offtake.pace.path import ONE, Path
from pace.books import observation

START = date(2025, 1, 1)
WEEK = Period(START, START + timedelta(days=7), Frequency.WEEKLY)
EVIDENCE = observation("net_sales", "CHN", WEEK, 0, date(2025, 1, 2))


def step(first: int, days: int, change: int | None) -> Step:
    start = START + timedelta(days=first)
    return Step(start, start + timedelta(days=days), change, Crop.CURRENT, EVIDENCE, "")


steps = st.lists(
    st.builds(
        step,
        first=st.integers(-30, 60),
        days=st.integers(1, 20),
        change=st.none() | st.integers(-1000, 1000),
    ),
    max_size=12,
)
weights = st.sampled_from([ONE, Fraction(1, 3), Fraction(0)])


def by_day(weighted: list[tuple[Step, Fraction]], start: date, until: date) -> Fraction:
    """The slow, obvious oracle: hand out each step's change day by day."""
    total = Fraction(0)
    for one, weight in weighted:
        for number in range(one.days):
            day = one.start + timedelta(days=number)
            if start <= day <= until:
                total += Fraction(one.change or 0, one.days) * weight
    return total


@given(steps, weights, st.integers(-10, 90))
def test_a_count_is_what_day_by_day_counting_gives(
    some: list[Step], weight: Fraction, day: int
) -> None:
    weighted = [(one, weight) for one in some]
    until = START + timedelta(days=day)
    assert Path(weighted, start=START).at(until) == by_day(weighted, START, until)


@given(steps, st.integers(-10, 90))
def test_the_pieces_of_a_count_add_up_to_it(some: list[Step], day: int) -> None:
    path = Path([(one, ONE) for one in some], start=START)
    until = START + timedelta(days=day)
    assert sum(piece.counted for piece in path.pieces(until)) == path.at(until)


def test_a_week_across_new_year_gives_one_seventh_to_the_new_one() -> None:
    # Soybeans shipped to China, week ending 1 January 2026: 397,073 t, of which 1 of 7 days.
    week = Step(date(2025, 12, 26), date(2026, 1, 2), 397_073, Crop.CURRENT, EVIDENCE, "")
    path = Path([(week, ONE)], start=date(2026, 1, 1))
    assert path.at(date(2026, 1, 1)) == Fraction(397_073, 7)


def test_the_first_week_at_the_target_is_found_even_if_the_count_falls_again() -> None:
    path = Path([(step(0, 7, 10), ONE), (step(7, 7, -4), ONE)], start=START)
    ends = [START + timedelta(days=6), START + timedelta(days=13)]
    assert path.first_day_reaching(Fraction(10), ends) == ends[0]
    assert path.first_day_reaching(Fraction(11), ends) is None
