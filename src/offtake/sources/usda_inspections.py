"""Grain inspected for export, from the calendar-year files of the inspection service.

One row a certificate, 112 columns of which six are read. Columns come and go with the years, so
only those six are asked for, by name; any other may change.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from offtake.columns import Coded
from offtake.domain import Snapshot, week_holding
from offtake.errors import AnswerCut, AnswerEmpty, AnswerIsNotData, FormatChanged
from offtake.sources.cells import Cell, columns, text_of
from offtake.sources.certificates import Weeks, sums
from offtake.sources.protocol import Parsed, Request, Tells
from offtake.sources.wide_csv import Block, read_blocks

_SOURCE: Final = "usda_inspections"
_URL = "https://fgisonline.ams.usda.gov/ExportGrainReport/CY{year}.csv"
_MEDIA = ("text/csv", "application/csv", "application/octet-stream", "text/plain")
_NEEDED = ("Thursday", "Grain", "Destination", "Cert Date", "Pounds", "Metric Ton")
_LATE = timedelta(weeks=8)
_FIRST_YEAR = 1983
_MAX_BYTES = 1024 * 1024 * 1024


class Inspections:
    """The calendar-year files: certificates added up to weeks."""

    id = _SOURCE

    def plan(self, since: date, until: date) -> Iterator[Request]:
        """Yield the files of every year that a week of the span touches.

        Eight weeks more are read again, since certificates come late (rule D22); a week across
        1 January needs the files of both years.
        """
        first, last = week_holding(since - _LATE).start.year, week_holding(until).last_day.year
        newest = min(last, until.year)
        for year in range(max(first, _FIRST_YEAR), newest + 1):
            yield Request(
                source=self.id,
                url=_URL.format(year=year),
                title=f"Inspection certificates dated in {year}",
                media_types=_MEDIA,
                covers_start=date(year, 1, 1),
                covers_end=min(date(year, 12, 31), until),
                max_bytes=_MAX_BYTES,
                is_large=True,
                tells=Tells.NEWEST if year == newest else Tells.NOTHING,
            )

    def parse(self, snapshot: Snapshot, content: bytes) -> Parsed:
        """Return the weekly sums of a year's certificates.

        Raises:
            AnswerIsNotData: It is a page or an error report.
            AnswerCut: The last line has no end or too few cells.
            AnswerEmpty: There is a header and no certificate.
            FormatChanged: A column needed is missing, or a cell is not what it was.
            CodeUnknown: A grain or destination was never seen before.
        """
        start, width, places = _header(content)
        parts = read_blocks(
            _SOURCE, content, _Certificates.of, start=start, width=width, columns=places
        )
        found = _Certificates.joined(parts)
        return _parsed(snapshot, found, _year(snapshot, found.certified))


def _header(content: bytes) -> tuple[int, int, dict[str, int]]:
    """Return where the header ends, how many names it has, and the places of those needed."""
    end = content.find(b"\n")
    head = text_of(_SOURCE, content[: end if end >= 0 else None])
    names = [name.strip() for name in next(csv.reader([head.strip("\r")]), [])]
    needed = [name for name in names if name in _NEEDED]
    if not needed:
        raise AnswerIsNotData(_SOURCE, "header", "no column of a file of certificates")
    if not content.endswith(b"\n"):
        raise AnswerCut(_SOURCE, "last line", "it has no end")
    columns(_SOURCE, "header", needed, required=_NEEDED)
    return end + 1, len(names), {name: names.index(name) for name in _NEEDED}


@dataclass(frozen=True, slots=True)
class _Certificates:
    """What is needed of certificates, in columns."""

    thursday: Coded[str]
    grain: Coded[str]
    destination: Coded[str]
    certified: Coded[str]
    pounds: NDArray[np.int64]
    tonnes: NDArray[np.int64]

    @classmethod
    def of(cls, block: Block) -> "_Certificates":
        thursday, grain, destination, certified = map(block.texts, range(4))
        pounds, tonnes = map(block.whole, (4, 5))
        return cls(thursday, grain, destination, certified, pounds, tonnes)

    @classmethod
    def joined(cls, parts: Sequence["_Certificates"]) -> "_Certificates":
        none = [np.zeros(0, dtype=np.int64)]
        return cls(
            thursday=Coded.joined([one.thursday for one in parts]),
            grain=Coded.joined([one.grain for one in parts]),
            destination=Coded.joined([one.destination for one in parts]),
            certified=Coded.joined([one.certified for one in parts]),
            pounds=np.concatenate(none + [one.pounds for one in parts]),
            tonnes=np.concatenate(none + [one.tonnes for one in parts]),
        )


def _parsed(snapshot: Snapshot, found: _Certificates, year: int) -> Parsed:
    weeks = Weeks(_SOURCE)
    names = found.thursday, found.grain, found.destination
    for row, one in sums(*names, tonnes=found.tonnes, pounds=found.pounds):
        where = f"{one.certificates} certificates"
        weeks.add(
            thursday=Cell(_SOURCE, where, "Thursday", found.thursday[row]),
            grain=found.grain[row],
            destination=found.destination[row],
            some=one,
        )
    return weeks.parsed(snapshot, holds=(date(year, 1, 1), date(year + 1, 1, 1)))


def _year(snapshot: Snapshot, certified: Coded[str]) -> int:
    """Return the year whose certificates the file holds, which must be the one asked for.

    Single certificates dated by mistake in another year do not change whose file it is.
    """
    if not len(certified):
        raise AnswerEmpty(_SOURCE, "body", "a header and no certificate")
    years: Counter[str] = Counter()
    for day, count in zip(certified.values, np.bincount(certified.places).tolist(), strict=True):
        years[day.strip()[:4]] += count
    ((most, _),) = years.most_common(1)
    year = Cell(_SOURCE, "body", "Cert Date", most).whole()
    asked = re.search(r"CY(\d{4})\.csv", snapshot.request)
    if asked and int(asked[1]) != year:
        problem = f"column 'Cert Date' is of {year}, though {asked[0]} was asked for"
        raise FormatChanged(_SOURCE, "body", problem)
    return year
