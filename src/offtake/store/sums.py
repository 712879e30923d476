"""Sums over many series at once, as they stood on a day."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

import narwhals as nw

from offtake.store.expressions import Frame

_Group = TypeVar("_Group")


def sums_of(
    frame: Frame, groups: Mapping[int, _Group]
) -> dict[_Group, dict[tuple[date, date], int]]:
    """Return the sum of each group's figures by period, `[start, end)`.

    `frame` holds the rows that stood, `groups` the group of each series that counts. Values are in
    units of the last decimal place, so the series of a group must print as many.
    """
    if not groups:
        return {}
    held = frame.filter(~nw.col("value").is_null())
    figures = held.select("series_id", "period_start", "period_end", "value").to_native()
    # One text of ids: as an expression each would look for optional packages on the disk.
    ids = ",".join(map(str, groups))
    rows = figures.filter(f"series_id IN ({ids})").fetchall()
    sums: dict[_Group, dict[tuple[date, date], int]] = {}
    for series_id, start, end, value in rows:
        periods = sums.setdefault(groups[series_id], {})
        periods[start, end] = periods.get((start, end), 0) + value
    return sums
