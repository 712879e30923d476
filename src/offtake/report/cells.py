"""Text that a spreadsheet must not take for a formula.

The rule: in a CSV file a text that begins with `=`, `+`, `-`, `@`, their full-width forms, an
apostrophe, a tab or a line break gets an apostrophe in front. Numbers are not text and stay as
they are. Whoever wants the text itself back takes one apostrophe off. In an Excel file nothing is
put in front: every text is written as text, never as a formula.
"""

_OPENERS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'", "\t", "\r", "\n")  # noqa: RUF001 meant


def guarded(text: str) -> str:
    """Return a text as it may stand in a CSV file that a spreadsheet opens.

    >>> guarded("=1+1"), guarded("Busan, 30 October")
    ("'=1+1", 'Busan, 30 October')
    """
    return f"'{text}" if text.startswith(_OPENERS) else text


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given.

    >>> unguarded("'=1+1")
    '=1+1'
    """
    return text.removeprefix("'")
