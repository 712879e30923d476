"""Every publisher's code leads to one place or product, and none is guessed."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loading import ROOT
from offtake.errors import CodeUnknown
from offtake.reference.codes import (
    Place,
    Product,
    place,
    place_by_id,
    places,
    product,
    product_by_id,
    products,
)

# The groups of the Census Bureau's guide to its trade datasets, appendix E.
CENSUS_GROUPS = {
    "OPEC", "EU", "PACIFIC_RIM", "CAFTA_DR", "USMCA", "LATIN_AMERICAN_REPUBLICS", "OECD", "NATO",
    "LAFTA", "EURO_AREA", "APEC", "ASEAN", "CACM", "NORTH_AMERICA", "CENTRAL_AMERICA",
    "SOUTH_AMERICA", "EUROPE", "ASIA", "AUSTRALIA_AND_OCEANIA", "AFRICA",
}  # fmt: skip
TABLES = ROOT / "src" / "offtake" / "reference"
PLACE_SYSTEMS = ("census", "fas_short", "fas_long", "fgis", "m49", "gacc")
PRODUCT_SYSTEMS = ("fas", "fas_name", "fgis")


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def codes(name: str, systems: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Yield system, code and id, in the order of the table."""
    for row in rows(name):
        for system in systems:
            for code in row[system].split("|") if row[system] else []:
                yield system, code, row["id"]


def repeated(found: Iterator[tuple[str, str, str]]) -> list[tuple[str, str]]:
    counts = Counter((system, code) for system, code, _ in found)
    return [one for one, times in counts.items() if times > 1]


PLACE_CODES = list(codes("places.csv", PLACE_SYSTEMS))
PRODUCT_CODES = list(codes("products.csv", PRODUCT_SYSTEMS))


@pytest.mark.parametrize(("system", "code", "place_id"), PLACE_CODES)
def test_a_place_is_found_by_each_of_its_codes(system: str, code: str, place_id: str) -> None:
    assert place(system, code).id == place_id


@pytest.mark.parametrize(("system", "code", "product_id"), PRODUCT_CODES)
def test_a_product_is_found_by_each_of_its_codes(system: str, code: str, product_id: str) -> None:
    assert product(system, code).id == product_id


def test_no_code_of_a_system_means_two_things() -> None:
    assert repeated(iter(PLACE_CODES)) == []
    assert repeated(iter(PRODUCT_CODES)) == []


def test_a_code_that_means_two_things_is_found_out() -> None:
    twice = iter([("census", "2", "UNKNOWN"), ("census", "2", "AFG"), ("fgis", "2", "AFG")])
    assert repeated(twice) == [("census", "2")]


def test_ids_are_unique_and_lead_to_themselves() -> None:
    place_ids = [row["id"] for row in rows("places.csv")]
    product_ids = [row["id"] for row in rows("products.csv")]
    assert list(places()) == place_ids
    assert list(products()) == product_ids
    assert [place_by_id(one).id for one in place_ids] == place_ids
    assert [product_by_id(one).id for one in product_ids] == product_ids


def test_every_row_has_a_label_and_every_product_a_month_its_year_starts() -> None:
    assert all(row["label"] for row in rows("places.csv"))
    assert all(row["label"] for row in rows("products.csv"))
    assert all(1 <= one.year_starts <= 12 for one in products().values())


@pytest.mark.parametrize(
    ("system", "code", "place_id"),
    [
        # data.md 2.1 (Census numbers), D4 and D23.
        ("census", "5700", "CHN"),
        ("census", "5820", "HKG"),
        ("census", "5830", "TWN"),
        ("census", "5880", "JPN"),
        ("census", "2010", "MEX"),
        # Schedule C, where it has parted from the numbers of FAS; the world and a group.
        ("census", "4279", "FRA"),
        ("census", "4270", "FRA"),
        ("census", "4759", "ITA"),
        ("census", "6021", "AUS"),
        ("census", "-", "WORLD"),
        ("census", "0003", "EU"),
        ("census", "0001", "OPEC"),
        ("census", "1", "EU27"),
        ("census", "9990", "UNKNOWN"),
        ("census", "2", "UNKNOWN"),
        ("fgis", "CHINA T", "TWN"),
        ("fgis", "TAIWAN", "TWN"),
        ("fgis", "CHINA MAIN", "CHN"),
        ("fgis", "CHINA", "CHN"),
        ("fas_long", "CHINA, PEOPLES REPUBLIC OF", "CHN"),
    ],
)
def test_a_place_code_means_what_the_publisher_says(system: str, code: str, place_id: str) -> None:
    assert place(system, code).id == place_id


