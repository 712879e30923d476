"""How firmly an act is stated, from the words that say so.

Each hop and the act's own verb give a level with the words they saw; the weakest counts, since a
chain is as firm as its weakest link. The levels are those of the annotation guide:
6 done, 5 bound, 4 stated by the obligor, 3 reported agreed, 2 qualified, 1 sought, 0 denied.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from offtake.domain import CueAct, Firmness, Reason, Span
from offtake.statements.actors import Actor, names_in
from offtake.statements.chains import Link
from offtake.statements.passages import Passage

if TYPE_CHECKING:
    from spacy.tokens import Token

DONE, BOUND, STATED, REPORTED, QUALIFIED, SOUGHT, DENIED = 6, 5, 4, 3, 2, 1, 0
POSSIBLE = {"could", "may", "might", "can", "should", "would", "must", "shall"}
LIKELY = {"likely", "possibly", "perhaps", "probably", "maybe", "potentially"}
PLANNING = {
    "plan",
    "aim",
    "intend",
    "consider",
    "seek",
    "project",
    "prepare",
    "work",
    "weigh",
    "mull",
    "want",
}
BINDING = {"sign", "schedule", "contract", "ratify", "enact", "order", "book"}
OFFICIAL = {"usda", "cn_customs", "us_commerce", "census"}
OPEN = {"open", "ready", "willing", "prepared", "poised", "set"}


def graded(
    passage: Passage,
    top: "Token",
    *,
    links: Sequence[Link],
    obligor: str | None,
    issuer: str | None,
    is_pace: bool = False,
) -> Firmness:
    """Return how firmly an act with this top verb is stated under these links."""
    own_text = issuer is not None and issuer == obligor
    reasons = [_of_link(links, at, obligor, own_text=own_text) for at in range(len(links))]
    own = _of_verb(passage, top, links=links, obligor=obligor, issuer=issuer, is_pace=is_pace)
    levels = [*reasons, own]
    level = min(level for level, _ in levels)
    if level >= REPORTED and own[0] == DONE and any(_is_official(link) for link in links):
        level = DONE
    kept = [reason for at, reason in levels if at == level] or [own[1]]
    return Firmness(level, tuple(kept))


def _of_link(  # noqa: PLR0911 - one line a level
    links: Sequence[Link], at: int, obligor: str | None, *, own_text: bool
) -> tuple[int, Reason]:
    link, teller = links[at], links[at - 1] if at else None
    hop = link.hop
    if hop.is_negated or hop.act is CueAct.DENY:
        return DENIED, Reason("denied or not said", hop.cue)
    if hop.act is CueAct.ASK:
        return SOUGHT, Reason("asked for", hop.cue)
    if hop.act is CueAct.THINK:
        planned = link.attribution.head.lemma_ in PLANNING
        rule = "planned" if planned else "believed or hoped"
        return (QUALIFIED if planned else SOUGHT), Reason(rule, hop.cue)
    softened = [one for one in hop.hedges if one.text.lower() not in REPORT_HEDGES]
    if softened:
        return QUALIFIED, Reason("agreed with a hedge", softened[0])
    if link.attribution.rule == "open to":
        return QUALIFIED, Reason("open to it", hop.cue)
    if any(child.lower_ in POSSIBLE | LIKELY for child in link.attribution.head.children):
        return SOUGHT, Reason("possible", hop.cue)
    own = _is_own(link.actor, obligor)
    if hop.act is CueAct.COMMIT:
        told = own_text if teller is None else _is_own(teller.actor, obligor)
        return (STATED if told else REPORTED), Reason("undertaken", hop.cue)
    return (DONE if own else REPORTED), Reason(
        "the obligor's own word" if own else "told by another", hop.cue
    )


REPORT_HEDGES = {"reportedly", "allegedly", "purportedly", "apparently", "supposedly", "ostensibly"}


def _is_official(link: Link) -> bool:
    """Tell whether official figures are passed on: those of a named office, or told to it."""
    if link.hop.actor in OFFICIAL:
        return True
    head = link.attribution.head
    told = [child for child in head.children if child.dep_ in {"prep", "dative"}]
    words = " ".join(word.text for child in told for word in child.subtree)
    return head.lemma_ == "report" and any(one.actor.id in OFFICIAL for one in names_in(words))


def _is_own(actor: Actor | None, obligor: str | None) -> bool:
    return actor is not None and obligor is not None and obligor in {actor.party, actor.id}


def _of_verb(
    passage: Passage,
    top: "Token",
    *,
    links: Sequence[Link],
    obligor: str | None,
    issuer: str | None,
    is_pace: bool,
) -> tuple[int, Reason]:
    """Return the level that the act's own verb gives it, and why."""
    cue = passage.words([top])
    held = _held_back(top, is_pace=is_pace)
    if held is not None:
        return held[0], Reason(held[1], cue)
    if _beside(top) & {"will", "'ll", "would"}:
        return _of_future(cue, links=links, obligor=obligor, issuer=issuer)
    level, rule = _told_as(top, depends=bool(links))
    return level, Reason(rule, cue)


