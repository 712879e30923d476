"""FRED: series of others by their id, among them the US goods trade with China as one figure.

FRED prints again what other offices publish. Its copy never stands in for the original: its
measures bear its own name. A CSV or XLS holds what stood on the day it was saved; the JSON of the
service, asked for a span of real time, also says since when each figure stood.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from urllib.parse import unquote

from offtake.domain import (
    Flow,
    Frequency,
    Observation,
    Period,
    SeriesKey,
    Snapshot,
    Status,
    Vintage,
    VintageBasis,
    end_of_day_in_washington,
)
from offtake.errors import (
    AnswerCut,
    AnswerEmpty,
    AnswerIsNotData,
    FormatChanged,
    RequestUnsaid,
    VintagesMixed,
)
from offtake.reference.codes import USA
from offtake.sources.cells import Cell, columns, text_of
from offtake.sources.customs import month
from offtake.sources.protocol import Parsed, Request
from offtake.sources.sheets import is_xls, xls_grid

_SOURCE = "fred"
_GRAPH = "https://fred.stlouisfed.org/graph/fredgraph.csv"
_SHEET = "FRED Graph"
_DATES = ("observation_date", "DATE")
"""The name of the first column, since 2024 and before."""
_MILLION = 1_000_000
_NONE = "."
_NO_VALUE = "FRED prints no value for this month"
_ROW = ("realtime_start", "realtime_end", "date", "value")
_ENVELOPE = (
    "realtime_start", "realtime_end", "observation_start", "observation_end", "units",
    "output_type", "file_type", "order_by", "sort_order", "count", "offset", "limit",
    "observations",
)  # fmt: skip
_NEEDED = ("realtime_start", "realtime_end", "units", "output_type", "count", "offset",
           "observations")  # fmt: skip
_LEVELS = {"units": "lin", "output_type": "1", "offset": "0"}
"""Figures themselves, not their growth; a row a figure and vintage; from the first row on."""


@dataclass(frozen=True, slots=True)
class Series:
    """A series of FRED: what it is of."""

    measure: str
    flow: Flow
    partner: str


SERIES = {
    "EXPCH": Series("fred_expch", Flow.EXPORT, "CHN"),
    "IMPCH": Series("fred_impch", Flow.IMPORT, "CHN"),
}
"""Monthly, millions of dollars, not seasonally adjusted; exports FAS, imports at customs value."""
_NAMED = re.compile(rf"(?<![A-Z])({'|'.join(SERIES)})(?![A-Z])")


@dataclass(frozen=True, slots=True)
class _Figure:
    """One printed figure: its month, its text, and since when it stood where that is said."""

    period: Period
    cell: Cell
    since: date | None
    is_first: bool = False


class Fred:
    """FRED's copies of the monthly US goods trade with China."""

    id = _SOURCE

    def plan(self, since: date, until: date) -> Iterator[Request]:
        """Yield one request a series."""
        for name in SERIES:
            start = since.replace(day=1)
            yield Request(
                source=self.id,
                url=f"{_GRAPH}?id={name}&cosd={start}&coed={until}",
                title=f"FRED, {name}, from {start}",
                media_types=("text/csv", "application/csv"),
                covers_start=start,
                covers_end=until,
            )

    def parse(self, snapshot: Snapshot, content: bytes) -> Parsed:
        """Return the figures of one series in dollars.

        Raises:
            AnswerIsNotData: It is a page or an error report.
            AnswerCut: It ends too early.
            AnswerEmpty: It has no row.
            RequestUnsaid: It is JSON, and neither request nor file name says of which series.
            VintagesMixed: A month is there twice.
            FormatChanged: A column is missing, a month is left out, or figures are no levels.
        """
        name, figures = _read(snapshot, content)
        if not figures:
            raise AnswerEmpty(self.id, "body", "a heading and no row")
        _check_months(figures)
        found = tuple(_observation(SERIES[name], one, snapshot) for one in figures)
        return Parsed(found, (), len(figures), max(one.period.last_day for one in figures))


def _read(snapshot: Snapshot, content: bytes) -> tuple[str, list[_Figure]]:
    asked = _NAMED.search(unquote(snapshot.request.rpartition("/")[2]))
    wanted = asked[1] if asked else ""
    if is_xls(content):
        grid = xls_grid(_SOURCE, content, sheet=_SHEET)
        start = next((at for at, row in enumerate(grid) if row[0] in _DATES), None)
        if start is None:
            raise FormatChanged(_SOURCE, _SHEET, f"column {_DATES[0]!r} is missing")
        return _from_grid(grid[start:], wanted, first=start + 1)
    text = text_of(_SOURCE, content)
    if text.lstrip()[:1] in ("{", "["):
        if not wanted:
            problem = "the JSON of the service does not name its series"
            raise RequestUnsaid(_SOURCE, problem, example="EXPCH")
        return wanted, list(_from_json(text))
    if not text.endswith(("\n", "\r")):
        raise AnswerCut(_SOURCE, "body", "the last line does not end")
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    return _from_grid(rows, wanted, first=1)


