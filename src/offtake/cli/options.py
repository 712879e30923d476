"""Options that several commands share, each defined once."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from offtake.domain import unit
from offtake.errors import AsOfInvalid, OfftakeError


def day_of(text: str) -> date:
    """Return the day a person wrote."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(str(AsOfInvalid(text))) from None


def _unit(code: str) -> str:
    try:
        return unit(code).code
    except OfftakeError as error:
        raise typer.BadParameter(str(error)) from None


PledgeId = Annotated[str, typer.Argument(help="Id of the pledge; `offtake pledges` lists them.")]
ReadingId = Annotated[str | None, typer.Option(help="Only this reading.")]
AsOf = Annotated[
    date | None,
    typer.Option(
        parser=day_of,
        metavar="YYYY-MM-DD",
        help="Use nothing published after this day in Washington. Default: the last look.",
    ),
]
UnitCode = Annotated[
    str, typer.Option(callback=_unit, help="Unit of quantities: t, kt, Mt, bu, mbu, ...")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr.")]
Color = Annotated[bool, typer.Option("--color/--no-color", help="Colour the terminal.")]
Home = Annotated[
    Path | None,
    typer.Option(
        envvar="OFFTAKE_HOME", help="Folder of your own things; your pledges lie in HOME/pledges."
    ),
]
