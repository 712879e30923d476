"""Errors as answers: a page for a reader, problem+json (RFC 9457) for a program."""

import json
from http import HTTPStatus

from offtake.errors import (
    AsOfAfterLastLook,
    BarrierUnknown,
    CodeUnknown,
    DeadlineUnknown,
    ExtraMissing,
    ModelChanged,
    OfftakeError,
    PledgeUnknown,
    ReadingUnknown,
    RequestRefused,
    RevisionUnknown,
    SourceUnknown,
    StatementUnknown,
    StoreError,
    TextUnreadable,
    UsageError,
    VintageUnknown,
    VocabularyError,
)
from offtake.report.html import LiveLinks, Page, StaticLinks, render

_NOT_FOUND = (
    *(AsOfAfterLastLook, BarrierUnknown, CodeUnknown, DeadlineUnknown, PledgeUnknown),
    *(ReadingUnknown, RevisionUnknown, SourceUnknown, StatementUnknown, VintageUnknown),
)
_UNAVAILABLE = (ExtraMissing, ModelChanged, StoreError)
"""What cannot be had here until somebody mends or installs something."""
_TITLES = {
    HTTPStatus.NOT_FOUND: "There is nothing here",
    HTTPStatus.UNPROCESSABLE_ENTITY: "That cannot be asked",
    HTTPStatus.BAD_REQUEST: "That cannot be asked",
}
_DATA = ("/api/", "/charts/", "/cards/", "/static/", "/oembed")


def status_of(error: OfftakeError) -> int:
    """Return the HTTP status of an error: 404 for what is not held, 400 for what cannot be asked.

    >>> int(status_of(PledgeUnknown("x", [])))
    404
    """
    if isinstance(error, RequestRefused):
        return error.status
    if isinstance(error, _NOT_FOUND):
        return HTTPStatus.NOT_FOUND
    if isinstance(error, _UNAVAILABLE):
        return HTTPStatus.SERVICE_UNAVAILABLE
    if isinstance(error, TextUnreadable):
        return HTTPStatus.UNPROCESSABLE_ENTITY
    if isinstance(error, (UsageError, VocabularyError)):
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.INTERNAL_SERVER_ERROR


def problem_body(path: str, *, status: int, detail: str, is_static: bool) -> tuple[bytes, str]:
    """Return the body that tells of a problem, and its media type.

    Addresses of pages are answered by a page, those of data by problem+json.
    """
    title = _TITLES.get(HTTPStatus(status), HTTPStatus(status).phrase)
    if wants_page(path):
        links = StaticLinks(path) if is_static else LiveLinks()
        page = Page(path=path, title=title, description=title, links=links, asked={})
        return render("error.html", page, detail=detail).encode(), "text/html; charset=utf-8"
    told = {"type": "about:blank", "title": title, "status": int(status), "detail": detail}
    return json.dumps(told, ensure_ascii=False).encode(), "application/problem+json"


def wants_page(path: str) -> bool:
    """Return whether an address is that of a page.

    >>> wants_page("/pledges/x"), wants_page("/pledges/x.json"), wants_page("/api/v1/pledges")
    (True, False, False)
    """
    last = path.rsplit("/", 1)[-1]
    return not path.startswith(_DATA) and not last.endswith((".json", ".jsonld", ".csv"))