def _from_grid(
    rows: Sequence[Sequence[str]], wanted: str, *, first: int
) -> tuple[str, list[_Figure]]:
    """Return the series that a heading names, and the figures below it."""
    heading = [name.strip() for name in rows[0]]
    name = wanted or next((one for one in heading if one in SERIES), next(iter(SERIES)))
    day = heading[0] if heading[0] in _DATES else _DATES[0]
    columns(_SOURCE, "header", heading, required=(day, name))
    found = []
    for number, row in enumerate(rows[1:], start=first + 1):
        if len(row) < len(heading):
            raise AnswerCut(_SOURCE, f"row {number}", f"{len(row)} cells, not {len(heading)}")
        when = Cell(_SOURCE, f"row {number}", day, row[heading.index(day)])
        cell = Cell(_SOURCE, f"row {number}", name, row[heading.index(name)])
        found.append(_Figure(_month(when), cell, None))
    return name, found


def _from_json(text: str) -> Iterator[_Figure]:
    try:
        answer = json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as fault:
        raise AnswerCut(_SOURCE, "body", f"the JSON breaks off at {fault.pos:,}") from None
    if not isinstance(answer, dict) or not isinstance(answer.get("observations"), list):
        raise AnswerIsNotData(_SOURCE, "body", f"no list of observations: {text[:80]!r}")
    columns(_SOURCE, "body", answer, required=_NEEDED, optional=_ENVELOPE)
    for name, wanted in _LEVELS.items():
        Cell(_SOURCE, "body", name, str(answer[name])).one_of({wanted: wanted})
    rows = answer["observations"]
    if str(len(rows)) != answer["count"]:
        raise AnswerCut(_SOURCE, "body", f"{len(rows)} rows, where it says {answer['count']}")
    is_span = answer["realtime_start"] != answer["realtime_end"]
    for number, row in enumerate(rows, start=1):
        yield _json_figure(f"row {number}", row, answer["realtime_start"] if is_span else "")


def _json_figure(where: str, row: Mapping[str, str], first: str) -> _Figure:
    """Return a row of the service; `first` is the day its span of real time begins, if any."""
    names = columns(_SOURCE, where, row, required=_ROW)
    cells = {name: Cell(_SOURCE, where, name, str(cell))
             for name, cell in zip(names, row.values(), strict=True)}  # fmt: skip
    since = cells["realtime_start"].day()
    return _Figure(
        _month(cells["date"]),
        cells["value"],
        since if first else None,
        is_first=bool(first) and str(since) == first,
    )


def _month(cell: Cell) -> Period:
    day = cell.day()
    if day.day != 1:
        raise cell.changed(f"holds {cell.text!r}, which is not the first day of a month")
    return month(day.year, day.month)


def _check_months(figures: Sequence[_Figure]) -> None:
    """Refuse a month that is there twice, or left out between two others."""
    seen: set[tuple[Period, date | None]] = set()
    for one in figures:
        if (one.period, one.since) in seen:
            raise VintagesMixed(_SOURCE, one.cell.where, f"{one.period} is there twice")
        seen.add((one.period, one.since))
    months = sorted({period for period, _ in seen})
    for before, after in pairwise(months):
        if before.end != after.start:
            problem = f"no month is printed between {before} and {after}"
            raise FormatChanged(_SOURCE, "body", problem)


def _observation(series: Series, figure: _Figure, snapshot: Snapshot) -> Observation:
    is_missing = figure.cell.text.strip() == _NONE
    return Observation(
        key=SeriesKey(
            measure=series.measure,
            reporter=USA,
            partner=series.partner,
            flow=series.flow,
            product="all_goods",
            frequency=Frequency.MONTHLY,
            unit_code="USD",
        ),
        period=figure.period,
        value=None if is_missing else _dollars(figure.cell),
        status=Status.MISSING if is_missing else Status.NORMAL,
        vintage=_vintage(figure, snapshot),
        snapshot=snapshot.sha256,
        locator=figure.cell.where,
        note=_NO_VALUE if is_missing else "",
    )


def _dollars(cell: Cell) -> Decimal:
    """Return millions as dollars; six decimals are the most FRED prints."""
    return Decimal(cell.times(_MILLION))


def _vintage(figure: _Figure, snapshot: Snapshot) -> Vintage:
    """Return since when a figure stood: FRED's day, or when we saw it.

    A figure that stood when the span began may be older: it was only seen then.
    """
    if figure.since is None:
        return Vintage(snapshot.retrieved_at, VintageBasis.RETRIEVAL)
    known = min(end_of_day_in_washington(figure.since), snapshot.retrieved_at)
    return Vintage(known, VintageBasis.RETRIEVAL if figure.is_first else VintageBasis.RELEASE)
