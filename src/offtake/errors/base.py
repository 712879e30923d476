"""The one base of every error raised on purpose."""

from collections.abc import Sequence
from difflib import get_close_matches


class OfftakeError(Exception):
    """Base of every error raised on purpose."""


def near(text: str, known: Sequence[str]) -> str:
    """Return a hint at the known texts nearest to one, or nothing.

    >>> near("soybean", ["soybeans", "corn"])
    ' (did you mean soybeans?)'
    """
    matches = get_close_matches(text, known, n=3, cutoff=0.5)
    return f" (did you mean {' or '.join(matches)}?)" if matches else ""
