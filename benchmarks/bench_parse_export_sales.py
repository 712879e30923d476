"""How fast export sales JSON becomes observations, as a multiple of `json.loads` of the same bytes.

Thirty marketing years of soybeans to sixteen destinations, made up so that the identities hold:
30 x 52 x 16 = 24,960 rows, one answer a year as the FAS API serves them. `--years` makes it
smaller or larger. The two take turns and the fastest of each counts.

The parser makes one object a figure, nine for each row with the sum of the destinations; it is held
to a multiple of `json.loads` and not to a number of rows, which would measure the machine.
"""

import argparse
import json
import random
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from time import perf_counter

from offtake.domain import Snapshot
from offtake.reference.crops import marketing_year_ending
from offtake.sources.usda_export_sales import BASE, ExportSalesApi

BOUND = 80.0
TURNS = 2
CODES = (
    [5700, 5880, 2010, 5830, 5800, 4280, 4210, 5490, 5600, 5520, 9990, 1220, 2050, 2110, 2150, 2190]
)  # fmt: skip


def main() -> int:
    """Print rows a second of both and their ratio; return 1 if it is over the bound."""
    options = argparse.ArgumentParser()
    options.add_argument("--years", type=int, default=30)
    chosen = options.parse_args()
    answers = [(year, answer(year)) for year in range(2026 - chosen.years, 2026)]
    rows = sum(content.count(b"weekEndingDate") for _, content in answers)
    size = sum(len(content) for _, content in answers)
    loads, parse = (
        min(times) for times in zip(*(turn(answers) for _ in range(TURNS)), strict=True)
    )
    print(f"{rows:,} rows, {size / 2**20:.0f} MiB of JSON")
    print(f"json.loads: {rows / loads:,.0f} rows a second")
    print(
        f"parse:      {rows / parse:,.0f} rows a second, {parse / loads:.0f} x (bound {BOUND:.0f})"
    )
    return int(parse / loads > BOUND)


def turn(answers: list[tuple[int, bytes]]) -> tuple[float, float]:
    """Return the seconds that one pass of each takes."""
    begun = perf_counter()
    for _, content in answers:
        json.loads(content)
    loaded = perf_counter()
    source = ExportSalesApi()
    for year, content in answers:
        source.parse(snapshot(year, content), content)
    return loaded - begun, perf_counter() - loaded


def answer(year: int) -> bytes:
    """Return an answer of the API for one marketing year, whose levels are running sums."""
    period = marketing_year_ending("soybeans", year)
    first = period.start + timedelta(days=(3 - period.start.weekday()) % 7)
    chance = random.Random(year)  # noqa: S311 - made-up trade, no secret
    rows = []
    for code in CODES:
        shipped, waiting = 0, chance.randrange(4_000_000)
        for week in range(52):
            exported, sold = chance.randrange(min(waiting, 90_000) + 1), chance.randrange(90_000)
            shipped, waiting = shipped + exported, waiting + sold - exported
            rows.append(
                {
                    "commodityCode": 801, "countryCode": code, "weeklyExports": exported,
                    "accumulatedExports": shipped, "outstandingSales": waiting,
                    "grossNewSales": sold, "currentMYNetSales": sold,
                    "currentMYTotalCommitment": shipped + waiting, "nextMYOutstandingSales": 0,
                    "nextMYNetSales": 0, "unitId": 1,
                    "weekEndingDate": f"{first + timedelta(weeks=week)}T00:00:00",
                }
            )  # fmt: skip
    return json.dumps(rows).encode()


def snapshot(year: int, content: bytes) -> Snapshot:
    """Return the record under which an answer would have come."""
    return Snapshot(
        sha256=sha256(content).hexdigest(),
        request=f"{BASE}/commodityCode/801/allCountries/marketYear/{year}",
        media_type="application/json",
        retrieved_at=datetime(2026, 8, 22, tzinfo=UTC),
        size_bytes=len(content),
        is_archived=True,
    )


if __name__ == "__main__":
    sys.exit(main())
