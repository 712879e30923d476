"""The same pages as files, made by the same routes."""

import asyncio
import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
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
_AT_ONCE = 2
"""How many pages are made at once: charts are drawn outside of Python's lock."""


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
    batches = _batches(shelf)

    async def write() -> None:
        for address in chain.from_iterable(batches):
            answer = await app.get(address)
            if answer.status != _OK:
                raise SiteFailed(address, answer.body.decode(errors="replace")[:300])
            path = part / file_of(address)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(answer.body)

    await asyncio.gather(*(write() for _ in range(_AT_ONCE)))


def _batches(shelf: Shelf) -> Iterator[Iterable[str]]:
    """Yield the addresses of all pages, pictures and twins; those that share work as one batch."""
    edition = shelf.current
    verdicts = edition.board(edition.last_look).verdicts
    for day, _ in release_days(verdicts)[:STATIC_RELEASES]:
        yield [f"/releases/{day}{ending}" for ending in ("", ".json", ".csv")]
    drawn = {one.pledge.id for one in verdicts if one.tally.counted is not None}
    for pledge in edition.workspace.register:
        yield _of_pledge(pledge, is_drawn=pledge in drawn)
    for group in {one.group: None for one in edition.workspace.register.values()}:
        yield [f"/groups/{group}{ending}" for ending in ("", ".json", ".csv")]
    yield ("/", "/releases", "/sources", "/tariffs", "/methods", "/api")
    yield ("/api/v1/openapi.json", "/static/vega.js")
    yield [f"/static/{name}" for name in assets() if asset(name)]
    for name in ("board", "releases", "sources", "tariffs", "statements"):
        yield [f"/{name}.{form}" for form in ("json", "csv")]
    yield [f"/track-record{ending}" for ending in ("", ".json", ".csv")]
    for table in RECORD_TABLES:
        yield [f"/track-record/{table}.{form}" for form in ("json", "csv")]
    yield ("/read", "/compare", "/statements", "/statements.jsonld")
    for said in edition.workspace.statements(until=edition.last_look):
        yield [f"/statements/{said.id}{ending}" for ending in ("", ".jsonld", ".json", ".csv")]


def _of_pledge(pledge: str, *, is_drawn: bool) -> Iterator[str]:
    page = f"/pledges/{pledge}"
    yield from (page, f"{page}.json", f"{page}.csv", f"/embed/{pledge}")
    for part in ("evidence", "forecasts"):
        yield from (f"{page}/{part}{ending}" for ending in ("", ".json", ".csv"))
    if is_drawn:
        yield from (f"/charts/{pledge}.{form}" for form in ("svg", "png", "vl.json"))
        yield f"/cards/{pledge}.png"
