"""When a figure became knowable, and how we know."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from offtake.errors import InstantNaive

WASHINGTON = ZoneInfo("America/New_York")


class VintageBasis(StrEnum):
    """On what evidence a vintage rests."""

    RELEASE = "release"
    """The publisher says when."""
    SCHEDULE = "schedule"
    """The publisher's calendar says when."""
    INFERRED = "inferred"
    """Between two bounds; as-of takes the later."""
    RETRIEVAL = "retrieval"
    """We saw it then, and cannot say how long before it was there."""


@dataclass(frozen=True, slots=True)
class Vintage:
    """When a figure became knowable: the instant an as-of may first use it.

    `earliest_at` is the lower bound where the basis is `inferred`, else none.

    Raises:
        InstantNaive: An instant has no time zone.
    """

    known_at: datetime
    basis: VintageBasis
    earliest_at: datetime | None = None

    def __post_init__(self) -> None:
        for instant in (self.known_at, self.earliest_at):
            if instant is not None and instant.tzinfo is None:
                raise InstantNaive(instant)


def washington_instant(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a clock time in Washington as a UTC instant.

    >>> washington_instant(date(2026, 1, 20), 8, 30).isoformat()
    '2026-01-20T13:30:00+00:00'
    """
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=WASHINGTON)
    return local.astimezone(UTC)


def end_of_day_in_washington(day: date) -> datetime:
    """Return the last instant of a day in Washington, which an as-of by date means.

    >>> end_of_day_in_washington(date(2026, 1, 20)).isoformat()
    '2026-01-21T04:59:59.999999+00:00'

    The last day that can be written ends with the last instant that can.

    >>> end_of_day_in_washington(date.max).isoformat()
    '9999-12-31T23:59:59.999999+00:00'
    """
    if day == date.max:  # its last instants have no place in UTC
        return datetime.max.replace(tzinfo=UTC)
    return washington_instant(day + timedelta(days=1), 0) - timedelta(microseconds=1)
