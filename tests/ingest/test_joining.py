"""What one answer cannot say alone: a week cut by New Year, and a catalogue that leads further."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fault_server import FakeTime, FaultServer
from ingest.answers import brought
from offtake.domain import thursdays
from offtake.http import HostRules
from offtake.ingest import Fetching, Ingested, Ledger, Outcome, take
from offtake.sources import source
from offtake.sources.connectors import connector
from offtake.sources.usda_wasde import CATALOGUE, Wasde
from offtake.store import SeriesFilter, Store
from sources.grain.specimens import certificate, year_file

FILES = "https://fgisonline.ams.usda.gov/ExportGrainReport/CY{}.csv"
WEEK = date(2015, 1, 1)  # Friday 26 December 2014 to Thursday 1 January 2015
WHOLE = SeriesFilter(
    measures=frozenset({"inspections"}),
    products=frozenset({"soybeans"}),
    partners=frozenset({"CHN"}),
)


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer() as running:
        yield running


def compact(day: date) -> str:
    return f"{day:%Y%m%d}"


def bring(store: Store, year: int, certified: date, tonnes: int) -> Ingested:
    june = next(thursdays(date(year, 6, 1), date(year, 6, 30)))
    rows = [
        certificate(compact(WEEK), compact(certified), "SOYBEANS", "CHINA MAIN", tonnes),
        certificate(compact(june), compact(june), "SOYBEANS", "CHINA MAIN", 10),
    ]
    at = date(2016, 2, 1)
    one = brought(year_file(rows), at=at, url=FILES.format(year), media_type="text/csv")
    one = replace(one, request=replace(one.request, covers_end=date(year, 12, 31)))
    row = source("usda_inspections")
    return take(store, source=connector(row.id), row=row, brought=one)


def week_of_new_year(store: Store) -> list[Decimal | None]:
    standing = store.as_of(WHOLE, as_of=store.last_look())
    return [one.value for one in standing if one.period.last_day == WEEK]


@pytest.mark.parametrize("years", [(2014, 2015), (2015, 2014)])
def test_a_week_cut_by_new_year_is_whole_once_both_files_are_held(
    tmp_path: Path, years: tuple[int, int]
) -> None:
    store = Store.create(tmp_path / "store")
    parts = {2014: (date(2014, 12, 30), 1000), 2015: (date(2015, 1, 1), 234)}
    first, second = years
    assert bring(store, first, *parts[first]).outcome is Outcome.APPENDED
    assert week_of_new_year(store) == []
    assert bring(store, second, *parts[second]).outcome is Outcome.APPENDED
    assert week_of_new_year(store) == [1234]


def test_a_catalogue_is_followed_to_the_reports_it_names(
    tmp_path: Path, server: FaultServer
) -> None:
    report = "https://esmis.nal.usda.gov/sites/default/release-files/1/wasde0626.xml"
    server.serve(
        CATALOGUE,
        body=(
            f'{{"pager": {{}}, "results": [{{"id": "1", "files": ["{report}"], '
            '"release_datetime": "2026-06-11T12:00:00+0000", "description": ""}]}'
        ).encode(),
    )
    rules = HostRules(min_interval_s=0, is_private_allowed=True)
    hosts = dict.fromkeys(("esmis.nal.usda.gov", "www.usda.gov"), rules)
    store = Store.create(tmp_path / "store")
    with server.client(hosts=hosts, time=FakeTime()) as client:
        fetching = Fetching(store, client, Ledger(tmp_path / "fetched.json"))
        results = list(
            fetching.fetch(
                Wasde(), source("usda_wasde"), since=date(2026, 6, 1), until=date(2026, 6, 30)
            )
        )
    # The catalogue, the month's CSV (not served here), its reissue, which need not be, and the
    # report the catalogue names.
    assert [one.outcome for one in results] == [
        Outcome.UNCHANGED,
        Outcome.FAILED,
        Outcome.ABSENT,
        Outcome.FAILED,
    ]
    assert server.count(report) == 1
