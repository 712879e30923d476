"""Figures as published, and where they came from."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from offtake.domain.period import Period
from offtake.domain.series import SeriesKey
from offtake.domain.vintage import Vintage
from offtake.errors import ObservationInvalid


class Status(StrEnum):
    """What kind of figure it is (SDMX CL_OBS_STATUS, and one of our own)."""

    NORMAL = "A"
    ESTIMATED = "E"
    PROVISIONAL = "P"
    MISSING = "M"
    WITHDRAWN = "W"
    """The publisher took the figure back: a fact with a date, kept as a row."""

    @property
    def has_value(self) -> bool:
        """Whether a figure with this status carries a value."""
        return self not in (Status.MISSING, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure: what, when, how much, known since when, and the place in the bytes.

    `snapshot` is the sha256 of the bytes that say so and `locator` the place inside them
    (`row 1419`). `note` gives the reason of a gap or the caveat of a figure. Identity is key,
    period and vintage.

    Raises:
        ObservationInvalid: A missing figure has a value or no reason, or a present one has none.
    """

    key: SeriesKey
    period: Period
    value: Decimal | None
    status: Status
    vintage: Vintage
    snapshot: str
    locator: str
    note: str = ""

    def __post_init__(self) -> None:
        has_value = self.status.has_value
        if (self.value is not None) is not has_value:
            raise ObservationInvalid(str(self.key), str(self.period), self.status)
        if not has_value and not self.note:
            raise ObservationInvalid.no_reason(str(self.key), str(self.period), self.status)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Bytes as served: what was asked for, what came, and when.

    `is_archived` is false where the terms under which the bytes were captured let us keep the
    figures but not the file.
    """

    sha256: str
    request: str
    media_type: str
    retrieved_at: datetime
    size_bytes: int
    is_archived: bool


@dataclass(frozen=True, slots=True)
class Release:
    """One look at one source: the snapshot it brought and the periods it claims to cover.

    Kept even when no figure changed, since it tells how far we have looked.
    """

    source: str
    title: str
    snapshot: Snapshot
    covers_start: date
    covers_end: date
