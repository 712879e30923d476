"""The pace chart in letters, for a terminal."""

from collections.abc import Iterator, Sequence
from datetime import date
from textwrap import wrap
from typing import Any

from offtake.errors import ExtraMissing
from offtake.pace import day_text
from offtake.report.board import WIDTH, Line
from offtake.report.charts import FAN_LEVELS, PaceFigures, shown

_HEIGHT = 20
_MARKS = {"bought": "o", "shipped": "#", "upper bound": "x", "arrived": "+"}
_SCALES = ((10**9, "billion "), (10**6, "million "), (10**3, "thousand "), (1, ""))


def chart_lines(figures: PaceFigures) -> Iterator[Line]:
    """Yield the chart at 80 columns: each count in letters of its own, the pledge as a line.

    Raises:
        ExtraMissing: The package that plots is not installed.
    """
    yield from ((line, "bold") for line in wrap(figures.title, WIDTH))
    by, word = _scale(figures)
    yield f"{word}{figures.unit}", "dim"
    yield from ((line.rstrip(), "") for line in _plot(figures, by).splitlines() if line.strip())
    for line in figures.lines:
        drawn = line.drawn.value
        said = f"{shown(line.values[-1])} {figures.unit} by {day_text(line.days[-1])}"
        yield f"  {_MARKS[drawn]} {drawn}: {said}; {line.verdict.word.value.replace('_', ' ')}", ""
    if figures.target is not None:
        yield f"  - pledged: {shown(figures.target)} {figures.unit}", ""
    if figures.due:
        yield "  . the pledge by straight line", ""
    yield from ((line, "") for line in _expected(figures))
    notes = [f"As known on {figures.as_of}, store revision {figures.revision}.", figures.caveat]
    for note in filter(None, notes):
        yield from ((line, "dim") for line in wrap(note, WIDTH))


def _expected(figures: PaceFigures) -> Iterator[str]:
    """Yield where the forecast expects the chosen count to stand at the deadline."""
    if figures.fan is None:
        return
    end, by = figures.fan.end, day_text(figures.fan.days[-1][0])
    said = f"{shown(end['p50'])} {figures.unit} by {by} ({figures.fan.model})"
    yield f"  : {figures.fan.drawn.value}, expected: {said}"
    yield f"    half the time {shown(end['p25'])} to {shown(end['p75'])}"
    yield f"  | nine times in ten {shown(end['p05'])} to {shown(end['p95'])}"


def _scale(figures: PaceFigures) -> tuple[int, str]:
    drawn = [value for line in figures.lines for value in line.values]
    if figures.fan is not None:
        drawn += [values[-1] for _, values in figures.fan.days]
    most = max([*drawn, figures.target or 0])
    return next((by, word) for by, word in _SCALES if most >= by or by == 1)


def _plot(figures: PaceFigures, by: int) -> str:
    plt = _plotter()
    plt.clear_figure()
    plt.limit_size(width=False, height=False)
    plt.plot_size(WIDTH, _HEIGHT)
    plt.theme("clear")
    origin = figures.start
    span = (figures.end - origin).days

    def draw(points: Sequence[tuple[date, float]], mark: str) -> None:
        across = [float((day - origin).days) for day, _ in points]
        plt.plot(across, [value / by for _, value in points], marker=mark)

    if figures.due:
        draw(figures.due, ".")
    if figures.target is not None:
        draw([(figures.start, figures.target), (figures.end, figures.target)], "-")
    if figures.fan is not None:
        for name in ("p05", "p50", "p95"):
            place = list(FAN_LEVELS).index(name)
            mark = ":" if name == "p50" else "|"
            draw([(on, values[place]) for on, values in figures.fan.days], mark)
    for line in figures.lines:
        draw(list(zip(line.days, line.values, strict=True)), _MARKS[line.drawn.value])
    ticks = [span * part // 4 for part in range(5)]
    plt.xticks(ticks, [_tick(origin, tick) for tick in ticks])
    plt.xlim(0, span)
    return str(plt.uncolorize(plt.build()))


def _tick(origin: date, days: int) -> str:
    day = date.fromordinal(origin.toordinal() + days)
    return f"{day.day} {day:%b %y}"


def _plotter() -> Any:
    try:
        import plotext  # noqa: PLC0415 - only a chart in letters needs it
    except ImportError:
        raise ExtraMissing("drawing a chart in letters", "charts") from None
    return plotext
