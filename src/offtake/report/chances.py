"""Forecasts in plain words: for the pages, the brief and the terminal alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from offtake.domain import Verdict
from offtake.forecast import Cases, Forecast, Refusal
from offtake.report.rows import shown

FIFTY, NINETY = (0.25, 0.75), (0.05, 0.95)
"""The ends of the two ranges that are told."""
_LEAST, _MOST = 0.01, 0.99


class Foreseen(Protocol):
    """A verdict beside the forecast of its final count, or the reason why there is none."""

    @property
    def verdict(self) -> Verdict:
        """Where the reading stands."""
        ...

    @property
    def forecast(self) -> Forecast | Refusal:
        """What it is to be expected to count."""
        ...


@dataclass(frozen=True, slots=True)
class Chance:
    """A forecast in words: how likely, between what and what, at which pace, and what is behind it.

    `needed` and `likely` are rates a week, `needed` empty where no figure was pledged. `behind` is
    a sentence on the past forecasts that said about as much.
    """

    verdict: Verdict
    forecast: Forecast
    chance: str
    fifty: str
    ninety: str
    needed: str
    likely: str
    known_on: date | None
    behind: str


def chance_text(probability: float | None) -> str:
    """Return a probability for a terminal: no closer to none or all than was ever tried.

    >>> chance_text(0.01), chance_text(0.362), chance_text(1.0)
    ('<=1%', '36%', '100%')
    """
    if probability is None:
        return "-"
    if probability in {_LEAST, _MOST}:
        return {_LEAST: "<=1%", _MOST: ">=99%"}[probability]
    return f"{probability:.0%}"


def chance_words(probability: float | None) -> str:
    """Return a probability as a sentence has it.

    >>> chance_words(0.01), chance_words(0.362), chance_words(1.0)
    ('at most 1 %', '36 %', '100 %')
    """
    if probability is None:
        return "no figure was pledged"
    if probability in {_LEAST, _MOST}:
        return {_LEAST: "at most 1 %", _MOST: "at least 99 %"}[probability]
    return f"{100 * probability:.0f} %"


def chance_of(verdict: Verdict, forecast: Forecast, *, unit: str = "t") -> Chance:
    """Return a forecast in words, quantities in `unit` where they convert.

    Raises:
        UnitUnknown: No unit has this code.
    """
    needed = verdict.pace.required_weekly
    likely = (forecast.quantile(0.5) - forecast.counted) / weeks_to_go(verdict, forecast)
    return Chance(
        verdict=verdict,
        forecast=forecast,
        chance=chance_words(forecast.probability),
        fifty=range_text(verdict, forecast, FIFTY, unit=unit),
        ninety=range_text(verdict, forecast, NINETY, unit=unit),
        needed="" if needed is None else shown(verdict, needed, unit),
        likely=shown(verdict, Decimal(round(likely)), unit),
        known_on=forecast.known_on,
        behind=cases_text(forecast.cases),
    )


def weeks_to_go(verdict: Verdict, forecast: Forecast) -> float:
    """Return the weeks in which what is missing can still be counted.

    They run from the last figure, or from the window's first day where it has not begun.
    """
    left = float(verdict.pace.weeks_left or 0)
    return left or (forecast.deadline - forecast.figures_to).days / 7


def range_text(
    verdict: Verdict, forecast: Forecast, ends: tuple[float, float], *, unit: str = "t"
) -> str:
    """Return the range of the final count between two levels, the unit said once where it is one.

    Raises:
        UnitUnknown: No unit has this code.
    """
    low, high = (shown(verdict, Decimal(round(forecast.quantile(end))), unit) for end in ends)
    return joined(low, high)


def joined(low: str, high: str) -> str:
    """Return two quantities as a range.

    >>> joined("11.20 Mt", "34.80 Mt"), joined("900.0 kt", "1.20 Mt"), joined("$1bn", "$2bn")
    ('11.20 to 34.80 Mt', '900.0 kt to 1.20 Mt', '$1bn to $2bn')
    """
    number, _, its_unit = low.rpartition(" ")
    return f"{number} to {high}" if number and high.endswith(f" {its_unit}") else f"{low} to {high}"


def cases_text(cases: Cases | None) -> str:
    """Return what came of the past forecasts that said about as much.

    >>> cases_text(Cases(0.3, 0.4, 468, 17, 0.35, 0.402))
    'of 468 past forecasts that said 30 to 40 %, from 17 seasons, 40 % came true'
    """
    if cases is None:
        return "no past forecast is on record for it"
    return (
        f"of {cases.count:,} past forecasts that said {100 * cases.low:.0f} to "
        f"{100 * cases.high:.0f} %, from {cases.years} seasons, {100 * cases.happened:.0f} % "
        "came true"
    )


def chances(outcomes: Iterable[Foreseen], *, unit: str = "t") -> list[Chance]:
    """Return the forecasts among some outcomes in words, the nearest deadline first.

    Raises:
        UnitUnknown: No unit has this code.
    """
    found = [
        chance_of(one.verdict, one.forecast, unit=unit)
        for one in outcomes
        if isinstance(one.forecast, Forecast)
    ]
    return sorted(found, key=lambda one: one.forecast.deadline)


def refusals(outcomes: Iterable[Foreseen]) -> list[tuple[str, list[str]]]:
    """Return why some readings have no forecast, with the readings it is true of."""
    found: dict[str, list[str]] = {}
    for one in outcomes:
        if isinstance(one.forecast, Refusal):
            names = found.setdefault(one.forecast.reason, [])
            if one.verdict.reading.id not in names:
                names.append(one.verdict.reading.id)
    return list(found.items())


Key = tuple[str, str, str | None]


def key_of(verdict: Verdict) -> Key:
    """Return what tells a verdict from others of a day: pledge, reading, deadline."""
    deadline = None if verdict.deadline is None else verdict.deadline.on.isoformat()
    return verdict.pledge.id, verdict.reading.id, deadline


def by_verdict(told: Iterable[Chance]) -> dict[Key, Chance]:
    """Return chances by their verdicts."""
    return {key_of(one.verdict): one for one in told}


def chances_by_verdict(outcomes: Iterable[Foreseen]) -> dict[Key, Chance]:
    """Return the forecasts among some outcomes in words, by their verdicts."""
    return by_verdict(chances(outcomes))
