"""Readers of the captured inspections files.

Certificates are added up to a week, a grain and a destination. Weeks a file holds only in part (the
week across a file's edge, the week of a cut) are quarantined, not stored as if they were whole.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

from offtake.domain import Flow, Frequency, Observation, SeriesKey, Status, reporting_week
from offtake.reference.calendars import inspections_vintage
from offtake.reference.codes import USA, WORLD, place, product
from offtake.store import QuarantinedRow
from scripts.bundle.capture import Reading

Cells = dict[str, str]
_WEEK_SPLIT = (
    "a calendar-year file holds only the certificates dated in its year, so this week across "
    "1 January is only partly here (rule D21)"
)


def certificates(
    *,
    thursday: Callable[[Cells], date],
    grain: str,
    tons: str,
    whole_weeks: tuple[date, date],
    retrieved_at: datetime,
) -> Callable[[bytes, str], Reading]:
    """Return a reader of certificate rows; weeks outside `whole_weeks` are quarantined."""

    def read(content: bytes, digest: str) -> Reading:
        sums: dict[tuple[date, str, str], int] = defaultdict(int)
        counts: dict[tuple[date, str, str], int] = defaultdict(int)
        for _line, cells in _csv(content):
            week, item = thursday(cells), product("fgis", cells[grain]).id
            partner = place("fgis", cells["Destination"]).id
            for name in (partner, WORLD):
                sums[week, item, name] += round(float(cells[tons]))
                counts[week, item, name] += 1
        first, last = whole_weeks
        found = [
            _observation(week, item, name, tonnes, f"{counts[week, item, name]} certificates",
                         digest, retrieved_at)
            for (week, item, name), tonnes in sorted(sums.items())
            if first <= week <= last
        ]  # fmt: skip
        cut = [
            QuarantinedRow(
                locator=f"{counts[week, item, name]} certificates",
                reason="the file holds only part of this week",
                text=f"{item} to {name}, week ending {week}: {tonnes} t",
            )
            for (week, item, name), tonnes in sorted(sums.items())
            if not first <= week <= last
        ]
        return Reading(found, cut)

    return read


def weekly_totals(retrieved_at: datetime) -> Callable[[bytes, str], Reading]:
    """Return a reader of weekly US totals by grain, with the split weeks flagged."""

    def read(content: bytes, digest: str) -> Reading:
        found, cut = [], []
        for line, cells in _csv(content):
            week, item = date.fromisoformat(cells["week_ending"]), cells["grain"]
            tonnes = round(float(cells["metric_tons"]))
            if cells["year_boundary_partial"] == "True":
                text = f"{item}, all destinations, week ending {week}: {tonnes} t"
                cut.append(QuarantinedRow(f"row {line}", _WEEK_SPLIT, text))
                found.append(_gap(week, item, f"row {line}", digest, retrieved_at))
            else:
                found.append(
                    _observation(week, item, WORLD, tonnes, f"row {line}", digest, retrieved_at)
                )
        return Reading(found, cut)

    return read


def report_totals(retrieved_at: datetime) -> Callable[[bytes, str], Reading]:
    """Return a reader of weekly totals taken from the Monday report."""

    def read(content: bytes, digest: str) -> Reading:
        return Reading(
            [
                _observation(
                    date.fromisoformat(cells["week_ending"]),
                    cells["commodity"].lower(),
                    WORLD,
                    round(float(cells["inspections_mt"])),
                    f"row {line}",
                    digest,
                    retrieved_at,
                )
                for line, cells in _csv(content)
            ]
        )

    return read


def report_destinations(retrieved_at: datetime) -> Callable[[bytes, str], Reading]:
    """Return a reader of the Monday report by port region and destination.

    Yellow and white corn are one grain. A region whose destinations do not add up to its printed
    subtotal is quarantined whole.
    """

    def read(content: bytes, digest: str) -> Reading:
        regions: dict[tuple[date, str, str], dict[str, int]] = defaultdict(dict)
        for _line, cells in _csv(content):
            key = (date.fromisoformat(cells["week_ending"]), cells["commodity"], cells["region"])
            regions[key][cells["country"]] = round(float(cells["inspections_mt"]))
        sums: dict[tuple[date, str, str], int] = defaultdict(int)
        cut = []
        for (week, commodity, region), parts in regions.items():
            subtotal = parts.pop("SUBTOTAL", None)
            if subtotal is not None and subtotal != sum(parts.values()):
                reason = f"destinations add up to {sum(parts.values()):,}, subtotal {subtotal:,}"
                text = f"{commodity}, {region}, week ending {week}"
                cut.append(QuarantinedRow(region, reason, text))
                continue
            for country, tonnes in parts.items():
                sums[week, commodity.split()[0].lower(), place("fgis", country).id] += tonnes
        found = [
            _observation(week, item, name, tonnes, "sum over port regions", digest, retrieved_at)
            for (week, item, name), tonnes in sorted(sums.items())
        ]
        return Reading(found, cut)

    return read


def compact_date(cells: Cells) -> date:
    """Return the Thursday of a calendar-year file's row."""
    return datetime.strptime(cells["Thursday"], "%Y%m%d").replace(tzinfo=UTC).date()


def slashed_date(cells: Cells) -> date:
    """Return the Thursday of an open-data extract's row (month/day/year)."""
    return datetime.strptime(cells["Date"], "%m/%d/%y").replace(tzinfo=UTC).date()


def _key(item: str, partner: str) -> SeriesKey:
    return SeriesKey("inspections", USA, partner, Flow.EXPORT, item, Frequency.WEEKLY, "t")


def _observation(  # noqa: PLR0917 - a row of a table, always written in this order
    week: date, item: str, partner: str, tonnes: int, locator: str, digest: str, seen: datetime
) -> Observation:
    return Observation(
        key=_key(item, partner),
        period=reporting_week(week),
        value=Decimal(tonnes),
        status=Status.NORMAL,
        vintage=inspections_vintage(week, seen),
        snapshot=digest,
        locator=locator,
    )


def _gap(week: date, item: str, locator: str, digest: str, seen: datetime) -> Observation:
    return Observation(
        key=_key(item, WORLD),
        period=reporting_week(week),
        value=None,
        status=Status.MISSING,
        vintage=inspections_vintage(week, seen),
        snapshot=digest,
        locator=locator,
        note=_WEEK_SPLIT,
    )


def _csv(content: bytes) -> Iterator[tuple[int, Cells]]:
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    yield from enumerate(reader, start=2)
