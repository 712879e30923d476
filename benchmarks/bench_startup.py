"""How long `offtake --version` takes, as a multiple of a Python that does nothing.

The two take turns in one run and the fastest of each counts, so that a busy machine slows both.
"""

import subprocess
import sys
from time import perf_counter

BOUND = 3.0
TURNS = 15
NOTHING = [sys.executable, "-c", "pass"]
VERSION = [sys.executable, "-m", "offtake", "--version"]


def seconds(command: list[str]) -> float:
    """Return how long one run of a command takes."""
    begun = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - begun


def main() -> int:
    """Print the ratio and return 1 if it is over the bound."""
    turns = [(seconds(NOTHING), seconds(VERSION)) for _ in range(TURNS)]
    nothing, version = (min(column) for column in zip(*turns, strict=True))
    ratio = version / nothing
    print(f"offtake --version: {ratio:.2f} x python -c pass (bound {BOUND})")
    return int(ratio > BOUND)


if __name__ == "__main__":
    sys.exit(main())
