"""The one door to the network: asks publishers for bytes, politely and with suspicion."""

import logging
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from types import MappingProxyType, TracebackType
from typing import Self
from urllib.parse import quote, unquote, urlencode, urljoin

from offtake._version import __version__
from offtake.errors import (
    AddressRefused,
    BodyCut,
    ConnectionFailed,
    KeyMissing,
    StatusRefused,
)
from offtake.http.addresses import (
    PORT,
    Resolve,
    Target,
    addresses_of,
    checked,
    environment_proxy,
    is_public,
)
from offtake.http.bodies import Memory, Progress, read_body
from offtake.http.calls import Answer, Call
from offtake.http.gates import Gate
from offtake.http.keys import usable_key
from offtake.http.parts import PARTIAL, Part
from offtake.http.redaction import BENEATH, Redactor
from offtake.http.terms import MEBIBYTE, NOTHING, UNCHANGED, Fetched, HostRules, KeyHeader, Patience
from offtake.http.troubles import Trouble
from offtake.http.waits import backoff_s, retry_after_s

OK = 200
RANGE_REFUSED = 416
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PASSING = frozenset({429, 500, 502, 503, 504})
"""The statuses that may be gone on another try."""
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What one `get` asks for, whatever the number of tries and redirects."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    private_headers: Mapping[str, str] = field(repr=False)
    private_fields: Mapping[str, str] = field(repr=False)
    max_bytes: int
    etag: str
    last_modified: str
    part: Part | None
    progress: Progress | None

    @property
    def is_conditional(self) -> bool:
        """Whether the answer may be that nothing changed."""
        return bool(self.etag or self.last_modified)

    def address_for(self, url: str) -> str:
        """Return what is asked at an address: the first one gets the fields that hold a key."""
        if url != self.url.partition("#")[0] or not self.private_fields:
            return url
        return f"{url}{'&' if '?' in url else '?'}{urlencode(self.private_fields, quote_via=quote)}"

    def headers_for(self, *, is_home: bool) -> dict[str, str]:
        """Return what is sent: keys and the caller's own headers go to the host asked, only."""
        found = dict(self.headers)
        if self.etag:
            found["If-None-Match"] = self.etag
        if self.last_modified:
            found["If-Modified-Since"] = self.last_modified
        if self.part:
            found |= self.part.headers()
        return {**found, **self.private_headers} if is_home else found


