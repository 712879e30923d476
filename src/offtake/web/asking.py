"""What routes share: the query they take, the edition they answer from, and their answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Query, Request
from starlette.responses import HTMLResponse, Response

from offtake.errors import RequestRefused, UnitMismatch
from offtake.report import UNIT_CODES, csv_text, json_text
from offtake.report.html import Links, LiveLinks, Page, StaticLinks, render
from offtake.web.options import Options
from offtake.web.shelf import Edition
from offtake.workspace import Changes, Dossier

AsOf = Annotated[
    date | None, Query(description="A day in Washington: nothing published after it is used.")
]
Unit = Annotated[str, Query(description="Unit of quantities, where they convert.", max_length=20)]
Reading = Annotated[str | None, Query(description="Id of a reading.", max_length=120)]
DeadlineId = Annotated[str | None, Query(description="Id of a deadline.", max_length=120)]
Name = Annotated[str, Path(max_length=120)]
Form = Literal["json", "csv"]
RecordTable = Literal["calibration", "skill", "replay", "issued", "parties"]


def edition_of(request: Request) -> Edition:
    """Return the edition that this request is answered from, to its end."""
    found = request.scope["offtake.edition"]
    if not isinstance(found, Edition):
        raise TypeError("the edge puts an edition into each request")
    return found


def options_of(request: Request) -> Options:
    """Return how the server is set up."""
    found = request.app.state.options
    if not isinstance(found, Options):
        raise TypeError("the server was made without options")
    return found


def looked_at(edition: Edition, as_of: date | None) -> date:
    """Return the day asked for, by default that of the last look.

    Raises:
        RequestRefused: Nobody has looked on that day yet.
    """
    if as_of is not None and as_of > edition.last_look:
        problem = f"nobody has looked on {as_of} yet"
        raise RequestRefused(404, problem, f"the last look was on {edition.last_look}")
    return edition.day(as_of)


def checked_unit(unit: str) -> str:
    """Return a unit that quantities can be asked for in.

    Raises:
        UnitMismatch: It is neither a weight nor bushels.
    """
    if unit not in UNIT_CODES:
        raise UnitMismatch(unit, f"any of {', '.join(UNIT_CODES)}")
    return unit


@dataclass(frozen=True)
class Choice:
    """A pledge, and the span and unit in which it is to be shown."""

    request: Request
    pledge_id: Name
    as_of: AsOf = None
    reading: Reading = None
    deadline: DeadlineId = None
    unit: Unit = "t"

    @property
    def dossier(self) -> Dossier:
        """Everything that the page of the pledge tells."""
        edition = edition_of(self.request)
        return edition.dossier(self.pledge_id, edition.day(self.as_of), self.reading, self.deadline)


Chosen = Annotated[Choice, Depends()]
Since = Annotated[date | None, Query(description="The earlier day.")]
SinceRevision = Annotated[
    int | None, Query(description="The earlier revision, in place of an earlier day.", ge=1)
]
Revision = Annotated[
    int | None, Query(description="The later revision, by default the newest.", ge=1)
]


@dataclass(frozen=True)
class Span:
    """Two days, or two revisions of the store as known on one day, to be compared."""

    request: Request
    since: Since = None
    since_revision: SinceRevision = None
    revision: Revision = None

    def changes(self, as_of: date | None) -> Changes:
        """Return what stands otherwise at the later end.

        Raises:
            RequestRefused: Neither or both are asked for, or the later is not later.
        """
        edition = edition_of(self.request)
        if self.since_revision is not None and self.since is None:
            if self.since_revision >= (self.revision or edition.revision):
                problem = f"revision {self.since_revision} is not before the later one"
                raise RequestRefused(400, problem, "ask for an earlier revision first")
            return edition.recounts(self.since_revision, self.revision, as_of)
        if self.since is None or self.since_revision is not None or self.revision is not None:
            problem = "what to compare is not told"
            raise RequestRefused(400, problem, "give either since, a day, or since_revision")
        until = edition.day(as_of)
        if self.since >= until:
            problem = f"{self.since} is not before {until}"
            raise RequestRefused(400, problem, "ask for an earlier day first")
        return edition.changes(self.since, until)


Spanned = Annotated[Span, Depends()]


def page_of(
    request: Request,
    *,
    title: str,
    description: str,
    as_of: date | None = None,
    twins: bool = False,
    card: str = "",
    is_of_any_day: bool = True,
) -> Page:
    """Return what a page says of itself; `as_of` is the day it stands on."""
    edition, options = edition_of(request), options_of(request)
    asked = dict(request.query_params)
    path = request.url.path
    links: Links = StaticLinks(path) if options.is_static else LiveLinks(as_of=asked.get("as_of"))
    return Page(
        path=path,
        title=title,
        description=description,
        links=links,
        asked=asked,
        as_of=as_of,
        first=edition.first_vintage,
        last=edition.last_look,
        revision=edition.revision,
        base_url=options.base_url,
        twins=twins,
        card=card,
        is_of_any_day=is_of_any_day,
    )


def show(template: str, page: Page, **view: Any) -> Response:
    """Return a page."""
    return HTMLResponse(render(template, page, **view))


def rows_answer(
    rows: Sequence[Mapping[str, Any]], *, form: str, columns: Sequence[str] = ()
) -> Response:
    """Return rows as JSON or CSV, as the ending of the address says."""
    if form == "csv":
        text = csv_text(rows, columns=columns) if columns else csv_text(rows)
        return Response(text, media_type="text/csv; charset=utf-8")
    return Response(json_text(rows), media_type="application/json")
