"""Which observations of a release are news, and when each of them became known.

A function of two sets of columns: what the log holds of some figures, and what a release says of
them. The rules are told in docs/explanation/store.md and checked against plain Python
(tests/store/oracle.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offtake.columns import Mask, Places

Numbers = NDArray[np.int64]
_NONE = -1


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed of some figures, in the order it was known.

    Days and instants are counted; `status` and `note` are numbers that are equal where the words
    are. `is_look` tells whether a row counts from the time it was seen and not from a publication.
    """

    series_id: Numbers
    period_start: Numbers
    period_end: Numbers
    known_at: Numbers
    value: Numbers
    status: Numbers
    note: Numbers
    is_look: Mask

    def __len__(self) -> int:
        return len(self.series_id)

    def take(self, rows: Places) -> "Printed":
        """Return the rows at some places."""
        return Printed(*(getattr(self, field.name)[rows] for field in fields(self)))

    def and_then(self, others: "Printed") -> "Printed":
        """Return these rows, and then the others."""
        return Printed(
            *(
                np.concatenate([getattr(self, field.name), getattr(others, field.name)])
                for field in fields(self)
            )
        )

    def same(self, rows: Places, others: Places) -> Mask:
        """Return for each pair of rows whether both say the same; with no other row they do not."""
        alike: Mask = (
            (self.value[rows] == self.value[others])
            & (self.status[rows] == self.status[others])
            & (self.note[rows] == self.note[others])
        )
        alike &= others != _NONE
        return alike


@dataclass(frozen=True, slots=True)
class News:
    """Places of the observations to log, in order; those seen count from the time of retrieval."""

    rows: Places
    is_seen: Mask
    unchanged: int


def doubled(arrived: Printed) -> tuple[int, int] | None:
    """Return two observations of one figure and vintage that differ, the first such pair."""
    order = np.lexsort((arrived.known_at, *_figure(arrived)))
    earlier, later = order[:-1], order[1:]
    alike = _same_figure(arrived, earlier, later) & (
        arrived.known_at[earlier] == arrived.known_at[later]
    )
    clash = np.flatnonzero(alike & ~arrived.same(later, earlier))
    if not len(clash):
        return None
    first = clash[np.argmin(later[clash])]
    return int(earlier[first]), int(later[first])


def news(held: Printed, arrived: Printed, *, retrieved_at: int) -> News:
    """Return which observations change something against what is held, in the order of the log."""
    both = held.and_then(arrived)
    order = np.lexsort((both.known_at, *_figure(both)))  # stable: what is held comes first
    line = _Line.of(both.take(order), is_held=order < len(held))
    fresh, rewritten = line.compared()
    seen, turn = line.seen(fresh, rewritten, retrieved_at=retrieved_at)
    rows = np.concatenate([fresh, seen])
    is_seen = np.repeat([False, True], [len(fresh), len(seen)])
    turns = np.concatenate([np.zeros(len(fresh), dtype=np.int64), turn])
    logged = np.lexsort((rows, turns, is_seen, line.first[rows]))
    places = order[rows[logged]] - len(held)
    unchanged = len(arrived) - len(np.unique(places))
    return News(places, is_seen[logged], unchanged)


@dataclass(frozen=True, slots=True)
class _Line:
    """Rows held and rows that arrived on one line: by figure, and by vintage within a figure.

    `first` and `last` are the ends of a row's figure on the line.
    """

    said: Printed
    is_held: Mask
    first: Places
    last: Places

    @classmethod
    def of(cls, said: Printed, *, is_held: Mask) -> "_Line":
        rows = np.arange(len(said))
        begins = np.ones(len(said), dtype=np.bool_)
        begins[1:] = ~_same_figure(said, rows[:-1], rows[1:])
        firsts = np.flatnonzero(begins)
        figure = np.cumsum(begins) - 1
        return cls(said, is_held, firsts[figure], np.append(firsts[1:], len(said))[figure] - 1)

    def compared(self) -> tuple[Places, Places]:
        """Return the rows that add a vintage, and those that rewrite one.

        What stood at the vintage of a row is the last row held, or the one that arrived before it
        where that is younger.
        """
        held, before = self._last(self.is_held), self._before(~self.is_held)
        known_at, rows = self.said.known_at, np.arange(len(self.said))
        is_older = (held == _NONE) | ((before != _NONE) & (known_at[held] < known_at[before]))
        is_same = self.said.same(rows, np.where(is_older, before, held))
        is_taken = (held != _NONE) & (known_at[held] == known_at)
        is_new = ~self.is_held & ~is_same
        return np.flatnonzero(is_new & ~is_taken), np.flatnonzero(is_new & is_taken)

    def seen(self, fresh: Places, rewritten: Places, *, retrieved_at: int) -> tuple[Places, Places]:
        """Return the rows that count from the time they were seen, and their turn.

        A vintage rewritten in silence does; then the newest of the release has the last word, or a
        rewrite of an older one would be taken for the current figure. The newest also does where
        what stands came from a look and not from a publication: if it differs, the publisher has
        changed it again in silence.
        """
        stands = self.is_held & (self.said.known_at <= retrieved_at)
        stands[fresh] = True
        standing = self._last(stands)[self.last]
        is_rewritten = np.zeros(len(self.said), dtype=np.bool_)
        is_rewritten[self.first[rewritten]] = True
        is_moved = is_rewritten[self.first] | ((standing != _NONE) & self.said.is_look[standing])
        newest = self._last(~self.is_held)[self.last]
        newest = np.flatnonzero((newest == np.arange(len(self.said))) & is_moved)
        rows = np.concatenate([rewritten, newest])
        turn = np.repeat([0, 1], [len(rewritten), len(newest)])
        order = np.lexsort((rows, turn, self.first[rows]))
        rows, turn = rows[order], turn[order]
        before = np.append(_NONE, rows[:-1])
        is_first = (before == _NONE) | (self.first[before] != self.first[rows])
        is_news = ~self.said.same(rows, np.where(is_first, standing[rows], before))
        return rows[is_news], turn[is_news]

    def _last(self, mask: Mask) -> Places:
        """Return for each row the last one of its figure, up to itself, in a mask."""
        last = np.maximum.accumulate(np.where(mask, np.arange(len(mask)), _NONE))
        return np.where(last >= self.first, last, _NONE)

    def _before(self, mask: Mask) -> Places:
        """Return the same for the rows before it."""
        last = np.append(_NONE, self._last(mask))[: len(mask)]
        return np.where(last >= self.first, last, _NONE)


def _figure(said: Printed) -> Sequence[NDArray[Any]]:
    """Return what a figure is a figure of, the least of it first, as `lexsort` wants it."""
    return said.period_end, said.period_start, said.series_id


def _same_figure(said: Printed, rows: Places, others: Places) -> Mask:
    alike: Mask = np.logical_and.reduce([part[rows] == part[others] for part in _figure(said)])
    return alike
