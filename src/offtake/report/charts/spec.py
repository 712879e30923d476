"""The pace chart as a Vega-Lite specification, written with Altair.

At most seven kinds of line: the range and mean of earlier seasons, the target by the usual season,
the target by straight line, the pledge, what was bought, what was shipped. Labels stand at the ends
of the lines, moved apart by `labels`; there is no legend.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from textwrap import wrap
from typing import Any

from offtake.errors import ExtraMissing
from offtake.pace import day_text
from offtake.report.charts.colours import variable
from offtake.report.charts.figures import Drawn, PaceFigures
from offtake.report.charts.labels import Label, apart

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_COLOURS = {
    Drawn.BOUGHT: "bought",
    Drawn.SHIPPED: "shipped",
    Drawn.UPPER_BOUND: "bound",
    Drawn.ARRIVED: "arrived",
}
_PHONE = 500
_UNITS = {
    "t": "t",
    "USD": "dollars",
    "usd": "dollars",
    "piece": "pieces",
    "running_bale": "running bales",
}
_BILLION, _MILLION, _THOUSAND = 1_000_000_000, 1_000_000, 1_000


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

    def lines(self, text: str, size: int) -> list[str]:
        """Return a text in lines that fit the picture: fonts are up to 0.62 as wide as high."""
        return wrap(text, int((self.width - self.left) / (size * 0.62)))


def pace_spec(figures: PaceFigures, *, width: int, height: int) -> dict[str, Any]:
    """Return the chart as a Vega-Lite specification of a fixed outer size.

    Raises:
        ExtraMissing: Altair is not installed.
    """
    try:
        import altair as alt  # noqa: PLC0415 - 0.7 s that only pictures need
    except ImportError:
        raise ExtraMissing("drawing a chart", "charts") from None
    frame = _frame(figures, width, height)
    scale = _Scale.of(figures)
    across = _across(alt, figures, is_phone=width < _PHONE)
    layers = [*_past(alt, figures, scale, across), *_aims(alt, figures, scale, across)]
    layers += [*_counts(alt, figures, scale, across), *_words(alt, figures, scale, frame)]
    plot_width, plot_height = frame.plot
    # One call: each further one, such as `properties`, would copy all the rows again.
    chart = alt.layer(
        *layers,
        config=_style(alt, frame),
        width=plot_width,
        height=plot_height,
        padding={
            "left": frame.left,
            "right": frame.right,
            "top": frame.top,
            "bottom": frame.bottom,
        },
        autosize=alt.AutoSizeParams(type="none"),
        title=alt.TitleParams(
            text=frame.lines(figures.title, frame.title),
            anchor="start",
            frame="group",
            dx=-frame.left + 4,
            offset=14,
        ),
    )
    # Altair's check of its own output is four fifths of the cost; the tests make it.
    found: dict[str, Any] = chart.to_dict(validate=False)
    return found


@dataclass(frozen=True, slots=True)
class _Scale:
    """By how much the shown values are divided, the words for that, and how far the axis goes."""

    by: int
    words: str
    top: float

    @classmethod
    def of(cls, figures: PaceFigures) -> "_Scale":
        held = [value for line in figures.lines for value in line.values]
        held += [value for _, value in figures.season]
        held += [high for *_, high in figures.usual]
        if figures.target is not None:
            held.append(figures.target)
        most = float(max([*held, 0])) or 1.0
        unit = _UNITS.get(figures.unit, figures.unit)
        for by, word in ((_BILLION, "billion"), (_MILLION, "million"), (_THOUSAND, "thousand")):
            if most >= by:
                return cls(by, f"{word} {unit}", most / by * 1.06)
        return cls(1, unit, most * 1.06)

    def __call__(self, value: float) -> float:
        return value / self.by


def _frame(figures: PaceFigures, width: int, height: int) -> _Frame:
    is_phone = width < _PHONE
    title, label = (14, 12) if is_phone else (17, 12)
    if width > 1000:  # noqa: PLR2004 - a card, seen small
        title, label = 30, 20
    longest = max(len(one.text) for one in _end_labels(figures, _Scale.of(figures)))
    right = int(longest * label * 0.66) + 16
    frame = _Frame(width, height, label * 3 + 6, right, 0, 0, title, label)
    top = len(frame.lines(figures.title, title)) * int(title * 1.25) + 34
    foot = len(frame.lines(_foot(figures), label - 1)) * int(label * 1.25) + 44
    return _Frame(width, height, frame.left, right, top, foot, title, label)


def _past(alt: Any, figures: PaceFigures, scale: _Scale, across: Any) -> list[Any]:
    """Return what earlier seasons had counted: a band, and the line of their mean."""
    if not figures.usual:
        return []
    rows = [
        {"on": on.isoformat(), "low": scale(low), "mean": scale(mean), "high": scale(high)}
        for on, low, mean, high in figures.usual
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(x=across)
    return [
        base.mark_area(color=variable("range"), opacity=0.55, line=False).encode(
            y=_up(alt, scale, "low"), y2=alt.Y2("high:Q")
        ),
        base.mark_line(color=variable("usual"), strokeWidth=1.2).encode(y=_up(alt, scale, "mean")),
    ]


def _aims(alt: Any, figures: PaceFigures, scale: _Scale, across: Any) -> list[Any]:
    """Return the pledge as a line across, the straight way to it, and the usual season's."""
    found = []
    for points, dash, colour in (
        (figures.due, [2, 3], "usual"),
        (figures.season, [6, 4], "season"),
    ):
        if points:
            rows = [{"on": on.isoformat(), "value": scale(value)} for on, value in points]
            mark = {"color": variable(colour), "strokeDash": dash, "strokeWidth": 1.5}
            found.append(
                alt.Chart(alt.Data(values=rows))
                .mark_line(clip=True, **mark)
                .encode(x=across, y=_up(alt, scale, "value"))
            )
    if figures.target is not None:
        rows = [{"value": scale(figures.target)}]
        mark = {"color": variable("target"), "strokeWidth": 1.5}
        found.append(
            alt.Chart(alt.Data(values=rows)).mark_rule(**mark).encode(y=_up(alt, scale, "value"))
        )
    if figures.deadline is not None:
        rows = [{"on": figures.deadline.isoformat()}]
        mark = {"color": variable("label"), "strokeDash": [1, 3], "strokeWidth": 1}
        found.append(alt.Chart(alt.Data(values=rows)).mark_rule(**mark).encode(x=across))
    return found


