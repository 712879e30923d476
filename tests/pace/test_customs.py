"""Goods by value: baskets, baselines and what a customs book must hold before it is counted."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from offtake.domain import (
    Amount,
    AmountKind,
    Base,
    Book,
    Deadline,
    Destinations,
    Flow,
    Frequency,
    Observation,
    Period,
    Pledge,
    Quantity,
    Reading,
    SeriesKey,
    Status,
    Verdict,
    VerdictWord,
    Vintage,
    VintageBasis,
    Window,
    WindowKind,
    month_holding,
    year_holding,
)
from offtake.pace import Counter, CustomsBooks, Figures, Judge, base_of, product_scores
from offtake.pace.customs import CustomsBook
from offtake.reference.baskets import Line, basket

KNOWN = Vintage(datetime(2022, 2, 8, 13, 30, tzinfo=UTC), VintageBasis.RELEASE)
AS_OF = date(2022, 3, 1)
END_2020 = Deadline(
    "end-2020", date(2020, 12, 31), "by year end", "a tester", None, "https://e.org"
)


def figure(
    product: str, period: Period, usd: int | None, *, measure: str = "export_value"
) -> Observation:
    """Return one customs figure of trade from the United States to China."""
    flow = Flow.EXPORT if measure.startswith("export") else Flow.IMPORT
    ends = ("USA", "CHN") if flow is Flow.EXPORT else ("CHN", "USA")
    unit = "USD" if measure.endswith("value") else "kg"
    return Observation(
        key=SeriesKey(measure, *ends, flow, product, period.frequency, unit),
        period=period,
        value=None if usd is None else Decimal(usd),
        status=Status.MISSING if usd is None else Status.NORMAL,
        vintage=KNOWN,
        snapshot="0" * 64,
        locator="row 1",
        note="" if usd is not None else "not printed",
    )


def months(product: str, year: int, values: Iterable[int | None]) -> list[Observation]:
    """Return the first months of a year."""
    return [
        figure(product, month_holding(date(year, number, 1)), usd)
        for number, usd in enumerate(values, start=1)
    ]


def year(product: str, number: int, usd: int | None) -> Observation:
    """Return one year's figure."""
    return figure(product, year_holding(date(number, 1, 1)), usd)


def reading(product: str, **changed: object) -> Reading:
    """Return a reading of US exports to China in 2020, by value."""
    facts: dict[str, object] = {
        "id": "us-data-2020",
        "book": Book.CUSTOMS_EXPORTS,
        "destinations": Destinations.NAMED,
        "product": product,
        "seller": "USA",
        "partner": "CHN",
        "window": Window(WindowKind.DATES, date(2020, 1, 1)),
        "amount": Amount(Quantity(Decimal(100), "USD"), AmountKind.FLOOR),
        "deadlines": (END_2020,),
        "held_by": "a tester",
        "citation": "https://e.org",
    }
    return Reading(**(facts | changed))  # type: ignore[arg-type]  # a test's own facts


def above_2017(usd: int, times: int = 1) -> Amount:
    base = Base(Period(date(2017, 1, 1), date(2018, 1, 1), Frequency.ANNUAL), times)
    return Amount(Quantity(Decimal(usd), "USD"), AmountKind.FLOOR, base=base)


def judge(figures: Iterable[Observation], its: Reading, *, as_of: date = AS_OF) -> Verdict:
    counter = Counter(Figures([]), CustomsBooks(figures))
    pledge = Pledge(
        id="a-pledge",
        title="A pledge",
        obligor="CHN",
        counterparty="USA",
        made_on=date(2020, 1, 15),
        group="tests",
        status="",
        note="",
        statements=(),
        deadlines=its.deadlines,
        readings=(its,),
    )
    (verdict,) = Judge(counter, as_of=as_of, revision=1).verdicts_on(pledge, its)
    return verdict


def test_what_is_above_a_base_year_is_counted_from_the_base_in_the_same_book() -> None:
    """2017: 12 months of 10 are 120. The target is 120 + 30 = 150; 2020 has 12 of 12 = 144."""
    figures = [*months("hs:1201", 2017, [10] * 12), *months("hs:1201", 2020, [12] * 12)]
    verdict = judge(figures, reading("soybeans", amount=above_2017(30)))
    assert verdict.target == Quantity(Decimal(150), "USD")
    assert base_of(verdict) == 120
    assert verdict.tally.counted == 144
    assert verdict.word is VerdictWord.MISSED


