"""From words to who they mean: names, nouns and pronouns, with a memory that may abstain."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from offtake.statements.actors import (
    Actor,
    Kind,
    Named,
    actor_of,
    holder_of,
    leader_of,
    ministries,
    names_in,
    state,
)
from offtake.statements.passages import Passage
from offtake.statements.sources import people
from offtake.statements.spans import source_tokens

if TYPE_CHECKING:
    from spacy.tokens import Token

HE, SHE = {"he", "him", "his"}, {"she", "her", "hers"}
THEY, IT = {"they", "them", "their", "both"}, {"it", "its"}
LEADERS = {"leader", "president", "premier", "chancellor", "counterpart"}
OFFICES = (
    "treasury secretary",
    "commerce secretary",
    "agriculture secretary",
    "vice premier",
    "foreign minister",
    "commerce minister",
    "secretary of state",
    "trade representative",
    "vice president",
    "prime minister",
)
SPOKESMEN = {"spokesperson", "spokesman", "spokeswoman", "official", "minister", "ministry"}
CARRIERS = {"parent", "unit", "subsidiary", "arm", "carrier", "operator", "group", "giant", "maker"}
UNNAMED = {"people", "person", "insider"}
SIDES = {
    "side",
    "country",
    "nation",
    "government",
    "leader",
    "president",
    "party",
    "power",
    "economy",
}
TRADERS = {
    "importer",
    "buyer",
    "crusher",
    "processor",
    "trader",
    "company",
    "firm",
    "airline",
    "refiner",
    "miller",
    "purchaser",
    "customer",
    "exporter",
    "farmer",
    "producer",
    "seller",
}


@dataclass(slots=True)
class Memory:
    """Who is named in a document and where, and who spoke so far, in the order of the text."""

    named: list[tuple[int, Actor]] = field(default_factory=list)
    spoke: list[Actor] = field(default_factory=list)
    goods: list[str] = field(default_factory=list)
    issuer: str | None = None
    issuing: Actor | None = None
    pair: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str, *, issuer: str | None) -> "Memory":
        """Return the memory of a document before any of it is read."""
        return cls(named=[(one.start, one.actor) for one in names_in(text)], issuer=issuer)

    def heard(self, actor: Actor) -> None:
        """Remember somebody who spoke."""
        self.spoke.append(actor)

    def before(self, at: int) -> list[Actor]:
        """Return who is named before an offset of the document."""
        return [actor for start, actor in self.named if start < at]

    def person(self, gender: str, *, at: int, but: Actor | None = None) -> Actor | None:
        """Return the last person that a pronoun can mean, speakers before others, or none."""
        for past in (self.spoke[-2:], self.before(at)):
            for one in reversed(past):
                if one.kind is Kind.PERSON and one.gender in {gender, None} and one != but:
                    return one
        return None

    def states(self) -> list[str]:
        """Return the states of the text, the one named most often first."""
        codes = [actor.state for _, actor in self.named if actor.state is not None]
        return sorted(set(codes), key=lambda code: (-codes.count(code), codes.index(code)))

    def last_state(self, at: int) -> Actor | None:
        """Return the state named last before an offset, or none."""
        return next((one for one in reversed(self.before(at)) if one.kind is Kind.STATE), None)


def resolve(
    passage: Passage, head: "Token", memory: Memory, *, speaker: Actor | None = None
) -> Actor | None:
    """Return whom a noun or pronoun means, or none where that is not clear.

    `speaker` is who says the words that the pronoun stands in: *I* is that person, and *he* is
    somebody else.
    """
    if head.pos_ == "PRON" or head.tag_ in {"PRP", "PRP$"}:
        return _pronoun(head, memory, speaker, at=passage.start + head.idx)
    words = source_tokens(head)
    span = passage.words(words)
    text = passage.text[span.start - passage.start : span.end - passage.start]
    named = names_in(text)
    offset = span.start - passage.start
    at_head = [one for one in named if offset + one.start <= head.idx < offset + one.end]
    body = _body(text, named, memory)
    if body is not None and head.pos_ != "PROPN":
        return body
    if at_head:
        return body if body is not None and at_head[0].is_demonym else at_head[0].actor
    return body or _by_noun(head, words, named, memory, passage.start + head.idx)


def _pronoun(head: "Token", memory: Memory, speaker: Actor | None, *, at: int) -> Actor | None:
    word = head.lower_
    if word in {"i", "my", "me", "we", "our", "us"}:
        return speaker
    if word in HE | SHE:
        return memory.person("m" if word in HE else "f", at=at, but=speaker)
    if word in IT:
        return memory.last_state(at)
    return None


def _body(text: str, named: Sequence[Named], memory: Memory) -> Actor | None:
    """Return a ministry or other body of a state: *China's commerce ministry*."""
    lower = text.lower().replace("-", " ")
    suffix = next((end for name, end in ministries() if re.search(rf"\b{name}\b", lower)), None)
    if suffix is None:
        return None
    own = next((one.actor for one in named if one.actor.kind is Kind.STATE), None)
    listed = next((one.actor for one in named if one.actor.kind is Kind.BODY), None)
    if listed is not None and suffix != "customs":
        return listed
    code = own.state if own is not None else _ministry_state(memory)
    if code is None:
        return None
    return state(code) if suffix == "government" else _of_state(code, suffix)


