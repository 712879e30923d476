"""What the answers of the interface share: their form, and the pages of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel
from starlette.responses import JSONResponse

from offtake.errors import RequestRefused
from offtake.web.asking import AsOf, edition_of
from offtake.web.cursors import LONGEST_PAGE, Cursor, page_of_rows
from offtake.web.shelf import Edition


class Problem(BaseModel):
    """What went wrong, as RFC 9457 has it; `detail` ends with what to do next."""

    type: str
    title: str
    status: int
    detail: str


class Rows(BaseModel):
    """A page of a list, of one answer; `next` is the cursor of the page after it."""

    as_of: date
    revision: int
    count: int
    items: list[dict[str, Any]]
    next: str | None


class PledgeText(BaseModel):
    """A pledge as the register has it, with what had been said by the day asked about."""

    as_of: date
    revision: int
    pledge: dict[str, Any]


class PaceAnswer(BaseModel):
    """The counts of one span as they built up: the figures of the chart, none where there are none.

    `table` has a row for each day, as the table below the chart.
    """

    as_of: date
    revision: int
    pledge: str
    title: str
    unit: str | None
    target: float | int | None
    deadline: date | None
    readings: dict[str, str]
    table: list[dict[str, Any]]


CursorText = Annotated[
    str | None, Query(alias="cursor", description="`next` of the page before.", max_length=80)
]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE, description="How many rows a page has.")]
Product = Annotated[str, Query(max_length=60, description="Id of a product.")]
Partner = Annotated[str, Query(max_length=60, description="Code of a place.")]


@dataclass(frozen=True)
class Listing:
    """What is asked of a long list: of which day, from which row on, and how many rows."""

    request: Request
    as_of: AsOf = None
    cursor: CursorText = None
    limit: Limit = 100

    @property
    def edition(self) -> Edition:
        """The edition that the list is answered from."""
        return edition_of(self.request)

    @property
    def day(self) -> date:
        """The day of the answer: that of the cursor where a list goes on.

        Raises:
            RequestRefused: The cursor is of another day or revision than is asked for.
        """
        if self.cursor is None:
            return self.edition.day(self.as_of)
        held = Cursor.read(self.cursor)
        is_other_day = self.as_of is not None and held.as_of != self.as_of
        if held.revision != self.edition.revision or is_other_day:
            raise RequestRefused(
                400, "the cursor belongs to another day or revision", "begin again without one"
            )
        return held.as_of

    def answer(
        self, rows: Sequence[dict[str, Any]], *, stands_on: date | None = None
    ) -> JSONResponse:
        """Return the page of rows that was asked for.

        `stands_on` is the day of the rows where it is not the last look unless asked otherwise.
        """
        day, revision = stands_on or self.day, self.edition.revision
        start = Cursor(day, revision, 0) if self.cursor is None else Cursor.read(self.cursor)
        items, following = page_of_rows(rows, cursor=start, limit=self.limit)
        told = {
            "as_of": day.isoformat(),
            "revision": revision,
            "count": len(rows),
            "items": items,
            "next": following,
        }
        return JSONResponse(jsonable_encoder(told))


Listed = Annotated[Listing, Depends()]
