"""How long to wait before asking again."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random

from offtake.http.terms import Patience


def backoff_s(tries: int, *, patience: Patience, random: Random) -> float:
    """Return a wait drawn evenly between nothing and a bound that doubles with each try.

    Drawing from nothing up ("full jitter", Brooker 2015, AWS Architecture Blog) keeps many askers
    from coming back at one moment.
    """
    return random.uniform(0, min(patience.backoff_cap_s, patience.backoff_s * 2 ** (tries - 1)))


def retry_after_s(header: str, *, now: datetime, cap_s: float) -> float | None:
    """Return the seconds a Retry-After header asks for, at most the cap; none if it is unreadable.

    >>> retry_after_s("7", now=datetime(2026, 7, 2, 12, 30, tzinfo=UTC), cap_s=300)
    7.0
    >>> retry_after_s("Thu, 02 Jul 2026 12:31:00 GMT", now=datetime(2026, 7, 2, 12, 30, tzinfo=UTC),
    ...     cap_s=300)
    60.0
    """
    text = header.strip()
    if text.isascii() and text.isdigit():
        return min(float(text), cap_s)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0.0), cap_s)
