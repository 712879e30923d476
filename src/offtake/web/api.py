"""The interface for programs: `/api/v1`, described by OpenAPI."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel
from starlette.responses import JSONResponse

from offtake.domain import Pledge
from offtake.errors import RequestRefused
from offtake.report import balance_rows, contribution_rows, report_rows, source_rows
from offtake.report.charts import table_rows
from offtake.report.html import changes_rows, release_days
from offtake.report.pages import mirror_rows, pledge_rows, revision_rows
from offtake.report.tariffs import tariff_rows
from offtake.web.asking import (
    AsOf,
    DeadlineId,
    Name,
    Reading,
    Unit,
    checked_unit,
    edition_of,
    options_of,
)
from offtake.web.cursors import LONGEST_PAGE, Cursor, page_of_rows


class Problem(BaseModel):
    """What went wrong, as RFC 9457 has it; `detail` ends with what to do next."""

    type: str
    title: str
    status: int
    detail: str


class Rows(BaseModel):
    """A page of a list, of one answer; `next` is the cursor of the page after it."""

    as_of: date
    revision: int
    count: int
    items: list[dict[str, Any]]
    next: str | None


class PledgeText(BaseModel):
    """A pledge as the register has it, with what had been said by the day asked about."""

    as_of: date
    revision: int
    pledge: dict[str, Any]


class PaceAnswer(BaseModel):
    """The counts of one span as they built up: the figures of the chart, none where there are none.

    `table` has a row for each day, as the table below the chart.
    """

    as_of: date
    revision: int
    pledge: str
    title: str
    unit: str | None
    target: float | int | None
    deadline: date | None
    readings: dict[str, str]
    table: list[dict[str, Any]]


_PROBLEM = {"model": Problem, "content": {"application/problem+json": {}}}
router = APIRouter(
    prefix="/api/v1",
    tags=["figures"],
    responses={
        400: _PROBLEM,
        404: _PROBLEM,
        414: _PROBLEM,
        422: _PROBLEM,
        429: _PROBLEM,
        500: _PROBLEM,
        503: _PROBLEM,
    },
)
CursorText = Annotated[
    str | None, Query(alias="cursor", description="`next` of the page before.", max_length=80)
]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE, description="How many rows a page has.")]
Product = Annotated[str, Query(max_length=60, description="Id of a product.")]
Partner = Annotated[str, Query(max_length=60, description="Code of a place.")]


@router.get("/pledges", response_model=Rows)
def list_pledges(
    request: Request, *, as_of: AsOf = None, cursor: CursorText = None, limit: Limit = 100
) -> JSONResponse:
    """List the register: every pledge made by a day."""
    edition = edition_of(request)
    day = _day(request, as_of, cursor)
    made = [one for one in edition.workspace.register.values() if one.made_on <= day]
    return _rows(request, pledge_rows(made), day, cursor, limit)


@router.get("/pledges/{pledge_id}", response_model=PledgeText)
def get_pledge(request: Request, *, pledge_id: Name, as_of: AsOf = None) -> JSONResponse:
    """Return a pledge: its words, statements, deadlines and readings."""
    edition = edition_of(request)
    page = edition.dossier(pledge_id, edition.day(as_of), None, None).page
    told = {
        "as_of": page.board.as_of,
        "revision": edition.revision,
        "pledge": _pledge_data(page.pledge),
    }
    return JSONResponse(jsonable_encoder(told))


@router.get("/pledges/{pledge_id}/verdicts", response_model=Rows)
def list_pledge_verdicts(
    request: Request,
    *,
    pledge_id: Name,
    as_of: AsOf = None,
    unit: Unit = "t",
    cursor: CursorText = None,
    limit: Limit = 100,
) -> JSONResponse:
    """Return the verdict on a pledge under each reading and deadline."""
    day = _day(request, as_of, cursor)
    page = edition_of(request).dossier(pledge_id, day, None, None).page
    rows = report_rows(page.board.verdicts, unit=checked_unit(unit))
    return _rows(request, rows, day, cursor, limit)


@router.get("/pledges/{pledge_id}/pace", response_model=PaceAnswer)
def get_pace(
    request: Request,
    *,
    pledge_id: Name,
    as_of: AsOf = None,
    reading: Reading = None,
    deadline: DeadlineId = None,
    unit: Unit = "t",
) -> JSONResponse:
    """Return how the counts of a pledge built up: the figures of its chart, to the last digit."""
    edition = edition_of(request)
    found = edition.dossier(pledge_id, edition.day(as_of), reading, deadline)
    figures = found.figures(unit=checked_unit(unit))
    told: dict[str, Any] = {
        "as_of": found.page.board.as_of,
        "revision": edition.revision,
        "pledge": found.page.pledge.id,
        "title": found.page.pledge.title,
        "unit": None,
        "target": None,
        "deadline": None,
        "readings": {},
        "table": [],
    }
    if figures is not None:
        told |= {
            "title": figures.title,
            "unit": figures.unit,
            "target": figures.target,
            "deadline": figures.deadline,
            "readings": {one.drawn.value.replace(" ", "_"): one.reading for one in figures.lines},
            "table": table_rows(figures),
        }
    return JSONResponse(jsonable_encoder(told))


@router.get("/pledges/{pledge_id}/evidence", response_model=Rows)
def list_evidence(
    request: Request,
    *,
    pledge_id: Name,
    as_of: AsOf = None,
    reading: Reading = None,
    cursor: CursorText = None,
    limit: Limit = 100,
) -> JSONResponse:
    """Return every figure behind a pledge's numbers, with its vintage and place in the bytes."""
    day = _day(request, as_of, cursor)
    found = edition_of(request).workspace.report(as_of=day, pledge=pledge_id, reading=reading)
    return _rows(request, contribution_rows(found.verdicts), day, cursor, limit)


