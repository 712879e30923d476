"""What a notebook shows of an answer: tables and charts, texts escaped, no script, no style."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

from offtake.domain import Verdict
from offtake.errors import ExtraMissing
from offtake.forecast import Forecast, Refusal
from offtake.pace import amount_text, day_text
from offtake.report.charts import (
    FAN_LEVELS,
    CalibrationFigures,
    PaceFigures,
    Shape,
    page_svg,
    spark_svg,
)
from offtake.report.exports import Table

MOST_ROWS = 60
"""How many rows a notebook shows; the rest is counted below them."""
_HEADER = ("pledge", "reading", "deadline", "amount", "counted", "verdict", "why", "built up")


def verdicts_html(
    verdicts: Sequence[Verdict],
    *,
    title: str,
    as_of: date,
    revision: int,
    notes: Iterable[str] = (),
) -> str:
    """Return verdicts as an HTML table that names its answer.

    >>> html = verdicts_html([], title="<Busan>", as_of=date(2026, 8, 22), revision=21)
    >>> "&lt;Busan&gt;, as known on 22 Aug 2026, revision 21" in html
    True
    """
    rows = [
        (
            one.pledge.id,
            one.reading.id,
            "none" if one.deadline is None else one.deadline.on.isoformat(),
            "" if one.target is None else amount_text(one.target.value, one.target.unit_code),
            "" if one.tally.counted is None
            else amount_text(one.tally.counted, one.tally.unit_code),
            one.word.value.replace("_", " "),
            one.why,
            _Markup(spark_svg(one)),
        )
        for one in verdicts[:MOST_ROWS]
    ]  # fmt: skip
    caption = f"{title}, as known on {day_text(as_of)}, revision {revision}"
    return _table(caption, _HEADER, rows, more=len(verdicts) - len(rows), notes=notes)


def table_html(table: Table) -> str:
    """Return a table to take elsewhere as HTML: its first rows, its notes below."""
    names = [column.name for column in table.columns]
    rows = [["" if row[name] is None else row[name] for name in names]
            for row in table.rows[:MOST_ROWS]]  # fmt: skip
    caption = f"{table.title}, as known on {day_text(table.as_of)}, revision {table.revision}"
    return _table(caption, names, rows, more=len(table) - len(rows), notes=table.notes)


def chart_html(figures: PaceFigures | CalibrationFigures | None, *, name: str) -> str:
    """Return a chart as SVG, or nothing where none can be drawn here.

    That is so where nothing has counted, and where the extra that draws is not installed: the table
    beside it says the same. `name` tells it from other charts of a notebook.
    """
    if figures is None:
        return ""
    try:
        return page_svg(figures, shape=Shape.WIDE, name=f"chart-{name}")
    except ExtraMissing:
        return ""


def calibration_html(figures: CalibrationFigures) -> str:
    """Return what became of forecasts of one kind: its chart where it can be drawn, and its table.

    >>> from offtake.forecast import Cases
    >>> made = CalibrationFigures("sales", (Cases(0.2, 0.3, 1500, 5, 0.25, 0.2),), "a back-test")
    >>> "<td>20% to 30%</td><td>25.0%</td><td>20.0%</td><td>1,500</td>" in calibration_html(made)
    True
    """
    rows = [
        (f"{one.low:.0%} to {one.high:.0%}", f"{one.said:.1%}", f"{one.happened:.1%}",
         f"{one.count:,}", one.years)
        for one in figures.cases
    ]  # fmt: skip
    header = ("said", "mean", "came true", "forecasts", "seasons")
    chart = chart_html(figures, name=f"calibration-{figures.kind}")
    return chart + _table(figures.title, header, rows, more=0, notes=[figures.source])


def forecasts_html(pairs: Sequence[tuple[Verdict, Forecast | Refusal]]) -> str:
    """Return forecasts beside their verdicts as a table, or the reason where there is none."""
    header = ("pledge", "reading", "deadline", "likely", "expected", "50 %", "90 %", "model")
    rows, refused = [], []
    for verdict, found in pairs:
        if isinstance(found, Refusal):
            refused.append(f"{verdict.reading.id}: no forecast: {found.reason}")
            continue
        low, quarter, middle, three_quarters, high = (
            amount_text(Decimal(found.quantile(level)), found.unit_code)
            for level in FAN_LEVELS.values()
        )
        likely = "" if found.probability is None else f"{found.probability:.0%}"
        spans = (f"{quarter} to {three_quarters}", f"{low} to {high}")
        rows.append((found.pledge, found.reading, found.deadline.isoformat(), likely, middle,
                     *spans, found.model))  # fmt: skip
    known = {f"as known on {day_text(one.as_of)}, revision {one.revision}" for one, _ in pairs}
    return _table(", ".join(["Forecasts", *known]), header, rows, more=0, notes=refused)


class _Markup(str):
    """Markup of our own, which a table takes as it is."""

    __slots__ = ()


def _cell(value: object) -> str:
    return value if isinstance(value, _Markup) else escape(str(value))


def _table(
    caption: str,
    header: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    more: int,
    notes: Iterable[str],
) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    below = [*([f"{more:,} more rows"] if more > 0 else []), *notes]
    said = "".join(f"<p>{escape(note)}</p>" for note in below)
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>{said}"
    )
