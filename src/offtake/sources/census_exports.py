"""US exports by commodity and country, from the Census Bureau's API (a free key is needed)."""

from collections.abc import Iterator
from datetime import date

from offtake.domain import Flow, Snapshot
from offtake.sources.census_dataweb import is_dataweb, parse_dataweb
from offtake.sources.census_plan import ASKED_BY_DEFAULT, Asked, requests
from offtake.sources.census_trade import QuantityColumns, TradeBook, parse
from offtake.sources.protocol import Parsed, Request

BOOK = TradeBook(
    source="census_exports",
    flow=Flow.EXPORT,
    commodity="E_COMMODITY",
    values={"ALL_VAL_MO": "export_value"},
    quantity=QuantityColumns("export_quantity", "QTY_1_MO", "QTY_1_MO_FLAG"),
    scheme="schedule_b",
)


class CensusExports:
    """Exports of domestic goods and re-exports together, free alongside ship.

    `asked` says which countries at which levels of detail; by default China.
    """

    id = BOOK.source

    def __init__(self, *, asked: tuple[Asked, ...] = ASKED_BY_DEFAULT) -> None:
        self._asked = asked

    def plan(self, since: date, until: date) -> Iterator[Request]:
        """Yield what to ask for: three prior years again, since a release may revise them all."""
        yield from requests(BOOK, self._asked, since=since, until=until)

    def parse(self, snapshot: Snapshot, content: bytes) -> Parsed:
        """Return values in dollars, and quantities of ten-digit codes.

        A sheet saved from the USITC's DataWeb is read too: annual exports by chapter.

        Raises:
            AnswerIsNotData: It is a page, as a bad key is answered, or an error report.
            AnswerCut: The list does not end.
            AnswerEmpty: It has a header and no row.
            FormatChanged: A column or cell is not what it should be, or two vintages are mixed.
            CodeUnknown: It holds a country code never seen before.
        """
        if is_dataweb(content):
            return parse_dataweb(self.id, snapshot, content)
        return parse(BOOK, snapshot, content)
