"""What a server refuses before it looks: addresses too long, bodies, and too much at once."""

import hmac
from collections import OrderedDict
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from offtake.errors import RequestRefused

LONGEST_PATH, LONGEST_QUERY = 300, 1500
KNOWN_QUERY = frozenset(
    (*("as_of", "unit", "reading", "deadline", "since", "cursor", "limit", "theme", "shape"),
     *("kind", "product", "partner", "url", "format", "maxwidth", "maxheight", "v"),
     *("since_revision", "revision"),
     *("q", "pledge", "side", "example"))
)  # fmt: skip
"""What can be asked; anything else in a query is dropped, so that it makes no page of its own."""

MOST_BODY = 200_000
"""Bytes of a text that is sent to be read: some thirty articles."""
READING_COSTS = 10
"""How many new pages a text to be read stands for, where pages a minute are counted."""
_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"
POSTED = {
    **dict.fromkeys(("/read", "/read.json", "/read.csv", "/read.jsonld"), _FORM),
    **dict.fromkeys(("/compare", "/compare.json"), _FORM),
    **dict.fromkeys(("/api/v1/read", "/api/v1/compare"), _JSON),
}
"""Where a text may be sent, and as what. Nothing is changed there, and nothing kept."""

_CLIENTS, _FIELDS = 10_000, 60


def check_address(path: str, query: bytes) -> None:
    """Refuse an address that no page needs.

    Raises:
        RequestRefused: It is too long.
    """
    if len(path) > LONGEST_PATH or len(query) > LONGEST_QUERY:
        raise RequestRefused(414, "the address is too long", "ask for one page at a time")


def is_costly(path: str) -> bool:
    """Tell whether what is asked with GET costs more than a page: a picture to be painted.

    >>> is_costly("/charts/x.png"), is_costly("/charts/x.svg")
    (True, False)
    """
    return path.endswith(".png")


def has_token(authorization: str, *, token: str) -> bool:
    """Tell whether a request brings the server's token; where there is none, none is right.

    >>> has_token("Bearer a", token="a"), has_token("Bearer ", token="")
    (True, False)
    """
    told = hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode())
    return bool(token) and told


def check_request(method: str, path: str, query: bytes, headers: Mapping[bytes, bytes]) -> None:
    """Refuse what no page needs.

    Raises:
        RequestRefused: The address is too long, the method is not for reading, or there is a body.
    """
    check_address(path, query)
    if method not in {"GET", "HEAD"}:
        raise RequestRefused(405, f"{method} is not for here", "everything is read with GET")
    if headers.get(b"content-length", b"0") not in {b"0", b""} or b"transfer-encoding" in headers:
        raise RequestRefused(413, "a request has no body here", "ask with GET and without one")


def canonical(query: bytes) -> str:
    """Return a query with only what can be asked, once each, in order; empty values are dropped.

    Raises:
        RequestRefused: It has too many parts.

    >>> canonical(b"unit=Mt&fbclid=1&as_of=&as_of=2026-01-20")
    'as_of=2026-01-20&unit=Mt'
    """
    text = query.decode("latin-1")
    try:
        found = parse_qsl(text, keep_blank_values=False, errors="replace", max_num_fields=_FIELDS)
    except ValueError:
        problem = f"more than {_FIELDS} things are asked at once"
        raise RequestRefused(400, problem, "ask for one page at a time") from None
    asked = dict(found)
    kept = {name: asked[name] for name in sorted(asked.keys() & KNOWN_QUERY)}
    return urlencode(kept)


class RateLimit:
    """How many answers that are not ready a client may ask for; it earns some every second."""

    def __init__(self, *, a_minute: int, token: str) -> None:
        self._most, self._token = float(a_minute), token
        self._clients: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, client: str, *, now: float, authorization: str = "", cost: int = 1) -> None:
        """Take from what a client has; one that brings the token has without end.

        Raises:
            RequestRefused: It has none left.
        """
        if has_token(authorization, token=self._token):
            return
        left, since = self._clients.pop(client, (self._most, now))
        left = min(self._most, left + (now - since) * self._most / 60)
        if left < min(cost, self._most):
            self._clients[client] = (left, now)
            raise RequestRefused(429, "too many pages at once", "ask again in a minute")
        self._clients[client] = (left - cost, now)
        while len(self._clients) > _CLIENTS:
            self._clients.popitem(last=False)
