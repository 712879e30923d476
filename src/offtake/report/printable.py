"""Text of others made fit to be shown: nothing in it steers a terminal or a spreadsheet."""

from collections.abc import Iterable

from offtake.registers.texts import is_control

FORMULA = frozenset("=+-@\t\r")
"""What a spreadsheet takes for the beginning of a formula."""
INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u061c")
Segment = tuple[str, str]
"""A piece of text and its style."""


def printable(text: str) -> str:
    r"""Return a text with what a terminal would obey, or would not show, written out.

    >>> printable("a\x1b[31mb\u202ec")
    'a\\x1b[31mb\\u202ec'
    """
    return "".join(ascii(one)[1:-1] if _is_hidden(one) else one for one in text)


def _is_hidden(one: str) -> bool:
    return is_control(one) or one in INVISIBLE or "\ud800" <= one <= "\udfff"


def cell(text: str) -> str:
    """Return a text for a table: what a spreadsheet would run gets an apostrophe before it.

    >>> cell("=1+1"), cell("China")
    ("'=1+1", 'China')
    """
    shown = printable(text)
    return f"'{shown}" if shown[:1] in FORMULA else shown


def segments(pieces: Iterable[Segment]) -> list[Segment]:
    """Return pieces of a line, each made fit to be shown."""
    return [(printable(text), style) for text, style in pieces]
