"""What was said, for programs."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel
from starlette.responses import JSONResponse

from offtake.report.sayings import saying_data, saying_rows
from offtake.web.api.answers import Listed, Rows
from offtake.web.asking import AsOf, Name, edition_of, looked_at
from offtake.web.said import Searched

router = APIRouter()


class StatementText(BaseModel):
    """A statement as the register has it, with its marked words and where it is told again."""

    as_of: date
    revision: int
    statement: dict[str, Any]


@router.get("/statements", response_model=Rows)
def list_statements(*, listed: Listed, search: Searched) -> JSONResponse:
    """Return what the register holds as said, newest first."""
    day = looked_at(listed.edition, listed.day)
    return listed.answer(saying_rows(search.found(day)))


@router.get("/statements/{statement_id}", response_model=StatementText)
def get_statement(request: Request, *, statement_id: Name, as_of: AsOf = None) -> JSONResponse:
    """Return a statement with its marked words, and where it is told again."""
    edition = edition_of(request)
    day = looked_at(edition, as_of)
    page = edition.workspace.statement(statement_id, until=day)
    told = {
        "as_of": day,
        "revision": edition.revision,
        "statement": saying_data(page.said, page.retellings),
    }
    return JSONResponse(jsonable_encoder(told))
