"""How fast export sales JSON becomes observations, beside the fastest ways from JSON to columns.

Thirty marketing years of soybeans to 128 destinations, made up so that the identities hold:
30 x 52 x 128 = 199,680 rows, one answer a year as the FAS API serves them. `--goods 15` takes every
commodity that a fetch asks for, which is 3.0 million rows. Polars and DuckDB read the same answers
into typed columns and do nothing else; the parser also checks every identity, adds up the world and
dates every week. All are held to one thread and timed by the processor time they use; they take
turns, and the fastest of each counts.
"""

import argparse
import json
import os
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

os.environ["POLARS_MAX_THREADS"] = "1"  # read when polars is imported

import duckdb
import polars as pl

from offtake.domain import Snapshot
from offtake.reference.codes import places, product
from offtake.reference.crops import marketing_year_ending
from offtake.sources.export_sales_codes import ASKED_FOR, UNITS_BY_ID, unit_of
from offtake.sources.usda_export_sales import BASE, COLUMNS, ExportSalesApi

LEAST_ROWS = 300_000
LEAST_SHARE = 0.5
TURNS = 5
TYPES = {name: "VARCHAR" if name == "weekEndingDate" else "BIGINT" for name in COLUMNS}
SCHEMA = {name: pl.String if kind == "VARCHAR" else pl.Int64 for name, kind in TYPES.items()}

Answer = tuple[Snapshot, bytes, Path]


def main() -> int:
    """Print rows a second of each; return 1 if neither bound is kept."""
    options = argparse.ArgumentParser()
    options.add_argument("--years", type=int, default=30)
    options.add_argument("--goods", type=int, default=1)
    chosen = options.parse_args()
    years, goods = range(2026 - chosen.years, 2026), ("801", *sorted({*ASKED_FOR} - {"801"}))
    seconds = dict.fromkeys(ROUTES, 0.0)
    rows = size = 0
    with TemporaryDirectory() as folder:
        for code in goods[: chosen.goods]:
            answers = list(made_up(code, years, Path(folder)))
            rows += sum(content.count(b"weekEndingDate") for _, content, _ in answers)
            size += sum(len(content) for _, content, _ in answers)
            turns = [turn(answers) for _ in range(TURNS)]
            for name in ROUTES:
                seconds[name] += min(one[name] for one in turns)
    print(f"{rows:,} rows, {size / 2**20:,.0f} MiB of JSON, one thread")
    for name, spent in seconds.items():
        print(f"  {name:8} {rows / spent:>10,.0f} rows a second")
    fastest = min(spent for name, spent in seconds.items() if name not in ("offtake", "json"))
    rate, share = rows / seconds["offtake"], fastest / seconds["offtake"]
    print(f"offtake: {rate:,.0f} rows a second (bound {LEAST_ROWS:,}), "
          f"{share:.2f} of the fastest to columns (bound {LEAST_SHARE})")  # fmt: skip
    return int(rate < LEAST_ROWS and share < LEAST_SHARE)


def by_offtake(answers: Sequence[Answer]) -> None:
    source = ExportSalesApi()
    for snapshot, content, _ in answers:
        assert not source.parse(snapshot, content).refused  # noqa: S101 - the figures are lawful


def by_polars(answers: Sequence[Answer]) -> None:
    for _, content, _ in answers:
        pl.read_json(content, schema=SCHEMA)


def by_duckdb(answers: Sequence[Answer]) -> None:
    with duckdb.connect(config={"threads": 1}) as connection:
        for _, _, path in answers:
            connection.execute(
                f"SELECT * FROM read_json('{path}', format = 'array', columns = {TYPES})"
            ).fetchnumpy()


def by_json(answers: Sequence[Answer]) -> None:
    for _, content, _ in answers:
        json.loads(content)


ROUTES = {"offtake": by_offtake, "polars": by_polars, "duckdb": by_duckdb, "json": by_json}


def turn(answers: Sequence[Answer]) -> dict[str, float]:
    """Return the seconds of processor time that one pass of each takes."""
    seconds = {}
    for name, route in ROUTES.items():
        begun = process_time()
        route(answers)
        seconds[name] = process_time() - begun
    return seconds


def made_up(code: str, years: Sequence[int], folder: Path) -> Iterator[Answer]:
    """Yield the answers of some marketing years, each in memory and as a file."""
    for year in years:
        content, path = answer(code, year), folder / f"{year}.json"
        path.write_bytes(content)
        yield snapshot(code, year, content), content, path


def destinations() -> list[int]:
    """Return the codes of 128 places."""
    from csv import DictReader  # noqa: PLC0415
    from importlib.resources import files  # noqa: PLC0415

    text = files("offtake.reference").joinpath("places.csv").read_text(encoding="utf-8")
    rows = (row for row in DictReader(text.splitlines()) if row["census"].isdecimal())
    return [int(row["census"]) for row in rows if not places()[row["id"]].is_aggregate][:128]


def answer(code: str, year: int) -> bytes:
    """Return an answer of the API for one marketing year, whose levels are running sums."""
    period = marketing_year_ending(product("fas", code).id, year)
    first = period.start + timedelta(days=(3 - period.start.weekday()) % 7)
    unit = next(int(one) for one, name in UNITS_BY_ID.items() if name == unit_of(code))
    chance = random.Random(year)  # noqa: S311 - made-up trade, no secret
    rows = []
    for country in destinations():
        shipped, waiting = 0, chance.randrange(4_000_000)
        for week in range(52):
            exported, sold = chance.randrange(min(waiting, 90_000) + 1), chance.randrange(90_000)
            shipped, waiting = shipped + exported, waiting + sold - exported
            rows.append(
                {
                    "commodityCode": int(code), "countryCode": country, "weeklyExports": exported,
                    "accumulatedExports": shipped, "outstandingSales": waiting,
                    "grossNewSales": sold, "currentMYNetSales": sold,
                    "currentMYTotalCommitment": shipped + waiting, "nextMYOutstandingSales": 0,
                    "nextMYNetSales": 0, "unitId": unit,
                    "weekEndingDate": f"{first + timedelta(weeks=week)}T00:00:00",
                }
            )  # fmt: skip
    return json.dumps(rows).encode()


def snapshot(code: str, year: int, content: bytes) -> Snapshot:
    """Return the record under which an answer would have come."""
    return Snapshot(
        sha256=sha256(content).hexdigest(),
        request=f"{BASE}/commodityCode/{code}/allCountries/marketYear/{year}",
        media_type="application/json",
        retrieved_at=datetime(2026, 8, 22, tzinfo=UTC),
        size_bytes=len(content),
        is_archived=True,
    )


if __name__ == "__main__":
    sys.exit(main())
