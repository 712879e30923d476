"""The calibration chart: how often what was said came true, with how many forecasts said so."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from offtake.forecast import Cases
from offtake.report.charts.colours import variable
from offtake.report.charts.layers import layer
from offtake.report.charts.letters import width_of, wrapped
from offtake.report.charts.scale import Spec
from offtake.report.charts.spec import SCHEMA, styled, text_layer

KINDS = {"shipments": "shipped", "sales": "bought"}
"""The two kinds of forecast whose probabilities are kept apart, with the colour of each."""

CALIBRATION_SOURCE = "back-test of the bundled figures, offtake"
_EDGE, _PHONE = 4, 500
_NINETY = 1.645
"""Standard deviations on either side that hold 90 % of a normal distribution."""


@dataclass(frozen=True, slots=True)
class CalibrationFigures:
    """What a calibration chart shows: the bins of one kind of forecast, lowest first."""

    kind: str
    cases: tuple[Cases, ...]
    source: str

    @property
    def title(self) -> str:
        """The finding in a sentence: how far what was said lay from what came true."""
        count = sum(one.count for one in self.cases)
        mean = sum(one.count * abs(one.said - one.happened) for one in self.cases) / count
        worst = max(self.cases, key=lambda one: abs(one.said - one.happened))
        return (
            f"{self.kind.capitalize()}: {count:,} times a probability was said, {100 * mean:.1f} "
            f"points from what came true in the mean; at worst {worst.said:.0%} was said and "
            f"{worst.happened:.0%} came true"
        )

    @property
    def desc(self) -> str:
        """The chart in words, for those who cannot see it; they follow its title."""
        said = (f"{one.said:.0%} said, {one.happened:.0%} came true" for one in self.cases)
        return f"{'; '.join(said)}."

    def rows(self) -> list[dict[str, Any]]:
        """Return the chart as a table, a row for each bin; shares are between 0 and 1."""
        return [
            {"low": one.low, "high": one.high, "said": one.said, "came_true": one.happened,
             "forecasts": one.count, "seasons": one.years}
            for one in self.cases
        ]  # fmt: skip

    def spec(self, *, width: int, height: int) -> Spec:
        """Return the chart as a Vega-Lite specification of a fixed outer size."""
        label = 20 if width > 1000 else 12  # noqa: PLR2004 - a card, seen small
        heading = round(label * (1.17 if width < _PHONE else 1.4))
        lines = wrapped(self.title, width - 2 * _EDGE, heading, is_bold=True)
        below = wrapped(self._foot(), width - 2 * _EDGE, label - 1)
        left, line = label * 4, int(label * 1.25)
        top = _EDGE + len(lines) * int(heading * 1.25) + 2 * label + 6
        bottom = int(label * 6.2) + len(below) * line + _EDGE
        plot = (width - left - label, height - top - bottom)
        small = {"color": variable("label"), "baseline": "top", "fontSize": label - 1}
        bold = {"color": variable("text"), "baseline": "top", "fontWeight": 600}
        words = [
            text_layer(lines, _EDGE - left, _EDGE - top, fontSize=heading,
                       lineHeight=int(heading * 1.25), **bold),
            text_layer("came true", _EDGE - left, -8 - label, **small),
            *self._counts(plot, left=left, label=label),
            text_layer(below, _EDGE - left, plot[1] + int(label * 6.2), lineHeight=line, **small),
        ]  # fmt: skip
        return {
            "$schema": SCHEMA,
            "description": self.title,
            "layer": [*self._marks(), *words],
            "width": plot[0],
            "height": plot[1],
            "padding": {"left": left, "right": label, "top": top, "bottom": bottom},
            "autosize": {"type": "none"},
            "config": styled(label=label),
        }

    def _marks(self) -> list[Spec]:
        """Return the line of what is as it was said, the ranges, and a point for each bin."""
        colour = variable(KINDS[self.kind])
        rows = []
        for one in self.cases:
            low, high = wilson(one.happened, one.years)
            rows.append({"said": one.said, "true": one.happened, "low": low, "high": high,
                         "count": one.count, "seasons": one.years})  # fmt: skip
        even = {"type": "line", "color": variable("usual"), "strokeDash": [6, 4]}
        spread = {"type": "rule", "color": colour, "strokeWidth": 1.2}
        line = {"type": "line", "color": colour, "strokeWidth": 1.2}
        points = {"type": "point", "color": colour, "filled": True, "size": 70, "opacity": 1}
        said, true = _share("said"), _share("true")
        told = [
            {"field": name, "type": "quantitative", "title": title, "format": form}
            for name, title, form in (
                ("said", "said", ".1%"), ("true", "came true", ".1%"),
                ("count", "forecasts", ","), ("seasons", "seasons", ","),
            )
        ]  # fmt: skip
        return [
            layer([{"said": 0, "true": 0}, {"said": 1, "true": 1}], even, x=said, y=true),
            layer(rows, spread, x=said, y=_share("low"), y2={"field": "high"}),
            layer(rows, line, x=said, y=true),
            layer(rows, points, x=said, y=true, tooltip=told),
        ]

    def _counts(self, plot: tuple[int, int], *, left: int, label: int) -> list[Spec]:
        """Return below each tenth how many forecasts are in it, and of how many seasons."""
        found, room, size = [], plot[0] / 10, label - 2
        small = {"fontSize": size, "baseline": "top"}
        rows = {"n": [one.count for one in self.cases], "yrs": [one.years for one in self.cases]}
        for place, (title, held) in enumerate(rows.items()):
            down = plot[1] + int(label * (2.6 + 1.5 * place))
            found.append(text_layer(title, _EDGE - left, down, color=variable("label"), **small))
            texts = [f"{value:,}" for value in held]
            if max(width_of(text, size) for text in texts) > room - 2:
                texts = [_short(value) for value in held]
            for one, text in zip(self.cases, texts, strict=True):
                across = (one.low + one.high) / 2 * plot[0]
                found.append(
                    text_layer(text, across, down, align="center", color=variable("text"), **small)
                )
        return found

    def _foot(self) -> str:
        return (
            "Across: the probability said. Dashed: as often as said. Uprights: the 90% range if "
            "each season were one case. n: forecasts in each tenth; yrs: seasons they are of. "
            f"Source: {self.source}."
        )


def calibration_figures(
    kind: str, cases: Sequence[Cases], *, source: str = CALIBRATION_SOURCE
) -> CalibrationFigures | None:
    """Return what a chart of `sales` or `shipments` shows, none where no forecast is on record.

    `cases` are those of `offtake.forecast.rows.bundled_record(kind)`, or of
    `offtake.forecast.summary.calibration`. Draw the figures with `page_svg` or `picture`.
    """
    return CalibrationFigures(kind, tuple(cases), source) if cases else None


def wilson(share: float, count: int) -> tuple[float, float]:
    """Return the 90 % range of a share seen in a number of independent cases.

    Wilson (1927), Probable inference, the law of succession, and statistical inference, Journal of
    the American Statistical Association 22(158).

    >>> [round(edge, 3) for edge in wilson(0.5, 10)]
    [0.269, 0.731]
    """
    square = _NINETY**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    spread = share * (1 - share) / count + square / (4 * count**2)
    reach = _NINETY / (1 + square / count) * sqrt(spread)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _share(field: str) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, 1], "nice": False},
        "axis": {"format": ".0%", "tickCount": 5, "domain": False, "ticks": False},
    }


def _short(value: int) -> str:
    """Return a count in three or four letters.

    >>> _short(16596), _short(606)
    ('16.6k', '606')
    """
    if value < _THOUSAND:
        return str(value)
    return f"{value / 1000:.1f}k" if value < 100 * _THOUSAND else f"{value / 1000:.0f}k"


_THOUSAND = 1000
