"""The source that a page writes in fifty lines, taken from the page and really run."""

import csv
import io
import re
import sys
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

from fault_server import FakeTime, Fault, FaultServer
from loading import ROOT
from offtake.domain import Status
from offtake.http import HostRules
from offtake.ingest import Fetching, Ledger, Outcome
from offtake.sources import Parsed, Source, SourceRow
from offtake.sources.connectors import CONNECTORS
from offtake.store import SeriesFilter, Store
from sources import test_contract as contract
from sources.grain.contract import as_table
from sources.specimens.kinds import Specimen

PAGE = (ROOT / "docs" / "how-to" / "write-a-source.md").read_text(encoding="utf-8")
ADDRESS = "https://ports.example/grain.csv"


def blocks(language: str) -> list[str]:
    """Return the blocks of the page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


(CODE,) = blocks("python")
(TABLE,) = blocks("text")
REGISTRY, MEASURES = (tomllib.loads(block) for block in blocks("toml"))
((SOURCE_ID, ROW),) = REGISTRY.items()


@pytest.fixture
def connector(monkeypatch: pytest.MonkeyPatch) -> Source:
    module = ModuleType(SOURCE_ID)
    monkeypatch.setitem(sys.modules, SOURCE_ID, module)
    exec(compile(CODE, "write-a-source.md", "exec"), module.__dict__)  # noqa: S102 - our own page
    made: Source = module.PortGrain()
    monkeypatch.setitem(CONNECTORS, SOURCE_ID, made)
    return made


def row_of_source() -> SourceRow:
    return SourceRow(id=SOURCE_ID, **ROW | {"books": (), "hosts": tuple(ROW["hosts"])})


SPECIMEN = Specimen(
    source=SOURCE_ID,
    name="page",
    rows=list(csv.DictReader(io.StringIO(TABLE))),
    write=as_table,
    request=ADDRESS,
    number="VALUE",
)


def read(content: bytes = TABLE.encode()) -> Parsed:
    return CONNECTORS[SOURCE_ID].parse(SPECIMEN.snapshot(content), content)


def test_the_connector_of_the_page_has_fifty_lines_at_most() -> None:
    assert len([line for line in CODE.splitlines() if line.strip()]) <= 50


def test_it_reads_the_sums_that_the_page_works_out(connector: Source) -> None:
    found = {(one.key.product, one.period.start.month): one for one in read().observations}
    assert found["wheat", 6].value == Decimal("1398.9")
    assert found["canola", 5].value == Decimal("700.5")
    assert found["canola", 6].status is Status.PROVISIONAL
    gap = found["wheat", 5]
    assert (gap.value, gap.status) == (None, Status.MISSING)
    assert gap.note == "a port has no figure"


def test_its_measures_are_said_to_mean_something() -> None:
    groups = [name for group in ROW["measures"] for name in MEASURES[group]]
    assert groups == ["port_shipments"]


def test_it_passes_the_contract_of_all_connectors(connector: Source) -> None:
    contract.test_each_figure_has_a_unit_a_period_and_a_place_in_the_bytes(SPECIMEN)
    contract.test_no_row_of_a_good_specimen_is_refused(SPECIMEN)
    contract.test_reading_again_says_the_same(SPECIMEN)
    contract.test_commas_that_group_thousands_are_read_right_or_refused_by_name(numbers_only())
    for tenth in range(10):
        contract.test_a_specimen_cut_at_a_tenth_raises(SPECIMEN, tenth)
    for column in SPECIMEN.columns:
        contract.test_a_column_that_is_gone_is_named(SPECIMEN, column)
        contract.test_a_column_under_another_name_is_named(SPECIMEN, column)
        contract.test_blanks_behind_a_name_change_nothing(SPECIMEN, column)
    for dress in (contract.byte_order_mark, contract.crlf, contract.trailing_lines):
        contract.test_dress_changes_nothing(SPECIMEN, dress)
    for wrong in ("1,23", "n/a", "", "1e6"):
        contract.test_what_is_no_number_is_refused_by_name(SPECIMEN, wrong)
    for content in contract.NOT_DATA.values():
        contract.test_a_page_or_an_error_report_is_not_data(SPECIMEN, content)


def numbers_only() -> Specimen:
    """Return the specimen without the gap, whose cell is no number."""
    rows = [row for row in SPECIMEN.rows if row["REF_DATE"] == "2026-06"]
    return Specimen(
        source=SOURCE_ID, name="june", rows=rows, write=as_table, request=ADDRESS, number="VALUE"
    )


def test_it_is_fetched_once_and_changes_nothing_the_second_time(
    connector: Source, tmp_path: Path
) -> None:
    store, time = Store.create(tmp_path / "store"), FakeTime()
    rules = HostRules(min_interval_s=0, is_private_allowed=True)
    outcomes = []
    with FaultServer() as server:
        server.serve(ADDRESS, body=TABLE.encode(), media_type="text/csv", fault=Fault.CUT, times=1)
        for _ in range(2):
            with server.client(hosts=dict.fromkeys(ROW["hosts"], rules), time=time) as client:
                fetching = Fetching(store, client, Ledger(tmp_path / "fetched.json"))
                span = {"since": date(2026, 5, 1), "until": date(2026, 7, 2)}
                outcomes += [
                    one.outcome for one in fetching.fetch(connector, row_of_source(), **span)
                ]
            time.sleep(3600)
        # Cut off, asked again, and the second fetch conditionally.
        assert ["if-none-match" in one.headers for one in server.seen] == [False, False, True]
    assert outcomes == [Outcome.APPENDED, Outcome.UNCHANGED]
    assert len(store.history(SeriesFilter())) == 4
