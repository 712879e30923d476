"""Chinese customs, by files that a person exports from its query site.

The site stands behind a slider puzzle and is not automated. Its columns are the same for imports
and exports, so the request, or the file's name, says which and what was asked for: `imports of
1201`. Codes have eight digits and were split (rule D36), so those of a heading that was asked for
as a whole are added up to it. A month without a row has no figure (rule D39).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import unquote

from offtake.domain import Flow, Observation, Period, SeriesKey, Snapshot, Status, Vintage
from offtake.domain import VintageBasis as Basis
from offtake.errors import AnswerEmpty, ImportedOnly, RequestUnsaid, VintagesMixed
from offtake.reference.codes import place
from offtake.sources.cells import Cell
from offtake.sources.customs import (
    VALUE_NEEDS_WEIGHT,
    calendar_month,
    goods_code,
    month,
    same_goods,
    weight_or_none,
)
from offtake.sources.customs_files import CURRENCIES, china_rows
from offtake.sources.protocol import Parsed, Request

_SOURCE = "china_customs"
CHINA = "CHN"
_DIRECTION = re.compile(r"(?<![a-z])(import|export)s?(?![a-z])|(进口|出口)", re.IGNORECASE)
_ASKED = re.compile(r"(?:of|的)[ _-]*((?:[0-9]{2,8}(?:[ ,、_-]|and)*)+)", re.IGNORECASE)
_FLOWS = {"import": Flow.IMPORT, "进口": Flow.IMPORT, "export": Flow.EXPORT, "出口": Flow.EXPORT}
_NAMES = {Flow.IMPORT: "import", Flow.EXPORT: "export"}
_UNITS = {
    "千克": "kg",
    "个": "piece",
    "台": "piece",
    "辆": "piece",
    "架": "piece",
    "艘": "piece",
    "": "",
    "?": "",
    "—": "",
    "-": "",
    "无": "",
}
"""Units read, and the marks for none: the dash of the site becomes "?" in its CSV."""
_NO_ROW = "no row is printed for this month, which is not a month without trade"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file is an answer to: which way, and the codes asked for as a whole."""

    flow: Flow
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trade:
    """One row: goods of one code, from or to one partner, in one month."""

    period: Period
    partner: str
    code: str
    currency: str
    value: int
    quantities: tuple[tuple[str, int], ...]
    where: str


class ChinaCustoms:
    """China's imports by origin and exports by destination."""

    id = _SOURCE

    def plan(self, since: date, until: date) -> Iterable[Request]:  # noqa: ARG002 - of the protocol
        """Say that there is nothing to ask: a puzzle keeps programs out of the site.

        Raises:
            ImportedOnly: Always.
        """
        raise ImportedOnly(self.id, "http://stats.customs.gov.cn asks for a person")

    def parse(self, snapshot: Snapshot, content: bytes) -> Parsed:
        """Return what an exported file says, by code and added up to what was asked for.

        Raises:
            RequestUnsaid: Neither the request nor the file's name says imports or exports.
            EncodingWrong: It is text in another encoding than GB18030.
            AnswerIsNotData: It is a page, an error report or another kind of file.
            AnswerCut: It ends too early.
            AnswerEmpty: It has no row, or none of a code that was asked for.
            VintagesMixed: One figure is there twice.
            FormatChanged: A column or unit is missing or was never seen before.
            CodeUnknown: It holds the number of a partner never seen before.
        """
        rows = [_trade(where, row) for where, row in china_rows(self.id, content)]
        asked = asked_for(snapshot.request)
        if not rows:
            raise AnswerEmpty(self.id, "body", "a heading and no row")
        _check(rows, asked)
        say = _Speaker(snapshot, asked.flow)
        found = [one for row in rows for one in say.row(row)]
        for code in asked.codes:
            if len(code) < _DIGITS:
                found += say.sums(code, [row for row in rows if row.code.startswith(code)])
        return Parsed(tuple(found), (), len(rows), max(row.period.last_day for row in rows))


_DIGITS = 8


def asked_for(request: str) -> Asked:
    """Return what a request, or the name of a file, says was asked for.

    Raises:
        RequestUnsaid: It says neither imports nor exports, or both.

    >>> asked_for("file:///home/me/imports-of-1201.csv")
    Asked(flow=<Flow.IMPORT: 'M'>, codes=('1201',))
    """
    text = unquote(request.rpartition("/")[2])
    ways = {_FLOWS[one.lower()] for match in _DIRECTION.findall(text) for one in match if one}
    if len(ways) != 1:
        problem = "its columns are the same for imports and for exports"
        raise RequestUnsaid(_SOURCE, problem, example="imports of 1201")
    codes = _ASKED.search(text)
    return Asked(ways.pop(), tuple(re.findall(r"[0-9]+", codes[1])) if codes else ())


