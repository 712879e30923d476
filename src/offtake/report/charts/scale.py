"""The two axes of a pace chart: days across, counts in round units up."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from offtake.report.charts.figures import PaceFigures

Spec = dict[str, Any]
"""A part of a Vega-Lite specification."""

_UNITS = {
    "t": "t",
    "USD": "dollars",
    "usd": "dollars",
    "piece": "pieces",
    "running_bale": "running bales",
}
_BILLION, _MILLION, _THOUSAND = 1_000_000_000, 1_000_000, 1_000


@dataclass(frozen=True, slots=True)
class Scale:
    """By how much the shown values are divided, the words for that, and how far the axis goes."""

    by: int
    words: str
    top: float

    @classmethod
    def of(cls, figures: PaceFigures) -> "Scale":
        """Return the scale on which everything that is drawn finds room."""
        held = [value for line in figures.lines for value in line.values]
        held += [value for _, value in figures.season]
        held += [high for *_, high in figures.usual]
        if figures.fan is not None:
            held += [values[-1] for _, values in figures.fan.days]
        if figures.target is not None:
            held.append(figures.target)
        most = float(max([*held, 0])) or 1.0
        unit = _UNITS.get(figures.unit, figures.unit)
        for by, word in ((_BILLION, "billion"), (_MILLION, "million"), (_THOUSAND, "thousand")):
            if most >= by:
                return cls(by, f"{word} {unit}", most / by * 1.06)
        return cls(1, unit, most * 1.06)

    def __call__(self, value: float) -> float:
        """Return a value in the units of the axis."""
        return value / self.by


def across(figures: PaceFigures, *, ticks: int) -> Spec:
    """Return the axis of days, from the first that counts to the last that is drawn."""

    def at(day: date) -> Spec:
        return {"year": day.year, "month": day.month, "date": day.day, "utc": True}

    return {
        "field": "on",
        "type": "temporal",
        "title": None,
        "scale": {"type": "utc", "domain": [at(figures.start), at(figures.end)]},
        "axis": {
            "format": "%b %y",
            "grid": False,
            "tickCount": ticks,
            "labelFlush": True,
            "labelOverlap": "greedy",
            "labelSeparation": 8,
        },
    }


def up(scale: Scale, field: str) -> Spec:
    """Return the axis of counts for a field that is in its units already."""
    return {
        "field": field,
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, scale.top], "nice": False, "clamp": True},
        "axis": {"tickCount": 5, "domain": False, "ticks": False, "format": ",~f"},
    }
