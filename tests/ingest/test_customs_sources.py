"""The customs sources over real HTTPS, from a server that can fail, into a real store."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from fault_server import FakeTime, Fault, FaultServer
from offtake.http import HostRules
from offtake.ingest import Fetching, Ingested, Ledger, Outcome
from offtake.sources import Source, source
from offtake.sources.fred import Fred
from offtake.sources.un_comtrade import Comtrade, ComtradePreview
from offtake.store import SeriesFilter, Store
from sources.trade.specimens import COMTRADE_ROWS, FRED_ROWS, as_csv, as_json, comtrade_row

KEY = "a-secret-key"
SINCE, UNTIL = date(2026, 3, 1), date(2026, 4, 1)  # no month of Comtrade's is out, two years are
PAGES: dict[str, tuple[bytes, str]] = {
    "un_comtrade": (as_json(COMTRADE_ROWS), "application/json"),
    "un_comtrade_preview": (as_json(COMTRADE_ROWS), "application/json"),
    "fred": (as_csv(FRED_ROWS), "text/csv"),
}
CONNECTORS: dict[str, Source] = {one.id: one for one in (Comtrade(), ComtradePreview(), Fred())}


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer() as running:
        yield running


def first_url(source_id: str) -> str:
    return next(iter(CONNECTORS[source_id].plan(SINCE, UNTIL))).url


def fetched(
    source_id: str, server: FaultServer, folder: Path, *, keys: dict[str, str] | None = None
) -> tuple[Ingested, Store]:
    """Return what the first request of a source brought; the others are not served."""
    path = folder / "store"
    store = Store.open(path) if path.exists() else Store.create(path)
    row = source(source_id)
    rules = HostRules(min_interval_s=0, is_private_allowed=True)
    held = {"comtrade": KEY} if keys is None else keys
    client = server.client(hosts=dict.fromkeys(row.hosts, rules), time=FakeTime(), keys=held)
    with client:
        fetching = Fetching(store, client, Ledger(folder / "fetched.json"))
        return next(fetching.fetch(CONNECTORS[source_id], row, since=SINCE, until=UNTIL)), store


@pytest.mark.parametrize("source_id", PAGES)
def test_what_is_new_is_brought_and_the_same_again_changes_nothing(
    source_id: str, server: FaultServer, tmp_path: Path
) -> None:
    body, media_type = PAGES[source_id]
    server.serve(first_url(source_id), body=body, media_type=media_type)
    one, store = fetched(source_id, server, tmp_path)
    assert (one.outcome, one.problem) == (Outcome.APPENDED, "")
    history = store.history(SeriesFilter())
    assert len(history) == one.rows > 0
    again, store = fetched(source_id, server, tmp_path)
    assert again.outcome is Outcome.UNCHANGED
    assert store.history(SeriesFilter()) == history


@pytest.mark.parametrize("source_id", PAGES)
@pytest.mark.parametrize(
    "fault", [Fault.ERROR, Fault.RESET, Fault.CUT, Fault.GZIP_CUT, Fault.HTML, Fault.SHORT_LENGTH]
)
def test_a_fault_is_told_and_leaves_the_log_as_it_was(
    source_id: str, fault: Fault, server: FaultServer, tmp_path: Path
) -> None:
    body, media_type = PAGES[source_id]
    server.serve(first_url(source_id), body=body, media_type=media_type, fault=fault)
    one, store = fetched(source_id, server, tmp_path)
    assert one.outcome in {Outcome.FAILED, Outcome.QUARANTINED}
    assert one.problem
    assert store.history(SeriesFilter()) == []


def test_the_key_goes_in_its_header_and_nowhere_else(server: FaultServer, tmp_path: Path) -> None:
    url, needs = first_url("un_comtrade"), {"Ocp-Apim-Subscription-Key": KEY}
    server.serve(url, body=as_json(COMTRADE_ROWS), needs=needs)
    one, store = fetched("un_comtrade", server, tmp_path)
    assert one.outcome is Outcome.APPENDED
    assert KEY not in repr(one)
    assert all(KEY not in repr(release) for release in store.releases())
    none, _ = fetched("un_comtrade", server, tmp_path / "other", keys={})
    assert none.outcome is Outcome.FAILED
    assert "https://comtradedeveloper.un.org/" in none.problem


def test_a_preview_at_its_cap_is_kept_aside_whole(server: FaultServer, tmp_path: Path) -> None:
    rows = [comtrade_row(f"{1000 + number}", 1.0, 1.0) for number in range(500)]
    server.serve(first_url("un_comtrade_preview"), body=as_json(rows))
    one, store = fetched("un_comtrade_preview", server, tmp_path)
    assert one.outcome is Outcome.QUARANTINED
    assert "500 rows, which is the cap" in one.problem
    assert store.history(SeriesFilter()) == []
    assert len(store.quarantine()) == 1


def test_an_error_report_under_200_is_told_apart_from_no_trade(
    server: FaultServer, tmp_path: Path
) -> None:
    server.serve(first_url("un_comtrade"), body=b'{"statusCode": 429, "message": "Rate limit"}')
    report, _ = fetched("un_comtrade", server, tmp_path / "report")
    server.serve(first_url("un_comtrade"), body=as_json([]))
    empty, _ = fetched("un_comtrade", server, tmp_path / "empty")
    assert "no list of data" in report.problem
    assert "no row" in empty.problem
    assert report.outcome is empty.outcome is Outcome.QUARANTINED
