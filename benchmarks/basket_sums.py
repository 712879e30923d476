"""A basket of codes added up by year and partner, over monthly trade by code, country and district.

    python benchmarks/basket_sums.py DIRECTORY [--millions 10 100]

Makes a table of synthetic exports (ten-digit codes, 60 countries, 45 districts, 161 months), seeds
a store with it, compacts, and asks for every second code. Prints the peak memory of each step, each
in a process of its own, and ratios to the same question as SQL. 100 million rows take about 10 GB.
"""

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import duckdb

from offtake.domain import Release, Snapshot, Vintage, VintageBasis
from offtake.store import SeriesFilter, Store, seed, year_sums
from offtake.store.files import sha256_of

COUNTRIES, DISTRICTS, MONTHS = 60, 45, 161
CODES = {1: 2, 10: 23, 100: 230}
KNOWN = datetime(2026, 7, 7, 12, 30, tzinfo=UTC)
Found = TypeVar("Found")
REPEATS = 5
BOUND = 1.5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--millions", type=int, nargs="+", default=[10, 100], choices=CODES)
    parser.add_argument("--step", choices=["seed", "compact", "ask"], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.step:
        (size,) = arguments.millions
        step(arguments.step, arguments.directory, size)
        return 0
    arguments.directory.mkdir(parents=True, exist_ok=True)
    return max(measure(arguments.directory, millions) for millions in arguments.millions)


def measure(folder: Path, millions: int) -> int:
    """Print what one size takes, and return 1 if it is over its bound."""
    table, root = table_of(folder, millions), store_of(folder, millions)
    if not table.exists():
        make_table(table, millions)
    if not root.exists():
        Store.create(root)
        for name in ("seed", "compact"):
            seconds, peak = in_a_process(name, folder, millions)
            print(f"{millions:>4} million rows: {name:8} {seconds:6.1f} s, peak {peak:5} MB")
    _, peak = in_a_process("ask", folder, millions)
    size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    print(f"{millions:>4} million rows: the question alone peaks at {peak} MB; "
          f"{size / 1e9:.1f} GB on disk")  # fmt: skip
    return compare(Store.open(root), table, millions)


def compare(store: Store, table: Path, millions: int) -> int:
    """Print the ratios of the store's sums to hand-written SQL."""
    wanted = basket(millions)
    ours, found = least(lambda: year_sums(store, wanted, as_of=KNOWN))
    sums = sorted((one.partner, one.year, int(one.value)) for one in found)
    worst = 0.0
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET enable_progress_bar = false")
        for name, query in queries(connection, store, table, wanted).items():
            seconds, theirs = least(partial(answer, connection, query))
            same = "same sums" if sorted(theirs) == sums else "OTHER SUMS"
            worst = max(worst, ours / seconds if name.startswith("same") else 0.0)
            print(f"{millions:>4} million rows: store / {name:44} {ours / seconds:5.2f}  ({same}; "
                  f"{ours:.2f} s)")  # fmt: skip
    return int(worst > BOUND)


def answer(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[str, int, int]]:
    return connection.sql(query).fetchall()


def queries(
    connection: duckdb.DuckDBPyConnection, store: Store, table: Path, wanted: SeriesFilter
) -> dict[str, str]:
    """Return the question as SQL: on the store's own files, and on the table as it was loaded."""
    state = store._state  # noqa: SLF001 a look inside
    files = [str(store.path / file.path) for file in state.intervals]
    connection.execute("CREATE TABLE series (series_id INTEGER, partner VARCHAR, product VARCHAR)")
    pairs = [(number, key.partner, key.product) for number, key in store.series().items()]
    for first in range(0, len(pairs), 100_000):
        part = pairs[first : first + 100_000]
        connection.execute(
            "INSERT INTO series SELECT unnest($1), unnest($2), unnest($3)",
            [list(column) for column in zip(*part, strict=True)],
        )
    codes = ", ".join(f"'{code}'" for code in sorted(wanted.products or ()))
    known = KNOWN.replace(tzinfo=None).isoformat()
    return {
        "same SQL on the same files": (
            "SELECT partner, year(period_start), sum(value)::BIGINT "
            f"FROM read_parquet({files}) JOIN series USING (series_id) "
            f"WHERE product IN ({codes}) AND known_at <= '{known}' AND superseded_at > '{known}' "
            "AND status <> 'W' GROUP BY ALL"
        ),
        "SQL on the flat table, no as-of": (
            "SELECT partner, year(period_start), sum(value)::BIGINT "
            f"FROM read_parquet('{table}') WHERE product IN ({codes}) GROUP BY ALL"
        ),
    }


def basket(millions: int) -> SeriesFilter:
    """Return every second code."""
    codes = frozenset(f"schedule_b:{code:010d}" for code in range(0, CODES[millions], 2))
    return SeriesFilter(frozenset({"export_value"}), None, codes)


def step(name: str, folder: Path, millions: int) -> None:
    """Do one step and print the peak of memory (Linux)."""
    store, started = Store.open(store_of(folder, millions)), time.perf_counter()
    if name == "seed":
        table = table_of(folder, millions)
        seed(store.path, release_of(table), table, vintage=Vintage(KNOWN, VintageBasis.RETRIEVAL))
    elif name == "compact":
        store.compact()
    else:
        year_sums(store, basket(millions), as_of=KNOWN)
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    peak = int(status.split("VmHWM:")[1].split()[0]) // 1024
    print(time.perf_counter() - started, peak)


def in_a_process(name: str, folder: Path, millions: int) -> tuple[float, int]:
    """Return the seconds and the peak megabytes of one step in a process of its own."""
    command = [sys.executable, __file__, str(folder), "--millions", str(millions), "--step", name]
    seconds, peak = subprocess.run(command, check=True, capture_output=True).stdout.split()
    return float(seconds), int(peak)


def release_of(table: Path) -> Release:
    snapshot = Snapshot(
        sha256=sha256_of(table),
        request="synthetic",
        media_type="application/vnd.apache.parquet",
        retrieved_at=KNOWN,
        size_bytes=table.stat().st_size,
        is_archived=False,
    )
    return Release("census_exports", "synthetic", snapshot, date(2013, 1, 1), date(2026, 5, 31))


def make_table(path: Path, millions: int) -> None:
    """Write the table month by month, as it is published, so that it is in no order of series."""
    building = path.with_name(path.name + ".part")
    shutil.rmtree(building, ignore_errors=True)
    with duckdb.connect(":memory:", config={"memory_limit": "2GB"}) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(
            f"""
            COPY (
                SELECT 'export_value' AS measure, format('US{{:02d}}', d) AS reporter,
                    format('P{{:03d}}', p) AS partner, 'X' AS flow,
                    format('schedule_b:{{:010d}}', c) AS product, 'M' AS frequency,
                    'USD' AS unit_code, 0::INTEGER AS decimals,
                    (DATE '2013-01-01' + to_months(m::INTEGER))::DATE AS period_start,
                    (DATE '2013-01-01' + to_months(m::INTEGER + 1))::DATE AS period_end,
                    (hash(c, p, d, m) % 1000000)::BIGINT AS value, 'row' AS locator
                FROM range({MONTHS}) AS months(m), range({CODES[millions]}) AS codes(c),
                    range({COUNTRIES}) AS countries(p), range({DISTRICTS}) AS districts(d)
            ) TO '{building}' (FORMAT parquet, COMPRESSION zstd)
            """
        )
    building.rename(path)


def table_of(folder: Path, millions: int) -> Path:
    return folder / f"trade-{millions}.parquet"


def store_of(folder: Path, millions: int) -> Path:
    return folder / f"store-{millions}"


def least(ask: Callable[[], Found]) -> tuple[float, Found]:
    """Return the least time of a few, and what was found."""
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        found = ask()
        times.append(time.perf_counter() - started)
    return min(times), found


if __name__ == "__main__":
    sys.exit(main())
