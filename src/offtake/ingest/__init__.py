"""Fetch -> archive -> parse -> check -> append, once and repeatably."""

from offtake.ingest.bringing import Fetching
from offtake.ingest.ledger import Ledger, Sweep, Validators
from offtake.ingest.ranking import overruled_by
from offtake.ingest.rereading import Change, Reread, reread
from offtake.ingest.settling import NO_SPAN
from offtake.ingest.taking import (
    Brought,
    Ingested,
    Outcome,
    check,
    known_publication_times,
    newest_due,
    seen_by,
    take,
    weeks_made_whole,
    with_publication_times,
)

__all__ = [
    "NO_SPAN",
    "Brought",
    "Change",
    "Fetching",
    "Ingested",
    "Ledger",
    "Outcome",
    "Reread",
    "Sweep",
    "Validators",
    "check",
    "known_publication_times",
    "newest_due",
    "overruled_by",
    "reread",
    "seen_by",
    "take",
    "weeks_made_whole",
    "with_publication_times",
]
