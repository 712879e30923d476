"""The server: threads, certificates, and who asked for what."""

import hashlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from random import Random
from types import TracebackType
from typing import Self

import trustme

from fault_server.fake_time import FakeTime
from fault_server.replies import Fault, Seen, Specimen, faulty, good_reply, head_of, read_head
from offtake.http import Client, HostRules, Patience

HOST = "publisher.test"
MIRROR = "mirror.test"
STRANGER = "stranger.test"
"""Shows a certificate of an authority nobody knows."""
MISNAMED = "misnamed.test"
"""Shows a good certificate of another host."""
ENDLESS_BYTES = 64 * 1024 * 1024


class FaultServer:
    """Serves specimens and faults over TLS; use it as a context manager."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.sent_bytes = 0
        self._served: dict[str, Specimen] = {}
        self._authority, self._stranger = trustme.CA(), trustme.CA()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock, self._closing = threading.Lock(), threading.Event()
        self._threads: list[threading.Thread] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        with socket.create_connection(("127.0.0.1", self.port)):
            pass  # wakes the thread that waits for connections
        for thread in list(self._threads):
            thread.join(timeout=10)
        self._socket.close()

    def serve(
        self,
        address: str,
        *,
        body: bytes = b"[]",
        media_type: str = "application/json",
        etag: str | None = None,
        last_modified: str = "",
        fault: Fault = Fault.NONE,
        times: int | None = None,
        retry_after: str = "1",
        status: int = 200,
        needs: Mapping[str, str] | None = None,
        echoes: str = "",
        is_packed: bool = False,
    ) -> str:
        """Serve a body at a path or a whole address, with a fault the first so many times.

        Without `etag` it is the hash of the body; an empty one is not sent. `needs` are headers
        without which the answer is 403. `echoes` names a header that is sent back in a cookie.
        """
        if etag is None:
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        self._served[self.url(address)] = Specimen(
            body=body,
            media_type=media_type,
            status=status,
            etag=etag,
            last_modified=last_modified,
            fault=fault,
            times=times,
            retry_after=retry_after,
            needs={name.lower(): value for name, value in (needs or {}).items()},
            echoes=echoes.lower(),
            is_packed=is_packed,
        )
        return self.url(address)

    def redirect(self, address: str, *, to: str, status: int = 302) -> str:
        """Answer with a redirect; `{key}` in it becomes the X-Api-Key that came."""
        self._served[self.url(address)] = Specimen(status=status, location=to)
        return self.url(address)

    def url(self, address: str, *, host: str = HOST) -> str:
        """Return the whole address of a path."""
        return address if address.startswith("https://") else f"https://{host}{address}"

    def count(self, address: str) -> int:
        """Return how many requests an address got."""
        return len(self.requests(address))

    def requests(self, address: str) -> list[Seen]:
        """Return the requests an address got, in order."""
        return [one for one in self.seen if f"https://{one.host}{one.target}" == self.url(address)]

    def resolve(self, _host: str, _port: int) -> list[tuple[str, int]]:
        """Return where this server is, whatever the name."""
        return [("127.0.0.1", self.port)]

    def trust(self) -> ssl.SSLContext:
        """Return the settings of a client that knows this server's authority."""
        context = ssl.create_default_context()
        self._authority.configure_trust(context)
        return context

    def client(
        self,
        *,
        hosts: Mapping[str, HostRules] | None = None,
        time: FakeTime | None = None,
        keys: Mapping[str, str] | None = None,
        patience: Patience = Patience(read_s=10),  # noqa: B008 - frozen
        resolve: Callable[[str, int], list[tuple[str, int]]] | None = None,
        proxy_of: Callable[[str], str] = "".format,
    ) -> Client:
        """Return a client to which this server is every publisher, and which never really sleeps.

        Without `hosts`, the four hosts above may be asked without delay.
        """
        rules = HostRules(min_interval_s=0, max_concurrent=4, is_private_allowed=True)
        time = time or FakeTime()
        return Client(
            hosts=hosts or dict.fromkeys((HOST, MIRROR, STRANGER, MISNAMED), rules),
            contact="tests@example.org",
            keys=(keys or {}).get,
            now=time.now,
            random=Random(7),  # noqa: S311 - for jitter
            clock=time.clock,
            sleep=time.sleep,
            patience=patience,
            resolve=resolve or self.resolve,
            proxy_of=proxy_of,
            tls=self.trust(),
        )

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing.is_set():
            plain, _ = self._socket.accept()
            plain.settimeout(10)
            self._start(lambda plain=plain: self._serve_one(plain))  # type: ignore[misc] # bound now

    def _serve_one(self, plain: socket.socket) -> None:
        """Answer one request; that the client goes away in the middle is part of the game."""
        try:
            tls = self._context(HOST).wrap_socket(plain, server_side=True)
        except OSError:
            plain.close()
            return
        with tls:
            try:
                self._answer(tls)
            except OSError:
                return

    def _context(self, host: str) -> ssl.SSLContext:
        """Return the settings with a certificate for a host, made when first asked for."""
        with self._lock:
            if host not in self._contexts:
                authority = self._stranger if host == STRANGER else self._authority
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.sni_callback = self._choose
                named = "another.test" if host == MISNAMED else host
                authority.issue_cert(named).configure_cert(context)
                self._contexts[host] = context
            return self._contexts[host]

    def _choose(self, tls: ssl.SSLObject, host: str | None, _context: ssl.SSLContext) -> None:
        tls.context = self._context(host or HOST)

    def _answer(self, tls: ssl.SSLSocket) -> None:
        seen = read_request(tls)
        if seen is None:
            return
        with self._lock:
            self.seen.append(seen)
            specimen = self._served.get(f"https://{seen.host}{seen.target}", Specimen(status=404))
            fault = specimen.next_fault()
        for piece in self._pieces(specimen, seen, fault):
            tls.sendall(piece)
            self.sent_bytes += len(piece)
        if fault is Fault.RESET:
            tls.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _pieces(self, specimen: Specimen, seen: Seen, fault: Fault) -> Iterator[bytes]:
        """Yield what is sent, piece by piece."""
        if fault is Fault.SILENT:
            self._closing.wait(10)
            return
        if fault is Fault.HANG_UP:
            return
        reply = faulty(good_reply(specimen, seen), specimen, fault)
        head = head_of(reply)
        yield from self._drip(head) if fault is Fault.DRIP_HEADERS else (head,)
        if fault is Fault.DRIP:
            yield from self._drip(reply.body)
        elif fault is Fault.ENDLESS:
            yield from (b"x" * 65536 for _ in range(ENDLESS_BYTES // 65536))
        elif fault in {Fault.RESET, Fault.CUT}:
            yield reply.body[: len(reply.body) // 2]
        else:
            yield reply.body

    def _drip(self, content: bytes) -> Iterator[bytes]:
        for place in range(len(content)):
            if self._closing.wait(0.002):
                return
            yield content[place : place + 1]


def read_request(tls: ssl.SSLSocket) -> Seen | None:
    """Return the request that comes, or none where the connection ends first."""
    head = read_head(tls)
    if not head:
        return None
    first, *lines = head.strip().split("\r\n")
    pairs = (line.split(": ", 1) for line in lines)
    headers = {name.lower(): value for name, value in pairs}
    return Seen(headers["host"].partition(":")[0], first.split(" ")[1], headers)
