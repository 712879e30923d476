"""What an act is made to hang on: *if*, *unless*, *provided*, *subject to* and their kin."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from offtake.domain import Span
from offtake.statements.acts import Act
from offtake.statements.passages import Passage

if TYPE_CHECKING:
    from spacy.tokens import Token

CONJUNCTIONS = {"if", "unless", "provided", "providing"}
NO_CONDITION = {"even", "as"}
"""Words that make of an *if* something else: *even if*, *as if*."""
HANGING = {
    "subject": {"to"},
    "contingent": {"on", "upon"},
    "conditional": {"on", "upon"},
    "conditioned": {"on", "upon"},
    "dependent": {"on", "upon"},
}
"""Words on which an act hangs, with the small word that says on what."""
VERBAL = {"VERB", "AUX"}


def condition_of(passage: Passage, act: Act) -> Span | None:
    """Return the words on which an act is made to hang, or none.

    A condition belongs to the verb it is attached to, and to what is told after it where it comes
    first. What only asks whether something will be is no condition, nor is *on condition of
    anonymity*, nor what describes goods (*goods subject to a quota*).
    """
    own = {token.i for token in (act.head, act.top, *act.path)}
    for words, governor in _conditions(act.top):
        places = {token.i for token in words}
        if own & places:
            continue  # the act stands in the condition itself
        verb = _verb_over(governor)
        comes_first = max(places) < act.top.i and verb.is_ancestor(act.top)
        if verb.i in own or comes_first:
            return _trimmed(passage, words)
    return None


def _conditions(top: "Token") -> Iterator[tuple[list["Token"], "Token"]]:
    """Yield the words of each condition in a sentence, and what it is attached to."""
    for token in top.sent:
        if token.lower_ in CONJUNCTIONS:
            yield from _clause(token)
        elif token.lower_ == "long" and _before(token) in {"as", "so"}:
            if any(child.dep_ in {"advcl", "ccomp"} for child in token.children):
                yield list(token.subtree), token.head
        elif token.lower_ in HANGING:
            yield from _hanging(token, HANGING[token.lower_])
        elif token.lower_ in {"condition", "conditions"} and token.head.lower_ in {"on", "under"}:
            if any(child.dep_ in {"acl", "relcl", "ccomp"} for child in token.children):
                yield list(token.head.subtree), token.head.head
        elif token.lower_ == "pending" and token.dep_ == "prep":
            yield list(token.subtree), token.head


def _clause(token: "Token") -> Iterator[tuple[list["Token"], "Token"]]:
    """Yield the clause a conjunction opens; where it asks (*asked if*) there is none."""
    if token.dep_ != "mark":
        yield from _participle(token)
        return
    clause = token.head
    is_clause = clause.dep_ == "advcl" and clause.pos_ in VERBAL and clause.head.pos_ in VERBAL
    is_open = any(one.dep_ == "acomp" for one in clause.head.children)  # it is unclear if
    if is_clause and not is_open and _before(token) not in NO_CONDITION:
        yield list(clause.subtree), clause.head


def _participle(token: "Token") -> Iterator[tuple[list["Token"], "Token"]]:
    """Yield the clause behind *provided*, which the model takes for a participle as often."""
    if token.dep_ not in {"prep", "advcl", "acl"}:
        return
    beside = (one for one in (*token.head.children, *token.children) if one.pos_ in VERBAL)
    clause = next((one for one in beside if one.left_edge.i == token.i + 1), None)
    if clause is not None:
        yield sorted({token, *clause.subtree}), token.head


def _hanging(token: "Token", links: set[str]) -> Iterator[tuple[list["Token"], "Token"]]:
    """Yield what an act hangs on: said of the act, or set off from the goods by a comma."""
    is_linked = any(child.lower_ in links for child in token.children)
    if is_linked and (token.head.pos_ in VERBAL or _before(token) == ","):
        yield list(token.subtree), token.head


def _before(token: "Token") -> str:
    return token.nbor(-1).lower_ if token.i else ""


def _verb_over(token: "Token") -> "Token":
    """Return a token if it is a verb, else the nearest verb above it."""
    while token.pos_ not in VERBAL and token.head.i != token.i:
        token = token.head
    return token


def _trimmed(passage: Passage, words: list["Token"]) -> Span:
    """Return the words without the marks at their ends."""
    while words and words[-1].is_punct:
        words = words[:-1]
    while words and words[0].is_punct:
        words = words[1:]
    return passage.words(words)
