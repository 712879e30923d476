"""What is published next: from the publishers' calendars, as far as they are known."""

from dataclasses import dataclass
from datetime import date, datetime

from offtake.domain import Vintage
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


def _next(row: SourceRow, now: datetime) -> NextRelease:
    calendar = _NEXT.get(row.schedule)
    if calendar is None:
        return NextRelease(row, None, None)
    week, due = calendar(now)
    return NextRelease(row, week, due)
