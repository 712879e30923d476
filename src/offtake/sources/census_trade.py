"""What the two trade answers of the Census Bureau's API have in common.

An answer is a list of lists under a header, every cell a text. The traps, dated and linked, are on
the source's page. What is read here: values in whole dollars at every level; quantities at ten
digits only, since above that units mix, and with their flag, since a printed 0 may mean that the
quantity is missing. An answer whose parts contradict each other is refused whole: two figures for
one month are two vintages, and chapters or countries that miss their total are not all of them.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

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
    washington_instant,
)
from offtake.errors import AnswerEmpty, FormatChanged
from offtake.reference.codes import USA, WORLD, Place, place
from offtake.reference.tariff_codes import LEVELS, with_leading_zero, wrong_edition
from offtake.sources.cells import Cell, columns, json_table
from offtake.sources.protocol import Parsed, RefusedRow

ALL_GOODS, TOTAL = "all_goods", "-"
AIRCRAFT = "8800"
FIRST_MONTH = date(2013, 1, 1)
"""The API goes back to 2010; detail by code is whole from 2013 on."""
EARLIEST_DAYS = 33
"""A month has come out 33 to 40 days after its end, and later when the government was shut."""
TEN = 10
_MONTH = re.compile(r"((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])")
_TOTAL_NAME = "TOTAL FOR ALL COUNTRIES"
_ALWAYS_TOTAL = ("DF", "DISTRICT", "RP", "CTY_SUBCODE")
"""Dimensions that must not be broken out: left out, or a dash."""
_LEVELS = {f"HS{digits}": digits for digits in LEVELS} | {TOTAL: 0, "": 0}
_UNITS = {
    "KG": "kg", "T": "t", "G": "g", "GM": "g", "CAR": "carat", "L": "L", "BBL": "bbl", "M3": "m3",
    "KM3": "dam3", "NO": "piece", "PCS": "piece", "DOZ": "dozen", "THS": "thousand",
    "K": "thousand",
}  # fmt: skip
"""Of the units that exporters file in the Automated Export System, those a pledge may count in."""
_LEFT_OUT = (
    TOTAL, "X", "CC", "CGM", "CKG", "CM2", "CM3", "CTN", "CUR", "CY", "CYG", "CYK", "DPC", "DPR",
    "DS", "FBM", "GBQ", "GCN", "GKG", "GR", "GRL", "GRS", "HND", "HUN", "JWL", "KTS", "KWH", "LIN",
    "LNM", "M", "M2", "MBQ", "MC", "MWH", "ODE", "PFL", "PK", "PRS", "RBA", "SBE", "SME", "SQ",
    "TNV", "W",
)  # fmt: skip
"""Units in which no pledge counts: of content, length, area, packing or energy, and none at all."""
_MEANINGS_OF_UNIT = _UNITS | dict.fromkeys(_LEFT_OUT, "")


@dataclass(frozen=True, slots=True)
class QuantityColumns:
    """The columns of a quantity: they come together or not at all."""

    measure: str
    amount: str
    flag: str
    unit: str = "UNIT_QY1"

    @property
    def names(self) -> tuple[str, str, str]:
        """All three."""
        return self.amount, self.flag, self.unit


@dataclass(frozen=True, slots=True)
class TradeBook:
    """One direction of trade as the API prints it.

    `values` maps the columns of dollars to measures; `scheme` is the ten-digit code list.
    """

    source: str
    flow: Flow
    commodity: str
    values: Mapping[str, str]
    quantity: QuantityColumns
    scheme: str

    def required(self, request: str) -> tuple[str, ...]:
        """Return the columns an answer must have: those its address asks for."""
        asked = parse_qs(urlsplit(request).query).get("get", [""])[0]
        named = [name for name in asked.split(",") if name]
        return (*(named or ("CTY_CODE", self.commodity, *self.values)), "time")

    def optional(self) -> tuple[str, ...]:
        """Return the columns an answer may have: what predicates repeat, and descriptions."""
        return (
            "CTY_CODE", "CTY_NAME", "COMM_LVL", "SUMMARY_LVL", self.commodity, *self.values,
            f"{self.commodity}_SDESC", f"{self.commodity}_LDESC", *self.quantity.names,
            *_ALWAYS_TOTAL,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One row as read: whose trade, in what, when, and the cells it stands in."""

    where: str
    cells: Mapping[str, Cell]
    partner: Place
    product: str
    digits: int
    month: date
    note: str

    @property
    def period(self) -> Period:
        """The calendar month."""
        return month_of(self.month)


@lru_cache(maxsize=512)
def month_of(day: date) -> Period:
    """Return the calendar month that a day lies in.

    >>> str(month_of(date(2026, 5, 9)))
    '2026-05-01/2026-05-31'
    """
    start = day.replace(day=1)
    return Period(start, next_month(start), Frequency.MONTHLY)


