"""The pages a person reads, and their twins as data."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from offtake.domain import Verdict
from offtake.errors import ReadingUnknown, RequestRefused
from offtake.pace import day_text
from offtake.report import COLUMNS, UNIT_CODES, contribution_rows, report_rows, source_rows
from offtake.report.files import CONTRIBUTION_COLUMNS
from offtake.report.groups import group_rows
from offtake.report.html import (
    board_view,
    changes_rows,
    pledge_view,
    reasons,
    release_days,
    release_view,
    shown,
)
from offtake.report.tariffs import TARIFF_COLUMNS, tariff_rows
from offtake.web.asking import (
    AsOf,
    DeadlineId,
    Name,
    Reading,
    Unit,
    checked_unit,
    edition_of,
    options_of,
    page_of,
    rows_answer,
    show,
)
from offtake.workspace import Changes

router = APIRouter(include_in_schema=False)
Form = Literal["json", "csv"]
CHANGE_COLUMNS = (
    *("pledge", "reading", "deadline", "unit", "counted_before", "counted_after"),
    *("verdict_before", "verdict_after", "why"),
)
STATIC_RELEASES = 4
"""How many of the newest releases have a page in a static site."""


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
    view = board_view(found.verdicts, found.left_out)
    groups = sorted(edition.workspace.groups)
    return show("board.html", page, groups=groups, **view)


@router.get("/board.{form}")
def board_data(request: Request, *, form: Form, as_of: AsOf = None, unit: Unit = "t") -> Response:
    """Return the board as data."""
    edition = edition_of(request)
    rows = report_rows(edition.board(edition.day(as_of)).verdicts, unit=checked_unit(unit))
    return rows_answer(rows, form=form)


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
    rows = report_rows(found.page.board.verdicts, unit=checked_unit(unit))
    return rows_answer(rows, form=form)


@router.get("/pledges/{pledge_id}")
def pledge(
    request: Request,
    *,
    pledge_id: Name,
    as_of: AsOf = None,
    reading: Reading = None,
    deadline: DeadlineId = None,
    unit: Unit = "t",
) -> Response:
    """Return a pledge."""
    edition = edition_of(request)
    found = edition.dossier(pledge_id, edition.day(as_of), reading, deadline)
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
        figures=found.figures(unit=checked_unit(unit)),
        unit=unit,
    )
    return show(
        "pledge.html",
        page,
        unit=unit,
        units=UNIT_CODES,
        unmade=one.made_on if board.left_out else None,
        later_statements=found.page.later_statements,
        later_deadlines=found.page.later_deadlines,
        **view,
    )


@router.get("/embed/{pledge_id}")
def embed(
    request: Request,
    *,
    pledge_id: Name,
    as_of: AsOf = None,
    reading: Reading = None,
    deadline: DeadlineId = None,
    unit: Unit = "t",
) -> Response:
    """Return the chart of a pledge alone, to stand in a frame on any page."""
    edition = edition_of(request)
    found = edition.dossier(pledge_id, edition.day(as_of), reading, deadline)
    one = found.page.pledge
    page = page_of(request, title=one.title, description=one.status, as_of=found.page.board.as_of)
    figures = found.figures(unit=checked_unit(unit))
    view = pledge_view(one, (), found.curves, (), figures=figures, unit=unit)
    return show("embed.html", page, charts=view["charts"])


@router.get("/groups/{group_id}.{form}")
def group_data(request: Request, *, group_id: Name, form: Form, as_of: AsOf = None) -> Response:
    """Return the scores of pledges made together as data."""
    edition = edition_of(request)
    found = edition.group(group_id, edition.day(as_of))
    if form == "csv":
        return rows_answer(report_rows(found.board.verdicts), form=form)
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
    )


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


Since = Annotated[date, Query(description="The earlier day.")]


@router.get("/changes.{form}")
def changes_data(
    request: Request, *, form: Form, since: Since, as_of: AsOf = None, unit: Unit = "t"
) -> Response:
    """Return what changed between two days as data."""
    return _changes_data(_between(request, since, as_of), form, unit)


@router.get("/changes")
def changes(request: Request, *, since: Since, as_of: AsOf = None) -> Response:
    """Return what changed between two days, per pledge and reading."""
    found = _between(request, since, as_of)
    title = f"What changed between {day_text(found.since)} and {day_text(found.until)}"
    return _changes_page(request, found, title)


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


@router.get("/methods")
def methods(request: Request) -> Response:
    """Return how things are counted."""
    page = page_of(request, title="Methods", description="How things are counted, and why.")
    return show("methods.html", page, columns=COLUMNS)


@router.get("/api")
def interface(request: Request) -> Response:
    """Return what programs can ask for."""
    page = page_of(request, title="Data", description="Every page as data, and the interface.")
    paths: Mapping[str, Any] = request.app.openapi()["paths"]
    routes: Sequence[tuple[str, str]] = [
        (path, found["get"]["description"].splitlines()[0]) for path, found in paths.items()
    ]
    return show("api.html", page, routes=routes)


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


def _on(request: Request, day: date) -> Changes:
    edition = edition_of(request)
    if day > edition.last_look:
        problem = f"nobody has looked on {day} yet"
        raise RequestRefused(404, problem, f"the last look was on {edition.last_look}")
    if day <= edition.first_vintage:
        problem = f"nothing is known before {edition.first_vintage}"
        raise RequestRefused(404, problem, "ask for a later day")
    return edition.changes(day - timedelta(days=1), day)


def _between(request: Request, since: date, as_of: date | None) -> Changes:
    edition = edition_of(request)
    until = edition.day(as_of)
    if since >= until:
        raise RequestRefused(400, f"{since} is not before {until}", "ask for an earlier day first")
    return edition.changes(since, until)


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
    return show(
        "changes.html",
        page,
        since=found.since,
        until=found.until,
        count=len(found.changed),
        unchanged=found.unchanged,
        **release_view(found.changed),
    )
