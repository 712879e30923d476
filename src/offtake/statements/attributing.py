"""The cues of a passage, each with its source and its content.

The patterns are those of English grammar: a verb with a clause, a quotation beside a verb, a verb
between commas, *according to*, a noun of saying with its clause, a cue before a colon.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from offtake.domain import CueAct
from offtake.statements.attributing_quotations import with_quotations
from offtake.statements.attributing_verbs import is_outside, verb_cue
from offtake.statements.attribution import Attribution
from offtake.statements.contents import clause_content, rest_of_sentence
from offtake.statements.cues import cue_nouns, cue_verbs
from offtake.statements.passages import Passage
from offtake.statements.sources import source_of, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

VERBS = {"VERB", "AUX"}
WILLING = {"open", "ready", "willing", "prepared"}
DEALS = {"agreement", "deal", "accord", "pact", "consensus", "truce", "understanding"}
REACHING = {"reach", "strike", "seal", "clinch"}
TELLING = {CueAct.SAY, CueAct.CLAIM, CueAct.CONFIRM, CueAct.ASK}
LONGEST_LEAD = 60
"""Characters between the cue and the colon that ends its passage."""


def attributions(passage: Passage, *, after: Passage | None = None) -> tuple[Attribution, ...]:
    """Return the attributions of one passage in the order of their cues.

    `after` is the passage that follows: a last cue before a colon introduces it.
    """
    found = [one for token in passage.doc for one in _at(passage, token)]
    found = _with_siblings(found)
    found = with_quotations(passage, found)
    if after is not None and passage.text.rstrip().endswith(":"):
        found = _with_next(passage, found, after)
    kept = [one for one in found if one.content and not _is_shadowed(one, found)]
    return tuple(sorted(kept, key=lambda one: one.head.i))


def _at(passage: Passage, token: "Token") -> Iterator[Attribution]:
    if (
        token.pos_ in VERBS
        and token.dep_ != "amod"
        and (word := cue_verbs().get(token.lemma_.lower()))
    ):
        yield verb_cue(passage, token, word)
    elif token.lemma_ in REACHING and token.pos_ in VERBS:
        yield from _reached(passage, token)
    elif token.lemma_ == "put" and _is_put_it(token):
        source = source_of(token, usable=lambda word: is_outside(passage, token, word))
        content = rest_of_sentence(passage, token)
        yield Attribution(passage, token, CueAct.SAY, "as somebody put it", content, source)
    elif token.lower_ in WILLING and token.dep_ in {"acomp", "oprd", "attr"}:
        yield from _willing(passage, token)
    elif token.lower_ == "according":
        yield from _according(passage, token)
    elif token.pos_ == "NOUN" and (act := cue_nouns().get(token.lemma_.lower())):
        yield from _noun(passage, token, act)


def _willing(passage: Passage, word: "Token") -> Iterator[Attribution]:
    """Yield *open to* and *ready to* with what somebody is open to."""
    below = [
        child for child in word.children if child.dep_ in {"prep", "xcomp"} and child.i > word.i
    ]
    source = source_of(word, usable=lambda other: is_outside(passage, word, other))
    if below and source is not None:
        last = below[-1].right_edge
        piece = (below[0].left_edge.idx, last.idx + len(last))
        yield Attribution(passage, word, CueAct.COMMIT, "open to", (piece,), source, below[0])


def _reached(passage: Passage, verb: "Token") -> Iterator[Attribution]:
    """Yield *reached an agreement* with what the sentence says of it after."""
    noun = next((c for c in verb.children if c.dep_ == "dobj" and c.lemma_.lower() in DEALS), None)
    source = source_of(verb, usable=lambda word: is_outside(passage, verb, word))
    if noun is not None and source is not None:
        piece = (noun.idx + len(noun), verb.sent.end_char)
        rule = "agreement reached"
        yield Attribution(passage, verb, CueAct.COMMIT, rule, (piece,), source, noun)


def _is_put_it(verb: "Token") -> bool:
    """Tell whether the words are *as she put it*."""
    it = any(child.dep_ == "dobj" and child.lower_ == "it" for child in verb.children)
    marked = any(word.lower_ == "as" for word in verb.doc[max(0, verb.left_edge.i - 1) : verb.i])
    return it and marked


def _according(passage: Passage, token: "Token") -> Iterator[Attribution]:
    to = next((child for child in token.children if child.lower_ == "to"), None)
    if to is None and token.i + 1 < len(token.doc) and token.nbor().lower_ == "to":
        to = token.nbor()
    if to is None:
        return
    source = next((child for child in to.children if child.dep_ in {"pobj", "pcomp"}), None)
    content = rest_of_sentence(passage, token)
    yield Attribution(passage, token, CueAct.SAY, "according to", content, source, token.head)


def _noun(passage: Passage, noun: "Token", act: CueAct) -> Iterator[Attribution]:
    """Yield a noun of saying that has both a clause and somebody whose word it is."""
    clause = next(
        (
            child
            for child in noun.children
            if child.dep_ in {"acl", "ccomp", "relcl"}
            and any(
                word.lower_ in {"that", "to"} and word.dep_ in {"mark", "aux"}
                for word in child.children
            )
        ),
        None,
    )
    source = source_of(noun, usable=lambda word: is_outside(passage, noun, word))
    if clause is None or source is None:
        return
    content = clause_content(passage, verb=noun, clause=clause, source=source)
    yield Attribution(passage, noun, act, "noun + clause", content, source, clause)


def _with_siblings(found: Sequence[Attribution]) -> list[Attribution]:
    """Part cues that the parse hung into another's content: said A, *adding* B, and *warned* C."""
    result = list(found)
    for i, outer in enumerate(found):
        for j, inner in enumerate(found):
            if i != j and _is_sibling(outer, inner):
                cut = _begins(inner)
                pieces = [(a, min(b, cut)) for a, b in result[i].content if a < cut]
                result[i] = replace(result[i], content=tuple(pieces))
                result[j] = replace(result[j], source=outer.source)
    return result


