"""Texts that are sent to be read: what is taken, how much of it, and how many at once.

Nothing that is sent is kept, and no word of it reaches a log.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope

from offtake.errors import RequestRefused
from offtake.web.cache import Answer
from offtake.web.limits import (
    MOST_BODY,
    POSTED,
    READING_COSTS,
    RateLimit,
    canonical,
    check_address,
    has_token,
)
from offtake.web.options import Options

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
_FIELDS, _IN_LINE = 20, 8


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with a request: its bytes, what they are, and the fields where it is a form."""

    body: bytes
    media_type: str
    form: Mapping[str, str] = field(default_factory=dict)

    async def receive(self) -> dict[str, Any]:
        """Return the body whole, as the routes take it."""
        return {"type": "http.request", "body": self.body, "more_body": False}


Ask = Callable[[Scope, str, Sent], Awaitable[Answer]]
"""What puts a request to the routes: its scope, its query, and what was sent."""


class Desk:
    """Takes texts one by one, and lets nobody wait for ever."""

    def __init__(self, ask: Ask, options: Options, limit: RateLimit) -> None:
        self._ask, self._options, self._limit = ask, options, limit
        self._turn: asyncio.Semaphore | None = None
        self._in_line = 0

    @property
    def turn(self) -> asyncio.Semaphore:
        """The turn to read: one text at a time, so that the others' pages go on being made."""
        if self._turn is None:
            self._turn = asyncio.Semaphore(1)
        return self._turn

    async def answer(
        self, scope: Scope, receive: Receive, headers: Mapping[bytes, bytes]
    ) -> Answer:
        """Return the answer to a request that brings a text.

        Raises:
            RequestRefused: It is too large, too slow, of another type, without the token that is
                asked for, or too many are in line.
        """
        check_address(scope["path"], scope["query_string"])
        query = canonical(scope["query_string"])
        media_type = _checked_type(scope["path"], headers)
        authorization = headers.get(b"authorization", b"").decode("latin-1")
        known = has_token(authorization, token=self._options.token)
        if self._options.needs_token and not known and media_type == JSON:
            raise token_refused()
        self._spend(scope, authorization)
        sent = _sent(await self._body(receive), media_type)
        if self._options.needs_token and not (known or self._is_told(sent.form)):
            raise token_refused()
        return await self._in_turn(scope, query, sent)

    def _spend(self, scope: Scope, authorization: str) -> None:
        client = scope.get("client")
        if client is not None:
            self._limit.spend(
                str(client[0]),
                now=self._options.clock(),
                authorization=authorization,
                cost=READING_COSTS,
            )

    def _is_told(self, form: Mapping[str, str]) -> bool:
        return has_token(f"Bearer {form.get('token', '')}", token=self._options.token)

    async def _body(self, receive: Receive) -> bytes:
        """Return the body, counted as it comes: what a sender says of its length proves nothing."""
        parts, size = [], 0
        try:
            async with asyncio.timeout(self._options.sending_seconds):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        raise RequestRefused(400, "the text did not come whole", "send it again")
                    parts.append(message.get("body", b""))
                    size += len(parts[-1])
                    if size > MOST_BODY:
                        raise too_large()
                    if not message.get("more_body"):
                        return b"".join(parts)
        except TimeoutError:
            raise RequestRefused(408, "the text came too slowly", "send it again") from None

    async def _in_turn(self, scope: Scope, query: str, sent: Sent) -> Answer:
        if self._in_line >= _IN_LINE:
            raise _busy()
        self._in_line += 1
        try:
            async with asyncio.timeout(self._options.reading_seconds):
                await self.turn.acquire()
        except TimeoutError:
            raise _busy() from None
        finally:
            self._in_line -= 1
        reading = asyncio.ensure_future(self._ask(scope, query, sent))
        # A thread cannot be stopped: the turn is over when it is, however long its answer is due.
        reading.add_done_callback(lambda _: self.turn.release())
        try:
            return await asyncio.wait_for(asyncio.shield(reading), self._options.reading_seconds)
        except TimeoutError:
            raise RequestRefused(
                503, "reading this text takes too long", "send a part of it"
            ) from None


def too_large() -> RequestRefused:
    """Return the refusal of a body that is too large."""
    return RequestRefused(
        413, f"more than {MOST_BODY:,} bytes are not taken", "send a part of the text"
    )


def token_refused() -> RequestRefused:
    """Return the refusal of a request without the token that it needs."""
    return RequestRefused(
        401,
        "this costs more than a page, and needs the token of this server",
        "send it as Authorization: Bearer, or in the form's field",
    )


def _busy() -> RequestRefused:
    return RequestRefused(503, "too many texts wait to be read", "send it again in a minute")


def _checked_type(path: str, headers: Mapping[bytes, bytes]) -> str:
    """Return the media type of a body that may be sent to a path.

    Raises:
        RequestRefused: It is another one, packed, not in UTF-8, or said to be too long; or it was
            sent from a page of another site.
    """
    if headers.get(b"sec-fetch-site") == b"cross-site":
        raise RequestRefused(403, "another site sent this", "paste the text into our own form")
    if headers.get(b"content-encoding", b"identity") != b"identity":
        raise RequestRefused(415, "a packed body is not taken", "send it unpacked")
    told = headers.get(b"content-type", b"").decode("latin-1").lower()
    media_type, _, parameters = told.partition(";")
    wanted = POSTED[path]
    if media_type.strip() != wanted:
        raise RequestRefused(415, f"{path} takes no such body", f"send {wanted}")
    charset = parameters.strip().removeprefix("charset=").strip('"')
    if charset not in {"", "utf-8", "utf8"}:
        raise RequestRefused(415, "the text is not in UTF-8", "send it in UTF-8")
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length[:12]) > MOST_BODY:
        raise too_large()
    return wanted


def _sent(body: bytes, media_type: str) -> Sent:
    """Return what was sent, its fields told apart where it is a form.

    Raises:
        RequestRefused: It is not in UTF-8, or has too many fields.
    """
    try:
        text = body.decode("utf-8")
        if media_type == JSON:
            return Sent(body, media_type)
        fields = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except UnicodeDecodeError:
        raise RequestRefused(400, "the text is not in UTF-8", "send it in UTF-8") from None
    except ValueError:
        raise RequestRefused(400, f"more than {_FIELDS} fields", "use our own form") from None
    return Sent(body, media_type, dict(fields))
