"""Labels at the ends of lines, moved apart so that none lies on another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Label:
    """A text, the name of its colour, and how far down it stands, in pixels."""

    text: str
    colour: str
    at: float


def apart(labels: Sequence[Label], *, step: float, low: float, high: float) -> list[Label]:
    """Return labels from top to bottom, at least a step apart, between `low` and `high`.

    Those that are too near push one another down; where that runs over the edge, all above move up.

    >>> [one.at for one in apart([Label("a", "", 10), Label("b", "", 12)], step=14, low=0, high=99)]
    [10, 24]
    """
    placed: list[Label] = []
    for one in sorted(labels, key=lambda one: one.at):
        least = placed[-1].at + step if placed else low
        placed.append(replace(one, at=max(one.at, least)))
    most = high
    for place in range(len(placed) - 1, -1, -1):
        placed[place] = replace(placed[place], at=min(placed[place].at, most))
        most = placed[place].at - step
    return placed