@pytest.mark.parametrize(
    ("code", "product_id"),
    [
        # data.md 2.1.
        ("801", "soybeans"),
        ("901", "soybean_meal"),
        ("902", "soybean_oil"),
        ("401", "corn"),
        ("107", "wheat"),
        ("101", "wheat_hrw"),
        ("701", "sorghum"),
        ("301", "barley"),
        ("1404", "cotton_upland"),
        ("1301", "cotton_pima"),
        ("1505", "rice"),
        ("1701", "beef"),
        ("1702", "pork"),
    ],
)
def test_a_commodity_code_means_what_the_publisher_says(code: str, product_id: str) -> None:
    assert product("fas", code).id == product_id


def test_soybeans_are_heading_1201_and_aircraft_schedule_b_8800() -> None:
    assert product_by_id("soybeans").hs == "1201"
    assert product_by_id("aircraft").hs == "8800"  # the annex prints 8802 (rule D28)


def test_sums_of_places_are_marked_so_that_nobody_adds_them_up() -> None:
    aggregates = {one.id for one in places().values() if one.is_aggregate}
    assert aggregates == {"EU27", "KNOWN", "WORLD"} | CENSUS_GROUPS


def test_padding_around_a_printed_name_is_not_part_of_it() -> None:
    assert place("fas_short", " CHINA   ").id == "CHN"
    assert product("fas", "801 ").id == "soybeans"


@pytest.mark.parametrize(
    ("look_up", "system", "code", "near"),
    [
        (place, "fgis", "CHINA MAINE", "CHINA MAIN"),
        (place, "census", "5701", "5700"),
        (product, "fas_name", "Soybean", "Soybeans"),
        (product, "fas", "8010", "801"),
    ],
)
def test_a_code_never_seen_before_is_refused_with_those_like_it(
    look_up: Callable[[str, str], Place | Product], system: str, code: str, near: str
) -> None:
    with pytest.raises(CodeUnknown, match=rf"did you mean .*{near}.*then add it to") as caught:
        look_up(system, code)
    assert (caught.value.system, caught.value.code) == (system, code)


@pytest.mark.parametrize(
    ("look_up", "wrong", "near"),
    [(place_by_id, "CHNA", "CHN"), (product_by_id, "soybean", "soybeans")],
)
def test_an_unknown_id_is_refused_with_those_like_it(
    look_up: Callable[[str], Place | Product], wrong: str, near: str
) -> None:
    with pytest.raises(CodeUnknown, match=rf"did you mean .*{near}"):
        look_up(wrong)


@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("census", "57"),  # the beginning of a code is not the code
        ("fgis", "CHIN"),
        ("fgis", "China"),  # nor is another spelling
        ("fgis", "5700"),  # nor a code of another system
        ("census", "CHINA"),
        ("census", ""),
        ("iso", "CHN"),
        ("id", "CHN"),
    ],
)
def test_a_place_code_is_matched_whole_and_in_its_own_system(system: str, code: str) -> None:
    with pytest.raises(CodeUnknown):
        place(system, code)


@given(st.sampled_from(PLACE_SYSTEMS), st.text(max_size=30))
def test_no_text_is_a_place_unless_the_table_prints_it(system: str, text: str) -> None:
    printed = {(its, code): place_id for its, code, place_id in PLACE_CODES}
    expected = printed.get((system, text.strip()))
    if expected is None:
        with pytest.raises(CodeUnknown):
            place(system, text)
    else:
        assert place(system, text).id == expected


@pytest.mark.shared
def test_every_country_the_publisher_lists_is_one_place_by_number_and_by_name(
    shared: Path,
) -> None:
    path = "data/usda/esr/esr_allcountries_2015_2026_howards/countries.json"
    listed = json.loads((shared / path).read_text(encoding="utf-8"))
    assert len(listed) == 211  # data.md 2.1
    for one in listed:
        assert place("census", str(one["c"])) == place("fas_long", one["n"])
