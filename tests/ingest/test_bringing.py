"""A fetch over real HTTPS, from a server that can fail in every way, into a real store."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from fault_server import FakeTime, Fault, FaultServer
from ingest.answers import answer, release_dates
from offtake.http import Client, HostRules
from offtake.ingest import Fetching, Ingested, Ledger, Outcome
from offtake.sources import source
from offtake.sources.usda_export_sales import ExportSalesApi
from offtake.store import SeriesFilter, Store

API = "https://api.fas.usda.gov/api/esr/exports/commodityCode/{}/allCountries/marketYear/2026"
SOYBEANS, CORN = API.format(801), API.format(401)
DATES = "https://api.fas.usda.gov/api/esr/datareleasedates"
FIRST = date(2026, 6, 11)
NOW = date(2026, 7, 2)  # the day of the fake clock, 08:30 in Washington
KEY = "a-secret-key"


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer() as running:
        yield running


class Fetcher:
    """One installation: a store, a ledger, and a client that knows one host."""

    def __init__(self, folder: Path, server: FaultServer, codes: tuple[str, ...]) -> None:
        self.store = Store.create(folder / "store")
        self.ledger = folder / "fetched.json"
        self.server, self.codes, self.time = server, codes, FakeTime()
        server.serve(DATES, body=release_dates("2026-06-25"))

    def client(self, keys: dict[str, str] | None = None) -> Client:
        rules = HostRules(min_interval_s=0, is_private_allowed=True)
        held = {"fas": KEY} if keys is None else keys
        return self.server.client(hosts={"api.fas.usda.gov": rules}, time=self.time, keys=held)

    def run(self) -> list[Ingested]:
        """Return what the requests brought, but for the one that tells of the others."""
        return [one for one in self.fetch_all() if one.title != "Release dates"]

    def fetch_all(self, *, keys: dict[str, str] | None = None) -> list[Ingested]:
        connector = ExportSalesApi(codes=self.codes)
        row = source(connector.id)
        with self.client(keys) as client:
            fetching = Fetching(self.store, client, Ledger(self.ledger))
            return list(fetching.fetch(connector, row, since=date(2026, 6, 1), until=NOW))


def outcomes(results: list[Ingested]) -> list[Outcome]:
    return [one.outcome for one in results]


def test_a_fetch_brings_what_is_new_and_a_second_one_asks_once_and_changes_nothing(
    tmp_path: Path, server: FaultServer
) -> None:
    server.serve(SOYBEANS, body=answer({0: 100, 1: 130}, first=FIRST), needs={"X-Api-Key": KEY})
    fetcher = Fetcher(tmp_path, server, ("801",))
    assert outcomes(fetcher.run()) == [Outcome.APPENDED]
    history = fetcher.store.history(SeriesFilter())
    look = fetcher.store.last_look()
    fetcher.time.sleep(3600)
    assert outcomes(fetcher.run()) == []
    assert fetcher.store.history(SeriesFilter()) == history
    assert fetcher.store.last_look() > look
    assert server.count(SOYBEANS) == 1
    first, second = server.requests(DATES)
    assert "if-none-match" not in first.headers
    assert "if-none-match" in second.headers


@pytest.mark.parametrize(
    ("fault", "outcome", "words"),
    [
        (Fault.ERROR, Outcome.FAILED, "answered 500"),
        (Fault.BUSY, Outcome.FAILED, "answered 429"),
        (Fault.RESET, Outcome.FAILED, "fetch again"),
        (Fault.CUT, Outcome.FAILED, "fetch again"),
        (Fault.CHUNK_GARBAGE, Outcome.FAILED, "fetch again"),
        (Fault.GZIP_BOMB, Outcome.QUARANTINED, "nothing was read"),
        (Fault.HTML, Outcome.FAILED, "text/html"),
        (Fault.SHORT_LENGTH, Outcome.QUARANTINED, "JSON"),
    ],
)
def test_a_fault_is_told_by_name_and_the_next_request_is_still_made(
    tmp_path: Path, server: FaultServer, fault: Fault, outcome: Outcome, words: str
) -> None:
    server.serve(CORN, body=answer({0: 100}, first=FIRST), fault=fault)
    server.serve(SOYBEANS, body=answer({0: 100, 1: 130}, first=FIRST))
    fetcher = Fetcher(tmp_path, server, ("401", "801"))
    corn, soybeans = fetcher.run()
    assert corn.outcome is outcome
    assert words in corn.problem
    assert soybeans.outcome is Outcome.APPENDED
    products = {one.key.product for one in fetcher.store.history(SeriesFilter())}
    assert products == {"soybeans"}


def test_a_passing_fault_costs_a_second_try_and_nothing_else(
    tmp_path: Path, server: FaultServer
) -> None:
    body = answer({0: 100, 1: 130}, first=FIRST)
    server.serve(SOYBEANS, body=body, fault=Fault.ERROR, times=1)
    fetcher = Fetcher(tmp_path, server, ("801",))
    assert outcomes(fetcher.run()) == [Outcome.APPENDED]
    assert server.count(SOYBEANS) == 2


def test_what_failed_is_brought_whole_by_the_next_fetch(
    tmp_path: Path, server: FaultServer
) -> None:
    body = answer({0: 100, 1: 130}, first=FIRST)
    server.serve(SOYBEANS, body=body, fault=Fault.RESET)
    fetcher = Fetcher(tmp_path, server, ("801",))
    assert outcomes(fetcher.run()) == [Outcome.FAILED]
    assert fetcher.store.history(SeriesFilter()) == []
    server.serve(SOYBEANS, body=body)
    assert outcomes(fetcher.run()) == [Outcome.APPENDED]


def test_a_refused_answer_is_asked_for_again_without_saying_we_hold_it(
    tmp_path: Path, server: FaultServer
) -> None:
    server.serve(SOYBEANS, body=b"[]")
    fetcher = Fetcher(tmp_path, server, ("801",))
    assert outcomes(fetcher.run()) == [Outcome.QUARANTINED]
    fetcher.time.sleep(60)
    assert outcomes(fetcher.run()) == [Outcome.QUARANTINED]
    assert all("if-none-match" not in seen.headers for seen in server.requests(SOYBEANS))


def test_without_its_key_a_source_is_told_where_to_get_one_and_not_asked(
    tmp_path: Path, server: FaultServer
) -> None:
    server.serve(SOYBEANS, body=answer({0: 100}, first=FIRST))
    fetcher = Fetcher(tmp_path, server, ("801",))
    one, *others = fetcher.fetch_all(keys={})
    assert (one.outcome, others) == (Outcome.FAILED, [])
    assert "https://api.data.gov/signup/" in one.problem
    assert server.seen == []


def test_a_key_never_shows_in_what_is_told_or_kept(tmp_path: Path, server: FaultServer) -> None:
    server.serve(SOYBEANS, body=answer({0: 100}, first=FIRST), fault=Fault.ERROR)
    fetcher = Fetcher(tmp_path, server, ("801",))
    (one,) = fetcher.run()
    assert KEY not in repr(one)
    server.serve(SOYBEANS, body=answer({0: 100, 1: 130}, first=FIRST))
    fetcher.run()
    assert KEY not in fetcher.ledger.read_text(encoding="utf-8")
    assert all(KEY not in repr(release) for release in fetcher.store.releases())
