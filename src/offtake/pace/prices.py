"""What a bushel fetched before and after what was said and published of a pledge.

The weeks are those that ended before the reporting week of a day, and that began after it: the week
of the day itself is in neither. Nothing here says that a price moved because of what was said.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from offtake.domain import (
    WASHINGTON,
    Observation,
    Period,
    Pledge,
    Verdict,
    VintageBasis,
    week_holding,
)
from offtake.pace.words import amount_text, day_text
from offtake.sources.bid_weeks import BASIS, DAILY, FUTURES, PRICE, WEEKLY, BidDay, bid_weeks

PRICE_MEASURES = frozenset((*WEEKLY, *DAILY))
PRICED = frozenset({"soybeans", "corn", "wheat_srw"})
"""The products that have bids at the Gulf."""
_A_DAY = timedelta(days=1)
_A_WEEK = timedelta(days=7)


class EventKind(StrEnum):
    """What happened on a day."""

    STATEMENT = "statement"
    DEADLINE = "deadline"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Event:
    """Something said of a pledge, a last day claimed for it, or figures that moved its count."""

    on: date
    kind: EventKind
    words: str


@dataclass(frozen=True, slots=True)
class WeekPrice:
    """A week's price, basis and implied futures in dollars a bushel, or why there is none."""

    week: Period
    price: Decimal | None
    basis: Decimal | None
    futures: Decimal | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One day with its events, and the week before and the week after."""

    product: str
    on: date
    events: tuple[Event, ...]
    before: WeekPrice
    after: WeekPrice

    @property
    def change(self) -> Decimal | None:
        """The price of the week after less that of the week before, none where one lacks."""
        if self.before.price is None or self.after.price is None:
            return None
        return self.after.price - self.before.price


@dataclass(frozen=True, slots=True)
class PriceTable:
    """The rows of a pledge as known on a day.

    `still_to_come` counts deadlines after that day; `lacks` says why there can be no row at all.
    """

    pledge: Pledge
    as_of: date
    rows: tuple[PriceRow, ...]
    still_to_come: int
    lacks: str = ""


def price_table(
    pledge: Pledge, verdicts: Sequence[Verdict], bids: Iterable[Observation], *, as_of: date
) -> PriceTable:
    """Return the weeks around each statement, deadline and release of a pledge.

    `pledge` and `verdicts` hold only what had been said by `as_of`, and `bids` only what was known.
    """
    later = sum(one.on > as_of for one in pledge.deadlines)
    products = sorted({one.product for one in pledge.readings} & PRICED)
    if not products:
        goods = ", ".join(sorted({one.product for one in pledge.readings})) or "no goods"
        lacks = f"there are bids at the Gulf for {', '.join(sorted(PRICED))}; the pledge is of"
        return PriceTable(pledge, as_of, (), later, f"{lacks} {goods}")
    held = _by_product(bids)
    rows = [
        _row(product, day, events, held.get(product, {}), as_of)
        for product in products
        for day, events in _by_day(_events(pledge, verdicts, product, as_of))
    ]
    return PriceTable(pledge, as_of, tuple(rows), later)


def _events(
    pledge: Pledge, verdicts: Sequence[Verdict], product: str, as_of: date
) -> Iterator[Event]:
    for said in pledge.statements:
        text = f"“{said.text}”" if said.is_quote else said.text
        yield Event(said.on, EventKind.STATEMENT, f"{said.speaker}: {text}")
    for one in pledge.deadlines:
        if one.on <= as_of:
            words = f"“{one.words}” ({one.said_by})"
            yield Event(one.on, EventKind.DEADLINE, words)
    yield from (one for one in _releases(verdicts, product) if one.on >= pledge.made_on)


def _releases(verdicts: Sequence[Verdict], product: str) -> Iterator[Event]:
    """Yield the days on which figures came out that a reading's count stands on."""
    moved: dict[tuple[date, str], dict[str, tuple[Decimal, str]]] = defaultdict(dict)
    for verdict in _longest(verdicts, product):
        sums: dict[tuple[date, str], Decimal] = defaultdict(Decimal)
        for one in verdict.tally.contributions:
            day = one.vintage.known_at.astimezone(WASHINGTON).date()
            sums[day, _came(one.vintage.basis)] += one.counted
        for when, amount in sums.items():
            if amount:
                moved[when][verdict.reading.id] = amount, verdict.tally.unit_code
    for (day, came), readings in sorted(moved.items()):
        name, (amount, unit_code) = max(readings.items(), key=lambda item: abs(item[1][0]))
        sign = "+" if amount > 0 else ""
        others = len(readings) - 1
        more = f", and {others} other reading{'s' * (others > 1)}" if others else ""
        words = f"figures of {name} {came}: {sign}{amount_text(amount, unit_code)}{more}"
        yield Event(day, EventKind.RELEASE, words)


