"""Which words of a text give the amount, the good, the actor, the time and the firmness."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from offtake.domain import Span, StatedQuantity, StatedTime, Statement, TimeRole
from offtake.statements.actors import Actor, names_in
from offtake.statements.comparing_fields import quantity_text, time_text
from offtake.statements.goods import goods_places
from offtake.statements.quantities import figures_in
from offtake.statements.reduced import LEVELS
from offtake.statements.times import Anchor, times_in


class MarkKind(StrEnum):
    """What some words of a text give."""

    AMOUNT = "amount"
    DEADLINE = "deadline"
    TIME = "time"
    FIRMNESS = "firmness"
    CONDITION = "condition"
    GOOD = "good"
    ACTOR = "actor"


ORDER = tuple(MarkKind)
"""Which kind keeps the words where two claim them: the first of these."""
MEANINGS = {
    0: "denied or not confirmed",
    1: "sought or possible",
    2: "qualified",
    3: "reported agreed",
    4: "stated by the obligor",
    5: "bound",
    6: "done, confirmed",
}
"""What each level of firmness means."""
DENIAL, HEDGES = "denied", ("sought or possible", "qualified")
_ALONE = (DENIAL, *HEDGES, "to come, or agreed")
"""What a word says by itself, by the level that it would give: who says it is not known."""
_WORDS = tuple(
    (_ALONE[level], re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for level, words in LEVELS
    if level < 6  # noqa: PLR2004 - what is done is told by verbs of every kind
)

_THE_MONTH = re.compile(r"May\b(?! +[A-Z])")
"""May as a month: a headline that writes every word large has a verb behind the hedge."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Some words of a text, what they give, and what that means when written out."""

    span: Span
    kind: MarkKind
    meaning: str


def marks_by_words(text: str, *, said_on: date | None) -> tuple[Mark, ...]:
    """Return what the words of a text give by themselves, none over another.

    It is told of each word alone: a quotation of half a sentence makes no statement, and still
    has its figure, its goods and its hedge.

    >>> [(one.kind.value, one.meaning) for one in marks_by_words(
    ...     "China could buy up to 2 million tons of corn", said_on=None)]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('actor', 'CN'), ('firmness', 'sought or possible'), ('amount', 'up to 2,000,000 t'),
     ('good', 'corn')]
    """
    return settled(_by_words(text, 0, said_on))


def marks_of(
    statements: Iterable[Statement], *, text: str, said_on: date | None
) -> tuple[Mark, ...]:
    """Return what gave the fields of statements, and their goods and actors, none over another.

    `text` is the document's, `said_on` its day.
    """
    found: list[Mark] = []
    for one in statements:
        found += _of_fields(one)
        inside = _by_words(text[one.start : one.end], one.start, said_on)
        found += (mark for mark in inside if mark.kind in {MarkKind.GOOD, MarkKind.ACTOR})
    return settled(found)


def settled(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return marks in the order of the text, none over another: the chief kind keeps the words."""
    kept: list[Mark] = []
    for one in sorted(marks, key=lambda mark: (ORDER.index(mark.kind), -len(mark.span.text))):
        at = bisect_left(kept, one.span.start, key=_start)
        is_free = (at == 0 or kept[at - 1].span.end <= one.span.start) and (
            at == len(kept) or one.span.end <= kept[at].span.start
        )
        if one.span.text.strip() and is_free:
            kept.insert(at, one)
    return tuple(kept)


def _start(mark: Mark) -> int:
    return mark.span.start


def _of_fields(one: Statement) -> Iterator[Mark]:
    if one.quantity:
        yield Mark(one.quantity.span, MarkKind.AMOUNT, quantity_text(one.quantity))
    if one.time:
        yield Mark(one.time.span, _time_kind(one.time), time_text(one.time))
    if one.condition:
        yield Mark(one.condition, MarkKind.CONDITION, "holds only under this")
    level = f"firmness {one.firmness.level} of 6, {MEANINGS[one.firmness.level]}"
    for reason in one.firmness.reasons:
        if reason.cue:
            yield Mark(reason.cue, MarkKind.FIRMNESS, f"{level}: {reason.rule}")
    for hop in one.chain:
        yield Mark(hop.cue, MarkKind.FIRMNESS, f"{hop.act.value}, by {hop.actor or 'somebody'}")
        yield from (Mark(hedge, MarkKind.FIRMNESS, "a hedge") for hedge in hop.hedges)
        if hop.source:
            yield Mark(hop.source, MarkKind.ACTOR, f"{hop.actor or 'somebody'}, who speaks")


def _by_words(text: str, start: int, said_on: date | None) -> Iterator[Mark]:
    def mark(first: int, last: int, kind: MarkKind, meaning: str) -> Mark:
        return Mark(Span(start + first, start + last, text[first:last]), kind, meaning)

    for figure in figures_in(text):
        span = Span(start + figure.start, start + figure.end, text[figure.start : figure.end])
        stated = StatedQuantity(
            figure.value, figure.unit, figure.modifier, span, figure.upper, figure.per_year
        )
        yield Mark(span, MarkKind.AMOUNT, quantity_text(stated))
    for time in times_in(text, Anchor(said_on)):
        span = Span(start + time.start, start + time.end, text[time.start : time.end])
        told = StatedTime(span, time.role, *time.days)
        yield Mark(span, _time_kind(told), time_text(told))
    for meaning, pattern in _WORDS:
        for match in pattern.finditer(text):
            if not _THE_MONTH.match(text, match.start()):
                yield mark(match.start(), match.end(), MarkKind.FIRMNESS, meaning)
    for first, last, name in goods_places(text):
        yield mark(first, last, MarkKind.GOOD, name.replace("_", " "))
    for named in names_in(text):
        yield mark(named.start, named.end, MarkKind.ACTOR, _named(named.actor))


def _time_kind(time: StatedTime) -> MarkKind:
    return MarkKind.DEADLINE if time.role is TimeRole.DEADLINE else MarkKind.TIME


def _named(actor: Actor) -> str:
    """Return an actor by id, with the state where that is not the actor itself."""
    name = actor.id.replace("_", " ")
    if actor.state is None:
        return name
    return actor.state if actor.id == actor.state.lower() else f"{name}, {actor.state}"
