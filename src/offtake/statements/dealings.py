"""Acts between states that move no goods: talks, visits, invitations, probes, cooperation."""

from typing import TYPE_CHECKING

from offtake.domain import Action
from offtake.statements.actors import Kind, names_in

if TYPE_CHECKING:
    from spacy.tokens import Token

TALKING = {
    "discuss",
    "negotiate",
    "settle",
    "finalize",
    "finalise",
    "conclude",
    "meet",
    "talk",
    "hammer",
}
TERMS = {
    "term",
    "detail",
    "deal",
    "talk",
    "truce",
    "agreement",
    "negotiation",
    "framework",
    "reduction",
}
CALLS = {"call", "conversation", "talk", "negotiation", "dialogue", "consultation"}
STARTING = {"initiate", "launch", "open", "start", "begin", "restart", "resume", "request"}
PROBES = {"investigation", "probe", "inquiry", "review"}
PROBING = {"announce", "launch", "open", "initiate", "start", "begin"}
JOINING = {"strengthen", "enhance", "deepen", "uphold", "implement", "expand", "boost"}
TIES = {
    "cooperation",
    "consensus",
    "relation",
    "tie",
    "communication",
    "agreement",
    "understanding",
}
ADJUSTING = {"adjustment", "adjust"}
UNDERTAKING = {"agree", "aim", "pledge", "push", "urge", "ask", "want", "plan", "commit", "seek",
               "promise", "vow", "press", "ready", "call", "intend", "hope", "expect"}  # fmt: skip


def dealing(token: "Token") -> Action | None:  # noqa: PLR0911 - one line a kind
    """Return what sort of dealing a verb tells of, or none."""
    if token.pos_ not in {"VERB", "AUX"}:
        return None
    lemma = token.lemma_.lower()
    objects = _objects(token)
    lemmas = {word.lemma_.lower() for word in objects}
    if lemma == "invite" and _is_leader(objects):
        return Action.INVITE
    if lemma == "visit" and _names_state(token):
        return Action.VISIT
    if (lemma in STARTING and lemmas & CALLS) or (
        lemma in {"call", "phone"} and _rings(token, objects)
    ):
        return Action.TALK
    if lemma in PROBING and lemmas & PROBES:
        return Action.OTHER
    if "adjustment" in lemmas and lemma in {"make", "take"}:
        return Action.OTHER
    if not _is_undertaken(token):
        return None
    if lemma in TALKING or (lemma == "agree" and _below(token) & TERMS):
        return Action.TALK
    return Action.OTHER if lemma in JOINING and lemmas & TIES else None


def _objects(verb: "Token") -> list["Token"]:
    return [child for child in verb.children if child.dep_ in {"dobj", "nsubjpass"}]


def _below(verb: "Token") -> set[str]:
    return {word.lemma_.lower() for word in verb.subtree if word.i > verb.i}


def _is_leader(objects: list["Token"]) -> bool:
    return any(
        one.actor.kind in {Kind.PERSON, Kind.STATE}
        for word in objects
        for one in names_in(" ".join(token.text for token in word.subtree))
    )


def _names_state(verb: "Token") -> bool:
    words = " ".join(token.text for token in verb.subtree if token.i > verb.i)
    return any(one.actor.kind is Kind.STATE and not one.is_demonym for one in names_in(words))


def _rings(verb: "Token", objects: list["Token"]) -> bool:
    """Tell whether somebody called somebody, and nobody was called something."""
    named = any(
        child.dep_ in {"oprd", "xcomp", "ccomp", "prep"}
        and child.i > verb.i
        and child.dep_ != "prep"
        for child in verb.children
    )
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    return (
        not named and subject is not None and _is_person(subject) and any(map(_is_person, objects))
    )


def _is_person(token: "Token") -> bool:
    words = " ".join(word.text for word in token.subtree)
    return token.pos_ == "PROPN" and any(one.actor.kind is Kind.PERSON for one in names_in(words))


def _is_undertaken(verb: "Token") -> bool:
    """Tell whether the act is agreed, planned or asked for, not only mentioned."""
    above = verb.head
    return verb.dep_ in {"xcomp", "ccomp", "advcl", "conj"} and (
        above.lemma_.lower() in UNDERTAKING or above.head.lemma_.lower() in UNDERTAKING
    )
