"""What a cue's content is: the clause below it, the noun beside it, or the rest of the sentence."""

from typing import TYPE_CHECKING

from offtake.domain import CueAct
from offtake.statements.cues import CueWord
from offtake.statements.passages import Passage

if TYPE_CHECKING:
    from spacy.tokens import Token

Piece = tuple[int, int]
"""From one offset of a passage to another."""

SHORT_NOUN = 4
TO_DO = {CueAct.ASK, CueAct.COMMIT, CueAct.THINK, CueAct.DENY, CueAct.CLAIM}
"""What is asked, promised or wanted is an infinitive."""


def complement(verb: "Token", word: CueWord) -> "Token | None":
    """Return the head of the clause that a verb reports, or none.

    A clause after *that* or without it; what somebody is asked, promises or refuses to do; for
    a passive, what somebody is said to do.
    """
    children = list(verb.children)
    clauses = [child for child in children if child.dep_ == "ccomp"]
    if clauses:
        return max(clauses, key=lambda clause: len(list(clause.subtree)))
    for child in children:
        if child.dep_ == "xcomp" and (word.act in TO_DO or word.is_open or _is_passive(verb)):
            return child
        is_report = child.tag_ == "VBG" and child.i > verb.i and verb.lemma_ != "continue"
        if child.dep_ in {"xcomp", "pcomp"} and is_report:
            return child
        if child.dep_ in {"advcl", "acl"} and word.act in TO_DO and _is_to_do(child):
            return child
    return next((under for under in _under_particles(children, word)), None)


def _under_particles(children: list["Token"], word: CueWord) -> list["Token"]:
    return [
        below
        for child in children
        if child.dep_ == "prep" and child.lower_ in word.particles
        for below in child.children
        if below.dep_ == "pcomp"
    ]


def _is_passive(verb: "Token") -> bool:
    return any(child.dep_ in {"auxpass", "nsubjpass"} for child in verb.children)


def _is_to_do(token: "Token") -> bool:
    return any(child.lower_ == "to" and child.dep_ == "aux" for child in token.children)


def clause_content(
    passage: Passage, *, verb: "Token", clause: "Token", source: "Token | None"
) -> tuple[Piece, ...]:
    """Return where the clause below a cue lies, without the cue and its source."""
    first, last = _own_edges(verb, clause)
    if first < verb.idx < last:
        whole = rest_of_sentence(passage, verb)
        if not any(token.dep_ == "relcl" for token in (verb, *verb.ancestors)):
            return whole
        # "which he said were": the relative clause is what is said, and not the whole sentence.
        return tuple((max(a, first), min(b, last)) for a, b in whole if b > first and a < last)
    if last <= verb.idx:
        until = min(verb.idx, source.left_edge.idx if source is not None else verb.idx)
        begin = first if _verb_before(clause) else min(first, verb.sent.start_char)
        begin = max(begin, passage.text.rfind(";", begin, until) + 1)
        return _trimmed(passage, begin, max(until, last))
    ends_at = _end_of_quotation(passage, verb, clause, first)
    return _trimmed(passage, first, last if ends_at is None else max(ends_at, first))


def _own_edges(verb: "Token", clause: "Token") -> Piece:
    """Return where a clause begins and ends, without one of another subject joined to it.

    That Trump *agreed to cut* tariffs and that Xi agreed to buy: the second is not in the first.
    """
    first, last = _edges(clause)
    if clause.dep_ == "xcomp" and clause.i > verb.i:
        for token in clause.subtree:
            begins = any(child.dep_ in {"nsubj", "mark"} for child in token.children)
            if token.dep_ == "conj" and begins and token.tag_ in {"VBD", "VBZ", "VBP"}:
                last = min(last, token.left_edge.idx)
    return first, last


def _verb_before(clause: "Token") -> bool:
    """Tell whether another verb stands in the sentence before a clause."""
    before = clause.doc[clause.sent.start : clause.left_edge.i]
    return any(token.pos_ == "VERB" for token in before)


def _end_of_quotation(passage: Passage, verb: "Token", clause: "Token", first: int) -> int | None:
    """Return where a quotation ends that begins the content: what follows is the author's."""
    quotation = passage.quotation(clause)
    if quotation is None or quotation.holds(verb.idx) or not quotation.is_closed:
        return None
    if first < quotation.start - 1:
        return None
    return quotation.end


def noun_content(passage: Passage, verb: "Token") -> tuple[Piece, ...]:
    """Return where the object of a cue lies, with what it is called."""
    objects = [
        child
        for child in verb.children
        if child.dep_ in {"dobj", "oprd", "attr", "prep", "dative"} and child.i > verb.i
    ]
    named = [child for child in objects if child.dep_ != "dative"]
    if named and named[0].dep_ == "prep" and not _object_of(named[0]):
        return ()
    if not named:
        return ()
    return _trimmed(passage, _edges(named[0])[0], max(_edges(child)[1] for child in named))


def words_after(passage: Passage, verb: "Token") -> tuple[Piece, ...]:
    """Return all that hangs on a verb to its right, but for an addressee and a day."""
    below = [child for child in verb.children if child.i > verb.i and not child.is_punct]
    said = [
        child for child in below if child.dep_ not in {"npadvmod", "dative", "cc", "conj", "advmod"}
    ]
    if not said or all(child.dep_ in {"prep", "advcl"} for child in said):
        return ()
    return _trimmed(passage, _edges(said[0])[0], max(_edges(child)[1] for child in said))


def gives_name(verb: "Token") -> bool:
    """Tell whether a verb has both a thing and what it is called."""
    named = {"oprd", "attr", "acomp", "xcomp", "ccomp"}
    after = [child for child in verb.children if child.i > verb.i]
    # The parse often takes the thing and its name for one noun.
    long = [
        child for child in after if child.dep_ == "dobj" and len(list(child.subtree)) > SHORT_NOUN
    ]
    return bool(long) or any(child.dep_ in named for child in after)


def _object_of(preposition: "Token") -> "Token | None":
    return next((child for child in preposition.children if child.dep_ == "pobj"), None)


def rest_of_sentence(passage: Passage, cue: "Token") -> tuple[Piece, ...]:
    """Return the sentence on both sides of a cue and all that hangs on it."""
    sentence = cue.sent
    below = [token for token in cue.subtree if token.sent == sentence]
    keep = [token for token in below if not _is_content_below(token, cue)]
    first = min(token.idx for token in keep)
    last = max(token.idx + len(token) for token in keep)
    pieces = (
        *_trimmed(passage, sentence.start_char, first),
        *_trimmed(passage, last, sentence.end_char),
    )
    return tuple(piece for piece in pieces if piece[1] - piece[0] > 1)


def _is_content_below(token: "Token", cue: "Token") -> bool:
    """Tell whether a token hangs on a cue only through the clause it reports."""
    while token != cue:
        if token.dep_ == "ccomp":
            return True
        token = token.head
    return False


def _edges(token: "Token") -> Piece:
    last = token.right_edge
    return token.left_edge.idx, last.idx + len(last)


def _trimmed(passage: Passage, first: int, last: int) -> tuple[Piece, ...]:
    while first < last and passage.text[first] in " ,;:\n-\u2014\u2013":
        first += 1
    while last > first and passage.text[last - 1] in " ,;:\n":
        last -= 1
    return ((first, last),) if last > first else ()
