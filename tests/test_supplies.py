"""The figures side of a workspace: a person's own store, files by hand, sources and their state."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fault_server import FakeTime, FaultServer
from ingest.answers import answer
from offtake.errors import SourceUnknown
from offtake.http import HostRules
from offtake.ingest import Outcome
from offtake.report import Overruled, health_lines, source_lines
from offtake.report.health import health_data
from offtake.sources.connectors import CONNECTORS
from offtake.sources.usda_export_sales_agtransport import address
from offtake.store import SeriesFilter
from offtake.workspace import Workspace
from sources.specimens.export_sales import as_json, socrata_row

NOW = datetime(2026, 9, 3, 13, tzinfo=UTC)
LAST_LOOK = datetime(2026, 8, 22, 12, tzinfo=UTC)
ADDRESS = "https://api.fas.usda.gov/api/esr/exports/commodityCode/{}/allCountries/marketYear/{}"
CHINA = SeriesFilter(
    measures=frozenset({"outstanding_sales"}),
    partners=frozenset({"CHN"}),
    products=frozenset({"soybeans"}),
)


@pytest.fixture
def downloaded(tmp_path: Path) -> Path:
    """A file with two weeks after those of the bundle: 20 and 27 August 2026."""
    path = tmp_path / "soybeans.json"
    path.write_bytes(answer({3: 150_000, 4: 160_000}))
    return path


def imported(home: Path, path: Path) -> Workspace:
    workspace = Workspace.open(home=home)
    one = workspace.import_file(
        path, "usda_export_sales", now=NOW, request=ADDRESS.format(801, 2026)
    )
    assert one.outcome is Outcome.APPENDED, one.problem
    return workspace


def test_a_file_by_hand_moves_the_answer_on_and_leaves_earlier_answers_alone(
    tmp_path: Path, downloaded: Path
) -> None:
    home = tmp_path / "home"
    before = Workspace.open(home=home).report(
        pledge="cn-us-soybeans-12mt-2025", as_of=date(2026, 8, 22)
    )
    workspace = imported(home, downloaded)
    assert workspace.last_look() == date(2026, 9, 3)
    standing = workspace.store.as_of(CHINA, as_of=NOW)
    assert [one.value for one in standing[-2:]] == [150_000, 160_000]
    again = Workspace.open(home=home).report(
        pledge="cn-us-soybeans-12mt-2025", as_of=date(2026, 8, 22)
    )
    assert [one.tally.counted for one in again.verdicts] == [
        one.tally.counted for one in before.verdicts
    ]
    assert again.revision == before.revision + 1


def test_the_bundled_figures_are_never_written_to(tmp_path: Path, downloaded: Path) -> None:
    bundled = Workspace.open(home=tmp_path / "elsewhere").store
    revision = bundled.revision
    imported(tmp_path / "home", downloaded)
    assert Workspace.open(home=tmp_path / "elsewhere").store.revision == revision
    assert (tmp_path / "home" / "store" / "manifest.sqlite").is_file()


def test_the_archive_can_be_read_again_and_put_in_place(tmp_path: Path, downloaded: Path) -> None:
    home = tmp_path / "home"
    workspace = imported(home, downloaded)
    history = workspace.store.history(CHINA)
    told = workspace.reparse(apply=False)
    assert (told.releases, told.changes, told.refused) == (1, (), ())
    assert not (home / "store.new").exists()
    workspace.reparse(apply=True)
    assert Workspace.open(home=home).store.history(CHINA) == history
    assert (home / f"store.{workspace.store.revision}").is_dir()


def test_a_fetch_goes_on_from_what_is_held_and_asks_each_address_once(tmp_path: Path) -> None:
    time = FakeTime()
    with FaultServer() as server:
        rules = HostRules(min_interval_s=0, is_private_allowed=True)
        client = server.client(hosts={"api.fas.usda.gov": rules}, time=time, keys={"fas": "a-key"})
        workspace = Workspace.open(home=tmp_path / "home")
        with client:
            results = list(workspace.fetch(["usda_export_sales"], now=time.now(), client=client))
        # Nothing is served, so each planned address answers 404: told one by one, nothing kept.
        assert results
        assert {one.outcome for one in results} == {Outcome.FAILED}
        assert all("answered 404" in one.problem for one in results)
        assert len(server.seen) == len(results)


def test_a_second_fetch_with_nothing_new_asks_the_source_once(tmp_path: Path) -> None:
    time, week = FakeTime(), date(2026, 6, 25)
    row = socrata_row("Soybeans", "CHINA, PEOPLES REPUBLIC OF", week, (1, 1, 9, 0, 0, 10, 0, 0))
    connector = CONNECTORS["usda_export_sales_agtransport"]
    # Eight weeks are read again before the day of the clock, 2 July 2026.
    extent, half_year = connector.plan(date(2026, 5, 7), date(2026, 7, 2))
    with FaultServer() as server:
        server.serve(extent.url, body=b'[{"newest": "2026-06-25T00:00:00.000", "rows": "9"}]')
        server.serve(half_year.url, body=as_json([{**row, "myear": "2025/2026"}]))
        rules = HostRules(min_interval_s=0, is_private_allowed=True)
        counts = []
        for _ in range(2):
            workspace = Workspace.open(home=tmp_path / "home")
            before = len(server.seen)
            with server.client(hosts={"agtransport.usda.gov": rules}, time=time) as client:
                brought = list(workspace.fetch([connector.id], now=time.now(), client=client))
            assert {one.outcome for one in brought} <= {Outcome.APPENDED, Outcome.UNCHANGED}
            counts.append(len(server.seen) - before)
            time.sleep(3600)
    assert counts == [2, 1]


def test_sources_say_how_far_they_are_held_and_whether_they_are_on_time(tmp_path: Path) -> None:
    workspace = Workspace.open(home=tmp_path / "home")
    at_last_look = datetime(2026, 8, 22, 12, tzinfo=UTC)
    states = {one.health.source.id: one for one in workspace.sources(now=at_last_look)}
    assert states["usda_export_sales"].word == "on time"
    later = {one.health.source.id: one for one in workspace.sources(now=NOW)}
    # The week ending 20 August was due on the 27th, and with a week of grace on 3 September.
    assert later["usda_export_sales"].due == date(2026, 8, 20)
    assert later["usda_export_sales"].word == "late"
    assert later["china_customs"].word == "never looked"


def test_an_answer_in_quarantine_does_not_make_a_source_seem_on_time(tmp_path: Path) -> None:
    workspace = Workspace.open(home=tmp_path / "home")
    before = workspace.source("usda_export_sales", now=NOW).health
    path = tmp_path / "page.json"
    path.write_bytes(b"<html>Sign in</html>")
    one = workspace.import_file(path, "usda_export_sales", now=NOW)
    assert one.outcome is Outcome.QUARANTINED
    after = workspace.source("usda_export_sales", now=NOW).health
    assert after.releases == before.releases + 1
    assert after.newest_period == before.newest_period == date(2026, 8, 13)


def test_what_a_mirror_prints_otherwise_is_told_by_doctor_and_does_not_count(
    tmp_path: Path,
) -> None:
    """Soybeans to China in the outage of August 2022: figures made up, unlike the bundled ones."""
    weeks = (date(2022, 8, 18), date(2022, 8, 25))
    figures = ((1, 1, 9, 0, 0, 10, 0, 0), (1, 2, 8, 0, 0, 10, 0, 0))
    path = tmp_path / "mirror.json"
    path.write_bytes(
        as_json(
            [
                socrata_row("Soybeans", "CHINA, PEOPLES REPUBLIC OF", week, row)
                for week, row in zip(weeks, figures, strict=True)
            ]
        )
    )
    workspace = Workspace.open(home=tmp_path / "home")
    wanted = SeriesFilter(
        measures=frozenset({"weekly_exports"}),
        partners=frozenset({"CHN"}),
        products=frozenset({"soybeans"}),
    )
    before = {one.period: one.value for one in workspace.store.as_of(wanted, as_of=LAST_LOOK)}
    one = workspace.import_file(
        path, "usda_export_sales_agtransport", now=NOW, request=address(*weeks)
    )
    assert one.outcome is Outcome.APPENDED  # all destinations together fill a gap of the bundle
    assert one.overruled > 0
    after = {one.period: one.value for one in workspace.store.as_of(wanted, as_of=NOW)}
    assert after == before
    health = workspace.doctor(keys=lambda _: None)
    (told,) = health.overruled
    assert told == Overruled("usda_export_sales_agtransport", "usda_export_sales", one.overruled)
    lines = [line for line, _ in health_lines(health)]
    summed = f"overruled: {one.overruled} of usda_export_sales_agtransport that usda_export_sales"
    assert any(line.startswith(summed) for line in lines)
    assert not any("overruled by" in line for line in lines)
    assert any("overruled by" in line for line, _ in health_lines(health, is_full=True))
    assert health_data(health)["overruled"] == [
        {"source": told.source, "by": told.by, "figures": told.figures}
    ]
    shown = [
        line
        for line, _ in source_lines(
            workspace.source("usda_export_sales_agtransport", now=NOW), with_columns=False
        )
    ]
    assert any("overruled by" in line and "usda_export_sales," in line for line in shown)


def test_an_unknown_source_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    workspace = Workspace.open(home=tmp_path / "home")
    with pytest.raises(SourceUnknown, match="usda_export_sales"):
        workspace.import_file(tmp_path / "x", "usda", now=NOW)
    assert not (tmp_path / "home").exists()
