"""Which goods an act is about: those it names, else those the story has spoken of."""

from typing import TYPE_CHECKING

from offtake.domain import Action
from offtake.statements.acts import Act
from offtake.statements.goods import BARRIERS, goods, goods_in
from offtake.statements.scenes import Scene

if TYPE_CHECKING:
    from spacy.tokens import Token

VAGUE = {
    "good", "product", "purchase", "import", "export", "commodity", "item", "year", "month", "ton",
    "tonne", "request", "goal", "volume", "amount", "term", "increase", "buying", "quantity",
    "level", "price", "side", "datum", "data", "report", "call", "season", "deal", "cargo",
    "shipment", "batch", "order", "size", "pace",
}  # fmt: skip
"""Nouns after a verb of buying that name no goods."""


def goods_of(act: Act) -> tuple[str, ...]:
    """Return the goods an act names, or an id for goods that the table lacks."""
    found = goods_in(act.object_words)
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


def goods_before(view: Scene, party: str | None) -> tuple[str, ...]:
    """Return the goods that a party's purchases were last said to be of."""
    for one in reversed(view.past):
        if one.act.action is Action.BUY and one.goods and party in {None, one.obligor}:
            return one.goods
    return ()


def goods_seen(view: Scene, at: "Token") -> tuple[str, ...]:
    """Return the goods that the text named last before a word, if it names any."""
    here = goods_in(list(view.passage.doc[: at.i]))
    traded = [one for one in (*view.memory.goods, *here) if one not in BARRIERS and one in goods()]
    return tuple(traded[-1:])