@dataclass(frozen=True, slots=True)
class KeySent:
    """How a key is sent; shown nowhere."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)


class Client:
    """Asks declared hosts for bytes over https; one for a whole run, safe with threads.

    Use it as a context manager: it hides keys in the log of the library beneath until it ends.

    A host whose name stands for a private address is refused, but for one reached through a proxy:
    the proxy looks the name up, and what it dials cannot be seen. There the certificate alone says
    that the host is the one declared; the log tells of it once a host.
    Time, randomness, keys, name resolution, proxies and trust come in as arguments.
    """

    def __init__(
        self,
        *,
        hosts: Mapping[str, HostRules],
        contact: str,
        keys: Callable[[str], str | None],
        now: Callable[[], datetime],
        random: Random,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        patience: Patience = Patience(),  # noqa: B008 - frozen
        resolve: Resolve = addresses_of,
        proxy_of: Callable[[str], str] = environment_proxy,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._hosts, self._contact, self._keys = dict(hosts), contact, keys
        self._now, self._random, self._clock, self._sleep = now, random, clock, sleep
        self._patience, self._resolve, self._proxy_of = patience, resolve, proxy_of
        self._gates = {
            host: Gate(rules, clock=clock, sleep=sleep) for host, rules in self._hosts.items()
        }
        self._tls, self._tls_lock = tls, threading.Lock()
        self._through_proxy: set[str] = set()
        self._redactor = Redactor()
        for name in BENEATH:
            logging.getLogger(name).addFilter(self._redactor)

    def __repr__(self) -> str:
        return f"Client(hosts={sorted(self._hosts)})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for name in BENEATH:
            logging.getLogger(name).removeFilter(self._redactor)

    def get(
        self,
        url: str,
        *,
        media_types: tuple[str, ...] = (),
        headers: Mapping[str, str] = NO_HEADERS,
        key: KeyHeader | None = None,
        max_bytes: int = 64 * MEBIBYTE,
        etag: str = "",
        last_modified: str = "",
        resume_into: Path | None = None,
        progress: Progress | None = None,
    ) -> Fetched:
        """Return what a publisher answers, after as many tries as patience allows.

        With `etag` or `last_modified` of what is held, the answer may be that nothing changed. Any
        answer may be that there is nothing to show (204).
        `resume_into` names a file that keeps what has come, so that a later call goes on from
        there; it is gone once all has come. `max_bytes` caps the body, packed and unpacked.

        Raises:
            AddressRefused: The address, or one it is redirected to, is none that may be asked.
            KeyMissing: The publisher wants a key and none is set.
            ConnectionFailed: No connection, or it broke.
            TlsFailed: The certificate or the handshake is not in order.
            TimedOut: No answer, or not all of it, in time.
            StatusRefused: The publisher answers with an error.
            BodyCut: The body is not whole, or does not unpack.
            BodyTooLarge: The body is larger than the cap.
        """
        part = None
        if resume_into is not None:
            part = Part(resume_into, url=url, shown=self._redactor.address(url))
        sent = self._key_sent(key)
        ask = Ask(
            url=url,
            headers=self._plain_headers(media_types, is_packed=part is None),
            private_headers={**headers, **sent.headers},
            private_fields=sent.fields,
            max_bytes=max_bytes,
            etag=etag,
            last_modified=last_modified,
            part=part,
            progress=progress,
        )
        return self._ask(ask)

    def _ask(self, ask: Ask) -> Fetched:
        """Try, and try again while it may help; errors are raised free of what caused them."""
        tries, found = 1, self._try(ask)
        while isinstance(found, Trouble) and found.is_transient and tries < self._patience.tries:
            wait = found.asked_wait_s
            if wait is None:
                wait = backoff_s(tries, patience=self._patience, random=self._random)
            logger.debug("%s; try %d in %.1f s", found.error(tries), tries + 1, wait)
            self._sleep(wait)
            tries, found = tries + 1, self._try(ask)
        if isinstance(found, Fetched):
            return found
        if ask.part and not found.is_transient:
            ask.part.discard()
        raise _with_what_is_kept(ask, found.error(tries))

    def _try(self, ask: Ask) -> Fetched | Trouble:
        try:
            return self._follow(ask)
        except Trouble as trouble:
            return trouble

    def _follow(self, ask: Ask) -> Fetched:
        """Ask, and follow redirects by hand: each address is checked like the first."""
        url, home = ask.url, ""
        for _ in range(self._patience.redirects + 1):
            target = checked(url, hosts=self._hosts, shown=self._redactor.address(url))
            home = home or target.host
            found = self._hop(ask, target, is_home=target.host == home)
            if isinstance(found, Fetched):
                return found
            url = found
        shown = self._redactor.address(ask.url)
        raise AddressRefused(shown, f"it leads through more than {self._patience.redirects} others")

    def _hop(self, ask: Ask, target: Target, *, is_home: bool) -> Fetched | str:
        """Return what one address answers, or the address it points to."""
        from offtake.http.lines import open_line  # noqa: PLC0415 - loads httpx2: a sixth of a second

        with self._gates[target.host].turn():
            call = self._call(ask, target, is_home=is_home)
            logger.debug("GET %s", call.shown)
            line = open_line(call, tls=self._trusted(), patience=self._patience, clock=self._clock)
            with line as answer:
                logger.debug("%s: %d", call.shown, answer.status)
                if answer.status in REDIRECTS and answer.header("location"):
                    return self._next(target, answer.header("location"))
                return self._take(ask, answer, target=target, shown=call.shown)

    def _call(self, ask: Ask, target: Target, *, is_home: bool) -> Call:
        shown = self._redactor.address(target.url)
        proxy = self._proxy_of(target.host)
        if proxy and not proxy.startswith(("http://", "https://")):
            raise Trouble(
                lambda tries: ConnectionFailed(shown, tries, "the proxy is neither http nor https"),
                is_transient=False,
            )
        if proxy and target.host not in self._through_proxy:
            self._through_proxy.add(target.host)
            logger.info(
                "%s is reached through a proxy, which looks its name up itself: whether that is a "
                "private address cannot be checked here, only that its certificate bears the name",
                target.host,
            )
        return Call(
            url=ask.address_for(target.url),
            shown=shown,
            hide=self._redactor.hide,
            headers=ask.headers_for(is_home=is_home),
            places=() if proxy else self._places(target, shown=shown),
            proxy=proxy,
        )

    def _places(self, target: Target, *, shown: str) -> list[tuple[str, int]]:
        """Return where a host may be dialled: what is checked here is what is dialled."""
        try:
            places = self._resolve(target.host, PORT)
        except OSError as error:
            problem = f"the name {target.host!r} is not found ({error.strerror})"
            raise Trouble(
                lambda tries: ConnectionFailed(shown, tries, problem), is_transient=True
            ) from None
        hidden = [place for place, _ in places if not is_public(place)]
        if hidden and not self._hosts[target.host].is_private_allowed:
            raise AddressRefused(shown, f"its name stands for {hidden[0]}, which is private")
        return places

    def _next(self, target: Target, location: str) -> str:
        """Return the address a redirect points to; one that carries a key is not followed."""
        try:
            url = urljoin(target.url, location)
        except ValueError:
            url = location  # no address: the check of the next hop says so
        if self._redactor.holds_key(url) or self._redactor.holds_key(unquote(url)):
            raise AddressRefused(
                self._redactor.address(target.url), "it redirects with a key in it"
            )
        return url

    def _take(self, ask: Ask, answer: Answer, *, target: Target, shown: str) -> Fetched:
        """Return what an answer that is no redirect brings."""
        status, content = answer.status, b""
        etag, last_modified = ask.etag, ask.last_modified
        if status == UNCHANGED and ask.is_conditional:
            if ask.part:
                ask.part.discard()
        elif status == NOTHING:
            pass
        elif status == OK or (status == PARTIAL and ask.part):
            content, etag, last_modified = self._body(ask, answer, shown=shown), "", ""
        else:
            raise self._refusal(ask, answer, target=target, shown=shown)
        return Fetched(
            content=content,
            status=status if status in {NOTHING, UNCHANGED} else OK,
            media_type=answer.header("content-type"),
            etag=answer.header("etag") or etag,
            last_modified=answer.header("last-modified") or last_modified,
            retrieved_at=self._now(),
            url=target.url,
        )

    def _body(self, ask: Ask, answer: Answer, *, shown: str) -> bytes:
        sink = ask.part or Memory()
        held = sink.begin(answer) if isinstance(sink, Part) else 0
        read_body(answer, into=sink, held=held, url=shown, cap=ask.max_bytes, progress=ask.progress)
        return sink.finish() if isinstance(sink, Part) else sink.getvalue()

    def _refusal(self, ask: Ask, answer: Answer, *, target: Target, shown: str) -> Trouble:
        """Return the trouble an error status is; other threads keep to Retry-After as well."""
        status, wait = answer.status, None
        if status in PASSING and answer.header("retry-after"):
            cap = self._patience.retry_after_cap_s
            wait = retry_after_s(answer.header("retry-after"), now=self._now(), cap_s=cap)
            self._gates[target.host].hold(wait or 0.0)
        is_stale_part = status == RANGE_REFUSED and ask.part is not None and ask.part.held > 0
        if is_stale_part and ask.part:
            ask.part.discard()
        return Trouble(
            lambda tries: StatusRefused(shown, status, tries),
            is_transient=status in PASSING or is_stale_part,
            asked_wait_s=wait,
        )

    def _plain_headers(self, media_types: tuple[str, ...], *, is_packed: bool) -> dict[str, str]:
        """Return what any host may read."""
        return {
            "User-Agent": f"offtake/{__version__} (+{self._contact})",
            "Accept": ", ".join([*media_types, "*/*;q=0.1"] if media_types else ["*/*"]),
            "Accept-Encoding": "gzip" if is_packed else "identity",
        }

    def _key_sent(self, key: KeyHeader | None) -> KeySent:
        """Return the headers and the query fields that carry the key."""
        if key is None:
            return KeySent()
        found = usable_key(self._keys(key.name))
        if found is None:
            raise KeyMissing(key.name, key.signup)
        self._redactor.learn(found)
        if key.field:
            return KeySent(fields={key.field: found})
        return KeySent(headers={key.header: found})

    def _trusted(self) -> ssl.SSLContext:
        """Return what is trusted, built once: reading the certificates takes a while."""
        from offtake.http.lines import default_tls  # noqa: PLC0415 - as in `_hop`

        with self._tls_lock:
            if self._tls is None:
                self._tls = default_tls()
            return self._tls


def _with_what_is_kept(ask: Ask, error: Exception) -> Exception:
    """Return the error of a body that broke off with how much of it can be gone on from."""
    if isinstance(error, BodyCut) and ask.part and ask.part.headers():
        return BodyCut(error.url, error.problem, ask.part.held)
    return error
