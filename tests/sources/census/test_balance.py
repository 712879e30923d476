"""The balance page and the sheet of it: months in order, and sums that hold."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from offtake.errors import AnswerCut, AnswerEmpty, AnswerIsNotData, CodeUnknown, FormatChanged
from offtake.sources import Parsed
from offtake.sources.census_balance import CensusBalance
from sources.census.specimens import PAGE_ROWS, as_page, as_sheet, snapshot

PAGE = "https://www.census.gov/foreign-trade/balance/c5700.html"
SHEET = Path("data/trade/census_c5700/usa-china-trade-data.csv")
MONTHS = [row for row in PAGE_ROWS if not row["Month"].startswith("TOTAL")]
IN_ORDER = sorted(MONTHS, key=lambda row: row["Month"].split()[1] + row["Month"][0].lower())


def parse(content: bytes, request: str = PAGE) -> Parsed:
    return CensusBalance().parse(snapshot(content, request), content)


def balances(parsed: Parsed) -> dict[date, Decimal | None]:
    return {
        one.period.start: one.value
        for one in parsed.observations
        if one.key.measure == "trade_balance"
    }


def changed(number: int, **cells: str) -> list[Mapping[str, str]]:
    """Return the rows of the page with cells of one of them changed."""
    return [{**row, **cells} if at == number else row for at, row in enumerate(PAGE_ROWS)]


def test_a_month_is_three_figures_in_dollars() -> None:
    found = parse(as_page(PAGE_ROWS))
    january = {
        one.key.measure: (str(one.key), int(one.value or 0))
        for one in found.observations
        if one.period.start == date(2026, 1, 1)
    }
    assert january == {
        "balance_exports": ("balance_exports.USA.CHN.X.all_goods.M.USD", 8_329_100_000),
        "balance_imports": ("balance_imports.USA.CHN.M.all_goods.M.USD", 21_057_900_000),
        "trade_balance": ("trade_balance.USA.CHN._Z.all_goods.M.USD", -12_728_800_000),
    }


def test_the_page_and_the_sheet_of_it_say_the_same() -> None:
    assert balances(parse(as_page(PAGE_ROWS))) == balances(parse(as_sheet(IN_ORDER)))


def test_the_address_says_whose_page_it_is() -> None:
    japan = PAGE.replace("5700", "5880")
    assert {one.key.partner for one in parse(as_page(PAGE_ROWS), japan).observations} == {"JPN"}
    with pytest.raises(CodeUnknown, match="5701"):
        parse(as_page(PAGE_ROWS), PAGE.replace("5700", "5701"))


def test_a_total_is_no_month_and_must_be_the_sum_of_its_months() -> None:
    assert len(balances(parse(as_page(PAGE_ROWS)))) == 3
    with pytest.raises(FormatChanged, match="'Exports': the months of 2026 do not add up"):
        parse(as_page(changed(2, Exports="16,276.7")))


def test_a_month_that_is_missing_or_there_twice_is_refused() -> None:
    gone = [row for row in PAGE_ROWS if row["Month"] not in {"January 2026", "TOTAL 2026"}]
    with pytest.raises(FormatChanged, match="February 2026 after December 2025"):
        parse(as_page(gone))
    with pytest.raises(FormatChanged, match="January 2026 after January 2026"):
        parse(as_page([*PAGE_ROWS[:1], *PAGE_ROWS[:1]]))


def test_a_balance_that_is_not_exports_less_imports_is_refused() -> None:
    """So are columns that changed places; rounding may cost a tenth."""
    with pytest.raises(FormatChanged, match=r"'Balance'.*not exports less imports"):
        parse(as_page(changed(3, Exports="21,106.8", Imports="8,313.5")))
    assert balances(parse(as_page(changed(3, Balance="-12,793.2"))))


@pytest.mark.parametrize("wrong", ["Smarch 2026", "2026-01", "January", ""])
def test_what_is_no_month_is_refused(wrong: str) -> None:
    with pytest.raises(FormatChanged, match="column 'Month'"):
        parse(as_page(changed(0, Month=wrong)))


def test_more_places_than_the_page_has_are_read_to_the_dollar() -> None:
    found = parse(as_sheet([{"Month": "May 2026", "Exports": "9117.372", "Imports": "20000.001",
                             "Balance": "-10882.629"}]))  # fmt: skip
    assert balances(found) == {date(2026, 5, 1): Decimal(-10_882_629_000)}


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (as_page(PAGE_ROWS)[:-8], AnswerCut),
        (as_sheet(IN_ORDER)[:-11], AnswerCut),
        (as_sheet(IN_ORDER).splitlines()[0] + b"\n", AnswerEmpty),
        (b"<html><body>We are down</body></html>", AnswerIsNotData),
        (b"<html><table><tr><td>1</td><td>2</td></tr></table></html>", AnswerIsNotData),
        (b"Month,Exports,Imports,Balance\n", AnswerIsNotData),
        (b"\xff\xfe", AnswerIsNotData),
        (b"<html>\xff</html>", AnswerIsNotData),
    ],
)
def test_what_is_cut_empty_or_another_page_is_told_apart(
    content: bytes, error: type[Exception]
) -> None:
    with pytest.raises(error):
        parse(content)


def test_a_last_line_cut_anywhere_is_refused_or_has_lost_nothing() -> None:
    whole, last = as_sheet(IN_ORDER), len(as_sheet(IN_ORDER).splitlines()[-1])
    for end in range(len(whole) - last, len(whole)):
        try:
            found = balances(parse(whole[:end]))
        except (AnswerCut, FormatChanged):
            continue
        assert found == balances(parse(whole)), end


@pytest.mark.shared
def test_the_sheet_that_was_saved_is_read_to_its_last_month(shared: Path) -> None:
    content = (shared / SHEET).read_bytes()
    found = balances(parse(content))
    assert len(found) == 228
    # As printed: -7,240.0, and -24,517.0 though 8,901.2 less 33,418.1 is a tenth less.
    assert found[date(2001, 1, 1)] == -7_240_000_000
    assert found[date(2019, 12, 1)] == -24_517_000_000