def next_month(start: date) -> date:
    """Return the first day of the month after one.

    >>> next_month(date(2025, 12, 1))
    datetime.date(2026, 1, 1)
    """
    return date(start.year + start.month // 12, start.month % 12 + 1, 1)


@lru_cache(maxsize=512)
def vintage_of(month: Period, seen: datetime) -> Vintage:
    """Return since when a month is known: out at the earliest 33 days on, at the latest when seen.

    The answer does not say when it came out; `LAST_UPDATE` has always been 0.
    """
    first = washington_instant(month.last_day + timedelta(days=EARLIEST_DAYS), 8, 30)
    at = seen.astimezone(UTC)
    if first >= at:
        return Vintage(at, VintageBasis.RETRIEVAL)
    return Vintage(at, VintageBasis.INFERRED, earliest_at=first)


def parse(book: TradeBook, snapshot: Snapshot, content: bytes) -> Parsed:
    """Return what an answer says.

    Raises:
        AnswerIsNotData: It is a page, an error report or no list of rows.
        AnswerCut: The list does not end.
        AnswerEmpty: It has a header and no row.
        FormatChanged: A column or cell is not what it should be, or the answer contradicts itself.
        CodeUnknown: It holds a country code never seen before.
    """
    header, rows = json_table(book.source, content)
    names = columns(
        book.source,
        "header",
        header,
        required=book.required(snapshot.request),
        optional=book.optional(),
    )
    _check_quantity_columns(book, names)
    if not rows:
        raise AnswerEmpty(book.source, "body", "a header and no row")
    lines, refused = _lines(book, snapshot, [dict(zip(names, row, strict=True)) for row in rows])
    found: dict[tuple[SeriesKey, Period], Observation] = {}
    for line in lines:
        for one in _observations(book, snapshot, line, refused.append):
            held = found.setdefault((one.key, one.period), one)
            if held.value != one.value:
                problem = (
                    f"{one.key} of {one.period.start:%Y-%m} is {held.value} in {held.locator} and "
                    f"{one.value} here: two vintages are mixed"
                )
                raise FormatChanged(book.source, line.where, problem)
    _check_sums(book, snapshot, found)
    newest = max((period.last_day for _, period in found), default=None)
    return Parsed(tuple(found.values()), tuple(refused), len(rows), newest)


def _check_quantity_columns(book: TradeBook, names: list[str]) -> None:
    there = [name for name in book.quantity.names if name in names]
    missing = [name for name in book.quantity.names if name not in names]
    if there and missing:
        problem = f"column {missing[0]!r} is missing beside {there[0]!r}"
        raise FormatChanged(book.source, "header", problem)


def _lines(
    book: TradeBook, snapshot: Snapshot, rows: list[dict[str, str]]
) -> tuple[list[Line], list[RefusedRow]]:
    """Return the rows as read, and those whose code belongs to another edition."""
    keeps_zeros = any(row[book.commodity].strip().startswith("0") for row in rows)
    asks_detail = "DET" in parse_qs(urlsplit(snapshot.request).query).get("SUMMARY_LVL", [])
    lines, refused = [], []
    for number, row in enumerate(rows, start=1):
        where = f"row {number}"
        cells = {name: Cell(book.source, where, name, text) for name, text in row.items()}
        for name in _ALWAYS_TOTAL:
            if name in cells and cells[name].text.strip() != TOTAL:
                raise cells[name].changed("is broken out; ask without it, so that rows are totals")
        line = _line(book, where, cells, keeps_zeros=keeps_zeros)
        if asks_detail and line.partner.is_aggregate and line.partner.id != WORLD:
            problem = f"{line.partner.label} is a group, though countries were asked for"
            raise FormatChanged(book.source, where, problem)
        reason = wrong_edition(cells[book.commodity].text.strip(), line.month)
        if reason:
            refused.append(RefusedRow(where, reason, ", ".join(row.values())))
            continue
        lines.append(line)
    return lines, refused


def _line(book: TradeBook, where: str, cells: Mapping[str, Cell], *, keeps_zeros: bool) -> Line:
    code, digits, note = _code(book, cells, keeps_zeros=keeps_zeros)
    month = _month(cells["time"].text) or cells["time"].day("%Y-%m")
    return Line(where, cells, _partner(cells), _product(book, code, digits), digits, month, note)


@lru_cache(maxsize=512)
def _month(text: str) -> date | None:
    """Return the first day of a month as the API prints it; none where it prints another thing."""
    found = _MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else None


def _partner(cells: Mapping[str, Cell]) -> Place:
    """Return whose trade it is; the world goes by a dash and by its name, and both must say so."""
    code, name = cells.get("CTY_CODE"), cells.get("CTY_NAME")
    is_named_total = name is not None and name.text.strip() == _TOTAL_NAME
    if code is None:
        time = cells["time"]
        if not is_named_total:
            raise FormatChanged(time.source, time.where, "column 'CTY_CODE' is missing")
        return place("census", TOTAL)
    found = place("census", code.text)
    if name is not None and is_named_total is not (found.id == WORLD):
        raise code.changed(f"holds {code.text!r} where the country is named {name.text!r}")
    level = cells.get("SUMMARY_LVL")
    if level is not None:
        is_group = level.one_of({"DET": "", "CGP": "group"}) == "group"
        if is_group is not (found.is_aggregate and found.id != WORLD):
            raise level.changed(f"holds {level.text!r} for {found.label}")
    return found


def _code(book: TradeBook, cells: Mapping[str, Cell], *, keeps_zeros: bool) -> tuple[str, int, str]:
    """Return a row's code, its digits, and a note where its leading zero had to be put back.

    A zero is put back only where the level says that one digit is missing and no code of the answer
    has kept its zero: a sheet drops them all, and a code cut short is another thing.
    """
    cell, level = cells[book.commodity], cells.get("COMM_LVL")
    code = cell.text.strip()
    if code == TOTAL:
        return code, 0, ""
    digits = len(code) if level is None else int(level.one_of(_LEVEL_TEXTS))
    whole = with_leading_zero(code, digits) if digits in LEVELS else None
    if whole is None or (whole != code and keeps_zeros):
        raise cell.changed(f"holds {code!r}, which is no code of {digits or 'no'} digits")
    return whole, digits, "" if whole == code else "a leading zero lost in the file was put back"


_LEVEL_TEXTS = {text: str(digits) for text, digits in _LEVELS.items()}


def _product(book: TradeBook, code: str, digits: int) -> str:
    if digits == 0:
        return ALL_GOODS
    if digits == TEN:
        return f"{book.scheme}:{code}"
    is_aircraft = book.scheme == "schedule_b" and code.startswith(AIRCRAFT)
    return f"{'schedule_b' if is_aircraft else 'hs'}:{code}"


def _observations(
    book: TradeBook, snapshot: Snapshot, line: Line, refuse: Callable[[RefusedRow], None]
) -> Iterator[Observation]:
    for column, measure in book.values.items():
        if column in line.cells:
            value = Decimal(line.cells[column].whole())
            yield _observation(book, snapshot, line, measure=measure, value=value)
    if line.digits == TEN and book.quantity.amount in line.cells:
        yield from _quantity(book, snapshot, line, refuse)


def _quantity(
    book: TradeBook, snapshot: Snapshot, line: Line, refuse: Callable[[RefusedRow], None]
) -> Iterator[Observation]:
    """Yield a quantity, or a gap where its flag says that the printed 0 is no figure."""
    amount, flag, unit = (line.cells[name] for name in book.quantity.names)
    unit_code = unit.one_of(_MEANINGS_OF_UNIT)
    is_missing = flag.one_of({"": "", TOTAL: "", "M": "missing"}) == "missing"
    value = amount.whole()
    measure = book.quantity.measure
    if value and is_missing:
        reason = f"a quantity of {value} that is said to be missing"
        refuse(RefusedRow(line.where, reason, f"{line.product} {unit.text!r} {flag.text!r}"))
    elif unit_code and is_missing:
        note = "the publisher marks the quantity as missing; the 0 it prints is no figure"
        yield _observation(
            book, snapshot, line, measure=measure, value=None, unit=unit_code, note=note
        )
    elif unit_code:
        yield _observation(
            book, snapshot, line, measure=measure, value=Decimal(value), unit=unit_code
        )


def _observation(
    book: TradeBook,
    snapshot: Snapshot,
    line: Line,
    *,
    measure: str,
    value: Decimal | None,
    unit: str = "USD",
    note: str = "",
) -> Observation:
    return Observation(
        key=SeriesKey(
            measure=measure,
            reporter=USA,
            partner=line.partner.id,
            flow=book.flow,
            product=line.product,
            frequency=Frequency.MONTHLY,
            unit_code=unit,
        ),
        period=line.period,
        value=value,
        status=Status.MISSING if value is None else Status.NORMAL,
        vintage=vintage_of(line.period, snapshot.retrieved_at),
        snapshot=snapshot.sha256,
        locator=line.where,
        note=note or line.note,
    )


def _check_sums(
    book: TradeBook,
    snapshot: Snapshot,
    found: Mapping[tuple[SeriesKey, Period], Observation],
) -> None:
    """Refuse an answer whose chapters miss the total, or whose countries miss the world.

    Countries can only be added up where the address asks for all of them.
    """
    query = parse_qs(urlsplit(snapshot.request).query)
    has_all_countries = bool(query) and "CTY_CODE" not in query
    totals: dict[tuple[object, ...], Decimal] = {}
    sums: dict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    for (key, period), one in found.items():
        if one.value is None or key.unit_code != "USD":
            continue
        goods = ("chapters", key.measure, key.partner, period)
        if key.product == ALL_GOODS:
            totals[goods] = one.value
        elif len(key.product) == len("hs:12"):
            sums[goods] += one.value
        countries = ("countries", key.measure, key.product, period)
        if key.partner == WORLD:
            totals[countries] = one.value
        elif has_all_countries:
            sums[countries] += one.value
    for name, value in sums.items():
        if name in totals and totals[name] != value:
            what, measure, of, month = name
            problem = (
                f"the {what} of {measure} of {of} in {month} add up to {value}, and the total is "
                f"{totals[name]}: two vintages are mixed, or rows are missing"
            )
            raise FormatChanged(book.source, "body", problem)
