"""What is published next: from the publishers' calendars, as far as they are known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from offtake.domain import WASHINGTON, Verdict, Vintage, VintageBasis
from offtake.pace import day_text
from offtake.reference.calendars import next_export_sales_release, next_inspections_release
from offtake.sources import SourceRow, registry
from offtake.store import Store

_NEXT = {
    "export_sales": next_export_sales_release,
    "inspections": next_inspections_release,
}


@dataclass(frozen=True, slots=True)
class NextRelease:
    """The next release of a source: which week it is of, and when it is due.

    `week_ending` and `due` are none where only the habit in `source.calendar` is known.
    """

    source: SourceRow
    week_ending: date | None
    due: Vintage | None


def next_releases(store: Store, *, now: datetime) -> list[NextRelease]:
    """Return the next release of each source that a store holds releases of, soonest first.

    Two sources of one calendar (the publisher and a mirror of it) both stand there.
    """
    held = {one.release.source for one in store.releases()}
    found = [_next(row, now) for row in registry().values() if row.id in held]
    return sorted(found, key=lambda one: (one.due is None, one.due.known_at if one.due else now))


def awaited(coming: Iterable[NextRelease], verdicts: Iterable[Verdict]) -> list[NextRelease]:
    """Return the next releases of the books that some verdicts still wait for, soonest first.

    A verdict waits until its deadline has passed. Where two sources publish the same at one time,
    one of them tells it; one without a known time is left out.
    """
    waiting = {
        one.reading.book for one in verdicts if not one.deadline or one.deadline.on > one.as_of
    }
    found: dict[datetime, NextRelease] = {}
    for one in coming:
        if one.due and one.week_ending and waiting & set(one.source.books):
            found.setdefault(one.due.known_at, one)
    return [found[at] for at in sorted(found)]


def eastern(due: Vintage) -> str:
    """Return when a release is due, in Washington and in UTC.

    While a publisher is interrupted, nobody can say: a later record is not of that day.

    >>> from offtake.reference.calendars import export_sales_vintage
    >>> eastern(export_sales_vintage(date(2026, 8, 20)))
    'Thu 27 Aug 2026, 08:30 ET (12:30 UTC)'
    >>> eastern(export_sales_vintage(date(2025, 12, 4)))
    'on a day not set, as releases are interrupted'
    """
    if due.basis is not VintageBasis.SCHEDULE:
        return "on a day not set, as releases are interrupted"
    there = due.known_at.astimezone(WASHINGTON)
    utc = due.known_at.astimezone(UTC)
    day = "" if utc.date() == there.date() else f" on {day_text(utc.date())}"
    return f"{there:%a} {day_text(there.date())}, {there:%H:%M} ET ({utc:%H:%M} UTC{day})"


def _next(row: SourceRow, now: datetime) -> NextRelease:
    calendar = _NEXT.get(row.schedule)
    if calendar is None:
        return NextRelease(row, None, None)
    week, due = calendar(now)
    return NextRelease(row, week, due)
