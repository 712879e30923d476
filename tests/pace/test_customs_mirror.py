"""The buyer's book beside the seller's: lag, band, and the months that lie outside it."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import Period, month_holding
from offtake.errors import UnitMismatch
from offtake.pace import CustomsBooks, customs_mirror, mirror_of
from pace.test_customs import figure


def calendar(first: date, count: int) -> list[Period]:
    months, day = [], first
    for _ in range(count):
        months.append(month_holding(day))
        day = months[-1].end
    return months


def wave(months: list[Period]) -> dict[Period, int]:
    """Return exports that rise and fall with the season: 10 to 65 in twelve months."""
    return {month: 10 + 5 * (month.start.month - 1) for month in months}


def test_the_lag_is_the_one_at_which_the_ratio_is_steadiest() -> None:
    """What leaves in one month arrives two months later, 3 % more of it."""
    months = calendar(date(2015, 1, 1), 60)
    exports = {month: 100 * value for month, value in wave(months).items()}
    imports = {
        later: exports[month] * 103 // 100 for month, later in zip(months, months[2:], strict=False)
    }
    found = customs_mirror(exports, imports, unit_code="kg")
    assert found.lag == 2
    assert {float(one.ratio) for one in found.months} == {1.03}
    assert not any(one.is_outside for one in found.months)


def test_a_month_that_leaves_its_band_is_flagged_and_no_earlier_one() -> None:
    """From the 48th month on a third of the goods never arrives under this origin."""
    months = calendar(date(2015, 1, 1), 72)
    exports = {month: 1000 + 7 * number for number, month in enumerate(months)}
    imports = {
        later: exports[month] * (2 if number >= 47 else 3) // 3 + number % 2
        for number, (month, later) in enumerate(pairwise(months))
    }
    found = customs_mirror(exports, imports, unit_code="kg")
    assert found.lag == 1
    flagged = [one.month for one in found.months if one.is_outside]
    assert flagged[0] >= months[47]
    assert set(months[49:58]) <= set(flagged)


def test_twelve_months_are_added_up_on_either_side() -> None:
    """Exports of 5 in each month of a year; imports of 6 from February to January: 72 over 60."""
    months = calendar(date(2020, 1, 1), 13)
    exports = dict.fromkeys(months[:12], 5)
    imports = {months[0]: 100} | dict.fromkeys(months[1:], 6)
    found = customs_mirror(exports, imports, unit_code="kg")
    assert found.lag == 1
    (one,) = found.months
    assert (one.exports, one.imports) == (60, 72)
    assert (one.low, one.high, one.is_outside) == (None, None, False)


@given(
    st.dictionaries(st.integers(0, 40), st.integers(0, 10**9), max_size=41),
    st.dictionaries(st.integers(0, 40), st.integers(0, 10**9), max_size=41),
)
def test_a_month_is_compared_only_where_both_books_hold_all_twelve(
    left: dict[int, int], arrived: dict[int, int]
) -> None:
    months = calendar(date(2018, 1, 1), 41)
    exports = {months[place]: value for place, value in left.items()}
    imports = {months[place]: value for place, value in arrived.items()}
    found = customs_mirror(exports, imports, unit_code="kg")
    for one in found.months:
        place = months.index(one.month)
        assert one.exports == sum(left[place - back] for back in range(12))
        assert one.imports == sum(arrived[place - back + found.lag] for back in range(12))


def test_books_in_two_units_are_not_compared() -> None:
    month = month_holding(date(2020, 1, 1))
    sold = figure("hs:1201", month, 5)
    arrived = figure("hs:1201", month, 5, measure="import_value")
    in_yuan = replace(arrived, key=replace(arrived.key, unit_code="CNY"))
    with pytest.raises(UnitMismatch):
        mirror_of(
            CustomsBooks([sold, in_yuan]),
            product="soybeans",
            seller="USA",
            buyer="CHN",
            measure="value",
        )
