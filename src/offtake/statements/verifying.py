"""The verifier: a language model's proposal becomes a statement only if the text bears each word.

It asks less than the rules know and refuses more: what it cannot check by words alone it rejects,
with the reason. A proposal never brings a figure, a day, an actor or a grade of its own; all of
them are read from the words of the text.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from offtake.domain import (
    Action,
    CueAct,
    Document,
    Firmness,
    Gap,
    Hop,
    Reason,
    Span,
    StatedQuantity,
    StatedTime,
    Statement,
)
from offtake.statements.actors import Named, names_in
from offtake.statements.candidates import Proposal
from offtake.statements.comparing_words import GOODS, sentences
from offtake.statements.cues import cue_forms
from offtake.statements.quantities import Figure, figures_in
from offtake.statements.times import Anchor, times_in
from offtake.statements.verifying_patterns import (
    ACTS,
    ASKING,
    DOUBTFUL,
    HEDGE,
    INVERTED,
    LESSENED,
    MODAL,
    OPENING,
    PLAIN,
    SAYING,
)
from offtake.statements.verifying_words import hits, near_miss

MOST_BETWEEN = 9


@dataclass(frozen=True, slots=True)
class Rejection:
    """A proposal that the text does not bear, the reason, and words that come near, if any."""

    proposal: Proposal
    reason: str
    near: str | None = None


class Unborne(Exception):
    """The text does not bear a field; it never leaves this module."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of a model's proposals: statements, rejections, and conflicts with the rules."""

    statements: tuple[Statement, ...]
    rejections: tuple[Rejection, ...]
    conflicts: tuple[str, ...]


def verified(
    proposals: Iterable[Proposal], document: Document, *, known: Sequence[Statement], model: str
) -> Verified:
    """Return the proposals that a document bears, after those `known` by the rules.

    Candidates are only added: one that lies over a statement of the rules is left out, and where
    the two differ in obligor or action that is listed as a conflict.
    """
    statements: list[Statement] = []
    rejections: list[Rejection] = []
    conflicts: list[str] = []
    for one in proposals:
        number = len(statements) + 1
        try:
            made = _statement(one, document, name=f"{document.id}#m{number}", model=model)
        except Unborne as unborne:
            rejections.append(Rejection(one, str(unborne), near_miss(document.text, one.quote)))
            continue
        over = [other for other in (*known, *statements) if _overlap(made, other)]
        if not over:
            statements.append(made)
        conflicts += [
            f"{other.id}: the rules read {other.obligor} {other.action.value} in "
            f"“{other.quote.text}”, the model {made.obligor} {made.action.value}"
            for other in over
            if (other.obligor, other.action) != (made.obligor, made.action)
        ]
    return Verified(tuple(statements), tuple(rejections), tuple(conflicts))


def _overlap(one: Statement, other: Statement) -> bool:
    return one.start < other.end and other.start < one.end


def _statement(proposal: Proposal, document: Document, *, name: str, model: str) -> Statement:
    """Return a proposal as a statement.

    Raises:
        Unborne: The text does not bear one of its fields.
    """
    text = document.text
    quote, sentence = _quote(proposal, document)
    if doubt := DOUBTFUL.search(sentence.text):
        raise Unborne(
            f"its sentence holds “{doubt[0]}”: what is negated or open is left to the rules"
        )
    act = _act(proposal, text, quote)
    obligor, obligor_span = _obligor(proposal, text, quote, act, sentence)
    counterparty = _counterparty(proposal, text, quote, obligor)
    goods = _goods(proposal, text, quote)
    quantity = _quantity(proposal, text, quote, act, sentence)
    time = _time(proposal, document, quote, sentence)
    chain = _chain(proposal, text, sentence, quote)
    reasons = (Reason("who would act", obligor_span), Reason("the act", act))
    return Statement(
        id=name,
        quote=quote,
        chain=chain,
        obligor=obligor,
        counterparty=counterparty,
        action=proposal.action,
        direction=(),
        goods=goods,
        quantity=quantity,
        time=time,
        firmness=_firmness(sentence, quote),
        missing=_missing(quantity, time, goods),
        why=reasons,
        by=f"llm:{model}",
    )


def _quote(proposal: Proposal, document: Document) -> tuple[Span, Span]:
    """Return the quote and its sentence: it must lie within one, where statements are read."""
    found = [*hits(document.text, proposal.quote)]
    if not found:
        raise Unborne("its quote does not stand in the text")
    inside = [
        (one, sentence) for one in found for sentence in sentences(document) if sentence.holds(one)
    ]
    if not inside:
        raise Unborne("its quote runs over more than one sentence, or stands where nothing is read")
    if len(inside) > 1:
        raise Unborne("its quote stands in several places")
    return inside[0]


def _only(name: str, words: str, text: str, within: Span) -> Span:
    """Return where words stand within a span, exactly once."""
    found = [*hits(text, words, start=within.start, end=within.end)]
    if not found:
        raise Unborne(f"its {name} “{words}” does not stand in its quote")
    if len(found) > 1:
        raise Unborne(f"its {name} “{words}” stands there more than once")
    return found[0]