def _of_state(code: str, suffix: str) -> Actor:
    known = actor_of(f"{code.lower()}_{suffix}")
    return known or Actor(id=f"{code.lower()}_{suffix}", kind=Kind.BODY, state=code)


def _ministry_state(memory: Memory) -> str | None:
    """Return whose ministry an unnamed one is: the United States have departments instead."""
    return next((code for code in memory.states() if code != "US"), None)


def _by_noun(  # noqa: PLR0911 - one line a kind of noun
    head: "Token", words: Sequence["Token"], named: Sequence[Named], memory: Memory, at: int
) -> Actor | None:
    lemma = head.lemma_.lower()
    if lemma in SPOKESMEN and not named and memory.issuing is not None:
        return memory.issuing
    person = next((one.actor for one in named if one.actor.kind is Kind.PERSON), None)
    if person is not None and lemma not in TRADERS and not _is_owner(head, words):
        return person
    own = next((one.actor for one in named if one.actor.kind is Kind.STATE), None)
    if lemma in LEADERS or head.lower_ == "president":
        return _leader(words, own, memory, at)
    office = " ".join(token.lower_ for token in words)
    held = next((one for one in OFFICES if one in office), None)
    if held is not None and own is not None and own.state is not None:
        return holder_of(own.state, held)
    if lemma in SIDES and own is not None:
        return own
    if head.pos_ == "PROPN":
        return Actor(id=_surname(head), kind=Kind.PERSON)
    firm = next((one.actor for one in named if one.actor.kind is Kind.FIRM), None)
    if firm is not None and lemma in TRADERS | CARRIERS:
        return firm
    return _group(head, own)


def _is_owner(head: "Token", words: Sequence["Token"]) -> bool:
    return any(token.dep_ == "poss" and token.head == head for token in words)


def _leader(words: Sequence["Token"], own: Actor | None, memory: Memory, at: int) -> Actor | None:
    if any(token.tag_ == "NNS" and token.lower_ in {"leaders", "presidents"} for token in words):
        return None
    if own is not None and own.state is not None:
        return leader_of(own.state) or own
    heads = LEADERS | {"prime minister"}
    for past in (memory.spoke[-2:], memory.before(at)):
        last = [one for one in past if one.office in heads]
        if last:
            return last[-1]
    return None


def _surname(head: "Token") -> str:
    """Return a name that the gazetteer lacks, as an id: *Johnny Xiang* is xiang."""
    return re.sub(r"\W+", "_", head.text.lower()).strip("_") or "unnamed"


def _group(head: "Token", own: Actor | None) -> Actor | None:
    lemma = head.lemma_.lower()
    if lemma not in people() | TRADERS:
        return None
    word = "sources" if lemma in UNNAMED else head.lower_
    name = f"{own.id}_{word}" if own is not None and lemma not in TRADERS else word
    return Actor(id=name, kind=Kind.GROUP, state=None if own is None else own.state)


def both_sides(head: "Token") -> bool:
    """Tell whether the words mean two parties at once: *both sides*, *the two countries*.

    >>> from types import SimpleNamespace
    >>> two = SimpleNamespace(lower_="two")
    >>> both_sides(SimpleNamespace(lemma_="country", lower_="countries", children=[two]))
    True
    """
    if head.lower_ == "both":
        return True
    marks = {child.lower_ for child in head.children}
    return head.lemma_.lower() in SIDES and bool(marks & {"both", "two"})
