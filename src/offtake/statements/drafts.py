"""From the acts of one passage to drafts of statements: doer, goods, figure, time, chain."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from offtake.domain import Action, CueAct, Measure, TimeRole
from offtake.statements.actors import Actor, names_in, state
from offtake.statements.acts import Act, acts_in
from offtake.statements.chains import Link, chain_over
from offtake.statements.doers import counterparty, doers, owner_of, parties
from offtake.statements.goods import ALL_GOODS, BARRIERS, goods_in, names_any_goods
from offtake.statements.mentions import both_sides
from offtake.statements.pace import pace_of, subject_of_pace
from offtake.statements.quantities import Figure
from offtake.statements.scenes import Draft, Scene
from offtake.statements.times import Time
from offtake.statements.traded import goods_before, goods_of, goods_seen

if TYPE_CHECKING:
    from spacy.tokens import Token

OPEN_QUESTIONS = {"if", "whether", "unless"}


def drafts(view: Scene) -> Iterator[Draft]:
    """Yield the statements of a passage about acts that its own words name."""
    for sentence in view.passage.doc.sents:
        if sentence.text.rstrip().endswith("?") and view.passage.kind.value != "headline":
            continue
        tokens = list(sentence)
        paced = {
            word.i: (verb, subject)
            for verb in tokens
            if (subject := subject_of_pace(verb)) is not None and pace_of(verb, subject)
            for word in subject.subtree
        }
        acts = {act.head.i: act for act in acts_in(tokens)}
        for token in tokens:
            if token.i in paced:
                verb, subject = paced[token.i]
                if token == subject:
                    yield from _paced(view, verb, subject)
            elif token.i in acts and not _is_left_out(view, acts[token.i]):
                yield from _of_act(view, acts[token.i])


def _is_left_out(view: Scene, act: Act) -> bool:
    """Tell whether an act is only supposed, asked about, or named in passing."""
    for verb in (*act.path, *act.top.ancestors):
        marks = {child.lower_ for child in verb.children if child.dep_ == "mark"}
        if marks & OPEN_QUESTIONS and view.passage.quotation(verb) is None:
            return True
    return act.is_nominal and act.top == act.head and not _has_weight(view, act)


def _has_weight(view: Scene, act: Act) -> bool:
    """Tell whether a noun of trade is more than a mention: asked for, promised, or counted."""
    first, last = _extent(act.object_words)
    if any(first <= one.start < last for one in view.figures):
        return True
    above = act.head.head
    while (
        above.pos_ in {"ADP", "NOUN"}
        and above.head != above
        and above.dep_ in {"prep", "pobj", "dobj"}
    ):
        above = above.head
    return any(
        one.head == above and one.act in {CueAct.ASK, CueAct.COMMIT, CueAct.CONFIRM, CueAct.THINK}
        for one in view.speaking
    )


def _extent(tokens: Sequence["Token"]) -> tuple[int, int]:
    if not tokens:
        return 0, 0
    return tokens[0].idx, tokens[-1].idx + len(tokens[-1])


def _of_act(view: Scene, act: Act) -> Iterator[Draft]:
    links = chain_over(view.passage, act.head, speaking=view.speaking)
    found: list[tuple[str, Actor | None]] = list(
        parties(doers(view.passage, act, view.memory, links=links))
    )
    if not found:
        found = list(_by_context(view, act))
    what = goods_of(act)
    words = " ".join(token.text for token in act.object_words)
    figure = figure_of(view, act)
    for party, _ in found:
        other = counterparty(act, obligor=party, words=words, memory=view.memory, links=links)
        if (
            act.action is Action.BUY
            and not what
            and party != "US"
            and names_any_goods(act.object_words)
        ):
            what = (ALL_GOODS,) if other == "US" else ("other:goods",)
        if not what and act.action is Action.BUY:
            what = goods_before(view, party, is_sought=_is_sought(links)) or goods_seen(
                view, act.head
            )
        if not _is_trade(act, what):
            continue
        yield Draft(
            act=act,
            obligor=party,
            counterparty=other,
            goods=what,
            links=_for_party(links, party),
            directions=act.directions,
            rule=f"{act.action.value.lower()}: {act.head.lemma_.lower()}",
            figure=figure,
            times=times_of(view, act, links),
            is_joint=len(found) > 1,
            tokens=tuple(_tokens_of(act)),
            at=view.passage.start + act.head.idx,
        )


def _is_sought(links: Sequence[Link]) -> bool:
    return bool(links) and links[-1].hop.act in {CueAct.ASK, CueAct.COMMIT}


def _side(link: Link, source: "Token", party: str) -> Actor:
    """Return who of those that agreed together is this party."""
    names = names_in(" ".join(word.text for word in source.subtree))
    own = [one.actor for one in names if one.actor.party == party]
    return own[0] if own and _is_shared(link, source) else state(party)


def _is_shared(link: Link, source: "Token") -> bool:
    """Tell whether two parties agreed together: *Trump and Xi reached an agreement*."""
    joined = any(child.dep_ == "conj" for child in source.children)
    return joined and link.attribution.act is CueAct.COMMIT


def _for_party(links: Sequence[Link], party: str) -> tuple[Link, ...]:
    """Return the chain of one side of a joint act."""
    result = []
    for link in links:
        source = link.attribution.source
        if source is None or not (both_sides(source) or _is_shared(link, source)):
            result.append(link)
        else:
            actor = _side(link, source, party)
            result.append(Link(link.attribution, actor, replace(link.hop, actor=actor.voice)))
    return tuple(result)


def _is_trade(act: Act, goods: tuple[str, ...]) -> bool:
    return bool(goods) or act.action is not Action.BUY


def _by_context(view: Scene, act: Act) -> Iterator[tuple[str, Actor | None]]:
    """Yield who did such an act last, where the words name nobody."""
    if act.action is Action.BUY:
        last = next((one for one in reversed(view.past) if one.act.action is Action.BUY), None)
        if last is not None:
            yield last.obligor, None


def figure_of(view: Scene, act: Act) -> Figure | None:
    """Return the quantity that belongs to an act: in its own words, the nearest to its head."""
    first, last = _extent(act.object_words)
    inside = [one for one in view.figures if first <= one.start < last]
    if not inside and act.action is Action.REDUCE:
        low, high = _extent(sorted(act.top.subtree, key=lambda token: token.i))
        inside = [
            one
            for one in view.figures
            if low <= one.start < high and one.unit in {Measure.PERCENT, Measure.POINTS}
        ]
    if act.action is Action.BUY:
        inside = [one for one in inside if one.unit not in {Measure.PERCENT, Measure.POINTS}]
    if not inside and act.action is Action.BUY:
        low, high = _extent(sorted(act.top.subtree, key=lambda token: token.i))
        near = [one for one in view.figures if low <= one.start < high]
        inside = [
            one for one in near if one.unit in {Measure.TONNES, Measure.BUSHELS, Measure.CARGOES}
        ]
    if not inside and act.action is Action.BUY:
        inside = _by_percent(view, act)
    chosen = [one for one in inside if one.unit is not Measure.DOLLARS] or inside
    if not chosen:
        return None
    view.used.update(inside)
    return chosen[0]


def _by_percent(view: Scene, act: Act) -> list[Figure]:
    """Return by how much purchases would grow or shrink: *by 75%*."""
    low, high = _extent(sorted(act.top.subtree, key=lambda token: token.i))
    text = view.passage.text
    return [
        one
        for one in view.figures
        if low <= one.start < high
        and one.unit is Measure.PERCENT
        and text[: one.start].rstrip().endswith(" by")
    ]


def times_of(view: Scene, act: Act, links: Sequence[Link]) -> tuple[Time, ...]:
    """Return the times of an act itself: those that hang on its verbs, not on the report."""
    is_ahead = not any(child.lower_ in {"has", "have", "had"} for child in act.top.children) and (
        act.top.tag_ not in {"VBD", "VBN"}
    )
    mine = {token.i for token in (*act.path, act.head)}
    undertaken = {
        one.attribution.head.i
        for one in links
        if one.hop.act in {CueAct.COMMIT, CueAct.ASK, CueAct.THINK}
    }
    found = []
    for one in view.times(is_ahead=is_ahead):
        span = view.passage.doc.char_span(one.start, one.end, alignment_mode="expand")
        if span is None:
            continue
        verb = _verb_over(span.root)
        if _is_term(one, span.root, act):
            found.append(one)
            continue
        in_words = any(span.root == word for word in act.object_words)
        if _is_under_noun(span.root, verb, act):
            continue
        if (
            verb is not None
            and (verb.i in mine or (verb.i in undertaken and one.start > act.head.idx))
        ) or (in_words and (verb is None or verb.i in mine | undertaken)):
            found.append(one)
    return tuple(found)


def _is_term(time: Time, root: "Token", act: Act) -> bool:
    """Tell whether a time is how long a barrier is changed for: suspended *for one year*."""
    lasting = time.role is TimeRole.PERIOD and time.days == (None, None)
    barrier = act.action in {Action.SUSPEND, Action.EXTEND, Action.LIFT, Action.IMPOSE}
    own = root.sent == act.top.sent and not any(
        act.top.i < verb.i < root.i and verb.dep_ == "conj" and verb.head == act.top
        for verb in root.sent
    )
    return lasting and barrier and own and root.i > act.top.i


def _is_under_noun(token: "Token", verb: "Token | None", act: Act) -> bool:
    """Tell whether a day hangs on another noun than the act's: a call *on Monday*."""
    own = {word.i for word in act.object_words}
    current = token.head
    while current not in {verb, current.head}:
        if current.pos_ in {"NOUN", "PROPN"} and current.i not in own:
            return True
        current = current.head
    return False


