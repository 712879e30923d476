"""What came out, what changed and what was printed otherwise later, for programs."""

from fastapi import APIRouter
from starlette.responses import JSONResponse

from offtake.report.html import changes_rows, release_days
from offtake.report.pages import revision_rows
from offtake.web.api.answers import Listed, Partner, Product, Rows
from offtake.web.asking import Spanned, Unit, checked_unit

router = APIRouter()


@router.get("/releases", response_model=Rows)
def list_releases(*, listed: Listed) -> JSONResponse:
    """Return the days on which figures came out that some verdict stands on, newest first."""
    days = release_days(listed.edition.board(listed.day).verdicts)
    return listed.answer([{"on": on.isoformat(), "figures": count} for on, count in days])


@router.get("/changes", response_model=Rows)
def list_changes(*, span: Spanned, listed: Listed, unit: Unit = "t") -> JSONResponse:
    """Return each reading that stands otherwise on a later day, or at a later revision."""
    day = listed.as_of if listed.cursor is None else listed.day
    found = span.changes(day)
    rows = changes_rows(found.changed, unit=checked_unit(unit))
    return listed.answer(rows, stands_on=found.until)


@router.get("/revisions", response_model=Rows)
def list_revisions(
    *, listed: Listed, product: Product = "soybeans", partner: Partner | None = None
) -> JSONResponse:
    """Return every value of the figures of a product that were printed otherwise later."""
    workspace = listed.edition.workspace
    found = workspace.revisions(product=product, partner=partner, as_of=listed.day)
    return listed.answer(revision_rows(found))
