"""Whose words they are: the subject of a cue, or whoever the grammar puts in its place."""

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from offtake.statements.actors import names_in

if TYPE_CHECKING:
    from spacy.tokens import Token

CLIMBED = {"acomp", "conj", "advcl", "xcomp", "pcomp", "parataxis", "ccomp", "acl", "prep", "dep"}
LONGEST_CLIMB = 5
NO_SPEAKER = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "today",
        "yesterday",
        "tomorrow",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "week",
        "month",
        "year",
        "morning",
        "afternoon",
        "evening",
        "night",
        "that",
        "this",
        "it",
        "which",
        "what",
        "there",
    ]
)
PERSONS = {"he", "she", "they", "we", "i", "who", "you", "everyone", "someone", "nobody", "others"}


def source_of(cue: "Token", *, usable: "Callable[[Token], bool]") -> "Token | None":
    """Return the head of the words that name whose cue it is, or none.

    `usable` tells which words may be a source: none within a quotation that the cue stands outside.
    """
    if cue.pos_ == "NOUN":
        found = _owner_of(cue) or _giver_of(cue)
        return found if found is not None and usable(found) else None
    found = _by_grammar(cue, usable) or _after(cue) or _before(cue)
    return found if found is not None and usable(found) else None


def _by_grammar(cue: "Token", usable: "Callable[[Token], bool]") -> "Token | None":
    current = cue
    for _ in range(LONGEST_CLIMB + 1):
        found = _at(current)
        if found is not None and usable(found) and found != cue:
            return found
        if current.dep_ not in CLIMBED or current.head == current:
            break
        governed = current.dep_ in {"xcomp", "ccomp"} and _object(current.head)
        current = current.head
        if governed and not _is_subject_control(current) and usable(governed):
            return governed
    return None


def _before(cue: "Token") -> "Token | None":
    """Return the name right before a finite verb that the parse hung elsewhere."""
    if cue.tag_ not in {"VBD", "VBZ", "VBP"} or cue.i == cue.sent.start:
        return None
    word = cue.nbor(-1)
    if word.pos_ not in {"PROPN", "NOUN", "PRON"} or word.lower_ in NO_SPEAKER:
        return None
    while word.dep_ in {"compound", "flat"} and word.head.i < cue.i:
        word = word.head
    return word


def _at(verb: "Token") -> "Token | None":
    if verb.pos_ in {"NOUN", "PROPN"}:
        return verb if verb.dep_ != "ROOT" else None
    children = list(verb.children)
    passive = any(child.dep_ in {"nsubjpass", "auxpass"} for child in children)
    agent = next((child for child in children if child.dep_ == "agent"), None)
    if agent is not None:
        return next((child for child in agent.children if child.dep_ == "pobj"), None)
    subject = subject_of(verb)
    if subject is None and passive:
        return None
    if subject is not None and subject.lower_ in {"who", "that", "which"} and verb.dep_ == "relcl":
        return verb.head
    if subject is None and verb.dep_ in {"acl", "relcl"}:
        return verb.head if verb.tag_ == "VBG" or verb.dep_ == "relcl" else None
    return subject


def subject_of(verb: "Token") -> "Token | None":
    """Return the subject of a verb, also where the parse hung it on the auxiliary."""
    own = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    if own is not None:
        return own
    helpers = [child for child in verb.children if child.dep_ == "aux"]
    return next((one for aux in helpers for one in aux.children if one.dep_ == "nsubj"), None)


def _object(verb: "Token") -> "Token | None":
    return next((child for child in verb.children if child.dep_ in {"dobj", "dative"}), None)


def _is_subject_control(verb: "Token") -> bool:
    return verb.lemma_ in {"promise", "threaten", "tell", "say", "vow", "pledge"}


def _after(cue: "Token") -> "Token | None":
    """Return the name after an inverted verb that the parse took for something else."""
    for child in cue.children:
        if child.i > cue.i and child.dep_ in {"dobj", "attr", "oprd", "npadvmod", "dep", "appos"}:
            is_name = is_animate(child) and child.lower_ not in NO_SPEAKER
            return child if is_name and cue.lemma_ not in {"tell", "ask", "inform"} else None
    return None


def _owner_of(noun: "Token") -> "Token | None":
    return next((child for child in noun.children if child.dep_ == "poss"), None)


def _giver_of(noun: "Token") -> "Token | None":
    return next(
        (
            below
            for child in noun.children
            if child.dep_ == "prep" and child.lower_ in {"from", "by", "of"}
            for below in child.children
            if below.dep_ == "pobj"
        ),
        None,
    )


def is_animate(token: "Token", *, documents: bool = False) -> bool:
    """Tell whether a word names somebody; with `documents`, also a poll, a study or data."""
    lemma = token.lemma_.lower()
    if token.pos_ == "PROPN" or token.lower_ in PERSONS or _is_known(token.text):
        return True
    return lemma in people() or (documents and lemma in papers())


@cache
def _is_known(word: str) -> bool:
    """Tell whether a word is a name, which the model may take for a noun: *Trump*."""
    return word[:1].isupper() and any(not one.is_demonym for one in names_in(word))


@cache
def people() -> frozenset[str]:
    """Return the nouns of persons and bodies that speak."""
    return _nouns("people")


@cache
def papers() -> frozenset[str]:
    """Return the nouns of documents that speak: polls, studies, data."""
    return _nouns("documents")


def _nouns(kind: str) -> frozenset[str]:
    path = files("offtake.statements") / "data" / "speakers.toml"
    return frozenset(tomllib.loads(path.read_text(encoding="utf-8"))[kind].split())
