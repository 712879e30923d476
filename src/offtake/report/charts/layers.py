"""What a pace chart draws, from the back to the front: past seasons, fan, aims, counts.

At most seven kinds of line: the range and mean of earlier seasons, the target by the usual season
(by straight line where no season is held), the pledge, what was bought, what was shipped, and the
fan; the bound of sales to unknown destinations takes the fan's place where there is none. Where the
chosen reading counts them it is hatched, and beside a fan takes the place of the way to the target.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from offtake.report.charts.colours import variable
from offtake.report.charts.figures import FAN_LEVELS, Drawn, Line, PaceFigures
from offtake.report.charts.scale import Scale, Spec, up

COLOURS = {
    Drawn.BOUGHT: "bought",
    Drawn.SHIPPED: "shipped",
    Drawn.UPPER_BOUND: "bound",
    Drawn.ARRIVED: "arrived",
}
_STROKES = 90
"""How many strokes hatch the top-up from the first day to the last."""


def drawn_lines(figures: PaceFigures) -> list[Line]:
    """Return the counts that are drawn: a bound only on request, or where there is no fan."""
    is_bound_drawn = figures.is_topped_up or figures.fan is None
    return [line for line in figures.lines if is_bound_drawn or line.drawn is not Drawn.UPPER_BOUND]


def has_way(figures: PaceFigures) -> bool:
    """Return whether the way to the target is drawn: not where fan and bound both are."""
    return not (figures.is_topped_up and figures.fan is not None)


def layer(rows: Sequence[Spec], mark: Spec, **encoding: Any) -> Spec:
    """Return one layer of a chart, from its rows, its mark, and which field goes where."""
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


def past(figures: PaceFigures, scale: Scale, across: Spec) -> list[Spec]:
    """Return what earlier seasons had counted: a band, and the line of their mean."""
    if not figures.usual:
        return []
    rows = [
        {"on": on.isoformat(), "low": scale(low), "mean": scale(mean), "high": scale(high)}
        for on, low, mean, high in figures.usual
    ]
    band = {"type": "area", "color": variable("range"), "opacity": 0.55, "line": False}
    mean = {"type": "line", "color": variable("usual"), "strokeWidth": 1.2}
    return [
        layer(rows, band, x=across, y=up(scale, "low"), y2={"field": "high"}),
        layer(rows, mean, x=across, y=up(scale, "mean")),
    ]


def fan(figures: PaceFigures, scale: Scale, across: Spec) -> list[Spec]:
    """Return the two bands of the forecast, outlined so that they can be told from the ground."""
    if figures.fan is None:
        return []
    colour = variable(COLOURS[figures.fan.drawn])
    rows = [
        {"on": on.isoformat()}
        | {name: scale(value) for name, value in zip(FAN_LEVELS, values, strict=True)}
        for on, values in figures.fan.days
    ]
    bands = [
        layer(
            rows,
            {"type": "area", "color": colour, "fillOpacity": opacity, "stroke": colour,
             "strokeWidth": width},
            x=across,
            y=up(scale, low),
            y2={"field": high},
        )
        for low, high, opacity, width in (("p05", "p95", 0.14, 1), ("p25", "p75", 0.26, 0.6))
    ]  # fmt: skip
    told = [_tip("on", "expected by")] + [
        _tip(name, f"{level:.0%} below", ",.2f") for name, level in FAN_LEVELS.items()
    ]
    median = {"type": "line", "color": colour, "strokeWidth": 1.6, "strokeDash": [1, 2]}
    return [*bands, layer(rows, median, x=across, y=up(scale, "p50"), tooltip=told)]


def aims(figures: PaceFigures, scale: Scale, across: Spec) -> list[Spec]:
    """Return the pledge as a line across, and the way to it: the usual season's, or straight."""
    found = []
    points, dash, colour = (
        (figures.season, [6, 4], "season") if figures.season else (figures.due, [2, 3], "usual")
    )
    if points and has_way(figures):
        rows = [{"on": on.isoformat(), "value": scale(value)} for on, value in points]
        way = {"type": "line", "clip": True, "color": variable(colour), "strokeDash": dash,
               "strokeWidth": 1.5}  # fmt: skip
        found.append(layer(rows, way, x=across, y=up(scale, "value")))
    if figures.target is not None:
        mark = {"type": "rule", "color": variable("target"), "strokeWidth": 1.5}
        found.append(layer([{"value": scale(figures.target)}], mark, y=up(scale, "value")))
    return [*found, *_uprights(figures, across)]


