"""What became of the sold stock: shares by hand, and what is refused."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from cli.test_commands import run
from offtake.domain import Observation
from offtake.forecast import Refusal
from offtake.forecast.sold_stock import GROSS, SoldStock, sold_stock
from offtake.pace import Figures
from pace.books import Printed, observation, sales

TODAY = date(2026, 8, 13)


def season(
    ends: int, weeks: Sequence[tuple[int, int]], *, gross: Sequence[int] = ()
) -> list[Observation]:
    """Return weeks of August from the one before 13 August on: accumulated exports and stock."""
    first = date(ends, 8, 13) - timedelta(days=(date(ends, 8, 13).weekday() - 3) % 7)
    rows = [
        Printed(first + timedelta(weeks=number), *figures) for number, figures in enumerate(weeks)
    ]
    told = zip(rows[1:], gross, strict=False)
    return sales("CHN", rows) + [
        observation(GROSS, "CHN", row.period, value, row.week) for row, value in told
    ]


def now(*books: list[Observation]) -> SoldStock | Refusal:
    today = sales("CHN", [Printed(TODAY, 900, 141)])
    rows = [one for book in (*books, today) for one in book]
    return sold_stock(Figures(rows), product="soybeans", partner="CHN")


PLAIN = [(0, 400), (0, 400), (100, 300), (200, 150)]
"""400 stood for two weeks; then 100 sailed; then 100 sailed, 50 were cancelled, 150 rolled over."""


def test_shares_are_those_of_the_day_and_add_up_to_one() -> None:
    found = now(*(season(year, PLAIN) for year in (2023, 2024, 2025)))
    assert isinstance(found, SoldStock)
    assert (found.stock, found.on, len(found.seasons)) == (141, TODAY, 3)
    for one in found.seasons:
        # 100 of 400, then of what is left 100 of 300: 1/4 + 3/4 * 1/3; cancelled 3/4 * 1/6.
        assert one.shipped == pytest.approx(0.5)
        assert one.reduced == pytest.approx(0.125)
        assert one.rolled == pytest.approx(0.375)
        assert one.is_least  # gross sales are not held


def test_new_sales_mix_with_the_old_and_gross_sales_show_what_was_cancelled() -> None:
    """400 stand, 200 are sold anew and 100 cancelled, 250 sail: 250 stay, which roll over.

    Of 600 that could go, 250 sailed (5/12) and 100 were cancelled (1/6).
    """
    weeks = [(0, 400), (0, 400), (250, 250), (250, 250)]
    found = now(*(season(year, weeks, gross=(0, 200, 0)) for year in (2023, 2024, 2025)))
    assert isinstance(found, SoldStock)
    one = found.seasons[0]
    assert one.shipped == pytest.approx(5 / 12)
    assert one.reduced == pytest.approx(1 / 6)
    assert one.rolled == pytest.approx(5 / 12)
    assert not one.is_least


def test_the_spread_is_over_seasons() -> None:
    """All of it sailed in one season, half in the next, none in the third: 10 % and 90 %."""
    ends = ([(0, 400), (0, 400), (0, 400), (last, 400 - last)] for last in (400, 200, 0))
    found = now(
        *(season(year, weeks) for year, weeks in zip((2023, 2024, 2025), ends, strict=True))
    )
    assert isinstance(found, SoldStock)
    assert found.mean("shipped") == pytest.approx(0.5)
    low, high = found.spread("shipped")
    assert low == pytest.approx(0.1)
    assert high == pytest.approx(0.9)


def test_a_season_that_is_not_held_to_its_end_is_no_case() -> None:
    cut = season(2023, PLAIN[:2])
    found = now(cut, season(2024, PLAIN), season(2025, PLAIN))
    assert isinstance(found, Refusal)
    assert "of 2 marketing years, and 3 are needed" in found.reason


def test_a_season_in_which_nothing_stood_is_no_case() -> None:
    empty = season(2023, [(0, 0), (0, 50), (0, 50), (0, 50)])
    found = now(empty, season(2024, PLAIN), season(2025, PLAIN))
    assert isinstance(found, Refusal)


def test_the_command_tells_both_stocks_and_where_the_unknown_one_ends(tmp_path: Path) -> None:
    done = run("stock", "cn-us-soybeans-25mt-2026", "--as-of", "2026-01-20", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Soybeans, China: 6.02 Mt sold and not shipped on 8 Jan 2026" in done.stdout
    assert "named or cancelled" in done.stdout
    assert "to end with China" in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 80


def test_a_pledge_without_weekly_sales_has_no_stock_and_says_so(tmp_path: Path) -> None:
    done = run("stock", "cn-us-port-fees-2025", "--json", home=tmp_path)
    assert done.returncode != 0
    assert "no reading of cn-us-port-fees-2025 counts sales by weeks" in done.stderr
