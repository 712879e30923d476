"""Who would do an act, and toward whom: subjects, owners, and whoever was asked."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from offtake.domain import Action, CueAct
from offtake.statements.actors import Actor, Kind, names_in, state
from offtake.statements.acts import Act, destination
from offtake.statements.chains import Link
from offtake.statements.cues import cue_verbs
from offtake.statements.goods import goods_in
from offtake.statements.mentions import Memory, both_sides, resolve
from offtake.statements.passages import Passage
from offtake.statements.sources import subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

TARGETED = {"tariffs", "port_fees"}
SELLING = {"sell", "export"}
SOLD = {"sale", "export", "shipment"}
SUBJECTS = {"nsubj", "agent"}
LONGEST_CLIMB = 6


def doer_words(act: Act) -> "Token | None":
    """Return the head of the words that name who would do an act, or none."""
    if act.head.lemma_.lower() in SELLING and act.head.pos_ == "VERB" and act.action is Action.BUY:
        return destination(act.head)
    owner = owner_of(act.head) if act.is_nominal else None
    if owner is not None and owner.tag_ != "PRP$":
        return owner
    for verb in reversed(act.path):
        found = _subject(verb)
        if found is not None and not _is_part_of(found, act):
            return found
    return _above(act) or owner


def _is_part_of(token: "Token", act: Act) -> bool:
    return act.is_nominal and (token in act.head.subtree or act.head in token.subtree)


def owner_of(noun: "Token") -> "Token | None":
    """Return whose purchases they are: *China's*, *Chinese*, *by China*."""
    if noun.lemma_.lower() in SOLD and destination(noun) is not None:
        return destination(noun)
    for child in noun.children:
        if child.dep_ == "poss":
            return child
    for child in noun.children:
        if child.dep_ in {"amod", "compound", "nmod"} and _is_state_word(child):
            return child
        if child.dep_ == "prep" and child.lower_ == "by":
            return next((below for below in child.children if below.dep_ == "pobj"), None)
    head = noun.head
    return (
        owner_of(head)
        if noun.dep_ == "pobj" and head.head.lemma_ in {"pace", "speed", "volume"}
        else None
    )


def _is_state_word(token: "Token") -> bool:
    named = names_in(token.text)
    return bool(named) and named[0].is_demonym and named[0].actor.kind is Kind.STATE


def _subject(verb: "Token") -> "Token | None":
    own = subject_of(verb)
    if own is not None and own.lower_ not in {"who", "that", "which"}:
        return own
    for child in verb.children:
        if child.dep_ == "agent":
            return next((below for below in child.children if below.dep_ == "pobj"), None)
        if child.dep_ == "nsubj" and verb.dep_ == "relcl":
            return verb.head
    return None


def _above(act: Act) -> "Token | None":
    """Return who would do it by the verbs above: whoever was asked, or whoever agreed."""
    current = act.top
    for _ in range(LONGEST_CLIMB):
        above = current.head
        if above == current:
            return None
        told_of = above.pos_ in {"NOUN", "PROPN"} and current.dep_ in {"acl", "relcl", "ccomp"}
        if told_of and above.lemma_.lower() != "invitation":
            return owner_of(above) or (above if current.tag_ == "VBG" else None)
        if above.pos_ in {"VERB", "AUX"}:
            asked = _asked(above, current)
            if asked is not None:
                return asked
            subject = _subject(above)
            if subject is not None and current.dep_ != "nsubj":
                return subject
        current = above
    return None


def _asked(verb: "Token", below: "Token") -> "Token | None":
    """Return whom a verb of asking has as its object."""
    word = cue_verbs().get(verb.lemma_.lower())
    if word is None or word.act is not CueAct.ASK or below.dep_ == "nsubj":
        return None
    return next(
        (child for child in verb.children if child.dep_ in {"dobj", "dative"} and child != below),
        None,
    )


def doers(passage: Passage, act: Act, memory: Memory, *, links: list[Link]) -> list[Actor]:
    """Return who would do an act: one, both sides of a joint act, or nobody that can be told."""
    words = doer_words(act)
    speaker = next((link.actor for link in reversed(links) if link.actor is not None), None)
    if words is None:
        return []
    if act.head.pos_ == "VERB" and words.lower_ in {"you", "your"}:
        return _addressed(passage, act, memory, speaker)
    if words.lower_ in {"we", "our", "us"} and speaker is not None and speaker.party:
        return [speaker]
    if both_sides(words) or (words.lower_ == "they" and len(memory.states()) > 1):
        return [state(code) for code in sorted(_two(memory))]
    joined = [words, *(child for child in words.children if child.dep_ == "conj")]
    inside = speaker if passage.quotation(words) is not None else None
    found = [resolve(passage, one, memory, speaker=inside) for one in joined]
    known = [one for one in found if one is not None]
    if words.lower_ in {"it", "its"} and speaker is not None and speaker.kind is not Kind.PERSON:
        return [speaker] if speaker.party else known
    return known


def _addressed(passage: Passage, act: Act, memory: Memory, speaker: Actor | None) -> list[Actor]:
    """Return whom a speaker calls *you*: the last other person named before."""
    at = passage.start + act.head.idx
    but = [one for one in memory.before(at) if one != speaker and one.kind is Kind.PERSON]
    return but[-1:]


def _two(memory: Memory) -> list[str]:
    return list(memory.pair) if len(memory.pair) > 1 else memory.states()[:2]


def parties(found: list[Actor]) -> Iterator[tuple[str, Actor | None]]:
    """Yield the states and firms that are bound by what these actors do, each once."""
    seen: set[str] = set()
    for one in found:
        party = one.party
        if party is not None and party not in seen:
            seen.add(party)
            yield party, one


def counterparty(
    act: Act, *, obligor: str, words: str, memory: Memory, links: Sequence[Link] = ()
) -> str | None:
    """Return toward whom: whose goods are bought or held back, else the other side of the text."""
    # A place where something is done is no party to it.
    named = [
        one.actor for one in names_in(words) if not words[: one.start].endswith((" in ", " at "))
    ]
    mine = obligor if obligor.isupper() else None
    for one in named:
        if one.party is not None and one.party not in {obligor, mine}:
            return one.party
    told = [link.actor.party for link in links if link.actor is not None]
    sides = [party for party in told if party in memory.states()[:3] and party != obligor]
    if act.action in {Action.BUY, Action.SELL, Action.VISIT, Action.INVITE, Action.TALK}:
        others = [*sides, *(code for code in memory.states()[:3] if code not in {obligor, mine})]
        return others[0] if others else None
    if memory.issuer is not None or TARGETED & set(goods_in(act.object_words)):
        return next((code for code in memory.states()[:2] if code != obligor), None)
    return None
