"""Grouping made-up near-duplicate articles: seconds of CPU, and whether the work grows evenly.

The articles are drawn from 20,000 words with Zipf's frequencies, in families of 1 to 50; each copy
has a word in sixty changed and up to a fifth of its end cut off. The bound on the growth says that
twice the articles take about twice the time. `python benchmarks/bench_stories.py 50000` runs the
full size of the promise: under 300 seconds on two cores.
"""

import resource
import sys
from itertools import accumulate
from random import Random
from time import perf_counter, process_time

from offtake.statements.stories import Account, stories

SMALL, FULL = 4000, 50_000
BOUND_S, BOUND_GROWTH = 300, 2.6
WORDS = 20_000


def articles(count: int, *, seed: int) -> tuple[list[Account], dict[str, int]]:
    """Return so many articles, and the family of each."""
    random = Random(seed)  # noqa: S311 - makes up texts, guards nothing
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(random.choices(letters, k=random.randint(2, 9))) for _ in range(WORDS)]
    weights = list(accumulate(1 / (rank + 1) for rank in range(WORDS)))
    found: list[Account] = []
    family_of: dict[str, int] = {}
    family = 0
    while len(found) < count:
        base = random.choices(words, cum_weights=weights, k=random.randint(300, 700))
        for copy in range(min(count - len(found), random.choice([1, 1, 2, 5, 10, 50]))):
            text = list(base)
            if copy:
                for _ in range(len(text) // 60):
                    text[random.randrange(len(text))] = random.choice(words)
                text = text[: random.randint(int(len(text) * 0.8), len(text))]
            name = f"article-{len(found)}"
            family_of[name] = family
            found.append(Account(id=name, text=" ".join(text)))
        family += 1
    return found, family_of


def seconds(accounts: list[Account], family_of: dict[str, int]) -> float:
    """Return the CPU time of grouping; a family that is split or mixed ends the run."""
    begun = process_time()
    found = stories(accounts)
    spent = process_time() - begun
    mixed = [one for one in found if len({family_of[name] for name in one.members}) > 1]
    split = len(found) - len(set(family_of.values()))
    if mixed or split:
        raise SystemExit(f"{len(mixed)} stories mix families, and {split} families are split")
    return spent


def main(arguments: list[str]) -> int:
    """Print the figures and return 1 if the growth or the time is over its bound."""
    if arguments:
        accounts, family_of = articles(int(arguments[0]), seed=1)
        begun = perf_counter()
        spent = seconds(accounts, family_of)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{len(accounts):,} articles: {spent:.1f} s of CPU, {perf_counter() - begun:.1f} s by "
            f"the clock (bound {BOUND_S}), peak {peak} MB"
        )
        return int(spent > BOUND_S)
    half, whole = (
        min(seconds(*articles(count, seed=seed)) for seed in (1, 2))
        for count in (SMALL // 2, SMALL)
    )
    rate = whole / SMALL
    print(
        f"{SMALL:,} articles: {whole:.2f} s of CPU, {whole / half:.2f} x half as many (bound "
        f"{BOUND_GROWTH}); at this rate {FULL:,} take {rate * FULL:.0f} s (bound {BOUND_S})"
    )
    return int(whole / half > BOUND_GROWTH or rate * FULL > BOUND_S)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