def test_two_years_stand_above_twice_the_base() -> None:
    """2 x 120 + 40 = 280, and 144 + 140 = 284 is as much."""
    figures = [
        *months("hs:1201", 2017, [10] * 12),
        *months("hs:1201", 2020, [12] * 12),
        year("hs:1201", 2021, 140),
    ]
    end = Deadline("end-2021", date(2021, 12, 31), "by year end", "a tester", None, "https://e.org")
    verdict = judge(figures, reading("soybeans", amount=above_2017(40, 2), deadlines=(end,)))
    assert verdict.target == Quantity(Decimal(280), "USD")
    assert verdict.tally.counted == 284
    assert verdict.word is VerdictWord.MET
    assert verdict.tally.latest_period == year_holding(date(2021, 1, 1))
    assert "reached in the year ending 31 Dec 2021" in verdict.why


def test_without_the_base_year_nothing_above_it_is_judged() -> None:
    figures = months("hs:1201", 2020, [12] * 12)
    verdict = judge(figures, reading("soybeans", amount=above_2017(30)))
    assert verdict.word is VerdictWord.CANNOT_BE_JUDGED
    assert verdict.target is None
    assert "HS 1201 in 2017" in verdict.why


def test_a_month_that_is_not_held_is_no_month_without_trade() -> None:
    """Eleven months held and June absent: no figure, rather than eleven months' sum."""
    values: list[int | None] = [10] * 12
    values[5] = None
    verdict = judge(months("hs:1201", 2020, values), reading("soybeans"))
    assert verdict.word is VerdictWord.CANNOT_BE_JUDGED
    assert verdict.tally.counted is None


def test_a_code_absent_from_a_month_whose_codes_add_up_to_the_total_had_no_trade() -> None:
    """In June corn alone is printed, and it is all of the total: soybeans had none."""
    held = [
        *(one for one in months("hs:1201", 2020, [10] * 12) if one.period.start.month != 6),
        *months("hs:1005", 2020, [5] * 12),
    ]
    totals = [15] * 12
    totals[5] = 5
    verdict = judge([*held, *months("all_goods", 2020, totals)], reading("soybeans"))
    assert verdict.tally.counted == 110
    totals[5] = 15
    unsure = judge([*held, *months("all_goods", 2020, totals)], reading("soybeans"))
    assert unsure.tally.counted is None


def test_the_year_under_way_is_counted_to_the_newest_month_and_stays_open() -> None:
    """Five months of 10 by 31 May; 50 of 100, with 214 days left of 366."""
    verdict = judge(months("hs:1201", 2020, [10] * 5), reading("soybeans"), as_of=date(2020, 7, 10))
    assert verdict.word is VerdictWord.OPEN
    assert verdict.tally.counted == 50
    assert verdict.tally.until == date(2020, 5, 31)
    required = verdict.pace.required_weekly
    assert required is not None
    assert round(required, 6) == round(Decimal(50) / (Decimal(214) / 7), 6)


def test_a_group_total_counts_where_its_codes_are_not_held() -> None:
    """Crude oil is printed as the total of its group only: the nine other codes of 7, and 11."""
    codes = [line.code for line in energy_codes() if line.code != "hs:2709"]
    figures = [*(year(code, 2020, 7) for code in codes), year("annex61:16", 2020, 11)]
    verdict = judge(figures, reading("annex61_energy"))
    assert len(codes) == 9
    assert verdict.tally.counted == 9 * 7 + 11
    assert "2020 is counted by totals of groups" in verdict.why


def energy_codes() -> list[Line]:
    return list(basket("annex61_energy").lines)


def test_what_is_left_out_is_bounded_by_the_rest_of_a_wider_code() -> None:
    """Naphtha and other LPG are not held. Chapter 27 has 60, of which seven codes of 7 are 49.

    Methanol (2905) is an eighth code held, but not of chapter 27: 60 - 49 = 11 are left. The
    count is 8 x 7 = 56; with 11 more it could not reach 100, but it could reach 60.
    """
    held = [line for line in energy_codes() if not line.is_apart]
    assert sum(line.code.startswith("hs:27") for line in held) == 7
    figures = [*(year(line.code, 2020, 7) for line in held), year("hs:27", 2020, 60)]
    far = judge(figures, reading("annex61_energy"))
    assert far.tally.counted == 56
    assert far.tally.left_out_at_most == 11
    assert far.word is VerdictWord.MISSED
    assert "leaves out Schedule B 2710122500, Schedule B 2711190020" in far.why
    near = Amount(Quantity(Decimal(60), "USD"), AmountKind.FLOOR)
    verdict = judge(figures, reading("annex61_energy", amount=near))
    assert verdict.word is VerdictWord.CANNOT_BE_JUDGED


def test_a_nearly_equal_code_stands_in_once_and_the_row_says_so() -> None:
    verdict = judge([year("hs:88", 2020, 120)], reading("aircraft"))
    assert verdict.tally.counted == 120
    assert verdict.word is VerdictWord.MET
    assert "HS 88 stands in for Schedule B 8800" in verdict.why


