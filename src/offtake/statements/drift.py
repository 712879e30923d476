"""What changes in retelling: hedges dropped, quotations altered, days moved, figures changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import islice

from offtake.domain import Modifier, Span, Statement
from offtake.statements.comparing import Match, Read, matched
from offtake.statements.comparing_fields import (
    is_asked,
    is_done,
    promiser,
    quantity_text,
    score,
    span_of,
    time_text,
)
from offtake.statements.comparing_words import sentences
from offtake.statements.stories_shingles import WORD, quotations

DAYS = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
SAID_ON = re.compile(
    rf"\b(?:said|says|told|wrote|posted|announced|added|claimed|stated)\b"
    rf"(?:\s+(?!after\b|before\b|during\b|that\b)\w+){{0,5}}?\s+(?:on\s+)?(?P<day>{DAYS})\b(?!['’])"
)
"""The day on which somebody spoke, after the verb of speaking."""
HARDNESS = {"OTHER": 0, "TALK": 1, "REDUCE": 2, "SUSPEND": 3, "LIFT": 4}
"""How far each verb of easing goes: to lift is more than to suspend."""
FLOORS = frozenset({Modifier.AT_LEAST})
QUALIFIED = 2
ALTERED_AT, FEWEST_WORDS = 0.6, 4
MOST_QUOTATIONS, MOST_WORDS = 200, 120
"""So many quotations of a text are compared, and of each so many words."""


class Shift(StrEnum):
    """The kinds of change."""

    HEDGE_DROPPED = "hedge_dropped"
    HEDGE_ADDED = "hedge_added"
    VERB_HARDENED = "verb_hardened"
    VERB_SOFTENED = "verb_softened"
    FIRMNESS_RAISED = "firmness_raised"
    FIRMNESS_LOWERED = "firmness_lowered"
    QUOTATION_ALTERED = "quotation_altered"
    DATE_MOVED = "date_moved"
    QUANTITY_CHANGED = "quantity_changed"
    FLOOR_CHANGED = "floor_changed"


@dataclass(frozen=True, slots=True)
class Drift:
    """One change from a text to a retelling of it, with the words of both."""

    shift: Shift
    earlier: Span
    later: Span
    words: str


def drift(earlier: Read, later: Read) -> tuple[Drift, ...]:
    """Return what a text changes against another one that is named; neither is taken for the truth.

    Statements are matched as in a comparison, repeats too: a hedge that one sentence keeps and the
    next one drops is dropped. What was only asked for is no hedged promise.
    """
    matches = matched(earlier.statements, later.statements)
    found = [one for match in matches for one in _of_match(match)]
    found += _dropped(earlier, later)
    found += _said_on(earlier, later)
    found += _altered(earlier, later)
    unique = {_key(one): one for one in found}  # of what is found twice the last stands
    return tuple(sorted(unique.values(), key=lambda one: (list(Shift).index(one.shift), one.later)))


def _key(one: Drift) -> tuple[Shift, int, int, str]:
    """Return what makes two changes one: of each bare promise one dropped hedge is told."""
    words = "" if one.shift is Shift.HEDGE_DROPPED else one.words
    return one.shift, one.later.start, one.later.end, words


def _of_match(match: Match) -> Iterator[Drift]:
    for one in _hedges(match.first, match.second):
        if not match.is_repeat or one.shift in {Shift.HEDGE_DROPPED, Shift.HEDGE_ADDED}:
            yield one
    yield from _verbs(match.first, match.second)
    yield from _figures(match.first, match.second)
    yield from _times(match.first, match.second)


def _hedges(first: Statement, second: Statement) -> Iterator[Drift]:
    """Yield a change of firmness, as a hedge where one text is qualified and the other is not."""
    low, high = first.firmness.level, second.firmness.level
    is_other = promiser(first) != promiser(second) or is_asked(first) != is_asked(second)
    if low == high or is_other:
        return
    spans = (_firm_words(first), _firm_words(second))
    words = f"firmness {low} “{spans[0].text}”, then {high} “{spans[1].text}”"
    if is_done(first) or is_done(second):
        shift = Shift.FIRMNESS_RAISED if high > low else Shift.FIRMNESS_LOWERED
    elif low <= QUALIFIED < high and low > 0:
        shift = Shift.HEDGE_DROPPED
    elif 0 < high <= QUALIFIED < low:
        shift = Shift.HEDGE_ADDED
    else:
        shift = Shift.FIRMNESS_RAISED if high > low else Shift.FIRMNESS_LOWERED
    yield Drift(shift, *spans, words)


def _dropped(earlier: Read, later: Read) -> Iterator[Drift]:
    """Yield the promises that the earlier text hedges anywhere and the later states without.

    A text may say "agreed" in its headline and "more or less agreed" below, so that the best match
    of a bare promise is the bare one: the hedge is dropped all the same. A hedge on the same word
    goes before others.
    """
    hedged = [
        one for one in earlier.statements if promiser(one) and one.firmness.level == QUALIFIED
    ]
    for bare in later.statements:
        if promiser(bare) is None or is_done(bare) or bare.firmness.level <= QUALIFIED:
            continue
        word = _firm_words(bare).text.casefold()
        alike = [
            (word in _firm_words(one).text.casefold(), value, -one.start, one)
            for one in hedged
            if promiser(one) == promiser(bare) and (value := score(one, bare)[0]) > 0
        ]
        if alike:
            yield from _hedges(max(alike, key=lambda one: one[:3])[3], bare)


def _firm_words(statement: Statement) -> Span:
    """Return the words that carry the firmness: the innermost cue of the chain, if any."""
    return statement.chain[-1].cue if statement.chain else span_of(statement, "firmness")


def _verbs(first: Statement, second: Statement) -> Iterator[Drift]:
    one, other = first.action, second.action
    if one is other or one.value not in HARDNESS or other.value not in HARDNESS:
        return
    is_harder = HARDNESS[other.value] > HARDNESS[one.value]
    shift = Shift.VERB_HARDENED if is_harder else Shift.VERB_SOFTENED
    yield Drift(
        shift,
        span_of(first, "action"),
        span_of(second, "action"),
        f"{one.value}, then {other.value}",
    )


def _figures(first: Statement, second: Statement) -> Iterator[Drift]:
    one, other = first.quantity, second.quantity
    if one is None or other is None:
        return
    words = f"{quantity_text(one)}, then {quantity_text(other)}"
    is_same = (one.value, one.upper, one.unit, one.per_year) == (
        *(other.value, other.upper, other.unit, other.per_year),
    )
    if not is_same:
        yield Drift(Shift.QUANTITY_CHANGED, one.span, other.span, words)
    elif (one.modifier in FLOORS) != (other.modifier in FLOORS) or one.modifier != other.modifier:
        yield Drift(Shift.FLOOR_CHANGED, one.span, other.span, words)


def _times(first: Statement, second: Statement) -> Iterator[Drift]:
    one, other = first.time, second.time
    if one is None or other is None or one.end is None or other.end is None:
        return
    if (one.end, one.role) != (other.end, other.role) and one.end != other.end:
        words = f"{time_text(one)}, then {time_text(other)}"
        yield Drift(Shift.DATE_MOVED, one.span, other.span, words)


def _said_on(earlier: Read, later: Read) -> Iterator[Drift]:
    """Yield a moved day of speaking: where the first to name one names another than the later."""
    first, second = _first_day(earlier), _first_day(later)
    if first and second and first.text.casefold() != second.text.casefold():
        words = f"said on {first.text}, then on {second.text}"
        yield Drift(Shift.DATE_MOVED, first, second, words)


def _first_day(read: Read) -> Span | None:
    for sentence in sentences(read.document):
        if match := SAID_ON.search(sentence.text):
            start = sentence.start + match.start("day")
            return Span.of(read.document.text, start=start, end=start + len(match["day"]))
    return None


def _altered(earlier: Read, later: Read) -> Iterator[Drift]:
    """Yield the quotations that the earlier text has in nearly the same words.

    A quotation that stands word for word in the earlier text, also as a part, is not altered.
    """
    text = earlier.document.text
    tokens = [*WORD.finditer(text)]
    words = [token[0].lower() for token in tokens]
    inside = [*quotations(text)]
    for start, end in islice(quotations(later.document.text), MOST_QUOTATIONS):
        said = Span.of(later.document.text, start=start, end=end)
        wanted = [word.lower() for word in WORD.findall(said.text)][:MOST_WORDS]
        if len(wanted) < FEWEST_WORDS or _holds(words, wanted):
            continue
        place = _nearest(words, wanted)
        if place is None:
            continue
        first, last = place
        original = Span.of(text, start=tokens[first].start(), end=tokens[last].end())
        if any(start < original.end and original.start < end for start, end in inside):
            yield Drift(
                Shift.QUOTATION_ALTERED, original, said, f"“{original.text}”, then “{said.text}”"
            )


def _holds(words: Sequence[str], wanted: Sequence[str]) -> bool:
    size = len(wanted)
    first = wanted[0]
    return any(
        words[place : place + size] == wanted for place, word in enumerate(words) if word == first
    )


def _nearest(words: Sequence[str], wanted: Sequence[str]) -> tuple[int, int] | None:
    """Return the first and last word of the stretch that is most like the words wanted."""
    known, best_ratio = set(wanted), ALTERED_AT
    best: tuple[int, int] | None = None
    size = min(len(wanted), len(words))
    held = sum(word in known for word in words[:size])
    matcher: SequenceMatcher[str] = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(wanted)
    for place in range(len(words) - size + 1):
        if place:
            held += (words[place + size - 1] in known) - (words[place - 1] in known)
        if words[place] not in known or held < ALTERED_AT * size:
            continue
        matcher.set_seq1(words[place : place + size])
        if matcher.real_quick_ratio() > best_ratio and (ratio := matcher.ratio()) > best_ratio:
            blocks = [one for one in matcher.get_matching_blocks() if one.size]
            best_ratio = ratio
            best = (place + blocks[0].a, place + blocks[-1].a + blocks[-1].size - 1)
    return best
