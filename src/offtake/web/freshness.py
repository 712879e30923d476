"""When an answer last changed, as RFC 9110 has it: by tag first, by date where there is none."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import parse_qs

from offtake.web.shelf import Edition

_OF_NO_DAY = ("/static/", "/methods", "/api", "/sources", "/oembed")
_OF_A_DAY = "/api/v1/"
_UNDATED = ("/sources", "/track-record", "/forecasts")


def changed_at(edition: Edition, *, path: str, query: str, now: datetime) -> datetime | None:
    """Return when the newest release behind a page's figures was looked at.

    None for what has no figures, for sources, as whether one is late changes with the day, and for
    what shows the forecasts kept on this machine, which change without a release. A date knows
    nothing of a new offtake or of edited register files: that is what the tag is for.
    """
    is_figures = path.startswith(_OF_A_DAY) and not path.endswith("openapi.json")
    if any(part in path for part in _UNDATED) or (path.startswith(_OF_NO_DAY) and not is_figures):
        return None
    day = _day(path, query)
    found = edition.changed_at(day if day is None or day <= edition.last_look else None)
    return None if found is None else min(found, now).astimezone(UTC).replace(microsecond=0)


def http_date(moment: datetime) -> bytes:
    """Return an instant as HTTP writes it.

    >>> http_date(datetime(2026, 8, 20, 12, 30, tzinfo=UTC))
    b'Thu, 20 Aug 2026 12:30:00 GMT'
    """
    return format_datetime(moment, usegmt=True).encode()


def is_unchanged(asked: Mapping[bytes, bytes], *, etag: bytes, changed: datetime | None) -> bool:
    """Return whether a reader already holds the answer: the date counts only without a tag.

    >>> when = datetime(2026, 8, 20, tzinfo=UTC)
    >>> is_unchanged({b"if-modified-since": http_date(when)}, etag=b'"1"', changed=when)
    True
    >>> asked = {b"if-modified-since": http_date(when), b"if-none-match": b'"0"'}
    >>> is_unchanged(asked, etag=b'"1"', changed=when)
    False
    """
    if b"if-none-match" in asked:
        tags = {one.strip().removeprefix(b"W/") for one in asked[b"if-none-match"].split(b",")}
        return etag in tags or b"*" in tags
    since = _moment(asked.get(b"if-modified-since", b""))
    return since is not None and changed is not None and changed <= since


def _day(path: str, query: str) -> date | None:
    """Return the day that an address names, none where it names none."""
    named = path.removeprefix("/releases/")[:10] if path.startswith("/releases/") else ""
    text = named or parse_qs(query).get("as_of", [""])[0]
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _moment(text: bytes) -> datetime | None:
    """Return the instant a header names; none for what is no date, which must be ignored."""
    try:
        found = parsedate_to_datetime(text.decode("latin-1"))
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
