"""Many observations, kept by the column and read as objects only where somebody looks at one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from offtake.columns.coded import Coded
from offtake.domain import Observation, Period, SeriesKey, Status, Vintage
from offtake.errors import ObservationInvalid

_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True, eq=False)
class Observations(Sequence[Observation]):
    """A sequence of observations in columns: equal to a tuple of them, and far smaller.

    `value` counts units of the last decimal place of the series, and is zero where the status
    says that there is no value. Everything else is `Coded`.

    Raises:
        ObservationInvalid: A missing or withdrawn figure has a value or gives no reason.
        ValueError: The columns have different lengths.

    >>> len(Observations.of([])), Observations.of([]) == ()
    (0, True)
    """

    key: Coded[SeriesKey]
    period: Coded[Period]
    value: NDArray[np.int64]
    status: Coded[Status]
    vintage: Coded[Vintage]
    snapshot: Coded[str]
    locator: Coded[str]
    note: Coded[str]

    def __post_init__(self) -> None:
        lengths = {len(getattr(self, field.name)) for field in fields(self)}
        if len(lengths) > 1:
            raise ValueError(f"columns of {sorted(lengths)} rows; give one value a row")
        is_gap = self.status.where(lambda status: not status.has_value)
        for row in np.flatnonzero(is_gap & (self.value != 0))[:1]:
            raise ObservationInvalid(*self._names(row))
        for row in np.flatnonzero(is_gap & self.note.where(lambda note: not note))[:1]:
            raise ObservationInvalid.no_reason(*self._names(row))

    @staticmethod
    def of(observations: Iterable[Observation]) -> "Observations":
        """Return observations in columns; those that are in columns already as they are.

        Raises:
            ObservationInvalid: A value has more decimals than its series, or more digits than 18.
        """
        if isinstance(observations, Observations):
            return observations
        rows = tuple(observations)
        return Observations(
            key=Coded.of([one.key for one in rows]),
            period=Coded.of([one.period for one in rows]),
            value=np.array([_whole(one) for one in rows], dtype=np.int64),
            status=Coded.of([one.status for one in rows]),
            vintage=Coded.of([one.vintage for one in rows]),
            snapshot=Coded.of([one.snapshot for one in rows]),
            locator=Coded.of([one.locator for one in rows]),
            note=Coded.of([one.note for one in rows]),
        )

    @staticmethod
    def joined(parts: Sequence["Observations"]) -> "Observations":
        """Return the observations of several, in turn."""
        return Observations(
            key=Coded.joined([one.key for one in parts]),
            period=Coded.joined([one.period for one in parts]),
            value=np.concatenate([np.zeros(0, dtype=np.int64), *(one.value for one in parts)]),
            status=Coded.joined([one.status for one in parts]),
            vintage=Coded.joined([one.vintage for one in parts]),
            snapshot=Coded.joined([one.snapshot for one in parts]),
            locator=Coded.stacked([one.locator for one in parts]),
            note=Coded.joined([one.note for one in parts]),
        )

    def take(self, rows: NDArray[Any]) -> "Observations":
        """Return the observations at some places, or those a mask lets through."""
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        return Observations(
            value=columns.pop("value")[rows],
            **{name: column.take(rows) for name, column in columns.items()},
        )

    def __len__(self) -> int:
        return len(self.value)

    @overload
    def __getitem__(self, row: int) -> Observation: ...
    @overload
    def __getitem__(self, row: slice) -> "Observations": ...
    def __getitem__(self, row: int | slice) -> "Observation | Observations":
        if isinstance(row, slice):
            return self.take(np.arange(len(self))[row])
        key, status = self.key[row], self.status[row]
        return Observation(
            key=key,
            period=self.period[row],
            value=_decimal(int(self.value[row]), key) if status.has_value else None,
            status=status,
            vintage=self.vintage[row],
            snapshot=self.snapshot[row],
            locator=self.locator[row],
            note=self.note[row],
        )

    def __iter__(self) -> Iterator[Observation]:
        rows = zip(
            *(self.key, self.period, self.value.tolist(), self.status),
            *(self.vintage, self.snapshot, self.locator, self.note),
            strict=True,
        )
        for key, period, whole, status, *rest in rows:
            value = _decimal(whole, key) if status.has_value else None
            yield Observation(key, period, value, status, *rest)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(
            one == theirs for one, theirs in zip(self, other, strict=True)
        )

    __hash__ = None  # type: ignore[assignment] # equal to a tuple, so not hashed by its columns

    def __repr__(self) -> str:
        return f"Observations of {len(self.key.used())} series, {len(self):,} rows"

    def _names(self, row: int) -> tuple[str, str, str]:
        return str(self.key[row]), str(self.period[row]), self.status[row]


def _whole(one: Observation) -> int:
    """Return a value in units of the last decimal place of its series, zero where there is none."""
    if one.value is None:
        return 0
    decimals = one.key.decimals
    try:
        scaled = one.value.scaleb(decimals)
        whole = int(scaled)
    except (InvalidOperation, OverflowError, ValueError):
        raise _misfit(one) from None
    if scaled != whole or abs(whole) > _LARGEST:
        raise _misfit(one)
    return whole


def _misfit(one: Observation) -> ObservationInvalid:
    return ObservationInvalid.misfit(
        str(one.key), str(one.period), one.status, value=str(one.value), decimals=one.key.decimals
    )


def _decimal(whole: int, key: SeriesKey) -> Decimal:
    return Decimal(whole).scaleb(-key.decimals)
