"""The bundled figures keep the publishers' identities and say where each of them comes from."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from bundle.figures import EXPORT_SALES, ask, part, week_of
from offtake.domain import Observation, Period, SeriesKey, Status, VintageBasis, thursdays
from offtake.reference.codes import places, products
from offtake.reference.crops import marketing_year
from offtake.sources import meaning, registry
from offtake.store import SeriesFilter, Store

CENSUS = {
    "export_value",
    "import_value_consumption",
    "import_duty",
    "trade_balance",
    "balance_exports",
    "balance_imports",
}
BIDS = {"weekly_bid_price", "weekly_bid_basis", "weekly_implied_futures"}
CUSTOMS_CODE = re.compile(
    r"hs:(\d\d){1,3}|hs:2905-290511|schedule_b:(8800|\d{10})|annex61:([1-9]|1[0-8])"
)
Row = dict[str, Decimal]
Rows = dict[tuple[str, str, Period], Row]


def rows_of(figures: Iterable[Observation]) -> Rows:
    """Return export-sales figures by product, destination and period."""
    rows: Rows = defaultdict(dict)
    for one in figures:
        if one.key.measure in EXPORT_SALES and one.value is not None:
            rows[one.key.product, one.key.partner, one.period][one.key.measure] = one.value
    return rows


def breaking_i1(rows: Rows) -> list[tuple[str, str, Period]]:
    """Return the rows whose levels do not add up."""
    return [
        name
        for name, row in rows.items()
        if "total_commitment" in row
        and row["accumulated_exports"] + row["outstanding_sales"] != row["total_commitment"]
    ]


def consecutive(rows: Rows) -> list[tuple[tuple[str, str, Period], Row, Row]]:
    """Return each row that follows another one at once in its marketing year, with that one.

    Where a row is in quarantine its neighbours do not follow each other.
    """
    pairs = []
    series: dict[tuple[str, str, Period], list[Period]] = defaultdict(list)
    for product, partner, period in rows:
        if "total_commitment" in rows[product, partner, period]:
            year = marketing_year(product, period.start)
            series[product, partner, year].append(period)
    for (product, partner, _), periods in series.items():
        periods.sort()
        for before, after in pairwise(periods):
            if before.end == after.start:
                name = (product, partner, after)
                pairs.append((name, rows[product, partner, before], rows[name]))
    return pairs


def breaking_i2(rows: Rows) -> list[tuple[str, str, Period]]:
    """Return the rows whose flows are not what the levels moved by."""
    return [
        name
        for name, before, after in consecutive(rows)
        if after["accumulated_exports"] - before["accumulated_exports"] != after["weekly_exports"]
        or after["total_commitment"] - before["total_commitment"] != after["net_sales"]
    ]


@pytest.fixture(scope="module")
def rows(standing: list[Observation]) -> Rows:
    return rows_of(standing)


def test_every_commitment_is_what_was_shipped_plus_what_is_outstanding(rows: Rows) -> None:
    assert sum("total_commitment" in row for row in rows.values()) > 50_000
    assert breaking_i1(rows) == []


def test_every_week_moves_the_levels_by_its_flows(rows: Rows) -> None:
    assert len(consecutive(rows)) > 50_000
    assert breaking_i2(rows) == []


@pytest.mark.parametrize("measure", ["accumulated_exports", "outstanding_sales"])
def test_a_level_that_is_off_by_a_tonne_would_be_found(rows: Rows, measure: str) -> None:
    name = ("soybeans", "CHN", part(date(2026, 1, 8), 2026))
    wrong = {**rows, name: {**rows[name], measure: rows[name][measure] + 1}}
    assert breaking_i1(wrong) == [name]


@pytest.mark.parametrize("measure", ["weekly_exports", "net_sales"])
def test_a_flow_that_is_off_by_a_tonne_would_be_found(rows: Rows, measure: str) -> None:
    name = ("soybeans", "CHN", part(date(2026, 1, 8), 2026))
    wrong = {**rows, name: {**rows[name], measure: rows[name][measure] + 1}}
    assert breaking_i2(wrong) == [name]


@pytest.mark.parametrize(
    "measure",
    ["weekly_exports", "accumulated_exports", "outstanding_sales", "total_commitment"],
)
def test_soybeans_to_all_destinations_are_the_sum_over_them(rows: Rows, measure: str) -> None:
    """Printed totals of 2015 and 2016 and of two marketing years since, found by another way."""
    sums: dict[Period, Decimal] = defaultdict(Decimal)
    destinations: dict[Period, int] = defaultdict(int)
    for (product, partner, period), row in rows.items():
        if product == "soybeans" and partner != "WORLD" and measure in row:
            sums[period] += row[measure]
            destinations[period] += 1
    # China and Mexico alone were captured for the other years.
    whole = [period for period, count in destinations.items() if count > 2]
    assert len(whole) > 150
    totals = {period: rows["soybeans", "WORLD", period].get(measure) for period in whole}
    assert {period: total for period, total in totals.items() if total != sums[period]} == {}


def faults(one: Observation, sources: dict[str, str]) -> list[str]:
    """Return what is wrong with a row's provenance; `sources` is the publisher of each snapshot."""
    measure = one.key.measure
    found = []
    if not comes_from(measure, sources.get(one.snapshot, "")):
        found.append(f"{one.key}: from {sources.get(one.snapshot)}")
    if one.vintage.basis is VintageBasis.INFERRED and one.vintage.earliest_at is None:
        found.append(f"{one.key} {one.period}: inferred without a lower bound")
    if not one.locator:
        found.append(f"{one.key} {one.period}: no place in the bytes")
    if one.value is None and not one.note:
        found.append(f"{one.key} {one.period}: a gap without a reason")
    return found


