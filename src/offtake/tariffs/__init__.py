"""The register of tariffs and controls of both sides: what stood on which day, and what it cost."""

from offtake.tariffs.months import (
    MONTHS,
    BeforeAndAfter,
    Event,
    Mean,
    Month,
    MonthlyTable,
    around,
    events_of,
    month_after,
    needed,
)
from offtake.tariffs.register_reader import barrier_of, check, load
from offtake.tariffs.schema import json_schema
from offtake.tariffs.stack import Layer, Stack, stacked
from offtake.tariffs.standings import EVERYTHING, Stand, Wanted, stands

__all__ = [
    "EVERYTHING",
    "MONTHS",
    "BeforeAndAfter",
    "Event",
    "Layer",
    "Mean",
    "Month",
    "MonthlyTable",
    "Stack",
    "Stand",
    "Wanted",
    "around",
    "barrier_of",
    "check",
    "events_of",
    "json_schema",
    "load",
    "month_after",
    "needed",
    "stacked",
    "stands",
]
