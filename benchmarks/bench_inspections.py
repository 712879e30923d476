"""How fast a calendar-year file of inspections becomes weekly totals in a store.

A made-up file in the documented form: 112 columns, one row a certificate. `offtake` reads it with
its parser, checks it, and appends the totals to a new store; DuckDB reads the same columns with
their types and adds up the same groups, and appends nothing; Polars' streaming scan is the floor.
Each runs in a process of its own, in turns, and the fastest of each counts; importing is not
counted, reading the file is. The sums must be the same, or there is nothing to compare.

`python benchmarks/bench_inspections.py [ROWS]`, a million if not said.
"""

import hashlib
import json
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

BOUND = 1.3
TURNS = 4
YEAR = 2025
DATA = Path(__file__).resolve().parent / "data"
GRAINS = ("SOYBEANS", "CORN", "WHEAT", "SORGHUM")
PLACES = ("CHINA", "MEXICO", "JAPAN", "TAIWAN", "INDONESIA", "VIETNAM", "COLOMBIA", "EGYPT")
FRONT = (
    "Thursday", "Serial No.", "Type Shipm", "Type Serv", "Cert Date", "Type Carrier",
    "Carrier Name", "Grade", "Grain", "Class", "SubClass", "Spec Gr 1", "Spec Gr 2", "Pounds",
    "Destination", "Subl/Carrs", "Field Office", "Port", "AMS Reg", "FGIS Reg", "City", "State",
    "MKT YR",
)  # fmt: skip
BACK = ("1000 Bushels", "Metric Ton")
QUALITY = tuple(f"Quality {number}" for number in range(112 - len(FRONT) - len(BACK)))


def made_up(rows: int) -> Path:
    """Return a file of so many certificates of the whole weeks of a year, written once."""
    path = DATA / f"CY{YEAR}_{rows}.csv"
    if not path.exists():
        DATA.mkdir(exist_ok=True)
        write(path, rows, [date(YEAR, 1, 3) + timedelta(days=number) for number in range(357)])
    return path


def write(path: Path, rows: int, days: Sequence[date]) -> None:
    """Write a file of so many certificates, each dated on one of some days."""
    dice = random.Random(1)  # noqa: S311 - made-up cargoes, no secret
    quality = [",".join(f"{dice.random() * 20:.1f}" for _ in QUALITY) for _ in range(1000)]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join((*FRONT, *QUALITY, *BACK)) + "\r\n")
        for number in range(rows):
            day, tons = dice.choice(days), dice.randint(20, 70_000)
            thursday = day + timedelta(days=(3 - day.weekday()) % 7)
            file.write(
                f"{thursday:%Y%m%d},{number},BU,W,{day:%Y%m%d},1,MV CARRIER {number % 997},US 2,"
                f"{dice.choice(GRAINS)},YSB,,,,{round(tons / 0.00045359237)},{dice.choice(PLACES)}"
                f",1,NEW ORLEANS,MISSISSIPPI R.,GULF,EAST GULF,DESTREHAN,LA,2425,"
                f"{quality[number % 1000]},{tons * 0.0367437:.2f},{tons}\r\n"
            )


Sums = dict[str, int]


def by_offtake(path: Path) -> Callable[[], Sums]:
    """Return what reads with the parser and appends to a store."""
    from offtake.domain import Release, Snapshot  # noqa: PLC0415 - this process only
    from offtake.sources.usda_inspections import Inspections  # noqa: PLC0415
    from offtake.store import Store  # noqa: PLC0415

    folder = TemporaryDirectory()

    def taken(content: bytes, name: str) -> Sums:
        store = Store.create(Path(folder.name) / name)
        snapshot = Snapshot(
            sha256="0" * 64,  # the name of the bytes is taken where they are fetched
            request=f"https://fgisonline.ams.usda.gov/ExportGrainReport/CY{YEAR}.csv",
            media_type="text/csv",
            retrieved_at=datetime(YEAR + 2, 1, 1, tzinfo=UTC),
            size_bytes=len(content),
            is_archived=False,
        )
        found = Inspections().parse(snapshot, content).observations
        days = date(YEAR, 1, 1), date(YEAR, 12, 31)
        release = Release("usda_inspections", "certificates", snapshot, *days)
        store.append(release, found)
        return {
            f"{one.period.last_day} {one.key.product}": int(one.value)
            for one in found
            if one.key.partner == "WORLD" and one.value is not None
        }

    with path.open("rb") as file:  # what is imported at first use is imported here
        taken(b"".join(next(file) for _ in range(100)), "warm")
    return lambda: taken(path.read_bytes(), "store")


