"""What was said: the pages of the register's statements, and their twins as data."""

from dataclasses import replace
from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from offtake.domain import Side
from offtake.evidence.retold import Said
from offtake.report import json_text
from offtake.report.html.marked_text import marked
from offtake.report.html.pledge_page import confirmed
from offtake.report.sayings import SAYING_COLUMNS, linked_data, saying_data, saying_rows
from offtake.web.asking import (
    AsOf,
    Name,
    edition_of,
    looked_at,
    options_of,
    page_of,
    rows_answer,
    show,
)
from offtake.web.said import Searched

router = APIRouter(include_in_schema=False)
StatementForm = Literal["json", "csv", "jsonld"]


@router.get("/statements")
def statements(request: Request, *, search: Searched, as_of: AsOf = None) -> Response:
    """Return the statements of the register, newest first."""
    edition = edition_of(request)
    day = looked_at(edition, as_of)
    page = page_of(
        request,
        title="What was said",
        description="Every statement that the register holds, newest first.",
        as_of=day,
        twins=True,
    )
    return show(
        "statements.html",
        page,
        found=search.found(day),
        total=len(edition.workspace.statements(until=day)),
        register=edition.workspace.register.values(),
        sides=list(Side),
        q=search.q,
        pledge=search.pledge,
        side=search.side,
    )


@router.get("/statements.{form}")
def statements_data(
    request: Request,
    *,
    form: StatementForm,
    search: Searched,
    as_of: AsOf = None,
) -> Response:
    """Return the statements of the register as data."""
    found = search.found(looked_at(edition_of(request), as_of))
    if form == "jsonld":
        return _linked(request, found)
    return rows_answer(saying_rows(found), form=form, columns=SAYING_COLUMNS)


@router.get("/statements/{statement_id}.{form}")
def statement_data(
    request: Request,
    *,
    statement_id: Name,
    form: StatementForm,
    as_of: AsOf = None,
) -> Response:
    """Return a statement as data, as a row, or as a Claim with Web Annotations."""
    edition = edition_of(request)
    page = edition.workspace.statement(statement_id, until=looked_at(edition, as_of))
    if form == "csv":
        return rows_answer(saying_rows([page.said]), form=form, columns=SAYING_COLUMNS)
    if form == "jsonld":
        return _linked(request, [page.said])
    told = saying_data(page.said, page.retellings)
    return Response(json_text([told]), media_type="application/json")


@router.get("/statements/{statement_id}")
def statement(request: Request, *, statement_id: Name, as_of: AsOf = None) -> Response:
    """Return a statement with its words marked, and with what tells it again."""
    edition = edition_of(request)
    day = looked_at(edition, as_of)
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


def _linked(request: Request, found: list[Said]) -> Response:
    base_url = options_of(request).base_url
    graph = [part for one in found for part in linked_data(one, base_url=base_url)]
    return Response(json_text(graph), media_type="application/ld+json")


def _words(said: Said) -> str:
    return said.record.english or said.record.text
