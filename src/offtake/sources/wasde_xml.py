"""The supply and demand estimates as XML, and the catalogue that says when each came out.

The XML has no date but its month. Each report prints the month before beside its own: only its own
column is read. The catalogue prints noon in Washington as if it were noon in UTC (rule D20); what
it says is put behind a `#` into the address of each file, which never leaves the machine and is
kept with the bytes.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree.ElementTree import Element

from offtake.domain import (
    Snapshot,
    Vintage,
    VintageBasis,
    end_of_day_in_washington,
    washington_instant,
)
from offtake.errors import AnswerCut, AnswerIsNotData, FormatChanged
from offtake.sources.cells import text_of, xml_root
from offtake.sources.wasde_balances import Line, attribute_of

_FILE = re.compile(r"/wasde(?P<month>\d\d)(?P<year>\d\d)(?:v(?P<version>\d))?\.xml$", re.IGNORECASE)
_REPOSTED = re.compile(r"\bOn ([A-Z][a-z]+ \d{1,2}, \d{4}),.{0,200}?\breposted\b", re.DOTALL)
_TABLES = {
    "U.S. Feed Grain and Corn Supply and Use": {
        "Million Metric Tons": "",
        "Million Bushels": "corn",
    },
    "U.S. Soybeans and Products Supply and Use (Domestic Measure)": {
        "Million Bushels": "soybeans",
        "Million Pounds": "soybean_oil",
        "Thousand Short Tons": "soybean_meal",
    },
}


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One release: when it came out, its corrected version if any, and its XML file."""

    id: str
    released_at: datetime
    version: int
    reposted_on: date | None
    xml: str

    @property
    def address(self) -> str:
        """The address of the XML, with what the catalogue says of its time."""
        facts = {"released_at": self.released_at.isoformat()}
        if self.reposted_on:
            facts["reposted_on"] = self.reposted_on.isoformat()
        return f"{self.xml}#{urlencode(facts)}" if self.xml else ""


def catalogue(source: str, content: bytes) -> list[CatalogueEntry]:
    """Return the releases on a page of the catalogue.

    Raises:
        AnswerIsNotData: It is a page or no catalogue.
        AnswerCut: The JSON breaks off.
        FormatChanged: An entry lacks its time or files, or the page is not the only one.
    """
    text = text_of(source, content)
    try:
        page = json.loads(text)
    except json.JSONDecodeError as fault:
        raise AnswerCut(source, "body", f"the JSON breaks off at {fault.pos:,}") from None
    if not isinstance(page, dict) or not isinstance(page.get("results"), list):
        raise AnswerIsNotData(source, "body", "no catalogue: it has no 'results'")
    return [
        _entry(source, f"result {number}", row) for number, row in enumerate(page["results"], 1)
    ]


def vintage_of(snapshot: Snapshot, printed: date) -> Vintage:
    """Return when a report became known, from what stands behind the `#` of its address.

    A corrected issue was reposted after the time the catalogue gives: at the end of the day its
    note names, else not later than it was fetched. Without the catalogue only the calendar bounds
    it: not before noon of the eighth of its month.
    """
    facts = parse_qs(urlsplit(snapshot.request).fragment)
    seen = snapshot.retrieved_at.astimezone(UTC)
    if "released_at" not in facts:
        first = washington_instant(printed.replace(day=8), 12)
        return Vintage(seen, VintageBasis.INFERRED, earliest_at=min(first, seen))
    released_at = datetime.fromisoformat(facts["released_at"][0])
    match = _FILE.search(urlsplit(snapshot.request).path)
    if match is None or not match["version"]:
        return Vintage(min(released_at.astimezone(UTC), seen), VintageBasis.RELEASE)
    reposted = [end_of_day_in_washington(date.fromisoformat(one))
                for one in facts.get("reposted_on", [])]  # fmt: skip
    return Vintage(min([seen, *reposted]), VintageBasis.INFERRED, earliest_at=released_at)


def lines(source: str, content: bytes) -> tuple[date, list[Line]]:
    """Return the month of a report and its own figures of corn, soybeans, oil and meal.

    Raises:
        AnswerIsNotData: It is no such report, or declares entities.
        AnswerCut: It does not end.
        FormatChanged: A table, unit or line was never seen before, or one is missing.
    """
    root = xml_root(source, content)
    reports = {_title(one): one for one in root.iter("Report") if one.get("sub_report_title")}
    lacking = [title for title in _TABLES if title not in reports]
    if lacking:
        raise FormatChanged(source, "tables", f"table {lacking[0]!r} is missing")
    months = {reports[title].get("Report_Month", "") for title in _TABLES}
    month = _month(source, months)
    found: list[Line] = []
    for title, units in _TABLES.items():
        matrices = [one for one in reports[title] if one.tag.startswith("matrix")]
        items = [_item(source, title, matrix, units) for matrix in matrices]
        if sorted(items) != sorted(units.values()):
            raise FormatChanged(source, title, f"its parts are {items}, not {[*units.values()]}")
        for item, matrix in zip(items, matrices, strict=True):
            if item:
                found += _own_month(source, item, matrix, month)
    return month, found


