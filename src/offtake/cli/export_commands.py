"""Commands that write files for other programs and other people."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from offtake.cli.app import app
from offtake.cli.options import AsOf, Color, Home, PledgeId, Quiet, ReadingId, UnitCode
from offtake.cli.output import Output, guarded, no_data
from offtake.errors import FormatUnknown
from offtake.forecast.rows import bundled_record
from offtake.report.brief import brief_pdf
from offtake.report.chart_text import chart_lines
from offtake.report.charts import (
    KINDS,
    CalibrationFigures,
    PaceFigures,
    Shape,
    calibration_figures,
    picture,
)
from offtake.report.exports import TABLES, refuse_existing, write_bytes, write_export
from offtake.workspace import Workspace, sources_of
from offtake.workspace import brief as brief_for

_FORMS: tuple[Literal["svg", "png", "pdf"], ...] = ("svg", "png", "pdf")


def _form(path: Path) -> Literal["svg", "png", "pdf"]:
    """Return the form a picture's file name asks for.

    Raises:
        FormatUnknown: It ends in none of them.
    """
    for form in _FORMS:
        if path.suffix.lower() == f".{form}":
            return form
    raise FormatUnknown(path, [f".{one}" for one in _FORMS])


def _theme(name: str) -> str:
    if name not in {"light", "dark"}:
        raise typer.BadParameter(f"{name!r} is no theme; use light or dark")
    return name


def _kind(name: str | None) -> str | None:
    if name is not None and name not in KINDS:
        raise typer.BadParameter(f"{name!r} is no kind of forecast; use {' or '.join(KINDS)}")
    return name


Force = Annotated[bool, typer.Option("--force", help="Replace files that are there already.")]


@app.command()
@guarded
def export(
    target: Annotated[
        Path,
        typer.Argument(
            help="File to write; its ending says how: csv, parquet, xlsx, jsonl; statements also "
            "jsonld."
        ),
    ],
    *,
    table: Annotated[
        str,
        typer.Option(
            help=f"One of {', '.join(TABLES)}.",
        ),
    ] = "verdicts",
    pledge: Annotated[str | None, typer.Option(help="Only what concerns this pledge.")] = None,
    as_of: AsOf = None,
    unit: UnitCode = "t",
    force: Force = False,
    quiet: Quiet = False,
    home: Home = None,
) -> None:
    """Write a table for other programs, with a datapackage.json beside it that describes it.

    Example: offtake export figures.parquet --table figures --pledge cn-us-soybeans-25mt-2026
    """
    refuse_existing(target, force=force)
    workspace = Workspace.open(home=home)
    if table == "statements" and target.suffix.lower() == ".jsonld":
        from offtake.report.exports.linked import write_linked  # noqa: PLC0415 - loads the grammar

        found = workspace.statements(until=as_of or workspace.last_look(), pledge=pledge)
        written_to = write_linked(found, target, force=force)
        Output(quiet=quiet, color=False).say(f"wrote {len(found):,} statements: {written_to}")
        return
    rows = workspace.table(table, as_of=as_of, pledge=pledge, unit=unit)
    written = write_export(rows, target, sources=sources_of(workspace.store), force=force)
    output = Output(quiet=quiet, color=False)
    output.say(f"wrote {len(rows):,} rows, as known on {rows.as_of}, revision {rows.revision}:")
    for path in written:
        output.say(f"  {path}")


@app.command()
@guarded
def chart(
    pledge_id: Annotated[str | None, typer.Argument(help="Id of the pledge.")] = None,
    *,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="File to write: *.svg, *.png or *.pdf.")
    ] = None,
    calibration: Annotated[
        str | None,
        typer.Option(
            help="Instead of a pledge, what became of forecasts of shipments or sales.",
            callback=_kind,
        ),
    ] = None,
    reading: ReadingId = None,
    deadline: Annotated[str | None, typer.Option(help="Id of the deadline; else the last.")] = None,
    theme: Annotated[str, typer.Option(help="light or dark.", callback=_theme)] = "light",
    narrow: Annotated[bool, typer.Option("--narrow", help="Draw for a phone.")] = False,
    as_of: AsOf = None,
    unit: UnitCode = "t",
    force: Force = False,
    quiet: Quiet = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Draw how the counts of a pledge built up; in letters, unless a file is named.

    Example: offtake chart cn-us-soybeans-25mt-2026 -o pace.svg
    """
    output = Output(quiet=quiet, color=color)
    draw = partial(_drawn, output, out=out, is_dark=theme == "dark", is_narrow=narrow, force=force)
    if (pledge_id is None) == (calibration is None):
        raise typer.BadParameter("name a pledge, or --calibration shipments or sales: one of them")
    if out is not None:
        _form(out)
        refuse_existing(out, force=force)
    if pledge_id is None:
        draw(_calibration(calibration or ""))
        return
    workspace = Workspace.open(home=home)
    found = workspace.dossier(pledge_id, as_of=as_of, reading=reading, deadline=deadline)
    figures = found.figures(unit=unit)
    if figures is None:
        day = found.page.board.as_of
        no_data(f"no reading of {pledge_id} has counted anything by {day}; there is no chart")
    if out is None:
        output.lines(chart_lines(figures))
    else:
        draw(figures)


def _calibration(kind: str) -> CalibrationFigures:
    figures = calibration_figures(kind, bundled_record(kind))
    if figures is None:
        no_data(f"no forecast of {kind} is on record; there is no chart")
    return figures


def _drawn(
    output: Output,
    figures: PaceFigures | CalibrationFigures,
    *,
    out: Path | None,
    is_dark: bool,
    is_narrow: bool,
    force: bool,
) -> None:
    """Write a chart to a file, and say so."""
    if out is None:
        raise typer.BadParameter(
            "name the file to draw to with -o; `offtake calibration` prints the same in letters"
        )
    made = picture(
        figures,
        form=_form(out),
        shape=Shape.NARROW if is_narrow else Shape.WIDE,
        theme="dark" if is_dark else "light",
    )
    output.say(f"wrote {write_bytes(out, made, force=force)}")


@app.command()
@guarded
def brief(
    pledge_id: PledgeId,
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write: *.pdf.")],
    as_of: AsOf = None,
    force: Force = False,
    quiet: Quiet = False,
    home: Home = None,
) -> None:
    """Put a pledge on two pages, as PDF, for somebody who has two minutes.

    Example: offtake brief cn-us-soybeans-25mt-2026 -o brief.pdf
    """
    if out.suffix.lower() != ".pdf":
        raise FormatUnknown(out, [".pdf"])
    refuse_existing(out, force=force)
    words, figures = brief_for(Workspace.open(home=home), pledge_id, as_of=as_of)
    drawn = None if figures is None else picture(figures, form="pdf")
    written = write_bytes(out, brief_pdf(words, chart=drawn), force=force)
    Output(quiet=quiet, color=False).say(
        f"wrote {written}, as known on {words.as_of_iso}, revision {words.revision}"
    )


@app.command()
@guarded
def mcp(*, home: Home = None) -> None:
    """Answer an agent's questions over the Model Context Protocol, on standard input and output.

    Example: offtake mcp
    """
    from offtake.agents import Tools, serve_on_stdio  # noqa: PLC0415 - only an agent needs them

    opened = partial(Workspace.open, home=home)
    serve_on_stdio(Tools(opened=opened, now=lambda: datetime.now(UTC)))
