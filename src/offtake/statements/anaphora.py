"""Agreements that point back: he *agreed to do that*, Beijing *appeared open to doing so*.

What was asked for just before is what was agreed to; where nothing was, nothing is made up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from offtake.domain import Action, CueAct
from offtake.statements.actors import Actor
from offtake.statements.acts import Act
from offtake.statements.attribution import Attribution
from offtake.statements.chains import Link, chain_over, link_of
from offtake.statements.mentions import resolve
from offtake.statements.scenes import Draft, Scene
from offtake.statements.sources import source_of

if TYPE_CHECKING:
    from spacy.tokens import Token

AGREEING = {"agree", "commit", "consent", "promise", "pledge", "accept"}
AGREEMENTS = {"agreement", "commitment", "pledge", "promise", "acceptance"}
DENIED_OF = {
    "figure",
    "number",
    "target",
    "agreement",
    "deal",
    "commitment",
    "pledge",
    "amount",
    "purchase",
}
CONFIRMING = {
    "affirm",
    "confirm",
    "comment",
    "acknowledge",
    "verify",
    "announce",
    "publish",
    "mention",
}
BACK = {
    "do", "doing", "so", "that", "it", "this", "to", "with", "the", "request", "suggestion",
    "proposal", "idea", "demand", "plan", "for", "his", "on", "part", "her", "their", "s",
}  # fmt: skip
FIRST_WORDS = 3
FARTHEST = 1500
"""Characters back to what was asked; farther away nothing is meant."""


def pointing_back(view: Scene, found: Sequence[Draft]) -> Iterator[Draft]:
    """Yield the statements of a passage that agree to, or refuse, what was named before."""
    taken = {link.attribution.head.i for one in found for link in one.links}
    for token in view.passage.doc:
        if token.i in taken:
            continue
        if _agrees_back(token):
            yield from _agreed(view, found, token, "agreed to what was asked before")
        elif token.lemma_.lower() in AGREEMENTS and _is_reported(token):
            yield from _agreed(view, found, token, "reported agreement")
        elif _denies(token):
            yield from _denied(view, found, token)


def _agrees_back(token: "Token") -> bool:
    lemma = token.lemma_.lower()
    is_open = token.lower_ in {"open", "willing", "ready"} and token.dep_ in {
        "acomp",
        "oprd",
        "ccomp",
    }
    if not is_open and (lemma not in AGREEING or token.pos_ not in {"VERB", "AUX", "ADJ"}):
        return False
    after = [word for word in token.subtree if word.i > token.i and not word.is_punct]
    points = all(word.lower_ in BACK for word in after[:FIRST_WORDS] if word.pos_ != "ADV")
    return points and (not is_open or bool(after))


def _is_reported(noun: "Token") -> bool:
    marks = {child.lower_ for child in noun.children if child.dep_ == "amod"}
    return bool(marks & {"reported", "purported", "alleged", "apparent"})


def _denies(verb: "Token") -> bool:
    """Tell whether somebody does not confirm figures or an agreement."""
    if verb.lemma_.lower() not in CONFIRMING or verb.pos_ != "VERB":
        return False
    if not any(child.dep_ == "neg" or child.lower_ == "never" for child in verb.children):
        return False
    after = [word for word in verb.subtree if word.i > verb.i]
    pointed = any(word.lower_ in {"this", "it", "that"} and word.dep_ == "dobj" for word in after)
    return pointed or any(word.lemma_.lower() in DENIED_OF for word in after)


def _agreed(view: Scene, found: Sequence[Draft], token: "Token", rule: str) -> Iterator[Draft]:
    links, actor = _speaking(view, token, CueAct.COMMIT, rule)
    party = None if actor is None else actor.party
    before = _before(view, found, token, party)
    if party is None or before is None:
        return
    act = replace(before.act, head=token, top=token, path=(token,), is_pace=False)
    yield replace(
        before, act=act, obligor=party, links=tuple(links), rule=rule, figure=None, times=(),
        tokens=tuple(_clause_of(token)),
    )  # fmt: skip


def _clause_of(token: "Token") -> list["Token"]:
    if token.pos_ == "NOUN":
        return list(token.subtree)
    words = [
        word
        for child in token.children
        if child.dep_ not in {"advcl", "conj", "ccomp"}
        for word in child.subtree
    ]
    return [token, *words]


def _speaking(
    view: Scene, token: "Token", act: CueAct, rule: str
) -> tuple[list[Link], Actor | None]:
    """Return the chain down to a cue, that cue as the last link, and whose it is."""
    passage = view.passage
    links = chain_over(passage, token, speaking=view.speaking)
    speaker = next((link.actor for link in reversed(links) if link.actor is not None), None)
    quotation = passage.quotation(token)
    source = source_of(token, usable=lambda word: word != token)
    if source is None:
        return links, None
    inside = speaker if quotation is not None and passage.quotation(source) is not None else None
    actor = resolve(passage, source, view.memory, speaker=inside)
    own = Attribution(passage, token, act, rule, (), source)
    if actor is not None and links and links[-1].hop.actor == actor.voice:
        return links, actor
    return [*links, link_of(passage, own, actor)], actor


def _before(view: Scene, found: Sequence[Draft], token: "Token", party: str | None) -> Draft | None:
    """Return the last statement before a word about what a party would do."""
    at = view.passage.start + token.idx
    earlier = [one for one in found if one.act.head.i < token.i]
    near = [
        one
        for one in (*[past for past in view.past if at - past.at < FARTHEST], *earlier)
        if one.obligor == party and one.act.action is Action.BUY and not one.act.is_pace
    ]
    asked = [
        one for one in near if one.links and one.links[-1].hop.act in {CueAct.ASK, CueAct.COMMIT}
    ]
    chosen = asked or near
    return chosen[-1] if chosen else None


def _denied(view: Scene, found: Sequence[Draft], verb: "Token") -> Iterator[Draft]:
    links, actor = _speaking(view, verb, CueAct.CONFIRM, "not confirmed")
    party = None if actor is None else actor.party
    before = _before(view, found, verb, party)
    if party is None or before is None:
        return
    act = Act(verb, verb, before.act.action, (), (), (verb,))
    yield replace(
        before, act=act, obligor=party, links=tuple(links), rule="not confirmed", figure=None,
        times=(), directions=(), tokens=tuple(_clause_of(verb)),
    )  # fmt: skip