def comes_from(measure: str, source_id: str) -> bool:
    """Whether a publisher's product is documented to give a measure."""
    return source_id in registry() and bool(meaning(source_id, measure))


def test_every_row_has_a_publisher_a_vintage_and_a_place_in_the_bytes(
    store: Store, history: list[Observation]
) -> None:
    releases = [one.release for one in store.releases()]
    sources = {one.snapshot.sha256: one.source for one in releases}
    assert set(sources.values()) <= registry().keys()
    assert [found for one in history for found in faults(one, sources)] == []


def test_a_row_without_publisher_bound_or_place_would_be_found(history: list[Observation]) -> None:
    good = next(one for one in history if one.vintage.basis is VintageBasis.INFERRED)
    source = {good.snapshot: "usda_inspections"}
    source = source if good.key.measure == "inspections" else {good.snapshot: "usda_export_sales"}
    assert faults(good, source) == []
    assert len(faults(good, {})) == 1
    assert len(faults(good, {good.snapshot: "usda_wasde"})) == 1
    assert len(faults(replace(good, locator=""), source)) == 1
    assert len(faults(replace(good, vintage=replace(good.vintage, earliest_at=None)), source)) == 1


def test_no_row_was_known_before_its_period_began_or_after_it_was_fetched(
    store: Store, history: list[Observation]
) -> None:
    fetched = {
        one.release.snapshot.sha256: one.release.snapshot.retrieved_at for one in store.releases()
    }
    assert [one for one in history if one.vintage.known_at > fetched[one.snapshot]] == []
    weekly = [one for one in history if not one.key.measure.startswith("wasde_")]
    assert [one for one in weekly if one.vintage.known_at.date() < one.period.end] == []


def test_every_release_says_what_was_asked_for_and_what_it_covers(store: Store) -> None:
    for stored in store.releases():
        assert stored.release.title
        assert stored.release.snapshot.request
        assert stored.release.covers_start <= stored.release.covers_end


def keys(figures: Iterable[Observation]) -> set[SeriesKey]:
    return {one.key for one in figures}


def test_every_series_is_of_a_known_place_product_and_measure(history: list[Observation]) -> None:
    found = keys(history)
    assert {key.partner for key in found} <= places().keys()
    assert {key.reporter for key in found} == {"USA"}
    customs = {key.product for key in found if ":" in key.product}
    assert {key.product for key in found} - customs <= products().keys()
    assert [name for name in customs if not CUSTOMS_CODE.fullmatch(name)] == []
    measures = {key.measure for key in found if not key.measure.startswith("wasde_")}
    assert measures == {*EXPORT_SALES, "inspections", *CENSUS, *BIDS}


