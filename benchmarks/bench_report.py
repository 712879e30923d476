"""The whole report from the bundled figures, in seconds of CPU after the imports.

The floor beside it is one plain DuckDB read of the bundled Parquet files, so that a slow machine
shows as such.
"""

import sys
from pathlib import Path
from time import process_time

import duckdb

from offtake.report import json_text, report_rows
from offtake.workspace import Workspace

BOUND = 1.0
TURNS = 5
BUNDLE = Path(__file__).parents[1] / "src" / "offtake" / "reference" / "bundle" / "log"


def report_seconds() -> float:
    """Return the CPU time of opening a workspace and reporting on every pledge, to JSON."""
    begun = process_time()
    json_text(report_rows(Workspace.open().report().verdicts))
    return process_time() - begun


def floor_seconds() -> float:
    """Return the CPU time of one plain read of the same files."""
    begun = process_time()
    with duckdb.connect() as connection:
        connection.sql(f"SELECT sum(value) FROM read_parquet('{BUNDLE}/*.parquet')").fetchall()
    return process_time() - begun


def main() -> int:
    """Print the figures and return 1 if the report is over its bound."""
    turns = [(floor_seconds(), report_seconds()) for _ in range(TURNS)]
    floor, report = (min(column) for column in zip(*turns, strict=True))
    print(
        f"whole report: {report:.2f} s of CPU (bound {BOUND}), {report / floor:.1f} x a plain read"
    )
    return int(report > BOUND)


if __name__ == "__main__":
    sys.exit(main())
