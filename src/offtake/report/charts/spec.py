"""The pace chart as a Vega-Lite specification, written out as plain data.

`layers` says what is drawn. Labels stand at the ends of the lines, moved apart by `labels`; there
is no legend.
"""

from dataclasses import dataclass, replace
from typing import Any

from offtake.report.charts.colours import variable
from offtake.report.charts.figures import PaceFigures
from offtake.report.charts.labels import apart
from offtake.report.charts.layers import aims, counts, fan, layer, past
from offtake.report.charts.letters import width_of, wrapped
from offtake.report.charts.scale import Scale, Spec, across
from offtake.report.charts.words import end_labels, foot

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.4.1.json"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_PHONE = 500
_EDGE = 4
_UNDER_TITLE = 6
_GAP = 6
"""Pixels between the plot and the labels beside it."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """Sizes of one picture: outer, the margins around the plot, and the sizes of its letters."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    title: int
    label: int

    @property
    def plot(self) -> tuple[int, int]:
        return self.width - self.left - self.right, self.height - self.top - self.bottom

    def lines(self, text: str, size: int, *, is_bold: bool = False) -> list[str]:
        """Return a text in lines that fit the picture, with the same small edge on both sides."""
        return wrapped(text, self.width - 2 * _EDGE, size, is_bold=is_bold)


def pace_spec(figures: PaceFigures, *, width: int, height: int) -> Spec:
    """Return the chart as a Vega-Lite specification of a fixed outer size."""
    frame = _frame(figures, width, height)
    scale = Scale.of(figures)
    days = across(figures, ticks=3 if width < _PHONE else 5)
    layers = [one for draw in (past, fan, aims, counts) for one in draw(figures, scale, days)]
    plot_width, plot_height = frame.plot
    return {
        "$schema": SCHEMA,
        "description": figures.title,
        "layer": layers + _words(figures, scale, frame),
        "width": plot_width,
        "height": plot_height,
        "padding": {
            "left": frame.left,
            "right": frame.right,
            "top": frame.top,
            "bottom": frame.bottom,
        },
        "autosize": {"type": "none"},
        "config": styled(label=frame.label),
    }


def _frame(figures: PaceFigures, width: int, height: int) -> _Frame:
    is_phone = width < _PHONE
    title, label = (14, 12) if is_phone else (17, 12)
    if width > 1000:  # noqa: PLR2004 - a card, seen small
        title, label = 30, 20
    ends = end_labels(figures, Scale.of(figures))
    right = int(max(width_of(one.text, label, is_bold=True) for one in ends)) + _GAP + _EDGE
    frame = _Frame(width, height, label * 3 + 6, right, 0, 0, title, label)
    heading = len(frame.lines(figures.title, title, is_bold=True)) * int(title * 1.25)
    top = _EDGE + heading + 2 * label + _UNDER_TITLE
    below = len(frame.lines(foot(figures), label - 1)) * int(label * 1.25) + 44
    return _Frame(width, height, frame.left, right, top, below, title, label)


def _words(figures: PaceFigures, scale: Scale, frame: _Frame) -> list[Spec]:
    """Return the labels at the ends of the lines and the notes below the plot."""
    width, height = frame.plot
    wanted = [
        replace(one, at=height - one.at / scale.top * height) for one in end_labels(figures, scale)
    ]
    placed = apart(wanted, step=frame.label * 1.3, low=0, high=height)
    bold = {"fontSize": frame.label, "fontWeight": 600, "baseline": "middle"}
    texts = [
        text_layer(one.text, width + _GAP, one.at, color=variable(one.colour), **bold)
        for one in placed
    ]
    heading = text_layer(
        frame.lines(figures.title, frame.title, is_bold=True),
        _EDGE - frame.left,
        _EDGE - frame.top,
        color=variable("text"),
        baseline="top",
        fontSize=frame.title,
        fontWeight=600,
        lineHeight=int(frame.title * 1.25),
    )
    small, left = {"color": variable("label"), "baseline": "top"}, _EDGE - frame.left
    lines, size = frame.lines(foot(figures), frame.label - 1), frame.label - 1
    below, line = height + int(frame.label * 2.4), int(frame.label * 1.25)
    return [
        heading,
        *texts,
        text_layer(scale.words, left, -8 - frame.label, fontSize=frame.label, **small),
        text_layer(lines, left, below, fontSize=size, lineHeight=line, **small),
    ]


def text_layer(text: str | list[str], x: float, y: float, **mark: Any) -> Spec:
    """Return a text at a place of the plot, in pixels; it stays whole where the days are zoomed."""
    drawn = {"type": "text", "text": text, "align": "left", "font": FONT, "clip": False, **mark}
    return layer([{}], drawn, x={"value": x}, y={"value": y})


def styled(*, label: int) -> Spec:
    """Return the letters and greys of the pages for a chart with letters of this size."""
    return {
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "labelColor": variable("label"),
            "labelFontSize": label,
            "gridColor": variable("grid"),
            "domainColor": variable("label"),
            "tickColor": variable("label"),
        },
    }


def moving_spec(figures: PaceFigures, *, width: int, height: int) -> Spec:
    """Return the chart for a script: its points say what they are, and the days can be zoomed."""
    spec = pace_spec(figures, width=width, height=height)
    told = [one for one in spec["layer"] if "tooltip" in one["encoding"]]
    for one in told:
        one["mark"]["point"] = {"size": 90, "opacity": 0.01}
    told[0]["params"] = [
        {"name": "zoom", "select": {"type": "interval", "encodings": ["x"]}, "bind": "scales"}
    ]
    return spec
