"""How many forecasts a second: thirty series, each week of twenty-eight seasons, 99 quantiles each.

On one core, with made-up series that have gaps of nothing, so that only arithmetic is timed. Set
OFFTAKE_BASELINES to a Python that holds statsforecast (the group `baselines`) to time its
AutoETS(52) on the same series in the same run.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # one core, before numpy starts its threads

import resource  # noqa: E402 - after the threads are set
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from datetime import date  # noqa: E402
from pathlib import Path  # noqa: E402
from time import process_time  # noqa: E402

import numpy as np  # noqa: E402

from offtake.forecast.methods import MODEL, Workings  # noqa: E402
from offtake.forecast.seasons import Question, seasons  # noqa: E402
from offtake.forecast.streams import Stream  # noqa: E402

BOUND = 20_000
RATIO = 1_000
SERIES, YEARS = 30, 28
MILLIONS = 1.3
QUESTION = Question("soybeans", date(2024, 9, 1), date(2025, 8, 31))
OFFSETS = np.arange(6, 364, 7)
BASELINE = """
import sys, time, warnings
import numpy as np
warnings.simplefilter("ignore")
from statsforecast.models import AutoETS
weeks = np.load(sys.argv[1])
AutoETS(season_length=52).fit(weeks[0, :520]).predict(26, level=[90])  # compile first
begun = time.process_time()
for row in weeks[1:4]:
    AutoETS(season_length=52).fit(row[:520]).predict(26, level=[90])
print((time.process_time() - begun) / 3)
"""


def made(weeks: np.ndarray[tuple[int], np.dtype[np.float64]], number: int) -> Stream:
    """Return a stream of so much a week, with stocks sold that foretell a part of it."""
    days = np.repeat(weeks / 7, 7)
    sold = np.convolve(days, np.ones(56))[: len(days)]
    blank, nothing = np.full(len(days), np.nan), np.zeros(len(days))
    first = date(QUESTION.start.year - YEARS + 1, 9, 1).toordinal()
    return Stream(f"made {number}", first, np.cumsum(days), nothing, nothing, blank, sold, blank)


def batch(weeks: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> tuple[int, float]:
    """Return how many forecasts one batch made, and in how many seconds of CPU."""
    begun = process_time()
    table = [
        seasons(made(row, number), QUESTION, OFFSETS, count=YEARS)
        for number, row in enumerate(weeks)
    ]
    at = np.arange(len(OFFSETS))
    workings = Workings(
        QUESTION, table, told=None, offsets=OFFSETS.astype(float), at=at, asked=SERIES
    )
    found, _ = workings.left(MODEL)
    spent = process_time() - begun
    return int((~np.isnan(found[..., 0])).sum()), spent


def baseline(weeks: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> float | None:
    """Return the seconds of CPU that one AutoETS(52) takes, or none where it is not installed."""
    python = os.environ.get("OFFTAKE_BASELINES")
    if python is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weeks.npy"
        np.save(path, weeks)
        done = subprocess.run(
            [python, "-c", BASELINE, str(path)], capture_output=True, text=True, check=True
        )
    return float(done.stdout)


def main() -> int:
    """Print the figures and return 1 if one is over its bound."""
    random = np.random.default_rng(6)
    shape = 1 + np.cos(np.arange(YEARS * 53) * 2 * np.pi / 52.18)
    weeks = random.gamma(4.0, 25.0, (SERIES, YEARS * 53)) * shape
    turns = [batch(weeks) for _ in range(3)]
    rate = max(count / spent for count, spent in turns)
    whole = 0
    while whole < MILLIONS * 1e6:
        whole += batch(weeks)[0]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"forecasts of 99 quantiles: {rate:,.0f} a second on one core (bound {BOUND:,})")
    print(f"memory after {whole:,} of them: {memory:.0f} MB (bound 1024)")
    over = rate < BOUND or memory > 1024
    ets = baseline(weeks)
    if ets is not None:
        print(f"AutoETS(52): {ets:.2f} s each, {ets * rate:,.0f} x as long (bound {RATIO:,})")
        over |= ets * rate < RATIO
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
