"""Readings in customs books: their ends, their codes, and what they say is needed."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from offtake.domain import (
    AmountKind,
    Book,
    Flow,
    Observation,
    Pledge,
    Quantity,
    Reading,
    SeriesKey,
    Status,
    Verdict,
    Vintage,
    VintageBasis,
    month_holding,
)
from offtake.pace import Counter, CustomsBooks, Figures, Judge
from offtake.pledges import load
from offtake.reference.baskets import basket
from offtake.tariffs import load as load_tariffs

KNOWN = Vintage(datetime(2027, 6, 1, 13, 30, tzinfo=UTC), VintageBasis.RELEASE)
BY_HAND = re.compile(r"US Census|HS code|by (value|weight)")
"""How a file said by hand that figures were not held, which the count itself knows."""
NAMED = re.compile(r"`offtake tariffs show ([a-z0-9-]+)`")


@pytest.fixture(scope="module")
def register() -> dict[str, Pledge]:
    return load()


def customs(register: dict[str, Pledge]) -> Iterator[tuple[str, Reading]]:
    for pledge in register.values():
        for reading in pledge.readings:
            if reading.book in (Book.CUSTOMS_EXPORTS, Book.CUSTOMS_IMPORTS):
                yield f"{pledge.id} {reading.id}", reading


def find(register: dict[str, Pledge], pledge_id: str, reading_id: str) -> Reading:
    reading = register[pledge_id].reading(reading_id)
    assert reading is not None
    return reading


def test_no_reading_says_by_hand_that_figures_are_not_held(register: dict[str, Pledge]) -> None:
    assert [name for name, one in customs(register) if BY_HAND.search(one.needs)] == []


def test_a_reading_that_says_so_by_hand_is_found_out() -> None:
    assert BY_HAND.search("US Census exports of coal to Malaysia by value")
    assert BY_HAND.search("India's imports from the United States by HS code of the goods named")
    assert not BY_HAND.search("what came in under the quota by year: a quota is access")


def test_a_reading_that_needs_nothing_has_codes_to_be_counted_by(
    register: dict[str, Pledge],
) -> None:
    counted = [(name, one) for name, one in customs(register) if not one.needs]
    assert len(counted) > 50
    assert [name for name, one in counted if not basket(one.product).lines] == []


def test_a_barrier_that_a_reading_sends_to_is_in_the_register_of_tariffs(
    register: dict[str, Pledge],
) -> None:
    sent = {barrier for _, one in customs(register) for barrier in NAMED.findall(one.needs)}
    assert sent >= {"us-cn-fentanyl-2025", "cn-us-farm-2025-10", "us-port-fees-2025"}
    assert sorted(sent - load_tariffs().keys()) == []


@pytest.mark.parametrize(
    ("pledge_id", "seller", "buyer"),
    [
        ("cn-us-rare-earths-2025", "CHN", "USA"),  # China sells what it controls
        ("us-cn-fentanyl-tariff-2025", "CHN", "USA"),  # the US levies on what it buys
        ("cn-us-farm-tariffs-2025", "USA", "CHN"),
        ("my-us-lng-3400m", "USA", "MYS"),
        ("jp-us-rice-2025", "USA", "JPN"),
        ("eu-us-energy-750bn-2025", "USA", "EU27"),
    ],
)
def test_goods_go_from_who_sells_to_who_buys(
    pledge_id: str, seller: str, buyer: str, register: dict[str, Pledge]
) -> None:
    ends = {(one.seller, one.partner) for one in register[pledge_id].readings}
    assert ends == {(seller, buyer)}


@pytest.mark.parametrize(
    ("product", "codes"),
    [
        ("lng", "271111"),
        ("crude_oil", "2709"),
        ("ethanol", "2207"),
        ("coal", "2701"),
        ("cotton", "5201"),
        ("poultry", "0207"),
        ("rice", "1006"),
        ("beef", "0201 0202"),  # fresh or chilled, and frozen
        ("rare_earths", "280530 2846 850511"),  # metals, compounds, magnets
        ("soybeans_corn_wheat_beef", "1201 1005 1001 0201 0202"),
        ("energy_goods_nuclear_fuel", "27 284410 284420 840130"),
    ],
)
def test_a_product_is_counted_by_the_codes_of_the_harmonized_system(
    product: str, codes: str
) -> None:
    assert [line.code for line in basket(product).lines] == [f"hs:{one}" for one in codes.split()]


def test_fertiliser_and_ethanol_are_counted_beside_farm_goods() -> None:
    """Fertiliser is chapter 31; ethanol is heading 2207, so in chapter 22 of the farm goods."""
    farm = {line.code for line in basket("farm_goods").lines}
    both = {line.code for line in basket("farm_goods_fertiliser_ethanol").lines}
    assert both - farm == {"hs:31"}
    assert farm - both == set()
    assert "hs:22" in farm


@pytest.mark.parametrize(
    ("pledge_id", "made_on", "deadlines"),
    [
        # As the pages print them that the files cite.
        ("kr-us-aircraft-103", "2025-08-25", "2030-12-31"),
        ("kr-us-lng-3300kt", "2025-08-25", "2028-12-31 2038-12-31"),
        ("tw-us-farm-goods-10bn", "2025-09-17", "2029-09-16 2029-12-31"),
        ("vn-us-aircraft-50-2026", "2026-02-18", "2032-12-31"),
        ("jp-us-farm-goods-8bn-2025", "2025-09-04", "2026-09-03 2026-12-31"),
        ("cn-us-rare-earths-2025", "2025-10-30", "2026-11-10"),
        ("cn-us-farm-tariffs-2025", "2025-11-01", "2025-11-10"),
        ("cn-us-soybean-exporters-2025", "2025-11-07", "2025-11-10"),
    ],
)
def test_a_pledge_was_made_and_ends_on_the_days_the_pages_print(
    pledge_id: str, made_on: str, deadlines: str, register: dict[str, Pledge]
) -> None:
    pledge = register[pledge_id]
    assert str(pledge.made_on) == made_on
    assert " ".join(str(one.on) for one in pledge.deadlines) == deadlines


def test_up_to_five_million_tons_is_a_ceiling(register: dict[str, Pledge]) -> None:
    amounts = {one.amount for one in register["id-us-wheat-5mt-2030"].readings}
    assert {(one.kind, one.quantity) for one in amounts if one} == {
        (AmountKind.CEILING, Quantity(Decimal(5), "Mt"))
    }


def test_three_quarters_more_rice_is_605500_tons(register: dict[str, Pledge]) -> None:
    """346,000 t of US rice in fiscal 2024, and 0.75 x 346,000 = 259,500 on top."""
    amount = find(register, "jp-us-rice-2025", "customs-imports-fy2026").amount
    assert amount is not None
    assert amount.target == Quantity(Decimal(605_500), "t")


def test_the_five_billion_dollars_stand_with_no_beef(register: dict[str, Pledge]) -> None:
    said = [
        pledge.id
        for pledge in register.values()
        if any("$5 billion opportunity" in one.text for one in pledge.statements)
    ]
    assert said == ["gb-us-ethanol-quota"]


@pytest.mark.parametrize(
    ("pledge_id", "reading_id", "measure", "code", "first", "monthly", "word"),
    [
        # $3.4bn a year: 12 x $300m = $3.6bn, 12 x $250m = $3.0bn.
        ("my-us-lng-3400m", "year-2026", "export_value", "hs:271111", 1, 300_000_000, "met"),
        ("my-us-lng-3400m", "year-2026", "export_value", "hs:271111", 1, 250_000_000, "missed"),
        # 605,500 t from April to March: 12 x 51,000 t = 612,000 t, 12 x 50,000 t = 600,000 t.
        ("jp-us-rice-2025", "customs-imports-fy2026", "import_quantity", "h6:1006", 4, 51_000_000,
         "met"),
        ("jp-us-rice-2025", "customs-imports-fy2026", "import_quantity", "h6:1006", 4, 50_000_000,
         "missed"),
    ],
)  # fmt: skip
def test_a_pledge_of_another_country_is_judged_once_figures_by_its_code_are_held(
    register: dict[str, Pledge], pledge_id: str, reading_id: str, measure: str, code: str,
    first: int, monthly: int, word: str,
) -> None:  # fmt: skip
    reading = find(register, pledge_id, reading_id)
    held = [
        _figure(reading, measure, code, _month(first + number), monthly) for number in range(12)
    ]
    # The months before the fiscal year belong to its first calendar year: none of it is counted.
    held += [_figure(reading, measure, code, _month(number), 0) for number in range(1, first)]
    (verdict,) = _judged(register[pledge_id], reading, held)
    assert verdict.word.value == word


def _judged(pledge: Pledge, reading: Reading, held: list[Observation]) -> list[Verdict]:
    counter = Counter(Figures([]), CustomsBooks(held))
    return list(Judge(counter, as_of=date(2027, 7, 1), revision=1).verdicts_on(pledge, reading))


def _month(number: int) -> date:
    """Return a month counted from January 2026: 13 is January 2027."""
    return date(2026 + (number - 1) // 12, (number - 1) % 12 + 1, 1)


def _figure(reading: Reading, measure: str, code: str, day: date, amount: int) -> Observation:
    is_export = measure.startswith("export")
    ends = (reading.seller, reading.partner) if is_export else (reading.partner, reading.seller)
    flow = Flow.EXPORT if is_export else Flow.IMPORT
    period = month_holding(day)
    unit = "USD" if measure.endswith("value") else "kg"
    return Observation(
        key=SeriesKey(measure, *ends, flow, code, period.frequency, unit),
        period=period,
        value=Decimal(amount),
        status=Status.NORMAL,
        vintage=KNOWN,
        snapshot="0" * 64,
        locator="row 1",
        note="",
    )
