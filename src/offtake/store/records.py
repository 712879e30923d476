"""What goes into the store and comes out of it, beside the figures themselves."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from offtake.domain import Frequency, Release


@dataclass(frozen=True, slots=True)
class SeriesFilter:
    """Which series to return; none means any.

    >>> SeriesFilter(measures=frozenset({"net_sales"})).partners is None
    True
    """

    measures: frozenset[str] | None = None
    partners: frozenset[str] | None = None
    products: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class YearSum:
    """What some series add up to over a year, by measure, partner, frequency and unit.

    A period belongs to the year it begins in. `figures` were added and `missing` are gaps: the sum
    is not whole where there are any.
    """

    year: int
    measure: str
    partner: str
    frequency: Frequency
    unit_code: str
    value: Decimal
    figures: int
    missing: int


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """A row that broke an identity: kept with its reason, never counted."""

    locator: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Appended:
    """What an append did.

    `rows` counts new rows of the log and `unchanged` the observations that added none. A repeat
    names the revision its release got the first time.
    """

    revision: int
    rows: int
    unchanged: int
    is_repeat: bool


@dataclass(frozen=True, slots=True)
class StoredRelease:
    """A release and what it brought.

    `first_known_at` is the earliest vintage among its new rows, none where it had no new row.
    """

    revision: int
    release: Release
    rows: int
    unchanged: int
    first_known_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredQuarantine:
    """A quarantined row and the release it came in."""

    revision: int
    source: str
    title: str
    row: QuarantinedRow
