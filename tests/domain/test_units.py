"""Unit factors are those the sources print, and what has no exact factor is refused."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import UNITS, Dimension, Quantity, unit
from offtake.errors import UnitMismatch, UnitUnknown
from offtake.reference.crops import convert, to_mass

MASSES = sorted(code for code, one in UNITS.items() if one.dimension is Dimension.MASS)
BUSHELS = sorted(code for code, one in UNITS.items() if one.dimension is Dimension.BUSHELS)
CROPS = ("soybeans", "wheat", "corn", "sorghum", "rye", "flaxseed", "barley", "oats")
AMOUNTS = st.decimals(
    min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=3
)
NEARLY = Decimal("1e-24")


def quantity(value: str, unit_code: str) -> Quantity:
    return Quantity(Decimal(value), unit_code)


@pytest.mark.parametrize(
    ("unit_code", "tonnes"),
    [
        # data.md 1.3; 1 lb = 0.45359237 kg by the agreement of 1959.
        ("short_ton", "0.90718474"),
        ("kshort_ton", "907.18474"),  # WASDE meal is printed in thousands
        ("mlb", "453.59237"),  # WASDE oil
        ("kt", "1000"),
        ("Mt", "1000000"),
        ("kg", "0.001"),
        ("lb", "0.00045359237"),
        ("bale_480lb", "0.2177243376"),  # 480 x 0.45359237 kg = 217.7243376 kg
    ],
)
def test_a_unit_of_mass_weighs_what_the_sources_say(unit_code: str, tonnes: str) -> None:
    assert quantity("1", unit_code).to("t").value == Decimal(tonnes)


@pytest.mark.parametrize(
    ("crop", "pounds", "kilograms"),
    [
        # data.md 1.3, kilograms as printed there, to the digits printed there.
        ("soybeans", 60, "27.2155422"),
        ("wheat", 60, "27.2155422"),
        ("wheat_hrw", 60, "27.2155422"),
        ("corn", 56, "25.4012"),
        ("sorghum", 56, "25.4012"),
        ("rye", 56, "25.4012"),
        ("flaxseed", 56, "25.4012"),
        ("barley", 48, "21.7724"),
        ("oats", 32, "14.5150"),
    ],
)
def test_a_bushel_weighs_what_its_crop_says(crop: str, pounds: int, kilograms: str) -> None:
    bushel = quantity("1", "bu")
    assert to_mass(bushel, crop, "lb").value == pounds
    printed = Decimal(kilograms)
    assert abs(to_mass(bushel, crop, "kg").value - printed) <= Decimal("0.00005")


@pytest.mark.parametrize(
    ("crop", "bushels"), [("soybeans", "36.7437"), ("wheat", "36.7437"), ("corn", "39.3683")]
)
def test_a_tonne_holds_the_bushels_the_trade_prints(crop: str, bushels: str) -> None:
    found = convert(quantity("1", "t"), crop, "bu").value
    assert round(found, 4) == Decimal(bushels)


def test_a_cent_a_pound_is_twenty_dollars_a_short_ton() -> None:
    # 2,000 lb at one cent each.
    assert quantity("1", "cent_lb").to("USD_short_ton") == quantity("20", "USD_short_ton")


def test_thousands_and_millions_of_bushels_are_multiples_of_one() -> None:
    assert quantity("1", "mbu").to("kbu") == quantity("1000", "kbu")
    assert quantity("2.5", "kbu").to("bu") == quantity("2500", "bu")


def test_bushels_of_a_crop_convert_to_bushels_of_the_same_crop() -> None:
    assert convert(quantity("1815", "mbu"), "soybeans", "kbu") == quantity("1815000", "kbu")


@given(AMOUNTS, st.sampled_from(MASSES), st.sampled_from(MASSES))
def test_a_mass_comes_back_from_another_unit_as_it_went(value: Decimal, one: str, two: str) -> None:
    back = Quantity(value, one).to(two).to(one).value
    assert abs(back - value) <= abs(value) * NEARLY


@given(AMOUNTS, st.sampled_from(["kg", "t", "kt", "Mt"]), st.sampled_from(["kg", "t", "kt", "Mt"]))
def test_metric_units_convert_without_any_loss(value: Decimal, one: str, two: str) -> None:
    assert Quantity(value, one).to(two).to(one).value == value


@given(AMOUNTS, st.sampled_from(MASSES), st.sampled_from(MASSES), st.sampled_from(MASSES))
def test_a_conversion_may_pass_through_a_third_unit(
    value: Decimal, one: str, two: str, three: str
) -> None:
    direct = Quantity(value, one).to(three).value
    assert abs(Quantity(value, one).to(two).to(three).value - direct) <= abs(direct) * NEARLY


@given(AMOUNTS, st.sampled_from(CROPS), st.sampled_from(BUSHELS), st.sampled_from(MASSES))
def test_bushels_come_back_from_a_mass_as_they_went(
    value: Decimal, crop: str, bushels: str, mass: str
) -> None:
    back = convert(convert(Quantity(value, bushels), crop, mass), crop, bushels).value
    assert abs(back - value) <= abs(value) * NEARLY


@given(AMOUNTS, st.sampled_from(MASSES), st.sampled_from(MASSES))
def test_a_conversion_agrees_with_the_two_factors(value: Decimal, one: str, two: str) -> None:
    exact = Fraction(value) * UNITS[one].factor / UNITS[two].factor
    found = Fraction(Quantity(value, one).to(two).value)
    assert abs(found - exact) <= abs(exact) * Fraction(NEARLY)


@pytest.mark.parametrize(
    ("have", "want"),
    [
        ("running_bale", "t"),  # physical bales of no fixed weight
        ("running_bale", "bale_480lb"),
        ("bu", "t"),  # without its crop a bushel is a volume
        ("t", "bu"),
        ("USD", "t"),  # without a price
        ("t", "USD"),
        ("piece", "lb"),
        ("USD_bu", "USD_short_ton"),
        ("USD_bu", "cent_lb"),
        ("macre", "bu_acre"),
    ],
)
def test_units_without_an_exact_factor_do_not_convert(have: str, want: str) -> None:
    with pytest.raises(UnitMismatch) as caught:
        quantity("1", have).to(want)
    assert (caught.value.have, caught.value.want) == (have, want)


@pytest.mark.parametrize(
    ("have", "crop", "want"),
    [
        ("running_bale", "cotton_upland", "t"),
        ("USD", "soybeans", "t"),
        ("USD", "soybeans", "bu"),
        ("t", "soybeans", "USD"),
        ("bu", "soybeans", "USD"),
        ("bu", "rice", "t"),  # rice is not traded in bushels
        ("t", "rice", "bu"),
        ("piece", "corn", "bu"),
    ],
)
def test_a_crop_does_not_make_a_lossy_conversion_exact(have: str, crop: str, want: str) -> None:
    with pytest.raises(UnitMismatch):
        convert(quantity("1", have), crop, want)


@pytest.mark.parametrize("dimension", list(Dimension))
def test_each_dimension_has_a_unit(dimension: Dimension) -> None:
    assert any(one.dimension is dimension for one in UNITS.values())


@given(st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)))
def test_units_convert_where_their_dimensions_agree_and_nowhere_else(one: str, two: str) -> None:
    if UNITS[one].dimension is UNITS[two].dimension:
        assert quantity("1", one).to(two).unit_code == two
    else:
        with pytest.raises(UnitMismatch):
            quantity("1", one).to(two)


def test_an_unknown_unit_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UnitUnknown, match="use one of kg, t, kt, Mt"):
        quantity("1", "tonne")
    with pytest.raises(UnitUnknown):
        unit("T")
