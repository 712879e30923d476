"""A text as it was read: coloured spans, rows, and annotations as the W3C words them."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from offtake.domain import BlockKind, Document, Statement
from offtake.evidence import Told, what_to_measure
from offtake.report.printable import Segment, cell, segments
from offtake.statements import record, records
from offtake.statements.comparing_fields import chain_text, quantity_text, time_text
from offtake.statements.marking import MEANINGS, Mark

COLOURS = ("red", "magenta", "yellow", "cyan", "blue", "green", "bold green")
LEVELS = {level: (MEANINGS[level], colour) for level, colour in enumerate(COLOURS)}
"""What each level of firmness means, and its colour."""
QUIET = {
    BlockKind.PROMOTION: "dim strike",
    BlockKind.SYNDICATION: "dim",
    BlockKind.BYLINE: "dim",
    BlockKind.DATELINE: "dim",
    BlockKind.HEADLINE: "bold",
    BlockKind.HEADING: "bold",
}
CSV_COLUMNS = (
    *("doc", "published_on", "id", "start", "end", "quote", "chain", "obligor", "counterparty"),
    *("action", "direction", "goods", "value", "upper", "unit", "mod", "per", "time", "time_start"),
    *("time_end", "time_role", "condition", "firmness", "missing", "pledge", "why"),
)
AROUND = 32
ANNO = "http://www.w3.org/ns/anno.jsonld"
Row = list[Segment]


def told_lines(told: Told) -> Iterator[Row]:
    """Yield a text with its statements coloured and numbered, then each statement in words."""
    yield segments([(_title(told.document), "bold")])
    for number, block in enumerate(told.document.blocks):
        if number:
            yield []
        style = QUIET.get(block.kind, "")
        span = (block.span.start, block.span.end)
        yield segments(_coloured(told.document.text, told.statements, span, style))
    yield []
    count = len(told.statements)
    yield [(f"{count} statement{'s' * (count != 1)}", "bold")]
    for number, one in enumerate(told.statements, start=1):
        yield []
        yield from _in_words(number, one)


def told_data(told: Told) -> dict[str, Any]:
    """Return a text's statements under the names of the annotation guide, ready for JSON."""
    return records(document=told.document, statements=told.statements)


def told_rows(told: Told) -> list[dict[str, Any]]:
    """Return a text's statements as flat rows, lists joined by semicolons."""
    day = told.document.published_on
    head = {"doc": cell(told.document.id), "published_on": day.isoformat() if day else None}
    return [{**head, **_row(one)} for one in told.statements]


def annotations(told: Told) -> dict[str, Any]:
    """Return a text's statements as a page of W3C Web Annotations.

    Each target names the words, what stands around them, and their place in characters; each body
    is the statement as JSON, so that nothing is lost.
    """
    document = told.document
    text = document.text
    source = document.address or f"urn:sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    items = [
        {
            "id": f"{source}#{one.id.rpartition('#')[2]}",
            "type": "Annotation",
            "motivation": "classifying",
            "body": [
                {"type": "Dataset", "format": "application/json", "value": record(one)},
                {"type": "TextualBody", "format": "text/plain", "value": summary(one)},
            ],
            "target": {
                "source": source,
                "selector": [
                    {
                        "type": "TextQuoteSelector",
                        "exact": one.quote.text,
                        "prefix": text[max(0, one.start - AROUND) : one.start],
                        "suffix": text[one.end : one.end + AROUND],
                    },
                    {"type": "TextPositionSelector", "start": one.start, "end": one.end},
                ],
            },
        }
        for one in told.statements
    ]
    return {"@context": ANNO, "type": "AnnotationPage", "items": items}


def mark_rows(marks: Iterable[Mark]) -> list[dict[str, Any]]:
    """Return marked words with what they give, ready for JSON."""
    return [
        {
            "kind": one.kind.value,
            "text": one.span.text,
            "start": one.span.start,
            "end": one.span.end,
            "meaning": one.meaning,
        }
        for one in marks
    ]


def _title(document: Document) -> str:
    known = [
        f"published {document.published_on}" if document.published_on else "day not known",
        *([document.outlet] if document.outlet else []),
        *([f"readout of {document.issuer}"] if document.issuer else []),
        *([f"first at {document.origin}"] if document.origin else []),
    ]
    return f"{document.id}: {', '.join(known)}"


