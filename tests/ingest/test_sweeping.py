"""With nothing new, a fetch costs one request a source; and what may be new is never left out."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fault_server import FakeTime, Fault, FaultServer
from ingest.answers import answer, release_dates
from offtake.errors import UsageError
from offtake.http import HostRules, Patience
from offtake.ingest import Fetching, Ingested, Ledger, Outcome
from offtake.sources import Request, Source, SourceRow, Tells, source
from offtake.sources.connectors import CONNECTORS
from offtake.sources.usda_export_sales import ExportSalesApi
from offtake.sources.usda_wasde import CATALOGUE
from offtake.store import Store
from sources.grain.contract import as_bids
from sources.grain.specimens import (
    AGTRANSPORT as CERTIFICATES,
)
from sources.grain.specimens import (
    bid_rows,
    certificate,
    psd_rows,
    wasde_csv,
    wasde_rows,
    year_file,
)
from sources.specimens.export_sales import AGTRANSPORT, SUMMARY

DAY_S = 86_400.0
SOYBEANS = "https://api.fas.usda.gov/api/esr/exports/commodityCode/801/allCountries/marketYear/2026"
DATES = "https://api.fas.usda.gov/api/esr/datareleasedates"


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer() as running:
        yield running


@dataclass
class Installation:
    """One person's store and ledger, and what the publisher serves them."""

    folder: Path
    server: FaultServer
    connector: Source
    since: date
    until: date

    def __post_init__(self) -> None:
        self.store = Store.create(self.folder / "store")
        self.time = FakeTime()
        self.row: SourceRow = source(self.connector.id)

    def fetch(self, *, since: date | None = None) -> tuple[list[Ingested], list[bool]]:
        """Return what a fetch brought, and for each request whether it was conditional."""
        before = len(self.server.seen)
        rules = HostRules(min_interval_s=0, is_private_allowed=True)
        keys = {"fas": "a-key", "mars": "a-key"}
        hosts = dict.fromkeys(self.row.hosts, rules)
        with self.server.client(hosts=hosts, time=self.time, keys=keys) as client:
            fetching = Fetching(self.store, client, Ledger(self.folder / "fetched.json"))
            results = list(
                fetching.fetch(
                    self.connector, self.row, since=since or self.since, until=self.until
                )
            )
        return results, ["if-none-match" in one.headers for one in self.server.seen[before:]]


def extent(week: str, rows: int) -> bytes:
    return json.dumps([{"newest": f"{week}T00:00:00.000", "rows": str(rows)}]).encode()


def fas(request: Request) -> bytes:
    if request.url == DATES:
        return release_dates("2026-06-25")
    return answer({0: 100, 1: 130}, first=date(2026, 6, 11))


def socrata_sales(request: Request) -> bytes:
    return extent("2022-03-31", 12) if request.tells is Tells.INDEX else AGTRANSPORT.content


def socrata_certificates(request: Request) -> bytes:
    if request.tells is Tells.INDEX:
        return extent("2015-01-01", 3)
    return json.dumps(CERTIFICATES).encode()


def query_site(request: Request) -> bytes:
    if request.url.endswith(".xml"):
        return SUMMARY.content
    weeks = {"2026-03-19": "2026-03-26", "2026-03-26": "2026-04-02"}
    return json.dumps(
        [
            {"weekEndingDate": f"{week}T00:00:00", "publishedDatetime": f"{day}T08:30:00"}
            for week, day in weeks.items()
        ]
    ).encode()


def certificates(request: Request) -> bytes:
    year = request.covers_start.year
    week = {2014: "20140605", 2015: "20150205"}[year]
    return year_file([certificate(week, week, "SOYBEANS", "CHINA MAIN", 60_000)])


def estimates(request: Request) -> bytes:
    if request.url == CATALOGUE:
        released = {"id": "1", "files": [], "release_datetime": "2026-06-11T12:00:00+0000",
                    "description": ""}  # fmt: skip
        return json.dumps({"pager": {}, "results": [released]}).encode()
    return wasde_csv(wasde_rows(date(2026, 6, 11)))


def balance(request: Request) -> bytes:
    _, country, _, year = urlsplit(request.url).path.rsplit("/", 3)
    return json.dumps(
        [{**row, "countryCode": country, "marketYear": year} for row in psd_rows()]
    ).encode()


def bids(_request: Request) -> bytes:
    return as_bids(bid_rows())


