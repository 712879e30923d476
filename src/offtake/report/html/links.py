"""Addresses of pages: on a server with the as-of in the query, in a static site as files."""

from typing import Protocol
from urllib.parse import quote, urlencode

_PAGES = ("", ".html")


class Links(Protocol):
    """Turns the path of a page into an address to stand in another page."""

    @property
    def is_live(self) -> bool:
        """Whether there is a server behind the page that can answer a form."""
        ...

    def __call__(self, path: str, **query: str | None) -> str:
        """Return the address of a path, with what is asked of it."""
        ...


class LiveLinks:
    """Addresses on a server; the as-of a reader chose goes with them to every page.

    >>> LiveLinks(as_of="2026-01-20")("/pledges/x", unit="Mt")
    '/pledges/x?as_of=2026-01-20&unit=Mt'
    """

    is_live = True

    def __init__(self, *, as_of: str | None = None) -> None:
        self._as_of = as_of

    def __call__(self, path: str, **query: str | None) -> str:
        """Return the path and its query."""
        asked = {} if path.startswith("/static/") else {"as_of": self._as_of}
        kept = {name: value for name, value in (asked | query).items() if value}
        return quote(path) + (f"?{urlencode(kept)}" if kept else "")


class StaticLinks:
    """Addresses between files, relative to the page they stand in; a file answers no query.

    >>> StaticLinks("/pledges/x")("/static/style.css", v="1")
    '../static/style.css'
    """

    is_live = False

    def __init__(self, page: str) -> None:
        self._up = "../" * (page.strip("/").count("/"))

    def __call__(self, path: str, **_query: str | None) -> str:
        """Return the file from where the page is."""
        return self._up + quote(file_of(path))


def file_of(path: str) -> str:
    """Return the file in which a static site keeps what a server has at a path.

    >>> file_of("/"), file_of("/pledges/x"), file_of("/pledges/x.json"), file_of("/groups/a-b")
    ('index.html', 'pledges/x.html', 'pledges/x.json', 'groups/a-b.html')
    """
    inside = path.strip("/") or "index"
    last = inside.rsplit("/", 1)[-1]
    return inside if "." in last else f"{inside}.html"
