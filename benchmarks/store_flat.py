"""What stays as fast when the store grows a hundredfold: few series, and a weekly append.

    python benchmarks/store_flat.py DIRECTORY [--millions 2 20 200]

Prints each size's least time as a ratio to the smallest size's. 200 million rows take some 10 GB
and a quarter of an hour to make.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from offtake.store import SeriesFilter, Store
from store_synthetic import (
    BY_PAST,
    BY_SERIES,
    Size,
    ensure_store,
    good_name,
    known_at,
    next_release,
)

REPEATS = 15
APPENDS = 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--millions", type=int, nargs="+", default=[2, 20, 200])
    arguments = parser.parse_args()
    arguments.directory.mkdir(parents=True, exist_ok=True)
    for title, sizes, measure in (
        ("more series of the same past", BY_SERIES, asking),
        ("a longer past, then more sources", BY_PAST, appending),
    ):
        chosen = [size for size in sizes if size.millions in arguments.millions]
        show(title, chosen, [measure(ensure_store(arguments.directory, s), s) for s in chosen])


def show(title: str, sizes: list[Size], columns: list[dict[str, float]]) -> None:
    """Print ratios to the smallest size."""
    print(f"{title + ', million rows:':44}" + "".join(f"{each.millions:>8}" for each in sizes))
    for name, smallest in columns[0].items():
        ratios = "".join(f"{each[name] / smallest:8.2f}" for each in columns)
        print(f"  {name:42}{ratios}   (1.00 = {smallest * 1000:.1f} ms)")


def asking(store: Store, size: Size) -> dict[str, float]:
    """Return the least seconds of questions about few series."""
    instant = known_at(20)
    good = good_name(size.sources // 2, 7)
    one = SeriesFilter(partners=frozenset({"P077"}), products=frozenset({good}))
    one_good = SeriesFilter(products=frozenset({good}))
    sources, places = range(size.sources), range(size.goods)
    goods = [good_name(source, place) for source in sources for place in places]
    some = frozenset(goods[:: max(1, len(goods) // 10)][:10])
    scattered = SeriesFilter(
        partners=frozenset(f"P{n:03d}" for n in range(0, 150, 10)), products=some
    )
    return {
        "open": least(lambda: Store.open(store.path)),
        "one series": least(lambda: store.as_of(one, as_of=instant)),
        "150 series of one good": least(lambda: store.as_of(one_good, as_of=instant)),
        "150 series of ten goods, far apart": least(lambda: store.as_of(scattered, as_of=instant)),
    }


def least(task: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        task()
        times.append(time.perf_counter() - started)
    return min(times)


def appending(store: Store, size: Size) -> dict[str, float]:
    """Return the least seconds of a few weekly appends, and take them back."""
    before = (store.path / "manifest.sqlite").read_bytes()
    times = []
    try:
        for week in range(1, APPENDS + 1):
            made, observations = next_release(size, size.sources // 2, week)
            started = time.perf_counter()
            store.append(made, observations)
            times.append(time.perf_counter() - started)
    finally:
        (store.path / "manifest.sqlite").write_bytes(before)  # the next writer sweeps the rest
    return {f"append {size.series:,} rows": min(times)}


if __name__ == "__main__":
    main()
