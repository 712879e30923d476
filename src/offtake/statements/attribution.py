"""Who says what: cues found over the parse, each with its source and its content.

The patterns are those of English grammar: a verb with a clause, a quotation beside a verb, a verb
between commas, *according to*, a noun of saying with its clause, a name before a colon.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from offtake.domain import CueAct
from offtake.statements.contents import (
    Piece,
    clause_content,
    complement,
    gives_name,
    noun_content,
    rest_of_sentence,
    words_after,
)
from offtake.statements.cues import CueWord, cue_nouns, cue_verbs
from offtake.statements.passages import Passage
from offtake.statements.quotations import Quotation
from offtake.statements.sources import is_animate, source_of, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

VERBS = {"VERB", "AUX"}
TOLD = {CueAct.SAY, CueAct.CONFIRM, CueAct.COMMIT, CueAct.ASK, CueAct.CLAIM}
REACHED = {"go", "try", "continue", "begin", "start", "appear", "seem", "come", "keep", "want"}
"""Verbs whose infinitive is done: went on *to say*."""
SENTENCE_ENDS = re.compile(r"[a-z\d]{4,}[.!?]\s|[;:]")
LONGEST_LEAD = 60
"""Characters between the cue and the colon that ends its passage."""
TELLING = {CueAct.SAY, CueAct.CLAIM, CueAct.CONFIRM, CueAct.ASK}
NEAR = 12
"""Words between a quotation and the verb that introduces it."""


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """A cue with its source and content, in tokens and offsets of one passage.

    `rule` names the pattern. `anchor` is the token the content hangs on, if it is a clause.
    """

    passage: Passage
    head: "Token"
    act: CueAct
    rule: str
    content: tuple[Piece, ...]
    source: "Token | None" = None
    anchor: "Token | None" = None

    @property
    def is_quoted(self) -> bool:
        """Whether the cue itself stands in a quotation."""
        return self.passage.quotation(self.head) is not None

    def covers(self, at: int) -> bool:
        """Tell whether an offset of the passage lies in the content."""
        return any(first <= at < last for first, last in self.content)


def attributions(passage: Passage, *, after: Passage | None = None) -> tuple[Attribution, ...]:
    """Return the attributions of one passage in the order of their cues.

    `after` is the passage that follows: a last cue before a colon introduces it.
    """
    found = [one for token in passage.doc for one in _at(passage, token)]
    found = _with_siblings(found)
    found = _with_quotations(passage, found)
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
        yield _verb(passage, token, word)
    elif token.lemma_ == "put" and _is_put_it(token):
        source = source_of(token, usable=lambda word: _is_outside(passage, token, word))
        content = rest_of_sentence(passage, token)
        yield Attribution(passage, token, CueAct.SAY, "as somebody put it", content, source)
    elif token.lower_ == "according":
        yield from _according(passage, token)
    elif token.pos_ == "NOUN" and (act := cue_nouns().get(token.lemma_.lower())):
        yield from _noun(passage, token, act)


def _verb(passage: Passage, verb: "Token", word: CueWord) -> Attribution:
    """Return the verb as a cue, without content where the grammar gives it none."""
    source = source_of(verb, usable=lambda word: _is_outside(passage, verb, word))
    blank = Attribution(passage, verb, word.act, "verb", (), source)
    if word.lemma == "like" and not _is_wish(verb):
        return blank
    if word.lemma == "cite" and verb.tag_ == "VBG":
        cited = _cited(passage, verb)
        if cited is not None:
            return cited
    if word.infers and source is not None and not is_animate(source, documents=True):
        return blank
    clause = complement(verb, word)
    if clause is not None and _is_aimed_at(verb):
        return blank
    if clause is not None:
        content = clause_content(passage, verb=verb, clause=clause, source=source)
        return replace(blank, content=content, anchor=clause, rule="verb + clause")
    if _tells_of_noun(verb) and source is not None and word.act in TOLD:
        content = _trimmed_noun(passage, verb)
        return replace(blank, content=content, anchor=verb.head, rule="noun + clause of saying")
    if word.stands_beside and clause is None and _is_trailing(verb, source):
        content = ((verb.sent.start_char, verb.left_edge.idx),)
        first = source.left_edge.idx if source is not None else verb.idx
        return replace(blank, content=((content[0][0], first),), anchor=verb.head, rule="trailing")
    if verb.dep_ == "parataxis" and word.stands_beside and source is not None:
        content = rest_of_sentence(passage, verb)
        return replace(blank, content=content, anchor=verb.head, rule="between commas")
    if _is_as_put(verb):
        content = rest_of_sentence(passage, verb)
        return replace(blank, content=content, anchor=verb.head, rule="as somebody put it")
    takes_noun = (
        not word.needs_clause or _has_particle(verb, word) or (word.names and gives_name(verb))
    )
    is_said = source is not None and is_animate(source, documents=True) and not _is_aimed_at(verb)
    if takes_noun and is_said:
        content = noun_content(passage, verb)
        return replace(blank, content=content, rule="verb + noun")
    if word.is_open and is_said:
        return replace(blank, content=words_after(passage, verb), rule="verb + words")
    return blank


def _is_trailing(verb: "Token", source: "Token | None") -> bool:
    """Tell whether a clause ends a sentence that it reports: "..., the minister said on Monday"."""
    if source is None or source.head != verb or source.i > verb.i:
        return False
    first = source.left_edge
    before = first.i > first.sent.start and first.nbor(-1).text == ","
    after = [child for child in verb.children if child.i > verb.i and not child.is_punct]
    return before and all(child.dep_ in {"prep", "npadvmod", "advmod"} for child in after)


def _tells_of_noun(verb: "Token") -> bool:
    """Tell whether a clause says whose word a noun is: the tons *announced by the White House*."""
    told = any(child.dep_ == "agent" for child in verb.children)
    undertaken = cue_verbs()[verb.lemma_.lower()].act is CueAct.COMMIT and verb.lemma_ != "commit"
    return verb.dep_ in {"acl", "relcl"} and (told or (undertaken and subject_of(verb) is not None))


def _is_wish(verb: "Token") -> bool:
    """Tell whether somebody *would like* another to do something."""
    would = any(child.lower_ in {"would", "'d"} for child in verb.children)
    asked = any(child.dep_ in {"dobj", "ccomp"} for child in verb.children)
    return would and asked


def _cited(passage: Passage, verb: "Token") -> Attribution | None:
    """Return what a relay tells on another's word: Reuters, *citing traders*, reported."""
    source = next((child for child in verb.children if child.dep_ == "dobj"), None)
    if source is None or not is_animate(source, documents=True):
        return None
    content = rest_of_sentence(passage, verb)
    return Attribution(passage, verb, CueAct.SAY, "citing", content, source, verb.head)


