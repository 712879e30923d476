"""A text read, and two compared: pages with a form, and the same for programs.

What is sent is read and forgotten: no store, no cache and no log has a word of it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from offtake.errors import RequestRefused, TextUnreadable
from offtake.evidence import Told
from offtake.report.accounts import comparison_data
from offtake.report.files import csv_text, object_text
from offtake.report.html.reader_page import (
    EXAMPLES,
    compare_view,
    drift_rows,
    reader_annotations,
    reader_data,
    reader_view,
)
from offtake.report.told import CSV_COLUMNS, told_rows
from offtake.web.api.answers import Problem
from offtake.web.asking import edition_of, options_of, page_of, show
from offtake.web.problems import status_of
from offtake.workspace import Source

router = APIRouter()
_NAMES = ("the first text", "the second text")
_NAME_LENGTH = 80
_PROBLEM = {"model": Problem, "content": {"application/problem+json": {}}}
_PROBLEMS: dict[int | str, dict[str, Any]] = dict.fromkeys(
    (400, 401, 403, 408, 413, 415, 422, 429, 500, 503), _PROBLEM
)
Example = Annotated[
    Literal["wire", "rewrite", ""], Query(description="A made-up text to try the reader on.")
]
Tried = Annotated[Literal["1", ""], Query(description="1 compares two made-up texts.")]


class TextToRead(BaseModel):
    """A text, with its day of publication where the text does not say it."""

    text: Annotated[str, Field(max_length=200_000, description="Plain text, or a page's HTML.")]
    name: Annotated[str, Field(max_length=_NAME_LENGTH)] = "the text"
    published_on: date | None = None


class TextsToCompare(BaseModel):
    """Two accounts of one matter."""

    first: TextToRead
    second: TextToRead


class TextRead(BaseModel):
    """What was read out of a text; `notes` say how."""

    doc: str
    published_on: date | None
    statements: list[dict[str, Any]]
    notes: list[str]


class TextsCompared(BaseModel):
    """Two accounts side by side, and what the second changes against the first."""

    first: dict[str, Any]
    second: dict[str, Any]
    both: list[dict[str, Any]]
    differ: list[dict[str, Any]]
    drift: list[dict[str, Any]]


@router.get("/read", include_in_schema=False)
def read_form(request: Request, *, example: Example = "") -> Response:
    """Return the form, with what a made-up text gives where that is asked for."""
    if options_of(request).is_static:
        example = "wire"
    if not example:
        return _read_page(request, {})
    return _read_page(request, {"text": EXAMPLES[example]}, told=_try(request, example))


@router.get("/read.json", include_in_schema=False)
def read_example(request: Request, *, example: Literal["wire", "rewrite"] = "wire") -> Response:
    """Return what a made-up text gives, as data."""
    return _json(reader_data(_try(request, example), edition_of(request).workspace.register))


@router.post("/read", include_in_schema=False)
def read_sent(request: Request) -> Response:
    """Return what a text gives that was put into the form."""
    form = _form(request)
    try:
        told = _read(request, form.get("text", ""), name="the text", on=_day(form.get("on", "")))
    except (RequestRefused, TextUnreadable) as problem:
        return _read_page(request, form, problem=problem)
    return _read_page(request, form, told=told)


@router.post("/read.{form}", include_in_schema=False)
def read_sent_data(request: Request, *, form: Literal["json", "csv", "jsonld"]) -> Response:
    """Return what a text of the form gives, as a file."""
    sent = _form(request)
    told = _read(request, sent.get("text", ""), name="text", on=_day(sent.get("on", "")))
    if form == "csv":
        text = csv_text(told_rows(told), columns=CSV_COLUMNS)
        return Response(text, media_type="text/csv; charset=utf-8")
    if form == "jsonld":
        return _json(reader_annotations(told), media_type="application/ld+json")
    return _json(reader_data(told, edition_of(request).workspace.register))


@router.get("/compare", include_in_schema=False)
def compare_form(request: Request, *, example: Tried = "") -> Response:
    """Return the form for two texts, with what two made-up ones give where that is asked for."""
    if not example and not options_of(request).is_static:
        return _compare_page(request, {})
    both = (_try(request, "wire"), _try(request, "rewrite"))
    form = {"first": EXAMPLES["wire"], "second": EXAMPLES["rewrite"]}
    return _compare_page(request, form, both=both)


@router.post("/compare", include_in_schema=False)
def compare_sent(request: Request) -> Response:
    """Return two texts of the form side by side."""
    form = _form(request)
    try:
        both = _both(request, form)
    except (RequestRefused, TextUnreadable) as problem:
        return _compare_page(request, form, problem=problem)
    return _compare_page(request, form, both=both)


@router.post("/compare.json", include_in_schema=False)
def compare_sent_data(request: Request) -> Response:
    """Return two texts of the form side by side, as a file."""
    return _json(_compared(request, *_both(request, _form(request))))


@router.post("/api/v1/read", response_model=TextRead, responses=_PROBLEMS, tags=["statements"])
def read_text(request: Request, asked: TextToRead) -> JSONResponse:
    """Return the statements of a text, with what each would be measured by; nothing is kept."""
    told = _read(request, asked.text, name=asked.name, on=asked.published_on)
    return JSONResponse(reader_data(told, edition_of(request).workspace.register))


@router.post(
    "/api/v1/compare", response_model=TextsCompared, responses=_PROBLEMS, tags=["statements"]
)
def compare_texts(request: Request, asked: TextsToCompare) -> JSONResponse:
    """Return two accounts side by side: what one leaves out, where they differ, hedges lost."""
    one, other = asked.first, asked.second
    name = f"{other.name} (2)" if one.name == other.name else other.name
    first = _read(request, one.text, name=one.name, on=one.published_on)
    second = _read(request, other.text, name=name, on=other.published_on)
    return JSONResponse(jsonable_encoder(_compared(request, first, second)))


def _read(request: Request, text: str, *, name: str, on: date | None) -> Told:
    """Return a text as the rules read it.

    Raises:
        RequestRefused: It holds half a character.
        TextUnreadable: It is none that can be read.
        ExtraMissing: It is a page, and what takes pages apart is not installed.
    """
    try:
        content = text.encode()
    except UnicodeEncodeError:
        raise RequestRefused(400, f"{name} holds half a character", "send whole ones") from None
    source = Source(
        name=name, content=content, media_type="text/plain; charset=utf-8", published_on=on
    )
    told = edition_of(request).workspace.read_alone(source)
    kept = (note for note in told.notes if "--published-on" not in note)  # a command's option
    return replace(told, notes=tuple(kept))


def _try(request: Request, example: str) -> Told:
    return _read(request, EXAMPLES[example], name=example, on=None)


def _both(request: Request, form: Mapping[str, str]) -> tuple[Told, Told]:
    names = [
        (form.get(f"{side}_name", "").strip() or name)[:_NAME_LENGTH]
        for side, name in zip(("first", "second"), _NAMES, strict=True)
    ]
    if names[0] == names[1]:
        names[1] = f"{names[1]} (2)"
    first, second = (
        _read(request, form.get(side, ""), name=name, on=_day(form.get(f"{side}_on", "")))
        for side, name in zip(("first", "second"), names, strict=True)
    )
    return first, second


def _compared(request: Request, first: Told, second: Told) -> dict[str, Any]:
    workspace = edition_of(request).workspace
    drifts = workspace.changed(first, second)
    return {
        **comparison_data(workspace.compare(first, second)),
        "drift": drift_rows(drifts),
    }


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
