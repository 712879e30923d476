"""A mended parser reads the archive again; what would change is told before anything changes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from ingest.answers import answer, brought
from offtake.domain import Observation, Snapshot
from offtake.ingest import reread, take
from offtake.sources import Parsed, source
from offtake.sources.connectors import connector
from offtake.sources.usda_export_sales import ExportSalesApi
from offtake.store import SeriesFilter, Store

ROW = source("usda_export_sales")
CHINA = SeriesFilter(measures=frozenset({"outstanding_sales"}), partners=frozenset({"CHN"}))


class Mended(ExportSalesApi):
    """The parser as it would be had it read outstanding sales a tonne too low until now."""

    def parse(self, snapshot: Snapshot, content: bytes) -> Parsed:
        parsed = super().parse(snapshot, content)
        return replace(parsed, observations=tuple(self.mend(one) for one in parsed.observations))

    def mend(self, one: Observation) -> Observation:
        if one.key.measure != "outstanding_sales" or one.value is None:
            return one
        return replace(one, value=one.value + Decimal(1))


def filled(path: Path) -> Store:
    store = Store.create(path)
    for commitments, day in (({0: 100}, date(2026, 8, 6)), ({0: 100, 1: 130}, date(2026, 8, 13))):
        one = brought(answer(commitments), at=day)
        take(store, source=connector(ROW.id), row=ROW, brought=one)
    return store


def test_the_same_parsers_change_nothing(tmp_path: Path) -> None:
    store = filled(tmp_path / "store")
    found = reread(
        store,
        connectors={ROW.id: connector(ROW.id)},
        start=Store.create,
        path=tmp_path / "new",
    )
    assert (found.releases, found.refused, found.changes) == (2, (), ())
    new = Store.open(tmp_path / "new")
    assert new.history(SeriesFilter()) == store.history(SeriesFilter())


def test_a_mended_parser_s_changes_are_told_and_the_store_is_left_as_it_is(
    tmp_path: Path,
) -> None:
    store = filled(tmp_path / "store")
    before = store.history(SeriesFilter())
    found = reread(store, connectors={ROW.id: Mended()}, start=Store.create, path=tmp_path / "new")
    # Two weeks, to China and to all destinations.
    told = {(one.before, one.after) for one in found.changes}
    assert len(found.changes) == 4
    assert ("100 (P)", "101 (P)") in told
    assert store.history(SeriesFilter()) == before
    new = Store.open(tmp_path / "new")
    assert [one.value for one in new.as_of(CHINA, as_of=new.last_look())] == [101, 131]


def test_a_release_no_parser_reads_any_more_is_named(tmp_path: Path) -> None:
    store = filled(tmp_path / "store")
    found = reread(store, connectors={}, start=Store.create, path=tmp_path / "new")
    assert len(found.refused) == 2
    assert "no parser for it any more" in found.refused[0]
