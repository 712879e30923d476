"""Grain inspected for export, from USDA's open agricultural transport data (`sruw-w49i`).

The same certificates as the calendar-year files, days later, without the cut at 1 January: a query
by Thursday gives whole weeks. Only the fields needed are asked for, so any other in an answer is
a change of format.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlencode

import msgspec
import numpy as np
from numpy.typing import NDArray

from offtake.columns import Coded
from offtake.domain import Snapshot, reporting_week, week_holding
from offtake.errors import AnswerAtCap, AnswerEmpty
from offtake.sources.cells import Cell
from offtake.sources.certificates import Weeks, sums
from offtake.sources.protocol import Parsed, Request
from offtake.sources.shaped import cells_of, shaped_rows
from offtake.sources.socrata import extent_request, is_extent, read_extent

CAP = 50_000
_SOURCE = "usda_inspections_agtransport"
_URL = "https://agtransport.usda.gov/resource/sruw-w49i.json"
_FIELDS = ("date", "grain", "destination", "mt", "pounds")
_HEAVIEST = 10**12  # pounds; as many as the cap allows still add up exactly
_LATE = timedelta(weeks=8)
_PAGE = timedelta(weeks=13)  # about 7,000 certificates in 2020, far from the cap


class InspectionsAgtransport:
    """Certificates by quarter of a year, added up to weeks."""

    id = _SOURCE

    def plan(self, since: date, until: date) -> Iterator[Request]:
        """Yield the extent, and a query for each quarter, eight weeks more than asked (D22)."""
        first = week_holding(since - _LATE).last_day
        last = week_holding(until - timedelta(days=6)).last_day  # the last week that is over
        yield extent_request(_SOURCE, _URL, since=since, newest=last)
        while first <= last:
            end = min(first + _PAGE - timedelta(weeks=1), last)
            query = {
                "$select": ",".join(_FIELDS),
                "$where": f"date between '{first}T00:00:00' and '{end}T00:00:00'",
                "$order": ":id",
                "$limit": str(CAP),
            }
            yield Request(
                source=self.id,
                url=f"{_URL}?{urlencode(query)}",
                title=f"Inspection certificates of the weeks ending {first} to {end}",
                media_types=("application/json",),
                covers_start=reporting_week(first).start,
                covers_end=end,
            )
            first = end + timedelta(weeks=1)

    def parse(self, snapshot: Snapshot, content: bytes) -> Parsed:
        """Return the weekly sums of the certificates in an answer.

        Raises:
            AnswerIsNotData: It is a page, an error report or no list.
            AnswerCut: The list does not end.
            AnswerEmpty: It is an empty list.
            AnswerAtCap: It holds as many rows as were allowed.
            FormatChanged: A field is missing or new, or a value is not what it was.
            CodeUnknown: A grain or destination was never seen before.
        """
        if is_extent(snapshot):
            return read_extent(_SOURCE, content)
        rows = shaped_rows(_SOURCE, content, _Printed)
        if not rows:
            raise AnswerEmpty(_SOURCE, "body", "no certificate in a span of weeks that are over")
        if len(rows) >= CAP:
            raise AnswerAtCap(_SOURCE, "body", CAP)
        days = cells_of(_SOURCE, "date", [row.date for row in rows])
        grain = Coded.of([row.grain for row in rows])
        destination = Coded.of([row.destination for row in rows])
        weeks = Weeks(_SOURCE)
        for row, one in sums(
            *(days, grain, destination),
            tonnes=_whole("mt", [row.mt for row in rows]),
            pounds=_whole("pounds", [row.pounds for row in rows]),
        ):
            day = days[row].day("%Y-%m-%dT00:00:00.000")
            weeks.add(
                thursday=Cell(_SOURCE, days[row].where, "date", f"{day:%Y%m%d}"),
                grain=grain[row],
                destination=destination[row],
                some=one,
            )
        return weeks.parsed(snapshot)


class _Printed(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """A certificate as the data set prints it."""

    date: str
    grain: str
    destination: str
    mt: int | str
    pounds: int | str


def _whole(name: str, printed: list[int | str]) -> NDArray[np.int64]:
    """Return the whole numbers of a column, each different one read once."""
    cells = cells_of(_SOURCE, name, printed).mapped(_weight)
    return np.array(cells.values, dtype=np.int64)[cells.places]


def _weight(cell: Cell) -> int:
    weight = cell.whole()
    if abs(weight) > _HEAVIEST:
        raise cell.changed(f"holds {cell.text!r}, which is more than any ship carries")
    return weight
