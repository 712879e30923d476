"""Posting JSON to the one address a person configured, and to no other."""

import ipaddress
import json
import ssl
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from offtake._version import __version__
from offtake.errors import AddressRefused, ConnectionFailed, StatusRefused
from offtake.http.addresses import PORT, UNFIT, Resolve, addresses_of, environment_proxy
from offtake.http.bodies import Memory, read_body
from offtake.http.calls import Call
from offtake.http.keys import usable_key
from offtake.http.redaction import Redactor
from offtake.http.terms import MEBIBYTE, Patience
from offtake.http.troubles import Trouble

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
OK, PLAIN_PORT = 200, 80
PATIENCE = Patience(tries=1, redirects=0, read_s=300.0, answer_s=600.0)
"""A model may think for minutes; it is asked once."""


class Endpoint:
    """One address that takes JSON and gives JSON: https, or http on this machine.

    It is its own declared host: nothing is posted anywhere else, and no redirect is followed. The
    key goes into the header `Authorization` and into no message.
    """

    def __init__(
        self,
        url: str,
        *,
        key: str | None = None,
        patience: Patience = PATIENCE,
        clock: Callable[[], float] = time.monotonic,
        resolve: Resolve = addresses_of,
        proxy_of: Callable[[str], str] = environment_proxy,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._redactor = Redactor()
        self._key = usable_key(key)
        if self._key:
            self._redactor.learn(self._key)
        self.shown = self._redactor.address(url)
        self._url, self._host, self._port = _checked(url, shown=self.shown)
        self._is_local = self._host in LOCAL
        self._patience, self._clock, self._tls = patience, clock, tls
        self._resolve, self._proxy_of = resolve, proxy_of

    def __repr__(self) -> str:
        return f"Endpoint({self.shown!r})"

    def post(self, body: Mapping[str, Any], *, max_bytes: int = 4 * MEBIBYTE) -> bytes:
        """Return what the address answers to some JSON.

        Raises:
            ConnectionFailed: No connection, or it broke.
            TlsFailed: The certificate or the handshake is not in order.
            TimedOut: No answer in time.
            StatusRefused: It answers with anything but 200.
            BodyCut: The answer is not whole.
            BodyTooLarge: The answer is larger than the cap.
            AddressRefused: http, and the name stands for an address that is not this machine.
        """
        from offtake.http.lines import default_tls, open_line  # noqa: PLC0415 - loads httpx2

        content = json.dumps(body, ensure_ascii=False).encode()
        tls = self._tls or (
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody: http on this machine has none
            if self._url.startswith("http:")
            else default_tls()
        )
        try:
            line = open_line(
                self._call(content), tls=tls, patience=self._patience, clock=self._clock
            )
            with line as answer:
                if answer.status != OK:
                    raise StatusRefused(self.shown, answer.status, 1)
                sink = Memory()
                read_body(answer, into=sink, held=0, url=self.shown, cap=max_bytes, progress=None)
                return sink.getvalue()
        except Trouble as trouble:
            found = trouble.error(1)
        raise found

    def _call(self, content: bytes) -> Call:
        headers = {
            "User-Agent": f"offtake/{__version__}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Content-Type": "application/json",
        }
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        proxy = "" if self._is_local else self._proxy_of(self._host)
        return Call(
            url=self._url,
            shown=self.shown,
            hide=self._redactor.hide,
            headers=headers,
            places=() if proxy else self._places(),
            proxy=proxy,
            body=content,
        )

    def _places(self) -> list[tuple[str, int]]:
        try:
            places = self._resolve(self._host, self._port)
        except OSError as error:
            raise ConnectionFailed(
                self.shown, 1, f"the name {self._host!r} is not found ({error.strerror})"
            ) from None
        strange = [one for one, _ in places if not ipaddress.ip_address(one).is_loopback]
        if self._is_local and strange:
            raise AddressRefused(self.shown, f"its name stands for {strange[0]}, not this machine")
        return places


def _checked(url: str, *, shown: str) -> tuple[str, str, int]:
    """Return an address in order, its host and its port.

    Raises:
        AddressRefused: It is neither https nor http on this machine, or holds a user or a
            character that does not belong in an address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused(shown, "it is not an address") from None
    host = parts.hostname or ""
    is_plain_local = parts.scheme == "http" and host in LOCAL
    problems = {
        "it is neither https nor http on this machine": parts.scheme != "https"
        and not is_plain_local,
        "it names no host": not host,
        "it holds a user or a password": "@" in parts.netloc,
        "it holds a character that must be written with %": bool(UNFIT.search(url)),
    }
    for reason, is_so in problems.items():
        if is_so:
            raise AddressRefused(shown, reason)
    return url, host, port or (PORT if parts.scheme == "https" else PLAIN_PORT)
