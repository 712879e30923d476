"""How long one reading's forecast takes, the first of a process: figures held, imports done.

Bundled figures, `cn-us-soybeans-25mt-2026`, shipments by the end of 2026. CPU of one thread; the
first call also builds the series that every forecast learns from, the later ones only their own.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # one core, before numpy starts its threads

import sys  # noqa: E402
from time import process_time  # noqa: E402

from offtake.forecast import Forecast  # noqa: E402
from offtake.workspace import Workspace  # noqa: E402

BOUND_MS = 50
PLEDGE, READING = "cn-us-soybeans-25mt-2026", "shipments-named-2026"


def main() -> int:
    """Print the milliseconds of the first and the next forecast, and return 1 if over the bound."""
    workspace = Workspace.open()
    board = workspace.report(pledge=PLEDGE)
    verdict = next(one for one in board.verdicts if one.reading.id == READING)
    spent = []
    for _ in range(5):
        forecaster = workspace.forecaster(board.as_of, [verdict.pledge])
        for _ in range(2):
            begun = process_time()
            found = forecaster.for_verdict(verdict)
            spent.append(1000 * (process_time() - begun))
            if not isinstance(found, Forecast):
                sys.exit(f"no forecast: {found.reason}")
    print(f"first forecast of a process: {spent[0]:.0f} ms of CPU (bound {BOUND_MS})")
    print(f"first of a forecaster, best of five: {min(spent[::2]):.0f} ms; asked again: "
          f"{min(spent[1::2]):.1f} ms")  # fmt: skip
    return int(spent[0] > BOUND_MS)


if __name__ == "__main__":
    sys.exit(main())
