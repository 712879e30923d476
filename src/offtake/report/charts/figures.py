"""The figures of a pace chart in the unit it is shown in, with the words that stand on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from offtake.domain import Book, Destinations, Quantity, Reading, Verdict
from offtake.forecast.answers import LEAST_SAID, MOST_SAID
from offtake.forecast.fan import Fan
from offtake.pace import Curve, CurvePoint, amount_text, day_text
from offtake.reference.codes import place_by_id, product_by_id
from offtake.reference.crops import convert
from offtake.report.rows import RowUnit


class Drawn(StrEnum):
    """What a line shows; each has a colour of its own."""

    BOUGHT = "bought"
    SHIPPED = "shipped"
    UPPER_BOUND = "upper bound"
    ARRIVED = "arrived"


@dataclass(frozen=True, slots=True)
class Line:
    """One count as it built up: days, values in the shown unit, and the verdict it ends in."""

    drawn: Drawn
    reading: str
    days: tuple[date, ...]
    values: tuple[float | int, ...]
    verdict: Verdict = field(hash=False)


FAN_LEVELS: dict[str, float] = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
"""The quantiles a fan shows: the ends of its 90 % and 50 % bands, and its median."""


@dataclass(frozen=True, slots=True)
class FanFigures:
    """How the chosen count is expected to go on, in the shown unit.

    `days` are a day with its quantiles at `FAN_LEVELS`, the last of them the deadline. `model`,
    with as-of and revision, names the forecast; `probability` is that of the pledge being met, none
    where no figure was pledged.
    """

    drawn: Drawn
    days: tuple[tuple[date, tuple[float | int, ...]], ...]
    probability: float | None
    model: str

    @property
    def end(self) -> dict[str, float | int]:
        """The quantiles at the deadline by name.

        >>> FanFigures(Drawn.SHIPPED, ((date(2026, 12, 31), (1, 2, 3, 4, 5)),), None, "m").end
        {'p05': 1, 'p25': 2, 'p50': 3, 'p75': 4, 'p95': 5}
        """
        return dict(zip(FAN_LEVELS, self.days[-1][1], strict=True))


@dataclass(frozen=True, slots=True)
class PaceFigures:
    """All that a pace chart and its table show.

    `usual` are day, low, mean and high of earlier seasons; `season` the target by their share.
    `fan` is none where nothing is open or no forecast can be made. `is_topped_up` is true where the
    chosen reading counts sales to unknown destinations too.
    """

    title: str
    unit: str
    target: float | int | None
    start: date
    end: date
    as_of: date
    revision: int
    pledge: str
    lines: tuple[Line, ...]
    due: tuple[tuple[date, float | int], ...]
    season: tuple[tuple[date, float | int], ...]
    usual: tuple[tuple[date, float | int, float | int, float | int], ...]
    deadline: date | None
    source: str
    caveat: str
    fan: FanFigures | None
    is_topped_up: bool

    @property
    def desc(self) -> str:
        """The chart in words, for those who cannot see it; they follow its title."""
        said = [
            f"{line.drawn.value} {shown(line.values[-1])} by {day_text(line.days[-1])}"
            for line in self.lines
            if line.values
        ]
        aim = "" if self.target is None else f" The pledge is {shown(self.target)}."
        told = f"In {self.unit}: {'; '.join(said)}.{aim}{self._expected()}"
        return f"{told} As known on {self.as_of}."

    def _expected(self) -> str:
        if self.fan is None:
            return ""
        end = {name: shown(value) for name, value in self.fan.end.items()}
        return (
            f" By {day_text(self.fan.days[-1][0])} {self.fan.drawn.value} is expected to be "
            f"{end['p50']}, with {end['p25']} to {end['p75']} as the 50 % and "
            f"{end['p05']} to {end['p95']} as the 90 % range."
        )


def shown(value: float) -> str:
    """Return a figure for reading: whole where it is large enough not to lose by it.

    >>> shown(12498145.25), shown(0.5)
    ('12,498,145', '0.50')
    """
    return f"{value:,.0f}" if abs(value) >= _WHOLE_FROM else f"{value:,.2f}"


_WHOLE_FROM = 1000


def drawn_as(reading: Reading) -> Drawn:
    """Return what a reading's count shows: what was bought, shipped, arrived, or at most bought."""
    if reading.destinations is not Destinations.NAMED:
        return Drawn.UPPER_BOUND
    return _DRAWN[reading.book]