def _act(proposal: Proposal, text: str, quote: Span) -> Span:
    pattern = ACTS.get(proposal.action)
    if pattern is None:
        raise Unborne(f"{proposal.action.value} cannot be checked by words")
    act = _only("act", proposal.act, text, quote)
    rest = quote.text.replace(act.text, "", 1)
    if proposal.action in {Action.BUY, Action.SELL} and (less := LESSENED.search(rest)):
        raise Unborne(f"its quote holds “{less[0]}”, which a proposal cannot say")
    if not re.fullmatch(pattern, act.text, re.IGNORECASE):
        raise Unborne(f"“{act.text}” is no word for {proposal.action.value}")
    return act


def _obligor(
    proposal: Proposal, text: str, quote: Span, act: Span, sentence: Span
) -> tuple[str, Span]:
    span = _only("obligor", proposal.obligor, text, quote)
    names = names_in(span.text)
    parties = {one.actor.party for one in names}
    if len(parties) != 1 or None in parties:
        raise Unborne(f"“{span.text}” names nobody, or several, who could be bound")
    (party,) = parties
    if any(one.is_demonym for one in names) and len(names) == 1:
        raise Unborne(f"“{span.text}” only says where something is from")
    if span.end > act.start:
        raise Unborne("its obligor does not stand before its act")
    if not OPENING.search(text[sentence.start : span.start]):
        raise Unborne("its obligor may be what somebody else acts on")
    _refuse_between(text, span, act, party)
    return str(party), span


def _refuse_between(text: str, obligor: Span, act: Span, party: str | None) -> None:
    """Refuse where words between who would act and the act may change who or whether."""
    between = re.sub(r"^['’]s?\b", "", text[obligor.end : act.start])
    if re.match(r"\s*and\b", between):
        raise Unborne("its obligor is only one of two")
    others = {one.actor.party for one in names_in(between)} - {party}
    if others:
        raise Unborne("somebody else stands between its obligor and its act")
    quoted = re.sub(r"[“”\"‘’']", " ", between)
    for name in names_in(quoted):
        quoted = quoted[: name.start] + " " * (name.end - name.start) + quoted[name.end :]
    words = re.findall(r"\S+", quoted)
    odd = [one for one in words if not PLAIN.fullmatch(one) and one not in {"and", "s"}]
    if odd or len(words) > MOST_BETWEEN:
        raise Unborne(f"between its obligor and its act stands “{' '.join(odd or words)}”")


def _counterparty(proposal: Proposal, text: str, quote: Span, obligor: str) -> str | None:
    if proposal.counterparty is None:
        return None
    span = _only("counterparty", proposal.counterparty, text, quote)
    parties = {one.actor.party for one in names_in(span.text)} - {None}
    if len(parties) != 1 or obligor in parties:
        raise Unborne(f"“{span.text}” names nobody, or several, or the obligor itself")
    is_seller = re.match(r"\W*(?:[a-z]+\s+){0,2}[a-z]", text[span.end : quote.end]) or re.search(
        r"\b(?:from|of|to|on|with)\s+(?:the\s+)?$", text[quote.start : span.start]
    )
    if span.end <= quote.start or not is_seller:
        raise Unborne("its counterparty stands beside no goods")
    return str(parties.pop())


def _goods(proposal: Proposal, text: str, quote: Span) -> tuple[str, ...]:
    found: list[str] = []
    for words in proposal.goods:
        span = _only("goods", words, text, quote)
        kinds = [
            kind
            for kind, pattern in GOODS.items()
            if re.fullmatch(rf"(?:[\w.]+\s+){{0,3}}(?:{pattern})", span.text, re.IGNORECASE)
        ]
        if not kinds:
            raise Unborne(f"“{span.text}” names no goods that are known")
        found.append(kinds[0])
    return tuple(dict.fromkeys(found))


def _quantity(
    proposal: Proposal, text: str, quote: Span, act: Span, sentence: Span
) -> StatedQuantity | None:
    """Return the figure that the sentence has there: the words decide, not the proposal."""
    figures = figures_in(sentence.text)
    inside = [one for one in figures if quote.start <= sentence.start + one.start < quote.end]
    if proposal.quantity is None:
        if inside:
            raise Unborne("its quote holds a figure that it leaves out")
        return None
    span = _only("quantity", proposal.quantity, text, quote)
    over = [
        one
        for one in inside
        if sentence.start + one.start < span.end and span.start < sentence.start + one.end
    ]
    told = {(one.value, one.upper, one.unit) for one in figures_in(span.text)}
    if len(inside) != 1 or {(one.value, one.upper, one.unit) for one in over} != told:
        raise Unborne(f"“{span.text}” is no figure with a unit, or one of several")
    figure = over[0]
    if sentence.start + figure.start < act.start and span.start < act.start:
        raise Unborne("its figure stands before its act")
    return _stated(figure, text, sentence)


