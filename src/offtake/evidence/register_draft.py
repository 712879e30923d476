"""A statement as the draft of a register file: what the text gives, and what a person fills in."""

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from offtake.domain import (
    Action,
    Document,
    Measure,
    Modifier,
    StatedQuantity,
    Statement,
    TimeRole,
)
from offtake.errors import CodeUnknown
from offtake.evidence.measuring import what_to_measure
from offtake.evidence.register_terms import PLACES
from offtake.reference.codes import place_by_id, places, products
from offtake.statements.actors import Kind, actor_of, names_in

UNITS = {
    Measure.TONNES: "t",
    Measure.BUSHELS: "bu",
    Measure.DOLLARS: "USD",
    Measure.COUNT: "piece",
}
"""Units of a text as the register names them; a share or a number of cargoes is no amount there."""
KINDS = {Modifier.AT_LEAST: "at_least", Modifier.AT_MOST: "at_most", Modifier.UP_TO: "at_most"}
TRADED = frozenset({Action.BUY, Action.SELL})
NOT_TRADE = "the order in force on each day, which no book of trade counts"
MILLION = 1_000_000
DENIED = 0
LONGEST = 600


def draft_of(statement: Statement, document: Document, *, pledge_id: str) -> str:
    """Return a register file in YAML that says what a statement says, and no more.

    What the text does not give and a pledge must have stands there empty, with a word on what to
    write; `offtake pledges check` names each such line. A statement without a figure or a date
    gives a pledge without them, with what would have to be measured in a comment.
    """
    drafted = _Draft(statement, document, pledge_id)
    return "\n".join(drafted.lines()) + "\n"