def _coloured(
    text: str, statements: Sequence[Statement], block: tuple[int, int], style: str
) -> Iterator[Segment]:
    """Yield a block in pieces, each in the colour of the firmest statement over it."""
    start, end = block
    over = [
        (number, one)
        for number, one in enumerate(statements, start=1)
        if one.start < end and start < one.end
    ]
    edges = {start, end}
    edges |= {place for _, one in over for place in (one.start, one.end) if start < place < end}
    for first, last in pairwise(sorted(edges)):
        levels = [one.firmness.level for _, one in over if one.start <= first < one.end]
        yield text[first:last], LEVELS[max(levels)][1] if levels else style
        ends = [str(number) for number, one in over if one.end == last]
        if ends:
            yield f"[{','.join(ends)}]", "bold reverse"


def _in_words(number: int, one: Statement) -> Iterator[Row]:
    name, colour = LEVELS[one.firmness.level]
    yield segments([(f"[{number}] ", "bold reverse"), (summary(one), "bold")])
    yield segments([(f"    “{one.quote.text}”", "")])
    yield segments([(f"    said by: {chain_text(one.chain)}", "")])
    cues = "; ".join(
        f"{reason.rule}" + (f" “{reason.cue.text}”" if reason.cue else "")
        for reason in one.firmness.reasons
    )
    yield segments([(f"    firmness {one.firmness.level} of 6, {name}", colour), (f": {cues}", "")])
    if one.condition:
        yield segments([(f"    on a condition: “{one.condition.text}”", "yellow")])
    lacks = ", ".join(gap.value for gap in one.missing) or "nothing"
    yield segments([(f"    missing to make it checkable: {lacks}", "")])
    if needed := what_to_measure(one):
        yield segments([(f"    {needed}", "yellow")])
    why = next((reason.rule for reason in one.why if reason.rule.startswith("pledge: ")), "")
    yield segments([(f"    bears on: {one.pledge or 'no pledge of the register'}", "bold")])
    if why:
        yield segments([(f"      {why.removeprefix('pledge: ')}", "dim")])
    if one.by != "rules":
        yield segments([(f"    added by {one.by}, every word of it found in the text", "yellow")])


def summary(one: Statement) -> str:
    """Return a statement in a line: who would do what, toward whom, how much, when."""
    parts = [
        one.obligor or "somebody",
        one.action.value,
        *[direction.value for direction in one.direction],
        *([f"of {', '.join(one.goods)}"] if one.goods else []),
        *([f"toward {one.counterparty}"] if one.counterparty else []),
        *([quantity_text(one.quantity)] if one.quantity else []),
        *([time_text(one.time)] if one.time else []),
    ]
    return " ".join(parts)


def _row(one: Statement) -> dict[str, Any]:
    quantity, time = one.quantity, one.time
    reasons = [*one.firmness.reasons, *one.why]
    return {
        "id": cell(one.id),
        "start": one.start,
        "end": one.end,
        "quote": cell(one.quote.text),
        "chain": cell("; ".join(f"{hop.actor}: {hop.cue.text}" for hop in one.chain)),
        "obligor": one.obligor,
        "counterparty": one.counterparty,
        "action": one.action.value,
        "direction": "; ".join(direction.value for direction in one.direction),
        "goods": cell("; ".join(one.goods)),
        "value": quantity.value if quantity else None,
        "upper": quantity.upper if quantity else None,
        "unit": quantity.unit.value if quantity else None,
        "mod": quantity.modifier.value if quantity else None,
        "per": "year" if quantity and quantity.per_year else None,
        "time": cell(time.span.text) if time else None,
        "time_start": time.start if time else None,
        "time_end": time.end if time else None,
        "time_role": time.role.value if time else None,
        "condition": cell(one.condition.text) if one.condition else None,
        "firmness": one.firmness.level,
        "missing": "; ".join(gap.value for gap in one.missing),
        "pledge": one.pledge,
        "why": cell(
            "; ".join(
                reason.rule + (f" “{reason.cue.text}”" if reason.cue else "") for reason in reasons
            )
        ),
    }
