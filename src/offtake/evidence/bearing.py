"""Which pledge of the register a statement bears on, how, and why; or none, and why not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from offtake.domain import Direction, Measure, Pledge, Reason, Statement
from offtake.evidence.register_terms import PLACES, RUN, Terms, terms_of
from offtake.statements.comparing_fields import family, kinship
from offtake.statements.stories_shingles import containment, numbered, runs, words_of

ENOUGH = 5.0
"""Below it a statement stays without a pledge: obligor, act and goods must nearly all fit."""
TIE = 0.4
NEAR = 0.02
EARLIEST = timedelta(days=3)
"""A report may be dated a little before the day the register gives."""
FRESH = timedelta(days=14)
LONG_OVER = timedelta(days=550)
DONE, DENIED = 6, 0
GROWING = frozenset({Direction.FASTER, Direction.MORE})
PACE = frozenset({Direction.LESS, Direction.SLOWER, Direction.CONTINUE, Direction.RESUME})
OWN_WORDS, FEWEST_RUNS = 0.5, 5


class Relation(StrEnum):
    """How a statement stands to a pledge."""

    SAME = "same"
    """It words the pledge as the register has it, near the day it was made."""
    RESTATES = "restates"
    NARROWS = "narrows"
    """It adds a figure, or narrower goods, that the register does not have."""
    WIDENS = "widens"
    """It leaves out the figure, or speaks of wider goods."""
    CONTRADICTS = "contradicts"
    """It denies it, or gives another figure."""
    FULFILMENT = "fulfilment_evidence"
    """It tells of progress or pace, and not of a promise."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Bearing:
    """What a statement bears on: a pledge or none, how, with which score, and why.

    `rivals` are other pledges that fit as well or nearly so.
    """

    pledge: str | None
    relation: Relation
    score: float
    why: str
    rivals: tuple[str, ...] = ()


def bearing(
    statement: Statement, register: Iterable[Pledge], *, published_on: date | None
) -> Bearing:
    """Return the pledge a statement bears on, or none where nothing fits well enough.

    A pledge made more than three days after the text was published is never one. Of pledges that
    fit equally, those of one series (25 million tons in each of three years) give the first and
    name the rest; otherwise none is chosen.
    """
    found = [
        (*_score(statement, terms_of(one), one, published_on), one)
        for one in register
        if published_on is None or one.made_on - published_on <= EARLIEST
    ]
    found = sorted((one for one in found if one[0] > 0), key=lambda one: (-one[0], one[2].id))
    if not found:
        return Bearing(None, Relation.NONE, 0.0, _why_none(statement))
    best, why, pledge = found[0]
    rivals = tuple(one.id for value, _, one in found[1:] if best - value < TIE)
    if best < ENOUGH:
        near = f"the nearest is {pledge.id} ({best:.1f} of {ENOUGH:g}: {why})"
        return Bearing(None, Relation.NONE, best, f"no pledge fits well enough; {near}", rivals)
    if rivals and not _is_series([pledge, *(one for _, _, one in found[1 : len(rivals) + 1])]):
        names = ", ".join((pledge.id, *rivals))
        return Bearing(None, Relation.NONE, best, f"several pledges fit equally: {names}", rivals)
    relation = _relation(statement, terms_of(pledge), pledge, published_on)
    return Bearing(pledge.id, relation, best, why, rivals)


def borne(
    statements: Iterable[Statement], register: Sequence[Pledge], *, published_on: date | None
) -> tuple[Statement, ...]:
    """Return statements with the pledge each bears on, and the reason among their reasons."""
    found = []
    for one in statements:
        link = bearing(one, register, published_on=published_on)
        rule = f"pledge: {link.relation.value.replace('_', ' ')}; {link.why}"
        found.append(replace(one, pledge=link.pledge, why=(*one.why, Reason(rule))))
    return tuple(found)


def _score(
    statement: Statement, terms: Terms, pledge: Pledge, published_on: date | None
) -> tuple[float, str]:
    """Return how well a pledge fits a statement, and why; 0 where it is about something else."""
    obligor = PLACES.get(statement.obligor or "", statement.obligor)
    counterparty = PLACES.get(statement.counterparty or "", statement.counterparty)
    goods = _goods_score(statement, terms)
    is_other = (
        family(statement.action) != terms.act
        or obligor != terms.obligor
        or counterparty not in {None, terms.counterparty}
        or goods == 0
    )
    if is_other:
        return 0.0, ""
    parts = {
        f"{obligor} {terms.act}": 3.0,
        f"goods {', '.join(statement.goods) or 'not named'}": 2 * goods,
        "figure": _figure_score(statement, terms),
        "time": _time_score(statement, terms, pledge),
        "the register quotes these words": 2.0 * _is_quoted(statement, terms),
        "words of its title": _title_score(statement, terms),
        "said when it was made": float(
            _is_fresh(pledge, published_on) and not is_progress(statement)
        ),
        "not yet running": -1.0 * (is_progress(statement) and _is_ahead(terms, published_on)),
        "long over": -2.0 * _is_over(terms, published_on),
        "faster or more, without a figure": _growth_score(statement, pledge),
    }
    why = ", ".join(f"{name} {value:+.1f}" for name, value in parts.items() if value)
    return max(0.0, sum(parts.values())), why


