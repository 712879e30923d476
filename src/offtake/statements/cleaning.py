"""From bytes to a document: plain text, HTML or PDF, in any encoding. A function of the bytes."""

import re
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from offtake.domain import Block, BlockKind, Document
from offtake.errors import PageIsNavigation
from offtake.statements.cleaning_blocks import DATELINE, MONTH, SIGNATURE, SYNDICATION, blocks_of
from offtake.statements.cleaning_bytes import (
    checked_bytes,
    decoded,
    is_html,
    is_pdf,
    refuse_other_languages,
    refuse_too_long,
)
from offtake.statements.cleaning_html import day_of, outlet_of, page_of
from offtake.statements.cleaning_pdf import pdf_text

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATES = (
    re.compile(
        rf"\b(?P<month>{MONTH})\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})\b", re.IGNORECASE
    ),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})\s+(?P<month>{MONTH}),?\s+(?P<year>\d{{4}})\b", re.IGNORECASE
    ),
)
AGENCIES = {
    "reuters": "reuters",
    "ap": "ap",
    "associated press": "ap",
    "afp": "afp",
    "xinhua": "xinhua",
    "bloomberg": "bloomberg",
}
"""Agencies by the names they sign with."""
ISSUERS = {
    "mofcom.gov.cn": "cn_mofcom",
    "fmprc.gov.cn": "cn_mfa",
    "mfa.gov.cn": "cn_mfa",
    "gov.cn": "cn",
    "whitehouse.gov": "white_house",
    "ustr.gov": "ustr",
    "usda.gov": "usda",
    "treasury.gov": "us_treasury",
    "commerce.gov": "us_commerce",
    "state.gov": "us_state",
}
"""Parties whose own site a host is: what stands there is their readout."""
TITLES = (
    (re.compile(r"\bMOFCOM\b|Ministry of Commerce", re.IGNORECASE), "cn_mofcom"),
    (
        re.compile(r"Foreign Ministry Spokesperson|Ministry of Foreign Affairs", re.IGNORECASE),
        "cn_mfa",
    ),
    (re.compile(r"^FACT SHEET:.*President\b.*Trump", re.IGNORECASE), "white_house"),
)
"""Headlines that only the issuer itself writes."""
OWN_WORDS = re.compile(
    r"^(?:FACT SHEET|Statement|Remarks|Readout|Transcript)\b|Spokesperson['’]?s?\b.*\bRemarks",
    re.IGNORECASE,
)


def clean(
    content: bytes,
    *,
    name: str,
    media_type: str = "",
    address: str | None = None,
    published_on: date | None = None,
) -> Document:
    """Return the document that bytes hold: its text in blocks, its day, outlet and origin.

    `name` stands in the errors and becomes the id. `media_type` is what the sender declared.
    `published_on` goes before what the page says; where neither says it, the day is unknown.

    Raises:
        TextUnreadable: They hold no English text, and the error says what they hold instead.
        ExtraMissing: It is a page or a PDF and the extra `reading` is not installed.

    >>> clean(b"China bought 12 million tons of soybeans.", name="note").blocks[0].kind.value
    'paragraph'
    """
    checked_bytes(content, name=name)
    title, site, found_on = None, None, None
    if is_pdf(content):
        text = pdf_text(content, name=name)
    elif is_html(content, media_type=media_type):
        page = page_of(decoded(content, name=name, media_type=media_type), name=name)
        text, title, site, found_on = page.text, page.title, page.site, page.published_on
    else:
        text = decoded(content, name=name, media_type=media_type)
    document = document_of(text, name=name, published_on=published_on or found_on, address=address)
    return replace(document, title=title or document.title, outlet=outlet_of(address, site))


def document_of(
    text: str, *, name: str, published_on: date | None = None, address: str | None = None
) -> Document:
    """Return a document of characters, its offsets being those of the text as given.

    Raises:
        TextTooLarge: It is longer than any article.
        TextNotEnglish: It is in a language that is not read.
        PageIsNavigation: There is no word in it.
    """
    refuse_too_long(text, name=name)
    refuse_other_languages(text, name=name)
    blocks = blocks_of(text)
    if not any(one.isalnum() for one in text):
        raise PageIsNavigation(name)
    title = next((one.span.text for one in blocks if one.kind is BlockKind.HEADLINE), None)
    return Document(
        id=name,
        text=text,
        blocks=blocks,
        published_on=published_on or _published_on(blocks),
        issuer=_issuer(address, title),
        origin=_origin(blocks),
        address=address,
        title=title,
    )


def _published_on(blocks: tuple[Block, ...]) -> date | None:
    """Return the day of a dateline that has its year, else of an embedded post, else none."""
    for kind in (BlockKind.DATELINE, BlockKind.POST):
        for one in blocks:
            if one.kind is kind and (day := _day_in(_dated_part(one))):
                return day
    return None


def _dated_part(block: Block) -> str:
    if block.kind is not BlockKind.POST:
        return block.span.text
    signature = SIGNATURE.match(block.span.text.rpartition("\n")[2])
    return signature["on"] if signature else ""


def _day_in(text: str) -> date | None:
    if day := day_of(text):
        return day
    for pattern in DATES:
        if match := pattern.search(text):
            month = MONTHS.index(match["month"][:3].lower()) + 1
            try:
                return date(int(match["year"]), month, int(match["day"]))
            except ValueError:
                continue
    return None


def _origin(blocks: tuple[Block, ...]) -> str | None:
    """Return whose text it first was, by its syndication line or the agency in its dateline."""
    for one in blocks:
        if one.kind is BlockKind.SYNDICATION and (match := SYNDICATION.match(one.span.text)):
            named = match["origin"] or match["source"] or match["agency"]
            if named:
                return AGENCIES.get(named.strip().lower(), named.strip())
        if one.kind is BlockKind.DATELINE:
            match = DATELINE.match(f"{one.span.text} ")
            if match and match["agency"]:
                return AGENCIES.get(match["agency"].lower(), match["agency"])
    return None


def _issuer(address: str | None, title: str | None) -> str | None:
    """Return the party whose own readout it is, by its site or a headline only it would write."""
    host = (urlsplit(address).hostname or "") if address else ""
    for known, issuer in ISSUERS.items():
        if host == known or host.endswith(f".{known}"):
            return issuer
    if title and OWN_WORDS.search(title):
        return next((issuer for pattern, issuer in TITLES if pattern.search(title)), None)
    return None
