"""On whose word: the cues whose content holds an act, outermost first, each with its speaker."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from offtake.domain import BlockKind, CueAct, Hop
from offtake.statements.actors import Actor, Kind, names_in
from offtake.statements.attribution import Attribution
from offtake.statements.mentions import Memory, resolve
from offtake.statements.passages import Passage
from offtake.statements.sources import papers
from offtake.statements.spans import cue_tokens, hedges_of, source_tokens

if TYPE_CHECKING:
    from spacy.tokens import Token

TELLS = {CueAct.SAY, CueAct.CLAIM, CueAct.CONFIRM, CueAct.SHOW, CueAct.RELAY}
MINE = {CueAct.ASK, CueAct.THINK, CueAct.DENY}
"""What a speaker asks or hopes counts instead of that it was said."""
SIGNED = re.compile(r"[\u2014\u2013-]+\s*(?P<author>[^\n(\u2014]{1,60}?)\s*\(@\w+\)")


@dataclass(frozen=True, slots=True)
class Link:
    """A cue that covers an act, with its speaker as far as that is known."""

    attribution: Attribution
    actor: Actor | None
    hop: Hop


def speakers(
    passage: Passage, found: Sequence[Attribution], memory: Memory
) -> dict[Attribution, Actor | None]:
    """Return who speaks in each attribution, the outer ones resolved first."""
    known: dict[int, Actor | None] = {}
    for one in sorted(found, key=lambda one: len(_around(one, found))):
        outer = [known.get(id(other)) for other in _around(one, found) if id(other) in known]
        speaker = next((actor for actor in reversed(outer) if actor is not None), None)
        inside = speaker if one.is_quoted else None
        actor = _actor(passage, one, memory, inside, outer=speaker)
        known[id(one)] = actor
        if actor is not None and one.act in TELLS | MINE:
            memory.heard(actor)
    return {one: known[id(one)] for one in found}


def _actor(
    passage: Passage, one: Attribution, memory: Memory, inside: Actor | None, outer: Actor | None
) -> Actor | None:
    if one.source is None:
        return None
    if one.source.lemma_.lower() in papers():
        return _paper(passage, one.source)
    if one.source.lower_ in {"he", "she"} and outer is not None and inside is None:
        fits = outer.gender in {None, "m" if one.source.lower_ == "he" else "f"}
        if fits and outer.kind is Kind.PERSON:
            return outer
    if one.source.lower_ in {"it", "they"} and outer is not None and outer.kind is not Kind.PERSON:
        return outer
    return resolve(passage, one.source, memory, speaker=inside)


def _paper(passage: Passage, head: "Token") -> Actor | None:
    """Return whose data, post or statement it is."""
    named = names_in(passage.words(head.subtree).text)
    bodies = [one.actor for one in named if one.actor.kind is not Kind.STATE]
    if bodies:
        return bodies[0]
    return named[0].actor if named else None


def _around(one: Attribution, found: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions whose content holds a cue, outermost first."""
    holding = [
        other
        for other in found
        if other is not one and other.covers(one.head.idx) and not one.covers(other.head.idx)
    ]
    return sorted(holding, key=lambda other: -_reach(other))


def _reach(one: Attribution) -> int:
    return sum(last - first for first, last in one.content)


def chain_over(
    passage: Passage,
    at: "Token",
    *,
    speaking: dict[Attribution, Actor | None],
) -> list[Link]:
    """Return the cues that an act stands under, outermost first, with same speakers made one."""
    found = list(speaking)
    over = [one for one in found if one.covers(at.idx) and one.head != at]
    over.sort(
        key=lambda one: (
            one.rule == "citing",
            len([o for o in _around(one, found) if o in over]),
            -_reach(one),
        )
    )
    links = [link_of(passage, one, speaking[one]) for one in over]
    return _signed(passage, at) + _joined(links)


def link_of(passage: Passage, one: Attribution, actor: Actor | None) -> Link:
    """Return a cue with its speaker as a link of a chain."""
    cue = passage.words(cue_tokens(one))
    source = None if one.source is None else passage.words(source_tokens(one.source))
    hop = Hop(
        actor=None if actor is None else actor.voice,
        cue=cue,
        act=CueAct.RELAY if actor is not None and actor.kind is Kind.OUTLET else one.act,
        source=source,
        is_quoted=one.is_quoted,
        is_negated=any(child.dep_ == "neg" for child in one.head.children),
        hedges=tuple(passage.words([word]) for word in hedges_of(one.head)),
    )
    return Link(one, actor, hop)


def _joined(links: Sequence[Link]) -> list[Link]:
    """Return the links with the same speaker's cues made one.

    Trump said he *asked* Xi: the asking counts. China *said* it agreed: the saying counts, since
    the agreement is nobody else's telling.
    """
    result: list[Link] = []
    for link in links:
        if link.actor is None and _is_authors(link):
            continue
        last = result[-1] if result else None
        if last is None or last.actor is None or link.actor is None or not _same(last, link):
            result.append(link)
        elif link.hop.act in MINE and last.hop.act is CueAct.ASK:
            continue
        elif link.hop.act in MINE or link.hop.is_negated:
            result[-1] = _bare(link)
        elif (
            last.hop.act not in MINE and last.hop.act is not CueAct.COMMIT and link.hop.act in TELLS
        ):
            result[-1] = link
    return result


def _is_authors(link: Link) -> bool:
    """Tell whether a cue without a known speaker is the text's own: *the article adds*."""
    source = link.attribution.source
    return source is None or source.lemma_.lower() in papers()


def _same(one: Link, two: Link) -> bool:
    return one.actor is not None and two.actor is not None and one.actor.voice == two.actor.voice


def _bare(link: Link) -> Link:
    """Return a link whose cue is the verb alone: *said he had pressed* is pressed."""
    one = link.attribution
    words = cue_tokens(one)
    verb = [
        token
        for token in words
        if token.i >= one.head.i or token.lower_ not in {"had", "has", "have", "'d", "'s"}
    ]
    return replace(link, hop=replace(link.hop, cue=one.passage.words(verb)))


def _signed(passage: Passage, at: "Token") -> list[Link]:
    """Return who posted an embedded post, as its outermost speaker."""
    if passage.kind is not BlockKind.POST:
        return []
    found = SIGNED.search(passage.text)
    if found is None or at.idx > found.start():
        return []
    cue = passage.span(*found.span("author"))
    named = names_in(cue.text)
    actor = named[0].actor if named else Actor(id=_as_id(cue.text), kind=Kind.OUTLET)
    blank = Attribution(passage, at, CueAct.RELAY, "post", (), None)
    return [Link(blank, actor, Hop(actor=actor.voice, cue=cue, act=CueAct.RELAY, source=cue))]


def _as_id(words: str) -> str:
    return re.sub(r"\W+", "_", words.lower()).strip("_")
