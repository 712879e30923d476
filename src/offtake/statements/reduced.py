"""What can be read without the language model: plain sentences of one act, and who said them.

Only what a pattern of words makes plain is read: somebody named before a verb of trade, goods
after it, and *said* or *according to* around both. All else is left out rather than guessed.
"""

import re
from collections.abc import Iterator
from datetime import date

from offtake.domain import (
    Action,
    Block,
    CueAct,
    Document,
    Firmness,
    Hop,
    Reason,
    Span,
    StatedQuantity,
    StatedTime,
    Statement,
)
from offtake.statements.actors import Actor, Kind, names_in
from offtake.statements.cleaning_blocks import blocks_of
from offtake.statements.goods import BARRIERS, goods_named
from offtake.statements.passages import UNREAD
from offtake.statements.quantities import figures_in
from offtake.statements.times import Anchor, times_in

SENTENCE = re.compile(
    r"[^.!?\n]*(?:[.!?](?!\s|$)[^.!?\n]*|\b(?:U\.S|Mr|Mrs|Ms|Sen|Rep|Gov)\.)*[.!?]?"
)
ACTS = (
    (Action.BUY, r"buy|buys|buying|bought|purchas(?:e|es|ed|ing)|import(?:s|ed|ing)?"),
    (Action.SUSPEND, r"suspend(?:s|ed|ing)?|paus(?:e|es|ed|ing)|halt(?:s|ed|ing)?"),
    (Action.LIFT, r"lift(?:s|ed|ing)?|remov(?:e|es|ed|ing)|scrap(?:s|ped|ping)?"),
    (Action.IMPOSE, r"impos(?:e|es|ed|ing)"),
    (Action.REDUCE, r"reduc(?:e|es|ed|ing)|cut(?:s|ting)?|lower(?:s|ed|ing)?"),
)  # fmt: skip
SAID = re.compile(r"\b(?:said|says|announced|told reporters|reported|claimed|confirmed)\b")
ACCORDING = re.compile(r"\baccording to\b", re.IGNORECASE)
LEVELS = (
    (0, r"denied|denies|refused|not (?:agreed|confirmed|bought|purchased)|never"),
    (1, r"asked|urged|pressed|pushed|pushing|could|may|might|should|hopes|expects|likely"),
    (2, r"more or less|basically|largely|in principle|plans|aims|considering|intends|open to"),
    (3, r"agreed|pledged|promised|committed|vowed|will|would"),
    (6, r"has|have|had|resumed|bought|purchased|suspended|paused|halted|lifted|imposed|cut"),
)
QUESTIONS = re.compile(r"\b(?:if|whether|unless)\b|\?\s*$", re.IGNORECASE)


def read_reduced(document: Document) -> Iterator[Statement]:
    """Yield the statements of a document that patterns of words make plain.

    >>> found, = read_reduced(Document(id="a", text="China has resumed buying US soybeans."))
    >>> found.obligor, found.goods, found.firmness.level
    ('CN', ('soybeans',), 6)
    """
    for block in document.blocks or blocks_of(document.text):
        if block.kind not in UNREAD:
            for match in SENTENCE.finditer(block.span.text):
                yield from _of_sentence(document, block, match)


def _of_sentence(document: Document, block: Block, match: re.Match[str]) -> Iterator[Statement]:
    sentence = match[0]
    act = _act(sentence)
    if act is None or QUESTIONS.search(sentence):
        return
    action, verb = act
    doer = _doer(sentence, verb.start())
    goods = goods_named(sentence[verb.start() :])
    fits = bool(set(goods) & BARRIERS) == (action is not Action.BUY)
    if doer is None or doer.party is None or not goods or not fits:
        return
    start = block.span.start + match.start()
    told = _told(document, sentence, start, doer)
    level, reason = _level(document, sentence, start, told=bool(told) and told[0].actor != doer.id)
    lead = len(sentence) - len(sentence.lstrip())
    yield Statement(
        id="",
        quote=Span.of(document.text, start=start + lead, end=start + len(sentence.rstrip())),
        chain=told,
        obligor=doer.party,
        counterparty=None,
        action=action,
        direction=(),
        goods=goods,
        quantity=_quantity(document, sentence, start),
        time=_time(document, sentence, start),
        firmness=Firmness(level, (reason,)),
        why=(Reason("read without the language model"),),
    )


def _act(sentence: str) -> tuple[Action, re.Match[str]] | None:
    found = [
        (match.start(), action, match)
        for action, words in ACTS
        for match in re.finditer(rf"\b(?:{words})\b", sentence)
    ]
    if not found:
        return None
    _, action, match = min(found, key=lambda one: one[0])
    return action, match


def _doer(sentence: str, at: int) -> Actor | None:
    """Return the state or firm named last before the verb, unless the name is a speaker's."""
    before = [one for one in names_in(sentence[:at]) if one.actor.kind is not Kind.OUTLET]
    return before[-1].actor if before else None


def _told(document: Document, sentence: str, start: int, doer: Actor) -> tuple[Hop, ...]:
    for pattern, after in ((ACCORDING, True), (SAID, False)):
        match = pattern.search(sentence)
        if match is None:
            continue
        around = sentence[match.end() :] if after else sentence[: match.start()]
        named = names_in(around)
        if not named:
            continue
        one = named[0] if after else named[-1]
        if one.actor == doer and not after and len(named) > 1:
            one = named[0]
        cue = Span.of(document.text, start=start + match.start(), end=start + match.end())
        return (Hop(actor=one.actor.voice, cue=cue, act=CueAct.SAY),)
    return ()


def _level(document: Document, sentence: str, start: int, *, told: bool) -> tuple[int, Reason]:
    for level, words in LEVELS:
        match = re.search(rf"\b(?:{words})\b", sentence)
        if match is not None:
            cue = Span.of(document.text, start=start + match.start(), end=start + match.end())
            top = 3 if told else 6
            return min(level, top), Reason("a word of firmness", cue)
    return 2, Reason("no word of firmness")


def _quantity(document: Document, sentence: str, start: int) -> StatedQuantity | None:
    found = figures_in(sentence)
    if not found:
        return None
    one = found[0]
    return StatedQuantity(
        value=one.value,
        upper=one.upper,
        unit=one.unit,
        modifier=one.modifier,
        per_year=one.per_year,
        span=Span.of(document.text, start=start + one.start, end=start + one.end),
        assumptions=one.assumptions,
    )


def _time(document: Document, sentence: str, start: int) -> StatedTime | None:
    anchor: date | None = document.published_on
    found = times_in(sentence, Anchor(anchor, is_ahead="will" in sentence))
    dated = [one for one in found if one.days != (None, None)]
    if not dated:
        return None
    one = dated[-1]
    return StatedTime(
        span=Span.of(document.text, start=start + one.start, end=start + one.end),
        role=one.role,
        start=one.days[0],
        end=one.days[1],
        anchor=anchor,
    )
