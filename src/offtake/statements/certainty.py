"""How sure a sentence makes an event, from -3 (did not happen) through 0 (unknown) to 3 (did).

The verb's own words are looked at first, then those of each verb above it: what is denied, wished
for, possible or still to come lowers what stands below, and the lowest counts.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

CERTAIN, NEGATED = 3.0, -3.0
PURPOSED = 1.9
COMING, PROBABLE, WISHED, POSSIBLE, UNKNOWN = 2.4, 1.4, 0.9, 0.7, 0.3
UNDONE = {
    "cease",
    "refuse",
    "fail",
    "deny",
    "reject",
    "cancel",
    "delay",
    "prevent",
    "avoid",
    "stop",
    "postpone",
    "kill",
    "abandon",
    "decline",
    "lack",
    "halt",
    "ban",
    "block",
}
HAPPENING = {
    "begin",
    "start",
    "continue",
    "claim",
    "go",
    "fall",
    "drop",
    "rise",
    "rebound",
    "seem",
    "manage",
    "have",
    "use",
    "prove",
}
NEARLY = {"nearly", "almost", "hardly", "barely"}
MODAL = {
    "could": POSSIBLE,
    "may": POSSIBLE,
    "might": POSSIBLE,
    "can": PURPOSED,
    "should": WISHED,
    "would": PROBABLE,
    "must": PROBABLE,
    "will": COMING,
    "'ll": COMING,
    "shall": COMING,
}
LIKELY = {
    "likely",
    "probable",
    "probably",
    "possible",
    "possibly",
    "perhaps",
    "potential",
    "potentially",
    "prospective",
    "unlikely",
}
WISHING = {
    "want",
    "wish",
    "hope",
    "ask",
    "urge",
    "request",
    "demand",
    "seek",
    "try",
    "attempt",
    "fight",
    "aim",
    "plan",
    "intend",
    "propose",
    "consider",
    "negotiate",
    "order",
    "recommend",
    "tell",
    "need",
    "require",
    "call",
    "push",
    "press",
    "able",
    "allow",
    "choose",
    "promise",
    "pledge",
    "offer",
    "agree",
    "effort",
    "bid",
    "joint",
}
DOUBTING = {
    "expect",
    "believe",
    "think",
    "predict",
    "forecast",
    "fear",
    "worry",
    "anticipate",
    "suspect",
    "estimate",
    "appear",
    "seem",
    "suggest",
    "schedule",
    "say",
}
DREADED = {
    "fear",
    "hope",
    "prospect",
    "worry",
    "risk",
    "threat",
    "possibility",
    "chance",
    "expectation",
    "plan",
    "proposal",
    "option",
    "danger",
    "concern",
}
OPEN = {"if", "whether", "unless", "until", "when"}
LONGEST_CLIMB = 6


def certainty(event: "Token") -> float:
    """Return how sure the sentence makes an event, from -3 to 3."""
    levels = [level for level, flips in _levels(event) if not flips]
    flips = any(flips for _, flips in _levels(event))
    level = min(levels, default=CERTAIN)
    return NEGATED if flips else level


def _levels(event: "Token") -> Iterator[tuple[float, bool]]:
    """Yield what each verb from the event upward says: a level, or that it did not happen."""
    yield from _own(event)
    current = event
    for _ in range(LONGEST_CLIMB):
        above = current.head
        if above == current:
            return
        yield from _from_above(current, above)
        if current.dep_ in {"nsubj", "advmod", "relcl", "appos", "npadvmod"}:
            return
        current = above


def _own(event: "Token") -> Iterator[tuple[float, bool]]:
    children = {child.lower_ for child in event.children} | _shared(event)
    if any(child.dep_ == "neg" for child in event.children) or children & NEARLY:
        yield NEGATED, True
    for word in children & set(MODAL):
        yield MODAL[word], False
    if children & LIKELY:
        yield PROBABLE, False
    if event.tag_ == "VB" and "to" in children and event.head.lemma_.lower() not in HAPPENING:
        yield PURPOSED, False
    if event.lemma_.lower() in {"prospect", "hope", "fear", "worry"} and event.pos_ == "NOUN":
        yield POSSIBLE, False
    if any(
        child.dep_ == "mark" and child.lower_ in {"if", "whether", "unless"}
        for child in event.children
    ):
        yield UNKNOWN, False


def _of_predicate(verb: "Token") -> Iterator[tuple[float, bool]]:
    """Yield what is said of a subject: it is likely, expected, delayed."""
    words = {child.lower_ for child in verb.children if child.dep_ == "acomp"}
    if words & LIKELY or verb.lemma_.lower() in {"expect", "schedule", "plan"}:
        yield PROBABLE, False
    if verb.lemma_.lower() in {"delay", "postpone", "cancel"}:
        yield NEGATED, True


def _shared(event: "Token") -> set[str]:
    """Return the auxiliaries that a joined verb takes from the first."""
    if event.dep_ != "conj" or any(child.dep_ == "aux" for child in event.children):
        return set()
    same = event.tag_ == event.head.tag_
    return {child.lower_ for child in event.head.children if child.dep_ == "aux"} if same else set()


def _from_above(current: "Token", above: "Token") -> Iterator[tuple[float, bool]]:
    lemma = above.lemma_.lower()
    if current.dep_ in {"acomp", "attr"} and any(child.dep_ == "neg" for child in above.children):
        yield NEGATED, True
    if current.dep_ in {"nsubj", "nsubjpass"}:
        yield from _of_predicate(above)
    is_clause = current.dep_ in {"ccomp", "xcomp", "acl", "pcomp", "advcl"}
    is_object = current.dep_ in {"dobj", "nsubjpass", "pobj", "xcomp", "ccomp", "attr", "acomp"}
    if is_object and lemma in UNDONE:
        yield NEGATED, True
    if lemma in DREADED and above.pos_ in {"NOUN", "PROPN"}:
        yield POSSIBLE, False
    if is_clause and lemma in WISHING:
        yield WISHED, False
    if is_clause and lemma in DOUBTING - {"say"}:
        yield PROBABLE, False
    if is_object and above.pos_ in {"VERB", "AUX"} and not current.ent_type_:
        yield from (
            (level, flips)
            for level, flips in _own(above)
            if level != PURPOSED and level < COMING and not flips
        )
