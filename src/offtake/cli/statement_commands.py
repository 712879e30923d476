"""Commands about what was said: read a text, set two side by side, follow a story, list claims."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress

from offtake.cli.app import app
from offtake.cli.options import AsOf, Color, Csv, Home, Json, Quiet, day_option
from offtake.cli.output import ERROR, Output, guarded, no_data
from offtake.errors import OfftakeError
from offtake.http import key_finder
from offtake.report.files import csv_text, line_text, object_text
from offtake.report.printable import printable
from offtake.settings import Settings
from offtake.workspace import WORTH_TWO, Source, Unread, Workspace, page_client, read_many

if TYPE_CHECKING:
    from offtake.evidence import Told

MOST_BYTES = 32 * 1024 * 1024 + 1
"""One more than any text may have, so that a larger one is seen to be too large."""
ENOUGH_CORES = 1.5
"""So many cores idle before a second process is started: beside other work it was no faster."""
PAGES = ("text/html", "application/xhtml+xml", "application/pdf", "text/plain")
TextArgument = Annotated[
    str, typer.Argument(metavar="FILE|URL|-", help="A text, page or PDF; `-` is standard input.")
]
PublishedOn = Annotated[
    date | None,
    day_option("The day of publication, where the text does not say it."),
]

AsAnnotation = Annotated[
    bool, typer.Option("--annotation", help="Print W3C Web Annotations (JSON-LD).")
]
Draft = Annotated[
    Path | None, typer.Option(help="Write a statement as the draft of a pledge into this file.")
]
StatementNumber = Annotated[
    int | None, typer.Option(min=1, help="Which statement to draft, by its number.")
]
Processes = Annotated[
    int | None, typer.Option(min=1, max=16, help="Read many texts with so many processes.")
]


@app.command()
@guarded
def read(
    texts: Annotated[
        list[str],
        typer.Argument(metavar="FILE|URL|-", help="Texts, pages or PDFs; `-` is standard input."),
    ],
    *,
    published_on: PublishedOn = None,
    as_json: Json = False,
    as_csv: Csv = False,
    as_annotation: AsAnnotation = False,
    draft: Draft = None,
    statement: StatementNumber = None,
    processes: Processes = None,
    quiet: Quiet = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Read a text for statements: who said that who would do what, how firmly, what is missing.

    Of several texts, JSON and annotations come one object a line.

    Example: offtake read article.html --json
    """
    output = Output(quiet=quiet, color=color)
    if draft is not None:
        _refuse_draft(texts, draft)
    is_one = len(texts) == 1
    printer = _printer(
        output, is_one=is_one, as_json=as_json, as_csv=as_csv, as_annotation=as_annotation
    )
    workspace = Workspace.open(home=home)
    if is_one:
        told = _told(workspace, texts[0], published_on=published_on, output=output)
        printer(told)
        if draft is not None:
            _draft(workspace, told, draft, number=statement, output=output)
        return
    _read_all(
        texts,
        settings=workspace.settings,
        published_on=published_on,
        processes=processes or _worth_it(len(texts)),
        output=output,
        printer=printer,
        quiet=quiet,
    )


def _refuse_draft(texts: list[str], path: Path) -> None:
    """Say before a text is read that no draft of it could be written."""
    if len(texts) > 1:
        raise typer.BadParameter("a draft is made of one text", param_hint="--draft")
    if path.exists():
        raise typer.BadParameter(f"{path} is there already; name a new file", param_hint="--draft")


def _draft(
    workspace: Workspace, told: "Told", path: Path, *, number: int | None, output: Output
) -> None:
    """Write a statement as the draft of a pledge, and say what is still to be filled in."""
    count = len(told.statements)
    if not count:
        no_data(f"{told.document.id} has no statement, so {path} was not written")
    if (number is None and count > 1) or (number or 1) > count:
        raise typer.BadParameter(
            f"the text has statements 1 to {count}; choose one of them", param_hint="--statement"
        )
    lacks = workspace.draft(told, number=number or 1, path=path)
    for problem in lacks:
        output.say(printable(problem))
    then = "fill in what is named above, then check it" if lacks else "check it against the text"
    output.say(f"wrote {path}; {then}, and move it to {workspace.settings.own_pledges}")


def _read_all(
    texts: list[str],
    *,
    settings: Settings,
    published_on: date | None,
    processes: int,
    output: Output,
    printer: "Callable[[Told], None]",
    quiet: bool,
) -> None:
    """Print many texts as they are read.

    Raises:
        typer.Exit: Some could not be read; the others were printed.
    """
    failed: list[str] = []
    found = read_many(
        _sources(texts, published_on=published_on, contact=settings.contact, failed=failed),
        settings=settings,
        environment=os.environ,
        processes=processes,
    )
    with Progress(console=output.talk, transient=True, disable=quiet) as progress:
        for one in progress.track(found, total=len(texts), description="reading"):
            if isinstance(one, Unread):
                _fail(one.name, one.problem, failed)
            else:
                _say_notes(one, output)
                printer(one)
    if failed:
        typer.echo(f"offtake: {len(failed)} of {len(texts)} texts could not be read", err=True)
        raise typer.Exit(code=ERROR)


def _sources(
    texts: list[str], *, published_on: date | None, contact: str, failed: list[str]
) -> Iterator[Source]:
    """Yield the bytes of each text; one that cannot be had is told, noted as failed, and left."""
    for one in texts:
        try:
            yield _source(one, published_on=published_on, contact=contact)
        except (OfftakeError, OSError) as error:
            _fail(one, str(error), failed)