def _trimmed_noun(passage: Passage, verb: "Token") -> tuple[Piece, ...]:
    """Return where the noun lies whose clause a cue is: the tons *announced by* somebody."""
    words = [token for token in verb.head.subtree if token not in set(verb.subtree)]
    last = max(words, key=lambda token: token.i) if words else verb.head
    return ((verb.head.left_edge.idx, max(last.idx + len(last), verb.head.idx + len(verb.head))),)


def _is_outside(passage: Passage, cue: "Token", word: "Token") -> bool:
    quotation = passage.quotation(word)
    return quotation is None or quotation.holds(cue.idx)


def _is_aimed_at(verb: "Token") -> bool:
    """Tell whether an infinitive is only a purpose or a possibility: free *to say*, let's *say*."""
    if verb.tag_ != "VB" or any(child.dep_ == "nsubj" for child in verb.children):
        return False
    marked = any(child.lower_ in {"to", "not"} for child in verb.children)
    return marked and verb.head.lemma_ not in REACHED and verb.dep_ not in {"conj"}


def _is_put_it(verb: "Token") -> bool:
    """Tell whether the words are *as she put it*."""
    it = any(child.dep_ == "dobj" and child.lower_ == "it" for child in verb.children)
    marked = any(word.lower_ == "as" for word in verb.doc[max(0, verb.left_edge.i - 1) : verb.i])
    return it and marked


def _is_as_put(verb: "Token") -> bool:
    """Tell whether the clause is *as somebody put it* or *as somebody noted*."""
    marked = any(
        child.lower_ == "as" and child.dep_ in {"mark", "advmod", "prep"} for child in verb.children
    )
    return (
        verb.dep_ == "advcl"
        and marked
        and not any(
            child.dep_ in {"dobj", "ccomp"} and child.lower_ != "it" for child in verb.children
        )
    )


