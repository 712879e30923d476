"""Finding words in a text: as they stand, or with quotation marks, dashes and blanks made alike."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from offtake.domain import Span

ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u0060\u00b4", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u00a0\u2007\u202f\u2009\t\n\r\f\v", " "),
    }
)
NEAR_AT = 12
"""A stretch in common that is shorter is no near miss worth showing."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text with its marks made alike, and the place of each character in the original."""

    text: str
    places: tuple[int, ...]


def folded(text: str) -> Folded:
    """Return a text with marks made alike and runs of blanks as one.

    Every character stands for one of the original, so that nothing found is off by one.

    >>> folded("a  “b”").text
    'a "b"'
    """
    kept: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text.translate(ALIKE)):
        if character == " " and kept and kept[-1] == " ":
            continue
        kept.append(character)
        places.append(place)
    return Folded("".join(kept), tuple(places))


def hits(document: str, wanted: str, *, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Yield where some words stand in a stretch of a document, whole words only.

    >>> [one.start for one in hits("12 million, 2 million", "2 million")]
    [12]
    """
    stretch = folded(document[start:end])
    sought = folded(wanted.strip()).text
    if not sought:
        return
    for match in re.finditer(re.escape(sought), stretch.text):
        first, last = match.start(), match.end() - 1
        before = stretch.text[first - 1 : first]
        after = stretch.text[last + 1 : last + 2]
        if _is_joined(before, sought[0]) or _is_joined(sought[-1], after):
            continue
        yield Span.of(
            document,
            start=start + stretch.places[first],
            end=start + stretch.places[last] + 1,
        )


def near_miss(document: str, wanted: str) -> str | None:
    """Return the longest stretch of some words that does stand in a document, if it is telling."""
    matcher = SequenceMatcher(None, folded(document).text, folded(wanted).text, autojunk=False)
    found = matcher.find_longest_match()
    stretch = folded(document).text[found.a : found.a + found.size].strip()
    return stretch if len(stretch) >= NEAR_AT else None


def _is_joined(left: str, right: str) -> bool:
    """Tell whether two characters belong to one word or one number."""
    if not left or not right:
        return False
    return (left.isalnum() and right.isalnum()) or (left in ",.-$" and right.isdigit())
