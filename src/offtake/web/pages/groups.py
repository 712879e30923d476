"""Pledges made together under one name."""

from itertools import groupby

from fastapi import APIRouter, Request
from starlette.responses import Response

from offtake.report.groups import group_rows
from offtake.report.html import chances_by_verdict, reasons, shown
from offtake.web.asking import AsOf, Form, Name, edition_of, page_of, rows_answer, show

router = APIRouter(include_in_schema=False)


@router.get("/groups/{group_id}.{form}")
def group_data(request: Request, *, group_id: Name, form: Form, as_of: AsOf = None) -> Response:
    """Return the scores of pledges made together as data."""
    edition = edition_of(request)
    found = edition.group(group_id, edition.day(as_of))
    if form == "csv":
        return rows_answer(edition.rows(found.board.verdicts), form=form)
    return rows_answer(group_rows(found.board.verdicts, found.products), form=form)


@router.get("/groups/{group_id}")
def group(request: Request, *, group_id: Name, as_of: AsOf = None) -> Response:
    """Return the pledges made together under one name."""
    edition = edition_of(request)
    found = edition.group(group_id, edition.day(as_of))
    page = page_of(
        request,
        title=f"Made together: {group_id}",
        description=f"The pledges of {group_id}, scored under each reading.",
        as_of=found.board.as_of,
        twins=True,
    )
    pledges = groupby(found.board.verdicts, key=lambda one: one.pledge)
    return show(
        "group.html",
        page,
        group=group_id,
        groups=[(one, list(verdicts)) for one, verdicts in pledges],
        reasons=reasons(found.board.verdicts),
        products=[(", ".join(names), scores) for names, scores in found.products.items()],
        show=lambda verdict, value: shown(verdict, value, "t"),
        chances=chances_by_verdict(
            edition.outlook(found.board.as_of).outcomes(found.board.verdicts)
        ),
    )