CASES: dict[str, tuple[date, date, Callable[[Request], bytes], int]] = {
    "usda_export_sales": (date(2026, 6, 1), date(2026, 7, 2), fas, 0),
    "usda_export_sales_agtransport": (date(2022, 3, 11), date(2022, 4, 8), socrata_sales, 0),
    "usda_export_sales_query": (date(2026, 3, 1), date(2026, 4, 3), query_site, 0),
    "usda_inspections": (date(2015, 2, 20), date(2015, 3, 1), certificates, 0),
    "usda_inspections_agtransport": (
        date(2015, 2, 20), date(2015, 3, 1), socrata_certificates, 0,
    ),
    "usda_wasde": (date(2026, 6, 1), date(2026, 6, 30), estimates, 0),
    "usda_psd": (date(2025, 9, 1), date(2026, 1, 10), balance, 0),
    "usda_bids": (date(2026, 7, 15), date(2026, 8, 12), bids, 45),
}  # fmt: skip
"""For each source with several requests: the days to plan for, what is served, days from 2 July."""


EACH_TIME: dict[str, str] = {
    "census_exports": "the newest all-goods request could tell; nobody has marked it yet",
    "census_imports": "as for census_exports",
    "fred": "two series, each of which tells of itself only",
    "un_comtrade": "data sets come out one by one, and no list of them is read",
    "un_comtrade_preview": "as for un_comtrade",
}
"""Sources of several requests of which none tells of the others, with the reason."""


def planned(one: Source, since: date, until: date) -> list[Request]:
    """Return the plan of a source; none for one that says it cannot be fetched."""
    try:
        return list(one.plan(since, until))
    except UsageError:
        return []


def connector_of(source_id: str) -> Source:
    """Return a connector; that of the FAS API asks for soybeans only."""
    return ExportSalesApi(codes=("801",)) if source_id == "usda_export_sales" else (
        CONNECTORS[source_id]
    )  # fmt: skip


def installed(source_id: str, folder: Path, server: FaultServer) -> Installation:
    since, until, served, days = CASES[source_id]
    one = Installation(folder, server, connector_of(source_id), since, until)
    one.time.sleep(days * DAY_S)
    for request in one.connector.plan(since, until):
        if not request.may_be_absent:
            server.serve(request.url, body=served(request), media_type=request.media_types[0])
    return one


def test_every_source_with_several_requests_has_a_case() -> None:
    several = {
        name
        for name, one in CONNECTORS.items()
        if len(planned(one, date(2025, 11, 1), date(2026, 8, 22))) > 1
    }
    assert several == CASES.keys() | EACH_TIME.keys()
    assert not CASES.keys() & EACH_TIME.keys()


@pytest.mark.parametrize("source_id", CASES)
def test_a_fetch_with_nothing_new_costs_one_conditional_request(
    source_id: str, tmp_path: Path, server: FaultServer
) -> None:
    one = installed(source_id, tmp_path, server)
    first, asked = one.fetch()
    assert {each.outcome for each in first} <= {
        Outcome.APPENDED, Outcome.UNCHANGED, Outcome.ABSENT,
    }, first  # fmt: skip
    assert len(asked) == len(first) > 1
    look, history = one.store.last_look(), one.store.releases()
    one.time.sleep(DAY_S)
    second, asked = one.fetch()
    assert asked == [True]
    assert [each.outcome for each in second] == [Outcome.UNCHANGED]
    assert one.store.last_look() == look + timedelta(days=1)
    assert len(one.store.releases()) == len(history) + 1


@pytest.mark.parametrize("source_id", CASES)
def test_the_request_that_tells_has_the_same_address_the_day_after(source_id: str) -> None:
    since, until, *_ = CASES[source_id]
    day = timedelta(days=1)
    told = [
        [one.url for one in connector_of(source_id).plan(*span) if one.tells is not Tells.NOTHING]
        for span in ((since, until), (since + day, until + day))
    ]
    assert told[0] == told[1]
    assert len(told[0]) == 1


def test_a_publisher_without_validators_is_asked_once_all_the_same(
    tmp_path: Path, server: FaultServer
) -> None:
    one = installed("usda_export_sales", tmp_path, server)
    server.serve(DATES, body=release_dates("2026-06-25"), etag="")
    one.fetch()
    one.time.sleep(DAY_S)
    assert one.fetch()[1] == [False]


def test_news_is_followed_by_every_other_request_each_conditional(
    tmp_path: Path, server: FaultServer
) -> None:
    one = installed("usda_export_sales", tmp_path, server)
    one.fetch()
    server.serve(DATES, body=release_dates("2026-07-02"))
    server.serve(SOYBEANS, body=answer({0: 100, 1: 130, 2: 150}, first=date(2026, 6, 11)))
    results, asked = one.fetch()
    assert asked == [True, True]
    assert results[1].outcome is Outcome.APPENDED
    assert one.fetch()[1] == [True]


