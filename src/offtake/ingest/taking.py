"""Archive -> parse -> check -> append: one answer into the store.

One answer is one transaction: its bytes are archived and its rows logged together, or nothing is.
An answer that fails a check is kept whole in quarantine with the reason, and the log is unchanged.
The same bytes again change nothing but the day of the last look.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from offtake.columns import Observations
from offtake.domain import (
    Observation,
    Release,
    Snapshot,
    Vintage,
    VintageBasis,
    week_holding,
)
from offtake.errors import AnswerError, CodeUnknown, ReleaseSuspect, StaleRelease
from offtake.ingest.ranking import by_rank
from offtake.ingest.settling import newest_out, with_provisional
from offtake.reference.calendars import newest_export_sales_due, newest_inspections_due
from offtake.sources import Parsed, Request, Source, SourceRow
from offtake.sources.certificates import PART, whole_weeks
from offtake.sources.export_sales import MEASURES as EXPORT_SALES_MEASURES
from offtake.sources.usda_export_sales_query import PUBLISHED_AT, publication_times
from offtake.store import QuarantinedRow, SeriesFilter, Store

_CALENDARS = {
    "export_sales": newest_export_sales_due,
    "inspections": newest_inspections_due,
}


@dataclass(frozen=True)  # no slots: the checksum of large bytes is taken once
class Brought:
    """Bytes served for a request, and when they came."""

    request: Request
    content: bytes
    media_type: str
    retrieved_at: datetime

    @cached_property
    def sha256(self) -> str:
        """The name of the bytes."""
        return sha256(self.content).hexdigest()


class Outcome(StrEnum):
    """What became of an answer."""

    APPENDED = "appended"
    """It changed something."""
    UNCHANGED = "unchanged"
    """Read whole, and every figure was held already; the look is recorded."""
    QUARANTINED = "quarantined"
    """A check failed; the bytes are kept with the reason, the log is unchanged."""
    NOTHING = "nothing to show"
    """The publisher says that it holds nothing of what was asked for; nothing is recorded."""
    ABSENT = "absent"
    """The publisher has no such thing, which it need not have: a reissue, a report to come."""
    FAILED = "failed"
    """Nothing came that could be kept."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """What one answer brought; `problem` is the reason of a failure or a quarantine.

    `overruled` counts figures that a source ranked before this one prints otherwise.
    """

    source: str
    title: str
    outcome: Outcome
    rows: int
    unchanged: int
    refused: int
    newest: date | None
    problem: str
    overruled: int = 0


def take(store: Store, *, source: Source, row: SourceRow, brought: Brought) -> Ingested:
    """Read an answer into the store and return what it brought.

    Where the store knows when a week was published, its figures get that vintage, on the basis
    `release`. A log that has grown is compacted, which is a transaction of its own.

    Raises:
        StoreError: The store cannot be written to; nothing was kept.
        ObservationInvalid: The parser said what its series cannot hold; nothing was kept.
    """
    snapshot = snapshot_of(brought)
    release = Release(
        source=row.id,
        title=brought.request.title,
        snapshot=snapshot,
        covers_start=brought.request.covers_start,
        covers_end=brought.request.covers_end,
    )
    try:
        parsed = source.parse(snapshot, brought.content)
        check(parsed, row, brought, last_figures=_last_figures(store, release))
    except (AnswerError, CodeUnknown) as error:
        whole = QuarantinedRow(locator="the whole answer", reason=str(error), text=release.title)
        store.append(release, (), quarantined=[whole], content=brought.content)
        return Ingested(row.id, release.title, Outcome.QUARANTINED, 0, 0, 1, None, str(error))
    refused = [QuarantinedRow(one.locator, one.reason, one.text) for one in parsed.refused]
    said = _said(store, parsed, row, brought)
    ranked = by_rank(store, said, row=row, retrieved_at=brought.retrieved_at)
    appended = store.append(
        release,
        ranked.kept,
        quarantined=(*refused, *ranked.overruled),
        content=brought.content,
    )
    store.compact_if_grown()
    return Ingested(
        source=row.id,
        title=release.title,
        outcome=Outcome.APPENDED if appended.rows else Outcome.UNCHANGED,
        rows=appended.rows,
        unchanged=appended.unchanged,
        refused=len(refused),
        newest=parsed.newest,
        problem="",
        overruled=len(ranked.overruled),
    )


def _said(store: Store, parsed: Parsed, row: SourceRow, brought: Brought) -> Observations:
    """Return what an answer says, with what only the store and the calendar can add to it."""
    said = Observations.of(parsed.observations)
    whole_too = Observations.joined([said, weeks_made_whole(store, said, snapshot_of(brought))])
    newest = newest_out(
        parsed.newest,
        covers_end=brought.request.covers_end,
        due=_due_at(row, brought.retrieved_at),
    )
    dated = seen_by(
        with_publication_times(whole_too, known_publication_times(store)), brought.retrieved_at
    )
    return with_provisional(dated, weeks=row.provisional_weeks, newest=newest)


def check(parsed: Parsed, row: SourceRow, brought: Brought, *, last_figures: int) -> None:
    """Hold an answer against the calendar, and against the answer before it.

    Raises:
        StaleRelease: Its newest period is older than the calendar promises, grace included.
        ReleaseSuspect: It has far fewer figures than the answer to the same request before.
    """
    due = newest_due(row, brought.retrieved_at)
    reaches_now = due is not None and brought.request.covers_end >= due
    if due is not None and reaches_now and (parsed.newest is None or parsed.newest < due):
        raise StaleRelease(row.id, parsed.newest or brought.request.covers_start, due)
    figures = len(parsed.observations)
    if figures < last_figures * row.least_share:
        problem = f"{figures} figures, where the same request brought {last_figures} before"
        raise ReleaseSuspect(row.id, brought.request.title, problem)


def known_publication_times(store: Store) -> dict[date, datetime]:
    """Return when each week of export sales was published, where a publisher said so."""
    said = SeriesFilter(measures=frozenset((PUBLISHED_AT,)))
    return publication_times(store.history(said))


def with_publication_times(
    observations: Iterable[Observation], times: Mapping[date, datetime]
) -> Observations:
    """Return observations of export sales with the publisher's own time in place of a calendar's.

    A week that straddles a marketing year is two periods and one publication.
    """
    said = Observations.of(observations)
    period, vintage = said.period, said.vintage
    printed = period.mapped(lambda one: times.get(week_holding(one.last_day).last_day))
    is_replaced = (
        said.key.where(lambda key: key.measure in _EXPORT_SALES)
        & vintage.where(lambda one: one.basis in _CALENDAR_BASES)
        & printed.where(lambda at: at is not None)
    )
    published = printed.mapped(lambda at: Vintage(at, VintageBasis.RELEASE) if at else None)
    return replace(said, vintage=vintage.replaced(is_replaced, published))


def weeks_made_whole(store: Store, observations: Observations, snapshot: Snapshot) -> Observations:
    """Return the inspections of weeks across 1 January that an answer completes.

    A calendar-year file holds only its own days of such a week; the other part may be held.
    """
    is_part = observations.key.where(lambda key: key.measure == PART)
    new = {(one.key, one.period): one for one in observations.take(is_part)}
    if not new:
        return Observations.of(())
    held = store.history(SeriesFilter(measures=frozenset((PART,))))
    parts = {(one.key, one.period): one for one in held} | new
    weeks = {week_holding(period.start).last_day for _, period in new}
    touched = (one for one in parts.values() if week_holding(one.period.start).last_day in weeks)
    return Observations.of([replace(one, snapshot=snapshot.sha256) for one in whole_weeks(touched)])


def seen_by(observations: Observations, at: datetime) -> Observations:
    """Return observations with those that a calendar puts later than we saw them put right.

    A publisher may be earlier than its calendar; what we hold was known when we held it.
    """
    seen = Vintage(at, VintageBasis.RETRIEVAL)
    vintage = observations.vintage.mapped(lambda one: seen if one.known_at > at else one)
    return replace(observations, vintage=vintage)


_CALENDAR_BASES = (VintageBasis.SCHEDULE, VintageBasis.INFERRED)
_EXPORT_SALES = frozenset(EXPORT_SALES_MEASURES)


def newest_due(row: SourceRow, at: datetime) -> date | None:
    """Return the newest week a source must have out by an instant, its grace time included.

    None where no calendar says.
    """
    return _due_at(row, at - timedelta(days=row.grace_days))


def _due_at(row: SourceRow, at: datetime) -> date | None:
    """Return the newest week the calendar of a source has out at an instant."""
    calendar = _CALENDARS.get(row.schedule)
    return None if calendar is None else calendar(at)


def snapshot_of(brought: Brought) -> Snapshot:
    """Return the record of some bytes as served."""
    return Snapshot(
        sha256=brought.sha256,
        request=brought.request.url,
        media_type=brought.media_type,
        retrieved_at=brought.retrieved_at,
        size_bytes=len(brought.content),
        is_archived=True,
    )


def _last_figures(store: Store, release: Release) -> int:
    """Return how many figures the last good answer to the same request had."""
    asked = (release.source, release.title, release.snapshot.request)
    counts = [
        one.rows + one.unchanged
        for one in store.releases()
        if (one.release.source, one.release.title, one.release.snapshot.request) == asked
    ]
    return next((count for count in reversed(counts) if count), 0)