def _has_particle(verb: "Token", word: CueWord) -> bool:
    return any(
        child.dep_ in {"prep", "prt"} and child.lower_ in word.particles for child in verb.children
    )


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
    source = source_of(noun, usable=lambda word: _is_outside(passage, noun, word))
    if clause is None or source is None:
        return
    content = clause_content(passage, verb=noun, clause=clause, source=source)
    yield Attribution(passage, noun, act, "noun + clause", content, source, clause)


def _with_quotations(passage: Passage, found: Sequence[Attribution]) -> list[Attribution]:
    """Give each quotation to one cue: the one whose clause it is, else the one beside it."""
    result = list(found)
    given: dict[int, list[Piece]] = {}
    last: int | None = None
    for quotation in passage.quotations:
        owner = _owner(passage, quotation, found)
        if owner is None and last is not None and _goes_on(passage, found[last], quotation):
            owner = last
        if owner is not None:
            given.setdefault(owner, []).append((quotation.start, quotation.end))
        last = owner
    for index, pieces in given.items():
        one = found[index]
        beside = one.content or _object_with(passage, one, pieces)
        rule = one.rule if one.content else "verb + quotation"
        result[index] = replace(one, content=merged([*beside, *pieces]), rule=rule)
    return result


def _object_with(passage: Passage, one: Attribution, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return a verb's object if it holds the quotation: called it "positive and friendly"."""
    content = noun_content(passage, one.head)
    return tuple(
        (first, last)
        for first, last in content
        if any(first <= a and b <= last + 1 for a, b in pieces)
    )


def merged(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the pieces with those that touch made one."""
    result: list[Piece] = []
    for first, last in sorted(pieces):
        if result and first <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(result[-1][1], last))
        else:
            result.append((first, last))
    return tuple(result)


def _owner(passage: Passage, quotation: Quotation, found: Sequence[Attribution]) -> int | None:
    """Return the index of the cue that a quotation belongs to, or none."""
    outside = [i for i, one in enumerate(found) if not quotation.holds(one.head.idx)]
    middle = (quotation.start + quotation.end) // 2
    holding = [i for i in outside if found[i].covers(middle)]
    if holding:
        return max(holding, key=lambda i: found[i].head.i if found[i].head.idx < middle else -1)
    after = [i for i in outside if _follows(passage, quotation, found[i])]
    if after:
        return min(after, key=lambda i: found[i].head.i)
    before = [i for i in outside if _precedes(passage, quotation, found[i])]
    return max(before, key=lambda i: found[i].head.i) if before else None


def _follows(passage: Passage, quotation: Quotation, one: Attribution) -> bool:
    """Tell whether a cue comes right after a quotation: `"...," she said`."""
    if one.head.idx < quotation.end or one.head.pos_ not in VERBS:
        return False
    between = passage.text[quotation.end : one.head.idx]
    return (
        len(between.split()) <= NEAR
        and not SENTENCE_ENDS.search(between)
        and not set(between) & set('"\u201c')
        and passage.text[quotation.end - 2 : quotation.end - 1]
        in {",", "?", "!", "-", "\u2014", "."}
        and (one.source is not None)
    )


def _precedes(passage: Passage, quotation: Quotation, one: Attribution) -> bool:
    """Tell whether a cue comes right before a quotation: `she said: "..."`."""
    if one.head.idx >= quotation.start:
        return False
    between = passage.text[one.head.idx + len(one.head) : quotation.start].rstrip()
    return (
        len(between.split()) <= NEAR
        and (
            between.endswith((",", ":", "that", "as"))
            or not between
            or one.head.sent.end_char > quotation.start
        )
        and not set(between[:-1]) & set('.!?;"\u201d')
    )


def _goes_on(passage: Passage, one: Attribution, quotation: Quotation) -> bool:
    """Tell whether a quotation goes on with what a cue began: `"A," she said. "B."`."""
    between = passage.text[one.head.idx + len(one.head) : quotation.start]
    return one.head.idx < quotation.start and len(between.split()) <= NEAR


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
    """Tell whether a cue is only the verb below another: went on to *say*, declined to *comment*."""
    head = one.head.head
    return (
        one.head.dep_ == "xcomp"
        and any(
            other.head == head and other is not one and other.source is not None for other in found
        )
        and not any(child.dep_ in {"ccomp", "xcomp"} for child in one.head.children)
    )
