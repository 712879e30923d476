"""Pledges, their verdicts, pace and evidence, for programs."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from fastapi.encoders import jsonable_encoder
from starlette.responses import JSONResponse

from offtake.domain import Pledge
from offtake.report import contribution_rows
from offtake.report.charts import table_rows
from offtake.report.pages import pledge_rows
from offtake.web.api.answers import Listed, PaceAnswer, PledgeText, Rows
from offtake.web.asking import AsOf, Chosen, Name, Reading, Unit, checked_unit, edition_of

router = APIRouter()


@router.get("/pledges", response_model=Rows)
def list_pledges(listed: Listed) -> JSONResponse:
    """List the register: every pledge made by a day."""
    made = [one for one in listed.edition.workspace.register.values() if one.made_on <= listed.day]
    return listed.answer(pledge_rows(made))


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
    *,
    listed: Listed,
    pledge_id: Name,
    unit: Unit = "t",
) -> JSONResponse:
    """Return the verdict on a pledge under each reading and deadline."""
    page = listed.edition.dossier(pledge_id, listed.day, None, None).page
    rows = listed.edition.rows(page.board.verdicts, unit=checked_unit(unit))
    return listed.answer(rows)


@router.get("/pledges/{pledge_id}/pace", response_model=PaceAnswer)  # noqa: FAST003 - it is a field of the choice
def get_pace(request: Request, *, chosen: Chosen) -> JSONResponse:
    """Return how the counts of a pledge built up: the figures of its chart, to the last digit."""
    found = chosen.dossier
    figures = found.figures(unit=checked_unit(chosen.unit))
    told: dict[str, Any] = {
        "as_of": found.page.board.as_of,
        "revision": edition_of(request).revision,
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
    *,
    listed: Listed,
    pledge_id: Name,
    reading: Reading = None,
) -> JSONResponse:
    """Return every figure behind a pledge's numbers, with its vintage and place in the bytes."""
    found = listed.edition.workspace.report(as_of=listed.day, pledge=pledge_id, reading=reading)
    return listed.answer(contribution_rows(found.verdicts))


@router.get("/verdicts", response_model=Rows)
def list_verdicts(
    *,
    listed: Listed,
    unit: Unit = "t",
) -> JSONResponse:
    """Return the verdict on every pledge under each reading and deadline."""
    verdicts = listed.edition.board(listed.day).verdicts
    rows = listed.edition.rows(verdicts, unit=checked_unit(unit))
    return listed.answer(rows)


def _pledge_data(pledge: Pledge) -> dict[str, Any]:
    """Return a pledge as plain data; decimals as the strings that keep their digits."""
    found: dict[str, Any] = jsonable_encoder(asdict(pledge))
    return found
