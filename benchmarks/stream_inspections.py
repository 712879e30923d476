"""How much memory many years of inspections take, one calendar-year file after another.

Each file is made up, 100,000 certificates of 112 columns, 53 MB. Four years and forty-four are
taken into a store of their own in a process of its own, the way `offtake import` takes a file:
archived, read, checked, appended, weeks across New Year joined, compacted when grown. The peak
memory of the two must be the same but for a tenth.

`python benchmarks/stream_inspections.py FOLDER [ROWS]`; the folder needs 4 GB.
"""

import json
import resource
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter

from bench_inspections import write

BOUND = 1.1
YEARS = range(1983, 2027)
FEW = 4


def made_up(folder: Path, rows: int) -> None:
    """Write the files that are not there yet."""
    for year in YEARS:
        path, first = folder / f"CY{year}.csv", date(year, 1, 1)
        if not path.exists():
            write(path, rows, [first + timedelta(days=day) for day in range(365)])


def take_years(folder: Path, years: int) -> None:
    """Take so many years and print seconds, peak memory and what was taken."""
    from offtake.ingest import Brought, Outcome, take  # noqa: PLC0415 - this process only
    from offtake.sources import Request, source  # noqa: PLC0415
    from offtake.sources.connectors import connector  # noqa: PLC0415
    from offtake.store import Store  # noqa: PLC0415

    row, parser = source("usda_inspections"), connector("usda_inspections")
    store = Store.create(folder / f"store-{years}")
    begun, figures = perf_counter(), 0
    for year in YEARS[-years:]:
        request = Request(
            source=row.id,
            url=f"https://fgisonline.ams.usda.gov/ExportGrainReport/CY{year}.csv",
            title=f"Inspection certificates dated in {year}",
            media_types=("text/csv",),
            covers_start=date(year, 1, 1),
            covers_end=date(year, 12, 31),
        )
        content = (folder / f"CY{year}.csv").read_bytes()
        at = datetime(2027, 1, 4, 17, tzinfo=UTC) + timedelta(minutes=year - YEARS[0])
        found = take(store, source=parser, row=row, brought=Brought(request, content, "", at))
        assert found.outcome is Outcome.APPENDED, found.problem  # noqa: S101 - made to be good
        figures += found.rows
    seconds = perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "figures": figures}))


def main(folder: Path, rows: int) -> int:
    """Print what few and many years take; return 1 if many take more memory."""
    made_up(folder, rows)
    peaks = []
    for years in (FEW, len(YEARS)):
        command = [sys.executable, __file__, "--take", str(folder), str(years)]
        answer = subprocess.run(command, check=True, capture_output=True, text=True)
        found = json.loads(answer.stdout)
        peaks.append(found["peak_mb"])
        print(
            f"{years:2} years, {years * rows:,} certificates: {found['figures']:,} figures, "
            f"{found['seconds']:.1f} s, peak {found['peak_mb']:,.0f} MB"
        )
    ratio = peaks[1] / peaks[0]
    print(f"peak memory: {ratio:.2f} x (bound {BOUND})")
    return int(ratio > BOUND)


if __name__ == "__main__":
    if sys.argv[1] == "--take":
        take_years(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000))
