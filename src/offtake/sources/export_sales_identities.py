"""The identities that rows of the export sales report must satisfy.

They are numbered as in docs/sources/usda_export_sales.md:

- I1: accumulated exports + outstanding sales = total commitment.
- I2: from one week to the next within a marketing year, the change of the commitment is net sales
  and the change of accumulated exports is weekly exports.
- I5: the grand total is the sum of known and unknown destinations.

An opening row has no row before it in its year, so I2 does not bind it: what it prints as net sales
changed meaning between captures (rule D3), and tallies recompute it from stocks. What is not
printed cannot disagree.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offtake.columns import Mask, together
from offtake.sources.export_sales import ExportSalesRow
from offtake.sources.export_sales_table import ExportSalesTable

_TOTALS = ("WORLD", "KNOWN", "UNKNOWN")

Breach = tuple[int, str]
"""The place of a row that breaks an identity, and how it does."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that breaks an identity, and how."""

    row: ExportSalesRow
    reason: str


def broken_rows(rows: Sequence[ExportSalesRow]) -> list[Broken]:
    """Return the rows that break I1 or I2, each once, with the figures that show it."""
    return [Broken(rows[place], reason) for place, reason in breaches(ExportSalesTable.of(rows))]


def aggregates_disagree(rows: Sequence[ExportSalesRow], measure: str) -> list[Broken]:
    """Return the grand totals of `measure` that are not known plus unknown (I5)."""
    found = disagreements(ExportSalesTable.of(rows), (measure,))
    return [Broken(rows[place], reason) for place, reason in found]


def breaches(table: ExportSalesTable) -> list[Breach]:
    """Return the rows that break I1, and those of the rest that break I2."""
    first = list(_breaches_of_i1(table))
    return [*first, *_breaches_of_i2(table, without=[place for place, _ in first])]


def disagreements(table: ExportSalesTable, measures: Iterable[str]) -> Iterator[Breach]:
    """Yield the grand totals that are not known plus unknown (I5)."""
    is_total = table.partner.where(lambda partner: partner in _TOTALS)
    groups = together(table.product, table.marketing_year, table.week_ending)
    trios: dict[int, dict[str, int]] = defaultdict(dict)
    for place in np.flatnonzero(is_total).tolist():
        trios[int(groups[place])][table.partner[place]] = place
    judged = [trio for trio in trios.values() if {"WORLD", "KNOWN"} <= trio.keys()]
    for measure in measures:
        figures, is_printed = table.printed(measure)
        for trio in judged:
            if not all(is_printed[place] for place in trio.values()):
                continue
            total = figures[trio["WORLD"]]
            parts = sum(figures[place] for name, place in trio.items() if name != "WORLD")
            if total != parts:
                yield trio["WORLD"], f"I5: grand total of {measure} {total:,} is not {parts:,}"


def _breaches_of_i1(table: ExportSalesTable) -> Iterator[Breach]:
    accumulated, has_accumulated = table.printed("accumulated_exports")
    outstanding, has_outstanding = table.printed("outstanding_sales")
    commitment, has_commitment = table.printed("total_commitment")
    is_printed = has_accumulated & has_outstanding & has_commitment
    for place in np.flatnonzero(is_printed & (accumulated + outstanding != commitment)).tolist():
        levels = f"accumulated {accumulated[place]:,} + outstanding {outstanding[place]:,}"
        yield place, f"I1: {levels} is not the commitment {commitment[place]:,}"


def _breaches_of_i2(table: ExportSalesTable, *, without: Sequence[int]) -> Iterator[Breach]:
    rows = np.delete(np.arange(len(table)), without)
    weeks, series = table.weeks(), table.series()
    rows = rows[np.lexsort((weeks[rows], series[rows]))]
    before, after = rows[:-1], rows[1:]
    is_next = (series[before] == series[after]) & (weeks[after] - weeks[before] == 7)  # noqa: PLR2004 - days of a week
    before, after = before[is_next], after[is_next]

    def moved(stock: str) -> tuple[NDArray[np.int64], Mask]:
        level, is_printed = table.printed(stock)
        return level[after] - level[before], is_printed[after] & is_printed[before]

    exported, has_exported = moved("accumulated_exports")
    outstanding, has_outstanding = moved("outstanding_sales")
    shipped, has_shipped = (column[after] for column in table.printed("weekly_exports"))
    sold, has_sold = (column[after] for column in table.printed("net_sales"))
    ships_otherwise = has_exported & has_shipped & (exported != shipped)
    committed = exported + outstanding
    sells_otherwise = has_exported & has_outstanding & has_sold & (committed != sold)
    for pair in np.flatnonzero(ships_otherwise | sells_otherwise):
        reason = f"the commitment moved by {committed[pair]:,}, net sales print {sold[pair]:,}"
        if ships_otherwise[pair]:
            printed = f"weekly exports print {shipped[pair]:,}"
            reason = f"accumulated exports moved by {exported[pair]:,}, {printed}"
        yield int(after[pair]), f"I2: {reason}"
