"""Tables that leave the house: their contents, formats and data packages."""

from offtake.report.exports.contents import (
    contribution_table,
    pledge_table,
    revision_table,
    statement_table,
    verdict_table,
)
from offtake.report.exports.figures import figure_table, time_period
from offtake.report.exports.formats import FORMATS
from offtake.report.exports.records import forecast_table, record_table
from offtake.report.exports.tables import Column, Kind, Table
from offtake.report.exports.writing import refuse_existing, write_bytes, write_export
from offtake.report.track_record import RECORD_TABLES

TABLES = (
    *("verdicts", "contributions", "figures", "forecasts", "pledges", "statements", "revisions"),
    *RECORD_TABLES,
)
"""The tables there are, in the order of how often they are wanted."""

__all__ = [
    "FORMATS",
    "TABLES",
    "Column",
    "Kind",
    "Table",
    "contribution_table",
    "figure_table",
    "forecast_table",
    "pledge_table",
    "record_table",
    "refuse_existing",
    "revision_table",
    "statement_table",
    "time_period",
    "verdict_table",
    "write_bytes",
    "write_export",
]