def _came(basis: VintageBasis) -> str:
    """Return how a figure is known to have come out: it may be older than when it was seen."""
    return "were first seen here" if basis is VintageBasis.RETRIEVAL else "came out"


def _longest(verdicts: Sequence[Verdict], product: str) -> list[Verdict]:
    """Return per reading the verdict whose count goes on longest: others are parts of it."""
    found: dict[str, Verdict] = {}
    for one in verdicts:
        held = found.get(one.reading.id)
        is_longer = held is None or one.tally.until > held.tally.until
        if one.reading.product == product and is_longer:
            found[one.reading.id] = one
    return list(found.values())


def _by_day(events: Iterable[Event]) -> Iterator[tuple[date, tuple[Event, ...]]]:
    days: dict[date, list[Event]] = defaultdict(list)
    for one in events:
        days[one.on].append(one)
    order = list(EventKind)
    for day in sorted(days):
        yield day, tuple(sorted(days[day], key=lambda one: order.index(one.kind)))


def _row(
    product: str,
    day: date,
    events: tuple[Event, ...],
    held: Mapping[Period, WeekPrice],
    as_of: date,
) -> PriceRow:
    within = week_holding(day)
    before = week_holding(within.start - _A_DAY)
    after = week_holding(within.end + _A_WEEK - _A_DAY)
    return PriceRow(
        product=product,
        on=day,
        events=events,
        before=_week(before, held, as_of),
        after=_week(after, held, as_of),
    )


def _week(week: Period, held: Mapping[Period, WeekPrice], as_of: date) -> WeekPrice:
    """Return a week's price, or why there is none: not over, not held, or no report."""
    if week.last_day > as_of:
        return WeekPrice(week, None, None, None, f"not over on {day_text(as_of)}")
    if week in held:
        return held[week]
    if held and week < min(held):
        return WeekPrice(week, None, None, None, f"no bids are held before {min(held).start}")
    return WeekPrice(week, None, None, None, "no bids are held for this week")


def _by_product(bids: Iterable[Observation]) -> dict[str, dict[Period, WeekPrice]]:
    """Return the weeks of each product: those printed as weeks, and those made of held days."""
    weekly: dict[str, dict[Period, dict[str, Observation]]] = defaultdict(lambda: defaultdict(dict))
    daily: dict[str, dict[date, dict[str, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    for one in bids:
        if one.key.measure in WEEKLY:
            weekly[one.key.product][one.period][one.key.measure] = one
        elif one.key.measure in DAILY and one.value is not None:
            daily[one.key.product][one.period.start][one.key.measure] = one.value
    found = {}
    for product in weekly.keys() | daily.keys():
        held, made = _weeks_held(weekly[product]), _weeks_of_days(daily[product])
        # A week that is printed goes before one made of days, which may be only some of them.
        gaps = {week: one for week, one in held.items() if one.price is None}
        found[product] = gaps | made | {week: held[week] for week in held.keys() - gaps.keys()}
    return found


def _weeks_held(weeks: Mapping[Period, Mapping[str, Observation]]) -> dict[Period, WeekPrice]:
    found = {}
    for week, figures in weeks.items():
        price, basis, futures = (
            figures[name].value if name in figures else None for name in (PRICE, BASIS, FUTURES)
        )
        why = "" if price is not None else next(iter(figures.values())).note
        found[week] = WeekPrice(week, price, basis, futures, why)
    return found


def _weeks_of_days(days: Mapping[date, Mapping[str, Decimal]]) -> dict[Period, WeekPrice]:
    """Return weeks made of daily bids, of days that have both ends of price and basis."""
    low, high, basis_low, basis_high = DAILY
    whole = [
        BidDay(day, (bids[low] + bids[high]) / 2, (bids[basis_low] + bids[basis_high]) / 2)
        for day, bids in days.items()
        if set(DAILY) <= bids.keys()
    ]
    return {
        one.week: WeekPrice(one.week, one.price, one.basis, one.futures) for one in bid_weeks(whole)
    }
