"""Two sources of one figure: the one that ranks first is believed, whoever comes first."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.answers import brought
from offtake.domain import Observation, Status, VintageBasis
from offtake.ingest import Ingested, Outcome, overruled_by, take
from offtake.ingest.ranking import by_rank
from offtake.report import Overruled, overruled
from offtake.sources import ranked_beside, registry, source
from offtake.sources.connectors import connector
from offtake.sources.usda_export_sales_agtransport import address
from offtake.store import SeriesFilter, Store
from sources.specimens.export_sales import as_json, fas_row, socrata_row
from store.making import EVERYTHING, day, figure, release

API, QUERY, MIRROR = (
    "usda_export_sales",
    "usda_export_sales_query",
    "usda_export_sales_agtransport",
)


@dataclass(frozen=True)
class Look:
    """One look at one source: the figure it prints, none for a gap, and how that is dated."""

    source: str
    value: int | None
    is_dated_by_retrieval: bool


@dataclass
class Believed:
    """The rule, said plainly: what stands after a look, and how many figures were overruled."""

    source: str = ""
    value: int | None = None
    overruled: int = 0

    def see(self, look: Look) -> None:
        if self.source in ("", look.source):
            self.source, self.value = look.source, look.value
        elif look.value is None:
            return
        elif self.value is None or registry()[look.source].rank < registry()[self.source].rank:
            self.source, self.value = look.source, look.value
        elif look.value != self.value:
            self.overruled += 1


LOOKS = st.lists(
    st.builds(
        Look,
        source=st.sampled_from([API, QUERY, MIRROR]),
        value=st.sampled_from([None, 1, 2, 3]),
        is_dated_by_retrieval=st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


def look_at(store: Store, number: int, look: Look, *, published: bool) -> None:
    """Log a look made so many days after the week was due, as ingest does."""
    of = release(f"bytes {number}".encode(), day(number + 1), source=look.source)
    known_at, basis = day(0), VintageBasis.SCHEDULE
    if look.is_dated_by_retrieval:
        known_at, basis = day(number + 1), VintageBasis.RETRIEVAL
    elif published:
        known_at, basis = day(0) + timedelta(minutes=1), VintageBasis.RELEASE
    status = Status.NORMAL if look.value is not None else Status.MISSING
    text = None if look.value is None else str(look.value)
    one = figure(of, text, known_at, status=status)
    one = replace(one, vintage=replace(one.vintage, basis=basis))
    ranked = by_rank(store, [one], row=source(look.source), retrieved_at=of.snapshot.retrieved_at)
    store.append(of, ranked.kept, quarantined=ranked.overruled, content=f"bytes {number}".encode())


def standing(store: Store, at: datetime) -> Decimal | None:
    (one,) = store.as_of(EVERYTHING, as_of=at)
    return one.value


@settings(max_examples=20)
@given(LOOKS, st.integers(0, 6))
def test_after_each_look_the_best_source_that_printed_a_figure_is_believed_for_ever(
    looks: list[Look], published_from: int
) -> None:
    with TemporaryDirectory() as folder:
        store = Store.create(Path(folder) / "store")
        believed, answers = Believed(), []
        for number, look in enumerate(looks):
            look_at(store, number, look, published=number >= published_from)
            believed.see(look)
            assert standing(store, day(number + 1)) == believed.value
            answers.append((day(number + 1), store.revision, believed.value))
        for at, revision, value in answers:
            (one,) = store.as_of(EVERYTHING, as_of=at, revision=revision)
            assert one.value == value
        told = [one for one in store.quarantine() if overruled_by(one.row.reason)]
        assert len(told) == believed.overruled


@pytest.mark.parametrize("order", list(permutations((API, QUERY, MIRROR))))
def test_the_order_of_fetching_does_not_matter(tmp_path: Path, order: tuple[str, ...]) -> None:
    store = Store.create(tmp_path / "store")
    printed = {API: 1, QUERY: 2, MIRROR: 3}
    for number, name in enumerate((*order, *order)):
        look = Look(name, printed[name], is_dated_by_retrieval=False)
        look_at(store, number, look, published=False)
    assert standing(store, store.last_look()) == 1


def test_a_figure_confirmed_by_a_better_source_is_no_longer_the_worse_ones_to_change(
    tmp_path: Path,
) -> None:
    store = Store.create(tmp_path / "store")
    for number, (name, value) in enumerate([(MIRROR, 5), (API, 5), (MIRROR, 6)]):
        look_at(store, number, Look(name, value, is_dated_by_retrieval=False), published=False)
    assert standing(store, store.last_look()) == 5
    (one,) = store.quarantine()
    assert one.source == MIRROR
    assert one.row.reason == "overruled by usda_export_sales: it prints 5"
    assert one.row.text.endswith(": 6")


def test_a_figure_says_that_a_better_source_would_overrule_it_until_one_prints_it(
    tmp_path: Path,
) -> None:
    store = Store.create(tmp_path / "store")
    look_at(store, 0, Look(MIRROR, 5, is_dated_by_retrieval=False), published=False)
    look_at(store, 1, Look(API, 5, is_dated_by_retrieval=False), published=False)
    notes = [one.note for one in store.history(EVERYTHING)]
    assert notes == [f"as {MIRROR} prints it, which {API} overrules", ""]


def test_no_two_sources_of_one_group_of_measures_share_a_rank() -> None:
    for first in registry().values():
        beside = ranked_beside(first)
        assert first.rank not in {one.rank for one in beside}, first.id


def test_a_first_print_known_before_the_better_source_spoke_fills_that_time(
    tmp_path: Path,
) -> None:
    # The better source is dated by the day it was seen, the mirror's print by the day it was due.
    store = Store.create(tmp_path / "store")
    look_at(store, 0, Look(API, 5, is_dated_by_retrieval=True), published=False)
    look_at(store, 1, Look(MIRROR, 4, is_dated_by_retrieval=False), published=False)
    assert standing(store, day(0)) == 4
    assert standing(store, day(1)) == standing(store, day(2)) == 5
    # Seen again, it is there already; printed otherwise, it has had its say.
    for number, value in ((2, 4), (3, 3)):
        rows = len(store.history(EVERYTHING))
        look_at(store, number, Look(MIRROR, value, is_dated_by_retrieval=False), published=False)
        assert len(store.history(EVERYTHING)) == rows
    assert standing(store, store.last_look()) == 5


# August 2022: the API prints no trade for the first week of the outage and that of both for the
# second; the mirror splits it evenly. 100,000 t shipped, nothing sold, 400,000 t on the books.
FIRST, SECOND = date(2022, 8, 18), date(2022, 8, 25)
FAS = "https://api.fas.usda.gov/api/esr/exports/commodityCode/801/allCountries/marketYear/2022"
BY_API = ((0, 0, 400_000, 0, 0, 400_000, 0, 0), (100_000, 100_000, 300_000, 0, 0, 400_000, 0, 0))
BY_MIRROR = (
    (50_000, 50_000, 350_000, 0, 0, 400_000, 0, 0),
    (50_000, 100_000, 300_000, 0, 0, 400_000, 0, 0),
)
SHIPPED = SeriesFilter(measures=frozenset({"weekly_exports"}), partners=frozenset({"CHN"}))


def bring_api(store: Store, at: date) -> Ingested:
    rows = [
        fas_row(801, 5700, week, row) for week, row in zip((FIRST, SECOND), BY_API, strict=True)
    ]
    one = brought(as_json(rows), at=at, url=FAS)
    one = replace(one, request=replace(one.request, covers_end=SECOND))
    return take(store, source=connector(API), row=source(API), brought=one)


def bring_mirror(store: Store, at: date) -> Ingested:
    rows = [
        socrata_row("Soybeans", "CHINA, PEOPLES REPUBLIC OF", week, row)
        for week, row in zip((FIRST, SECOND), BY_MIRROR, strict=True)
    ]
    one = brought(as_json(rows), at=at, url=address(FIRST, SECOND))
    request = replace(one.request, source=MIRROR, title="Half-year", covers_end=SECOND)
    return take(
        store, source=connector(MIRROR), row=source(MIRROR), brought=replace(one, request=request)
    )


@pytest.mark.parametrize("is_mirror_first", [True, False])
def test_august_2022_reads_as_the_api_prints_it_whichever_route_came_first(
    tmp_path: Path, *, is_mirror_first: bool
) -> None:
    store = Store.create(tmp_path / "store")
    routes = [bring_mirror, bring_api] if is_mirror_first else [bring_api, bring_mirror]
    results = [
        route(store, date(2022, 10, 3) + timedelta(days=number))
        for number, route in enumerate((*routes, *routes))
    ]
    assert {one.outcome for one in results} <= {Outcome.APPENDED, Outcome.UNCHANGED}
    shipped = store.as_of(SHIPPED, as_of=store.last_look())
    assert [one.value for one in shipped] == [0, 100_000]
    # Shipped of both weeks, accumulated and outstanding of the first: to China and to the world.
    assert overruled(store.quarantine()) == (Overruled(MIRROR, API, 8),)
    assert results[-1 if not is_mirror_first else -2].overruled == 8


def test_a_week_only_the_mirror_has_is_filled_by_it(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "store")
    bring_api(store, date(2022, 10, 3))
    week = date(2022, 9, 1)
    later = socrata_row("Soybeans", "CHINA, PEOPLES REPUBLIC OF", week, (7, 7, 0, 0, 0, 7, 0, 0))
    rows = [{**later, "myear": "2022/2023"}]
    one = brought(as_json(rows), at=date(2022, 10, 4), url=address(week, week))
    request = replace(one.request, source=MIRROR, covers_end=week)
    take(store, source=connector(MIRROR), row=source(MIRROR), brought=replace(one, request=request))
    shipped: list[Observation] = store.as_of(SHIPPED, as_of=datetime(2022, 10, 4, 20, tzinfo=UTC))
    assert [one.value for one in shipped] == [0, 100_000, 7]
