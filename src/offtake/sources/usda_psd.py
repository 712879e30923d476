"""Production, supply and distribution by the FAS API: the latest revision of each figure only.

What an answer said before is gone, so a figure is known from the day it was fetched. The
attributes and the unit are numbers: those of the documentation are read, any other stops the
reader, for some are left out on purpose and the rest were never seen.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date
from decimal import Decimal

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
)
from offtake.errors import AnswerEmpty, CodeUnknown, FormatChanged
from offtake.reference.codes import WORLD
from offtake.sources.cells import Cell, columns, json_rows
from offtake.sources.protocol import Parsed, Request, Tells

_SOURCE = "usda_psd"
BASE = "https://api.fas.usda.gov/api/psd/commodity"
_FIELDS = ("commodityCode", "countryCode", "marketYear", "calendarYear", "month", "attributeId",
           "unitId", "value")  # fmt: skip
SOYBEANS = "2222000"
_PRODUCTS = {SOYBEANS: "soybeans"}
_COUNTRIES = {"US": ("USA", 9), "CH": ("CHN", 10)}
"""Place and first month of the local marketing year of soybeans."""
_ATTRIBUTES = {
    7: ("psd_crush", Flow.NONE),
    20: ("psd_beginning_stocks", Flow.NONE),
    28: ("psd_production", Flow.NONE),
    57: ("psd_imports", Flow.IMPORT),
    88: ("psd_exports", Flow.EXPORT),
    176: ("psd_ending_stocks", Flow.NONE),
}
_LEFT_OUT = frozenset({4, 86, 125, 149, 161, 178, 184})
"""Area and yield, which have units of their own, and sums and other uses."""
_THOUSAND_TONNES = {"8": "kt"}
_ASKED = re.compile(r"/commodity/(\d{7})/country/([A-Z]{2})/year/(\d{4})(?:[?#]|$)")
_FIRST_YEAR = 1960

Row = Mapping[str, object]


class Psd:
    """Soybean balances of the United States and China (a free key is needed)."""

    id = _SOURCE

    def plan(self, since: date, until: date) -> Iterator[Request]:
        """Yield one request a country and marketing year, the one before `since` among them.

        A year is named by its first year: 2025 is 2025/26.
        """
        for country, (_, month) in _COUNTRIES.items():
            first = since.year - 1 if since.month >= month else since.year - 2
            last = until.year if until.month >= month else until.year - 1
            for year in range(max(first, _FIRST_YEAR), last + 1):
                period = _year(country, year)
                yield Request(
                    source=self.id,
                    url=f"{BASE}/{SOYBEANS}/country/{country}/year/{year}",
                    title=f"PSD, soybeans, {country}, {year}/{(year + 1) % 100:02d}",
                    media_types=("application/json", "text/json"),
                    covers_start=period.start,
                    covers_end=min(period.last_day, until),
                    key="fas",
                    key_header="X-Api-Key",
                    headers={"Accept": "application/json"},
                    tells=Tells.NEWEST if (country, year) == ("US", last) else Tells.NOTHING,
                )

    def parse(self, snapshot: Snapshot, content: bytes) -> Parsed:
        """Return the balance of one country and year, in thousand tonnes.

        Raises:
            AnswerIsNotData: It is a page or an error report, as the old service sends under 200.
            AnswerCut: The list does not end.
            AnswerEmpty: It is an empty list.
            FormatChanged: A field, unit or attribute is missing or was never seen before.
            CodeUnknown: It holds a commodity or country code never seen before.
        """
        rows = json_rows(_SOURCE, content)
        if not rows:
            raise AnswerEmpty(_SOURCE, "body", f"no row for {snapshot.request}")
        found: dict[tuple[SeriesKey, Period], Observation] = {}
        for number, row in enumerate(rows, start=1):
            one = _observation(snapshot, f"row {number}", row)
            if one is None:
                continue
            if (one.key, one.period) in found:
                raise FormatChanged(_SOURCE, one.locator, f"{one.key} is there twice")
            found[one.key, one.period] = one
        lacking = {name for name, _ in _ATTRIBUTES.values()} - {key.measure for key, _ in found}
        if "psd_exports" in lacking:
            raise FormatChanged(_SOURCE, "body", "column 'attributeId' has no 88, the exports")
        newest = max(period.last_day for _, period in found)
        return Parsed(tuple(found.values()), (), len(rows), newest)


def _observation(snapshot: Snapshot, where: str, row: Row) -> Observation | None:
    """Return what a row says, or none where its attribute is left out."""
    names = columns(_SOURCE, where, row, required=_FIELDS)
    cells = {
        name: Cell(_SOURCE, where, name, str(value))
        for name, value in zip(names, row.values(), strict=True)
    }
    item, country = _codes(cells)
    _check_asked(snapshot, where, cells)
    attribute = cells["attributeId"].whole()
    if attribute in _LEFT_OUT:
        return None
    if attribute not in _ATTRIBUTES:
        raise cells["attributeId"].changed(f"holds {attribute}, never seen before")
    measure, flow = _ATTRIBUTES[attribute]
    return Observation(
        key=SeriesKey(
            measure=measure,
            reporter=_COUNTRIES[country][0],
            partner=WORLD,
            flow=flow,
            product=item,
            frequency=Frequency.ANNUAL,
            unit_code=cells["unitId"].one_of(_THOUSAND_TONNES),
        ),
        period=_year(country, cells["marketYear"].whole()),
        value=_value(cells["value"]),
        status=Status.ESTIMATED,
        vintage=Vintage(snapshot.retrieved_at.astimezone(UTC), VintageBasis.RETRIEVAL),
        snapshot=snapshot.sha256,
        locator=where,
        note=f"revision of {cells['calendarYear'].whole()}-{cells['month'].whole():02d}",
    )


def _codes(cells: Mapping[str, Cell]) -> tuple[str, str]:
    code, country = cells["commodityCode"].text.strip(), cells["countryCode"].text.strip()
    if code not in _PRODUCTS:
        raise CodeUnknown("product", "psd", code, tuple(_PRODUCTS))
    if country not in _COUNTRIES:
        raise CodeUnknown("place", "psd", country, tuple(_COUNTRIES))
    return _PRODUCTS[code], country


def _check_asked(snapshot: Snapshot, where: str, cells: Mapping[str, Cell]) -> None:
    """Hold a row against the address: it must be of what was asked for."""
    asked = _ASKED.search(snapshot.request)
    names = ("commodityCode", "countryCode", "marketYear")
    if asked is None:
        return
    for name, text in zip(names, asked.groups(), strict=True):
        if cells[name].text.strip() != text:
            problem = f"holds {cells[name].text!r}, though {text} was asked for"
            raise FormatChanged(_SOURCE, where, f"column {name!r} {problem}")


def _year(country: str, start: int) -> Period:
    month = _COUNTRIES[country][1]
    return Period(date(start, month, 1), date(start + 1, month, 1), Frequency.ANNUAL)


def _value(cell: Cell) -> Decimal:
    value = cell.number()
    if value != value.to_integral_value():
        raise cell.changed(f"holds {cell.text!r}, which is not whole thousands of tonnes")
    return value.to_integral_value()
