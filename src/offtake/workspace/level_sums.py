"""What all the codes of one level add up to: asked of the store only when a code is absent."""

from datetime import date, datetime
from functools import cached_property

from offtake.domain import Period
from offtake.pace import CUSTOMS_MEASURES, Level, TradeKey, level_of
from offtake.store import SeriesFilter, Store, sums_of


class LevelSums:
    """Sums of customs figures by trade, level and period, as they stood at an instant."""

    def __init__(self, store: Store, *, partners: frozenset[str] | None, as_of: datetime) -> None:
        self._store, self._as_of = store, as_of
        self._wanted = SeriesFilter(measures=CUSTOMS_MEASURES, partners=partners)

    def __call__(self, trade: TradeKey, level: Level, period: Period) -> int:
        """Return the sum, zero where nothing of that level is held."""
        return self._sums.get((trade, level), {}).get((period.start, period.end), 0)

    @cached_property
    def _sums(self) -> dict[tuple[TradeKey, Level], dict[tuple[date, date], int]]:
        groups: dict[int, tuple[TradeKey, Level]] = {}
        for series_id, key in self._store.series(self._wanted).items():
            trade = (key.measure, key.reporter, key.partner, key.flow)
            groups[series_id] = (trade, level_of(key.product))
        return self._store.of_figures(self._as_of, lambda frame: sums_of(frame, groups))
