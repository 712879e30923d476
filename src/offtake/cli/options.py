"""Options that several commands share, each defined once."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from offtake.domain import UNITS
from offtake.errors import AsOfInvalid, UnitUnknown
from offtake.report import UNIT_CODES

ACCEPTED_UNITS = UNIT_CODES
"""Codes of the units that quantities can be asked for in: those of mass, and bushels."""


def day_of(text: str) -> date:
    """Return the day a person wrote."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(str(AsOfInvalid(text))) from None


def day_option(text: str) -> Any:
    """Return an option that takes a day, with what it is for."""
    return typer.Option(parser=day_of, metavar="YYYY-MM-DD", help=text)


def _unit(code: str) -> str:
    if code in ACCEPTED_UNITS:
        return code
    if code not in UNITS:
        raise typer.BadParameter(str(UnitUnknown(code, ACCEPTED_UNITS)))
    accepted = ", ".join(ACCEPTED_UNITS)
    raise typer.BadParameter(f"{code!r} is neither a weight nor bushels; use one of {accepted}")


PledgeId = Annotated[str, typer.Argument(help="Id of the pledge; `offtake pledges` lists them.")]
ReadingId = Annotated[str | None, typer.Option(help="Only this reading.")]
AsOf = Annotated[
    date | None,
    day_option("Use nothing published after this day in Washington. Default: the last look."),
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
