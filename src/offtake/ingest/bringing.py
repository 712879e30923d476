"""Bringing what a source planned: conditional requests, and what went wrong told apart.

A publisher is asked with the validators of the last good answer to the same address. "Nothing
changed" (304) is then a look like any other: the archived bytes are read again as of now, which
logs nothing and records that we looked.
"""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from offtake.errors import AnswerIsNotData, NetworkError
from offtake.http import Client, Fetched, KeyHeader
from offtake.ingest.taking import Brought, Ingested, Outcome, take
from offtake.sources import Following, Request, Source, SourceRow
from offtake.store import Store


@dataclass(frozen=True, slots=True)
class Validators:
    """What to send so that a publisher may say "nothing changed", and the bytes that means."""

    etag: str
    last_modified: str
    sha256: str
    media_type: str


class Ledger:
    """The validators of each address, in a small file that is whole or not there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: dict[str, Validators] = {}
        if path.is_file():
            found = json.loads(path.read_text(encoding="utf-8"))
            self._held = {url: Validators(**held) for url, held in found.items()}

    def get(self, url: str) -> Validators | None:
        """Return the validators of the last good answer of an address."""
        return self._held.get(url)

    def put(self, url: str, validators: Validators) -> None:
        """Keep the validators of an answer that was taken."""
        self._held[url] = validators
        part = self._path.with_suffix(".part")
        text = json.dumps({url: asdict(one) for url, one in sorted(self._held.items())}, indent=1)
        part.write_text(text + "\n", encoding="utf-8")
        part.replace(self._path)


@dataclass(frozen=True, slots=True)
class Fetching:
    """Everything a fetch needs: where to, through what, and what it knows of last time."""

    store: Store
    client: Client
    ledger: Ledger

    def fetch(
        self, source: Source, row: SourceRow, *, since: date, until: date
    ) -> Iterator[Ingested]:
        """Yield what each planned request of a source brought, one transaction each.

        A request that fails is told and the next one is still made.
        """
        asked = deque(source.plan(since, until))
        while asked:
            request = asked.popleft()
            ingested, content = self._one(source, row, request)
            yield ingested
            if content is not None and isinstance(source, Following):
                asked.extend(source.follow(request, content, since, until))

    def _one(
        self, source: Source, row: SourceRow, request: Request
    ) -> tuple[Ingested, bytes | None]:
        """Return what a request brought, and the bytes where they were taken."""
        held = self.ledger.get(request.url)
        try:
            fetched = self._get(row, request, held)
            if fetched.has_nothing:
                return _nothing(row, request), None
            brought = self._brought(row, request, held, fetched)
        except (NetworkError, AnswerIsNotData) as error:
            failed = Ingested(
                row.id, request.title, Outcome.FAILED, 0, 0, 0, newest=None, problem=str(error)
            )
            return failed, None
        ingested = take(self.store, source=source, row=row, brought=brought)
        if ingested.outcome is Outcome.QUARANTINED:
            return ingested, None
        if not fetched.is_unchanged:
            self._remember(request, fetched, brought)
        return ingested, brought.content

    def _get(self, row: SourceRow, request: Request, held: Validators | None) -> Fetched:
        key = None
        if request.key:
            key = KeyHeader(request.key, request.key_header, row.signup, request.key_field)
        return self.client.get(
            request.url,
            media_types=request.media_types,
            headers=request.headers,
            key=key,
            max_bytes=request.max_bytes,
            etag=held.etag if held else "",
            last_modified=held.last_modified if held else "",
        )

    def _brought(
        self, row: SourceRow, request: Request, held: Validators | None, fetched: Fetched
    ) -> Brought:
        if fetched.is_unchanged and held is not None:
            content, media_type = self.store.content(held.sha256), held.media_type
        else:
            content, media_type = fetched.content, fetched.bare_media_type
        if media_type not in request.media_types:
            problem = f"answered with {media_type or 'no media type'}"
            if request.key_field and media_type == "text/html":
                problem += (
                    f", as it does for a key that is wrong or not yet activated; check "
                    f"OFFTAKE_KEY_{request.key.upper()} or get another at {row.signup}"
                )
            raise AnswerIsNotData(row.id, request.title, problem)
        return Brought(request, content, media_type, fetched.retrieved_at)

    def _remember(self, request: Request, fetched: Fetched, brought: Brought) -> None:
        if fetched.etag or fetched.last_modified:
            self.ledger.put(
                request.url,
                Validators(fetched.etag, fetched.last_modified, brought.sha256, brought.media_type),
            )


def _nothing(row: SourceRow, request: Request) -> Ingested:
    """Return what it is when a publisher says it has nothing to show: no figure, and no zero."""
    problem = "the publisher holds nothing for this (204): not out yet, or no trade at all"
    return Ingested(row.id, request.title, Outcome.NOTHING, 0, 0, 0, newest=None, problem=problem)