_DRAWN = {
    Book.EXPORT_SALES: Drawn.BOUGHT,
    Book.SHIPMENTS: Drawn.SHIPPED,
    Book.INSPECTIONS: Drawn.SHIPPED,
    Book.CUSTOMS_EXPORTS: Drawn.SHIPPED,
    Book.CUSTOMS_IMPORTS: Drawn.ARRIVED,
}
_PAST = {
    Drawn.BOUGHT: "was bought",
    Drawn.SHIPPED: "was shipped",
    Drawn.ARRIVED: "arrived",
}
_MET_AS = {
    Drawn.BOUGHT: "bought",
    Drawn.SHIPPED: "shipped",
    Drawn.ARRIVED: "landed",
    Drawn.UPPER_BOUND: "met with unknown buyers",
}


def pace_figures(
    curves: Sequence[Curve], *, unit: str = "t", fan: Fan | None = None
) -> PaceFigures | None:
    """Return the figures of a chart of some curves of one span, or none where there is no curve.

    The first curve is the chosen one: target, path, usual season and fan are its own. Each kind of
    count is drawn once.
    """
    if not curves:
        return None
    chosen = curves[0]
    verdict = chosen.verdict
    into = RowUnit(verdict, unit)
    deadline = verdict.deadline.on if verdict.deadline else None
    lines: dict[Drawn, Line] = {}
    for curve in curves:
        line = _line(curve, unit)
        lines.setdefault(line.drawn, line)
    newest = max(line.days[-1] for line in lines.values())
    return PaceFigures(
        title=_title(verdict, list(lines.values()), fan),
        unit=into.unit,
        target=into.quantity(verdict.target),
        start=verdict.reading.window.start,
        end=max(deadline or newest, newest),
        as_of=verdict.as_of,
        revision=verdict.revision,
        pledge=verdict.pledge.id,
        lines=tuple(lines.values()),
        due=_values(chosen.due, into),
        season=_values(chosen.season, into),
        usual=tuple(
            (one.on, into.exact(one.low), into.exact(one.mean), into.exact(one.high))
            for one in chosen.usual
        ),
        deadline=deadline,
        source=_source(verdict.reading),
        caveat=_caveat(verdict),
        fan=None if fan is None else _fan(fan, chosen, into),
        is_topped_up=verdict.reading.destinations is not Destinations.NAMED,
    )


def table_rows(figures: PaceFigures) -> list[dict[str, Any]]:
    """Return the chart as a table: a row for each day that any of its counts stands at.

    Columns are `on`, one for each count, `due_season` and `usual_mean`, and the quantiles of the
    fan where there is one; each is none on days it is not known for.
    """
    counts = {line.drawn.value: dict(zip(line.days, line.values, strict=True))
              for line in figures.lines}  # fmt: skip
    season = dict(figures.season)
    usual = {on: mean for on, _low, mean, _high in figures.usual}
    fan = {} if figures.fan is None else dict(figures.fan.days)
    names = () if figures.fan is None else FAN_LEVELS
    days = sorted({day for held in counts.values() for day in held} | season.keys() | fan.keys())
    return [
        {"on": day.isoformat()}
        | {name.replace(" ", "_"): held.get(day) for name, held in counts.items()}
        | {"due_season": season.get(day), "usual_mean": usual.get(day)}
        | dict(zip(names, fan.get(day, [None] * len(names)), strict=True))
        for day in days
    ]


