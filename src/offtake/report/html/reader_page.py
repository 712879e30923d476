"""A text as it was read, and two set side by side, as their pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from offtake.domain import Pledge, Statement
from offtake.evidence import Told, measured_by
from offtake.report.html.marked_text import Piece, marked_blocks, marked_statement
from offtake.report.told import annotations, mark_rows, summary, told_data
from offtake.statements.comparing import Comparison, Lone, Side
from offtake.statements.comparing_fields import chain_text
from offtake.statements.drift import Drift, Shift
from offtake.statements.marking import MEANINGS, marks_of

_LOST = frozenset({Shift.HEDGE_DROPPED, Shift.VERB_HARDENED, Shift.FIRMNESS_RAISED})
EXAMPLES = {
    "wire": (
        "(Made up for this page: nobody said this.)\n\n"
        "JAKARTA, Mar 3, 2027 (Reuters) \u2013 Indonesian President Prabowo Subianto said "
        'on Monday that Australia had "more or less agreed" to buy at least 2 million tons of '
        "Indonesian coal by the end of 2027.\n\n"
        '"I think we will be pleasantly surprised by what comes," Prabowo told reporters.\n\n'
        "Canberra suspended its tariffs on Indonesian goods for one year.\n"
    ),
    "rewrite": (
        "(Made up for this page: nobody said this.)\n\n"
        "Indonesian President Prabowo Subianto said on Tuesday that Australia agreed to buy 2 "
        "million tons of Indonesian coal by the end of 2027.\n\n"
        '"We could be pleasantly surprised by what comes," Prabowo said.\n\n'
        "Canberra lifted its tariffs on Indonesian goods. Papua also came up in the call, "
        "according to Xinhua.\n"
    ),
}
"""Texts to try the reader on; both are made up and say so."""


@dataclass(frozen=True, slots=True)
class Card:
    """One statement in words: who would do what, on whose word, how firmly, measured by what.

    `relation` is how it bears on its pledge, or why it bears on none.
    """

    number: int
    statement: Statement
    summary: str
    chain: str
    firmness: str
    cues: str
    relation: str
    pledge: Pledge | None
    measured_by: tuple[str, ...]


def reader_view(told: Told, register: Mapping[str, Pledge]) -> dict[str, Any]:
    """Return what the page of a text shows: its blocks with marks, and a card a statement."""
    document = told.document
    marks = marks_of(told.statements, text=document.text, said_on=document.published_on)
    cards = [_card(number, one, register) for number, one in enumerate(told.statements, start=1)]
    return {
        "document": document,
        "blocks": marked_blocks(document.text, document.blocks, told.statements, marks),
        "cards": cards,
        "notes": told.notes,
    }


def compare_view(found: Comparison, drifts: Sequence[Drift]) -> dict[str, Any]:
    """Return what the page of two accounts shows; the second is told against the first."""
    sides = (found.first, found.second)
    return {
        "words": {one.id: _marked(side, one) for side in sides for one in side.read.statements},
        "same": [one for one in found.matches if not one.differences],
        "differing": found.differing,
        "sides": [
            (side, other.read.document.id, [(_short(one), one) for one in side.only])
            for side, other in zip(sides, reversed(sides), strict=True)
        ],
        "drifts": [(one, one.shift in _LOST) for one in drifts],
    }


def reader_data(told: Told, register: Mapping[str, Pledge]) -> dict[str, Any]:
    """Return a text as it was read, ready for JSON: each statement with what would measure it."""
    data = told_data(told)
    for row, one in zip(data["statements"], told.statements, strict=True):
        row["measured_by"] = list(measured_by(one, register))
        document = told.document
        marks = marks_of([one], text=document.text, said_on=document.published_on)
        row["marks"] = mark_rows(marks)
    return {**data, "notes": list(told.notes)}


def reader_annotations(told: Told) -> dict[str, Any]:
    """Return a text's statements as a page of W3C Web Annotations."""
    return annotations(told)


def drift_rows(drifts: Sequence[Drift]) -> list[dict[str, Any]]:
    """Return what a text changes against another, ready for JSON."""
    return [
        {
            "shift": one.shift.value,
            "words": one.words,
            "first": {"text": one.earlier.text, "start": one.earlier.start},
            "second": {"text": one.later.text, "start": one.later.start},
        }
        for one in drifts
    ]


def _card(number: int, one: Statement, register: Mapping[str, Pledge]) -> Card:
    level = one.firmness.level
    why = [reason.rule for reason in one.why if reason.rule.startswith("pledge: ")]
    cues = (
        reason.rule + (f" “{reason.cue.text}”" if reason.cue else "")
        for reason in one.firmness.reasons
    )
    return Card(
        number=number,
        statement=one,
        summary=summary(one),
        chain=chain_text(one.chain),
        firmness=f"{level} of 6, {MEANINGS[level]}",
        cues="; ".join(cues),
        relation="".join(why).removeprefix("pledge: "),
        pledge=register.get(one.pledge or ""),
        measured_by=measured_by(one, register),
    )


def _marked(side: Side, one: Statement) -> tuple[Piece, ...]:
    document = side.read.document
    marks = marks_of([one], text=document.text, said_on=document.published_on)
    return marked_statement(document.text, one, marks)


def _short(lone: Lone) -> str:
    return summary(lone.statement)
