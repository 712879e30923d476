"""When a publisher's figures for a period came out, and on what evidence we say so.

Normal weeks follow the publisher's own schedule. Interrupted weeks have a lower and an upper
bound from the public record; an as-of takes the upper one, so that nothing is shown that may not
have been known. A live fetch of the publisher's release times replaces every row by fact.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files

from offtake.domain import Vintage, VintageBasis, end_of_day_in_washington, washington_instant


@dataclass(frozen=True, slots=True)
class Interruption:
    """Weeks whose release did not follow the schedule.

    `not_before` and `not_after` bound the day of publication in Washington.
    """

    first_week: date
    last_week: date
    not_before: date
    not_after: date
    why: str
    evidence: str


_SHUTDOWN_2013 = "federal funding lapse, October 2013"
_SHUTDOWN_2018 = "federal funding lapse, December 2018 to January 2019"
_OUTAGE_2022 = "the first report of a new system was retracted on 25 August 2022"
_SHUTDOWN_2025 = "federal funding lapse, 1 October to 12 November 2025, and the catch-up after it"
_PLAN_2013 = "https://www.producer.com/?p=114412"
_PRESS_2019 = "https://kdhlradio.com/export-sales-today-only-for-december-20-2018/"
_FAS_2022 = (
    "https://fas.usda.gov/newsroom/"
    "statement-usda-foreign-agricultural-service-regarding-weekly-export-sales-reporting"
)
_PRESS_2025 = "https://farmpolicynews.illinois.edu/2025/12/"
_PRESS_2026 = "https://srnnews.com/china-buys-more-us-soybeans-total-purchases-near-10-million-tons"

EXPORT_SALES_INTERRUPTIONS: tuple[Interruption, ...] = tuple(
    Interruption(*row)
    for row in (
        (date(2013, 9, 26), date(2013, 9, 26), date(2013, 10, 18), date(2013, 10, 18),
         _SHUTDOWN_2013, _PLAN_2013),
        (date(2013, 10, 3), date(2013, 10, 3), date(2013, 10, 24), date(2013, 10, 24),
         _SHUTDOWN_2013, _PLAN_2013),
        (date(2013, 10, 10), date(2013, 10, 24), date(2013, 10, 31), date(2013, 10, 31),
         _SHUTDOWN_2013, _PLAN_2013),
        (date(2018, 12, 20), date(2019, 2, 14), date(2019, 1, 31), date(2019, 2, 22),
         _SHUTDOWN_2018, _PRESS_2019),
        (date(2022, 8, 18), date(2022, 9, 8), date(2022, 8, 25), date(2022, 9, 15),
         _OUTAGE_2022, _FAS_2022),
        (date(2025, 9, 25), date(2025, 11, 27), date(2025, 11, 14), date(2025, 12, 17),
         _SHUTDOWN_2025, _PRESS_2025),
        (date(2025, 12, 4), date(2025, 12, 4), date(2025, 12, 17), date(2026, 1, 6),
         _SHUTDOWN_2025, _PRESS_2026),
        (date(2025, 12, 11), date(2026, 1, 1), date(2026, 1, 6), date(2026, 1, 15),
         _SHUTDOWN_2025, _PRESS_2026),
        (date(2026, 1, 8), date(2026, 1, 8), date(2026, 1, 15), date(2026, 1, 20),
         _SHUTDOWN_2025, _PRESS_2026),
    )
)  # fmt: skip


_LUMPED = ((date(2019, 1, 10), date(2019, 2, 14)), (date(2022, 8, 18), date(2022, 8, 25)))
"""Weeks whose trade was reported in the last of them: printed as none, then as one large week."""


@cache
def is_lumped(week_ending: date) -> bool:
    """Whether a week's export sales were printed together with other weeks' after an interruption.

    >>> is_lumped(date(2019, 2, 14)), is_lumped(date(2019, 2, 21))
    (True, False)
    """
    return any(first <= week_ending <= last for first, last in _LUMPED)


@cache
def export_sales_vintage(week_ending: date) -> Vintage:
    """Return when USDA's weekly export sales for a week became known.

    Thursday 08:30 in Washington a week after the week's end; Friday when a federal holiday falls
    on a weekday from the Friday before to that Thursday.

    >>> export_sales_vintage(date(2026, 8, 13)).known_at.isoformat()
    '2026-08-20T12:30:00+00:00'
    >>> export_sales_vintage(date(2025, 12, 4)).basis.value
    'inferred'
    """
    for gap in EXPORT_SALES_INTERRUPTIONS:
        if gap.first_week <= week_ending <= gap.last_week:
            return Vintage(
                known_at=end_of_day_in_washington(gap.not_after),
                basis=VintageBasis.INFERRED,
                earliest_at=washington_instant(
                    max(gap.not_before, week_ending + timedelta(days=1)), 0
                ),
            )
    day = export_sales_due(week_ending)
    return Vintage(washington_instant(day, 8, 30), VintageBasis.SCHEDULE)


def export_sales_due(week_ending: date) -> date:
    """Return the day the schedule sets for a week's export sales report.

    >>> export_sales_due(date(2025, 11, 20)).isoformat()  # Thanksgiving was 27 November
    '2025-11-28'
    """
    thursday = week_ending + timedelta(days=7)
    intervening = (thursday - timedelta(days=back) for back in (6, 3, 2, 1, 0))
    if any(day in federal_holidays(day.year) for day in intervening):
        return _next_working_day(thursday)
    return thursday


def newest_export_sales_due(at: datetime) -> date:
    """Return the newest week whose export sales should be out by an instant.

    Where the release was interrupted, a week is due at the upper bound of what the record says.

    >>> newest_export_sales_due(datetime(2025, 10, 20, tzinfo=UTC)).isoformat()
    '2025-09-18'
    """
    week = _last_thursday(at)
    while export_sales_vintage(week).known_at > at:
        week -= timedelta(days=7)
    return week


def newest_inspections_due(at: datetime) -> date:
    """Return the newest week whose inspections should have been printed by an instant.

    >>> newest_inspections_due(datetime(2026, 8, 10, 14, tzinfo=UTC)).isoformat()
    '2026-07-30'
    >>> newest_inspections_due(datetime(2026, 8, 10, 16, tzinfo=UTC)).isoformat()
    '2026-08-06'
    """
    week = _last_thursday(at)
    while _first_inspections_print(week) > at:
        week -= timedelta(days=7)
    return week


_INSPECTIONS_SETTLE = timedelta(weeks=8)


def inspections_vintage(week_ending: date, retrieved_at: datetime) -> Vintage:
    """Return when a week's inspections, as later printed, became known.

    The first print comes on Monday at 11:00, but certificates are added for weeks, so a figure
    taken from a later file is only bounded: not before that Monday, not after eight weeks or the
    retrieval, whichever came first.

    >>> from datetime import datetime, UTC
    >>> inspections_vintage(date(2026, 1, 8), datetime(2026, 6, 1, tzinfo=UTC)).known_at.date()
    datetime.date(2026, 3, 6)
    """
    settled = end_of_day_in_washington(week_ending + _INSPECTIONS_SETTLE)
    return Vintage(
        known_at=min(settled, retrieved_at.astimezone(UTC)),
        basis=VintageBasis.INFERRED,
        earliest_at=min(_first_inspections_print(week_ending), retrieved_at.astimezone(UTC)),
    )


_CLOSED_BY_ORDER = (date(2018, 12, 5), date(2025, 1, 9))
"""Days of mourning on which federal offices were closed by executive order."""


@cache
def federal_holidays(year: int) -> frozenset[date]:
    """Return the days of a year on which federal offices are closed, weekends aside.

    >>> date(2025, 11, 27) in federal_holidays(2025)
    True
    """
    closed = {day for day in _CLOSED_BY_ORDER if day.year == year}
    return frozenset(_listed_holidays().get(year) or _worked_out(year)) | closed


@cache
def _listed_holidays() -> dict[int, set[date]]:
    """Return the federal holidays of the years listed beside this module.

    They are what `holidays` says. To load that library takes longer than a forecast.
    """
    years: dict[int, set[date]] = {}
    text = files("offtake.reference").joinpath("federal_holidays.csv").read_text(encoding="utf-8")
    for line in text.split()[1:]:
        day = date.fromisoformat(line)
        years.setdefault(day.year, set()).add(day)
    return years


def _worked_out(year: int) -> set[date]:
    import holidays  # noqa: PLC0415 - a third of a second, for years that are not listed

    return set(holidays.country_holidays("US", years=year))


def _next_working_day(day: date) -> date:
    day += timedelta(days=1)
    saturday = 5
    while day.weekday() >= saturday or day in federal_holidays(day.year):
        day += timedelta(days=1)
    return day


def _first_inspections_print(week_ending: date) -> datetime:
    monday = week_ending + timedelta(days=4)
    if monday in federal_holidays(monday.year):
        monday = _next_working_day(monday)
    return washington_instant(monday, 11)


def _last_thursday(at: datetime) -> date:
    day = at.date()
    return day - timedelta(days=(day.weekday() - 3) % 7)


def next_export_sales_release(at: datetime) -> tuple[date, Vintage]:
    """Return the first week whose export sales are not due yet, and when they will be.

    >>> week, due = next_export_sales_release(datetime(2026, 8, 21, tzinfo=UTC))
    >>> week.isoformat(), due.known_at.isoformat()
    ('2026-08-20', '2026-08-27T12:30:00+00:00')
    """
    week = newest_export_sales_due(at) + timedelta(days=7)
    return week, export_sales_vintage(week)


def next_inspections_release(at: datetime) -> tuple[date, Vintage]:
    """Return the first week whose inspections are not due yet, and when they will be.

    >>> week, due = next_inspections_release(datetime(2026, 8, 21, tzinfo=UTC))
    >>> week.isoformat(), due.known_at.isoformat()
    ('2026-08-20', '2026-08-24T15:00:00+00:00')
    """
    week = newest_inspections_due(at) + timedelta(days=7)
    return week, Vintage(_first_inspections_print(week), VintageBasis.SCHEDULE)
