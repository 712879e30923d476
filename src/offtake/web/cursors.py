"""Pages of a long list: a cursor names the answer it goes on with, so that no row is missed."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from offtake.errors import RequestRefused

LONGEST_PAGE = 500


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a list goes on: which answer it belongs to, and from which row."""

    as_of: date
    revision: int
    row: int

    def __str__(self) -> str:
        text = f"{self.as_of}.{self.revision}.{self.row}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Return the cursor that a text stands for.

        Raises:
            RequestRefused: It is none of ours.

        >>> Cursor.read(str(Cursor(date(2026, 8, 22), 21, 100))).row
        100
        """
        try:
            told = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
            day, revision, row = told.split(".")
            return cls(date.fromisoformat(day), int(revision), max(0, int(row)))
        except (ValueError, binascii.Error):
            raise RequestRefused(
                400, "that is no cursor of ours", "begin again without one"
            ) from None


def page_of_rows(
    rows: Sequence[Any], *, cursor: Cursor, limit: int
) -> tuple[Sequence[Any], str | None]:
    """Return the rows from a cursor on, and the cursor of the next page, none at the end."""
    end = cursor.row + limit
    following = str(Cursor(cursor.as_of, cursor.revision, end)) if end < len(rows) else None
    return rows[cursor.row : end], following
