"""The board: every pledge under each reading."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from offtake.report.html import board_view
from offtake.web.asking import (
    AsOf,
    Form,
    Unit,
    checked_unit,
    edition_of,
    page_of,
    rows_answer,
    show,
)

router = APIRouter(include_in_schema=False)


@router.get("/")
def board(request: Request, *, as_of: AsOf = None) -> Response:
    """Return the board."""
    edition = edition_of(request)
    found = edition.board(edition.day(as_of))
    page = page_of(
        request,
        title="The board",
        description="Every trade promise in the register, under each of its readings.",
        as_of=found.as_of,
    )
    outlook = edition.outlook(found.as_of)
    view = board_view(
        found.verdicts,
        found.left_out,
        forecasts=outlook.of_open(found.verdicts),
        coming=edition.coming(found.as_of),
    )
    groups = sorted(edition.workspace.groups)
    return show("board.html", page, groups=groups, **view)


@router.get("/board.{form}")
def board_data(request: Request, *, form: Form, as_of: AsOf = None, unit: Unit = "t") -> Response:
    """Return the board as data."""
    edition = edition_of(request)
    verdicts = edition.board(edition.day(as_of)).verdicts
    return rows_answer(edition.rows(verdicts, unit=checked_unit(unit)), form=form)
