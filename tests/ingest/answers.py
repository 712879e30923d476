"""Answers of the FAS API, built by hand from the documented format, for ingest tests."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from offtake.ingest import Brought
from offtake.sources import Request

ADDRESS = "https://api.fas.usda.gov/api/esr/exports/commodityCode/801/allCountries/marketYear/2026"
FIRST = date(2026, 7, 30)


def week(number: int, *, first: date = FIRST) -> date:
    """Return the last day of a week, counted from the first."""
    return first + timedelta(weeks=number)


def answer(commitments: Mapping[int, int], *, first: date = FIRST) -> bytes:
    """Return a list of rows to China: by number of week, the commitment; nothing shipped."""
    rows, before = [], None
    for number, commitment in sorted(commitments.items()):
        rows.append(
            {
                "commodityCode": 801,
                "countryCode": 5700,
                "weeklyExports": 0,
                "accumulatedExports": 0,
                "outstandingSales": commitment,
                "grossNewSales": 0,
                "currentMYNetSales": 0 if before is None else commitment - before,
                "currentMYTotalCommitment": commitment,
                "nextMYOutstandingSales": 0,
                "nextMYNetSales": 0,
                "unitId": 1,
                "weekEndingDate": f"{week(number, first=first)}T00:00:00",
            }
        )
        before = commitment
    return json.dumps(rows).encode()


def release_dates(*days: str) -> bytes:
    """Return the release dates of soybeans and what else there is, one a commodity."""
    return json.dumps(
        [
            {
                "commodityCode": 801 - number,
                "marketYearStart": "2025-09-01T00:00:00",
                "marketYearEnd": "2026-08-31T00:00:00",
                "marketYear": 2026,
                "releaseTimeStamp": f"{day}T08:30:00",
            }
            for number, day in enumerate(days)
        ]
    ).encode()


def brought(
    content: bytes, *, at: date, url: str = ADDRESS, media_type: str = "application/json"
) -> Brought:
    """Return an answer as brought at noon UTC of a day."""
    request = Request(
        source="usda_export_sales",
        url=url,
        title="Soybeans, one marketing year",
        media_types=("application/json",),
        covers_start=date(2023, 9, 1),
        covers_end=at,
    )
    instant = datetime(at.year, at.month, at.day, 13, tzinfo=UTC)
    return Brought(request, content, media_type, instant)
