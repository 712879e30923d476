"""Asking the Census Bureau over real HTTPS: keys, nothing to show, bad keys, faults, revisions."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from fault_server import FakeTime, Fault, FaultServer
from offtake.http import HostRules
from offtake.ingest import Fetching, Ingested, Ledger, Outcome
from offtake.sources import source
from offtake.sources.census_exports import CensusExports
from offtake.sources.census_plan import Asked
from offtake.store import SeriesFilter, Store
from sources.census.specimens import as_answer, chapter

KEY = "0123456789abcdef"
ASKED = (Asked("5700", 2, is_revised=False),)
UNTIL = date(2026, 7, 2)  # the day of the fake clock
BAD_KEY = b"<html><head><title>Invalid Key</title></head><body>not valid</body></html>"


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer() as running:
        yield running


class Fetcher:
    """One installation that asks for one year of chapters."""

    def __init__(self, folder: Path, server: FaultServer, keys: dict[str, str]) -> None:
        self.store = Store.create(folder / "store")
        self.ledger, self.server, self.keys = folder / "fetched.json", server, keys
        self.time, self.connector = FakeTime(), CensusExports(asked=ASKED)
        [asked] = self.connector.plan(date(2026, 1, 1), UNTIL)
        self.url = asked.url

    def run(self) -> Ingested:
        rules = HostRules(min_interval_s=0, is_private_allowed=True)
        hosts = {"api.census.gov": rules}
        with self.server.client(hosts=hosts, time=self.time, keys=self.keys) as client:
            fetching = Fetching(self.store, client, Ledger(self.ledger))
            row = source("census_exports")
            [found] = fetching.fetch(self.connector, row, since=date(2026, 1, 1), until=UNTIL)
            return found

    def figures(self) -> list[tuple[date, int]]:
        found = self.store.history(SeriesFilter(products=frozenset({"hs:12"})))
        return [(one.period.start, int(one.value or 0)) for one in found]


@pytest.fixture
def fetcher(tmp_path: Path, server: FaultServer) -> Fetcher:
    return Fetcher(tmp_path, server, {"census": KEY})


def served(fetcher: Fetcher, *rows: tuple[str, int], fault: Fault = Fault.NONE) -> None:
    """Serve chapter 12 of some months at the address with the key."""
    body = as_answer([chapter("12", value, time=month) for month, value in rows])
    fetcher.server.serve(f"{fetcher.url}&key={KEY}", body=body, fault=fault)


def test_a_year_is_fetched_with_the_key_in_the_address_and_kept_without_it(
    fetcher: Fetcher,
) -> None:
    served(fetcher, ("2026-01", 10), ("2026-02", 20))
    found = fetcher.run()
    assert (found.outcome, found.rows, found.newest) == (Outcome.APPENDED, 2, date(2026, 2, 28))
    assert fetcher.figures() == [(date(2026, 1, 1), 10), (date(2026, 2, 1), 20)]
    [stored] = fetcher.store.releases()
    assert stored.release.snapshot.request == fetcher.url
    assert KEY not in fetcher.ledger.read_text(encoding="utf-8")


def test_nothing_to_show_is_said_and_no_month_becomes_zero(fetcher: Fetcher) -> None:
    fetcher.server.serve(f"{fetcher.url}&key={KEY}", status=204, body=b"")
    found = fetcher.run()
    assert (found.outcome, found.rows) == (Outcome.NOTHING, 0)
    assert "204" in found.problem
    assert fetcher.figures() == []
    assert fetcher.store.releases() == []


def test_a_page_under_200_names_the_key_as_the_likely_cause(fetcher: Fetcher) -> None:
    fetcher.server.serve(f"{fetcher.url}&key={KEY}", body=BAD_KEY, media_type="text/html")
    found = fetcher.run()
    assert found.outcome is Outcome.FAILED
    assert "OFFTAKE_KEY_CENSUS" in found.problem
    assert "https://api.census.gov/data/key_signup.html" in found.problem
    assert KEY not in found.problem


def test_a_redirect_to_the_page_about_keys_is_told_as_one(fetcher: Fetcher) -> None:
    page = "https://api.census.gov/data/missing_key.html"
    fetcher.server.redirect(f"{fetcher.url}&key={KEY}", to=page)
    fetcher.server.serve(page, body=BAD_KEY, media_type="text/html")
    found = fetcher.run()
    assert found.outcome is Outcome.FAILED
    assert "OFFTAKE_KEY_CENSUS" in found.problem


def test_without_a_key_nothing_is_asked(tmp_path: Path, server: FaultServer) -> None:
    found = Fetcher(tmp_path, server, {}).run()
    assert found.outcome is Outcome.FAILED
    assert "OFFTAKE_KEY_CENSUS" in found.problem
    assert server.seen == []


def test_an_unknown_variable_is_an_error_and_not_asked_twice(fetcher: Fetcher) -> None:
    url = f"{fetcher.url}&key={KEY}"
    fetcher.server.serve(url, status=400, body=b"error: unknown variable 'X'")
    found = fetcher.run()
    assert found.outcome is Outcome.FAILED
    assert "answered 400" in found.problem
    assert KEY not in found.problem
    assert len(fetcher.server.requests(url)) == 1


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.RESET, Fault.CUT, Fault.HANG_UP])
def test_a_fault_leaves_the_store_as_it_was_and_hides_the_key(
    fetcher: Fetcher, fault: Fault
) -> None:
    served(fetcher, ("2026-01", 10), fault=fault)
    found = fetcher.run()
    assert found.outcome is Outcome.FAILED
    assert KEY not in found.problem
    assert fetcher.store.revision == 0


def test_a_later_answer_with_another_figure_is_a_second_vintage(fetcher: Fetcher) -> None:
    served(fetcher, ("2026-01", 10), ("2026-02", 20))
    fetcher.run()
    first_look: datetime = fetcher.store.last_look()
    fetcher.time.sleep(7 * 86_400)
    served(fetcher, ("2026-01", 11), ("2026-02", 20), ("2026-03", 30))
    found = fetcher.run()
    assert (found.rows, found.unchanged) == (2, 1)
    january = (date(2026, 1, 1), 10), (date(2026, 1, 1), 11)
    assert fetcher.figures()[:2] == list(january)
    wanted = SeriesFilter(products=frozenset({"hs:12"}))
    then = fetcher.store.as_of(wanted, as_of=first_look)
    assert [one.value for one in then] == [10, 20]


def test_two_vintages_in_one_answer_are_kept_whole_in_quarantine(fetcher: Fetcher) -> None:
    served(fetcher, ("2026-01", 10), ("2026-01", 11))
    found = fetcher.run()
    assert found.outcome is Outcome.QUARANTINED
    assert "two vintages are mixed" in found.problem
    assert fetcher.figures() == []