def _counts(alt: Any, figures: PaceFigures, scale: _Scale, across: Any) -> list[Any]:
    """Return the counts: what was shipped thick, the upper bound dashed, the others as steps."""
    found = []
    for line in figures.lines:
        is_shipped = line.drawn is Drawn.SHIPPED
        rows = [
            {"on": on.isoformat(), "value": scale(value), "what": line.drawn.value}
            for on, value in zip(line.days, line.values, strict=True)
        ]
        mark = {
            "color": variable(_COLOURS[line.drawn]),
            "strokeWidth": 3.2 if is_shipped else 2,
            "interpolate": "linear" if is_shipped else "step-after",
            "strokeDash": [5, 2] if line.drawn is Drawn.UPPER_BOUND else [1, 0],
        }
        found.append(
            alt.Chart(alt.Data(values=rows))
            .mark_line(point=len(rows) == 1, **mark)
            .encode(
                x=across,
                y=_up(alt, scale, "value"),
                tooltip=[
                    alt.Tooltip("what:N", title="count"),
                    alt.Tooltip("on:T", title="by", format="%-d %b %Y"),
                    alt.Tooltip("value:Q", title=scale.words, format=",.3f"),
                ],
            )
        )
    return found


def _words(alt: Any, figures: PaceFigures, scale: _Scale, frame: _Frame) -> list[Any]:
    """Return the labels at the ends of the lines and the notes below the plot."""
    width, height = frame.plot
    wanted = [
        replace(one, at=height - one.at / scale.top * height) for one in _end_labels(figures, scale)
    ]
    placed = apart(wanted, step=frame.label * 1.3, low=0, high=height)
    texts = [
        _text(alt, one.text, width + 6, one.at, color=variable(one.colour), fontSize=frame.label,
              baseline="middle", fontWeight=600)
        for one in placed
    ]  # fmt: skip
    texts.append(
        _text(alt, scale.words, 4 - frame.left, -14, color=variable("label"), fontSize=frame.label)
    )
    lines = frame.lines(_foot(figures), frame.label - 1)
    return [
        *texts,
        _text(alt, lines, 4 - frame.left, height + int(frame.label * 2.4), color=variable("label"),
              fontSize=frame.label - 1, baseline="top", lineHeight=int(frame.label * 1.25)),
    ]  # fmt: skip