def _trade(where: str, row: dict[str, str]) -> Trade:
    cells = {name: Cell(_SOURCE, where, name, text) for name, text in row.items()}
    (currency,) = (name for name in CURRENCIES if name in row)
    value = cells[currency].whole()
    quantities: list[tuple[str, int]] = []
    for number in ("第一", "第二"):
        unit_code = cells[f"{number}计量单位"].one_of(_UNITS)
        if unit_code and unit_code not in dict(quantities):
            quantities.append((unit_code, cells[f"{number}数量"].whole()))
    return Trade(
        period=calendar_month(cells["数据年月"]),
        partner=place("gacc", row["贸易伙伴编码"]).id,
        code=goods_code(cells["商品编码"], digits=(_DIGITS,)),
        currency=CURRENCIES[currency],
        value=value,
        quantities=tuple(quantities),
        where=where,
    )


def _check(rows: Sequence[Trade], asked: Asked) -> None:
    """Hold the rows against what was asked for, and against each other."""
    seen: dict[tuple[Period, str, str], Trade] = {}
    for row in rows:
        if asked.codes:
            same_goods(_SOURCE, row.where, row.code, asked.codes)
        first = seen.setdefault((row.period, row.partner, row.code), row)
        if first is not row:
            what = f"{row.code}, {row.partner}, {row.period} is there twice"
            problem = f"{what}, {first.value:,} in {first.where} and {row.value:,}"
            raise VintagesMixed(_SOURCE, row.where, problem)
    for code in asked.codes:
        if not any(row.code.startswith(code) for row in rows):
            raise AnswerEmpty(_SOURCE, "body", f"no row of {code}, though it was asked for")


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Makes observations of one file."""

    snapshot: Snapshot
    flow: Flow

    def row(self, row: Trade) -> Iterator[Observation]:
        """Yield the figures of one row, by its own code."""
        product = f"cn:{row.code}"
        key = self._key("value", row.partner, product, row.currency)
        yield self._figure(key, row.period, Decimal(row.value), row.where)
        for unit_code, amount in row.quantities:
            known = weight_or_none(Decimal(row.value), Decimal(amount))
            key = self._key("quantity", row.partner, product, unit_code)
            yield self._figure(key, row.period, known, row.where, note=VALUE_NEEDS_WEIGHT)

    def sums(self, code: str, rows: Sequence[Trade]) -> Iterator[Observation]:
        """Yield the figures of a code that was asked for as a whole, month by month."""
        parts: dict[str, dict[Period, list[Trade]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            parts[row.partner][row.period].append(row)
        units = set.intersection(*({one for one, _ in row.quantities} for row in rows))
        first, last = min(row.period for row in rows), max(row.period for row in rows)
        for partner, months in parts.items():
            for period in _months(first, last):
                yield from self._sum(code, partner, period, months.get(period, []),
                                     currency=rows[0].currency, units=units)  # fmt: skip

    def _sum(
        self,
        code: str,
        partner: str,
        period: Period,
        rows: Sequence[Trade],
        *,
        currency: str,
        units: set[str],
    ) -> Iterator[Observation]:
        where = ", ".join(row.where for row in rows) or "body"
        note = f"sum of {', '.join(row.code for row in rows)}" if rows else _NO_ROW
        key = self._key("value", partner, f"hs:{code}", currency)
        value = Decimal(sum(row.value for row in rows)) if rows else None
        yield self._figure(key, period, value, where, note=note)
        for unit_code in sorted(units):
            amounts = [
                weight_or_none(Decimal(row.value), Decimal(dict(row.quantities)[unit_code]))
                for row in rows
            ]
            given = [one for one in amounts if one is not None]
            is_whole = bool(rows) and len(given) == len(amounts)
            key = self._key("quantity", partner, f"hs:{code}", unit_code)
            reason = note if is_whole or not rows else VALUE_NEEDS_WEIGHT
            total = sum(given, Decimal(0)) if is_whole else None
            yield self._figure(key, period, total, where, note=reason)

    def _key(self, kind: str, partner: str, product: str, unit_code: str) -> SeriesKey:
        return SeriesKey(
            measure=f"{_NAMES[self.flow]}_{kind}",
            reporter=CHINA,
            partner=partner,
            flow=self.flow,
            product=product,
            frequency=month(2000, 1).frequency,
            unit_code=unit_code,
        )

    def _figure(
        self, key: SeriesKey, period: Period, value: Decimal | None, where: str, *, note: str = ""
    ) -> Observation:
        is_missing = value is None
        is_sum = note.startswith("sum of")
        return Observation(
            key=key,
            period=period,
            value=value,
            status=Status.MISSING if is_missing else Status.NORMAL,
            vintage=Vintage(self.snapshot.retrieved_at, Basis.RETRIEVAL),
            snapshot=self.snapshot.sha256,
            locator=where,
            note=note if is_missing or is_sum else "",
        )


def _months(first: Period, last: Period) -> Iterator[Period]:
    period = first
    while period <= last:
        yield period
        period = month(period.end.year, period.end.month)