def _beside(top: "Token") -> set[str]:
    return {child.lower_ for child in (*top.children, *_helpers(top))}


def _held_back(top: "Token", *, is_pace: bool) -> tuple[int, str] | None:
    """Return the level of a verb that is denied, possible, planned or open, and why; or none."""
    beside = _beside(top)
    negated = any(child.dep_ == "neg" or _is_not_done(child) for child in top.children)
    if negated and not is_pace:
        return DENIED, "negated"
    if beside & ((POSSIBLE - {"would"}) | LIKELY):
        return SOUGHT, "possible only"
    if top.lemma_.lower() in PLANNING and top.pos_ == "VERB" and not is_pace:
        return QUALIFIED, "planned"
    if beside & OPEN or top.lower_ in OPEN:
        return QUALIFIED, "open to it"
    return None


def _is_not_done(word: "Token") -> bool:
    """Tell whether a word is *never*, or the *yet* of *has yet to*."""
    after = word.i + 1 < len(word.doc) and word.nbor().lower_ == "to"
    return word.lower_ == "never" or (word.lower_ == "yet" and after)


def _told_as(top: "Token", *, depends: bool) -> tuple[int, str]:
    """Return the level of a verb that nothing holds back, and why."""
    if top.lemma_.lower() in BINDING and top.pos_ == "VERB":
        return BOUND, "signed or scheduled"
    if top.dep_ == "acl" and top.head.lemma_.lower() in {"decision", "move", "step"}:
        return DONE, "decided"
    if _under_discussion(top):
        return SOUGHT, "under discussion"
    if _is_infinitive(top):
        return (DONE, "as firm as what it depends on") if depends else (QUALIFIED, "not yet done")
    return DONE, "done"


def _under_discussion(top: "Token") -> bool:
    words = {word.lower_ for word in top.subtree}
    return "under" in words and bool(
        words & {"discussion", "negotiation", "consideration", "review"}
    )


def _of_future(
    cue: Span, *, links: Sequence[Link], obligor: str | None, issuer: str | None
) -> tuple[int, Reason]:
    own = (issuer is not None and issuer == obligor and not links) or any(
        _is_own(link.actor, obligor) for link in links
    )
    rule = "will, in the obligor's own words" if own else "will, in another's words"
    return (STATED if own else REPORTED), Reason(rule, cue)


def _helpers(top: "Token") -> list["Token"]:
    """Return the auxiliaries of the verb that a joined verb shares its own with."""
    if top.dep_ == "conj" and not any(child.dep_ == "aux" for child in top.children):
        return [
            child for child in top.head.children if child.dep_ == "aux" and child.i < top.head.i
        ]
    return []


def _is_infinitive(top: "Token") -> bool:
    return top.tag_ == "VB" and any(child.lower_ == "to" for child in top.children)
