"""Pages on how good the forecasts were, and each forecast of a pledge, with their twins."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from offtake.report.chances import chances, refusals
from offtake.report.html.track_page import issued_rows, track_view
from offtake.report.track_record import (
    FORECAST_COLUMNS,
    RECORD_TABLES,
    forecast_rows,
    record_rows,
)
from offtake.web.asking import (
    AsOf,
    Form,
    Name,
    RecordTable,
    Unit,
    checked_unit,
    edition_of,
    page_of,
    rows_answer,
    show,
)

router = APIRouter(include_in_schema=False)


@router.get("/track-record.json")
def record_data(request: Request, *, as_of: AsOf = None) -> Response:
    """Return the track record as data, each table under its name."""
    edition = edition_of(request)
    found = edition.record(edition.day(as_of))
    told = {"as_of": found.as_of.isoformat(), "revision": found.revision}
    return JSONResponse(told | {name: record_rows(found, name) for name in RECORD_TABLES})


@router.get("/track-record.csv")
def skill_data(request: Request, *, as_of: AsOf = None) -> Response:
    """Return the largest table of the track record, the skill of every method, as CSV."""
    return table_data(request, table="skill", form="csv", as_of=as_of)


@router.get("/track-record/{table}.{form}")
def table_data(request: Request, *, table: RecordTable, form: Form, as_of: AsOf = None) -> Response:
    """Return one table of the track record as data."""
    edition = edition_of(request)
    rows = record_rows(edition.record(edition.day(as_of)), table)
    return rows_answer(rows, form=form, columns=tuple(RECORD_TABLES[table]))


@router.get("/track-record")
def record(request: Request, *, as_of: AsOf = None) -> Response:
    """Return how good the forecasts were."""
    edition = edition_of(request)
    found = edition.record(edition.day(as_of))
    page = page_of(
        request,
        title="Track record",
        description="What the forecasts said, what came of it, and how other methods did.",
        as_of=found.as_of,
        twins=True,
    )
    return show("track.html", page, tables=list(RECORD_TABLES), **track_view(found))


@router.get("/pledges/{pledge_id}/forecasts.{form}")
def forecasts_data(
    request: Request, *, pledge_id: Name, form: Form, as_of: AsOf = None, unit: Unit = "t"
) -> Response:
    """Return the forecasts of a pledge as data."""
    edition = edition_of(request)
    outcomes = edition.outcomes(pledge_id, edition.day(as_of))
    rows = forecast_rows(outcomes, unit=checked_unit(unit))
    return rows_answer(rows, form=form, columns=tuple(FORECAST_COLUMNS))


@router.get("/pledges/{pledge_id}/forecasts")
def forecasts(request: Request, *, pledge_id: Name, as_of: AsOf = None) -> Response:
    """Return each forecast of a pledge, and those issued before with their scores."""
    edition = edition_of(request)
    day = edition.day(as_of)
    one = edition.workspace.pledge(pledge_id)
    outcomes = edition.outcomes(pledge_id, day)
    page = page_of(
        request,
        title=f"Forecasts of {one.title}",
        description=f"How likely each reading of {one.id} is to be met.",
        as_of=day,
        twins=True,
    )
    issued = [row for row in edition.record(day).issued if row.pledge == one.id]
    return show(
        "forecasts.html",
        page,
        pledge=one,
        chances=chances(outcomes),
        refusals=refusals(outcomes),
        issued=issued_rows(issued),
    )
