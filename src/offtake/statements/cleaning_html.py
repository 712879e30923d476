"""From a page to text: its article, without menus and scripts, and what it says of itself."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from offtake.errors import PageIsNavigation
from offtake.statements.cleaning_bytes import extra

DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})")
PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "parsely-pub-date",
    "pubdate",
    "publishdate",
    "sailthru.date",
)
"""Names under which a page gives its day, the best first."""
BLOCKS = {"p", "head", "item", "quote", "cell", "code", "lb"}
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0", re.IGNORECASE)
FEWEST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds: its text, paragraph by paragraph, and what it says of itself."""

    text: str
    title: str | None
    published_on: date | None
    site: str | None


def page_of(content: bytes | str, *, name: str) -> Page:
    """Return the article of a page and its own day, title and site.

    The day is what the page declares; none is guessed from its address or its text.

    Raises:
        PageIsNavigation: There is no running text.
        ExtraMissing: The extra `reading` is not installed.
    """
    trafilatura = extra("trafilatura", needed_for="reading a page")
    tree = trafilatura.load_html(content)
    if tree is None:
        raise PageIsNavigation(name)
    meta = dict(_meta(tree))
    title = meta.get("og:title") or _first_text(tree, "//h1") or _first_text(tree, "//title")
    site, published_on = meta.get("og:site_name"), _published(tree, meta)
    _drop_hidden(tree)
    _keep_posts(tree)
    found = trafilatura.bare_extraction(
        tree, with_metadata=False, include_comments=False, include_tables=True, favor_recall=True
    )
    paragraphs = list(_paragraphs(found.body)) if found is not None else []
    if not any(_is_running(one) for one in paragraphs):
        raise PageIsNavigation(name)
    if title and paragraphs[0].casefold() != title.casefold():
        paragraphs.insert(0, title)
    return Page(text="\n\n".join(paragraphs), title=title, published_on=published_on, site=site)


def outlet_of(address: str | None, site: str | None) -> str | None:
    """Return the name of a site, else its host without `www.`.

    >>> outlet_of("https://www.mofcom.gov.cn/a", None)
    'mofcom.gov.cn'
    """
    if site:
        return site
    host = urlsplit(address).hostname if address else None
    return host.removeprefix("www.") if host else None


def day_of(text: str) -> date | None:
    """Return the first day written as year-month-day, or none.

    >>> day_of("2025-11-26T04:24:00Z")
    datetime.date(2025, 11, 26)
    """
    for match in DAY.finditer(text):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            continue
    return None


def _meta(tree: Any) -> Iterator[tuple[str, str]]:
    for one in reversed(tree.xpath("//meta[@content]")):
        for key in ("property", "name", "itemprop"):
            if one.get(key):
                yield one.get(key).strip().lower(), " ".join(one.get("content").split())


def _published(tree: Any, meta: dict[str, str]) -> date | None:
    """Return the day a page gives in its metadata, its linked data or its first `time`."""
    for key in PUBLISHED:
        if day := day_of(meta.get(key, "")):
            return day
    for script in tree.xpath("//script[@type='application/ld+json']"):
        if day := _linked_day(script.text or ""):
            return day
    for one in tree.xpath("//time[@datetime]"):
        if day := day_of(one.get("datetime")):
            return day
    return None


def _linked_day(text: str) -> date | None:
    try:
        pending = [json.loads(text)]
    except (ValueError, RecursionError):
        return None
    while pending:
        one = pending.pop()
        if isinstance(one, dict):
            if day := day_of(str(one.get("datePublished", ""))):
                return day
            pending += list(one.values())
        elif isinstance(one, list):
            pending += one
    return None


def _first_text(tree: Any, path: str) -> str | None:
    for one in tree.xpath(path):
        if text := " ".join(one.text_content().split()):
            return text[:300]
    return None


def _drop_hidden(tree: Any) -> None:
    """Take out what no reader of the page sees: a text for machines is not said to anyone."""
    hidden = tree.xpath("//*[@hidden or @aria-hidden='true' or @style]")
    for one in hidden:
        is_hidden = one.get("hidden") is not None or one.get("aria-hidden") == "true"
        if (is_hidden or HIDDEN.search(one.get("style") or "")) and one.getparent() is not None:
            one.drop_tree()


def _keep_posts(tree: Any) -> None:
    """Turn embedded posts into plain paragraphs, which are not taken for decoration."""
    for one in tree.xpath(
        "//blockquote[contains(@class, 'twitter-') or contains(@class, '-post')]"
    ):
        words = [" ".join(child.text_content().split()) for child in one.xpath("./p")]
        signature = " ".join(one.text_content().split())
        for said in words:
            signature = signature.replace(said, "", 1)
        for child in list(one):
            one.remove(child)
        one.attrib.clear()
        one.tag, one.text = "div", None
        for line in (" ".join(words), signature.strip()):
            paragraph = one.makeelement("p", {})
            paragraph.text = line
            one.append(paragraph)


def _paragraphs(body: Any) -> Iterator[str]:
    """Yield the article's blocks; a list item begins with a bullet."""
    for one in body.iter():
        if one.tag not in BLOCKS or any(above.tag in BLOCKS for above in one.iterancestors()):
            continue
        for line in "".join(one.itertext()).split("\n"):
            if words := " ".join(line.split()):
                yield f"• {words}" if one.tag == "item" else words


def _is_running(paragraph: str) -> bool:
    """Tell whether a paragraph is a sentence and not the text of a link."""
    words = paragraph.removeprefix("• ").split()
    return len(words) >= FEWEST_WORDS and re.search(r"[.!?…][\"'”’)\]]*$", paragraph) is not None
