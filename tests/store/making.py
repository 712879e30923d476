"""Releases and figures for tests, short to write."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from offtake.domain import (
    Flow,
    Frequency,
    Observation,
    Period,
    Release,
    SeriesKey,
    Snapshot,
    Status,
    Vintage,
    VintageBasis,
    reporting_week,
)
from offtake.store import Appended, SeriesFilter, Store

EVERYTHING = SeriesFilter()
START = datetime(2026, 1, 8, 13, 30, tzinfo=UTC)
WEEK = reporting_week(date(2026, 1, 1))


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def key(partner: str = "CHN", *, product: str = "soybeans", decimals: int = 0) -> SeriesKey:
    return SeriesKey(
        "net_sales", "US", partner, Flow.EXPORT, product, Frequency.WEEKLY, "t", decimals
    )


def release(
    content: bytes, retrieved_at: datetime, *, source: str = "esr", is_archived: bool = True
) -> Release:
    snapshot = Snapshot(
        sha256=hashlib.sha256(content).hexdigest(),
        request="GET /esr",
        media_type="text/csv",
        retrieved_at=retrieved_at,
        size_bytes=len(content),
        is_archived=is_archived,
    )
    return Release(source, f"release {content!r}", snapshot, date(2025, 9, 1), date(2026, 9, 1))


def figure(
    of: Release,
    value: str | None,
    known_at: datetime,
    *,
    series: SeriesKey | None = None,
    period: Period = WEEK,
    status: Status = Status.NORMAL,
    note: str = "",
    locator: str = "row 1",
) -> Observation:
    return Observation(
        key=series or key(),
        period=period,
        value=None if value is None else Decimal(value),
        status=status,
        vintage=Vintage(known_at, VintageBasis.RELEASE),
        snapshot=of.snapshot.sha256,
        locator=locator,
        note=note or ("" if status.has_value else "the publisher's reason"),
    )


def say(
    store: Store, number: int, value: str | None, *, known: int, status: Status = Status.NORMAL
) -> Appended:
    """Append a release fetched on day `number` that holds one figure known since day `known`."""
    content = f"{number} {value} {known}".encode()
    made = release(content, day(number))
    return store.append(made, [figure(made, value, day(known), status=status)], content=content)


def values(store: Store, number: int, *, revision: int | None = None) -> list[Decimal | None]:
    found = store.as_of(EVERYTHING, as_of=day(number), revision=revision)
    return [observation.value for observation in found]


def contents(root: Path) -> dict[str, bytes]:
    """Return every file of a store but the lock."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != "write.lock"
    }


def weekly_release(number: int, *, series: int = 3) -> tuple[Release, list[Observation], bytes]:
    """Return the release of one week: a first figure for it, and the one before it revised."""
    content = f"week {number}".encode()
    made = release(content, day(7 * number))
    return made, list(_weekly_figures(made, number, series)), content


def _weekly_figures(made: Release, number: int, series: int) -> Iterable[Observation]:
    for index in range(series):
        for week in (number - 1, number):
            yield figure(
                made,
                str(1000 * index + 10 * week + (number - week)),
                day(7 * number),
                series=key(f"P{index:05d}"),
                period=reporting_week(date(2026, 1, 1) + timedelta(days=7 * week)),
            )
