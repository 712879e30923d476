"""What two texts have in common, by runs of words and by words between quotation marks."""

import re
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")
QUOTED = re.compile(r"“([^“”]{2,800})”|\"([^\"]{2,800})\"|(?<!\w)‘([^‘’]{4,300})’(?!\w)")
FUNCTION_WORDS = frozenset(
    WORD.findall(
        "a about after all also an and any are as at be been before between but by can could do "
        "during for from had has have he her his how i if in into is it its just like ll me more "
        "my no not of on one or our out re s said say she so some t than that the their them then "
        "there these they this those through to up us ve very was we were what when which who "
        "will with would you your"
    )
)
COPY_RUN, REWRITE_RUN = 5, 3
"""How many words are a run: five for copies, three for rewrites."""
MASK = (1 << 61) - 1
STEP = 0x9E3779B97F4A7C15 & MASK | 1

Numbers = frozenset[int]


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters.

    >>> words_of("China’s “12 million” tons")
    ['china', 's', '12', 'million', 'tons']
    """
    return WORD.findall(text.lower())


def numbered(text: str) -> Sequence[int]:
    """Return the words of a text as numbers, the same word always the same number."""
    return array("I", map(_number, words_of(text)))


def runs(numbers: Iterable[int], *, length: int) -> Numbers:
    """Return each run of so many words as one number; a text shorter than a run is one run.

    >>> len(runs(numbered("one two three four"), length=3))
    2
    """
    held = list(numbers)
    if not held:
        return frozenset()
    length = min(length, len(held))
    found = held[: len(held) - length + 1]
    for place in range(1, length):
        shifted = held[place : len(held) - length + 1 + place]
        found = [(one * STEP + other) & MASK for one, other in zip(found, shifted, strict=True)]
    return frozenset(found)


def containment(one: Numbers, other: Numbers) -> float:
    """Return the share of the smaller set that the larger holds.

    >>> containment(frozenset({1, 2}), frozenset({2, 3, 4}))
    0.5
    """
    if not one or not other:
        return 0.0
    return len(one & other) / min(len(one), len(other))


def quotations(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the words between each pair of quotation marks begin and end.

    >>> text = "Xi “more or less agreed”, he said."
    >>> [text[start:end] for start, end in quotations(text)]
    ['more or less agreed']
    """
    for match in QUOTED.finditer(text):
        group = match.lastindex or 0
        yield match.start(group), match.end(group)


def quoted_runs(text: str) -> frozenset[tuple[str, ...]]:
    """Return the runs of three quoted words that hold more than function words."""
    found: set[tuple[str, ...]] = set()
    for start, end in quotations(text):
        said = words_of(text[start:end])
        triples = zip(said, said[1:], said[2:], strict=False)
        found.update(one for one in triples if not FUNCTION_WORDS.issuperset(one))
    return frozenset(found)


@lru_cache(maxsize=200_000)
def _number(word: str) -> int:
    return zlib.crc32(word.encode())