def test_after_the_time_of_a_sweep_all_is_asked_for_again(
    tmp_path: Path, server: FaultServer
) -> None:
    one = installed("usda_inspections", tmp_path, server)
    one.fetch()
    one.time.sleep((one.row.sweep_days - 1) * DAY_S)
    assert one.fetch()[1] == [True]
    one.time.sleep(DAY_S)
    assert one.fetch()[1] == [True, True]
    assert one.fetch()[1] == [True]


def test_an_earlier_day_than_was_ever_asked_for_is_asked_for(
    tmp_path: Path, server: FaultServer
) -> None:
    one = installed("usda_export_sales", tmp_path, server)
    one.fetch()
    assert len(one.fetch(since=one.since - timedelta(days=1))[1]) == 2
    assert len(one.fetch(since=one.since + timedelta(days=1))[1]) == 1


def test_a_year_of_certificates_that_broke_off_is_gone_on_with_by_the_next_fetch(
    tmp_path: Path, server: FaultServer
) -> None:
    one = installed("usda_inspections", tmp_path, server)
    newest = min(one.connector.plan(one.since, one.until), key=_is_older)
    assert newest.is_large
    body = certificates(newest)
    server.serve(
        newest.url,
        body=body,
        media_type=newest.media_types[0],
        fault=Fault.CUT,
        times=Patience().tries,
    )
    results, _ = one.fetch()
    assert results[0].outcome is Outcome.FAILED
    (kept,) = (path for path in (tmp_path / "parts").iterdir() if not path.suffix)
    held = kept.stat().st_size
    assert 0 < held < len(body)
    results, _ = one.fetch()
    assert results[0].outcome is Outcome.APPENDED
    asked = server.requests(newest.url)[-1].headers
    assert asked["range"] == f"bytes={held}-"
    assert list((tmp_path / "parts").iterdir()) == []


def _is_older(request: Request) -> bool:
    return request.tells is Tells.NOTHING


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.HTML, Fault.SHORT_LENGTH])
def test_what_did_not_come_is_asked_for_again_though_nothing_is_new(
    tmp_path: Path, server: FaultServer, fault: Fault
) -> None:
    one = installed("usda_export_sales", tmp_path, server)
    body = answer({0: 100, 1: 130}, first=date(2026, 6, 11))
    server.serve(SOYBEANS, body=body, fault=fault)
    assert one.fetch()[0][1].outcome in {Outcome.FAILED, Outcome.QUARANTINED}
    server.serve(SOYBEANS, body=body)
    assert one.fetch()[0][1].outcome is Outcome.APPENDED
    assert one.fetch()[1] == [True]


def test_where_the_one_that_tells_fails_the_others_are_asked(
    tmp_path: Path, server: FaultServer
) -> None:
    one = installed("usda_export_sales", tmp_path, server)
    one.fetch()
    server.serve(DATES, status=404)
    results, _ = one.fetch()
    assert [each.outcome for each in results] == [Outcome.FAILED, Outcome.UNCHANGED]


def test_an_index_ahead_of_the_answers_does_not_hide_them(
    tmp_path: Path, server: FaultServer
) -> None:
    # The index says the week ending 25 June is out, the list still ends on 18 June.
    one = installed("usda_export_sales", tmp_path, server)
    server.serve(DATES, body=release_dates("2026-07-02"))
    one.fetch()
    server.serve(SOYBEANS, body=answer({0: 100, 1: 130, 2: 150}, first=date(2026, 6, 11)))
    assert one.fetch()[0][1].outcome is Outcome.APPENDED
    assert one.fetch()[1] == [True]


def test_a_stale_index_is_told_as_stale_and_not_as_nothing_new(
    tmp_path: Path, server: FaultServer
) -> None:
    one = installed("usda_export_sales", tmp_path, server)
    one.fetch()
    one.time.sleep(14 * DAY_S)
    one.until = date(2026, 7, 16)
    told = one.fetch()[0][0]
    assert told.outcome is Outcome.QUARANTINED
    # Released on 25 June, when the week ending 18 June was out; on 16 July, with seven days of
    # grace, that of 2 July was due.
    assert "the newest period is 2026-06-18" in told.problem


def test_a_file_of_the_ledger_in_another_form_is_taken_for_none(tmp_path: Path) -> None:
    path = tmp_path / "fetched.json"
    path.write_text('{"https://publisher.test/a": {"etag": "x"}}', encoding="utf-8")
    assert Ledger(path).get("https://publisher.test/a") is None


def test_the_plan_of_no_source_lets_two_requests_tell() -> None:
    for one in CONNECTORS.values():
        plan = planned(one, date(2025, 3, 1), date(2026, 8, 22))
        tell = sum(each.tells is not Tells.NOTHING for each in plan)
        assert tell == (len(plan) > 1 and one.id not in EACH_TIME)
        assert len({each.url for each in plan}) == len(plan)
