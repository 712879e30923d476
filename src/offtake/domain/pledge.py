"""Who undertook what toward whom, and the ways to read it."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from offtake.domain.period import Period
from offtake.domain.quantity import Quantity


class Book(StrEnum):
    """Which official count decides.

    Arrivals are customs imports of the buying country.
    """

    EXPORT_SALES = "export_sales"
    SHIPMENTS = "shipments"
    INSPECTIONS = "inspections"
    CUSTOMS_EXPORTS = "customs_exports"
    CUSTOMS_IMPORTS = "customs_imports"


class Destinations(StrEnum):
    """Which destinations count."""

    NAMED = "named"
    """Only what the publisher books under the buyer's name."""
    NAMED_PLUS_UNKNOWN = "named_plus_unknown"
    """An upper bound: named, plus all that is outstanding to unknown destinations at that date."""
    NAMED_PLUS_SHARE = "named_plus_share"
    """Named, plus a stated share of what is outstanding to unknown destinations."""


class AmountKind(StrEnum):
    """How the amount binds."""

    FLOOR = "floor"
    CEILING = "ceiling"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Base:
    """A span whose count a pledge is additional to, in the same book, so many times over.

    A pledge for two years above the level of 2017 is additional to twice the count of 2017.
    """

    period: Period
    times: int = 1


@dataclass(frozen=True, slots=True)
class Amount:
    """How much was pledged.

    `baseline` is what the pledge is additional to, over the same window, where its words give the
    figure; `base` the span that is to be counted for it, where they do not. `tolerance` is the
    share by which an `about` amount may be missed, as its holder states it.
    """

    quantity: Quantity
    kind: AmountKind
    baseline: Quantity | None = None
    base: Base | None = None
    tolerance: Decimal = Decimal(0)

    @property
    def target(self) -> Quantity:
        """What the count must reach: the quantity, plus the baseline, less the tolerance.

        Where the baseline is to be counted first, see `above`.

        >>> target = Amount(Quantity(Decimal("10"), "Mt"), AmountKind.FLOOR,
        ...                 baseline=Quantity(Decimal("4"), "Mt")).target
        >>> print(target)
        14 Mt
        """
        whole = self.quantity if self.baseline is None else self.quantity + self.baseline
        return Quantity(whole.value * (1 - self.tolerance), whole.unit_code)

    def above(self, counted: Quantity) -> "Amount":
        """Return the same amount with the baseline that was counted over its base's span.

        >>> from offtake.domain import Frequency
        >>> base = Base(Period(date(2017, 1, 1), date(2018, 1, 1), Frequency.ANNUAL), times=2)
        >>> amount = Amount(Quantity(Decimal("32"), "Mt"), AmountKind.FLOOR, base=base)
        >>> print(amount.above(Quantity(Decimal("21"), "Mt")).target)
        74 Mt
        """
        times = 1 if self.base is None else self.base.times
        baseline = Quantity(counted.value * times, counted.unit_code)
        return replace(self, baseline=baseline, base=None)


class WindowKind(StrEnum):
    """How the first day that counts is chosen."""

    MARKETING_YEAR = "marketing_year"
    """The crop's marketing year to date, opening balance included: a level, not a flow."""
    DATES = "dates"
    """What happened from one day to another."""


@dataclass(frozen=True, slots=True)
class Window:
    """From when a reading counts; the deadline says until when."""

    kind: WindowKind
    start: date


@dataclass(frozen=True, slots=True)
class Deadline:
    """One claimed last day, who claimed it and where.

    `on` is the last day that counts.
    """

    id: str
    on: date
    words: str
    said_by: str
    said_on: date | None
    url: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a pledge: which book counts, where to, since when, how much.

    `seller` and `partner` are the two ends of the trade: where the goods come from, and where they
    go. `held_by` says who reads it so, and `citation` where they said it. `amount` is none where
    the pledge has no figure; `deadlines` is empty where it has no date.
    """

    id: str
    book: Book
    destinations: Destinations
    product: str
    seller: str
    partner: str
    window: Window
    amount: Amount | None
    deadlines: tuple[Deadline, ...]
    held_by: str
    citation: str
    unknown_share: Decimal | None = None
    needs: str = ""


class Side(StrEnum):
    """Whose mouth a statement came from."""

    OBLIGOR = "obligor"
    """The party that is to deliver on the pledge."""
    COUNTERPARTY = "counterparty"
    """The party it is pledged to."""
    OBSERVER = "observer"
    """Anyone else: press, traders, analysts."""


class Stance(StrEnum):
    """What a statement does with the pledge; confirmation has degrees."""

    ANNOUNCED = "announced"
    AFFIRMED = "affirmed"
    AFFIRMED_AS_TARGET = "affirmed_as_target"
    SEASON_NAMED = "season_named"
    NEITHER = "neither_confirmed_nor_denied"
    SILENT = "silent"
    DENIED = "denied"
    RESTATED = "restated"
    CLAIMED_MET = "claimed_met"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """One statement on a pledge, as the register keeps it.

    `text` is a short exact quotation where `is_quote`, else our paraphrase. `language` is that of
    the words as given, as a BCP 47 tag; where it is not English, `english` may render them, and
    `translator` says who did.
    """

    on: date
    speaker: str
    side: Side
    stance: Stance
    text: str
    is_quote: bool
    url: str
    language: str = "en"
    english: str = ""
    translator: str = ""

    @property
    def key(self) -> str:
        """What names a statement among those on its pledge: its day and a digest of what it is.

        It stays when others are added or moved. A corrected text is another statement.
        """
        told = f"{self.speaker}\x00{self.text}\x00{self.url}"
        return f"{self.on.isoformat()}-{sha256(told.encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class Pledge:
    """Who undertook what toward whom, in which words, and where they stand."""

    id: str
    title: str
    obligor: str
    counterparty: str
    made_on: date
    group: str
    status: str
    note: str
    statements: tuple[StatementRecord, ...]
    deadlines: tuple[Deadline, ...]
    readings: tuple[Reading, ...]

    def reading(self, reading_id: str) -> Reading | None:
        """Return the reading with this id, or none."""
        return next((one for one in self.readings if one.id == reading_id), None)

    def statement_id(self, statement: StatementRecord) -> str:
        """Return the id of a statement on this pledge, which no other statement has."""
        return f"{self.id}--{statement.key}"