def test_a_code_that_no_figure_names_is_named() -> None:
    held = {"hs:2709": {year_holding(date(2020, 1, 1)): year("hs:2709", 2020, 7)}}
    unreported = CustomsBook(held).unreported(energy_codes())
    assert len(unreported) == 9
    assert "hs:2709" not in {line.code for line in unreported}


def test_codes_that_no_figure_names_are_named_in_the_row() -> None:
    """Crude oil is all of the four-digit trade and LNG of the six-digit: the others had none."""
    codes = ("all_goods", "hs:2709", "hs:271111", "hs:27")
    verdict = judge([year(code, 2020, 7) for code in codes], reading("annex61_energy"))
    assert verdict.tally.counted == 14
    assert "no figure held names HS 271112, HS 271113" in verdict.why
    assert "Schedule B 2710122500" not in verdict.why.partition("no figure held names")[2]


def test_editions_of_the_harmonized_system_are_told_apart_and_one_is_counted() -> None:
    """The sixth edition is asked before the fifth; both hold soybeans, one is counted."""
    figures = [year("h6:1201", 2020, 120), year("h5:1201", 2020, 90)]
    assert judge(figures, reading("soybeans")).tally.counted == 120


def test_arrivals_by_weight_are_counted_in_the_buyers_book() -> None:
    amount = Amount(Quantity(Decimal(12), "Mt"), AmountKind.FLOOR)
    figures = [
        figure("hs:1201", year_holding(date(2020, 1, 1)), 13_000_000_000, measure="import_quantity")
    ]
    its = reading("soybeans", book=Book.CUSTOMS_IMPORTS, amount=amount)
    verdict = judge(figures, its)
    assert verdict.word is VerdictWord.MET
    assert "13.00 Mt by 31 Dec 2020" in verdict.why
    by_value = judge(figures, reading("soybeans", book=Book.CUSTOMS_IMPORTS))
    assert by_value.word is VerdictWord.CANNOT_BE_JUDGED


def test_a_product_target_is_the_base_times_the_sections_growth() -> None:
    """Annex energy in 2017: crude 40, the nine others 40 in all; 80 + 80 = 160 doubles it.

    So crude's illustrative target is 40 x 160 / 80 = 80, and 60 of it came: 75 %.
    """
    others = [line for line in energy_codes() if line.code != "hs:2709"]
    shares = [8, 4, 4, 4, 4, 4, 4, 4, 4]
    assert (len(others), sum(shares)) == (9, 40)
    figures = [
        *(year(line.code, 2017, usd) for line, usd in zip(others, shares, strict=True)),
        *(year(line.code, 2020, usd) for line, usd in zip(others, shares, strict=True)),
        year("hs:2709", 2017, 40),
        year("hs:2709", 2020, 60),
    ]
    its = reading("annex61_energy", amount=above_2017(80))
    verdict = judge(figures, its)
    scores = {
        score.label: score
        for score in product_scores(Counter(Figures([]), CustomsBooks(figures)), verdict)
    }
    crude = scores["Crude oil"]
    assert [crude.base, crude.target, crude.counted] == [Decimal(40), Decimal(80), Decimal(60)]
    assert crude.share == Decimal("0.75")
    assert sum(score.counted or 0 for score in scores.values()) == verdict.tally.counted


def test_what_was_due_follows_the_months_of_the_base_year() -> None:
    """Half of 2017 came in January. On 31 January 2020 half of 110 + 10 = 120 is due: 60."""
    base = [55, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5]
    assert sum(base) == 110
    figures = [*months("hs:1201", 2017, base), *months("hs:1201", 2020, [20])]
    its = reading("soybeans", amount=above_2017(10))
    verdict = judge(figures, its, as_of=date(2020, 3, 10))
    assert verdict.tally.until == date(2020, 1, 31)
    assert verdict.pace.due_season == 60


def test_a_year_held_as_a_whole_is_not_spread_over_its_months() -> None:
    """All of 2020 is 120; nobody knows how much of it had come by June, or since July."""
    figures = [year("hs:1201", 2020, 120)]
    middle = replace(END_2020, on=date(2020, 6, 30))
    verdict = judge(figures, reading("soybeans", deadlines=(middle,)))
    assert verdict.tally.counted is None
    assert "by month in 2020" in verdict.why
    late = reading("soybeans", window=Window(WindowKind.DATES, date(2020, 7, 1)))
    assert judge(figures, late).tally.counted is None


@pytest.mark.parametrize("product", ["annex61_agriculture", "annex61_manufactured"])
def test_no_code_of_the_annex_stands_in_two_groups(product: str) -> None:
    codes = [line.code for line in basket(product).lines]
    assert len(codes) == len(set(codes))
