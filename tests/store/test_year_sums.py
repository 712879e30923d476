"""Sums by year are what adding up the as-of by hand gives."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offtake.domain import Frequency, Period, Status
from offtake.errors import AsOfAfterLastLook, RevisionUnknown, StoreEmpty
from offtake.store import SeriesFilter, Store, YearSum, year_sums
from store.making import EVERYTHING, day, figure, key, release

Name = tuple[str, str, int]


def month(year: int, number: int) -> Period:
    end = date(year + number // 12, number % 12 + 1, 1)
    return Period(date(year, number, 1), end, Frequency.WEEKLY)


def by_hand(store: Store, wanted: SeriesFilter, as_of: datetime) -> dict[Name, Decimal]:
    """Return sums of every figure that stood, one by one."""
    sums: dict[Name, Decimal] = defaultdict(Decimal)
    for one in store.as_of(wanted, as_of=as_of):
        sums[one.key.partner, one.key.unit_code, one.period.start.year] += one.value or Decimal(0)
    return dict(sums)


def named(found: list[YearSum]) -> dict[Name, Decimal]:
    return {(one.partner, one.unit_code, one.year): one.value for one in found}


def filled(folder: Path) -> Store:
    """Return a store of two goods and two partners over three years, one month revised later."""
    store = Store.create(folder / "store")
    made = release(b"first", day(1))
    figures = [
        figure(
            made,
            f"{100 * year + number + place}",
            day(1),
            series=key(partner, product=product),
            period=month(year, number),
        )
        for place, (partner, product) in enumerate(
            (partner, product) for partner in ("CHN", "JPN") for product in ("corn", "soybeans")
        )
        for year in (2023, 2024, 2025)
        for number in (1, 7, 12)
    ]
    store.append(made, figures, content=b"first")
    later = release(b"second", day(8))
    changed = figure(later, "7", day(8), series=key("CHN", product="corn"), period=month(2024, 7))
    gone = figure(later, None, day(8), series=key("JPN", product="corn"),
                  period=month(2024, 12), status=Status.MISSING)  # fmt: skip
    store.append(later, [changed, gone], content=b"second")
    return store


@pytest.mark.parametrize("is_compacted", [False, True])
@pytest.mark.parametrize("number", [1, 5, 8])
@pytest.mark.parametrize(
    "wanted",
    [
        EVERYTHING,
        SeriesFilter(products=frozenset({"corn"})),
        SeriesFilter(partners=frozenset({"JPN"}), products=frozenset({"corn", "soybeans"})),
    ],
)
def test_sums_are_those_of_the_figures_that_stood(
    tmp_path: Path, wanted: SeriesFilter, number: int, *, is_compacted: bool
) -> None:
    store = filled(tmp_path)
    if is_compacted:
        store.compact()
    found = year_sums(store, wanted, as_of=day(number))
    assert named(found) == by_hand(store, wanted, day(number))
    assert found == sorted(found, key=lambda one: (one.partner, one.year))


def test_an_older_revision_is_added_up_as_it_was(tmp_path: Path) -> None:
    store = filled(tmp_path)
    rewritten = release(b"third", day(9))
    store.append(rewritten, [figure(rewritten, "9", day(1), series=key("CHN", product="corn"),
                                    period=month(2023, 2))], content=b"third")  # fmt: skip
    before = year_sums(store, EVERYTHING, as_of=day(8), revision=2)
    assert before != year_sums(store, EVERYTHING, as_of=day(8))
    store.compact()
    assert year_sums(store, EVERYTHING, as_of=day(8), revision=2) == before


def test_a_gap_adds_nothing_and_is_counted(tmp_path: Path) -> None:
    wanted = SeriesFilter(frozenset({"net_sales"}), frozenset({"JPN"}), frozenset({"corn"}))
    found = {one.year: one for one in year_sums(filled(tmp_path), wanted, as_of=day(8))}
    assert (found[2024].figures, found[2024].missing) == (2, 1)
    assert (found[2023].figures, found[2023].missing) == (3, 0)
    # 100 x 2024 + 1 + 2 and 100 x 2024 + 7 + 2: December is the gap.
    assert found[2024].value == 202_403 + 202_409


def test_decimals_and_what_is_measured_are_kept_apart(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "store")
    made = release(b"a", day(1))
    fine = figure(made, "1.25", day(1), series=key(decimals=2))
    more = figure(made, "0.50", day(1), series=key(product="corn", decimals=2))
    coarse = figure(made, "7", day(1), series=key("JPN"))
    store.append(made, [fine, more, coarse], content=b"a")
    assert [(one.partner, one.value) for one in year_sums(store, EVERYTHING, as_of=day(1))] == [
        ("CHN", Decimal("1.75")),
        ("JPN", 7),
    ]


def test_what_no_series_has_adds_up_to_nothing_at_all(tmp_path: Path) -> None:
    nothing = SeriesFilter(products=frozenset({"tulips"}))
    assert year_sums(filled(tmp_path), nothing, as_of=day(8)) == []


def test_a_day_nobody_looked_on_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreEmpty):
        year_sums(Store.create(tmp_path / "empty"), EVERYTHING, as_of=day(1))
    store = filled(tmp_path)
    with pytest.raises(AsOfAfterLastLook):
        year_sums(store, EVERYTHING, as_of=day(20))
    with pytest.raises(RevisionUnknown):
        year_sums(store, EVERYTHING, as_of=day(1), revision=9)


@settings(max_examples=10)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["CHN", "JPN"]),
            st.sampled_from(["corn", "soybeans", "wheat"]),
            st.integers(2024, 2026),
            st.integers(1, 12),
            st.integers(-(10**12), 10**12),
        ),
        min_size=1,
        max_size=20,
        unique_by=lambda row: row[:4],
    )
)
def test_any_figures_add_up_as_by_hand(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, int, int, int]]
) -> None:
    store = Store.create(tmp_path_factory.mktemp("sums") / "store")
    made = release(b"a", day(1))
    figures = [
        figure(made, str(value), day(1), series=key(partner, product=product),
               period=month(year, number))
        for partner, product, year, number, value in rows
    ]  # fmt: skip
    store.append(made, figures, content=b"a")
    assert named(year_sums(store, EVERYTHING, as_of=day(1))) == by_hand(store, EVERYTHING, day(1))
