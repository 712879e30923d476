"""A column in which few values repeat often: each value once, and for each row where it stands."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate, chain
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

_T = TypeVar("_T")
_U = TypeVar("_U")
_H = TypeVar("_H", bound=Hashable)

Places = NDArray[np.int64]
"""Positions in a table or among rows."""

Mask = NDArray[np.bool_]
"""For each row, whether something holds."""


@dataclass(frozen=True, slots=True, eq=False)
class Coded(Generic[_T]):
    """A column as a table of values and, for each row, the place of its value in the table.

    What is done to a value is done once and not once a row. A value may stand in the table twice,
    or without a row.

    >>> weeks = Coded.of(["first", "second", "first"])
    >>> weeks.values, weeks.places.tolist(), list(weeks.mapped(str.upper))
    (('first', 'second'), [0, 1, 0], ['FIRST', 'SECOND', 'FIRST'])
    """

    values: tuple[_T, ...]
    places: Places

    @staticmethod
    def of(items: Iterable[_H]) -> "Coded[_H]":
        """Return some items as a column, values in the order in which they first appear."""
        rows = items if isinstance(items, Sequence) else tuple(items)
        index = {value: place for place, value in enumerate(dict.fromkeys(rows))}
        places = np.fromiter(map(index.__getitem__, rows), dtype=np.int64, count=len(rows))
        return Coded(tuple(index), places)

    @staticmethod
    def each(values: Iterable[_U]) -> "Coded[_U]":
        """Return a column of one row a value."""
        table = tuple(values)
        return Coded(table, np.arange(len(table)))

    @staticmethod
    def same(value: _U, rows: int) -> "Coded[_U]":
        """Return a column of one value.

        >>> list(Coded.same("t", 2))
        ['t', 't']
        """
        return Coded((value,), np.zeros(rows, dtype=np.int64))

    @staticmethod
    def joined(columns: Sequence["Coded[_U]"]) -> "Coded[_U]":
        """Return columns one below the other, a value of several once in the table.

        >>> Coded.joined([Coded.of(["a", "b", "a"]), Coded.of(["b"])]).places.tolist()
        [0, 1, 0, 1]
        """
        index: dict[_U, int] = {}
        places = [np.zeros(0, dtype=np.int64)]
        for one in columns:
            table = [index.setdefault(value, len(index)) for value in one.values]
            places.append(np.array(table, dtype=np.int64)[one.places])
        return Coded(tuple(index), np.concatenate(places))

    @staticmethod
    def stacked(columns: Sequence["Coded[_U]"]) -> "Coded[_U]":
        """Return columns one below the other, their tables as well: for values seldom alike.

        >>> Coded.stacked([Coded.of(["row 1"]), Coded.of(["row 2"])]).values
        ('row 1', 'row 2')
        """
        starts = accumulate((len(one.values) for one in columns), initial=0)
        places = [one.places + start for one, start in zip(columns, starts, strict=False)]
        values = chain.from_iterable(one.values for one in columns)
        return Coded(tuple(values), np.concatenate([np.zeros(0, dtype=np.int64), *places]))

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, row: int) -> _T:
        return self.values[int(self.places[row])]

    def __iter__(self) -> Iterator[_T]:
        return map(self.values.__getitem__, self.places.tolist())

    def take(self, rows: NDArray[Any]) -> "Coded[_T]":
        """Return the rows at some places, or those a mask lets through."""
        return Coded(self.values, self.places[rows])

    def mapped(self, change: Callable[[_T], _U]) -> "Coded[_U]":
        """Return the column with each value changed."""
        return Coded(tuple(map(change, self.values)), self.places)

    def replaced(self, rows: Mask, others: "Coded[Any]") -> "Coded[_T]":
        """Return the column with those of another in the rows that a mask lets through.

        No other value of that column is taken over.

        >>> list(Coded.of(["a", "b"]).replaced(np.array([False, True]), Coded.of(["x", "y"])))
        ['a', 'y']
        """
        wanted, places = np.unique(others.places[rows], return_inverse=True)
        replaced = self.places.copy()
        replaced[rows] = places + len(self.values)
        return Coded((*self.values, *(others.values[place] for place in wanted)), replaced)

    def first_rows(self) -> list[int]:
        """Return for each value of the table the first row that has it, -1 where none has.

        >>> Coded.of(["a", "b", "a"]).first_rows()
        [0, 1]
        """
        first = np.full(len(self.values), -1)
        first[self.places[::-1]] = np.arange(len(self))[::-1]
        found: list[int] = first.tolist()
        return found

    def where(self, holds: Callable[[_T], bool]) -> Mask:
        """Return for each row whether something holds of its value.

        >>> Coded.of(["a", "b", "a"]).where(lambda one: one == "a").tolist()
        [True, False, True]
        """
        return np.array([holds(value) for value in self.values], dtype=np.bool_)[self.places]

    def used(self) -> dict[int, _T]:
        """Return the values that some row has, by their place in the table.

        >>> Coded.of(["a", "b"]).take([1]).used()
        {1: 'b'}
        """
        counts = np.bincount(self.places, minlength=len(self.values))
        return {int(place): self.values[place] for place in np.flatnonzero(counts)}


def together(*columns: Coded[Any]) -> Places:
    """Return a number for each row, the same for rows alike in all of some columns.

    >>> together(Coded.of("aab"), Coded.of("xyx")).tolist()
    [0, 1, 2]
    """
    return reduce(
        lambda numbers, column: numbers * len(column.values) + column.places,
        columns[1:],
        columns[0].places,
    )
