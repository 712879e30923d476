"""Verdicts as rows, tables and files."""

from offtake.report.balance import balance_lines, balance_rows
from offtake.report.board import board_lines, summary_line, verdict_lines
from offtake.report.files import csv_text, json_text, write_report
from offtake.report.groups import group_lines, group_rows
from offtake.report.health import (
    Gap,
    Health,
    Overruled,
    SourceHealth,
    health_lines,
    overruled,
)
from offtake.report.mirrors import customs_mirror_lines
from offtake.report.pages import (
    explain_lines,
    mirror_lines,
    pace_lines,
    pledge_lines,
    pledges_lines,
    revision_lines,
    tally_lines,
)
from offtake.report.rows import COLUMNS, UNIT_CODES, contribution_rows, report_row, report_rows
from offtake.report.supplies import (
    RevisionHabit,
    SourceState,
    habit_lines,
    ingested_lines,
    reread_lines,
    revision_habits,
    source_lines,
    source_rows,
    sources_lines,
)

__all__ = [
    "COLUMNS",
    "UNIT_CODES",
    "Gap",
    "Health",
    "Overruled",
    "RevisionHabit",
    "SourceHealth",
    "SourceState",
    "balance_lines",
    "balance_rows",
    "board_lines",
    "contribution_rows",
    "csv_text",
    "customs_mirror_lines",
    "explain_lines",
    "group_lines",
    "group_rows",
    "habit_lines",
    "health_lines",
    "ingested_lines",
    "json_text",
    "mirror_lines",
    "overruled",
    "pace_lines",
    "pledge_lines",
    "pledges_lines",
    "report_row",
    "report_rows",
    "reread_lines",
    "revision_habits",
    "revision_lines",
    "source_lines",
    "source_rows",
    "sources_lines",
    "summary_line",
    "tally_lines",
    "verdict_lines",
    "write_report",
]
