"""What was said: the pages of the register's statements, and their twins as data."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from offtake.domain import Side
from offtake.errors import RequestRefused
from offtake.evidence.retold import Said
from offtake.report import json_text
from offtake.report.html.marked_text import marked
from offtake.report.html.pledge_page import confirmed
from offtake.report.sayings import SAYING_COLUMNS, linked_data, saying_data, saying_rows
from offtake.web.api.answers import Rows
from offtake.web.asking import AsOf, Name, edition_of, options_of, page_of, rows_answer, show
from offtake.web.cursors import LONGEST_PAGE, Cursor, page_of_rows

router = APIRouter()
Words = Annotated[str, Query(max_length=200, description="Words that stand in it, all of them.")]
OfPledge = Annotated[str, Query(max_length=120, description="Id of a pledge.")]
OfSide = Annotated[Side | Literal[""], Query(description="Whose mouth it came from.")]


class StatementText(BaseModel):
    """A statement as the register has it, with its marked words and where it is told again."""

    as_of: date
    revision: int
    statement: dict[str, Any]


@router.get("/statements", include_in_schema=False)
def statements(
    request: Request, *, q: Words = "", pledge: OfPledge = "", side: OfSide = "", as_of: AsOf = None
) -> Response:
    """Return the statements of the register, newest first."""
    edition = edition_of(request)
    found = _found(request, words=q, pledge=pledge, side=side, as_of=as_of)
    page = page_of(
        request,
        title="What was said",
        description="Every statement that the register holds, newest first.",
        as_of=_day(request, as_of),
        twins=True,
    )
    return show(
        "statements.html",
        page,
        found=found,
        total=len(edition.workspace.statements(until=_day(request, as_of))),
        register=edition.workspace.register.values(),
        sides=list(Side),
        q=q,
        pledge=pledge,
        side=side,
    )


@router.get("/statements.{form}", include_in_schema=False)
def statements_data(
    request: Request,
    *,
    form: Literal["json", "csv", "jsonld"],
    q: Words = "",
    pledge: OfPledge = "",
    side: OfSide = "",
    as_of: AsOf = None,
) -> Response:
    """Return the statements of the register as data."""
    found = _found(request, words=q, pledge=pledge, side=side, as_of=as_of)
    if form == "jsonld":
        return _linked(request, found)
    return rows_answer(saying_rows(found), form=form, columns=SAYING_COLUMNS)


@router.get("/statements/{statement_id}.{form}", include_in_schema=False)
def statement_data(
    request: Request,
    *,
    statement_id: Name,
    form: Literal["json", "csv", "jsonld"],
    as_of: AsOf = None,
) -> Response:
    """Return a statement as data, as a row, or as a Claim with Web Annotations."""
    edition = edition_of(request)
    page = edition.workspace.statement(statement_id, until=_day(request, as_of))
    if form == "csv":
        return rows_answer(saying_rows([page.said]), form=form, columns=SAYING_COLUMNS)
    if form == "jsonld":
        return _linked(request, [page.said])
    told = saying_data(page.said, page.retellings)
    return Response(json_text([told]), media_type="application/json")


@router.get("/statements/{statement_id}", include_in_schema=False)
def statement(request: Request, *, statement_id: Name, as_of: AsOf = None) -> Response:
    """Return a statement with its words marked, and with what tells it again."""
    edition = edition_of(request)
    day = _day(request, as_of)
    found = edition.workspace.statement(statement_id, until=day)
    said, record = found.said, found.said.record
    by_then = tuple(one for one in said.pledge.statements if one.on <= day)
    page = page_of(
        request,
        title=f"{record.speaker}, {record.on}",
        description=record.english or record.text,
        as_of=day,
        twins=True,
    )
    words = record.english or record.text
    retold = [(one, marked(_words(one.said), one.said.marks)) for one in found.retellings]
    return show(
        "statement.html",
        page,
        said=said,
        record=record,
        pieces=marked(words, said.marks),
        marks=said.marks,
        confirmed=confirmed(replace(said.pledge, statements=by_then)),
        retold=retold,
        beside=found.beside,
    )


@router.get("/api/v1/statements", response_model=Rows, tags=["statements"])
def list_statements(
    request: Request,
    *,
    q: Words = "",
    pledge: OfPledge = "",
    side: OfSide = "",
    as_of: AsOf = None,
    cursor: Annotated[str, Query(description="`next` of the page before.", max_length=80)] = "",
    limit: Annotated[int, Query(ge=1, le=LONGEST_PAGE)] = 100,
) -> JSONResponse:
    """Return what the register holds as said, newest first."""
    edition = edition_of(request)
    start = Cursor.read(cursor) if cursor else Cursor(_day(request, as_of), edition.revision, 0)
    if start.revision != edition.revision or as_of not in {None, start.as_of}:
        raise RequestRefused(
            400, "the cursor belongs to another day or revision", "begin again without one"
        )
    rows = saying_rows(_found(request, words=q, pledge=pledge, side=side, as_of=start.as_of))
    items, following = page_of_rows(rows, cursor=start, limit=limit)
    told = {
        "as_of": start.as_of,
        "revision": edition.revision,
        "count": len(rows),
        "items": items,
        "next": following,
    }
    return JSONResponse(jsonable_encoder(told))


@router.get("/api/v1/statements/{statement_id}", response_model=StatementText, tags=["statements"])
def get_statement(request: Request, *, statement_id: Name, as_of: AsOf = None) -> JSONResponse:
    """Return a statement with its marked words, and where it is told again."""
    edition = edition_of(request)
    day = _day(request, as_of)
    page = edition.workspace.statement(statement_id, until=day)
    told = {
        "as_of": day,
        "revision": edition.revision,
        "statement": saying_data(page.said, page.retellings),
    }
    return JSONResponse(jsonable_encoder(told))


def _day(request: Request, as_of: date | None) -> date:
    """Return the day asked for.

    Raises:
        RequestRefused: Nobody has looked on that day yet.
    """
    edition = edition_of(request)
    if as_of is not None and as_of > edition.last_look:
        problem = f"nobody has looked on {as_of} yet"
        raise RequestRefused(404, problem, f"the last look was on {edition.last_look}")
    return edition.day(as_of)


def _found(
    request: Request, *, words: str, pledge: str, side: Side | str, as_of: date | None
) -> list[Said]:
    edition = edition_of(request)
    return edition.workspace.statements(
        until=_day(request, as_of),
        pledge=pledge or None,
        side=Side(side) if side else None,
        words=words,
    )


def _linked(request: Request, found: list[Said]) -> Response:
    base_url = options_of(request).base_url
    graph = [part for one in found for part in linked_data(one, base_url=base_url)]
    return Response(json_text(graph), media_type="application/ld+json")


def _words(said: Said) -> str:
    return said.record.english or said.record.text
