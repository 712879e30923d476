"""Which goods an act is about: those it names, else those the story has spoken of."""

from typing import TYPE_CHECKING

from offtake.domain import Action, CueAct
from offtake.statements.acts import Act
from offtake.statements.goods import BARRIERS, goods, goods_in
from offtake.statements.scenes import Scene

if TYPE_CHECKING:
    from spacy.tokens import Token

SOUGHT = {CueAct.ASK, CueAct.COMMIT}
VAGUE = {
    "good", "product", "purchase", "import", "export", "commodity", "item", "year", "month", "ton",
    "tonne", "request", "goal", "volume", "amount", "term", "increase", "buying", "quantity",
    "level", "price", "side", "datum", "data", "report", "call", "season", "deal", "cargo",
    "shipment", "batch", "order", "size", "pace",
}  # fmt: skip
"""Nouns after a verb of buying that name no goods."""


def goods_of(act: Act) -> tuple[str, ...]:
    """Return the goods an act names, or an id for goods that the table lacks."""
    found = goods_in(_telling_words(act))
    if act.action is Action.BUY:
        found = tuple(one for one in found if one not in {"tariffs", "export_controls"})
    if found or act.action not in {Action.BUY, Action.IMPOSE}:
        return found
    named = [
        word
        for word in act.object_words
        if word.pos_ == "NOUN"
        and word.dep_ in {"pobj", "dobj"}
        and word != act.head
        and word.lemma_.lower() not in VAGUE
    ]
    return (f"other:{named[-1].lemma_.lower()}",) if named and _is_specific(named[-1]) else ()


def _is_specific(noun: "Token") -> bool:
    return not any(
        child.dep_ == "det" and child.lower_ in {"these", "those", "this", "that"}
        for child in noun.children
    )


def goods_before(view: Scene, party: str | None, *, is_sought: bool = False) -> tuple[str, ...]:
    """Return the goods that a party's purchases were last said to be of.

    What is asked for or agreed to is first looked for among what was asked or agreed before.
    """
    named = [
        one
        for one in view.past
        if one.act.action is Action.BUY and one.goods and party in {None, one.obligor}
    ]
    sought = [one for one in named if one.links and one.links[-1].hop.act in SOUGHT]
    chosen = (sought if is_sought else []) or named
    return chosen[-1].goods if chosen else ()


def _telling_words(act: Act) -> list["Token"]:
    """Return the words that may name goods: all after a verb of talking, the object otherwise."""
    if act.action in {Action.TALK, Action.OTHER}:
        return [word for word in act.head.subtree if word.i > act.head.i]
    rules = [word for word in act.object_words if word.lemma_.lower() in {"rule", "regulation"}]
    told = [word for rule in rules for word in rule.subtree]
    return sorted({*act.object_words, *told}, key=lambda word: word.i)


def goods_seen(view: Scene, at: "Token") -> tuple[str, ...]:
    """Return the goods that the text named last before a word, if it names any."""
    here = goods_in(list(view.passage.doc[: at.i]))
    traded = [one for one in (*view.memory.goods, *here) if one not in BARRIERS and one in goods()]
    return tuple(traded[-1:])
