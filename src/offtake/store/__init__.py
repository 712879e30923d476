"""The revision log: what was published, when it became known, and what stood at any moment."""

from offtake.store.expressions import latest_rows
from offtake.store.records import (
    Appended,
    QuarantinedRow,
    SeriesFilter,
    StoredQuarantine,
    StoredRelease,
    YearSum,
)
from offtake.store.seeding import seed
from offtake.store.store import Store
from offtake.store.sums import sums_of
from offtake.store.year_sums import year_sums

__all__ = [
    "Appended",
    "QuarantinedRow",
    "SeriesFilter",
    "Store",
    "StoredQuarantine",
    "StoredRelease",
    "YearSum",
    "latest_rows",
    "seed",
    "sums_of",
    "year_sums",
]