def _is_sibling(outer: Attribution, inner: Attribution) -> bool:
    """Tell whether a cue in another's content goes on with what its source says."""
    head = inner.head
    if head.i < outer.head.i or not outer.covers(head.idx) or inner.is_quoted or not inner.content:
        return False
    if outer.source is None or outer.rule != "verb + clause" or outer.act not in TELLING:
        return False
    own = subject_of(head) is not None or any(
        child.dep_ in {"nsubjpass", "mark"} for child in head.children
    )
    if head.tag_ == "VBG":
        return head.dep_ == "advcl" and inner.act in TELLING and not own and _has_comma(head)
    return head.dep_ == "conj" and head.tag_ == outer.head.tag_ and not own and _is_future(head)


def _is_future(head: "Token") -> bool:
    """Tell whether the verb that this one is joined to has another form: *would* buy and *said*."""
    first = head.head
    return first.tag_ != head.tag_ or any(child.dep_ == "aux" for child in first.children)


def _has_comma(head: "Token") -> bool:
    return head.i > 0 and any(head.doc[k].text == "," for k in range(max(0, head.i - 2), head.i))


def _begins(inner: Attribution) -> int:
    left = inner.head.left_edge
    return min(left.idx, inner.head.idx)


def _with_next(passage: Passage, found: Sequence[Attribution], after: Passage) -> list[Attribution]:
    """Give the passage that follows a colon to the last cue before it."""
    free = [one for one in found if not one.content and one.source is not None]
    if not free or len(passage.text) - free[-1].head.idx > LONGEST_LEAD:
        return list(found)
    first = after.start - passage.start
    piece = (first, first + len(after.text))
    whole = replace(free[-1], content=(piece,), rule="before a colon")
    return [whole if one is free[-1] else one for one in found]


def _is_shadowed(one: Attribution, found: Sequence[Attribution]) -> bool:
    """Tell whether a cue is only the verb below another: went on to *say*."""
    head = one.head.head
    return (
        one.head.dep_ == "xcomp"
        and any(
            other.head == head and other is not one and other.source is not None for other in found
        )
        and not any(child.dep_ in {"ccomp", "xcomp"} for child in one.head.children)
    )