def _fan(fan: Fan, chosen: Curve, into: RowUnit) -> FanFigures:
    return FanFigures(
        drawn=drawn_as(chosen.verdict.reading),
        days=tuple(
            (day.on, tuple(into.exact(Decimal(day.quantile(at))) for at in FAN_LEVELS.values()))
            for day in fan.days
        ),
        probability=fan.forecast.probability,
        model=fan.forecast.model,
    )


def _line(curve: Curve, unit: str) -> Line:
    into = RowUnit(curve.verdict, unit)
    return Line(
        drawn=drawn_as(curve.verdict.reading),
        reading=curve.verdict.reading.id,
        days=tuple(one.on for one in curve.points),
        values=tuple(into.exact(one.counted) for one in curve.points),
        verdict=curve.verdict,
    )


def _values(points: Iterable[CurvePoint], into: RowUnit) -> tuple[tuple[date, float | int], ...]:
    return tuple((one.on, into.exact(one.counted)) for one in points)


def _title(verdict: Verdict, lines: Sequence[Line], fan: Fan | None) -> str:
    """Return the finding in a sentence, in the words of the counts that are drawn."""
    reading = verdict.reading
    goods = product_by_id(reading.product).label.lower()
    is_bound = lines[0].drawn is Drawn.UPPER_BOUND
    told = [one for one in lines if is_bound or one.drawn is not Drawn.UPPER_BOUND]
    said = [_said(one, is_part=is_bound) for one in told]
    until = [day_text(one.days[-1]) for one in told]
    if len(set(until)) > 1:
        said = [f"{words} by {day}" for words, day in zip(said, until, strict=True)]
    else:
        said[-1] += f" by {until[0]}"
    aim = f"Of {_amount(verdict)} of {goods} pledged" if verdict.target else f"{goods}".capitalize()
    return f"{aim}: {', '.join(said)}{_outlook(fan, drawn_as(reading))}"


def _outlook(fan: Fan | None, drawn: Drawn) -> str:
    if fan is None or fan.forecast.probability is None:
        return ""
    chance, by = fan.forecast.probability, day_text(fan.forecast.deadline)
    bound = {LEAST_SAID: "at most ", MOST_SAID: "at least "}.get(chance, "")
    return f"; {bound}{chance:.0%} likely to be {_MET_AS[drawn]} by {by}"


def _said(line: Line, *, is_part: bool = False) -> str:
    """Return a count in words; sales by name are part of the bound where that is told first."""
    tally = line.verdict.tally
    amount = amount_text(Decimal(0) if tally.counted is None else tally.counted, tally.unit_code)
    if line.drawn is Drawn.UPPER_BOUND:
        return f"at most {amount} was bought"
    if is_part and line.drawn is Drawn.BOUGHT:
        return f"{amount} by name"
    return f"{amount} {_PAST[line.drawn]}"


def _amount(verdict: Verdict) -> str:
    target = verdict.target
    if target is None:
        return ""
    if target.unit_code in {"Mt", "kt"}:
        target = convert(target, verdict.reading.product, "t")
    return amount_text(Quantity(target.value, target.unit_code).value, target.unit_code)


def _source(reading: Reading) -> str:
    """Return who prints the figures of a reading's book."""
    if reading.book in _PRINTED:
        return _PRINTED[reading.book]
    teller = reading.seller if reading.book is Book.CUSTOMS_EXPORTS else reading.partner
    return "US Census" if teller == "USA" else f"customs of {place_by_id(teller).label}"


_PRINTED = {
    Book.EXPORT_SALES: "USDA export sales",
    Book.SHIPMENTS: "USDA export sales",
    Book.INSPECTIONS: "USDA grain inspections",
}


def _caveat(verdict: Verdict) -> str:
    caveats = verdict.tally.caveats
    return caveats[0] if caveats else ""
