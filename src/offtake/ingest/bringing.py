"""Bringing what a source planned: conditional requests, and what went wrong told apart.

A publisher is asked with the validators of the last good answer to the same address. "Nothing
changed" (304) is then a look like any other: the archived bytes are read again as of now, which
logs nothing and records that we looked.

Where one request of a plan tells of the others, it is asked first. If its answer is what it was
when all was last brought whole, nothing is new and the others are left out, until a sweep is due.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from offtake.errors import AnswerIsNotData, KeyMissing, NetworkError, StatusRefused
from offtake.http import Client, Fetched, KeyHeader
from offtake.ingest.ledger import Ledger, Sweep, Validators
from offtake.ingest.taking import Brought, Ingested, Outcome, take
from offtake.sources import Following, Request, Source, SourceRow, Tells
from offtake.store import Store

_NOT_THERE = frozenset({404, 410})
_WHOLE = frozenset({Outcome.APPENDED, Outcome.UNCHANGED, Outcome.ABSENT, Outcome.NOTHING})
_NOTHING_HELD = "the publisher holds nothing for this (204): not out yet, or no trade at all"


@dataclass(frozen=True, slots=True)
class _Tried:
    """What became of one request; `brought` where the answer was taken."""

    request: Request
    ingested: Ingested
    brought: Brought | None = None
    is_keyless: bool = False


@dataclass(frozen=True, slots=True)
class Fetching:
    """Everything a fetch needs: where to, through what, and what it knows of last time."""

    store: Store
    client: Client
    ledger: Ledger

    def fetch(
        self, source: Source, row: SourceRow, *, since: date, until: date
    ) -> Iterator[Ingested]:
        """Yield what the planned requests of a source brought, one transaction each.

        The request that tells of the others is made first, and is the only one where it shows that
        nothing is new. A request that fails is told and the next one is still made, unless a key
        is missing.
        """
        plan = sorted(source.plan(since, until), key=lambda one: one.tells is Tells.NOTHING)
        asked, tried = deque(plan), list[_Tried]()
        while asked:
            one = self._one(source, row, asked.popleft())
            tried.append(one)
            yield one.ingested
            if one.is_keyless or (len(tried) == 1 and self._is_nothing_new(row, one, since)):
                return
            if one.brought is not None and isinstance(source, Following):
                asked.extend(source.follow(one.request, one.brought.content, since, until))
        self._note_sweep(row, tried, since)

    def _is_nothing_new(self, row: SourceRow, first: _Tried, since: date) -> bool:
        """Whether the first answer tells that asking for the others would bring nothing."""
        swept = self.ledger.sweep(row.id)
        if swept is None or first.brought is None or first.request.tells is Tells.NOTHING:
            return False
        is_as_it_was = (swept.address, swept.sha256) == (
            first.request.url,
            first.brought.sha256,
        )
        is_due = _days(swept.at, first.brought.retrieved_at) >= row.sweep_days
        return is_as_it_was and swept.since <= since and not is_due

    def _note_sweep(self, row: SourceRow, tried: Sequence[_Tried], since: date) -> None:
        """Remember that all was asked for, where every request brought what it should."""
        if not tried or not all(one.ingested.outcome in _WHOLE for one in tried):
            return
        first, *others = tried
        if first.request.tells is Tells.NOTHING or first.brought is None:
            return
        if first.request.tells is Tells.INDEX and not _reach(first, others):
            return
        sweep = Sweep(first.request.url, first.brought.sha256, since, first.brought.retrieved_at)
        self.ledger.put_sweep(row.id, sweep)

    def _one(self, source: Source, row: SourceRow, request: Request) -> _Tried:
        """Return what a request brought, or why it brought nothing."""
        held = self.ledger.get(request.url)
        try:
            fetched = self._get(row, request, held)
            if fetched.has_nothing:
                return _Tried(request, _without(row, request, Outcome.NOTHING, _NOTHING_HELD))
            brought = self._brought(row, request, held, fetched)
        except StatusRefused as error:
            if request.may_be_absent and error.status in _NOT_THERE:
                return _Tried(request, _without(row, request, Outcome.ABSENT, ""))
            return _Tried(request, _without(row, request, Outcome.FAILED, str(error)))
        except (NetworkError, AnswerIsNotData) as error:
            failed = _without(row, request, Outcome.FAILED, str(error))
            return _Tried(request, failed, is_keyless=isinstance(error, KeyMissing))
        ingested = take(self.store, source=source, row=row, brought=brought)
        if ingested.outcome is Outcome.QUARANTINED:
            return _Tried(request, ingested)
        if not fetched.is_unchanged:
            self._remember(request, fetched, brought)
        return _Tried(request, ingested, brought)

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
            resume_into=self.ledger.part(request.url) if request.is_large else None,
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


def _reach(index: _Tried, others: Sequence[_Tried]) -> bool:
    """Whether the answers reach the newest period that an index has: it may be ahead of them."""
    newest = [one.ingested.newest for one in others if one.ingested.newest is not None]
    wanted = index.ingested.newest
    return wanted is None or not newest or max(newest) >= wanted


def _without(row: SourceRow, request: Request, outcome: Outcome, problem: str) -> Ingested:
    return Ingested(row.id, request.title, outcome, 0, 0, 0, newest=None, problem=problem)


def _days(first: datetime, last: datetime) -> float:
    return (last - first) / timedelta(days=1)