def _stated(figure: Figure, text: str, sentence: Span) -> StatedQuantity:
    start, end = sentence.start + figure.start, sentence.start + figure.end
    return StatedQuantity(
        value=figure.value,
        upper=figure.upper,
        unit=figure.unit,
        modifier=figure.modifier,
        per_year=figure.per_year,
        span=Span.of(text, start=start, end=end),
        assumptions=figure.assumptions,
    )


def _time(proposal: Proposal, document: Document, quote: Span, sentence: Span) -> StatedTime | None:
    if proposal.time is None:
        return None
    span = _only("time", proposal.time, document.text, quote)
    anchor = Anchor(document.published_on)
    over = [
        one
        for one in times_in(sentence.text, anchor)
        if sentence.start + one.start < span.end and span.start < sentence.start + one.end
    ]
    if len(over) != 1:
        raise Unborne(f"“{span.text}” is no time that can be read")
    found = over[0]
    start, end = sentence.start + found.start, sentence.start + found.end
    words = Span.of(document.text, start=start, end=end)
    return StatedTime(words, found.role, *found.days, anchor=document.published_on)


def _chain(proposal: Proposal, text: str, sentence: Span, quote: Span) -> tuple[Hop, ...]:
    """Return the speaker where the words show one; a speaker who is left out is refused."""
    sayings = _sayings(sentence.text)
    if proposal.speaker is None or proposal.cue is None:
        if proposal.speaker or proposal.cue or sayings:
            raise Unborne("its sentence has somebody say it, whom it leaves out")
        return ()
    speaker = _only("speaker", proposal.speaker, text, sentence)
    cue = _only("cue", proposal.cue, text, sentence)
    if not SAYING.fullmatch(cue.text):
        raise Unborne(f"“{cue.text}” is no word for saying")
    if len(sayings) > 1:
        raise Unborne("its sentence has more than one word for saying")
    if cue.start < quote.end and quote.start < cue.end and speaker.start >= quote.start:
        raise Unborne("its quote holds its own speaker")
    names = names_in(speaker.text)
    people = {one.actor.voice: one for one in names if not one.is_demonym}
    if len(people) != 1:
        raise Unborne(f"“{speaker.text}” names nobody who is known, or several")
    _refuse_apart(text, speaker, cue, sentence)
    (voice,) = people
    act = CueAct.ASK if ASKING.match(cue.text) else CueAct.SAY
    return (Hop(actor=voice, cue=cue, act=act, source=speaker),)


def _sayings(sentence: str) -> list[str]:
    """Return the words of saying in a sentence; those that commit are the act's own."""
    for name in names_in(sentence):  # the United States is no stating
        sentence = sentence[: name.start] + " " * (name.end - name.start) + sentence[name.end :]
    words = re.findall(r"[^\W\d_]+", sentence)
    found = [one for one in words if one.lower() in cue_forms() and not PLAIN.fullmatch(one)]
    plain = [match[0] for match in SAYING.finditer(sentence) if match[0].lower() not in cue_forms()]
    return [*found, *plain]


def _refuse_apart(text: str, speaker: Span, cue: Span, sentence: Span) -> None:
    """Refuse a speaker who stands neither right before the cue nor right after it."""
    if cue.text.lower() == "according to":
        if text[cue.end : speaker.start].strip():
            raise Unborne("somebody else stands after the cue")
        return
    if speaker.end <= cue.start:
        if text[speaker.end : cue.start].strip():
            raise Unborne("its speaker does not stand right before its cue")
        if _other(names_in(text[sentence.start : speaker.start]), speaker):
            raise Unborne("somebody else may be the subject of its cue")
        return
    is_inverted = INVERTED.search(text[sentence.start : cue.start])
    if not is_inverted or text[cue.end : speaker.start].strip():
        raise Unborne("its speaker does not stand beside its cue")


def _other(names: Iterable[Named], speaker: Span) -> bool:
    """Tell whether another person or body is named; a demonym or a state is only an attribute."""
    own = {one.actor.voice for one in names_in(speaker.text)}
    return any(one.actor.voice not in own and not one.is_demonym for one in names)


def _firmness(sentence: Span, quote: Span) -> Firmness:
    """Return a grade by the rules' words, never above what a third party can report."""
    for level, pattern in ((1, ASKING), (1, MODAL), (2, HEDGE)):
        if match := pattern.search(sentence.text):
            start = sentence.start + match.start()
            cue = Span(start, start + len(match[0]), match[0])
            return Firmness(level, (Reason("weakest word of its sentence", cue),))
    return Firmness(3, (Reason("no hedge in its sentence", quote),))


def _missing(
    quantity: StatedQuantity | None, time: StatedTime | None, goods: Sequence[str]
) -> tuple[Gap, ...]:
    gaps = ((Gap.QUANTITY, quantity), (Gap.DEADLINE, time), (Gap.GOODS, goods))
    return tuple(gap for gap, held in gaps if not held)
