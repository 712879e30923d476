"""The command line: one command, one workspace call. Data on stdout, talk on stderr."""

from offtake.cli import (
    export_commands,
    forecast_commands,
    pledge_commands,
    price_commands,
    source_commands,
    statement_commands,
    stock_command,
    tariff_commands,
    web_commands,
)
from offtake.cli.app import app, run

__all__ = [
    "app",
    "export_commands",
    "forecast_commands",
    "pledge_commands",
    "price_commands",
    "run",
    "source_commands",
    "statement_commands",
    "stock_command",
    "tariff_commands",
    "web_commands",
]
