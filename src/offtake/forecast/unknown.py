"""Where sales to unknown destinations end up: their share by destination, by week of the season.

A cargo sold to "unknown destinations" is given its name later: the unknown stock falls and a named
destination's sales rise in the same report. Which rise belongs to which fall is printed only for
the larger switches. So each week's fall is shared out among the destinations whose sales rose, as
far as they rose; a fall that no rise answers was cancelled and ended nowhere. Where the weekly
highlights name the switches, they take the place of that guess, and what they say of the guess of
the same weeks corrects it in the other weeks of that season: half as far with three weeks named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np

from offtake.domain import Destinations, Observation, Period, Reading
from offtake.forecast.answers import Refusal
from offtake.pace.figures import week_ending_of
from offtake.reference.codes import UNKNOWN, WORLD
from offtake.reference.crops import marketing_year
from offtake.sources.switches import SWITCHED
from offtake.store import SeriesFilter

LEAST_SEASONS = 3
_STOCKS = ("accumulated_exports", "outstanding_sales")
_NINETY = 1.645


@dataclass(frozen=True, slots=True)
class UnknownShare:
    """The share of what stands sold to unknown destinations that ends with one buyer.

    `low` and `high` bound it at 90 %, from how much seasons differ. `falls` counts the weeks in
    which the unknown stock fell, `named` those of them whose switches were printed, `seasons` the
    marketing years they are of.
    """

    product: str
    partner: str
    as_of_week: date
    share: float
    low: float
    high: float
    falls: int
    named: int
    seasons: int


@dataclass(frozen=True, slots=True)
class _Fall:
    """One week's fall of the unknown stock, what of it the buyer took, and what is guessed of that.

    The two differ where the switches of the week are named.
    """

    season: date
    week: date
    tonnes: float
    taken: float
    guessed: float
    is_named: bool


Switches = Mapping[date, Mapping[str, float]]
"""Tonnes switched from unknown by week ending and destination (place ids), as printed."""


def stocks_wanted(product: str) -> SeriesFilter:
    """Return the series a share is worked out from: the stocks of every destination."""
    return SeriesFilter(measures=frozenset(_STOCKS), products=frozenset((product,)))


def unknown_share(
    observations: Iterable[Observation],
    *,
    product: str,
    partner: str,
    day: date,
    switches: Switches | None = None,
) -> UnknownShare | Refusal:
    """Return the share of the stock standing on a day that ends with a buyer, or why none is said.

    `observations` are the stocks of every destination of the product as known on the day. Of an
    earlier season the falls after the same day of the year count, as these are what became of the
    stock of that day; of the running season those so far, as it may be unlike the others.
    """
    found = _falls(observations, product, partner, switches or {})
    now = marketing_year(product, day).start
    seasons: dict[date, list[_Fall]] = {}
    for fall in found:
        gone = fall.week - fall.season
        is_of_use = fall.week <= day if fall.season == now else gone >= day - now
        if is_of_use:
            seasons.setdefault(fall.season, []).append(fall)
    if len(seasons) < LEAST_SEASONS:
        return Refusal(
            f"too little history: the unknown stock is held after this day of the season in "
            f"{len(seasons)} marketing years, and a share needs {LEAST_SEASONS}"
        )
    shares = np.array([_share(falls) for falls in seasons.values()])
    used = [fall for falls in seasons.values() for fall in falls]
    error = _NINETY * float(shares.std(ddof=1) * np.sqrt(1 + 1 / len(shares)))
    middle = float(shares.mean())
    return UnknownShare(
        product=product,
        partner=partner,
        as_of_week=max(fall.week for fall in found),
        share=middle,
        low=max(0.0, middle - error),
        high=min(1.0, middle + error),
        falls=len(used),
        named=sum(fall.is_named for fall in used),
        seasons=len(seasons),
    )


def expected_reading(reading: Reading, share: UnknownShare) -> Reading:
    """Return the third reading between the two bounds: named, and this share of the unknown stock.

    Pace counts it as it counts any reading with a stated share.
    """
    return replace(
        reading,
        id=reading.id.replace("plus-unknown", "expected"),
        destinations=Destinations.NAMED_PLUS_SHARE,
        unknown_share=Decimal(f"{share.share:.3f}"),
        held_by=f"offtake: {share.share:.0%} of the unknown stock, as in {share.seasons} seasons",
        citation="",
    )


def switches_wanted(product: str) -> SeriesFilter:
    """Return the series of the switches that the weekly highlights name."""
    return SeriesFilter(measures=frozenset((SWITCHED,)), products=frozenset((product,)))


def switches_of(observations: Iterable[Observation]) -> Switches:
    """Return switches by week and destination; a week that names none is there, and empty."""
    found: dict[date, dict[str, float]] = {}
    for one in observations:
        if one.value is not None:
            week = found.setdefault(week_ending_of(one.period), {})
            if one.key.partner != UNKNOWN:
                week[one.key.partner] = float(one.value)
    return found


def _share(falls: Sequence[_Fall]) -> float:
    """Return the share a buyer took of some falls of one season, guesses corrected by the named."""
    named = [fall for fall in falls if fall.is_named]
    seen, guessed = sum(fall.taken for fall in named), sum(fall.guessed for fall in named)
    trust = len(named) / (len(named) + _HALF_TRUSTED)
    factor = (seen / guessed) ** trust if guessed > 0 and seen > 0 else 1.0
    taken = sum(
        fall.taken if fall.is_named else min(fall.tonnes, factor * fall.guessed) for fall in falls
    )
    return taken / sum(fall.tonnes for fall in falls)


_HALF_TRUSTED = 3


def _falls(
    observations: Iterable[Observation], product: str, partner: str, switches: Switches
) -> list[_Fall]:
    """Return every week in which the unknown stock fell, with the part the buyer took."""
    weeks = _commitments(observations)
    ends = {period.end: period for period in weeks}
    found = []
    for period in sorted(weeks):
        before = ends.get(period.start)
        if before is None or not _same(product, before, period):
            continue
        if UNKNOWN not in weeks[period] or UNKNOWN not in weeks[before]:
            continue
        fall = weeks[before][UNKNOWN] - weeks[period][UNKNOWN]
        if fall <= 0:
            continue
        week = week_ending_of(period)
        guessed = _guessed(weeks[before], weeks[period], fall, partner)
        named = switches.get(week)
        taken = guessed if named is None else _named(named, fall, partner)
        season = marketing_year(product, period.start).start
        found.append(_Fall(season, week, fall, taken, guessed, named is not None))
    return found


def _named(named: Mapping[str, float], fall: float, partner: str) -> float:
    """Return how much of a fall went to a buyer by the switches named.

    They may add up to more than the fall, where unknown buyers bought anew in the same week.
    """
    return fall * named.get(partner, 0.0) / max(sum(named.values()), fall)


def _guessed(
    before: Mapping[str, float], now: Mapping[str, float], fall: float, partner: str
) -> float:
    """Return how much of a fall went to a buyer if it took part as its sales rose among all."""
    rises = {
        place: max(0.0, now.get(place, 0.0) - before.get(place, 0.0))
        for place in {*before, *now} - {UNKNOWN, WORLD}
    }
    return fall * rises.get(partner, 0.0) / max(sum(rises.values()), fall)


def _commitments(observations: Iterable[Observation]) -> dict[Period, dict[str, float]]:
    """Return each part-week's total commitment by destination."""
    weeks: dict[Period, dict[str, float]] = {}
    for one in observations:
        if one.key.measure in _STOCKS and one.value is not None:
            places = weeks.setdefault(one.period, {})
            places[one.key.partner] = places.get(one.key.partner, 0.0) + float(one.value)
    return weeks


def _same(product: str, before: Period, now: Period) -> bool:
    """Return whether two part-weeks are of one marketing year, so that stocks can be compared."""
    return marketing_year(product, before.start) == marketing_year(product, now.start)
