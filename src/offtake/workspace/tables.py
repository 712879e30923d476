"""Tables to take elsewhere, as known on a day: what `Workspace.table` puts together."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from offtake.domain import Observation, Pledge, Reading, end_of_day_in_washington
from offtake.errors import TableUnknown, TableWhole
from offtake.pace import CUSTOMS_BOOKS, CUSTOMS_MEASURES, MEASURES, codes_of
from offtake.reference.codes import UNKNOWN, WORLD
from offtake.report.exports import (
    TABLES,
    Table,
    contribution_table,
    figure_table,
    forecast_table,
    pledge_table,
    record_table,
    revision_table,
    statement_table,
    verdict_table,
)
from offtake.report.track_record import RECORD_TABLES
from offtake.sources import registry
from offtake.store import SeriesFilter, Store
from offtake.workspace.outlooks import Outlook
from offtake.workspace.records import track_record

if TYPE_CHECKING:
    from offtake.workspace.workspace import Workspace


def table_of(
    workspace: "Workspace", name: str, *, as_of: date | None, pledge: str | None, unit: str
) -> Table:
    """Return one of `TABLES`, of one pledge or of all.

    Raises:
        TableUnknown: No table has this name.
        TableWhole: The table is of no single pledge, and one was named.
        PledgeUnknown: No pledge has this id.
        VintageUnknown: `as_of` is before the first vintage held.
        AsOfAfterLastLook: `as_of` is after the last look.
    """
    if name not in TABLES:
        raise TableUnknown(name, TABLES)
    day, revision = as_of or workspace.last_look(), workspace.store.revision
    if name in RECORD_TABLES:
        return _record(workspace, name, day, pledge)
    pledges = list(workspace.register.values()) if pledge is None else [workspace.pledge(pledge)]
    if name in _OF_VERDICTS:
        return _of_verdicts(workspace, name, day, pledge, unit)
    figures = _figures(workspace.store, pledges, day)  # refuses a day on which nobody looked
    if name == "figures":
        return figure_table(figures, as_of=day, revision=revision)
    if name == "revisions":
        return revision_table(_revisions(workspace, pledges, day), as_of=day, revision=revision)
    register_table = pledge_table if name == "pledges" else statement_table
    return register_table(pledges, as_of=day, revision=revision)


_OF_VERDICTS = {"verdicts", "contributions", "forecasts"}
_WHOLE = {"calibration", "skill", "replay"}


def _of_verdicts(
    workspace: "Workspace", name: str, day: date, pledge: str | None, unit: str
) -> Table:
    board = workspace.report(as_of=day, pledge=pledge)
    verdicts, revision = board.verdicts, board.revision
    if name == "contributions":
        return contribution_table(verdicts, as_of=day, revision=revision)
    outlook = Outlook(lambda: workspace.forecaster(day, list(workspace.register.values())))
    if name == "forecasts":
        return forecast_table(outlook.outcomes(verdicts), as_of=day, revision=revision)
    found = outlook.of_open(verdicts)
    return verdict_table(verdicts, as_of=day, revision=revision, unit=unit, forecasts=found)


def _record(workspace: "Workspace", name: str, day: date, pledge: str | None) -> Table:
    if pledge is not None and name in _WHOLE:
        raise TableWhole(name)
    found = track_record(workspace, workspace.report(as_of=day, pledge=pledge))
    if pledge is not None:
        found = replace(found, issued=tuple(one for one in found.issued if one.pledge == pledge))
    return record_table(found, name)


def sources_of(store: Store) -> list[Mapping[str, str]]:
    """Return the publishers whose releases a store holds, to be credited beside an export."""
    held = {one.release.source for one in store.releases()}
    return [
        {"title": f"{row.publisher}: {row.title} ({row.licence})", "path": row.home}
        for row in registry().values()
        if row.id in held
    ]


def _figures(store: Store, pledges: Iterable[Pledge], day: date) -> list[Observation]:
    """Return the figures that the readings of some pledges may count."""
    at = end_of_day_in_washington(day)
    readings = [one for pledge in pledges for one in pledge.readings if pledge.made_on <= day]
    found = store.as_of(
        _weekly([one for one in readings if one.book not in CUSTOMS_BOOKS]), as_of=at
    )
    return found + store.as_of(
        _monthly([one for one in readings if one.book in CUSTOMS_BOOKS]), as_of=at
    )


def _weekly(readings: list[Reading]) -> SeriesFilter:
    partners = (UNKNOWN, WORLD, *(one.partner for one in readings))
    return SeriesFilter(MEASURES, frozenset(partners), frozenset(one.product for one in readings))


def _monthly(readings: list[Reading]) -> SeriesFilter:
    codes = frozenset(code for one in readings for code in codes_of(one.product))
    return SeriesFilter(
        measures=CUSTOMS_MEASURES,
        partners=frozenset(place for one in readings for place in (one.seller, one.partner)),
        products=codes,
    )


def _revisions(
    workspace: "Workspace", pledges: Iterable[Pledge], day: date
) -> Iterable[Observation]:
    products = {one.product for pledge in pledges for one in pledge.readings}
    for product in sorted(products):
        yield from workspace.revisions(product=product, as_of=day)
