"""Write the record of the bundled back-test: `src/offtake/forecast/record/*.csv`.

Run from a clone after a change of method, target or bundled figure:
`python scripts/build_forecast_record.py FOLDER`. The results go to FOLDER, are never edited, and
are taken up again where a run was broken off. The numbers of the record come from nowhere else.
"""

import csv
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from offtake.domain import WASHINGTON
from offtake.forecast.rows import CASE_COLUMNS
from offtake.forecast.running import FIRST_DAY, Run, data_hash, run
from offtake.forecast.summary import calibration, skills
from offtake.store import Store
from offtake.workspace.supplies import bundle

RECORD = Path(__file__).parents[1] / "src" / "offtake" / "forecast" / "record"


def main(folder: Path) -> None:
    """Run the back-test to its end and write the record."""
    until = Store.open(bundle()).last_look().astimezone(WASHINGTON).date()
    work = Run(bundle(), folder, FIRST_DAY, until)
    for month, done, whole in run(work, workers=2):
        print(f"{done} of {whole}: {month}", flush=True)
    rows = list(work.results.rows())
    write(RECORD / "skill.csv", [one.row() for one in skills(rows)])
    cases = [
        {name: kind if name == "kind" else getattr(one, name) for name in CASE_COLUMNS}
        for kind in ("sales", "shipments")
        for one in calibration(rows, kind=kind)
    ]
    write(RECORD / "calibration.csv", cases)
    print(f"{len(rows)} results, figures {data_hash(bundle(), until)}")


def write(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as CSV, numbers of six digits."""
    table = [
        {name: f"{value:.6g}" if isinstance(value, float) else value for name, value in row.items()}
        for row in rows
    ]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, table[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