def _fail(name: str, problem: str, failed: list[str]) -> None:
    failed.append(name)
    typer.echo(f"offtake: {printable(problem)}", err=True)


def _worth_it(count: int) -> int:
    """Return 2 where there is work for a second process and a core that is free for it, else 1."""
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return 2 if count >= WORTH_TWO and (os.cpu_count() or 1) - busy >= ENOUGH_CORES else 1


def _printer(
    output: Output, *, is_one: bool, as_json: bool, as_csv: bool, as_annotation: bool
) -> "Callable[[Told], None]":
    """Return what prints a text as it was asked for."""
    from offtake.report import told as shown  # noqa: PLC0415 - loads the grammar

    text_of = object_text if is_one else line_text
    seen: list[str] = []

    def table(told: "Told") -> None:
        rows = shown.told_rows(told)
        text = csv_text(rows, columns=shown.CSV_COLUMNS)
        output.data(text.partition("\n")[2] if seen else text)
        seen.append(told.document.id)

    if as_annotation:
        return lambda told: output.data(text_of(shown.annotations(told)))
    if as_json:
        return lambda told: output.data(text_of(shown.told_data(told)))
    if as_csv:
        return table
    return lambda told: output.rows(shown.told_lines(told))


@app.command()
@guarded
def compare(
    first: TextArgument,
    second: TextArgument,
    *,
    as_json: Json = False,
    quiet: Quiet = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Set two accounts side by side: what both say, what one says, where they differ.

    Example: offtake compare readout-us.txt readout-china.txt
    """
    from offtake.report import accounts as shown  # noqa: PLC0415 - loads the grammar

    output = Output(quiet=quiet, color=color)
    workspace = Workspace.open(home=home)
    told = _distinct([_told(workspace, one, output=output) for one in (first, second)])
    found = workspace.compare(*told)
    if as_json:
        output.data(object_text(shown.comparison_data(found)))
    else:
        output.rows(shown.comparison_lines(found))


@app.command()
@guarded
def story(
    texts: Annotated[list[str], typer.Argument(metavar="FILE...", help="Two texts or more.")],
    *,
    as_json: Json = False,
    quiet: Quiet = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Tell which texts retell one another, where they come from, and what changed on the way.

    Example: offtake story wire.txt rewrite.html
    """
    from offtake.report import accounts as shown  # noqa: PLC0415 - loads the grammar

    output = Output(quiet=quiet, color=color)
    workspace = Workspace.open(home=home)
    with Progress(console=output.talk, transient=True, disable=quiet) as progress:
        each = progress.track(texts, description="reading")
        told = [_told(workspace, one, output=output) for one in each]
    found = workspace.stories(_distinct(told))
    if as_json:
        output.data(object_text(shown.story_data(found)))
    else:
        output.rows(shown.story_lines(found))


@app.command()
@guarded
def claims(
    pledge_id: Annotated[
        str | None, typer.Argument(metavar="PLEDGE", help="Only this pledge.")
    ] = None,
    *,
    as_of: AsOf = None,
    as_json: Json = False,
    as_csv: Csv = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """List what the register holds of each pledge by day: who said, denied or stayed silent.

    Example: offtake claims cn-us-soybeans-12mt-2025
    """
    from offtake.report import accounts as shown  # noqa: PLC0415 - loads the grammar

    found = Workspace.open(home=home).claims(pledge_id, until=as_of)
    output = Output(quiet=False, color=color)
    if as_json or as_csv:
        rows = shown.claims_rows(found)
        output.table(rows, as_json=as_json, columns=shown.CLAIM_COLUMNS)
        return
    output.rows(shown.claims_lines(found))


def _told(
    workspace: Workspace, text: str, *, output: Output, published_on: date | None = None
) -> "Told":
    """Return a text as it was read, and say on stderr what to know of the reading."""
    contact = workspace.settings.contact
    source = _source(text, published_on=published_on, contact=contact)
    told = workspace.read(source, keys=key_finder(os.environ))
    _say_notes(told, output)
    return told


def _say_notes(told: "Told", output: Output) -> None:
    for note in told.notes:
        output.say(printable(note))


def _source(text: str, *, published_on: date | None, contact: str) -> Source:
    """Return the bytes of a file, of standard input, or of a page of the web."""
    if text == "-":
        content = sys.stdin.buffer.read(MOST_BYTES)
        return Source(name="-", content=content, published_on=published_on)
    if text.startswith(("https://", "http://")):
        with page_client(text, os.environ, contact=contact) as client:
            found = client.get(text, media_types=PAGES)
        return Source(
            name=found.url,
            content=found.content,
            media_type=found.media_type,
            address=found.url,
            published_on=published_on,
        )
    path = Path(text)
    with path.open("rb") as file:
        content = file.read(MOST_BYTES)
    return Source(name=path.stem or text, content=content, published_on=published_on)


def _distinct(told: list["Told"]) -> list["Told"]:
    """Return texts with ids of their own: a second one of the same name gets a number."""
    seen: dict[str, int] = {}
    found = []
    for one in told:
        name = one.document.id
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            renamed = replace(one.document, id=f"{name} ({seen[name]})")
            found.append(replace(one, document=renamed))
        else:
            found.append(one)
    return found