def _verb_over(token: "Token") -> "Token | None":
    while token.head != token:
        token = token.head
        if token.pos_ in {"VERB", "AUX"} and token.dep_ not in {"aux", "auxpass"}:
            return token
    return None


def _paced(view: Scene, verb: "Token", subject: "Token") -> Iterator[Draft]:
    """Yield what a verb says of how trade goes on."""
    directions = pace_of(verb, subject)
    if not directions:
        return
    act = Act(
        head=subject, top=verb, action=Action.BUY, directions=directions,
        object_words=tuple(subject.subtree), path=(subject, verb), is_pace=True,
    )  # fmt: skip
    links = chain_over(view.passage, verb, speaking=view.speaking)
    inner = [
        token
        for token in subject.subtree
        if token.lemma_.lower() in {"purchase", "buying", "import", "order", "sale"}
    ]
    noun = inner[-1] if inner else subject
    found: list[tuple[str, Actor | None]] = []
    if owner_of(noun) is not None:
        named = replace(act, head=noun)
        found = list(parties(doers(view.passage, named, view.memory, links=[])))
    found = found or list(_by_context(view, act))
    named_goods = tuple(one for one in goods_in(act.object_words) if one not in BARRIERS)
    for party, _ in found:
        what = named_goods or goods_before(view, party) or goods_seen(view, verb)
        if what:
            other = counterparty(
                act,
                obligor=party,
                words=" ".join(t.text for t in act.object_words),
                memory=view.memory,
            )
            tokens = tuple(_clause(view, verb))
            yield Draft(
                act, party, other, what, tuple(links), directions, "pace of trade", tokens=tokens
            )


