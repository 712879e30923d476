"""A pledge, its chart to stand in a frame, and the figures behind its numbers."""

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from offtake.domain import Verdict
from offtake.errors import ReadingUnknown
from offtake.report import UNIT_CODES, contribution_rows
from offtake.report.files import CONTRIBUTION_COLUMNS
from offtake.report.html import linked, pledge_view
from offtake.web.asking import (
    AsOf,
    Chosen,
    Form,
    Name,
    Reading,
    Unit,
    checked_unit,
    edition_of,
    page_of,
    rows_answer,
    show,
)

router = APIRouter(include_in_schema=False)


@router.get("/pledges/{pledge_id}/evidence.{form}")
def evidence_data(
    request: Request, *, pledge_id: Name, form: Form, as_of: AsOf = None, reading: Reading = None
) -> Response:
    """Return the figures behind a pledge's numbers as data."""
    found = _verdicts(request, pledge_id, as_of, reading)
    return rows_answer(contribution_rows(found), form=form, columns=CONTRIBUTION_COLUMNS)


@router.get("/pledges/{pledge_id}/evidence")
def evidence(
    request: Request, *, pledge_id: Name, as_of: AsOf = None, reading: Reading = None
) -> Response:
    """Return the figures behind the numbers of one reading of a pledge."""
    edition = edition_of(request)
    one = edition.workspace.pledge(pledge_id)
    chosen = reading or one.readings[0].id
    found = _verdicts(request, pledge_id, as_of, chosen)
    page = page_of(
        request,
        title=f"Figures behind {one.title}",
        description=f"Every figure that readings of {one.id} count.",
        as_of=edition.day(as_of),
        twins=True,
    )
    return show("evidence.html", page, pledge=one, verdicts=found, reading=chosen)


@router.get("/pledges/{pledge_id}.{form}")
def pledge_data(
    request: Request, *, pledge_id: Name, form: Form, as_of: AsOf = None, unit: Unit = "t"
) -> Response:
    """Return the verdicts on a pledge as data."""
    edition = edition_of(request)
    found = edition.dossier(pledge_id, edition.day(as_of), None, None)
    rows = edition.rows(found.page.board.verdicts, unit=checked_unit(unit))
    return rows_answer(rows, form=form)


@router.get("/pledges/{pledge_id}")  # noqa: FAST003 - it is a field of the choice
def pledge(request: Request, *, chosen: Chosen) -> Response:
    """Return a pledge."""
    edition = edition_of(request)
    found, unit = chosen.dossier, checked_unit(chosen.unit)
    one, board = found.page.pledge, found.page.board
    page = page_of(
        request,
        title=one.title,
        description=one.status,
        as_of=board.as_of,
        twins=True,
        card=f"/cards/{one.id}.png" if found.curves else "",
    )
    view = pledge_view(
        one,
        board.verdicts,
        found.curves,
        found.revisions,
        figures=found.figures(unit=unit),
        unit=unit,
        outcomes=edition.outlook(board.as_of).outcomes(board.verdicts),
        coming=edition.coming(board.as_of),
    )
    return show(
        "pledge.html",
        page,
        unit=unit,
        units=UNIT_CODES,
        unmade=one.made_on if board.left_out else None,
        later_statements=found.page.later_statements,
        later_deadlines=found.page.later_deadlines,
        linked=linked.pledge_data(page, one, board.verdicts),
        **view,
    )


@router.get("/embed/{pledge_id}")  # noqa: FAST003 - it is a field of the choice
def embed(request: Request, *, chosen: Chosen) -> Response:
    """Return the chart of a pledge alone, to stand in a frame on any page."""
    found = chosen.dossier
    one = found.page.pledge
    page = page_of(request, title=one.title, description=one.status, as_of=found.page.board.as_of)
    unit = checked_unit(chosen.unit)
    view = pledge_view(one, (), found.curves, (), figures=found.figures(unit=unit), unit=unit)
    return show("embed.html", page, charts=view["charts"])


def _verdicts(
    request: Request, pledge_id: str, as_of: date | None, reading: str | None
) -> list[Verdict]:
    """Return the verdicts on a pledge under one reading, or under all."""
    edition = edition_of(request)
    found = edition.dossier(pledge_id, edition.day(as_of), None, None).page
    known = [one.id for one in found.pledge.readings]
    if reading is not None and reading not in known:
        raise ReadingUnknown(pledge_id, reading, known)
    return [one for one in found.board.verdicts if reading in {None, one.reading.id}]
