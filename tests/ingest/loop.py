"""Ingest the weeks of one season, a release each, until killed; run by the kill tests."""

import sys
from datetime import date, timedelta
from pathlib import Path

from ingest.answers import answer, brought, week
from offtake.ingest import Ingested, take
from offtake.sources import source
from offtake.sources.connectors import connector
from offtake.store import Store

SEASON = date(2023, 9, 14)
WEEKS = 48
ADDRESS = "https://api.fas.usda.gov/api/esr/exports/commodityCode/801/allCountries/marketYear/2024"


def ingest_week(store: Store, number: int) -> Ingested:
    """Take the answer that brings one more week, on the day after it was due."""
    commitments = {past: 100 * past + 100 for past in range(number + 1)}
    day = week(number + 1, first=SEASON) + timedelta(days=1)
    one = brought(answer(commitments, first=SEASON), at=day, url=ADDRESS)
    row = source(one.request.source)
    return take(store, source=connector(row.id), row=row, brought=one)


if __name__ == "__main__":
    own = Store.open(Path(sys.argv[1]))
    for number in range(len(own.releases()), WEEKS):
        ingest_week(own, number)
        print(number, flush=True)  # noqa: T201 - the test reads it
