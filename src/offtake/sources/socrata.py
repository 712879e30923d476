"""What both AgTransport data sets share: how far a set reaches, asked for in one small request.

Socrata answers a query over a whole set with its newest day and its number of rows, two cells
instead of thousands of rows. While both stand still, no week was added and no row either; a figure
rewritten in its place would not show, so all is asked for again from time to time.
"""

from datetime import date
from urllib.parse import quote, urlencode

from offtake.domain import Snapshot
from offtake.errors import AnswerEmpty
from offtake.sources.cells import Cell, columns, json_rows
from offtake.sources.protocol import Parsed, Request, Tells

_NEWEST, _ROWS = "newest", "rows"
_EXTENT = urlencode(
    {"$select": f"max(date) as {_NEWEST},count(*) as {_ROWS}"}, quote_via=quote, safe="$:,()*"
)


def extent_request(source: str, base: str, *, since: date, newest: date) -> Request:
    """Return the request for the newest day of a data set and its number of rows.

    `newest` is the newest week that should be in it.
    """
    return Request(
        source=source,
        url=f"{base}?{_EXTENT}",
        title="Newest week and number of rows",
        media_types=("application/json",),
        covers_start=min(since, newest),
        covers_end=newest,
        headers={"Accept": "application/json"},
        tells=Tells.INDEX,
    )


def is_extent(snapshot: Snapshot) -> bool:
    """Tell whether an answer is to the request for the extent, which its address says."""
    return snapshot.request.endswith(f"?{_EXTENT}")


def read_extent(source: str, content: bytes) -> Parsed:
    """Return how far a data set reaches; there is no figure in it.

    Raises:
        AnswerError: It is not one row with a day and a number.
    """
    rows = json_rows(source, content)
    if len(rows) != 1:
        raise AnswerEmpty(source, "body", f"{len(rows)} rows, where one says how far the set goes")
    (row,) = rows
    cells = {name.strip(): str(value) for name, value in row.items()}
    columns(source, "row 0", cells, required=(_NEWEST, _ROWS))
    held = Cell(source, "row 0", _ROWS, cells[_ROWS])
    if held.whole() < 1:
        raise AnswerEmpty(source, "body", "a data set without a row")
    newest = Cell(source, "row 0", _NEWEST, cells[_NEWEST]).day("%Y-%m-%dT00:00:00.000")
    return Parsed(observations=(), refused=(), rows=1, newest=newest)