def id_from(name: str) -> str:
    """Return a name as the id of a pledge: small letters and digits, joined by hyphens.

    >>> id_from("Coal from Indonesia (2027)")
    'coal-from-indonesia-2027'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64].strip("-") or "draft"


class _Draft:
    """The parts of one draft."""

    def __init__(self, statement: Statement, document: Document, pledge_id: str) -> None:
        self._one, self._document, self._id = statement, document, pledge_id
        self._obligor, self._counterparty = (
            _place(statement.obligor),
            _place(statement.counterparty),
        )
        self._said_on = document.published_on
        self._url = _or_fill(document.address, "the address where it can be read")
        self._speaker = _or_fill(self._who_spoke(), "who said it, with office")

    def lines(self) -> Iterator[str]:
        """Yield the whole file."""
        yield f"# Drafted from {_quoted(self._document.id)}. Read it against the text before use."
        if self._one.pledge:
            yield f"# It may be a statement on {self._one.pledge}, which the register holds."
        if needed := what_to_measure(self._one):
            yield f"# {needed}"
        if self._one.condition:
            yield f"# on a condition: {_quoted(self._one.condition.text)}"
        yield f"id: {self._id}"
        yield f"title: {_quoted(self._one.quote.text)}"
        yield f"obligor:{_or_fill(self._obligor, 'place id of who is to deliver, e.g. CHN')}"
        yield f"counterparty:{_or_fill(self._counterparty, 'place id of the other one, e.g. USA')}"
        yield f"made_on:{_day(self._said_on)}"
        yield f"group: {self._id}"
        yield "status: Read in one text; not yet held against any other."
        yield f"product:{self._product()}"
        if amount := self._amount():
            yield f"amount: {amount}"
        yield ""
        yield from self._deadlines()
        yield ""
        yield from self._readings()
        yield ""
        yield from self._statements()

    def _who_spoke(self) -> str | None:
        if not self._one.chain:
            return self._document.issuer or self._document.outlet
        first = self._one.chain[0]
        return first.source.text if first.source else first.actor

    def _product(self) -> str:
        known = [one for one in self._one.goods if one in products()]
        if known:
            return f" {known[0]}" + (f"  # also {', '.join(known[1:])}" if known[1:] else "")
        if self._one.action not in TRADED:
            return " all_goods"
        return _fill("a product id, e.g. soybeans")

    def _amount(self) -> str:
        quantity = self._one.quantity
        if quantity is None or quantity.unit not in UNITS:
            return ""
        unit, value = UNITS[quantity.unit], quantity.value
        if unit == "t" and value >= MILLION:
            unit, value = "Mt", value / MILLION
        kind = KINDS.get(quantity.modifier, "at_least")
        return f"{{{kind}: {value.normalize():f}, unit: {unit}}}{_doubt(quantity)}"

    def _deadlines(self) -> Iterator[str]:
        time = self._one.time
        if time is None or time.end is None or time.role is TimeRole.EVENT:
            yield "deadlines: []"
            return
        yield "deadlines:"
        yield "  - id: as-worded"
        yield f"    on: {time.end}"
        yield f"    words: {_quoted(time.span.text)}"
        yield f"    said_by:{self._speaker}"
        if self._said_on:
            yield f"    said_on: {self._said_on}"
        yield f"    url:{self._url}"

    def _readings(self) -> Iterator[str]:
        time = self._one.time
        is_traded = self._one.action in TRADED
        start = time.start if time and time.role is TimeRole.PERIOD else None
        yield "readings:"
        yield "  - id: as-worded"
        others = "or export_sales, shipments, inspections, customs_imports"
        yield f"    book: customs_exports  # {others if is_traded else 'none counts it: see needs'}"
        if self._one.action is Action.SELL:
            yield f"    seller:{_or_fill(self._obligor, 'place id of who sells')}"
            yield f"    partner:{_or_fill(self._counterparty, 'place id of who buys')}"
        yield f"    window: {{kind: dates, start: {start or self._said_on or ''}}}"
        if not self._amount():
            yield "    amount: none"
        yield f"    held_by:{self._speaker}"
        yield f"    citation:{self._url}"
        if not is_traded:
            yield f"    needs: {NOT_TRADE}"

    def _statements(self) -> Iterator[str]:
        yield "statements:"
        yield f"  - on:{_day(self._said_on)}"
        yield f"    speaker:{self._speaker}"
        side = self._side()
        yield f"    side: {side}"
        yield f"    stance: {self._stance(side)}"
        yield f"    quote: {_quoted(self._one.quote.text)}"
        yield f"    url:{self._url}"

    def _side(self) -> str:
        heard = (
            _place(self._one.chain[0].actor) if self._one.chain else _place(self._document.issuer)
        )
        parties = {self._counterparty: "counterparty", self._obligor: "obligor"}
        return parties.get(heard, "observer") if heard else "observer"

    def _stance(self, side: str) -> str:
        if self._one.firmness.level == DENIED:
            return "denied"
        return "reported" if side == "observer" else "announced"


def _place(code: str | None) -> str | None:
    """Return the register's id of the place that an actor of a statement stands for, or none."""
    if code is None:
        return None
    actor = actor_of(code.lower())
    state = actor.state if actor and actor.state else code.upper()
    found = PLACES.get(code) or PLACES.get(state) or _by_state().get(state)
    try:
        return place_by_id(found).id if found else None
    except CodeUnknown:
        return None


@cache
def _by_state() -> dict[str, str]:
    """Return each place that bears the very name of a state of the gazetteer, by the state."""
    found: dict[str, str] = {}
    for place in places().values():
        for name in names_in(place.label):
            actor = name.actor
            if (name.start, name.end) == (0, len(place.label)) and actor.kind is Kind.STATE:
                found.setdefault(actor.state or "", place.id)
    return found


def _doubt(quantity: StatedQuantity) -> str:
    """Return what a person has to decide about a figure, as a comment."""
    doubts = []
    if quantity.modifier not in KINDS:
        doubts.append("or at_most, or about with a tolerance: the words do not say which")
    if quantity.upper is not None:
        doubts.append(f"the words go up to {quantity.upper:f}")
    if quantity.per_year:
        doubts.append("a year; one pledge a year, or the sum")
    return f"  # {'; '.join(doubts)}" if doubts else ""


def _quoted(text: str) -> str:
    """Return text on one line as YAML reads it whatever it holds."""
    return json.dumps(" ".join(text.split())[:LONGEST], ensure_ascii=False)


def _or_fill(text: str | None, remedy: str) -> str:
    return f" {_quoted(text)}" if text else _fill(remedy)


def _day(day: date | None) -> str:
    return f" {day}" if day else _fill("the day it was said, e.g. 2026-01-20")


def _fill(remedy: str) -> str:
    return f"  # fill in: {remedy}"
