"""MEANTIME: how sure a text makes each event, from -3 (did not happen) to 3 (did)."""

import json
import math
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.intervals import Measured, measured

Pair = tuple[float, float]
"""What people said, and what the reader says."""


@dataclass(frozen=True, slots=True)
class Event:
    """A word of a sentence, and how sure people found it."""

    sentence: int
    words: tuple[str, ...]
    at: int
    label: float


def events(archive: Path, *, part: str = "dev", corpus: str = "MEANTIME") -> tuple[Event, ...]:
    """Return the judged events of one part of a corpus in the archive."""
    with tarfile.open(archive) as tar:
        name = next(one for one in tar.getnames() if one.endswith(f"{corpus}/{part}.jsonl"))
        stream = tar.extractfile(name)
        lines = b"" if stream is None else stream.read()
    rows = [json.loads(line) for line in lines.decode().splitlines()]
    return tuple(
        Event(index, tuple(row["text"].split(" ")), target["span1"][0], float(target["label"]))
        for index, row in enumerate(rows)
        for target in row["targets"]
    )


def correlation(sentences: Sequence[Sequence[Pair]]) -> Measured:
    """Return Pearson's r over events, with whole sentences drawn again for the interval."""
    return measured(sentences, of=_pearson, cases=sum(map(len, sentences)))


def _pearson(sentences: Sequence[Sequence[Pair]]) -> float | None:
    pairs = [pair for sentence in sentences for pair in sentence]
    if not pairs:
        return None
    ones, twos = [one for one, _ in pairs], [two for _, two in pairs]
    mean_one, mean_two = math.fsum(ones) / len(ones), math.fsum(twos) / len(twos)
    cross = math.fsum((one - mean_one) * (two - mean_two) for one, two in pairs)
    square_one = math.fsum((one - mean_one) ** 2 for one in ones)
    square_two = math.fsum((two - mean_two) ** 2 for two in twos)
    return cross / math.sqrt(square_one * square_two) if square_one and square_two else None
