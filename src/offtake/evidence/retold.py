"""What the register holds of one statement beside others on its pledge: told again, what fell off.

Only words are laid beside words. A paraphrase is ours, so that nothing is said of its hedges.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from offtake.domain import Pledge, StatementRecord
from offtake.statements.marking import DENIAL, HEDGES, Mark, MarkKind, marks_by_words

_HEDGED = ("at least ", "at most ", "about ", "up to ")
_TIMES = frozenset({MarkKind.DEADLINE, MarkKind.TIME})
_NAMES = {DENIAL: "denial", **dict.fromkeys(HEDGES, "hedge")}


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of the register under its id, with the pledge it was made on."""

    id: str
    pledge: Pledge
    record: StatementRecord

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What its words give, in its English rendering where there is one."""
        words = self.record.english or self.record.text
        return _marks(words, self.record.on)


@lru_cache(maxsize=4096)
def _marks(words: str, on: date) -> tuple[Mark, ...]:
    """Return the marks of a register's words, found once; no text of a reader's comes here."""
    return marks_by_words(words, said_on=on)


@dataclass(frozen=True, slots=True)
class Retold:
    """Another statement on the pledge that gives the same figure or goods, and how it differs.

    `lost` and `changed` are in words, and empty where all is kept. They are not told, and
    `is_compared` is false, where either is our paraphrase.
    """

    said: Said
    why: str
    lost: tuple[str, ...]
    changed: tuple[str, ...]
    is_compared: bool


def said_on(pledges: Iterable[Pledge]) -> tuple[Said, ...]:
    """Return every statement on some pledges, the newest first, each under its id.

    >>> from offtake.pledges import load
    >>> pledge = load()["cn-us-soybeans-12mt-2025"]
    >>> len(said_on([pledge])) == len(pledge.statements)
    True
    """
    found: dict[str, Said] = {}
    for pledge in pledges:
        for record in pledge.statements:
            name = pledge.statement_id(record)
            found.setdefault(name, Said(name, pledge, record))
    return tuple(sorted(found.values(), key=lambda one: one.record.on, reverse=True))


def retellings(one: Said, others: Iterable[Said]) -> tuple[Retold, ...]:
    """Return the later statements on a pledge that give the same figure, in their order.

    Where the statement gives no figure, those with the same goods and a time.
    """
    mine = one.marks
    found = []
    for other in sorted(others, key=lambda said: said.record.on):
        is_later = other.record.on >= one.record.on and other.id != one.id
        if other.pledge.id != one.pledge.id or not is_later:
            continue
        theirs = other.marks
        if why := _shared(mine, theirs):
            both = one.record.is_quote and other.record.is_quote
            lost = _lost(mine, theirs) if both else ()
            changed = _changed(mine, theirs) if both else ()
            found.append(Retold(other, why, lost, changed, both))
    return tuple(found)


def _shared(mine: Iterable[Mark], theirs: Iterable[Mark]) -> str:
    """Return what two statements share that makes one a retelling of the other, else nothing."""
    mine, theirs = tuple(mine), tuple(theirs)
    figures = _figures(mine) & _figures(theirs)
    if figures:
        return f"the same figure, {min(figures)}"
    goods = _meanings(mine, MarkKind.GOOD) & _meanings(theirs, MarkKind.GOOD)
    times = _meanings(mine, *_TIMES) & _meanings(theirs, *_TIMES)
    if goods and times:
        return f"the same goods and time, {min(goods)}, {min(times)}"
    return ""


def _lost(mine: Iterable[Mark], theirs: Iterable[Mark]) -> tuple[str, ...]:
    """Return in words what one statement has and the other leaves out."""
    mine, theirs = tuple(mine), tuple(theirs)
    lost = []
    hedges = _hedges(mine) - _hedges(theirs)
    lost += [f"“{hedge}” before the figure" for hedge in sorted(hedges)]
    kept = _meanings(theirs, MarkKind.FIRMNESS)
    lost += [
        f"the {_NAMES[one.meaning]} “{one.span.text}”"
        for one in mine
        if one.kind is MarkKind.FIRMNESS and one.meaning in _NAMES.keys() - kept
    ]
    for name, kinds in (("time", _TIMES), ("good", {MarkKind.GOOD}), ("actor", {MarkKind.ACTOR})):
        before = [one for one in mine if one.kind in kinds]
        if before and not any(one.kind in kinds for one in theirs):
            lost.append(f"the {name} “{before[0].span.text}”")
    return tuple(lost)


def _changed(mine: Iterable[Mark], theirs: Iterable[Mark]) -> tuple[str, ...]:
    """Return in words what both have, and not alike."""
    mine, theirs = tuple(mine), tuple(theirs)
    changed = []
    added = _hedges(theirs) - _hedges(mine)
    changed += [f"“{hedge}” stands before the figure now" for hedge in sorted(added)]
    before, after = ([one for one in some if one.kind in _TIMES] for some in (mine, theirs))
    if before and after and not {one.meaning for one in before} & {one.meaning for one in after}:
        changed.append(f"the time: “{before[0].span.text}”, then “{after[0].span.text}”")
    return tuple(changed)


def _meanings(marks: Iterable[Mark], *kinds: MarkKind) -> set[str]:
    return {one.meaning for one in marks if one.kind in kinds}


def _figures(marks: Iterable[Mark]) -> set[str]:
    """Return figures without their hedges."""
    return {_bare(one) for one in _meanings(marks, MarkKind.AMOUNT)}


def _hedges(marks: Iterable[Mark]) -> set[str]:
    told = _meanings(marks, MarkKind.AMOUNT)
    return {hedge.strip() for one in told for hedge in _HEDGED if one.startswith(hedge)}


def _bare(figure: str) -> str:
    for hedge in _HEDGED:
        figure = figure.removeprefix(hedge)
    return figure
