"""A block of a document with its parse, and the way back from the parse to the document."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from offtake.domain import Block, BlockKind, Document, Span
from offtake.statements.cleaning_blocks import blocks_of
from offtake.statements.quotations import Quotation, quotations

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

SAME_LENGTH = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\xa0": " "}
)
UNREAD = {BlockKind.BYLINE, BlockKind.DATELINE, BlockKind.PROMOTION, BlockKind.SYNDICATION}
HEADS = {BlockKind.HEADLINE, BlockKind.HEADING, BlockKind.DEK}
PLAIN_QUOTES = {"``": '"', "''": '"'}
MOSTLY_CAPITALS = 0.6
LONGEST_PASSAGE = 20_000
"""Characters that are parsed at once; a longer block is read in pieces."""


Piece = tuple[BlockKind, int, str]
"""What is parsed at once: its kind, where it begins, and its text."""


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """One block, parsed. Offsets of tokens count from `start` in the document."""

    kind: BlockKind
    start: int
    text: str
    doc: "Doc"
    quotations: tuple[Quotation, ...]
    _inside: dict[int, Quotation] = field(repr=False)

    def span(self, first: int, last: int) -> Span:
        """Return the document's words between two offsets of the passage."""
        return Span(start=self.start + first, end=self.start + last, text=self.text[first:last])

    def words(self, tokens: Iterable["Token"]) -> Span:
        """Return the document's words from the first to the last of some tokens."""
        ordered = sorted(tokens, key=lambda token: token.i)
        chosen = [token for token in ordered if token.idx < len(self.text)]
        return self.span(chosen[0].idx, chosen[-1].idx + len(chosen[-1]))

    def quotation(self, token: "Token") -> Quotation | None:
        """Return the quoted piece a token stands in, or none."""
        return self._inside.get(token.i)


def passages(document: Document, *, model: "Language") -> Iterator[Passage]:
    """Yield the blocks of a document that people wrote to be read, parsed."""
    for _, found in grouped_passages([document], model=model):
        yield from found


def grouped_passages(
    documents: Sequence[Document], *, model: "Language"
) -> Iterator[tuple[Document, list[Passage]]]:
    """Yield each document with its parsed blocks; all are parsed in one go."""
    pieces = [_readable(document) for document in documents]
    known = [_lower_words(document.text) for document in documents]
    plain = (
        _plain(text, kind, words)
        for own, words in zip(pieces, known, strict=True)
        for kind, _, text in own
    )
    parsed = model.pipe(plain)
    for document, own in zip(documents, pieces, strict=True):
        yield (
            document,
            [_passage(kind, start, text, next(parsed)) for kind, start, text in own],
        )


def _readable(document: Document) -> list[Piece]:
    blocks = [one for one in document.blocks or blocks_of(document.text) if one.kind not in UNREAD]
    return [piece for block in blocks for piece in _pieces(block)]


def parsed_words(words: Sequence[str], *, model: "Language") -> "Doc":
    """Return the parse of a sentence whose words are parted already."""
    from spacy.tokens import Doc  # noqa: PLC0415 - an extra, loaded only where a model is

    plain = [PLAIN_QUOTES.get(word, word) for word in words]
    return model(Doc(model.vocab, words=plain))


def _passage(kind: BlockKind, start: int, text: str, doc: "Doc") -> Passage:
    quoted = quotations(text)
    inside: dict[int, Quotation] = {}
    waiting = list(reversed(quoted))
    for token in doc:
        while waiting and waiting[-1].end <= token.idx:
            waiting.pop()
        if waiting and waiting[-1].holds(token.idx):
            inside[token.i] = waiting[-1]
    return Passage(kind, start, text, doc, quoted, inside)


def _pieces(block: Block) -> Iterator[Piece]:
    text, start = block.span.text, block.span.start
    while len(text) > LONGEST_PASSAGE:
        cut = max(text.rfind(" ", 0, LONGEST_PASSAGE), LONGEST_PASSAGE // 2)
        yield block.kind, start, text[:cut]
        text, start = text[cut:], start + cut
    yield block.kind, start, text


def _plain(text: str, kind: BlockKind, known: frozenset[str]) -> str:
    """Return the text as the model knows it, character for character in the same place."""
    plain = text.translate(SAME_LENGTH).replace("''", '" ')
    words = re.findall(r"[A-Za-z]{4,}", plain)
    capitals = sum(word[0].isupper() for word in words)
    if kind in HEADS and words and capitals > MOSTLY_CAPITALS * len(words):
        plain = re.sub(r"[A-Za-z]+", lambda match: _in_body_case(match, known), plain)
    # A headline has no stop, and the model takes its last word for a verb without one.
    return plain + "." if kind in HEADS and plain[-1:].isalpha() else plain


def _in_body_case(match: re.Match[str], known: frozenset[str]) -> str:
    """Lower a headline's capital where the word is none in running text."""
    word = match[0]
    is_name = match.start() == 0 or word.lower() not in known or word.isupper()
    return word if is_name else word.lower()


def _lower_words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\b[a-z]+\b", text)) | headline_words()


def headline_words() -> frozenset[str]:
    """Return the words that a headline capitalizes though they name nothing."""
    from offtake.statements.cues import cue_forms  # noqa: PLC0415 - cues need no passages

    return cue_forms() | _SMALL_WORDS


_SMALL_WORDS = frozenset(
    {
        *("to", "of", "for", "on", "in", "at", "by", "with", "from"),
        *("over", "after", "before", "amid", "as", "and", "or", "the", "a"),
        *("an", "more", "less", "faster", "larger", "bigger", "slower", "new", "up"),
        *("out", "off", "its", "his", "her", "their", "not", "no", "is"),
        *("are", "was", "will", "could", "may", "might", "would", "should", "must"),
    }
)
"""Words that a headline capitalizes like any other."""


def sentence_of(token: "Token") -> Sequence["Token"]:
    """Return the tokens of a token's sentence."""
    return list(token.sent)


__all__ = ["Passage", "headline_words", "pairwise", "passages", "sentence_of"]
