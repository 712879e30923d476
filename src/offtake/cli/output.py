"""Where words go: data to stdout, talk to stderr, errors to an exit code."""

import functools
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn, ParamSpec

import typer
from rich.console import Console
from rich.text import Text

from offtake.errors import (
    AnswerError,
    AsOfAfterLastLook,
    NetworkError,
    OfftakeError,
    PledgeNotMade,
    UsageError,
    VintageUnknown,
    VocabularyError,
)
from offtake.ingest import Ingested, Outcome
from offtake.report.files import csv_text, json_text
from offtake.report.rows import COLUMNS

Parameters = ParamSpec("Parameters")
ERROR, USAGE, NO_DATA, NETWORK = 1, 2, 3, 5


class _PipedConsole(Console):
    """A console whose reader may leave early, e.g. `| head`, which is no error."""

    def on_broken_pipe(self) -> None:
        """Hand the broken pipe on, to be met at the edge; rich would leave with code 1."""
        raise BrokenPipeError


class Output:
    """Prints lines with a style to stdout, and talk to stderr unless told to be quiet."""

    def __init__(self, *, quiet: bool, color: bool) -> None:
        self._quiet = quiet
        self._console = _PipedConsole(
            highlight=False, soft_wrap=True, no_color=True if not color else None
        )

    @property
    def talk(self) -> Console:
        """Where progress is shown: stderr."""
        return Console(stderr=True)

    def lines(self, lines: Iterable[tuple[str, str]]) -> None:
        """Print lines, each in its style."""
        for text, style in lines:
            self._console.print(Text(text, style=style))

    def rows(self, rows: Iterable[Sequence[tuple[str, str]]]) -> None:
        """Print lines made of pieces, each in its style, wrapped at the width of the terminal.

        What goes on below stands two columns in from where its line began, unless that is running
        text from the edge. An address stays whole.
        """
        for row in rows:
            text = Text.assemble(*row)
            if "://" in text.plain or text.cell_len <= self._console.width:
                self._console.print(text)
                continue
            begin = len(text.plain) - len(text.plain.lstrip())
            hang = 2 if begin else 0
            wrapped = text[begin:].wrap(self._console, self._console.width - begin - hang)
            for number, line in enumerate(wrapped):
                line.rstrip()
                self._console.print(Text(" " * (begin + hang * (number > 0))) + line)

    def data(self, text: str) -> None:
        """Print machine-readable text as it is."""
        sys.stdout.write(text)
        sys.stdout.flush()  # so that a reader who left is met here, not at the exit

    def table(
        self,
        rows: Sequence[Mapping[str, Any]],
        *,
        as_json: bool,
        columns: Iterable[str] = COLUMNS,
    ) -> None:
        """Print rows as JSON or CSV; `columns` are the header where there is no row."""
        self.data(json_text(rows) if as_json else csv_text(rows, columns=columns))

    def say(self, text: str) -> None:
        """Print talk on stderr."""
        if not self._quiet:
            typer.echo(text, err=True)


def guarded(command: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """Return a command that reports offtake's errors in one line with the right exit code."""

    @functools.wraps(command)
    def wrapper(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except OfftakeError as error:
            typer.echo(f"offtake: {error}", err=True)
            raise typer.Exit(code=exit_code(error)) from None
        except BrokenPipeError:  # the reader of our output had enough, e.g. `| head`
            _drop_stdout()
            raise typer.Exit from None
        except OSError as error:
            typer.echo(f"offtake: {error}; check the path and its permissions", err=True)
            raise typer.Exit(code=ERROR) from None

    return wrapper


def _drop_stdout() -> None:
    """Send what is still to be printed nowhere: else Python complains of it when it leaves."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def no_data(text: str) -> NoReturn:
    """Leave because nothing is known of what was asked for, and say so.

    Raises:
        typer.Exit: Always, with the code for no data.
    """
    typer.echo(f"offtake: {text}", err=True)
    raise typer.Exit(code=NO_DATA)


def exit_code(error: OfftakeError) -> int:
    """Return the exit code an error leaves with: 1 error, 2 usage, 3 no data, 5 network.

    >>> from offtake.errors import AsOfInvalid
    >>> exit_code(AsOfInvalid("soon"))
    2
    """
    if isinstance(error, (AsOfAfterLastLook, VintageUnknown, AnswerError, PledgeNotMade)):
        return NO_DATA
    if isinstance(error, NetworkError):
        return NETWORK
    if isinstance(error, (UsageError, VocabularyError)):
        return USAGE
    return ERROR


def say_problems(problems: Sequence[str]) -> None:
    """Print what is wrong with the files of a register, or that nothing is.

    Raises:
        typer.Exit: Something is.
    """
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(code=ERROR)
    Output(quiet=False, color=True).say("no problem found")


def ingest_exit_code(results: Iterable[Ingested]) -> int:
    """Return the exit code of a fetch: 5 where nothing came, 3 where what came was refused."""
    outcomes = {one.outcome for one in results}
    if Outcome.FAILED in outcomes:
        return NETWORK
    return NO_DATA if Outcome.QUARANTINED in outcomes else 0
