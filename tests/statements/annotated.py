"""Statements as people wrote them down: from the fields of the annotation guide to our types."""

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from offtake.domain import (
    Action,
    CueAct,
    Direction,
    Document,
    Firmness,
    Gap,
    Hop,
    Measure,
    Modifier,
    Reason,
    Span,
    StatedQuantity,
    StatedTime,
    Statement,
    TimeRole,
)
from offtake.statements.cleaning import document_of
from offtake.statements.comparing import Read

RELAYS = {"reuters", "xinhua", "ap", "afp", "bloomberg", "aljazeera", "brics_news"}
ASKING = re.compile(r"ask|urg|press|push|deliver|encourag", re.IGNORECASE)
PROMISING = re.compile(r"agree|commit|pledg|open|accept", re.IGNORECASE)


def statement(
    text: str, quote: str, *, number: int = 1, doc: str = "a", **fields: Any
) -> Statement:
    """Return a statement whose quote stands in a text, with the fields of a guide's record."""
    start = text.index(quote)
    span = Span.of(text, start=start, end=start + len(quote))
    chain = tuple(_hop(text, one, span) for one in fields.get("chain", ()))
    cue = chain[-1].cue if chain else span
    return Statement(
        id=f"{doc}#{number}",
        quote=span,
        chain=chain,
        obligor=fields.get("obligor", "CN"),
        counterparty=fields.get("counterparty", "US"),
        action=Action(fields.get("action", "BUY")),
        direction=tuple(Direction(one) for one in fields.get("direction", ())),
        goods=tuple(fields.get("goods", ())),
        quantity=_quantity(fields.get("quantity"), span),
        time=_time(text, fields.get("time"), span),
        firmness=Firmness(fields.get("firmness", 3), (Reason("words", cue),)),
        missing=tuple(Gap(one) for one in fields.get("missing", ())),
    )


def read(record: Mapping[str, Any]) -> Read:
    """Return a line of the annotated file as a document with its statements."""
    day = date.fromisoformat(record["date"])
    document: Document = document_of(record["text"], name=record["doc"], published_on=day)
    return Read(
        document,
        tuple(
            statement(
                record["text"],
                one["quote"],
                number=number,
                doc=record["doc"],
                **{key: value for key, value in one.items() if key not in {"quote", "id", "note"}},
            )
            for number, one in enumerate(record["statements"], start=1)
        ),
    )


def every(shared: Path) -> dict[str, Read]:
    """Return the annotated documents by their id."""
    lines = (shared / "data" / "text" / "gold_dev.jsonl").read_text(encoding="utf-8").splitlines()
    return {one["doc"]: read(one) for one in map(json.loads, lines)}


def _hop(text: str, hop: Mapping[str, str], span: Span) -> Hop:
    place = text.find(hop["cue"], span.start)
    start = place if place >= 0 else text.index(hop["cue"])
    return Hop(
        actor=hop["actor"],
        cue=Span.of(text, start=start, end=start + len(hop["cue"])),
        act=_act(hop),
    )


def _act(hop: Mapping[str, str]) -> CueAct:
    if hop["actor"] in RELAYS:
        return CueAct.RELAY
    if ASKING.search(hop["cue"]):
        return CueAct.ASK
    return CueAct.COMMIT if PROMISING.search(hop["cue"]) else CueAct.SAY


def _quantity(record: Mapping[str, Any] | None, span: Span) -> StatedQuantity | None:
    if record is None:
        return None
    value = record["value"]
    low, high = value if isinstance(value, list) else (value, None)
    return StatedQuantity(
        value=Decimal(str(low)),
        upper=None if high is None else Decimal(str(high)),
        unit=Measure(record["unit"]),
        modifier=Modifier(record.get("mod", "eq")),
        per_year=record.get("per") == "year",
        span=span,
    )


def _time(text: str, record: Mapping[str, Any] | None, span: Span) -> StatedTime | None:
    if record is None:
        return None
    start = max(text.find(record["text"], span.start), 0) or text.index(record["text"])
    return StatedTime(
        span=Span.of(text, start=start, end=start + len(record["text"])),
        role=TimeRole(record["role"]),
        start=_day(record.get("start")),
        end=_day(record.get("end")),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
