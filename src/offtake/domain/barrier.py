"""What one government puts in the way of trade with another, step by step and day by day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class BarrierKind(StrEnum):
    """What a barrier is."""

    BASE_DUTY = "base_duty"
    """The duty that all members of the trade system pay, on which the others are stacked."""
    TARIFF = "tariff"
    """A duty added to the base duty."""
    EXCLUSION = "exclusion"
    """Lifts named tariffs, for those who are granted it."""
    EXPORT_CONTROL = "export_control"
    PORT_FEE = "port_fee"
    ENTITY_LISTING = "entity_listing"
    IMPORT_BAN = "import_ban"


class Standing(StrEnum):
    """How a barrier stands on a day."""

    NOT_BEGUN = "not_begun"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Coverage(StrEnum):
    """How far the goods of a barrier cover a customs code."""

    WHOLE = "whole"
    PART = "part"
    """Only some lines below the code."""
    NOT_LISTED_HERE = "not_listed_here"
    """The law's list is longer than the codes held, so the code may be on it."""
    NONE = "none"


def _undivided(code: str) -> str:
    """Return a code without the pairs of zeros that say that the code above is not divided.

    >>> _undivided("27090000"), _undivided("12019011"), _undivided("271111")
    ('2709', '12019011', '271111')
    """
    while len(code) > _HEADING and code.endswith("00"):
        code = code[:-2]
    return code


_HEADING = 4


@dataclass(frozen=True, slots=True)
class Goods:
    """What a barrier covers: in words, and as codes of the Harmonized System where they are held.

    `is_all` means every code. `is_complete` is false where the law lists more than `hs` holds;
    `not_hs` are codes known to be off its list all the same. `exempt` names in words what is left
    out.
    """

    words: str
    hs: tuple[str, ...]
    is_all: bool
    is_complete: bool
    not_hs: tuple[str, ...] = ()
    exempt: str = ""

    def coverage(self, code: str) -> Coverage:
        """Return how far these goods cover a code.

        >>> goods = Goods("soybeans", ("12019011",), is_all=False, is_complete=True)
        >>> [goods.coverage(code).value for code in ("12019011", "1201", "1001")]
        ['whole', 'part', 'none']
        """
        asked, listed = _undivided(code), [_undivided(one) for one in self.hs]
        if self.is_all or any(asked.startswith(one) for one in listed):
            return Coverage.WHOLE
        if any(one.startswith(asked) for one in listed):
            return Coverage.PART
        is_off = any(asked.startswith(_undivided(one)) for one in self.not_hs)
        return Coverage.NONE if self.is_complete or is_off else Coverage.NOT_LISTED_HERE


@dataclass(frozen=True, slots=True)
class Step:
    """From a day on a barrier stands so, at this rate in percent of value, by this text of law.

    `announced` is when it became known. What is announced later replaces the steps announced
    before that begin on its day or after.
    """

    start: date
    standing: Standing
    rate: Decimal | None
    announced: date
    legal: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """Another reading of a barrier, by whom, and on which days it matters: `start` to `end`.

    `hs` are the codes it is about, empty for all that the barrier covers.
    """

    words: str
    held_by: str
    url: str
    start: date
    end: date | None
    hs: tuple[str, ...] = ()

    def matters_on(self, day: date) -> bool:
        """Whether the day lies in it; the last day included."""
        return self.start <= day and (self.end is None or day <= self.end)

    def matters_for(self, code: str | None) -> bool:
        """Whether it is about a code, or about one below it; none asks for every code."""
        if code is None or not self.hs:
            return True
        return any(one.startswith(code) or code.startswith(one) for one in self.hs)


@dataclass(frozen=True, slots=True)
class Barrier:
    """One measure of trade law with everything that happened to it.

    `against` is the place it is aimed at, `WORLD` for all. `lifts` are the tariffs an exclusion
    takes away. `known_to` is the last day on which a source says how it stands; what follows is
    scheduled. `products` name the goods in this program's own words, `watch` the customs codes
    whose trade is laid beside it where those are too wide or too narrow.
    """

    id: str
    title: str
    kind: BarrierKind
    imposed_by: str
    against: str
    authority: str
    goods: Goods
    steps: tuple[Step, ...]
    known_to: date
    lifts: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    watch: tuple[str, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    note: str = ""

    @property
    def announced(self) -> date:
        """The day it was first announced."""
        return min(step.announced for step in self.steps)

    def course(self, *, as_of: date) -> tuple[Step, ...]:
        """Return the steps announced by a day, in order, those since replaced left out."""
        kept: list[Step] = []
        known = [step for step in self.steps if step.announced <= as_of]
        for step in sorted(known, key=lambda one: (one.announced, one.start)):
            kept = [
                one for one in kept if one.announced == step.announced or one.start < step.start
            ]
            kept.append(step)
        return tuple(sorted(kept, key=lambda one: one.start))
