"""Where a passage quotes: the pieces between quotation marks, closed or not.

A passage is read once from left to right, so that ten thousand marks that never close cost no
more than ten thousand other characters.
"""

import re
from dataclasses import dataclass

DOUBLE_OPEN, DOUBLE_CLOSE = "\u201c\u201e\u00ab", "\u201d\u00bb"
SINGLE_OPEN, SINGLE_CLOSE = "\u2018", "\u2019"
STRAIGHT = '"'
DOUBLES = re.compile(f"[{DOUBLE_OPEN}{DOUBLE_CLOSE}{STRAIGHT}]")
SINGLES = re.compile(f"[{SINGLE_OPEN}{SINGLE_CLOSE}']")
LONGEST_SINGLE = 400
"""A single mark that closes farther away is an apostrophe."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quoted piece, marks included, by offsets within its passage.

    `is_closed` is false where the passage ends before the mark that would close it.
    """

    start: int
    end: int
    is_closed: bool = True

    def holds(self, at: int) -> bool:
        """Tell whether an offset lies between the marks."""
        return self.start <= at < self.end


def quotations(text: str) -> tuple[Quotation, ...]:
    """Return the outermost quoted pieces of a passage, in order.

    >>> [(one.start, one.end) for one in quotations('He said "more" and "faster".')]
    [(8, 14), (19, 27)]
    """
    text = text.replace("''", '" ')
    return _in_marks(text, doubles=True) or _in_marks(text, doubles=False)


def _in_marks(text: str, *, doubles: bool) -> tuple[Quotation, ...]:
    found: list[Quotation] = []
    opened: int | None = None
    for match in (DOUBLES if doubles else SINGLES).finditer(text):
        at, mark = match.start(), match[0]
        if opened is None and _opens(text, at, mark, doubles=doubles):
            opened = at
        elif opened is not None and _closes(text, at, mark, text[opened]):
            if doubles or at - opened < LONGEST_SINGLE:
                found.append(Quotation(opened, at + 1))
            opened = None
    if opened is not None and doubles:
        found.append(Quotation(opened, len(text), is_closed=False))
    return tuple(found)


def _opens(text: str, at: int, mark: str, *, doubles: bool) -> bool:
    if doubles:
        return mark in DOUBLE_OPEN or (mark == STRAIGHT and not _is_inches(text, at))
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return mark in {SINGLE_OPEN, "'"} and not before.isalnum() and after.isalnum()


def _is_inches(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return before.isdigit() and not after.isalnum()


def _closes(text: str, at: int, mark: str, opener: str) -> bool:
    if opener == STRAIGHT or opener in DOUBLE_OPEN:
        is_straight = mark == STRAIGHT and (opener == STRAIGHT or not _is_inches(text, at))
        return mark in DOUBLE_CLOSE or is_straight
    after = text[at + 1] if at + 1 < len(text) else " "
    before = text[at - 1]
    marks = SINGLE_CLOSE if opener == SINGLE_OPEN else "'"
    return mark in marks and not after.isalnum() and not before.isspace()
