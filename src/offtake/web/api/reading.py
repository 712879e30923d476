"""A text read, and two compared, for programs; what is sent is read and forgotten."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from offtake.report.html.reader_page import reader_data
from offtake.web.asking import edition_of
from offtake.web.texts import NAME_LENGTH, compared, read_sent_text

router = APIRouter()


class TextToRead(BaseModel):
    """A text, with its day of publication where the text does not say it."""

    text: Annotated[str, Field(max_length=200_000, description="Plain text, or a page's HTML.")]
    name: Annotated[str, Field(max_length=NAME_LENGTH)] = "the text"
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


@router.post("/read", response_model=TextRead)
def read_text(request: Request, asked: TextToRead) -> JSONResponse:
    """Return the statements of a text, with what each would be measured by; nothing is kept."""
    told = read_sent_text(request, asked.text, name=asked.name, on=asked.published_on)
    return JSONResponse(reader_data(told, edition_of(request).workspace.register))


@router.post("/compare", response_model=TextsCompared)
def compare_texts(request: Request, asked: TextsToCompare) -> JSONResponse:
    """Return two accounts side by side: what one leaves out, where they differ, hedges lost."""
    one, other = asked.first, asked.second
    name = f"{other.name} (2)" if one.name == other.name else other.name
    first = read_sent_text(request, one.text, name=one.name, on=one.published_on)
    second = read_sent_text(request, other.text, name=name, on=other.published_on)
    return JSONResponse(jsonable_encoder(compared(request, first, second)))
