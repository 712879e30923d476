"""Quantities and money add up only where they mean the same."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import Amount, AmountKind, Money, PriceBasis, Quantity, shortfall
from offtake.errors import UnitMismatch

VALUES = st.decimals(
    min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=2
)
FOR_SOMETHING = st.decimals(
    min_value=Decimal("0.01"), max_value=10**9, allow_nan=False, allow_infinity=False, places=2
)
SHARES = st.decimals(
    min_value=0, max_value=Decimal("0.99"), allow_nan=False, allow_infinity=False, places=2
)


def tonnes(value: Decimal | str) -> Quantity:
    return Quantity(Decimal(value), "t")


@pytest.mark.parametrize(
    "combine",
    [
        lambda one, two: one + two,
        lambda one, two: one - two,
        lambda one, two: one < two,
        lambda one, two: one <= two,
        shortfall,
    ],
)
def test_two_units_of_one_dimension_are_still_not_combined(
    combine: Callable[[Quantity, Quantity], object],
) -> None:
    with pytest.raises(UnitMismatch, match="Mt and t"):
        combine(Quantity(Decimal(1), "Mt"), tonnes("1"))


@given(VALUES, VALUES)
def test_what_is_added_can_be_taken_off_again(one: Decimal, two: Decimal) -> None:
    assert tonnes(one) + tonnes(two) - tonnes(two) == tonnes(one)


@given(VALUES, VALUES)
def test_the_order_of_quantities_is_that_of_their_values(one: Decimal, two: Decimal) -> None:
    assert (tonnes(one) < tonnes(two)) is (one < two)
    assert (tonnes(one) <= tonnes(two)) is (one <= two)


@given(VALUES, VALUES)
def test_a_shortfall_is_what_fills_the_gap_and_never_negative(
    pledged: Decimal, counted: Decimal
) -> None:
    gap = shortfall(tonnes(pledged), tonnes(counted)).value
    assert gap >= 0
    assert counted + gap >= pledged
    assert gap == 0 or counted + gap == pledged


def test_a_quantity_prints_its_whole_value_with_its_unit() -> None:
    assert str(Quantity(Decimal("12e6"), "t")) == "12,000,000 t"
    assert str(Quantity(Decimal("0.05"), "Mt")) == "0.05 Mt"


def test_tenths_add_up_exactly() -> None:
    assert tonnes("0.1") + tonnes("0.2") == tonnes("0.3")


def test_money_of_one_currency_and_price_basis_adds_up() -> None:
    part = Money(Decimal("17e9"), "USD", PriceBasis.FAS)
    assert str(part + part) == "34,000,000,000 USD (FAS)"


@pytest.mark.parametrize(
    "other",
    [
        Money(Decimal(1), "USD", PriceBasis.CIF),  # freight and insurance are in it
        Money(Decimal(1), "USD", PriceBasis.FOB),
        Money(Decimal(1), "CNY", PriceBasis.FAS),
    ],
)
def test_money_of_another_currency_or_price_basis_does_not_add_up(other: Money) -> None:
    with pytest.raises(UnitMismatch):
        Money(Decimal(1), "USD", PriceBasis.FAS) + other


def test_a_floor_is_reached_at_its_own_quantity() -> None:
    amount = Amount(Quantity(Decimal(12), "Mt"), AmountKind.FLOOR)
    assert amount.target == Quantity(Decimal(12), "Mt")


def test_a_baseline_stands_on_top_of_the_amount() -> None:
    amount = Amount(tonnes("10"), AmountKind.FLOOR, baseline=tonnes("4"))
    assert amount.target == tonnes("14")


def test_a_tolerance_is_taken_off_the_sum_of_amount_and_baseline() -> None:
    # (6 + 4) Mt less a tenth is 9 Mt, not 6 less a tenth plus 4.
    amount = Amount(tonnes("6"), AmountKind.ABOUT, baseline=tonnes("4"), tolerance=Decimal("0.1"))
    assert amount.target == tonnes("9.0")


def test_a_baseline_in_another_unit_is_refused() -> None:
    amount = Amount(Quantity(Decimal(1), "Mt"), AmountKind.FLOOR, baseline=tonnes("1"))
    with pytest.raises(UnitMismatch):
        _ = amount.target


@given(FOR_SOMETHING, SHARES)
def test_a_tolerance_lowers_the_target_and_leaves_its_unit(value: Decimal, share: Decimal) -> None:
    target = Amount(tonnes(value), AmountKind.ABOUT, tolerance=share).target
    assert target <= tonnes(value)
    assert target.value > 0
    assert target.unit_code == "t"
