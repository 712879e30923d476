"""UN Comtrade: what a country reported of its trade, as the United Nations passes it on.

The publisher's own client, `comtradeapicall`, was weighed and left: see `docs/sources`. Each row is
a figure of the reporter's own book in the edition of the Harmonized System it used; editions are
never put together. A weight that is not given is missing, not nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
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
from offtake.reference.codes import place
from offtake.sources.cells import Cell
from offtake.sources.comtrade_checks import TOTAL, Line, check_lines, check_year
from offtake.sources.comtrade_rows import Row, rows_of
from offtake.sources.customs import (
    VALUE_NEEDS_WEIGHT,
    calendar_month,
    calendar_year,
    goods_code,
    month,
    weight_or_none,
)
from offtake.sources.protocol import Parsed, Request

HOST = "https://comtradeapi.un.org"
DECIMALS = 3
_FIXED = {
    "typeCode": "C",
    "partner2Code": "0",
    "customsCode": "C00",
    "mosCode": "0",
    "motCode": "0",
    "isOriginalClassification": "true",
}
"""What makes a row a whole: goods, all partners of the partner, all regimes, all transport, as
reported. Any other value is a part of the same trade, or trade put into another edition."""
_VALUES = {Flow.EXPORT: "export_value", Flow.IMPORT: "import_value"}
_QUANTITIES = {Flow.EXPORT: "export_quantity", Flow.IMPORT: "import_quantity"}
_TRUTHS = {"true": True, "false": False}
_PIECES = "5"
_CHAPTER = 2
_WEIGHT = ("kg", "netWgt", "isNetWgtEstimated")
_COUNT = ("piece", "qty", "isQtyEstimated")
_MONTHS_TO_WAIT = timedelta(days=75)
"""A month reaches Comtrade some weeks after the country's own release."""
_ADDED_UP = "added up by the United Nations from finer rows"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: whose book, which way, which partners, which goods."""

    frequency: Frequency
    reporter: str
    flow: str
    partners: tuple[str, ...]
    codes: tuple[str, ...]
    title: str


_USA, _CHINA = "842", "156"
_ORIGINS = ("0", _USA, "76", "32")
_GRAIN = ("1201", "1005", "1007", "1001", "5201", "4403")
_RARE = ("280530", "2846", "850511")
QUESTIONS = (
    Question(Frequency.ANNUAL, _USA, "X", (_CHINA,), (TOTAL, "AG2", "AG4", "AG6"),
             "US exports to China"),
    Question(Frequency.ANNUAL, _CHINA, "M", (_USA,), (TOTAL, "AG2", "AG4", "AG6"),
             "China's imports from the United States"),
    Question(Frequency.MONTHLY, _CHINA, "M", _ORIGINS, _GRAIN, "China's imports of farm goods"),
    Question(Frequency.MONTHLY, _CHINA, "X", ("0", _USA), _RARE, "China's exports of rare earths"),
)  # fmt: skip
PREVIEWED = (
    *(Question(one.frequency, one.reporter, one.flow, one.partners, (TOTAL, "AG2"), one.title)
      for one in QUESTIONS[:2]),
    *QUESTIONS[2:],
)  # fmt: skip
"""The same within 500 rows: the books of a year by chapter only."""


class Comtrade:
    """Comtrade with a free key: whole books of a year, and some goods by month."""

    id = "un_comtrade"
    _path = "data/v1/get"
    _is_preview = False
    _questions: tuple[Question, ...] = QUESTIONS

    def plan(self, since: date, until: date) -> Iterator[Request]:
        """Yield one request a question and year, for years and months that may be out."""
        for question in self._questions:
            for year in range(since.year - 1, until.year + 1):
                periods = _periods(question.frequency, year, since=since, until=until)
                if periods:
                    yield self._request(question, periods)

    def parse(self, snapshot: Snapshot, content: bytes) -> Parsed:
        """Return the values in dollars and the weights in kilograms of an answer or a saved file.

        Raises:
            AnswerIsNotData: It is a page, an error report or another kind of file.
            AnswerCut: It ends too early.
            AnswerEmpty: It has no row.
            AnswerAtCap: It has as many rows as are given at once.
            VintagesMixed: Its rows were not printed together.
            FormatChanged: A column, flow, edition or part of trade was never seen before.
            CodeUnknown: It holds the number of a place never seen before.
        """
        rows = rows_of(self.id, content, is_preview=self._is_preview)
        reader = _Reader(self.id, snapshot)
        lines, found = [], []
        for where, row in rows:
            line, figures = reader.read(where, row)
            lines.append(line)
            found.append(figures)
        refused = check_lines(self.id, lines)
        out = {one.locator for one in refused}
        kept = [one for those in found for one in those if one.locator not in out]
        newest = max(line.period.last_day for line in lines)
        return Parsed(tuple(kept), tuple(refused), len(rows), newest)

    def _request(self, question: Question, periods: list[Period]) -> Request:
        letter = "A" if question.frequency is Frequency.ANNUAL else "M"
        form = "%Y" if letter == "A" else "%Y%m"
        asked = {
            "reporterCode": question.reporter,
            "partnerCode": ",".join(question.partners),
            "partner2Code": "0",
            "flowCode": question.flow,
            "cmdCode": ",".join(question.codes),
            "customsCode": "C00",
            "motCode": "0",
            "period": ",".join(period.start.strftime(form) for period in periods),
        }
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        return Request(
            source=self.id,
            url=f"{HOST}/{self._path}/C/{letter}/HS?{query}",
            title=f"{question.title}, {periods[0].start.strftime(form)}"
            + (f" to {periods[-1].start.strftime(form)}" if len(periods) > 1 else ""),
            media_types=("application/json",),
            covers_start=periods[0].start,
            covers_end=periods[-1].last_day,
            key="" if self._is_preview else "comtrade",
            key_header="" if self._is_preview else "Ocp-Apim-Subscription-Key",
        )


class ComtradePreview(Comtrade):
    """Comtrade without a key, 500 rows at a time: a whole answer is refused at that."""

    id = "un_comtrade_preview"
    _path = "public/v1/preview"
    _is_preview = True
    _questions = PREVIEWED


def _periods(frequency: Frequency, year: int, *, since: date, until: date) -> list[Period]:
    if frequency is Frequency.ANNUAL:
        whole = Period(date(year, 1, 1), date(year + 1, 1, 1), frequency)
        return [whole] if whole.last_day < until else []
    months = (month(year, number) for number in range(1, 13))
    out = until - _MONTHS_TO_WAIT
    return [one for one in months if one.last_day >= since and one.last_day <= out]


@dataclass(slots=True)
class _Reader:
    """Reads rows of one answer; what repeats from row to row is looked up once."""

    source: str
    snapshot: Snapshot
    _vintage: Vintage = field(init=False)
    _heads: dict[tuple[str, ...], tuple[str, str, Flow, Period, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._vintage = Vintage(self.snapshot.retrieved_at, VintageBasis.RETRIEVAL)

    def read(self, where: str, row: Row) -> tuple[Line, list[Observation]]:
        """Return a row for the checks, and its figures."""
        head = tuple(row[name] for name in _HEAD)
        if head not in self._heads:
            self._heads[head] = self._head(where, row)
        reporter, partner, flow, period, edition = self._heads[head]
        code = _goods(self._cell(where, row, "cmdCode"), row["aggrLevel"])
        value = self._value(where, row, flow)
        line = Line((reporter, partner, flow), period, edition, code, value, where)
        added = _ADDED_UP if self._is_true(where, row, "isAggregate") else ""
        found = [self._figure(line, (_VALUES[flow], "USD"), value, note=added)]
        if code != TOTAL:
            measure = _QUANTITIES[flow]
            for unit_code, name, flag in _amounts(row):
                amount = weight_or_none(value, _number_or_none(self._cell(where, row, name)))
                if amount is None and len(code) == _CHAPTER:
                    continue  # of a chapter no weight is ever printed, so none is missing
                is_estimated = self._is_true(where, row, flag)
                found.append(
                    self._figure(line, (measure, unit_code), amount, is_estimated=is_estimated)
                )
        return line, found

    def _head(self, where: str, row: Row) -> tuple[str, str, Flow, Period, str]:
        """Return whose trade a row is, which way, when and in which edition."""
        for name, text in _FIXED.items():
            cell = self._cell(where, row, name)
            if cell.text.strip().lower() != text.lower():
                problem = f"holds {cell.text!r}: a part of the trade, or trade recoded; wanted:"
                raise cell.changed(f"{problem} {text}")
        flow = Flow(self._cell(where, row, "flowCode").one_of({"X": "X", "M": "M"}))
        frequency = self._cell(where, row, "freqCode").one_of({"A": "A", "M": "M"})
        when = self._cell(where, row, "period")
        period = calendar_year(when) if frequency == "A" else calendar_month(when)
        edition = row["classificationCode"].strip()
        check_year(self.source, where, edition=edition, period=period)
        reporter = place("m49", row["reporterCode"]).id
        return reporter, place("m49", row["partnerCode"]).id, flow, period, edition

    def _value(self, where: str, row: Row, flow: Flow) -> Decimal:
        """Return the value, held against the one at the border: a column swapped is not it."""
        cell = self._cell(where, row, "primaryValue")
        value, name = _number(cell), "fobvalue" if flow is Flow.EXPORT else "cifvalue"
        border = _number_or_none(self._cell(where, row, name))
        if border and border != value:
            problem = f"holds {value:,f}, and {name!r} {border:,f}: they must be the same"
            raise cell.changed(problem)
        return value

    def _figure(
        self,
        line: Line,
        what: tuple[str, str],
        value: Decimal | None,
        *,
        note: str = "",
        is_estimated: bool = False,
    ) -> Observation:
        """Return one figure of a row; `what` is its measure and unit."""
        reporter, partner, flow = line.side
        status = Status.ESTIMATED if is_estimated else Status.NORMAL
        if value is None:
            status, note = Status.MISSING, VALUE_NEEDS_WEIGHT
        key = SeriesKey(
            measure=what[0],
            reporter=reporter,
            partner=partner,
            flow=Flow(flow),
            product=f"{line.edition.lower()}:{line.code}",
            frequency=line.period.frequency,
            unit_code=what[1],
            decimals=DECIMALS,
        )
        return Observation(
            key=key,
            period=line.period,
            value=value,
            status=status,
            vintage=self._vintage,
            snapshot=self.snapshot.sha256,
            locator=line.where,
            note=note,
        )

    def _is_true(self, where: str, row: Row, name: str) -> bool:
        found = _TRUTHS.get(row[name].strip().lower())
        if found is None:
            raise self._cell(where, row, name).changed(f"holds {row[name]!r}, not true or false")
        return found

    def _cell(self, where: str, row: Row, name: str) -> Cell:
        return Cell(self.source, where, name, row[name])


_HEAD = (
    "reporterCode", "partnerCode", "flowCode", "freqCode", "period", "classificationCode", *_FIXED,
)  # fmt: skip


def _amounts(row: Row) -> tuple[tuple[str, str, str], ...]:
    """Return which amounts a row has: unit, column, and the column that says it is estimated."""
    is_counted = row["qtyUnitCode"].strip() == _PIECES
    return (_WEIGHT, _COUNT) if is_counted else (_WEIGHT,)


def _goods(code: Cell, level: str) -> str:
    if code.text.strip() == TOTAL:
        return TOTAL
    found = goods_code(code, digits=(2, 4, 6))
    if level.strip() not in ("", str(len(found))):
        raise code.changed(f"holds {found!r}, and 'aggrLevel' {level!r}")
    return found


def _number(cell: Cell) -> Decimal:
    """Return a number with at most three decimals, which is what the service prints.

    Raises:
        FormatChanged: It is no number, below zero, or has more places.
    """
    value = cell.number()
    if value < 0:
        raise cell.changed(f"holds {cell.text!r}, which is below zero")
    return value if value == value.to_integral_value() else _fraction(cell)


def _fraction(cell: Cell) -> Decimal:
    return Decimal(cell.times(10**DECIMALS)).scaleb(-DECIMALS)


def _number_or_none(cell: Cell) -> Decimal | None:
    return _number(cell) if cell.text.strip() else None