def _foot(figures: PaceFigures) -> str:
    """Return the line of source and caveat that stands in the picture."""
    said = [f"As known on {day_text(figures.as_of)}, revision {figures.revision}, offtake"]
    if figures.usual:
        said.append("Grey: earlier seasons, least to most, and their mean")
    if figures.season:
        said.append("Dashed: the pledge by the usual season, which binds nobody")
    elif figures.due:
        said.append("Dotted: the pledge by straight line")
    return (
        ". ".join(
            [*said, *filter(None, [figures.caveat[:1].upper() + figures.caveat[1:]])]
        ).replace("\n", " ")
        + "."
    )


def _end_labels(figures: PaceFigures, scale: _Scale) -> list[Label]:
    """Return the labels of the lines at the values they end in."""
    ends = [
        (f"{line.drawn.value} ", _COLOURS[line.drawn], line.values[-1]) for line in figures.lines
    ]
    if figures.target is not None:
        ends.append(("pledged ", "target", figures.target))
    labels = [
        Label(f"{word}{scale(value):,.2f}", colour, scale(value)) for word, colour, value in ends
    ]
    if figures.usual and figures.usual[-1][2] > 0:
        labels.append(Label("usual season", "usual", scale(figures.usual[-1][2])))
    return labels


def _text(alt: Any, text: str | Sequence[str], x: float, y: float, **mark: Any) -> Any:
    said = text if isinstance(text, str) else list(text)
    return (
        alt.Chart(alt.Data(values=[{}]))
        .mark_text(text=said, align="left", font=FONT, **mark)
        .encode(x=alt.XValue(x), y=alt.YValue(y))
    )


def _across(alt: Any, figures: PaceFigures, *, is_phone: bool) -> Any:
    def at(day: date) -> Any:
        return alt.DateTime(year=day.year, month=day.month, date=day.day, utc=True)

    return alt.X(
        "on:T",
        title=None,
        scale=alt.Scale(type="utc", domain=[at(figures.start), at(figures.end)]),
        axis=alt.Axis(format="%b %y", grid=False, tickCount=3 if is_phone else 5, labelFlush=True),
    )


def _up(alt: Any, scale: _Scale, field: str) -> Any:
    return alt.Y(
        f"{field}:Q",
        title=None,
        scale=alt.Scale(domain=[0, scale.top], nice=False, clamp=True),
        axis=alt.Axis(tickCount=5, domain=False, ticks=False, format=",~f"),
    )


def _style(alt: Any, frame: _Frame) -> Any:
    """Return the letters and greys of the pages; a chart is configured once."""
    return alt.Config(
        background="transparent",
        font=FONT,
        view=alt.ViewConfig(stroke=None),
        title=alt.TitleConfig(
            fontSize=frame.title,
            fontWeight=600,
            color=variable("text"),
            lineHeight=frame.title * 1.25,
        ),
        axis=alt.AxisConfig(
            labelColor=variable("label"),
            labelFontSize=frame.label,
            gridColor=variable("grid"),
            domainColor=variable("label"),
            tickColor=variable("label"),
        ),
    )


def moving_spec(figures: PaceFigures, *, width: int, height: int) -> dict[str, Any]:
    """Return the chart for a script: its points say what they are, and the days can be zoomed.

    Raises:
        ExtraMissing: Altair is not installed.
    """
    spec = pace_spec(figures, width=width, height=height)
    for layer in spec["layer"]:
        if "tooltip" in layer["encoding"]:
            layer["mark"]["point"] = {"size": 90, "opacity": 0.01}
            layer["params"] = []
    counts = next(layer for layer in spec["layer"] if "tooltip" in layer["encoding"])
    counts["params"] = [
        {"name": "zoom", "select": {"type": "interval", "encodings": ["x"]}, "bind": "scales"}
    ]
    return spec