def test_sums_of_destinations_other_than_the_world_are_not_kept(history: list[Observation]) -> None:
    # KNOWN and the European Union would be counted twice (rule D7).
    aggregates = {one.id for one in places().values() if one.is_aggregate}
    assert {key.partner for key in keys(history)} & aggregates == {"WORLD"}


def test_cotton_is_in_running_bales_and_grain_in_tonnes(history: list[Observation]) -> None:
    units: dict[str, set[str]] = defaultdict(set)
    for key in keys(history):
        if key.measure in {*EXPORT_SALES, "inspections"}:
            units[key.product].add(key.unit_code)
    assert units.pop("cotton_upland") == {"running_bale"}
    assert set.union(*units.values()) == {"t"}


def test_quarantined_rows_have_a_reason_and_are_not_counted(store: Store, rows: Rows) -> None:
    quarantined = store.quarantine()
    assert all(one.row.reason and one.row.text for one in quarantined)
    assert ("soybeans", "WORLD", part(date(2018, 3, 15), 2018)) not in rows
    assert any("week ending 2018-03-15" in one.row.text for one in quarantined)


def test_gaps_are_known_with_their_reason_and_carry_no_value(store: Store) -> None:
    gaps = store.missing(as_of=store.last_look())
    assert all(one.status is Status.MISSING and one.value is None for one in gaps)
    reasons = {one.note for one in gaps}
    assert any("unknown destinations were not captured" in why for why in reasons)
    assert any("next-year sales were not captured" in why for why in reasons)
    assert any("gross new sales were not captured" in why for why in reasons)
    assert all(reasons)


def test_weeks_of_unknown_destinations_that_nobody_captured_are_gaps(store: Store) -> None:
    """December 2016 to August 2024 (data.md 5)."""
    expected = set(thursdays(date(2016, 12, 1), date(2024, 8, 29)))
    for measure in ("outstanding_sales", "net_sales"):
        named = SeriesFilter(frozenset({measure}), frozenset({"UNKNOWN"}), frozenset({"soybeans"}))
        found = store.as_of(named, as_of=store.last_look())
        assert {week_of(one.period) for one in found if one.value is None} == expected
        held = {week_of(one.period) for one in found if one.value is not None}
        assert not held & expected


def test_inspections_of_the_week_across_new_year_are_a_gap(store: Store) -> None:
    # Read from one year's file that week shows 64,769 t instead of 1,453,909 (rule D21).
    week = part(date(2015, 1, 1), 2015)
    assert week not in ask(store, "inspections", "WORLD")
    gaps = [
        one.note
        for one in store.missing(as_of=store.last_look())
        if one.key.measure == "inspections" and one.period == week
    ]
    assert gaps
    assert all("D21" in why for why in gaps)


def test_soybeans_to_china_lack_only_the_weeks_in_which_china_was_not_listed(
    store: Store,
) -> None:
    """China had bought nothing of the 2025 crop before the week to 30 October (pledges.md 3.2)."""
    weeks = ask(store, "outstanding_sales", "CHN")
    whole = {period.last_day for period in weeks if f"{period.last_day:%a}" == "Thu"}
    every = set(thursdays(date(1998, 12, 17), date(2026, 8, 13)))
    unlisted = set(thursdays(date(2025, 9, 4), date(2025, 10, 23)))
    assert every - whole == unlisted
    assert whole <= every


def test_the_turn_of_the_year_has_a_closing_row_unless_it_falls_on_a_thursday(
    store: Store,
) -> None:
    """23 weeks since 1999 have two rows; none when 31 August is a Thursday (rule D1)."""
    closing = [
        period.last_day.year
        for period in ask(store, "accumulated_exports", "CHN")
        if (period.last_day.month, period.last_day.day) == (8, 31) and period.days < 7
    ]
    on_thursday = {2000, 2006, 2017, 2023}
    assert set(closing) == set(range(1999, 2026)) - on_thursday
    assert len(closing) == 23