def _uprights(figures: PaceFigures, across: Spec) -> list[Spec]:
    """Return dotted uprights at the deadline and, before a fan, at the end of the figures."""
    days = [] if figures.deadline is None else [figures.deadline]
    if figures.fan is not None:
        days.append(figures.fan.days[0][0])
    mark = {"type": "rule", "color": variable("label"), "strokeDash": [1, 3], "strokeWidth": 1}
    rows = [{"on": day.isoformat()} for day in days]
    return [layer(rows, mark, x=across)] if rows else []


def counts(figures: PaceFigures, scale: Scale, across: Spec) -> list[Spec]:
    """Return the counts: what was shipped thick, the upper bound dashed, the others as steps."""
    found = _top_up(figures, scale, across)
    for line in drawn_lines(figures):
        is_shipped = line.drawn is Drawn.SHIPPED
        rows = [
            {"on": on.isoformat(), "value": scale(value), "what": line.drawn.value}
            for on, value in zip(line.days, line.values, strict=True)
        ]
        mark = {
            "type": "line",
            "color": variable(COLOURS[line.drawn]),
            "strokeWidth": 3.2 if is_shipped else 2,
            "interpolate": "linear" if is_shipped else "step-after",
            "strokeDash": [5, 2] if line.drawn is Drawn.UPPER_BOUND else [1, 0],
            "point": len(rows) == 1,
        }
        told = [
            {"field": "what", "type": "nominal", "title": "count"},
            _tip("on", "by"),
            _tip("value", scale.words, ",.3f"),
        ]
        found.append(layer(rows, mark, x=across, y=up(scale, "value"), tooltip=told))
    return found


def _tip(field: str, title: str, form: str = "") -> Spec:
    """Return what is read off a point: a figure where a form is given, else a day."""
    if form:
        return {"field": field, "type": "quantitative", "title": title, "format": form}
    return {"field": field, "type": "temporal", "title": title, "format": "%-d %b %Y"}


def _top_up(figures: PaceFigures, scale: Scale, across: Spec) -> list[Spec]:
    """Return strokes between what was sold by name and that with all sold to unknown buyers."""
    if not figures.is_topped_up:
        return []
    by_kind = {line.drawn: line for line in figures.lines}
    named, most = by_kind.get(Drawn.BOUGHT), by_kind[Drawn.UPPER_BOUND]
    rows = [
        {"on": on.isoformat(), "low": scale(low), "high": scale(high)}
        for on in _even_days(figures.start, most.days[-1])
        if (high := _stood(most, on)) > (low := 0 if named is None else _stood(named, on))
    ]
    mark = {"type": "rule", "color": variable("bound"), "strokeWidth": 0.8, "opacity": 0.8}
    hatch = layer(rows, mark, x=across, y=up(scale, "low"), y2={"field": "high"})
    return [hatch] if rows else []


def _even_days(first: date, last: date) -> Iterable[date]:
    span = last.toordinal() - first.toordinal()
    places = {first.toordinal() + round(span * step / _STROKES) for step in range(_STROKES + 1)}
    return [date.fromordinal(place) for place in sorted(places)]


def _stood(line: Line, day: date) -> float:
    """Return what a count stood at on a day, by its last print."""
    days: Sequence[date] = line.days
    place = bisect_right(days, day)
    return line.values[place - 1] if place else 0
