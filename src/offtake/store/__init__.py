"""The revision log: what was published, when it became known, and what stood at any moment."""

from offtake.store.expressions import latest_rows
from offtake.store.records import (
    Appended,
    QuarantinedRow,
    SeriesFilter,
    StoredQuarantine,
    StoredRelease,
)
from offtake.store.store import Store

__all__ = [
    "Appended",
    "QuarantinedRow",
    "SeriesFilter",
    "Store",
    "StoredQuarantine",
    "StoredRelease",
    "latest_rows",
]
