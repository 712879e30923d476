"""Codes of goods as customs print them: how many digits, and in which edition they exist.

The Harmonized System is revised every five years. Most codes stay; a heading that came or went with
an edition cannot be used in a month outside it, and one that is says that the answer was made with
the wrong list. The United States took over the edition of 2022 during January 2022 (Presidential
Proclamation 10326: 27 January for imports), so both are good in that month.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

LEVELS = (2, 4, 6, 10)
"""How many digits a code may have: chapter, heading, subheading, and the United States' own ten."""


@dataclass(frozen=True, slots=True)
class HeadingSpan:
    """From when to when a heading exists, where it does not in every edition since 2012."""

    first: date
    last: date
    note: str


@cache
def heading_spans() -> dict[str, HeadingSpan]:
    """Return the headings that came or went with an edition, with the first day of each month."""
    text = files("offtake.reference").joinpath("hs_editions.csv").read_text(encoding="utf-8")
    return {
        row["heading"]: HeadingSpan(
            first=_month(row["first_month"]) or date.min,
            last=_month(row["last_month"]) or date.max,
            note=row["note"],
        )
        for row in csv.DictReader(text.splitlines())
    }


def wrong_edition(code: str, month: date) -> str:
    """Return why a code cannot be printed for a month, or nothing where it can.

    >>> wrong_edition("8807", date(2021, 6, 1))
    'heading 8807 does not exist in 2021-06 (parts of aircraft: in 8803 before HS 2022)'
    >>> wrong_edition("120190", date(2021, 6, 1))
    ''
    """
    span = heading_spans().get(code[:4])
    if span is None or span.first <= month <= span.last:
        return ""
    return f"heading {code[:4]} does not exist in {month:%Y-%m} ({span.note})"


def with_leading_zero(code: str, digits: int) -> str | None:
    """Return a code of so many digits, its lost leading zero put back; none where it is no code.

    A sheet that takes codes for numbers drops the zero of chapters 01 to 09. One digit too few is
    mended since only that zero can be missing; anything else is not.

    >>> with_leading_zero("203290000", 10), with_leading_zero("1201", 4)
    ('0203290000', '1201')
    >>> with_leading_zero("120", 4), with_leading_zero("12", 6), with_leading_zero("12O1", 4)
    ('0120', None, None)
    """
    if not (code.isascii() and code.isdigit()):
        return None
    if len(code) == digits:
        return code
    return f"0{code}" if len(code) == digits - 1 and not code.startswith("0") else None


def _month(text: str) -> date | None:
    return date.fromisoformat(f"{text}-01") if text else None
