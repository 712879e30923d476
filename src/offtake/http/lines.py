"""One connection for one answer, through httpx2, with every wait bounded.

A connection is never used twice. What a publisher sends beyond the announced length can therefore
never be taken for the next answer, and no thread shares one with another.
"""

import ssl
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpcore2
import httpx2

from offtake.errors import AddressRefused, BodyCut, ConnectionFailed, TimedOut, TlsFailed
from offtake.http.calls import Call
from offtake.http.terms import Patience
from offtake.http.troubles import Trouble


class LineAnswer:
    """An answer that comes over a line."""

    def __init__(self, response: httpx2.Response) -> None:
        self._response = response
        self.status = response.status_code

    def header(self, name: str) -> str:
        """Return a header as sent, or nothing."""
        return self._response.headers.get(name, "")

    def chunks(self) -> Iterator[bytes]:
        """Yield the body as it comes, packed as it is, at most 64 KiB at a time."""
        yield from self._response.iter_raw()


def default_tls() -> ssl.SSLContext:
    """Return the settings that trust what this machine trusts (and SSL_CERT_FILE, if set)."""
    return httpx2.create_ssl_context()


@contextmanager
def open_line(
    call: Call, *, tls: ssl.SSLContext, patience: Patience, clock: Callable[[], float]
) -> Iterator[LineAnswer]:
    """Yield the answer to one request, and close the connection after it.

    Raises:
        Trouble: No connection, no answer in time, or a body that breaks off.
    """
    deadline = clock() + patience.answer_s
    wire = Wire(call.places, deadline=deadline, clock=clock)
    found: Exception
    answer: LineAnswer | None = None
    try:
        with Line(wire=wire, tls=tls, proxy=call.proxy) as line:
            response = line.handle_request(request_of(call, patience))
            answer = LineAnswer(response)
            try:
                yield answer
            finally:
                response.close()
            return
    except httpx2.HTTPError as error:
        found = error
    except httpx2.InvalidURL:
        raise AddressRefused(call.shown, "it, or the proxy's, is not an address") from None
    is_late = clock() >= deadline
    raise trouble_of(
        found, call=call, patience=patience, has_begun=answer is not None, is_late=is_late
    )


def request_of(call: Call, patience: Patience) -> httpx2.Request:
    """Return the request as httpx2 sends it."""
    timeout = httpx2.Timeout(patience.read_s, connect=patience.connect_s)
    headers = {**call.headers, "Connection": "close"}
    return httpx2.Request(
        "GET" if call.body is None else "POST",
        call.url,
        headers=headers,
        content=call.body,
        extensions={"timeout": timeout.as_dict()},
    )


def trouble_of(
    error: Exception, *, call: Call, patience: Patience, has_begun: bool, is_late: bool
) -> Trouble:
    """Return what an error of httpx2 means, in our words and without its request."""
    url, problem = call.shown, call.hide(str(error)) or type(error).__name__
    if fault := tls_fault(error):
        reason = call.hide(getattr(fault, "verify_message", "") or fault.reason or problem)
        return Trouble(lambda _: TlsFailed(url, reason), is_transient=False)
    if isinstance(error, httpx2.TimeoutException):
        seconds = patience.answer_s if is_late else patience.read_s
        if isinstance(error, httpx2.ConnectTimeout) and not is_late:
            seconds = patience.connect_s
        return Trouble(lambda tries: TimedOut(url, seconds, tries), is_transient=not is_late)
    if has_begun and isinstance(error, httpx2.RemoteProtocolError | httpx2.NetworkError):
        return Trouble(lambda _: BodyCut(url, problem), is_transient=True)
    return Trouble(
        lambda tries: ConnectionFailed(url, tries, problem),
        is_transient=not isinstance(error, httpx2.LocalProtocolError | httpx2.UnsupportedProtocol),
    )


def tls_fault(error: BaseException | None) -> ssl.SSLError | None:
    """Return the TLS fault beneath an error; an end of the connection is none."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            passing = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
            return None if isinstance(error, passing) else error
        error = error.__cause__ or error.__context__
    return None


class Line(httpx2.HTTPTransport):
    """The transport of httpx2 over connections that only go where they were told to.

    `HTTPTransport` has no argument for what lies beneath, so the pool is made here; were the pool
    renamed, the first request would fail.
    """

    def __init__(self, *, wire: "Wire", tls: ssl.SSLContext, proxy: str) -> None:
        if not proxy:
            self._pool = httpcore2.ConnectionPool(ssl_context=tls, network_backend=wire)
            return
        named = httpx2.Proxy(proxy)
        self._pool = httpcore2.HTTPProxy(
            proxy_url=httpcore2.URL(
                scheme=named.url.raw_scheme,
                host=named.url.raw_host,
                port=named.url.port,
                target=named.url.raw_path,
            ),
            proxy_auth=named.raw_auth,
            ssl_context=tls,
            network_backend=wire,
        )


class Wire(httpcore2.NetworkBackend):
    """Dials the places it was given, whatever name is asked for, until a deadline.

    Without places it dials what is asked for, which is then the proxy.
    """

    def __init__(
        self, places: Sequence[tuple[str, int]], *, deadline: float, clock: Callable[[], float]
    ) -> None:
        self._places, self._deadline, self._clock = places, deadline, clock
        self._beneath = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Return a connection to the first place that takes one."""
        failed: Exception = httpcore2.ConnectError("the name stands for no address")
        for place, door in self._places or [(host, port)]:
            try:
                stream = self._beneath.connect_tcp(
                    place, door, self.left(timeout), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
            else:
                return Stream(stream, wire=self)
        raise failed

    def left(self, timeout: float | None) -> float:
        """Return how long the next wait may be.

        Raises:
            httpcore2.ReadTimeout: The deadline has passed.
        """
        left = self._deadline - self._clock()
        if left <= 0:
            raise httpcore2.ReadTimeout("the answer took too long")
        return left if timeout is None else min(left, timeout)


class Stream(httpcore2.NetworkStream):
    """A connection whose every wait ends at the deadline of its wire."""

    def __init__(self, beneath: httpcore2.NetworkStream, *, wire: Wire) -> None:
        self._beneath, self._wire = beneath, wire

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what has come, at most so many bytes."""
        return self._beneath.read(max_bytes, self._wire.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self._beneath.write(buffer, self._wire.left(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._beneath.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        """Return the connection inside TLS."""
        left = self._wire.left(timeout)
        return Stream(self._beneath.start_tls(ssl_context, server_hostname, left), wire=self._wire)

    def get_extra_info(self, info: str) -> Any:
        """Return what lies beneath: socket, addresses, TLS."""
        return self._beneath.get_extra_info(info)
