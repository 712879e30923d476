"""AutoETS on four-week blocks of world soybean shipments, scored where the back-test was.

`OFFTAKE_BASELINES=python python benchmarks/baseline_blocks.py FOLDER [EVERY]`: FOLDER holds the
results of `scripts/build_forecast_record.py`, EVERY (2) says which origins are taken, and the
other Python holds statsforecast (the group `baselines`). Sums of marginal intervals mean nothing,
so paths are simulated and summed.
"""

import json
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from offtake.domain import Book
from offtake.forecast.keeping import Results
from offtake.forecast.running import backtest
from offtake.forecast.scores import LEVELS, covered, crps
from offtake.forecast.summary import once
from offtake.workspace.supplies import bundle

TARGET = "soybeans-world-shipments-my"
COMPARED = ("season-pace-3", "seasonal-naive-1", "wasde-1")
BLOCK = 28
PATHS = """
import json, sys, warnings
import numpy as np
import pandas as pd
warnings.simplefilter("ignore")
from statsforecast import StatsForecast
from statsforecast.models import AutoETS
asked = json.load(open(sys.argv[1]))
found = []
for one in asked:
    blocks, ahead = one["blocks"], one["ahead"]
    frame = pd.DataFrame({"unique_id": 1, "ds": np.arange(len(blocks)), "y": blocks})
    model = StatsForecast(models=[AutoETS(season_length=13)], freq=1)
    paths = model.simulate(h=ahead, df=frame, n_paths=300, seed=1)
    value = [name for name in paths if name not in ("unique_id", "ds", "sample_id")][0]
    table = paths[value].to_numpy().reshape(-1, ahead)
    shares = np.ones(ahead)
    shares[-1] = one["last_share"]
    found.append(np.quantile((table * shares).sum(axis=1), np.arange(1, 100) / 100).tolist())
print(json.dumps(found))
"""


def main(folder: Path, every: int) -> None:
    """Print the mean CRPS of each, in per cent of the mean season, on the same origins."""
    rows = [row for run in folder.iterdir() for row in once(Results(run).rows())
            if row["target"] == TARGET and row["model_id"] in COMPARED]  # fmt: skip
    by_origin: dict[tuple[int, str], dict[str, Any]] = {}
    for row in rows:
        by_origin.setdefault((row["season"], row["origin"]), {})[row["model_id"]] = row
    chosen = [by_origin[key] for key in sorted(by_origin)[::every]]
    asked = [_asked(one["season-pace-3"]) for one in chosen]
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "asked.json"
        path.write_text(json.dumps(asked), encoding="utf-8")
        command = [os.environ["OFFTAKE_BASELINES"], "-c", PATHS, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    left = np.maximum(0, np.array(json.loads(done.stdout)))
    counted, outcomes = (
        np.array([one["season-pace-3"][name] for one in chosen]) for name in ("counted", "outcome")
    )
    final = counted[:, None] + left
    size = np.mean(list({one["season-pace-3"]["season"]: one["season-pace-3"]["outcome"]
                         for one in chosen}.values()))  # fmt: skip
    print(
        f"{len(chosen)} origins, {len({one['season-pace-3']['season'] for one in chosen})} seasons"
    )
    print(f"AutoETS(13) on four-week blocks: {100 * crps(outcomes, final).mean() / size:.2f}")
    print(f"  within its 90 %: {covered(outcomes, final[:, 4], final[:, 94]).mean():.0%}")
    for name in COMPARED:
        print(f"{name}: {100 * np.mean([one[name]['crps'] for one in chosen]) / size:.2f}")
    print(f"{len(LEVELS)} quantiles each")


def _asked(row: dict[str, Any]) -> dict[str, Any]:
    """Return the blocks known at an origin and how many more the window has."""
    series = _stream()
    origin = date.fromisoformat(row["origin"]).toordinal() - series.first
    ends = origin - BLOCK * np.arange(origin // BLOCK, -1, -1)
    ahead = max(1, -(-int(row["horizon"]) // BLOCK))
    return {
        "blocks": np.diff(series.flow[ends]).tolist(),
        "ahead": ahead,
        "last_share": (row["horizon"] - BLOCK * (ahead - 1)) / BLOCK,
    }


_held: list[Any] = []


def _stream() -> Any:
    if not _held:
        final = backtest(bundle(), date(2026, 8, 22)).final
        _held.append(final.stream(Book.SHIPMENTS, "soybeans", "WORLD"))
    return _held[0]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2)
