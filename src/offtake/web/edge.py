"""The edge of the server: refuses, remembers, and puts the headers that keep a reader safe."""

import asyncio
import logging
import traceback
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

from offtake.errors import OfftakeError, RequestRefused
from offtake.web.cache import Answer, Cache
from offtake.web.freshness import changed_at, http_date, is_unchanged
from offtake.web.limits import POSTED, RateLimit, canonical, check_request, has_token, is_costly
from offtake.web.options import Options
from offtake.web.posting import Desk, Sent, token_refused
from offtake.web.problems import problem_body
from offtake.web.shelf import Edition, Shelf

_LOG = logging.getLogger(__name__)
_AT_ONCE, _WAITING, _TRIES, _WARMED = 2, 200, 5, 40
Headers = list[tuple[bytes, bytes]]


class Edge:
    """Answers from what is ready, else asks the routes once however many wait for it."""

    def __init__(self, inner: ASGIApp, shelf: Shelf, options: Options) -> None:
        self.inner, self.shelf, self._options = inner, shelf, options
        self._cache = Cache(options.cache_bytes)
        self._limit = RateLimit(a_minute=options.misses_a_minute, token=options.token)
        self._desk = Desk(self._asked_with, options, self._limit)
        self._making: dict[tuple[object, ...], asyncio.Future[Answer]] = {}
        self._turn: asyncio.Semaphore | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hand the start and end of the server to the routes."""
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = dict(scope["headers"])
        try:
            if scope["method"] == "POST" and scope["path"] in POSTED:
                answer = await self._desk.answer(scope, receive, headers)
            else:
                self._check_token(scope, headers)
                answer = await self._answer(scope, headers)
        except RequestRefused as refused:
            answer = self._problem(scope, refused.status, str(refused))
        await _send(send, scope, headers, answer)

    def _check_token(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        """Refuse what costs more than a page to those without the token, where it is needed."""
        told = headers.get(b"authorization", b"").decode("latin-1")
        is_free = not self._options.needs_token or not is_costly(scope["path"])
        if not is_free and not has_token(told, token=self._options.token):
            raise token_refused()

    async def get(self, address: str) -> Answer:
        """Return the answer to an address of this server, without a network."""
        path, _, query = address.partition("?")
        scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [],
            "client": None,
            "server": None,
            "root_path": "",
        }
        return await self._answer(scope, {})

    async def _answer(self, scope: Scope, headers: dict[bytes, bytes]) -> Answer:
        check_request(scope["method"], scope["path"], scope["query_string"], headers)
        edition, query = self.shelf.current, _query(scope)
        key = (edition.serial, scope["path"], query, *self._today(scope["path"]))
        ready = self._cache.get(key)
        if ready is not None:
            return ready
        if key not in self._making:
            self._may_make(scope, headers)
            self._making[key] = asyncio.ensure_future(self._make(key, scope, edition, query))
        return await asyncio.shield(self._making[key])

    def _may_make(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        client = scope.get("client")
        if client is not None and not scope["path"].startswith("/static/"):
            self._limit.spend(
                str(client[0]),
                now=self._options.clock(),
                authorization=headers.get(b"authorization", b"").decode("latin-1"),
            )
        if len(self._making) >= _WAITING:
            raise RequestRefused(503, "too many readers wait", "ask again in a minute")

    async def _make(
        self, key: tuple[object, ...], scope: Scope, edition: Edition, query: str
    ) -> Answer:
        if self._turn is None:
            self._turn = asyncio.Semaphore(_AT_ONCE)
        try:
            async with self._desk.turn if scope["path"] in POSTED else self._turn:
                answer = await self._ask(scope, edition, query)
                for _ in range(_TRIES):
                    if answer.status != 503:  # noqa: PLR2004 - what the store could not answer
                        break
                    # A writer may have put newer files in the place of those that were asked.
                    await asyncio.to_thread(self.shelf.refresh)
                    answer = await self._ask(scope, self.shelf.current, query)
            if answer.status == 200 and answer.revision == edition.revision:  # noqa: PLR2004 - what went wrong is not kept
                self._cache.put(key, answer)
            return answer
        finally:
            self._making.pop(key, None)

    async def _asked_with(self, scope: Scope, query: str, sent: Sent) -> Answer:
        return await self._ask(scope, self.shelf.current, query, text=sent)

    async def _ask(
        self, scope: Scope, edition: Edition, query: str, *, text: Sent | None = None
    ) -> Answer:
        """Return what the routes answer; a fault of theirs is told without its details."""
        inside = {**scope, "method": "GET", "query_string": query.encode(), "headers": []}
        inside["offtake.edition"] = edition
        if text is not None:
            inside["method"], inside["offtake.form"] = "POST", text.form
            inside["headers"] = [(b"content-type", text.media_type.encode())]
        sent: list[Any] = []
        try:
            await self.inner(inside, text.receive if text else _no_body, _keep(sent))
            changed = None if text else self._changed_at(edition, scope["path"], query)
        except Exception as fault:  # noqa: BLE001 - the edge: whatever it is, the server goes on
            if text is None:
                _LOG.exception("a fault of our own at %s", scope["path"])
            else:  # an error may quote the text, which is nobody's business
                _LOG.error("a fault of our own at %s: %s", scope["path"], _place(fault))
            return self._problem(scope, 500, "a fault of our own; the server's log has more")
        start = sent[0]
        headers = {name.lower(): value for name, value in start["headers"]}
        kept = tuple((name, headers[name]) for name in _KEPT if name in headers)
        return Answer(
            status=start["status"],
            media_type=headers.get(b"content-type", b"application/octet-stream").decode(),
            body=b"".join(message.get("body", b"") for message in sent[1:]),
            revision=edition.revision,
            headers=kept,
            is_private=text is not None,
            changed_at=changed,
        )

    def _changed_at(self, edition: Edition, path: str, query: str) -> datetime | None:
        return changed_at(edition, path=path, query=query, now=self._options.now())

    def _problem(self, scope: Scope, status: int, detail: str) -> Answer:
        body, media_type = problem_body(
            scope["path"], status=status, detail=detail, is_static=self._options.is_static
        )
        extra: tuple[tuple[bytes, bytes], ...] = ()
        if status == 405:  # noqa: PLR2004 - the method is refused
            allowed = b"GET, HEAD, POST" if scope["path"] in POSTED else b"GET, HEAD"
            extra = ((b"allow", allowed),)
        elif status == 401:  # noqa: PLR2004 - the token is missing
            extra = ((b"www-authenticate", b'Bearer realm="offtake"'),)
        elif status in {429, 503}:
            extra = ((b"retry-after", b"60"),)
        return Answer(status, media_type, body, self.shelf.current.revision, extra)

    def _today(self, path: str) -> tuple[object, ...]:
        """Return what else names an answer: whether a source is late changes with the day."""
        return (self._options.now().date(),) if "/sources" in path else ()

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        watching = asyncio.ensure_future(self._watch())
        try:
            await self.inner(scope, receive, send)
        finally:
            watching.cancel()

    async def _watch(self) -> None:
        """Look for newer figures again and again, and have what is read most ready when there are.

        The shelf takes a newer edition up once its board is counted, so that a page of it is quick
        to make; those that were read lately are made before they are asked for.
        """
        await self._warm(["/"])
        with suppress(OfftakeError, OSError):  # the board tells who asks for it
            drawn = await asyncio.to_thread(self.shelf.current.first_drawn)
            await self._warm([] if drawn is None else [f"/embed/{drawn}"])  # loads what draws, too
        while True:
            await asyncio.sleep(self._options.refresh_seconds)
            read = self._cache.newest(self.shelf.current.serial, most=_WARMED)
            if await asyncio.to_thread(self.shelf.refresh):
                await self._warm(["/", *read])

    async def _warm(self, addresses: Iterable[str]) -> None:
        for address in addresses:
            with suppress(RequestRefused):  # too many readers wait: they come first
                await self.get(address)


def _place(fault: BaseException) -> str:
    """Return what kind of fault it is and where it arose, without its words."""
    frames = traceback.extract_tb(fault.__traceback__)
    last = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "nowhere"
    return f"{type(fault).__name__} at {last}"


def _query(scope: Scope) -> str:
    """Return what names an answer beside its path; a file is one, whatever is asked of it."""
    query = canonical(scope["query_string"])
    return "" if scope["path"].startswith("/static/") else query


_KEPT = (b"location", b"content-disposition", b"allow")


async def _no_body() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


def _keep(sent: list[Any]) -> Send:
    async def keep(message: Any) -> None:
        sent.append(message)

    return keep


_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {}"
)
_SAFE: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"vary", b"accept-encoding"),
]


def _headers(path: str, answer: Answer) -> Headers:
    is_embed, is_static = path.startswith("/embed/"), path.startswith("/static/")
    ancestors = "*" if is_embed else "'none'"
    found = [*_SAFE, (b"content-security-policy", _POLICY.format(ancestors).encode())]
    if not is_embed:
        found.append((b"x-frame-options", b"DENY"))
    found.append((b"access-control-allow-origin", b"*"))
    found.append((b"cross-origin-resource-policy", b"cross-origin"))
    age = b"max-age=86400" if is_static else b"max-age=0, must-revalidate"
    is_kept = answer.status < 400 and not answer.is_private  # noqa: PLR2004 - no error is kept
    found.append((b"cache-control", age if is_kept else b"no-store"))
    return [*found, *answer.headers]


async def _send(send: Send, scope: Scope, asked: dict[bytes, bytes], answer: Answer) -> None:
    headers = _headers(scope["path"], answer)
    body, status = answer.body, answer.status
    if status == 200 and not answer.is_private:  # noqa: PLR2004 - only what was found has a tag
        headers.append((b"etag", answer.etag))
        if answer.changed_at is not None:
            headers.append((b"last-modified", http_date(answer.changed_at)))
        if is_unchanged(asked, etag=answer.etag, changed=answer.changed_at):
            await _start(send, 304, headers, b"", is_head=True)
            return
    headers.append((b"content-type", answer.media_type.encode()))
    if b"gzip" in asked.get(b"accept-encoding", b"") and answer.packed is not None:
        body = answer.packed
        headers.append((b"content-encoding", b"gzip"))
    headers.append((b"content-length", str(len(body)).encode()))
    await _start(send, status, headers, body, is_head=scope["method"] == "HEAD")


async def _start(
    send: Send, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes, *, is_head: bool
) -> None:
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": b"" if is_head else body})
