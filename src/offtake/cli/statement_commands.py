"""Commands about what was said: read a text, set two side by side, follow a story, list claims."""

import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress

from offtake.cli.app import app
from offtake.cli.options import AsOf, Color, Csv, Home, Json, Quiet, day_of
from offtake.cli.output import Output, guarded
from offtake.http import key_finder
from offtake.report.files import csv_text, json_text, object_text
from offtake.workspace import Source, Workspace, page_client

if TYPE_CHECKING:
    from offtake.evidence import Told

MOST_BYTES = 32 * 1024 * 1024 + 1
"""One more than any text may have, so that a larger one is seen to be too large."""
PAGES = ("text/html", "application/xhtml+xml", "application/pdf", "text/plain")
TextArgument = Annotated[
    str, typer.Argument(metavar="FILE|URL|-", help="A text, page or PDF; `-` is standard input.")
]
PublishedOn = Annotated[
    date | None,
    typer.Option(
        parser=day_of,
        metavar="YYYY-MM-DD",
        help="The day of publication, where the text does not say it.",
    ),
]


@app.command()
@guarded
def read(
    text: TextArgument,
    *,
    published_on: PublishedOn = None,
    as_json: Json = False,
    as_csv: Csv = False,
    as_annotation: Annotated[
        bool, typer.Option("--annotation", help="Print W3C Web Annotations (JSON-LD).")
    ] = False,
    quiet: Quiet = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Read a text for statements: who said that who would do what, how firmly, what is missing.

    Example: offtake read article.html --json
    """
    from offtake.report import told as shown  # noqa: PLC0415 - loads the grammar

    output = Output(quiet=quiet, color=color)
    told = _told(Workspace.open(home=home), text, published_on=published_on, output=output)
    if as_annotation:
        output.data(object_text(shown.annotations(told)))
    elif as_json:
        output.data(object_text(shown.told_data(told)))
    elif as_csv:
        output.data(csv_text(shown.told_rows(told), columns=shown.CSV_COLUMNS))
    else:
        output.rows(shown.told_lines(told))


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
        output.data(json_text(rows) if as_json else csv_text(rows, columns=shown.CLAIM_COLUMNS))
        return
    output.rows(shown.claims_lines(found))


def _told(
    workspace: Workspace, text: str, *, output: Output, published_on: date | None = None
) -> "Told":
    """Return a text as it was read, and say on stderr what to know of the reading."""
    source = _source(text, published_on=published_on)
    told = workspace.read(source, keys=key_finder(os.environ))
    for note in told.notes:
        output.say(note)
    return told


def _source(text: str, *, published_on: date | None) -> Source:
    """Return the bytes of a file, of standard input, or of a page of the web."""
    if text == "-":
        content = sys.stdin.buffer.read(MOST_BYTES)
        return Source(name="-", content=content, published_on=published_on)
    if text.startswith(("https://", "http://")):
        with page_client(text, os.environ) as client:
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