def _title(report: Element) -> str:
    return re.sub(r"(?:\s+\d+/)+$", "", (report.get("sub_report_title") or "").strip())


def _month(source: str, months: set[str]) -> date:
    try:
        (month,) = months
        # A month has no zone: the naive instant is only a step towards it.
        return datetime.strptime(month, "%B %Y").date()  # noqa: DTZ007
    except ValueError:
        problem = f"column 'Report_Month' is {sorted(months)}, not one month"
        raise FormatChanged(source, "tables", problem) from None


def _units(matrix: Element) -> set[str]:
    """Return the units printed in a part of a table; one is printed in two pieces."""
    pieces = {
        value.strip()
        for cell in matrix.iter("Cell")
        for name, value in cell.items()
        if "unit_descr" in name and value.strip()
    }
    if {"Thousand Short", "Tons"} <= pieces:
        pieces = (pieces - {"Thousand Short", "Tons"}) | {"Thousand Short Tons"}
    return pieces


def _item(source: str, title: str, matrix: Element, units: dict[str, str]) -> str:
    """Return which product a part of a table is, by the unit of its quantities."""
    printed = _units(matrix) - {"Million Acres", "Bushels", "Metric Tons"}
    if len(printed) != 1 or not printed <= units.keys():
        raise FormatChanged(source, title, f"units {sorted(printed)} were never seen before")
    return units[printed.pop()]


def _own_month(source: str, item: str, matrix: Element, month: date) -> Iterator[Line]:
    unit = next(unit for units in _TABLES.values() for unit, one in units.items() if one == item)
    for element in matrix.iter():
        printed = element.get(element.tag)
        if printed is None or not re.fullmatch(r"attribute\d", element.tag):
            continue
        attribute = attribute_of(source, element.tag, item, printed)
        if attribute is None:
            continue
        for year, flag, value in _cells(source, element, printed.strip(), month):
            yield Line(
                product=item,
                attribute=attribute,
                year=year,
                flag=flag,
                unit="Million Acres" if attribute.startswith("area_") else unit,
                value=value,
                where=f"{item}, {printed.strip()}, {year}",
            )


def _cells(source: str, element: Element, name: str, month: date) -> Iterator[tuple[str, str, str]]:
    """Yield year, flag and value of the cells in the report's own column."""
    found = 0
    for group in element.iter():
        year = _attribute(group, "market_year")
        if year is None:
            continue
        for column in group.iter():
            printed = _attribute(column, "forecast_month")
            if printed is None or not _is_own(printed, month):
                continue
            values = [_attribute(cell, "cell_value") for cell in column.iter("Cell")]
            if len(values) != 1 or values[0] is None:
                raise FormatChanged(source, name, f"no one value of {year.strip()}")
            found += 1
            label, _, flag = year.strip().partition(" ")
            yield label, flag, values[0].replace("*", "").strip()
    if not found:
        raise FormatChanged(source, name, "no column of the report's own month")


def _is_own(printed: str, month: date) -> bool:
    return not printed.strip() or printed.strip()[:3] == f"{month:%b}"


def _attribute(element: Element, name: str) -> str | None:
    """Return the value of an attribute whose name ends with a number that changes by table."""
    for key, value in element.items():
        if re.fullmatch(rf"{name}\d", key):
            return value
    return None


def _entry(source: str, where: str, row: object) -> CatalogueEntry:
    if not isinstance(row, dict):
        raise FormatChanged(source, where, "it is no entry")
    for name in ("id", "files", "release_datetime", "description"):
        if name not in row:
            raise FormatChanged(source, where, f"column {name!r} is missing")
    printed = re.fullmatch(
        r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):00\+0000", str(row["release_datetime"])
    )
    if printed is None:
        problem = f"column 'release_datetime' holds {row['release_datetime']!r}"
        raise FormatChanged(source, where, problem)
    xml = next((str(name) for name in row["files"] if _FILE.search(str(name))), "")
    match = _FILE.search(xml)
    note = re.sub(r"<[^>]+>", "", str(row["description"]))
    reposted = _REPOSTED.search(note)
    return CatalogueEntry(
        id=str(row["id"]),
        released_at=washington_instant(
            date.fromisoformat(printed[1]), int(printed[2]), int(printed[3])
        ),
        version=int(match["version"] or 1) if match else 1,
        reposted_on=_note_day(source, where, reposted[1]) if reposted else None,
        xml=xml,
    )


def _note_day(source: str, where: str, text: str) -> date:
    try:
        # A day has no zone: the naive instant is only a step towards it.
        return datetime.strptime(text, "%B %d, %Y").date()  # noqa: DTZ007
    except ValueError:
        raise FormatChanged(source, where, f"{text!r} is no day") from None
