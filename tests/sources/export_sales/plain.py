"""The identities and sums of the report in plain Python, row by row: slow, and easy to believe."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from offtake.reference.codes import place_by_id
from offtake.sources import ExportSalesRow
from offtake.sources.export_sales import MEASURES

Told = tuple[str, str]
"""The place of a row in the bytes, and how it breaks an identity."""


def told(rows: Iterable[ExportSalesRow]) -> Iterator[Told]:
    """Yield the rows that break I1, and of the others those that break I2."""
    groups = defaultdict(list)
    for row in rows:
        groups[row.series].append(row)
    for series in groups.values():
        ordered = sorted(series, key=lambda row: row.week_ending)
        yield from ((row.locator, reason) for row in ordered if (reason := breaks_i1(row)))
        held = [row for row in ordered if not breaks_i1(row)]
        for before, row in pairwise(held):
            if reason := breaks_i2(before, row):
                yield row.locator, reason


def breaks_i1(row: ExportSalesRow) -> str:
    shipped, waiting, commitment = (
        row.figures.get(name)
        for name in ("accumulated_exports", "outstanding_sales", "total_commitment")
    )
    if shipped is None or waiting is None or commitment in (None, shipped + waiting):
        return ""
    return (
        f"I1: accumulated {shipped:,} + outstanding {waiting:,} is not the commitment "
        f"{commitment:,}"
    )


def breaks_i2(before: ExportSalesRow, row: ExportSalesRow) -> str:
    if row.week_ending - before.week_ending != timedelta(days=7):
        return ""
    exported, waiting = moved(before, row, "accumulated_exports"), moved(
        before, row, "outstanding_sales"
    )  # fmt: skip
    shipped, sold = row.figures.get("weekly_exports"), row.figures.get("net_sales")
    if exported is not None and shipped not in (None, exported):
        return f"I2: accumulated exports moved by {exported:,}, weekly exports print {shipped:,}"
    if exported is None or waiting is None or sold in (None, exported + waiting):
        return ""
    return f"I2: the commitment moved by {exported + waiting:,}, net sales print {sold:,}"


def moved(before: ExportSalesRow, row: ExportSalesRow, stock: str) -> int | None:
    if stock not in before.figures or stock not in row.figures:
        return None
    return row.figures[stock] - before.figures[stock]


def world(rows: Sequence[ExportSalesRow]) -> dict[tuple[object, ...], tuple[object, ...]]:
    """Return for each product, year and week without a printed total the sum that stands for it."""
    groups = defaultdict(list)
    for row in rows:
        groups[row.product, row.marketing_year, row.week_ending].append(row)
    sums: dict[tuple[object, ...], tuple[object, ...]] = {}
    for name, group in groups.items():
        parts = [row for row in group if not place_by_id(row.partner).is_aggregate]
        if parts and all(row.partner != "WORLD" for row in group):
            whole = [one for one in MEASURES if all(one in row.figures for row in parts)]
            figures = {one: sum(row.figures[one] for row in parts) for one in whole}
            gaps = {one: "a part of the sum is not printed" for one in MEASURES if one not in whole}
            sums[name] = (figures, gaps, f"sum of {len(parts)} rows")
    return sums
