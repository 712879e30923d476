"""A text as it was published: its blocks, its day and its outlet."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from offtake.domain.statement import Span


class BlockKind(StrEnum):
    """What a block of a page is. Each is read alone."""

    HEADLINE = "headline"
    DEK = "dek"
    HEADING = "heading"
    BYLINE = "byline"
    DATELINE = "dateline"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    POST = "post"
    """A post of a social network, embedded with its author and date."""
    PROMOTION = "promotion"
    """An advertisement or a pointer to another article; it is not read for statements."""
    SYNDICATION = "syndication"
    """A line that says where the text first stood."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document with its kind."""

    kind: BlockKind
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """A text with the blocks it is made of and what is known of its publication.

    `published_on` is none where neither the page nor the caller says it: it is never today.
    `outlet` is the publisher as an id of the gazetteer or a name; `issuer` the party whose own
    readout it is (`CN`, `cn_mofcom`), or none for the press. `origin` is what the syndication line
    names.
    """

    id: str
    text: str
    blocks: tuple[Block, ...] = ()
    published_on: date | None = None
    outlet: str | None = None
    issuer: str | None = None
    origin: str | None = None
    address: str | None = None
    title: str | None = None
