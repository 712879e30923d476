"""Run every benchmark of this folder, each in a process of its own, or those named.

`python benchmarks/run.py [startup ...]` runs `bench_startup.py` and so on. A benchmark prints its
ratios and ends with 1 where one is over its bound.
"""

import subprocess
import sys
from pathlib import Path


def main(names: list[str]) -> int:
    """Run the benchmarks and return 1 if one was over its bound or failed."""
    here = Path(__file__).resolve().parent
    chosen = [here / f"bench_{name}.py" for name in names] or sorted(here.glob("bench_*.py"))
    failed = 0
    for benchmark in chosen:
        print(f"== {benchmark.stem.removeprefix('bench_')}", flush=True)
        failed += subprocess.run([sys.executable, str(benchmark)], check=False).returncode != 0
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