def _clause(view: Scene, verb: "Token") -> Iterator["Token"]:
    """Yield the words of a judgement, without a phrase that holds a figure of its own."""
    cut = {
        token
        for child in verb.children
        if child.dep_ in {"advcl", "conj", "cc", "ccomp"}
        and child.i > verb.i
        and child.tag_ in {"VBG", "VBD", "VBZ"}
        for token in child.subtree
    }
    for child in verb.children:
        first, last = child.left_edge.idx, child.right_edge.idx
        if child.dep_ == "prep" and any(first <= one.start <= last for one in view.figures):
            below = child.lower_ in {"below", "behind", "short", "of"}
            cut |= set() if below else set(child.subtree)
    return (token for token in verb.subtree if token not in cut)


def _tokens_of(act: Act) -> Iterator["Token"]:
    """Yield the words of an act's clause."""
    yield from act.path
    yield from act.object_words
    for verb in act.path:
        if verb.pos_ in {"VERB", "AUX"}:
            for child in verb.children:
                if child.dep_ in {
                    "nsubj",
                    "nsubjpass",
                    "aux",
                    "auxpass",
                    "neg",
                    "advmod",
                    "prt",
                    "dobj",
                    "prep",
                }:
                    yield from (t for t in child.subtree if t.sent == verb.sent)
