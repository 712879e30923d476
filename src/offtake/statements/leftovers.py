"""Figures that no verb of trade took: 12 million tons were *pledged*, or *announced*.

A weight, a count of cargoes or of aircraft in a text about purchases is one, if the words say or
the story has shown who buys.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from offtake.domain import Action, CueAct, Measure
from offtake.statements.actors import Actor, Kind
from offtake.statements.acts import Act, directions_around
from offtake.statements.chains import Link, chain_over
from offtake.statements.doers import counterparty
from offtake.statements.goods import goods_in
from offtake.statements.mentions import resolve
from offtake.statements.quantities import Figure
from offtake.statements.scenes import Draft, Scene
from offtake.statements.times import Time
from offtake.statements.traded import goods_before, goods_seen

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

WEIGHED = {Measure.TONNES, Measure.BUSHELS, Measure.CARGOES, Measure.COUNT}
LEFT_OVER = "a figure of purchases"
OTHER_THAN_TRADE = {
    "produce", "harvest", "grow", "plant", "crush", "store", "hold", "weigh", "carry", "yield",
    "crop", "output", "production", "harvesting", "stock", "inventory", "capacity", "reserve",
}  # fmt: skip


def left_over(view: Scene, found: Sequence[Draft]) -> Iterator[Draft]:
    """Yield the statements of a passage that only a figure carries."""
    story = list(found)
    for figure in view.figures:
        if figure.unit not in WEIGHED or figure in view.used or _is_each(view, figure):
            continue
        span = view.passage.doc.char_span(figure.start, figure.end, alignment_mode="expand")
        if span is not None:
            more = list(_of_figure(view, story, figure, _counted(span)))
            story += more
            yield from more


def _counted(span: "Span") -> "Token":
    """Return the noun that is counted: tons, cargoes, jets."""
    nouns = [token for token in span if token.pos_ in {"NOUN", "PROPN", "NUM"}]
    return nouns[-1] if nouns else span.root


def _is_each(view: Scene, figure: Figure) -> bool:
    """Tell whether a figure is the size of one: 60,000 tonnes *each*."""
    after = view.passage.text[figure.end : figure.end + 25].lower()
    before = view.passage.text[max(0, figure.start - 30) : figure.start].lower()
    return after.lstrip().startswith(("each", "per cargo", "a cargo", "per shipment")) or (
        "each" in before.split() and "in each" not in before
    )


def _of_figure(
    view: Scene, found: Sequence[Draft], figure: Figure, root: "Token"
) -> Iterator[Draft]:
    verb = _verb_over(root)
    words = _words_of(root)
    if {word.lemma_.lower() for word in (*words, verb)} & OTHER_THAN_TRADE:
        return
    links = chain_over(view.passage, root, speaking=view.speaking)
    party = _buyer(view, found, verb, links)
    goods = goods_in(words) or (("aircraft",) if figure.unit is Measure.COUNT else ())
    goods = goods or _goods_near(found) or goods_before(view, None) or goods_seen(view, root)
    if party is None or not goods:
        return
    is_cue = any(link.attribution.head == verb for link in links)
    top = root if is_cue or verb == root else verb
    act = Act(root, top, Action.BUY, directions_around(root), tuple(words), (root,))
    text = " ".join(word.text for word in words)
    yield Draft(
        act=act,
        obligor=party,
        counterparty=_toward(view, found, party, goods)
        or counterparty(act, obligor=party, words=text, memory=view.memory, links=links),
        goods=goods,
        links=tuple(links),
        directions=act.directions,
        rule=LEFT_OVER,
        figure=figure,
        times=tuple(_times(view, figure, root, verb)),
        tokens=tuple(words),
    )


def _verb_over(token: "Token") -> "Token":
    current = token
    while current.head != current and current.pos_ not in {"VERB", "AUX"}:
        current = current.head
    return current


def _words_of(root: "Token") -> list["Token"]:
    top = root
    while top.head.pos_ == "NOUN" and top.dep_ in {"nummod", "compound", "nmod", "quantmod"}:
        top = top.head
    return sorted(top.subtree, key=lambda token: token.i)


def _buyer(view: Scene, found: Sequence[Draft], verb: "Token", links: Sequence[Link]) -> str | None:
    """Return who buys: whoever undertook it, the subject, or the buyer of the story so far."""
    for link in reversed(links):
        undertaken = link.hop.act in {CueAct.COMMIT, CueAct.THINK}
        together = link.attribution.rule == "agreement reached"
        if undertaken and not together and _may_buy(link.actor):
            return link.actor.party if link.actor is not None else None
    heads = {one.head for one in view.speaking}
    current = verb
    for _ in range(3):
        subject = next((child for child in current.children if child.dep_ == "nsubj"), None)
        if (
            subject is not None
            and subject.pos_ != "PRON"
            and current not in heads
            and not any(one.source == subject for one in view.speaking)
        ):
            actor = resolve(view.passage, subject, view.memory)
            if _may_buy(actor) and actor is not None:
                return actor.party
        if current.head == current:
            break
        current = current.head
    story = [*view.past, *found]
    buyers = [one.obligor for one in story if one.act.action is Action.BUY]
    states = [code for code in buyers if code.isupper()]
    return states[-1] if states else None


def _toward(view: Scene, found: Sequence[Draft], party: str, goods: tuple[str, ...]) -> str | None:
    """Return toward whom the same party bought the same goods before."""
    for one in reversed([*view.past, *found]):
        if (one.obligor, one.goods) == (party, goods):
            return one.counterparty
    return None


def _may_buy(actor: Actor | None) -> bool:
    return actor is not None and actor.party is not None and actor.kind is not Kind.OUTLET


def _goods_near(found: Sequence[Draft]) -> tuple[str, ...]:
    named = [one.goods for one in found if one.act.action is Action.BUY and one.goods]
    return named[-1] if named else ()


def _times(view: Scene, figure: Figure, root: "Token", verb: "Token") -> Iterator[Time]:
    """Yield the times right after a figure, or on the same verb."""
    is_ahead = verb.tag_ not in {"VBD", "VBN"}
    reached = figure.end
    for one in view.times(is_ahead=is_ahead):
        span = view.passage.doc.char_span(one.start, one.end, alignment_mode="expand")
        if span is None or one.start < figure.start:
            continue
        between = view.passage.text[reached : one.start]
        near = len(between.split()) <= NEAR and not set(between) & set(".;")
        if near and (_verb_over(span.root) in {verb, root} or len(between.split()) <= 1):
            reached = one.end
            yield one


NEAR = 6
