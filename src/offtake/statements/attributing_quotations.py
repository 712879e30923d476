"""Each quotation goes to one cue: the one whose clause it is, else the one beside it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from offtake.statements.attribution import Attribution
from offtake.statements.contents import Piece, noun_content
from offtake.statements.passages import Passage
from offtake.statements.quotations import Quotation

VERBS = {"VERB", "AUX"}
SENTENCE_ENDS = re.compile(r"[a-z\d]{4,}[.!?]\s|[;:]")
NEAR = 12
"""Words between a quotation and the verb that introduces it."""


def with_quotations(passage: Passage, found: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions with each quotation given to one of them."""
    result = list(found)
    given: dict[int, list[Piece]] = {}
    last: int | None = None
    for quotation in passage.quotations:
        owner = _owner(passage, quotation, found)
        if owner is None and last is not None and _goes_on(passage, found[last], quotation):
            owner = last
        if owner is not None:
            given.setdefault(owner, []).append((quotation.start, quotation.end))
        last = owner
    for index, pieces in given.items():
        one = found[index]
        beside = one.content or _object_with(passage, one, pieces)
        rule = one.rule if one.content else "verb + quotation"
        result[index] = replace(one, content=merged([*beside, *pieces]), rule=rule)
    return result


def _object_with(passage: Passage, one: Attribution, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return a verb's object if it holds the quotation: called it "positive and friendly"."""
    content = noun_content(passage, one.head)
    return tuple(
        (first, last)
        for first, last in content
        if any(first <= a and b <= last + 1 for a, b in pieces)
    )


def merged(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the pieces with those that touch made one."""
    result: list[Piece] = []
    for first, last in sorted(pieces):
        if result and first <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(result[-1][1], last))
        else:
            result.append((first, last))
    return tuple(result)


def _owner(passage: Passage, quotation: Quotation, found: Sequence[Attribution]) -> int | None:
    """Return the index of the cue that a quotation belongs to, or none."""
    outside = [i for i, one in enumerate(found) if not quotation.holds(one.head.idx)]
    middle = (quotation.start + quotation.end) // 2
    holding = [i for i in outside if found[i].covers(middle)]
    if holding:
        return max(holding, key=lambda i: found[i].head.i if found[i].head.idx < middle else -1)
    after = [i for i in outside if _follows(passage, quotation, found[i])]
    if after:
        return min(after, key=lambda i: found[i].head.i)
    before = [i for i in outside if _precedes(passage, quotation, found[i])]
    return max(before, key=lambda i: found[i].head.i) if before else None


def _follows(passage: Passage, quotation: Quotation, one: Attribution) -> bool:
    """Tell whether a cue comes right after a quotation: `"...," she said`."""
    if one.head.idx < quotation.end or one.head.pos_ not in VERBS:
        return False
    between = passage.text[quotation.end : one.head.idx]
    return (
        len(between.split()) <= NEAR
        and not SENTENCE_ENDS.search(between)
        and not set(between) & set('"\u201c')
        and passage.text[quotation.end - 2 : quotation.end - 1]
        in {",", "?", "!", "-", "\u2014", "."}
        and (one.source is not None)
    )


def _precedes(passage: Passage, quotation: Quotation, one: Attribution) -> bool:
    """Tell whether a cue comes right before a quotation: `she said: "..."`."""
    if one.head.idx >= quotation.start:
        return False
    between = passage.text[one.head.idx + len(one.head) : quotation.start].rstrip()
    return (
        len(between.split()) <= NEAR
        and (
            between.endswith((",", ":", "that", "as"))
            or not between
            or one.head.sent.end_char > quotation.start
        )
        and not set(between[:-1]) & set('.!?;"\u201d')
    )


def _goes_on(passage: Passage, one: Attribution, quotation: Quotation) -> bool:
    """Tell whether a quotation goes on with what a cue began: `"A," she said. "B."`."""
    between = passage.text[one.head.idx + len(one.head) : quotation.start]
    return one.head.idx < quotation.start and len(between.split()) <= NEAR