def by_duckdb(path: Path) -> Callable[[], Sums]:
    """Return DuckDB's typed read, told every column, so that it guesses none."""
    import duckdb  # noqa: PLC0415

    types = {"Thursday": "DATE", "Cert Date": "DATE", "Pounds": "BIGINT", "Metric Ton": "BIGINT"}
    columns = {name: types.get(name, "VARCHAR") for name in (*FRONT, *QUALITY, *BACK)}

    def read() -> Sums:
        rows = duckdb.sql(
            f"""
            select Thursday, lower(Grain), Destination, any_value("Cert Date"),
                   sum(Pounds), sum("Metric Ton")
            from read_csv('{path}', header = true, auto_detect = false, delim = ',', quote = '"',
                          columns = {columns}, dateformat = '%Y%m%d')
            group by all
            """
        ).fetchall()
        return _world((str(week), grain, tons) for week, grain, _, _, _, tons in rows)

    return read


def by_polars(path: Path) -> Callable[[], Sums]:
    """Return Polars' streaming scan."""
    import polars as pl  # noqa: PLC0415

    def read() -> Sums:
        frame = (
            pl.scan_csv(path, schema_overrides={"Thursday": pl.String, "Cert Date": pl.String})
            .group_by("Thursday", "Grain", "Destination")
            .agg(pl.col("Cert Date").first(), pl.col("Pounds").sum(), pl.col("Metric Ton").sum())
            .collect(engine="streaming")
        )
        return _world(
            (str(datetime.strptime(week, "%Y%m%d").replace(tzinfo=UTC).date()), grain.lower(), tons)
            for week, grain, tons in frame.select("Thursday", "Grain", "Metric Ton").iter_rows()
        )

    return read


def _world(rows: Iterable[tuple[str, str, int]]) -> Sums:
    sums: Sums = {}
    for week, grain, tons in rows:
        name = f"{week} {grain}"
        sums[name] = sums.get(name, 0) + int(tons)
    return sums


ROUTES = {"offtake": by_offtake, "duckdb": by_duckdb, "polars": by_polars}


def one(route: str, path: Path) -> None:
    """Print how long a route took, its peak memory and a digest of its sums."""
    read = ROUTES[route](path)
    begun, cpu_begun = perf_counter(), process_time()
    sums = read()
    seconds, cpu = perf_counter() - begun, process_time() - cpu_begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    digest = hashlib.sha256(json.dumps(sums, sort_keys=True).encode()).hexdigest()
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak_mb": peak, "sums": digest}))


def timed(route: str, path: Path) -> dict[str, float | str]:
    """Return what one process of its own printed."""
    command = [sys.executable, __file__, route, str(path)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float | str] = json.loads(answer.stdout)
    return found


def main(rows: int) -> int:
    """Print seconds, memory and ratios; return 1 if over the bound or if the sums differ."""
    path = made_up(rows)
    turns = [{route: timed(route, path) for route in ROUTES} for _ in range(TURNS)]
    if len({turn[route]["sums"] for turn in turns for route in ROUTES}) > 1:
        print("the three routes give different sums")
        return 1
    best = {route: min(float(turn[route]["seconds"]) for turn in turns) for route in ROUTES}
    size = path.stat().st_size / 1024**2
    print(f"{rows:,} rows x 112 columns, {size:,.0f} MB")
    for route, seconds in best.items():
        peak = max(float(turn[route]["peak_mb"]) for turn in turns)
        cpu = min(float(turn[route]["cpu"]) for turn in turns)
        print(
            f"  {route:8} {seconds:6.2f} s  {cpu:6.2f} s of processor  "
            f"{rows / seconds:>12,.0f} rows/s  peak {peak:,.0f} MB"
        )
    ratio = best["offtake"] / best["duckdb"]
    print(f"offtake with its append: {ratio:.2f} x DuckDB's typed read alone (bound {BOUND}), "
          f"{best['offtake'] / best['polars']:.2f} x Polars' streaming scan")  # fmt: skip
    return int(ratio > BOUND)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        one(sys.argv[1], Path(sys.argv[2]))
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) == 2 else 1_000_000))
