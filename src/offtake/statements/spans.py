"""Which words of the text name a source, which are the cue, and which weaken it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from offtake.domain import CueAct, Span
from offtake.statements.attribution import Attribution

if TYPE_CHECKING:
    from spacy.tokens import Token

AUXILIARIES = {"aux", "auxpass", "neg", "advmod", "prt"}
RELATIVES = {"who", "that", "which"}
SHORT = {"'s", "'ve", "'d", "'ll"}
PASSING = {"also", "now", "then", "later", "still", "recently", "already", "earlier", "again"}
LIGHT = {"express", "deliver", "voice", "issue", "give", "make", "offer", "reach", "send"}
GRADING = {"more", "or", "less", "basically", "largely", "mostly", "reportedly", "purportedly"}
HEDGES = {
    "basically", "largely", "mostly", "essentially", "broadly", "tentatively", "provisionally",
    "less", "principle", "reportedly", "allegedly", "purportedly", "apparently", "supposedly",
    "ostensibly", "partly", "practically", "virtually", "generally", "roughly", "pretty", "much",
    "kind", "sort",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attributed:
    """Who says what: the words of the cue, of its source, and of its content.

    `is_quoted` is true of a cue that itself stands in a quotation.
    """

    cue: Span
    act: CueAct
    source: Span | None
    content: tuple[Span, ...]
    is_quoted: bool


def words_of(one: Attribution) -> Attributed:
    """Return the words of an attribution and where they lie in the document."""
    passage = one.passage
    source = None if one.source is None else passage.words(source_tokens(one.source, one.head))
    return Attributed(
        cue=passage.words(cue_tokens(one)),
        act=one.act,
        source=source,
        content=tuple(
            passage.span(*piece) for piece in one.content if piece[1] <= len(passage.text)
        ),
        is_quoted=one.is_quoted,
    )


def source_tokens(head: "Token", cue: "Token | None" = None) -> list["Token"]:
    """Return the words of a source, without clauses that only tell more about it.

    Where the cue stands in a relative clause its *who* is the last word.
    """
    if cue is not None and head in cue.ancestors:
        who = next((word for word in cue.children if _is_relative(word)), None)
        if who is not None and head.i < who.i:
            return list(head.doc[head.left_edge.i : who.i + 1])
    cut = {
        token
        for child in head.subtree
        if child.dep_ in {"relcl", "acl", "advcl"} and child != head
        for token in child.subtree
    }
    words = [token for token in head.subtree if token not in cut] or [head]
    while words and words[-1].is_punct and len(words) > 1:
        words.pop()
    while words and words[0].is_punct and len(words) > 1:
        words.pop(0)
    return words


def _is_relative(word: "Token") -> bool:
    return word.dep_ == "nsubj" and word.lower_ in RELATIVES


def cue_tokens(one: Attribution) -> list["Token"]:
    """Return the words of a cue: the verb with what conjugates, negates or grades it."""
    head = one.head
    fixed = _fixed_words(one)
    if fixed:
        return fixed
    first = _first_beside(head)
    words = list(head.doc[first : head.i + 1])
    inside = one.passage.quotation(head)
    if inside is not None:
        words = [word for word in words if inside.start < word.idx < inside.end] or [head]
    while len(words) > 1 and words[0].lower_ in SHORT | PASSING:
        words.pop(0)
    return words


def _fixed_words(one: Attribution) -> list["Token"]:  # noqa: PLR0911 - one line a rule
    """Return the words of a cue that is no plain verb, or none."""
    head, doc = one.head, one.head.doc
    if one.rule == "open to":
        return list(doc[min(head.head.i, head.i) : head.i + 1])
    if one.rule == "agreement reached" and one.anchor is not None:
        return list(doc[head.i : one.anchor.i + 1])
    if one.rule == "reported agreement":
        return [*(child for child in head.children if child.dep_ == "amod"), head]
    if one.rule == "citing" and one.source is not None:
        return list(doc[head.i : one.source.i + 1])
    if head.pos_ not in {"VERB", "AUX"} or one.rule == "according to":
        return [head]
    if one.source is not None and one.source.i == head.i - 1 and one.source.lower_ == "data":
        return list(doc[head.i - 1 : head.i + 1])
    return []


def _first_beside(head: "Token") -> int:
    """Return where the words before a verb begin that conjugate, negate or grade it."""
    beside = {
        word.i
        for child in head.children
        if child.dep_ in AUXILIARIES and child.i < head.i
        for word in child.subtree
    }
    first = head.i
    while first - 1 in beside or (first - 2 in beside and head.doc[first - 1].text in {'"', "'"}):
        first -= 1
    while first > head.sent.start and head.doc[first - 1].lower_ in GRADING:
        first -= 1
    return first


def hedges_of(head: "Token") -> list["Token"]:
    """Return the words around a verb that weaken it: *more or less*, *in principle*."""
    before = head.doc[max(head.sent.start, head.i - 3) : head.i]
    beside = [word for word in before if word.lower_ in HEDGES & GRADING]
    return beside or [
        word
        for child in head.children
        if child.dep_ in {"advmod", "prep", "npadvmod"}
        for word in child.subtree
        if word.lower_ in HEDGES
    ]
