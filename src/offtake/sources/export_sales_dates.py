"""When the FAS API last released each commodity: one small answer that stands for all the others.

It has a row a commodity with the time of its last release. While none of them moves, no commodity
has anything new.
"""

from datetime import date, datetime, timedelta

from offtake.domain import WASHINGTON, Snapshot, thursdays
from offtake.errors import AnswerEmpty
from offtake.sources.cells import Cell, columns, json_rows
from offtake.sources.protocol import Parsed, Request, Tells

DATES = "https://api.fas.usda.gov/api/esr/datareleasedates"
_STAMP = "releaseTimeStamp"
_NEEDED = ("commodityCode", "marketYear", _STAMP)


def dates_request(source: str, *, since: date, newest: date) -> Request:
    """Return the request for the release dates; `newest` is the newest week that should be out."""
    return Request(
        source=source,
        url=DATES,
        title="Release dates",
        media_types=("application/json", "text/json"),
        covers_start=min(since, newest),
        covers_end=newest,
        key="fas",
        key_header="X-Api-Key",
        headers={"Accept": "application/json"},
        tells=Tells.INDEX,
    )


def is_dates(snapshot: Snapshot) -> bool:
    """Tell whether an answer is the list of release dates, which its address says."""
    return snapshot.request == DATES


def read_dates(source: str, content: bytes) -> Parsed:
    """Return the newest week that the last release can have held; there is no figure in it.

    A week is out seven days after it ended, or a day later (not before: exporters file on Monday).

    Raises:
        AnswerError: It is not the list of release dates.
    """
    rows = json_rows(source, content)
    if not rows:
        raise AnswerEmpty(source, "body", "no release, though the report is weekly since 1998")
    released_on = max(_day(source, f"row {number}", row) for number, row in enumerate(rows))
    *_, newest = thursdays(released_on - timedelta(days=13), released_on - timedelta(days=7))
    return Parsed(observations=(), refused=(), rows=len(rows), newest=newest)


def _day(source: str, where: str, row: dict[str, object]) -> date:
    """Return the day of a release; without a zone it is a day in Washington."""
    cells = {name.strip(): str(value) for name, value in row.items()}
    columns(source, where, cells, required=_NEEDED, optional=cells)
    for name in ("commodityCode", "marketYear"):
        Cell(source, where, name, cells[name]).whole()
    cell = Cell(source, where, _STAMP, cells[_STAMP])
    try:
        instant = datetime.fromisoformat(cell.text.strip())
    except ValueError:
        raise cell.changed(f"holds {cell.text!r}, which is not an instant") from None
    return (instant.astimezone(WASHINGTON) if instant.tzinfo else instant).date()
