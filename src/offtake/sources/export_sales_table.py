"""Many rows of the export sales report in columns, and what is done to all of them at once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offtake.columns import Coded, Mask, Observations, Places, together
from offtake.domain import Flow, Frequency, Period, SeriesKey, Status, Vintage
from offtake.reference.codes import USA
from offtake.sources.export_sales import MEASURES, ExportSalesRow, week_within

_SILENT, _PRINTED = -1, 0
_STATUSES = (Status.NORMAL, Status.PROVISIONAL, Status.MISSING)
_PART_MISSING = "a part of the sum is not printed"


@dataclass(frozen=True, slots=True)
class ExportSalesTable:
    """Rows of the report: what names a row in columns, figures as a table of rows and measures.

    `said` has for each figure 0 where it is printed, -1 where nothing is said of it, else the
    place of the reason among `reasons`, of which the first is none.
    """

    product: Coded[str]
    partner: Coded[str]
    unit_code: Coded[str]
    marketing_year: Coded[Period]
    week_ending: Coded[date]
    measures: tuple[str, ...]
    figures: NDArray[np.int64]
    said: Places
    reasons: tuple[str, ...]
    locator: Coded[str]
    is_provisional: Mask

    @classmethod
    def of(cls, rows: "Iterable[ExportSalesRow] | ExportSalesTable") -> "ExportSalesTable":
        """Return rows in columns; those that are in columns already as they are."""
        if isinstance(rows, ExportSalesTable):
            return rows
        held = tuple(rows)
        names = (name for row in held for name in (*row.figures, *row.gaps))
        measures = tuple(dict.fromkeys((*MEASURES, *names)))
        reasons = {"": _PRINTED}
        return cls(
            product=Coded.of([row.product for row in held]),
            partner=Coded.of([row.partner for row in held]),
            unit_code=Coded.of([row.unit_code for row in held]),
            marketing_year=Coded.of([row.marketing_year for row in held]),
            week_ending=Coded.of([row.week_ending for row in held]),
            measures=measures,
            figures=_grid([[row.figures.get(name, 0) for name in measures] for row in held]),
            said=_grid([[_said(row, name, reasons) for name in measures] for row in held]),
            reasons=tuple(reasons),
            locator=Coded.of([row.locator for row in held]),
            is_provisional=np.array([row.is_provisional for row in held], dtype=np.bool_),
        )

    def __len__(self) -> int:
        return len(self.figures)

    def row(self, place: int) -> ExportSalesRow:
        """Return one row as it was printed."""
        cells = list(zip(self.measures, self.figures[place], self.said[place], strict=True))
        return ExportSalesRow(
            product=self.product[place],
            partner=self.partner[place],
            unit_code=self.unit_code[place],
            marketing_year=self.marketing_year[place],
            week_ending=self.week_ending[place],
            figures={name: int(figure) for name, figure, said in cells if said == _PRINTED},
            gaps={name: self.reasons[said] for name, _, said in cells if said > _PRINTED},
            locator=self.locator[place],
            is_provisional=bool(self.is_provisional[place]),
        )

    def take(self, rows: NDArray[Any]) -> "ExportSalesTable":
        """Return the rows at some places, or those a mask lets through."""
        return replace(
            self,
            product=self.product.take(rows),
            partner=self.partner.take(rows),
            unit_code=self.unit_code.take(rows),
            marketing_year=self.marketing_year.take(rows),
            week_ending=self.week_ending.take(rows),
            figures=self.figures[rows],
            said=self.said[rows],
            locator=self.locator.take(rows),
            is_provisional=self.is_provisional[rows],
        )

    def and_then(self, others: "ExportSalesTable") -> "ExportSalesTable":
        """Return these rows and then others of the same measures.

        Raises:
            ValueError: The others have other measures.
        """
        if self.measures != others.measures:
            raise ValueError(f"rows of {others.measures} cannot follow rows of {self.measures}")
        reasons = Coded.joined([Coded.each(self.reasons), Coded.each(others.reasons)])
        moved = reasons.places[len(self.reasons) :]
        theirs = np.where(others.said > _PRINTED, moved[others.said], others.said)
        return ExportSalesTable(
            product=Coded.joined([self.product, others.product]),
            partner=Coded.joined([self.partner, others.partner]),
            unit_code=Coded.joined([self.unit_code, others.unit_code]),
            marketing_year=Coded.joined([self.marketing_year, others.marketing_year]),
            week_ending=Coded.joined([self.week_ending, others.week_ending]),
            measures=self.measures,
            figures=np.concatenate([self.figures, others.figures]),
            said=np.concatenate([self.said, theirs]),
            reasons=reasons.values,
            locator=Coded.stacked([self.locator, others.locator]),
            is_provisional=np.concatenate([self.is_provisional, others.is_provisional]),
        )

    def printed(self, measure: str) -> tuple[NDArray[np.int64], Mask]:
        """Return the figures of a measure, and which of them are printed."""
        if measure not in self.measures:
            return np.zeros(len(self), dtype=np.int64), np.zeros(len(self), dtype=np.bool_)
        place = self.measures.index(measure)
        return self.figures[:, place], self.said[:, place] == _PRINTED

    def weeks(self) -> NDArray[np.int64]:
        """Return the last day of each row's week as a count of days."""
        days = [week.toordinal() for week in self.week_ending.values]
        return np.array(days, dtype=np.int64)[self.week_ending.places]

    def series(self) -> Places:
        """Return a number for each row, the same for rows that continue one another."""
        return together(self.product, self.partner, self.marketing_year)

    def summed(self, groups: Places) -> "ExportSalesTable":
        """Return one row for each number among `groups`: the sum of the rows that bear it.

        What one row does not print is a gap of the sum; the rest is as in the first of the rows.
        """
        order = np.argsort(groups, kind="stable")
        starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
        counts = np.diff(starts, append=len(groups))
        firsts = self.take(order[starts])
        is_whole = np.logical_and.reduceat(self.said[order] == _PRINTED, starts)
        return replace(
            firsts,
            figures=np.where(is_whole, np.add.reduceat(self.figures[order], starts), 0),
            said=np.where(is_whole, _PRINTED, 1),
            reasons=("", _PART_MISSING),
            locator=Coded.of([f"sum of {count} rows" for count in counts.tolist()]),
        )

    def observations(
        self, *, vintage: Coded[Vintage], snapshot: str, note: Coded[str]
    ) -> Observations:
        """Return each figure, and a missing one for each gap.

        `vintage` and `note` have a value a row; the note of a gap is its reason.

        Raises:
            PeriodInvalid: A week does not touch its marketing year.
        """
        cells = np.flatnonzero(self.said != _SILENT)
        rows, said = cells // len(self.measures), self.said.ravel()[cells]
        is_gap = said > _PRINTED
        notes = np.where(is_gap, said + len(note.values), note.places[rows])
        statuses = np.where(is_gap, 2, self.is_provisional[rows])
        return Observations(
            key=self._keys(rows, cells % len(self.measures)),
            period=self._periods().take(rows),
            value=np.where(is_gap, 0, self.figures.ravel()[cells]),
            status=Coded(_STATUSES, statuses),
            vintage=vintage.take(rows),
            snapshot=Coded.same(snapshot, len(cells)),
            locator=self.locator.take(rows),
            note=Coded((*note.values, *self.reasons), notes),
        )

    def _keys(self, rows: Places, measures: Places) -> Coded[SeriesKey]:
        kinds = together(self.product, self.partner, self.unit_code)
        _, firsts, kind = np.unique(kinds, return_index=True, return_inverse=True)
        names = ((self.product[row], self.partner[row], self.unit_code[row]) for row in firsts)
        keys = (_key(measure, *those) for those in names for measure in self.measures)
        return Coded(tuple(keys), kind[rows] * len(self.measures) + measures)

    def _periods(self) -> Coded[Period]:
        numbers = together(self.marketing_year, self.week_ending)
        _, firsts, places = np.unique(numbers, return_index=True, return_inverse=True)
        periods = (week_within(self.marketing_year[row], self.week_ending[row]) for row in firsts)
        return Coded(tuple(periods), places)


@lru_cache(maxsize=65_536)
def _key(measure: str, product: str, partner: str, unit_code: str) -> SeriesKey:
    """Return the key of a series, made once for all answers that have it."""
    weekly = Frequency.WEEKLY
    return SeriesKey(measure, USA, partner, Flow.EXPORT, product, weekly, unit_code)


def _said(row: ExportSalesRow, name: str, reasons: dict[str, int]) -> int:
    if name in row.figures:
        return _PRINTED
    reason = row.gaps.get(name)
    return _SILENT if reason is None else reasons.setdefault(reason, len(reasons))


def _grid(rows: list[list[int]]) -> NDArray[np.int64]:
    return np.array(rows, dtype=np.int64).reshape(len(rows), -1) if rows else _NO_ROW


_NO_ROW = np.zeros((0, len(MEASURES)), dtype=np.int64)
