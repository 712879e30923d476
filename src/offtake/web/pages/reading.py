"""A text read, and two compared: pages with a form, and what they tell as files.

What is sent is read and forgotten: no store, no cache and no log has a word of it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from offtake.errors import RequestRefused, TextUnreadable
from offtake.evidence import Told
from offtake.report.files import csv_text, object_text
from offtake.report.html.reader_page import (
    EXAMPLES,
    compare_view,
    reader_annotations,
    reader_data,
    reader_view,
)
from offtake.report.told import CSV_COLUMNS, told_rows
from offtake.web.asking import edition_of, options_of, page_of, show
from offtake.web.problems import status_of
from offtake.web.texts import NAME_LENGTH, compared, read_sent_text

router = APIRouter(include_in_schema=False)
_NAMES = ("the first text", "the second text")
Example = Annotated[
    Literal["wire", "rewrite", ""], Query(description="A made-up text to try the reader on.")
]
Tried = Annotated[Literal["1", ""], Query(description="1 compares two made-up texts.")]


@router.get("/read")
def read_form(request: Request, *, example: Example = "") -> Response:
    """Return the form, with what a made-up text gives where that is asked for."""
    if options_of(request).is_static:
        example = "wire"
    if not example:
        return _read_page(request, {})
    return _read_page(request, {"text": EXAMPLES[example]}, told=_try(request, example))


@router.get("/read.json")
def read_example(request: Request, *, example: Literal["wire", "rewrite"] = "wire") -> Response:
    """Return what a made-up text gives, as data."""
    return _json(reader_data(_try(request, example), edition_of(request).workspace.register))


@router.post("/read")
def read_sent(request: Request) -> Response:
    """Return what a text gives that was put into the form."""
    form = _form(request)
    try:
        told = read_sent_text(
            request, form.get("text", ""), name="the text", on=_day(form.get("on", ""))
        )
    except (RequestRefused, TextUnreadable) as problem:
        return _read_page(request, form, problem=problem)
    return _read_page(request, form, told=told)


@router.post("/read.{form}")
def read_sent_data(request: Request, *, form: Literal["json", "csv", "jsonld"]) -> Response:
    """Return what a text of the form gives, as a file."""
    sent = _form(request)
    told = read_sent_text(request, sent.get("text", ""), name="text", on=_day(sent.get("on", "")))
    if form == "csv":
        text = csv_text(told_rows(told), columns=CSV_COLUMNS)
        return Response(text, media_type="text/csv; charset=utf-8")
    if form == "jsonld":
        return _json(reader_annotations(told), media_type="application/ld+json")
    return _json(reader_data(told, edition_of(request).workspace.register))


@router.get("/compare")
def compare_form(request: Request, *, example: Tried = "") -> Response:
    """Return the form for two texts, with what two made-up ones give where that is asked for."""
    if not example and not options_of(request).is_static:
        return _compare_page(request, {})
    both = (_try(request, "wire"), _try(request, "rewrite"))
    form = {"first": EXAMPLES["wire"], "second": EXAMPLES["rewrite"]}
    return _compare_page(request, form, both=both)


@router.post("/compare")
def compare_sent(request: Request) -> Response:
    """Return two texts of the form side by side."""
    form = _form(request)
    try:
        both = _both(request, form)
    except (RequestRefused, TextUnreadable) as problem:
        return _compare_page(request, form, problem=problem)
    return _compare_page(request, form, both=both)


@router.post("/compare.json")
def compare_sent_data(request: Request) -> Response:
    """Return two texts of the form side by side, as a file."""
    return _json(compared(request, *_both(request, _form(request))))


def _try(request: Request, example: str) -> Told:
    return read_sent_text(request, EXAMPLES[example], name=example, on=None)


def _both(request: Request, form: Mapping[str, str]) -> tuple[Told, Told]:
    names = [
        (form.get(f"{side}_name", "").strip() or name)[:NAME_LENGTH]
        for side, name in zip(("first", "second"), _NAMES, strict=True)
    ]
    if names[0] == names[1]:
        names[1] = f"{names[1]} (2)"
    first, second = (
        read_sent_text(request, form.get(side, ""), name=name, on=_day(form.get(f"{side}_on", "")))
        for side, name in zip(("first", "second"), names, strict=True)
    )
    return first, second


def _read_page(
    request: Request,
    form: Mapping[str, str],
    *,
    told: Told | None = None,
    problem: RequestRefused | TextUnreadable | None = None,
) -> Response:
    register = edition_of(request).workspace.register
    view = {} if told is None else reader_view(told, register)
    page = page_of(request, title="Read a text", description="Who says that who would do what.")
    shown = show("read.html", page, **_around(request, form, problem), told=told, **view)
    shown.status_code = 200 if problem is None else status_of(problem)
    return shown


def _compare_page(
    request: Request,
    form: Mapping[str, str],
    *,
    both: tuple[Told, Told] | None = None,
    problem: RequestRefused | TextUnreadable | None = None,
) -> Response:
    workspace = edition_of(request).workspace
    view: dict[str, Any] = {}
    if both is not None:
        view = compare_view(workspace.compare(*both), workspace.changed(*both))
    page = page_of(request, title="Compare two accounts", description="What one side leaves out.")
    shown = show("compare.html", page, **_around(request, form, problem), both=both, **view)
    shown.status_code = 200 if problem is None else status_of(problem)
    return shown


def _around(request: Request, form: Mapping[str, str], problem: Exception | None) -> dict[str, Any]:
    """Return what stands around a result: what was sent, and what went wrong."""
    return {
        "form": form,
        "problem": "" if problem is None else str(problem),
        "needs_token": options_of(request).needs_token,
    }


def _form(request: Request) -> Mapping[str, str]:
    found: Mapping[str, str] = request.scope["offtake.form"]
    return found


def _day(text: str) -> date | None:
    """Return the day of publication that was given, or none.

    Raises:
        RequestRefused: It is no date.
    """
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise RequestRefused(422, "the day is no date", "write it as 2026-01-20") from None


def _json(data: Mapping[str, Any], *, media_type: str = "application/json") -> Response:
    return Response(object_text(data), media_type=media_type)
