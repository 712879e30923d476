"""Statements as plain records, with the names and values of the annotation guide."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from offtake.domain import Document, Hop, Reason, StatedQuantity, StatedTime, Statement


def records(*, document: Document, statements: Iterable[Statement]) -> dict[str, Any]:
    """Return a document's statements as one record, ready for JSON.

    >>> from offtake.domain import Document
    >>> records(document=Document(id="a", text=""), statements=())
    {'doc': 'a', 'published_on': None, 'statements': []}
    """
    day = document.published_on
    return {
        "doc": document.id,
        "published_on": None if day is None else day.isoformat(),
        "statements": [record(one) for one in statements],
    }


def record(statement: Statement) -> dict[str, Any]:
    """Return one statement as a record, ready for JSON."""
    return {
        "id": statement.id,
        "quote": statement.quote.text,
        "start": statement.start,
        "end": statement.end,
        "chain": [_hop(hop) for hop in statement.chain],
        "obligor": statement.obligor,
        "counterparty": statement.counterparty,
        "action": statement.action.value,
        "direction": [one.value for one in statement.direction],
        "goods": list(statement.goods),
        "quantity": _quantity(statement.quantity),
        "time": _time(statement.time),
        "condition": None if statement.condition is None else statement.condition.text,
        "firmness": statement.firmness.level,
        "missing": [one.value for one in statement.missing],
        "pledge": statement.pledge,
        "why": [_reason(one) for one in (*statement.firmness.reasons, *statement.why)],
        "by": statement.by,
    }


def _hop(hop: Hop) -> dict[str, Any]:
    return {"actor": hop.actor, "cue": hop.cue.text}


def _quantity(quantity: StatedQuantity | None) -> dict[str, Any] | None:
    if quantity is None:
        return None
    value = _number(quantity.value)
    upper = None if quantity.upper is None else _number(quantity.upper)
    return {
        "value": value if upper is None else [value, upper],
        "unit": quantity.unit.value,
        "mod": quantity.modifier.value,
        "per": "year" if quantity.per_year else None,
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _time(time: StatedTime | None) -> dict[str, Any] | None:
    if time is None:
        return None
    return {
        "text": time.span.text,
        "start": None if time.start is None else time.start.isoformat(),
        "end": None if time.end is None else time.end.isoformat(),
        "role": time.role.value,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    cue = reason.cue
    if cue is None:
        return {"rule": reason.rule}
    return {"rule": reason.rule, "cue": cue.text, "start": cue.start, "end": cue.end}
