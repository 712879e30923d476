"""Texts for a page, with the words that count marked and labelled."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from offtake.domain import Block, Span, Statement
from offtake.report.printable import printable
from offtake.statements.marking import Mark


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in a row that are marked alike.

    `mark` is none where nothing is told of them; `is_stated` is true inside a statement, and
    `numbers` are those of the statements that end with these words.
    """

    text: str
    mark: Mark | None = None
    is_stated: bool = False
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """A block of a text: what it is, and its pieces."""

    kind: str
    pieces: tuple[Piece, ...]


def marked(text: str, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    """Return a whole text in pieces.

    >>> [piece.text for piece in marked("soybeans", ())]
    ['soybeans']
    """
    return tuple(_pieces(text, Span(0, len(text), text), marks, ()))


def marked_statement(text: str, statement: Statement, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    """Return the words of one statement in pieces, out of the text it stands in."""
    return tuple(_pieces(text, statement.quote, marks, ()))


def marked_blocks(
    text: str, blocks: Iterable[Block], statements: Sequence[Statement], marks: Sequence[Mark]
) -> tuple[MarkedBlock, ...]:
    """Return the blocks of a text in pieces, with the statements numbered where they end."""
    ordered = sorted(blocks, key=lambda one: one.span)
    starts = [one.span.start for one in ordered]
    own_marks: dict[int, list[Mark]] = {}
    for mark in marks:
        own_marks.setdefault(bisect_right(starts, mark.span.start) - 1, []).append(mark)
    own_statements: dict[int, list[tuple[int, Statement]]] = {}
    for number, one in enumerate(statements, start=1):
        first = bisect_right(starts, one.start) - 1
        for at in range(max(0, first), bisect_left(starts, one.end)):
            own_statements.setdefault(at, []).append((number, one))
    return tuple(
        MarkedBlock(
            block.kind.value,
            tuple(
                _pieces(text, block.span, own_marks.get(at, ()), own_statements.get(at, ())),
            ),
        )
        for at, block in enumerate(ordered)
    )


def _pieces(
    text: str,
    whole: Span,
    marks: Sequence[Mark],
    statements: Sequence[tuple[int, Statement]],
) -> Iterable[Piece]:
    inside = [one for one in marks if whole.start <= one.span.start and one.span.end <= whole.end]
    over = [
        (number, one)
        for number, one in statements
        if one.start < whole.end and whole.start < one.end
    ]
    edges = {whole.start, whole.end}
    edges |= {place for one in inside for place in (one.span.start, one.span.end)}
    edges |= {
        place
        for _, one in over
        for place in (one.start, one.end)
        if whole.start < place < whole.end and not _splits(place, inside)
    }
    ordered = sorted(edges)
    for first, last in pairwise(ordered):
        yield Piece(
            printable(text[first:last]),
            next((one for one in inside if one.span.start == first), None),
            any(one.start <= first < one.end for _, one in over),
            tuple(number for number, one in over if first < min(one.end, whole.end) <= last),
        )


def _splits(place: int, marks: Iterable[Mark]) -> bool:
    """Tell whether a place lies within a mark, which is shown whole."""
    return any(one.span.start < place < one.span.end for one in marks)
