"""The words on a pace chart: the ends of its lines, and what stands below it."""

from offtake.pace import day_text
from offtake.report.charts.figures import PaceFigures
from offtake.report.charts.labels import Label
from offtake.report.charts.layers import COLOURS, drawn_lines, has_way
from offtake.report.charts.scale import Scale

_FAN_SAID = {"p95": "5% above", "p50": "expected", "p05": "5% below"}
_TEN = 10


def end_labels(figures: PaceFigures, scale: Scale) -> list[Label]:
    """Return the labels of the lines at the values they end in, in the units of the axis."""
    ends = [
        (f"{line.drawn.value} ", COLOURS[line.drawn], line.values[-1])
        for line in drawn_lines(figures)
    ]
    if figures.target is not None:
        ends.append(("pledged ", "target", figures.target))
    labels = [
        Label(f"{word}{scale(value):,.2f}", colour, scale(value)) for word, colour, value in ends
    ]
    if figures.usual and figures.usual[-1][2] > 0:
        labels.append(Label("usual season", "usual", scale(figures.usual[-1][2])))
    return labels + _fan_labels(figures, scale)


def _fan_labels(figures: PaceFigures, scale: Scale) -> list[Label]:
    if figures.fan is None:
        return []
    end, colour = figures.fan.end, COLOURS[figures.fan.drawn]
    return [
        Label(f"{words} {_short(scale(end[name]))}", colour, scale(end[name]))
        for name, words in _FAN_SAID.items()
    ]


def _short(value: float) -> str:
    """Return a forecast with no more digits than it is good for."""
    return f"{value:,.1f}" if abs(value) >= _TEN else f"{value:,.2f}"


def foot(figures: PaceFigures) -> str:
    """Return the line of source and caveat that stands in the picture."""
    known = f"as known on {day_text(figures.as_of)}, revision {figures.revision}, offtake"
    said = [f"Source: {figures.source}; {known}"]
    if figures.fan is not None:
        said.append(
            f"Fan: expected day by day, half the time in the dark band, nine times in ten in the "
            f"light ({figures.fan.model})"
        )
    if figures.usual:
        said.append("Grey: earlier seasons, least to most, and their mean")
    if has_way(figures) and figures.season:
        said.append("Dashed: the pledge by the usual season, which binds nobody")
    elif has_way(figures) and figures.due:
        said.append("Dotted: the pledge by straight line")
    if figures.is_topped_up:
        said.append("Hatched: sold to unknown destinations, who may or may not be the buyer")
    caveat = figures.caveat[:1].upper() + figures.caveat[1:]
    return ". ".join(one for one in (*said, caveat) if one).replace("\n", " ") + "."
