"""Who said that who would do what: one commitment as one text words it.

The names of fields and their values are those of the annotation guide, so that what the reader
prints and what people annotated can be laid side by side.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from offtake.errors import SpanInvalid


class Action(StrEnum):
    """What would be done. Faster, more or less is a direction and not an action."""

    BUY = "BUY"
    SELL = "SELL"
    LIFT = "LIFT"
    SUSPEND = "SUSPEND"
    IMPOSE = "IMPOSE"
    REDUCE = "REDUCE"
    RAISE = "RAISE"
    EXTEND = "EXTEND"
    LICENSE = "LICENSE"
    APPROVE = "APPROVE"
    VISIT = "VISIT"
    INVITE = "INVITE"
    TALK = "TALK"
    OTHER = "OTHER"


class Direction(StrEnum):
    """Which way the act changes what was there before."""

    FASTER = "faster"
    MORE = "more"
    LESS = "less"
    SLOWER = "slower"
    RESUME = "resume"
    HALT = "halt"
    CONTINUE = "continue"


class CueAct(StrEnum):
    """What a speaker does with the content: the class of the cue word."""

    SAY = "say"
    CLAIM = "claim"
    ASK = "ask"
    COMMIT = "commit"
    CONFIRM = "confirm"
    DENY = "deny"
    THINK = "think"
    SHOW = "show"
    RELAY = "relay"
    """An outlet or agency that passes on what another said; it is no principal."""


class Gap(StrEnum):
    """What a statement leaves open and would be needed to check it."""

    QUANTITY = "quantity"
    DEADLINE = "deadline"
    GOODS = "goods"


class Measure(StrEnum):
    """The units a text counts in, after its millions are written out."""

    TONNES = "t"
    BUSHELS = "bu"
    DOLLARS = "usd"
    COUNT = "count"
    PERCENT = "percent"
    POINTS = "pp"
    CARGOES = "cargoes"


class Modifier(StrEnum):
    """How a text hedges a figure."""

    EXACTLY = "eq"
    AT_LEAST = "ge"
    AT_MOST = "le"
    ABOUT = "approx"
    UP_TO = "upto"


class TimeRole(StrEnum):
    """What a time says of the act: its last day, the days it covers, or when it happens."""

    DEADLINE = "deadline"
    PERIOD = "period"
    EVENT = "event"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A piece of a text and where it lies: `document[start:end] == text`.

    Raises:
        SpanInvalid: The offsets run backward, or do not hold as many characters as the text has.
    """

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if self.start < 0 or self.end - self.start != len(self.text):
            raise SpanInvalid(start=self.start, end=self.end, text=self.text)

    @classmethod
    def of(cls, document: str, *, start: int, end: int) -> "Span":
        """Return the span of a document between two offsets, cut at its end.

        Raises:
            SpanInvalid: `start` lies behind `end` or behind the end of the document.

        >>> Span.of("China will buy soybeans", start=6, end=14).text
        'will buy'
        """
        return cls(start=start, end=min(end, len(document)), text=document[start:end])

    def holds(self, other: "Span") -> bool:
        """Tell whether the other span lies within this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Hop:
    """One link of a chain of speakers, the outermost first.

    `actor` is an id of the gazetteer, or a name from the text in lower case with underscores, or
    none where the text names nobody. `cue` holds the words that attribute, `source` the words
    that name the speaker, `hedges` the words that weaken.
    """

    actor: str | None
    cue: Span
    act: CueAct
    source: Span | None = None
    is_quoted: bool = False
    is_negated: bool = False
    hedges: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class StatedQuantity:
    """A figure of a text, written out: 12 million tons is 12000000 t.

    `upper` is set where the text gives a range. `per_year` is true of a yearly figure.
    `assumptions` say what was taken for granted, such as that tons are tonnes.
    """

    value: Decimal
    unit: Measure
    modifier: Modifier
    span: Span
    upper: Decimal | None = None
    per_year: bool = False
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatedTime:
    """The time of an act as worded, and the days it means where they can be known.

    `anchor` is the day it was reckoned from: the document's, or none where the words stand alone.
    """

    span: Span
    role: TimeRole
    start: date | None = None
    end: date | None = None
    anchor: date | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that led to a reading: a rule in words, and the words of the text it saw."""

    rule: str
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class Firmness:
    """How firmly an act is stated, from 0 (denied) to 6 (done), and what led to that.

    The level is derived from the reasons' stored cues, so that a reader may grade anew.
    """

    level: int
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One commitment as one text words it.

    `chain` runs from the outermost speaker inward and is empty where the author states the act in
    its own voice. `missing` is what would be needed to check it. `why` says which rules and words
    gave each field. `condition` holds the words it is made to hang on (*if*, *subject to*), where
    there are any. `pledge` is the register's id that it bears on, or none. `by` is `rules`, or
    `llm:` with a model's name for a candidate that a language model added.
    """

    id: str
    quote: Span
    chain: tuple[Hop, ...]
    obligor: str | None
    counterparty: str | None
    action: Action
    direction: tuple[Direction, ...]
    goods: tuple[str, ...]
    quantity: StatedQuantity | None
    time: StatedTime | None
    firmness: Firmness
    missing: tuple[Gap, ...] = ()
    why: tuple[Reason, ...] = ()
    condition: Span | None = None
    pledge: str | None = None
    by: str = "rules"

    @property
    def start(self) -> int:
        """Where the quote begins in the document."""
        return self.quote.start

    @property
    def end(self) -> int:
        """Where the quote ends in the document."""
        return self.quote.end
