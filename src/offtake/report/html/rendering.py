"""Templates and the files that go with the pages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any

from offtake.domain import VerdictWord
from offtake.errors import ExtraMissing
from offtake.pace import amount_text, day_text
from offtake.reference.codes import place_by_id
from offtake.report.chances import key_of
from offtake.report.html.links import Links
from offtake.report.printable import printable
from offtake.report.releases import eastern

_COMMAND = re.compile(r"`([^`]+)`")
_WORDS = {VerdictWord.CANNOT_BE_JUDGED: "cannot be judged"}


@dataclass(frozen=True, slots=True)
class Page:
    """What every page says of itself: where it is, what it is called, what it stands on.

    `path` is its address without the query, `asked` the query as the reader asked it. `base_url` is
    where the world finds the server; without it a page has no preview picture. A release page
    belongs to its day, and is not `is_of_any_day`.
    """

    path: str
    title: str
    description: str
    links: Links
    asked: Mapping[str, str]
    as_of: date | None = None
    first: date | None = None
    last: date | None = None
    revision: int | None = None
    base_url: str = ""
    twins: bool = False
    card: str = ""
    is_of_any_day: bool = True


def render(template: str, page: Page, **view: Any) -> str:
    """Return a page as HTML; every text in it is escaped.

    Raises:
        ExtraMissing: Jinja2 is not installed.
    """
    return str(_environment().get_template(template).render(page=page, links=page.links, **view))


def assets() -> list[str]:
    """Return the names of the files that go with the pages."""
    return ["style.css", "app.js", "embed.js", "icon.svg"]


@cache
def asset(name: str) -> bytes:
    """Return a file that goes with the pages."""
    return files("offtake.report.html").joinpath("static", name).read_bytes()


@cache
def _digest(name: str) -> str:
    return sha256(asset(name)).hexdigest()[:10]


@cache
def _environment() -> Any:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - an extra
    except ImportError:
        raise ExtraMissing("showing pages", "web") from None
    environment = Environment(
        loader=PackageLoader("offtake.report.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "amount": amount_text,
        "commands": commands,
        "day": day_text,
        "eastern": eastern,
        "exact": exact,
        "plain": printable,
        "instant": lambda due: due.known_at.isoformat().replace("+00:00", "Z"),
        "whole": lambda value: f"{value:,.0f}",
        "lower_first": lambda text: text[:1].lower() + text[1:],
        "place": lambda place: place_by_id(place).label,
        "word": word_text,
        "words": lambda text: str(text).replace("_", " "),
    }
    environment.globals |= {"digest": _digest, "key_of": key_of}
    return environment


def commands(text: str) -> str:
    """Return a text escaped for HTML, each `command` between backticks as code.

    >>> commands("no such < thing; `offtake pledges` lists them, 5`6")
    'no such &lt; thing; <code>offtake pledges</code> lists them, 5`6'
    """
    return _COMMAND.sub(r"<code>\1</code>", escape(text, quote=False))


def exact(value: float | None) -> str:
    r"""Return a number with all its digits, as the API gives it, and a dash for none.

    >>> exact(12498145), exact(5672779.285714), exact(None)
    ('12,498,145', '5,672,779.285714', '\u2013')
    """
    return "\u2013" if value is None else f"{value:,}"


def word_text(word: VerdictWord) -> str:
    """Return a verdict as a reader says it."""
    return _WORDS.get(word, word.value)
