"""Errors of the register of tariffs and controls."""

from collections.abc import Sequence
from difflib import get_close_matches

from offtake.errors.base import OfftakeError, near


class TariffError(OfftakeError):
    """Something asked of the register of tariffs and controls."""


class BarrierUnknown(TariffError, LookupError):
    """No tariff or control has this id."""

    def __init__(self, barrier_id: str, known: Sequence[str]) -> None:
        self.barrier_id, self.near = barrier_id, tuple(get_close_matches(barrier_id, known, n=3))
        super().__init__(
            f"no tariff or control {barrier_id!r}{near(barrier_id, known)}; "
            f"`offtake tariffs` lists those in the register"
        )


class SeriesNotMonthly(TariffError, ValueError):
    """A series that cannot be laid out by months."""

    def __init__(self, series: str, period: str) -> None:
        self.series, self.period = series, period
        super().__init__(
            f"{series}: the period {period} is no span of whole months; give a monthly series"
        )
