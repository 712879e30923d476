"""The command line: one command, one workspace call. Data on stdout, talk on stderr."""

from offtake.cli.app import app, run

__all__ = ["app", "run"]
