"""What came out on a day, and what changed between two."""

from datetime import date, timedelta
from itertools import groupby

from fastapi import APIRouter, Request
from starlette.responses import Response

from offtake.errors import RequestRefused
from offtake.pace import day_text
from offtake.report.html import changes_rows, release_days, release_view
from offtake.web.asking import (
    AsOf,
    Form,
    Spanned,
    Unit,
    checked_unit,
    edition_of,
    looked_at,
    page_of,
    rows_answer,
    show,
)
from offtake.workspace import Changes

router = APIRouter(include_in_schema=False)
CHANGE_COLUMNS = (
    *("pledge", "reading", "deadline", "unit", "counted_before", "counted_after"),
    *("verdict_before", "verdict_after", "why"),
)
STATIC_RELEASES = 4
"""How many of the newest releases have a page in a static site."""


@router.get("/releases.{form}")
def releases_data(request: Request, *, form: Form, as_of: AsOf = None) -> Response:
    """Return the days on which figures came out as data."""
    edition = edition_of(request)
    found = release_days(edition.board(edition.day(as_of)).verdicts)
    rows = [{"on": day.isoformat(), "figures": count} for day, count in found]
    return rows_answer(rows, form=form, columns=("on", "figures"))


@router.get("/releases")
def releases(request: Request, *, as_of: AsOf = None) -> Response:
    """Return the days on which figures came out that some verdict stands on."""
    edition = edition_of(request)
    found = edition.board(edition.day(as_of))
    days = release_days(found.verdicts)
    page = page_of(
        request,
        title="Releases",
        description="What changed with each publication, per pledge and reading.",
        as_of=found.as_of,
    )
    years = [(year, list(some)) for year, some in groupby(days, key=lambda one: one[0].year)]
    with_page = {day for day, _ in days[:STATIC_RELEASES]}
    return show("releases.html", page, years=years, shown=with_page)


@router.get("/releases/{day}.{form}")
def release_data(request: Request, *, day: date, form: Form, unit: Unit = "t") -> Response:
    """Return what changed on a day as data."""
    return _changes_data(_on(request, day), form, unit)


@router.get("/releases/{day}")
def release(request: Request, *, day: date) -> Response:
    """Return what changed on a day, per pledge and reading."""
    return _changes_page(request, _on(request, day), f"What came out on {day_text(day)}")


@router.get("/changes.{form}")
def changes_data(*, form: Form, span: Spanned, as_of: AsOf = None, unit: Unit = "t") -> Response:
    """Return what changed between two days, or two revisions, as data."""
    return _changes_data(span.changes(as_of), form, unit)


@router.get("/changes")
def changes(request: Request, *, span: Spanned, as_of: AsOf = None) -> Response:
    """Return what changed between two days, or two revisions, per pledge and reading."""
    found = span.changes(as_of)
    title = f"What changed between {' and '.join(_ends(found))}"
    return _changes_page(request, found, title)


def _on(request: Request, day: date) -> Changes:
    edition = edition_of(request)
    if looked_at(edition, day) <= edition.first_vintage:
        problem = f"nothing is known before {edition.first_vintage}"
        raise RequestRefused(404, problem, "ask for a later day")
    return edition.changes(day - timedelta(days=1), day)


def _ends(found: Changes) -> tuple[str, str]:
    """Return what the two sides are called: days, or the revisions of one day."""
    if found.since_revision == found.revision:
        return day_text(found.since), day_text(found.until)
    return f"revision {found.since_revision}", f"revision {found.revision}"


def _changes_data(found: Changes, form: Form, unit: str) -> Response:
    rows = changes_rows(found.changed, unit=checked_unit(unit))
    return rows_answer(rows, form=form, columns=CHANGE_COLUMNS)


def _changes_page(request: Request, found: Changes, title: str) -> Response:
    page = page_of(
        request,
        title=title,
        description="Each reading before and after.",
        as_of=found.until,
        twins=True,
        is_of_any_day=False,
    )
    is_of_days = found.since_revision == found.revision
    since, until = _ends(found)
    return show(
        "changes.html",
        page,
        since=found.since if is_of_days else since,
        until=found.until if is_of_days else until,
        count=len(found.changed),
        unchanged=found.unchanged,
        **release_view(found.changed),
    )
