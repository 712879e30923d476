"""The fields of two statements side by side: what belongs together, and where they differ."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from offtake.domain import (
    Action,
    CueAct,
    Direction,
    Gap,
    Hop,
    Span,
    StatedQuantity,
    StatedTime,
    Statement,
)
from offtake.statements.goods import goods

FAMILIES = {
    Action.BUY: "buying",
    Action.SELL: "buying",
    Action.LIFT: "easing",
    Action.SUSPEND: "easing",
    Action.REDUCE: "easing",
    Action.IMPOSE: "raising",
    Action.RAISE: "raising",
    Action.EXTEND: "extending",
    Action.LICENSE: "allowing",
    Action.APPROVE: "allowing",
    Action.VISIT: "visits",
    Action.INVITE: "visits",
    Action.TALK: "talks",
    Action.OTHER: "other",
}
LAGGING = frozenset({Direction.LESS, Direction.SLOWER})
GROWING = frozenset({Direction.MORE, Direction.FASTER})
DONE, SOUGHT = 6, 1
NEAR = 0.02
"""Figures that differ by less are the same, rounded otherwise."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which two statements differ, as each words it and where."""

    field: str
    first: str
    second: str
    first_span: Span
    second_span: Span


def family(action: Action) -> str:
    """Return the family of an action: those that texts about one act may word differently.

    >>> family(Action.LIFT) == family(Action.SUSPEND)
    True
    """
    return FAMILIES[action]


def wider(kind_of_goods: str) -> Iterator[str]:
    """Yield kinds of goods from one outward: itself, then each wider one.

    >>> list(wider("soybeans"))
    ['soybeans', 'farm_goods', 'us_goods']
    """
    held: str | None = kind_of_goods
    while held:
        yield held
        kind = goods().get(held)
        held = kind.within if kind else None


def kinship(first: Iterable[str], second: Iterable[str]) -> float:
    """Return how near two lists of goods are: 1 the same, 0.6 one within the other, 0 neither.

    Where a list is empty the text left the goods open, which fits with anything a little.

    >>> kinship(["soybeans"], ["farm_goods"]), kinship(["soybeans"], ["aircraft"])
    (0.6, 0.0)
    """
    one, other = set(first), set(second)
    if not one or not other:
        return 0.5 if one == other else 0.4
    if one & other:
        return 1.0
    if any(a in wider(b) or b in wider(a) for a in one for b in other):
        return 0.6
    return 0.0


def same_figure(first: StatedQuantity, second: StatedQuantity) -> bool:
    """Tell whether two figures are the same, but for rounding and hedges."""
    if first.unit is not second.unit or first.per_year != second.per_year:
        return False
    highs = (first.upper or first.value, second.upper or second.value)
    return _near(first.value, second.value) and _near(*highs)


def score(first: Statement, second: Statement) -> tuple[float, str]:
    """Return how well two statements match, and why; 0 where they are about different acts.

    Obligor and family of action must be the same, the goods must not exclude each other, and what
    lags behind is no match for what is to grow.
    """
    near = kinship(first.goods, second.goods)
    is_other = family(first.action) != family(second.action) or near == 0
    parties = {first.obligor, second.obligor} - {None}
    if is_other or len(parties) > 1 or _is_opposed(first, second):
        return 0.0, ""
    parts = {
        f"{first.obligor or second.obligor or 'somebody'} {family(first.action)}": 4.0,
        f"goods {near:g}": 2 * near,
        "same verb": float(first.action is second.action),
        "same direction": float(bool(set(first.direction) & set(second.direction))),
        "same promiser": 1.0 * (promiser(first) == promiser(second) is not None),
        "both done, or neither": 0.5 * (is_done(first) == is_done(second)),
    }
    if is_asked(first) != is_asked(second):
        parts["one is only asked for"] = -2.0
    if first.quantity and second.quantity:
        parts["same figure"] = 2.0 if same_figure(first.quantity, second.quantity) else -1.0
    if first.time and second.time:
        parts["same time"] = 1.0 if _same_time(first.time, second.time) else -0.5
    why = ", ".join(name for name, value in parts.items() if value > 0)
    return sum(parts.values()), why