def _figure_score(statement: Statement, terms: Terms) -> float:
    if _has_figure(statement, terms):
        return 2.5
    if is_progress(statement):
        return 0.0
    if statement.quantity is None or not terms.figures:
        return -0.5 * bool(statement.quantity or terms.figures)
    return -2.0


def _goods_score(statement: Statement, terms: Terms) -> float:
    """Return how near the goods are, over all that a statement names."""
    named = statement.goods
    if not named:
        return kinship(named, terms.goods)
    return sum(kinship([one], terms.goods) for one in named) / len(named)


def _title_score(statement: Statement, terms: Terms) -> float:
    """Return up to 1.5 for words that set a pledge's title apart and stand in the quote.

    A number in a title counts only beside a rate: 24 per cent names a tariff, 10 cargoes nothing.
    """
    is_rate = statement.quantity is not None and statement.quantity.unit is Measure.PERCENT
    shared = terms.title & set(words_of(statement.quote.text))
    return min(1.5, 0.75 * sum(is_rate or not one.isdigit() for one in shared))


def _is_over(terms: Terms, published_on: date | None) -> bool:
    return published_on is not None and published_on - terms.last_on > LONG_OVER


def _is_ahead(terms: Terms, published_on: date | None) -> bool:
    return published_on is not None and min(terms.years, default=0) > published_on.year


def _has_figure(statement: Statement, terms: Terms) -> bool:
    if statement.quantity is None:
        return False
    value, unit = float(statement.quantity.value), statement.quantity.unit
    return any(unit is one and abs(value - held) <= NEAR * held for held, one in terms.figures)


def _time_score(statement: Statement, terms: Terms, pledge: Pledge) -> float:
    end = statement.time.end if statement.time else None
    if end is None or statement.time is None:
        return 0.0
    start = statement.time.start or end
    if pledge.id.endswith(f"-{start.year}") and end >= min(terms.days, default=end):
        return 1.5
    if end in terms.days:
        return 1.0
    if not terms.years:
        return 0.0
    return 0.5 if any(start.year <= year <= end.year for year in terms.years) else -1.0


def _is_quoted(statement: Statement, terms: Terms) -> bool:
    said = runs(numbered(statement.quote.text), length=RUN)
    return len(said) >= FEWEST_RUNS and containment(said, terms.words) >= OWN_WORDS


def _is_fresh(pledge: Pledge, published_on: date | None) -> bool:
    return published_on is not None and abs(published_on - pledge.made_on) <= FRESH


def _growth_score(statement: Statement, pledge: Pledge) -> float:
    is_growing = bool(GROWING & set(statement.direction)) and statement.quantity is None
    return 1.5 * (is_growing and "faster and more" in pledge.title)


def is_progress(statement: Statement) -> bool:
    """Tell whether a statement tells of what was done, or of the pace of buying.

    Cargoes are what is bought on a day; no pledge counts in them.
    """
    in_cargoes = statement.quantity is not None and statement.quantity.unit is Measure.CARGOES
    is_pace = in_cargoes or bool(PACE & set(statement.direction))
    return statement.firmness.level == DONE or (family(statement.action) == "buying" and is_pace)


def _is_series(pledges: Sequence[Pledge]) -> bool:
    """Tell whether pledges are one promise for several years."""
    kinds = {(one.obligor, one.group, one.made_on, terms_of(one).figures) for one in pledges}
    return len(kinds) == 1


def _relation(
    statement: Statement, terms: Terms, pledge: Pledge, published_on: date | None
) -> Relation:
    if statement.firmness.level == DENIED:
        return Relation.CONTRADICTS
    if is_progress(statement):
        return Relation.FULFILMENT
    if statement.quantity is not None and terms.figures and not _has_figure(statement, terms):
        return Relation.CONTRADICTS
    if statement.quantity is not None and not terms.figures:
        return Relation.NARROWS
    if statement.quantity is None and terms.figures:
        return Relation.WIDENS
    return Relation.SAME if _is_fresh(pledge, published_on) else Relation.RESTATES


def _why_none(statement: Statement) -> str:
    act, goods = family(statement.action), ", ".join(statement.goods) or "goods not named"
    return f"no pledge in the register is of {statement.obligor or 'nobody'}, {act}, {goods}"
