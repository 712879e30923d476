"""Commands that show things in a browser: a server, and the same pages as files."""

import os
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from offtake.cli.app import app
from offtake.cli.options import Home, Quiet
from offtake.cli.output import Output, guarded
from offtake.errors import ExtraMissing

BaseUrl = Annotated[
    str,
    typer.Option(
        help="Address under which the world finds the pages; previews and embedding need it."
    ),
]


@app.command()
@guarded
def serve(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8765,
    base_url: BaseUrl = "",
    rate: Annotated[
        int, typer.Option(min=1, help="How many new pages a minute one client may ask for.")
    ] = 240,
    require_token: Annotated[
        bool,
        typer.Option(
            "--require-token",
            help="Read texts and paint pictures only for who sends OFFTAKE_SERVE_TOKEN.",
        ),
    ] = False,
    quiet: Quiet = False,
    home: Home = None,
) -> None:
    """Show the board, the pledges and the sources in a browser, on this machine only by default.

    OFFTAKE_SERVE_TOKEN, where it is set, lets a client that sends it ask without the limit.

    Example: offtake serve --port 8765
    """
    web = _web("offtake serve")
    token = os.environ.get("OFFTAKE_SERVE_TOKEN", "")
    if require_token and not token:
        raise typer.BadParameter("--require-token needs a token; set OFFTAKE_SERVE_TOKEN to one")
    options = web.Options(
        base_url=base_url.rstrip("/"),
        misses_a_minute=rate,
        token=token,
        needs_token=require_token,
    )
    served = web.create_app(web.Shelf(home=home), options)
    Output(quiet=quiet, color=True).say(f"http://{host}:{port}/ (end with Ctrl-C)")
    web.serve(served, host=host, port=port)


@app.command()
@guarded
def site(
    folder: Annotated[Path, typer.Argument(help="Folder to write; made where it is not there.")],
    *,
    base_url: BaseUrl = "",
    quiet: Quiet = False,
    home: Home = None,
) -> None:
    """Write all pages as files, to be put on any web server.

    Example: offtake site public/
    """
    web = _web("offtake site")
    options = web.Options(base_url=base_url.rstrip("/"))
    count = web.write_site(folder, shelf=web.Shelf(home=home), options=options)
    Output(quiet=quiet, color=True).say(f"wrote {count} files into {folder}")


def _web(what: str) -> ModuleType:
    """Return the room of the server, which is loaded only for these commands."""
    try:
        return import_module("offtake.web")
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("offtake"):
            raise
        raise ExtraMissing(what, "web") from None
