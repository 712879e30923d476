"""A verb as a cue: by its clause, by its place in the sentence, or by the noun beside it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from offtake.domain import CueAct
from offtake.statements.attribution import Attribution
from offtake.statements.contents import (
    Piece,
    clause_content,
    complement,
    gives_name,
    noun_content,
    rest_of_sentence,
    words_after,
)
from offtake.statements.cues import CueWord, cue_verbs
from offtake.statements.passages import Passage
from offtake.statements.sources import is_animate, source_of, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

TOLD = {CueAct.SAY, CueAct.CONFIRM, CueAct.COMMIT, CueAct.ASK, CueAct.CLAIM}
REACHED = {"go", "try", "continue", "begin", "start", "appear", "seem", "come", "keep", "want"}
"""Verbs whose infinitive is done: went on *to say*."""

Pattern = Callable[[Attribution, CueWord], Attribution | None]


def verb_cue(passage: Passage, verb: "Token", word: CueWord) -> Attribution:
    """Return the verb as a cue, without content where the grammar gives it none."""
    source = source_of(verb, usable=lambda word: is_outside(passage, verb, word))
    blank = Attribution(passage, verb, word.act, "verb", (), source)
    if _says_nothing(blank, word):
        return blank
    found = (pattern(blank, word) for pattern in PATTERNS)
    return next((one for one in found if one is not None), blank)


def is_outside(passage: Passage, cue: "Token", word: "Token") -> bool:
    """Tell whether a word may be the source of a cue: none in a quotation the cue is not in."""
    quotation = passage.quotation(word)
    return quotation is None or quotation.holds(cue.idx)


def _says_nothing(blank: Attribution, word: CueWord) -> bool:
    """Tell whether a verb is no cue here: a mere liking, or what a thing shows its author."""
    if word.lemma == "like":
        return not _is_wish(blank.head)
    things = blank.source is not None and not is_animate(blank.source, documents=True)
    return word.infers and things


def _by_citing(blank: Attribution, word: CueWord) -> Attribution | None:
    if word.lemma != "cite" or blank.head.tag_ != "VBG":
        return None
    return _cited(blank.passage, blank.head)


def _by_clause(blank: Attribution, word: CueWord) -> Attribution | None:
    verb = blank.head
    clause = complement(verb, word)
    if clause is None:
        return None
    if _is_aimed_at(verb):
        return blank
    content = clause_content(blank.passage, verb=verb, clause=clause, source=blank.source)
    return replace(blank, content=content, anchor=clause, rule="verb + clause")


def _by_noun_told_of(blank: Attribution, word: CueWord) -> Attribution | None:
    verb = blank.head
    if blank.source is None or word.act not in TOLD or not _tells_of_noun(verb):
        return None
    content = _trimmed_noun(verb)
    return replace(blank, content=content, anchor=verb.head, rule="noun + clause of saying")


def _by_place(blank: Attribution, word: CueWord) -> Attribution | None:
    """Return a cue between commas, or one that ends the sentence it reports."""
    verb, source = blank.head, blank.source
    if not word.stands_beside or source is None:
        return None
    if _is_trailing(verb, source):
        before = ((verb.sent.start_char, source.left_edge.idx),)
        return replace(blank, content=before, anchor=verb.head, rule="trailing")
    if verb.dep_ != "parataxis":
        return None
    content = rest_of_sentence(blank.passage, verb)
    return replace(blank, content=content, anchor=verb.head, rule="between commas")


def _by_as(blank: Attribution, word: CueWord) -> Attribution | None:  # noqa: ARG001 - as all patterns
    verb = blank.head
    if not _is_as_put(verb):
        return None
    content = rest_of_sentence(blank.passage, verb)
    return replace(blank, content=content, anchor=verb.head, rule="as somebody put it")


def _by_noun(blank: Attribution, word: CueWord) -> Attribution | None:
    """Return a cue with a noun beside it, or with any words where the verb is open."""
    verb, source = blank.head, blank.source
    if source is None or not is_animate(source, documents=True) or _is_aimed_at(verb):
        return None
    named = word.names and gives_name(verb)
    if not word.needs_clause or _has_particle(verb, word) or named:
        return replace(blank, content=noun_content(blank.passage, verb), rule="verb + noun")
    if word.is_open:
        return replace(blank, content=words_after(blank.passage, verb), rule="verb + words")
    return None


PATTERNS: tuple[Pattern, ...] = (
    _by_citing, _by_clause, _by_noun_told_of, _by_place, _by_as, _by_noun,
)  # fmt: skip


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


def _trimmed_noun(verb: "Token") -> tuple[Piece, ...]:
    """Return where the noun lies whose clause a cue is: the tons *announced by* somebody."""
    words = [token for token in verb.head.subtree if token not in set(verb.subtree)]
    last = max(words, key=lambda token: token.i) if words else verb.head
    return ((verb.head.left_edge.idx, max(last.idx + len(last), verb.head.idx + len(verb.head))),)


def _is_aimed_at(verb: "Token") -> bool:
    """Tell whether an infinitive is only a purpose or a possibility: free *to say*, let's *say*."""
    if verb.tag_ != "VB" or any(child.dep_ == "nsubj" for child in verb.children):
        return False
    marked = any(child.lower_ in {"to", "not"} for child in verb.children)
    return marked and verb.head.lemma_ not in REACHED and verb.dep_ != "conj"


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
