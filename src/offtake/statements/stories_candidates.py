"""Which texts of many are worth comparing: near-linear, since each run names few of its texts."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from offtake.statements.stories_shingles import REWRITE_RUN, quoted_runs, runs

KEPT = 7
"""A run is kept where its last three bits are nought: one in eight, the same ones in every text."""
MOST_NAMED = 12
"""A run names the first so many texts it stands in: more would make copies of copies quadratic."""
FEWEST_SHARED = 2
MOST_COMPARED = 6
FEW_RUNS = 64
"""A text with so few runs keeps them all."""


def candidates(texts: Sequence[str], numbers: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Yield pairs of places, the later first, that share enough runs to be compared.

    Shared quotations count as runs do. For each text at most six earlier ones are named, those
    with the most in common, so that the work grows with the number of texts and not its square.
    """
    named: defaultdict[object, list[int]] = defaultdict(list)
    for place, (text, held) in enumerate(zip(texts, numbers, strict=True)):
        every = runs(held, length=REWRITE_RUN)
        keys: list[object] = [*every] if len(every) <= FEW_RUNS else _kept(every)
        keys += quoted_runs(text)
        votes: Counter[int] = Counter()
        for key in keys:
            before = named[key]
            votes.update(before)
            if len(before) < MOST_NAMED:
                before.append(place)
        for other, shared in votes.most_common(MOST_COMPARED):
            if shared >= FEWEST_SHARED:
                yield place, other


def _kept(every: frozenset[int]) -> list[object]:
    return [one for one in every if not one & KEPT]
