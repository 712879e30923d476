"""The same pages as files, made by the same routes."""

import asyncio
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from offtake.errors import SiteFailed, SiteNotOurs
from offtake.report.html import asset, assets, release_days
from offtake.report.html.links import file_of
from offtake.report.track_record import RECORD_TABLES
from offtake.web.app import create_app
from offtake.web.edge import Edge
from offtake.web.options import Options
from offtake.web.pages import STATIC_RELEASES
from offtake.web.shelf import Shelf

MARK = "offtake-site.json"
_OK = 200


def write_site(folder: Path, *, shelf: Shelf, options: Options) -> int:
    """Write every page into a folder and return how many files there are.

    All of it is made beside the folder and put in its place at once: a reader never sees half a
    site, and where a page fails the last good one stays.

    Raises:
        SiteNotOurs: The folder holds something that is no site of offtake.
        SiteFailed: A page could not be made.
        OSError: The folder cannot be written to.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise SiteNotOurs(folder)
    part, old = (folder.with_name(f".{folder.name}.{end}") for end in ("part", "old"))
    for left in (part, old):
        shutil.rmtree(left, ignore_errors=True)
    part.mkdir(parents=True)
    app = create_app(shelf, replace(options, is_static=True))
    asyncio.run(_write_pages(app, shelf, part))
    edition = shelf.current
    mark = {"as_of": edition.last_look.isoformat(), "revision": edition.revision}
    (part / MARK).write_text(json.dumps(mark) + "\n", encoding="utf-8")
    count = sum(path.is_file() for path in part.rglob("*"))
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    return count


async def _write_pages(app: Edge, shelf: Shelf, part: Path) -> None:
    for address in _addresses(shelf):
        answer = await app.get(address)
        if answer.status != _OK:
            raise SiteFailed(address, answer.body.decode(errors="replace")[:300])
        path = part / file_of(address)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(answer.body)


def _addresses(shelf: Shelf) -> Iterator[str]:
    """Yield the addresses of all pages, pictures and twins of a site."""
    edition = shelf.current
    verdicts = edition.board(edition.last_look).verdicts
    yield from ("/", "/releases", "/sources", "/tariffs", "/methods", "/api")
    yield from ("/api/v1/openapi.json", "/static/vega.js")
    yield from (f"/track-record{ending}" for ending in ("", ".json", ".csv"))
    for table in RECORD_TABLES:
        yield from (f"/track-record/{table}.{form}" for form in ("json", "csv"))
    yield from (f"/static/{name}" for name in assets() if asset(name))
    yield from ("/read", "/compare", "/statements", "/statements.jsonld")
    for said in edition.workspace.statements(until=edition.last_look):
        yield from (f"/statements/{said.id}", f"/statements/{said.id}.jsonld")
        yield from (f"/statements/{said.id}.json", f"/statements/{said.id}.csv")
    for name in ("board", "releases", "sources", "tariffs", "statements"):
        yield from (f"/{name}.{form}" for form in ("json", "csv"))
    drawn = {one.pledge.id for one in verdicts if one.tally.counted is not None}
    for pledge in edition.workspace.register:
        yield from _of_pledge(pledge, is_drawn=pledge in drawn)
    for group in {one.group: None for one in edition.workspace.register.values()}:
        yield from (f"/groups/{group}{ending}" for ending in ("", ".json", ".csv"))
    for day, _ in release_days(verdicts)[:STATIC_RELEASES]:
        yield from (f"/releases/{day}{ending}" for ending in ("", ".json", ".csv"))


def _of_pledge(pledge: str, *, is_drawn: bool) -> Iterator[str]:
    page = f"/pledges/{pledge}"
    yield from (page, f"{page}.json", f"{page}.csv", f"/embed/{pledge}")
    for part in ("evidence", "forecasts"):
        yield from (f"{page}/{part}{ending}" for ending in ("", ".json", ".csv"))
    if is_drawn:
        yield from (f"/charts/{pledge}.{form}" for form in ("svg", "png", "vl.json"))
        yield f"/cards/{pledge}.png"
