"""Statements of pace and progress: buying is slower than expected, orders lag the target."""

from typing import TYPE_CHECKING

from offtake.domain import Direction

if TYPE_CHECKING:
    from spacy.tokens import Token

FLOWS = {
    "buy",
    "purchase", "buying", "import", "order", "transaction", "sale", "shipment", "export",
    "booking", "procurement", "deal",
}  # fmt: skip
RATES = {"pace", "speed", "rate", "volume", "tempo", "momentum"}
LESS = {
    "less",
    "short",
    "lag",
    "below",
    "trail",
    "lower",
    "fewer",
    "behind",
    "shy",
    "underperform",
    "miss",
    "fall",
    "weak",
    "weaker",
    "shortfall",
}
SLOW = {"slow", "slower", "sluggish", "slowdown", "slowly"}
HALTED = {"stall", "halt", "stop", "cease", "pause", "dry"}
STEADY = {"schedule", "track", "pace", "line", "target"}
EXPECTED = {
    "expect",
    "anticipate",
    "hope",
    "project",
    "plan",
    "expectation",
    "target",
    "commitment",
    "pledge",
    "goal",
}
MATCHED = {"match", "meet", "reach", "hit", "satisfy"}
POINTING = {"that", "this", "it", "figure", "total", "tally"}
JUDGING = {
    "be",
    "lag",
    "fall",
    "match",
    "meet",
    "stall",
    "slow",
    "remain",
    "trail",
    "reach",
    "run",
    "stay",
    "continue",
    "halt",
    "stop",
    "hit",
    "dry",
    "prove",
    "seem",
    "appear",
    "keep",
}


def subject_of_pace(verb: "Token") -> "Token | None":
    """Return the noun of trade, or of its pace, that a verb judges, or none."""
    if verb.lemma_.lower() not in JUDGING or verb.pos_ not in {"VERB", "AUX"}:
        return None
    subject = next(
        (child for child in verb.children if child.dep_ in {"nsubj", "nsubjpass", "csubj"}), None
    )
    if subject is None:
        return None
    lemma = subject.lemma_.lower()
    if lemma in FLOWS or lemma in RATES:
        return subject
    falls_short = any(child.lower_ in {"below", "short", "behind"} for child in verb.subtree)
    return subject if subject.lower_ in POINTING and falls_short else None


def pace_of(verb: "Token", subject: "Token") -> tuple[Direction, ...]:
    """Return what a verb says of the pace: slower, less, halted, as agreed; or nothing."""
    own = set(subject.subtree)
    words = {word.lemma_.lower() for word in verb.subtree if word not in own} | {
        word.lower_ for word in verb.subtree if word not in own
    }
    negated = any(child.dep_ == "neg" for child in verb.children)
    if words & HALTED and verb.lemma_.lower() in HALTED | {"be", "remain"}:
        return (Direction.HALT,)
    if words & SLOW or verb.lemma_.lower() == "slow":
        return (Direction.LESS, Direction.SLOWER) if words & EXPECTED else (Direction.SLOWER,)
    if negated and words & (MATCHED | EXPECTED):
        return (Direction.LESS,)
    if words & LESS:
        return (Direction.LESS,)
    if words & STEADY and words & {"on", "in"} and not negated:
        return (Direction.CONTINUE,)
    return ()
