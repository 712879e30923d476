"""Grain inspected for export, from the calendar-year files of the inspection service.

One row a certificate, 112 columns of which six are read. Columns come and go with the years, so
only those six are asked for, by name; any other may change. A line is cut only at the commas up to
the last column needed from either side, which is several times faster than reading all its cells.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from typing import Final, cast

from offtake.domain import Snapshot, week_holding
from offtake.errors import AnswerCut, AnswerEmpty, AnswerIsNotData, FormatChanged
from offtake.sources.cells import Cell, columns, text_of
from offtake.sources.certificates import Sum, Weeks
from offtake.sources.protocol import Parsed, Request, Tells

_SOURCE: Final = "usda_inspections"
_URL = "https://fgisonline.ams.usda.gov/ExportGrainReport/CY{year}.csv"
_MEDIA = ("text/csv", "application/csv", "application/octet-stream", "text/plain")
_NEEDED = ("Thursday", "Cert Date", "Grain", "Destination", "Pounds", "Metric Ton")
_LATE = timedelta(weeks=8)
_FIRST_YEAR = 1983
_MAX_BYTES = 1024 * 1024 * 1024

Needed = tuple[bytes, bytes, bytes, bytes, bytes, bytes]


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
        table = _Table.open(content)
        years: Counter[bytes] = Counter()
        sums: dict[tuple[bytes, bytes, bytes], Sum] = {}
        for thursday, certified, grain, destination, pounds, tons in table.rows():
            years[certified.strip()[:4]] += 1
            key = (thursday, grain, destination)
            one = sums.get(key)
            if one is None:
                one = sums[key] = Sum()
            one.tonnes += int(tons) if tons.isdigit() else table.whole("Metric Ton", tons)
            one.pounds += int(pounds) if pounds.isdigit() else table.whole("Pounds", pounds)
            one.certificates += 1
        return _parsed(snapshot, sums, _year(snapshot, years))


def _parsed(snapshot: Snapshot, sums: dict[tuple[bytes, bytes, bytes], Sum], year: int) -> Parsed:
    weeks = Weeks(_SOURCE)
    for (thursday, grain, destination), one in sums.items():
        where = f"{one.certificates} certificates"
        weeks.add(
            thursday=Cell(_SOURCE, where, "Thursday", _plain(thursday)),
            grain=_plain(grain),
            destination=_plain(destination),
            some=one,
        )
    return weeks.parsed(snapshot, holds=(date(year, 1, 1), date(year + 1, 1, 1)))


def _year(snapshot: Snapshot, years: Counter[bytes]) -> int:
    """Return the year whose certificates the file holds, which must be the one asked for.

    Single certificates dated by mistake in another year do not change whose file it is.
    """
    if not years:
        raise AnswerEmpty(_SOURCE, "body", "a header and no certificate")
    ((most, _),) = years.most_common(1)
    year = Cell(_SOURCE, "body", "Cert Date", _plain(most)).whole()
    asked = re.search(r"CY(\d{4})\.csv", snapshot.request)
    if asked and int(asked[1]) != year:
        problem = f"column 'Cert Date' is of {year}, though {asked[0]} was asked for"
        raise FormatChanged(_SOURCE, "body", problem)
    return year


@dataclass(slots=True)
class _Table:
    """A comma-separated file, cut no further than needed."""

    content: bytes
    width: int
    places: tuple[int, ...]
    line: int = 1

    @classmethod
    def open(cls, content: bytes) -> "_Table":
        end = content.find(b"\n")
        head = text_of(_SOURCE, content[: end if end >= 0 else None])
        names = [name.strip() for name in next(csv.reader([head.strip("\r")]), [])]
        needed = [name for name in names if name in _NEEDED]
        if not needed:
            raise AnswerIsNotData(_SOURCE, "header", "no column of a file of certificates")
        if not content.endswith(b"\n"):
            raise AnswerCut(_SOURCE, "last line", "it has no end")
        columns(_SOURCE, "header", needed, required=_NEEDED)
        return cls(content, len(names), tuple(names.index(name) for name in _NEEDED))

    def rows(self) -> Iterator[Needed]:
        """Yield the needed cells of each line, in the order of `_NEEDED`."""
        lines = io.BytesIO(self.content)
        lines.readline()
        left, right, pick = self._cut()
        commas, is_plain = self.width - 1, b'"' not in self.content
        for line in lines:
            self.line += 1
            if line.count(b",") == commas and (is_plain or b'"' not in line):
                cells = line.split(b",", left)
                cells += cells.pop().rstrip().rsplit(b",", right)
                yield pick(cells)
            elif line.strip():
                yield self._quoted(line, lines)

    def _cut(self) -> tuple[int, int, Callable[[Sequence[bytes]], Needed]]:
        """Return at how many commas to cut from the left and from the right, and what to pick.

        What lies between the two is one cell, if anything lies there.
        """
        half = self.width // 2
        left = max((place for place in self.places if place < half), default=-1) + 1
        first_right = min((place for place in self.places if place >= half), default=self.width)
        shift = left - first_right + (left < first_right)
        picked = (place if place < half else place + shift for place in self.places)
        return left, self.width - first_right, cast(
            "Callable[[Sequence[bytes]], Needed]", itemgetter(*picked)
        )  # fmt: skip

    def _quoted(self, line: bytes, lines: Iterator[bytes]) -> Needed:
        """Return the needed cells of a line with quotes, which may go on over several lines."""
        while line.count(b'"') % 2:
            more = next(lines, b"")
            if not more:
                raise AnswerCut(_SOURCE, f"line {self.line}", "a quoted cell does not end")
            self.line += 1
            line += more
        text = line.decode("utf-8", errors="replace").rstrip("\r\n")
        cells = next(csv.reader(io.StringIO(text, newline="")))
        if len(cells) < self.width:
            problem = f"{len(cells)} cells, not {self.width}"
            raise AnswerCut(_SOURCE, f"line {self.line}", problem)
        if any(cell.strip() for cell in cells[self.width :]):
            problem = f"{len(cells)} cells, not {self.width}"
            raise FormatChanged(_SOURCE, f"line {self.line}", problem)
        first, second, third, fourth, fifth, sixth = (
            cells[place].encode() for place in self.places
        )
        return first, second, third, fourth, fifth, sixth

    def whole(self, column: str, cell: bytes) -> int:
        """Return a whole number that is more than digits: commas, blanks, a sign."""
        return Cell(_SOURCE, f"line {self.line}", column, _plain(cell)).whole()


def _plain(cell: bytes) -> str:
    try:
        return cell.decode().strip()
    except UnicodeDecodeError:
        raise FormatChanged(_SOURCE, "body", f"{cell!r} is not UTF-8") from None
