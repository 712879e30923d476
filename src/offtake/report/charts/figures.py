"""The figures of a pace chart in the unit it is shown in, with the words that stand on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from offtake.domain import Book, Destinations, Quantity, Reading, Verdict
from offtake.pace import Curve, CurvePoint, amount_text, day_text
from offtake.reference.codes import product_by_id
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


@dataclass(frozen=True, slots=True)
class PaceFigures:
    """All that a pace chart and its table show.

    `usual` are day, low, mean and high of earlier seasons; `season` the target by their share.
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
    caveat: str

    @property
    def desc(self) -> str:
        """The chart in words, for those who cannot see it."""
        said = [
            f"{line.drawn.value} {line.values[-1]:,} by {day_text(line.days[-1])}"
            for line in self.lines
            if line.values
        ]
        aim = "" if self.target is None else f" The pledge is {self.target:,}."
        return f"{self.title}. In {self.unit}: {'; '.join(said)}.{aim} As known on {self.as_of}."


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
    Drawn.UPPER_BOUND: "at most was bought",
}


def pace_figures(curves: Sequence[Curve], *, unit: str = "t") -> PaceFigures | None:
    """Return the figures of a chart of some curves of one span, or none where there is no curve.

    The first curve is the chosen one: target, path and usual season are its own. Each kind of count
    is drawn once.
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
        title=_title(verdict, list(lines.values())),
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
        caveat=_caveat(verdict),
    )


def table_rows(figures: PaceFigures) -> list[dict[str, Any]]:
    """Return the chart as a table: a row for each day that any of its counts stands at.

    Columns are `on`, one for each count, `due` and `due_season` where they are known that day.
    """
    counts = {line.drawn.value: dict(zip(line.days, line.values, strict=True))
              for line in figures.lines}  # fmt: skip
    season = dict(figures.season)
    usual = {on: mean for on, _low, mean, _high in figures.usual}
    days = sorted({day for held in counts.values() for day in held} | season.keys())
    return [
        {"on": day.isoformat()}
        | {name.replace(" ", "_"): held.get(day) for name, held in counts.items()}
        | {"due_season": season.get(day), "usual_mean": usual.get(day)}
        for day in days
    ]


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


def _title(verdict: Verdict, lines: Sequence[Line]) -> str:
    """Return the finding in a sentence, in the words of the counts that are drawn."""
    reading = verdict.reading
    goods = product_by_id(reading.product).label.lower()
    said = [_said(line) for line in lines if line.drawn is not Drawn.UPPER_BOUND] or [
        _said(line) for line in lines
    ]
    until = day_text(lines[0].days[-1])
    aim = f"Of {_amount(verdict)} of {goods} pledged" if verdict.target else f"{goods}".capitalize()
    return f"{aim}: {', '.join(said)} by {until}"


def _said(line: Line) -> str:
    tally = line.verdict.tally
    counted = Decimal(0) if tally.counted is None else tally.counted
    return f"{amount_text(counted, tally.unit_code)} {_PAST[line.drawn]}"


def _amount(verdict: Verdict) -> str:
    target = verdict.target
    if target is None:
        return ""
    if target.unit_code in {"Mt", "kt"}:
        target = convert(target, verdict.reading.product, "t")
    return amount_text(Quantity(target.value, target.unit_code).value, target.unit_code)


def _caveat(verdict: Verdict) -> str:
    caveats = verdict.tally.caveats
    return caveats[0] if caveats else ""