@router.get("/verdicts", response_model=Rows)
def list_verdicts(
    request: Request,
    *,
    as_of: AsOf = None,
    unit: Unit = "t",
    cursor: CursorText = None,
    limit: Limit = 100,
) -> JSONResponse:
    """Return the verdict on every pledge under each reading and deadline."""
    day = _day(request, as_of, cursor)
    rows = report_rows(edition_of(request).board(day).verdicts, unit=checked_unit(unit))
    return _rows(request, rows, day, cursor, limit)


@router.get("/releases", response_model=Rows)
def list_releases(
    request: Request, *, as_of: AsOf = None, cursor: CursorText = None, limit: Limit = 100
) -> JSONResponse:
    """Return the days on which figures came out that some verdict stands on, newest first."""
    day = _day(request, as_of, cursor)
    days = release_days(edition_of(request).board(day).verdicts)
    rows = [{"on": on.isoformat(), "figures": count} for on, count in days]
    return _rows(request, rows, day, cursor, limit)


@router.get("/changes", response_model=Rows)
def list_changes(
    request: Request,
    *,
    since: Annotated[date, Query(description="The earlier day.")],
    as_of: AsOf = None,
    unit: Unit = "t",
    cursor: CursorText = None,
    limit: Limit = 100,
) -> JSONResponse:
    """Return each reading that stands otherwise on a day than on an earlier one."""
    day = _day(request, as_of, cursor)
    if since >= day:
        raise RequestRefused(400, f"{since} is not before {day}", "ask for an earlier day")
    found = edition_of(request).changes(since, day)
    rows = changes_rows(found.changed, unit=checked_unit(unit))
    return _rows(request, rows, day, cursor, limit)


@router.get("/sources", response_model=Rows)
def list_sources(
    request: Request, *, cursor: CursorText = None, limit: Limit = 100
) -> JSONResponse:
    """Return the sources, how far each is held and whether it is late."""
    edition = edition_of(request)
    rows = source_rows(edition.workspace.sources(now=options_of(request).now()))
    return _rows(request, rows, edition.last_look, cursor, limit)


@router.get("/revisions", response_model=Rows)
def list_revisions(
    request: Request,
    *,
    product: Product = "soybeans",
    partner: Partner | None = None,
    as_of: AsOf = None,
    cursor: CursorText = None,
    limit: Limit = 100,
) -> JSONResponse:
    """Return every value of the figures of a product that were printed otherwise later."""
    day = _day(request, as_of, cursor)
    found = edition_of(request).workspace.revisions(product=product, partner=partner, as_of=day)
    return _rows(request, revision_rows(found), day, cursor, limit)


@router.get("/tariffs", response_model=Rows)
def list_tariffs(
    request: Request, *, as_of: AsOf = None, cursor: CursorText = None, limit: Limit = 100
) -> JSONResponse:
    """Return how each tariff and control stood on a day, by what was announced by then."""
    day = _day(request, as_of, cursor)
    rows = tariff_rows(edition_of(request).workspace.tariffs(as_of=day))
    return _rows(request, rows, day, cursor, limit)


@router.get("/balance", response_model=Rows)
def list_balance(
    request: Request,
    *,
    partner: Partner = "CHN",
    as_of: AsOf = None,
    cursor: CursorText = None,
    limit: Limit = 100,
) -> JSONResponse:
    """Return US exports, imports and balance of goods with a place, year by year."""
    day = _day(request, as_of, cursor)
    years = edition_of(request).workspace.balance(partner=partner, as_of=day)
    return _rows(request, balance_rows(partner, years), day, cursor, limit)


@router.get("/mirror", response_model=Rows)
def list_mirror(
    request: Request,
    *,
    product: Product = "soybeans",
    partner: Partner = "WLD",
    as_of: AsOf = None,
    cursor: CursorText = None,
    limit: Limit = 100,
) -> JSONResponse:
    """Return inspections beside shipments by exporters' reports, by marketing year."""
    day = _day(request, as_of, cursor)
    years = edition_of(request).workspace.mirror(product=product, partner=partner, as_of=day)
    return _rows(request, mirror_rows(years), day, cursor, limit)


def _day(request: Request, as_of: date | None, cursor: str | None) -> date:
    """Return the day of an answer: that of the cursor where one goes on.

    Raises:
        RequestRefused: The cursor is of another day or revision than is asked for.
    """
    edition = edition_of(request)
    if cursor is None:
        return edition.day(as_of)
    held = Cursor.read(cursor)
    if held.revision != edition.revision or (as_of is not None and held.as_of != as_of):
        raise RequestRefused(
            400, "the cursor belongs to another day or revision", "begin again without one"
        )
    return held.as_of


def _rows(
    request: Request,
    rows: Sequence[dict[str, Any]],
    day: date,
    cursor: str | None,
    limit: int,
) -> JSONResponse:
    revision = edition_of(request).revision
    start = Cursor(day, revision, 0) if cursor is None else Cursor.read(cursor)
    items, following = page_of_rows(rows, cursor=start, limit=limit)
    told = {
        "as_of": day.isoformat(),
        "revision": revision,
        "count": len(rows),
        "items": items,
        "next": following,
    }
    return JSONResponse(jsonable_encoder(told))


def _pledge_data(pledge: Pledge) -> dict[str, Any]:
    """Return a pledge as plain data; decimals as the strings that keep their digits."""
    found: dict[str, Any] = jsonable_encoder(asdict(pledge))
    return found
