"""The kinds of text and number that register files hold, each with what is refused in it."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated
from unicodedata import category

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field


def _is_printable(text: str) -> str:
    for character in text:
        if is_control(character):
            name = f"U+{ord(character):04X}"
            raise ValueError(f"holds the control character {name}; remove it or write it in words")
    return text


def is_control(character: str) -> bool:
    """Whether a character steers a terminal or turns text around, and is no part of words."""
    return character not in "\n\t" and (category(character) == "Cc" or character in _DIRECTIONS)


_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

PRINTABLE = AfterValidator(_is_printable)
"""Text is shown as it is, so what a terminal would obey is refused."""
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Text = Annotated[str, Field(min_length=1, max_length=600), PRINTABLE]
Url = Annotated[str, Field(pattern=r"^https?://\S+$", max_length=400), PRINTABLE]

Number = Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=6)]
"""An amount: bounded, since an exponent of a few characters can unfold into gigabytes."""


def _is_plain(text: object) -> object:
    if isinstance(text, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError(f"{text!r} is not a date; write it as 2026-01-20")
    return text


Day = Annotated[date, BeforeValidator(_is_plain)]
"""A date as year-month-day: a bare number would otherwise be read as seconds since 1970."""

Problem = tuple[tuple[str | int, ...], str]
"""A place in the file, and what is wrong there with the remedy."""


class Part(BaseModel):
    """A part of a register file: it knows its keys and refuses others."""

    model_config = ConfigDict(extra="forbid", frozen=True)
