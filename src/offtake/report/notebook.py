"""What a notebook shows of an answer: plain tables, every text escaped, no script and no style."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from typing import Any

from offtake.domain import Verdict
from offtake.errors import ExtraMissing
from offtake.pace import amount_text, day_text
from offtake.report.charts import PaceFigures, Shape, page_svg
from offtake.report.exports import Table

MOST_ROWS = 60
"""How many rows a notebook shows; the rest is counted below them."""
_HEADER = ("pledge", "reading", "deadline", "amount", "counted", "verdict", "why")


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


def chart_html(figures: PaceFigures | None) -> str:
    """Return the pace chart as SVG, or nothing where none can be drawn here.

    That is so where nothing has counted, and where the extra that draws is not installed: the table
    beside it says the same.
    """
    if figures is None:
        return ""
    try:
        return page_svg(figures, shape=Shape.WIDE, name=f"chart-{figures.pledge}")
    except ExtraMissing:
        return ""


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
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    below = [*([f"{more:,} more rows"] if more > 0 else []), *notes]
    said = "".join(f"<p>{escape(note)}</p>" for note in below)
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>{said}"
    )
