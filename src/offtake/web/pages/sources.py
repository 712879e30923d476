"""How far each source is held, and the tariffs and controls that stood on a day."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from offtake.report import source_rows
from offtake.report.tariffs import TARIFF_COLUMNS, tariff_rows
from offtake.web.asking import AsOf, Form, edition_of, options_of, page_of, rows_answer, show

router = APIRouter(include_in_schema=False)


@router.get("/sources.{form}")
def sources_data(request: Request, *, form: Form) -> Response:
    """Return the sources as data."""
    states = edition_of(request).workspace.sources(now=options_of(request).now())
    return rows_answer(source_rows(states), form=form)


@router.get("/sources")
def sources(request: Request) -> Response:
    """Return how far each source is held, and whether it is late."""
    workspace, now = edition_of(request).workspace, options_of(request).now()
    page = page_of(request, title="Sources", description="Who publishes what, and how far we are.")
    health = workspace.doctor(keys=lambda _name: "set")  # whether a key is set is nobody's business
    return show(
        "sources.html",
        page,
        now=now.date(),
        states=workspace.sources(now=now),
        quarantined={one.source.id: one.quarantined for one in health.sources},
        gaps=health.gaps,
        disagreements=health.disagreements,
    )


@router.get("/tariffs.{form}")
def tariffs_data(request: Request, *, form: Form, as_of: AsOf = None) -> Response:
    """Return the tariffs and controls as data."""
    edition = edition_of(request)
    rows = tariff_rows(edition.workspace.tariffs(as_of=edition.day(as_of)))
    return rows_answer(rows, form=form, columns=TARIFF_COLUMNS)


@router.get("/tariffs")
def tariffs(request: Request, *, as_of: AsOf = None) -> Response:
    """Return how tariffs and controls stood on a day."""
    edition = edition_of(request)
    day = edition.day(as_of)
    page = page_of(
        request, title="Tariffs and controls", description="What stood on a day.", as_of=day
    )
    rows = tariff_rows(edition.workspace.tariffs(as_of=day))
    return show("tariffs.html", page, rows=rows)