def differences(first: Statement, second: Statement) -> Iterator[Difference]:
    """Yield each field in which two statements differ, with the words of both."""
    for name in ("action", "direction", "goods", "quantity", "time", "firmness", "missing"):
        one, other = shown(first, name), shown(second, name)
        if one != other:
            yield Difference(name, one, other, span_of(first, name), span_of(second, name))
    if _voices(first.chain) != _voices(second.chain):
        one, other = chain_text(first.chain), chain_text(second.chain)
        yield Difference("chain", one, other, span_of(first, "chain"), span_of(second, "chain"))


def _voices(chain: tuple[Hop, ...]) -> tuple[tuple[str | None, str], ...]:
    """Return who speaks how: said and says are one, agreed and more or less agreed are not."""
    return tuple(
        (hop.actor, hop.cue.text.casefold() if hop.act is CueAct.COMMIT else hop.act.value)
        for hop in chain
    )


def shown(statement: Statement, field: str) -> str:
    """Return a field of a statement as it is compared and shown."""
    if field == "firmness":
        return str(statement.firmness.level)
    value = getattr(statement, field)
    if value is None:
        return "none"
    if isinstance(value, StatedQuantity):
        return quantity_text(value)
    if isinstance(value, StatedTime):
        return time_text(value)
    if isinstance(value, tuple):
        return ", ".join(sorted(_word(one) for one in value)) or "none"
    return _word(value)


def quantity_text(quantity: StatedQuantity) -> str:
    """Return a figure with its hedge, unit and period in a line."""
    hedge = {"eq": "", "ge": "at least ", "le": "at most ", "approx": "about ", "upto": "up to "}
    figure = f"{quantity.value.normalize():,f}"
    if quantity.upper is not None:
        figure += f" to {quantity.upper.normalize():,f}"
    year = " a year" if quantity.per_year else ""
    return f"{hedge[quantity.modifier.value]}{figure} {quantity.unit.value}{year}"


def time_text(time: StatedTime) -> str:
    """Return a time as days, else as worded."""
    if time.start is None and time.end is None:
        return f"“{time.span.text}”"
    days = [f"from {time.start}"] * bool(time.start) + [f"to {time.end}"] * bool(time.end)
    return " ".join(days)


def chain_text(chain: Iterable[Hop]) -> str:
    """Return a chain of speakers with their words."""
    hops = (f"{hop.actor or 'somebody'} “{hop.cue.text}”" for hop in chain)
    return " > ".join(hops) or "the author"


def span_of(statement: Statement, field: str) -> Span:
    """Return the words that give a field, else the whole quote."""
    if field == "quantity" and statement.quantity:
        return statement.quantity.span
    if field == "time" and statement.time:
        return statement.time.span
    if field == "chain" and statement.chain:
        return statement.chain[-1].cue
    cues = [one.cue for one in statement.firmness.reasons if one.cue]
    if field == "firmness" or (field == "action" and is_done(statement)):
        return cues[0] if cues else statement.quote
    name = statement.action.value.lower() if field == "action" else field
    cues = [one.cue for one in statement.why if one.cue and one.rule.lower().startswith(name)]
    return cues[0] if cues else statement.quote


def is_asked(statement: Statement) -> bool:
    """Tell whether an act is only asked or hoped for, and nobody is said to have promised it."""
    acts = [hop.act for hop in statement.chain]
    is_promise = CueAct.COMMIT in acts or statement.firmness.level != SOUGHT
    return bool(acts) and (acts[-1] is CueAct.ASK or not is_promise)


def promiser(statement: Statement) -> str | None:
    """Return who is said to have promised, in whatever words, or none."""
    inner = statement.chain[-1] if statement.chain else None
    return inner.actor if inner is not None and inner.act is CueAct.COMMIT else None


def is_done(statement: Statement) -> bool:
    """Tell whether an act is told as done."""
    return statement.firmness.level >= DONE


def _word(value: object) -> str:
    return value.value if isinstance(value, (Action, Direction, Gap)) else str(value)


def _near(first: object, second: object) -> bool:
    one, other = float(str(first)), float(str(second))
    return abs(one - other) <= NEAR * max(abs(one), abs(other))


def _is_opposed(first: Statement, second: Statement) -> bool:
    one, other = set(first.direction), set(second.direction)
    return bool((one & LAGGING and other & GROWING) or (one & GROWING and other & LAGGING))


def _same_time(first: StatedTime, second: StatedTime) -> bool:
    if first.end is None or second.end is None:
        return first.span.text.casefold() == second.span.text.casefold()
    return first.end == second.end
