"""A proxy on the loopback that opens tunnels to one place, whatever it is asked for."""

import base64
import socket
import threading
from types import TracebackType
from typing import Self

from fault_server.replies import read_head


class ConnectProxy:
    """Opens tunnels to one port, for those who know its password; use it as a context manager."""

    def __init__(self, port: int, *, password: str = "") -> None:
        self.asked: list[str] = []
        self._port, self._password = port, password
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._is_closing = False
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_closing = True
        with socket.create_connection(("127.0.0.1", self.port)):
            pass  # wakes the thread that waits for connections
        for thread in list(self._threads):
            thread.join(timeout=10)
        self._socket.close()

    def _start(self, work: object, *given: socket.socket) -> threading.Thread:
        thread = threading.Thread(target=work, args=given, daemon=True)  # type: ignore[arg-type] # any
        self._threads.append(thread)
        thread.start()
        return thread

    def _accept(self) -> None:
        while not self._is_closing:
            near, _ = self._socket.accept()
            near.settimeout(10)
            self._start(self._serve_one, near)

    def _serve_one(self, near: socket.socket) -> None:
        with near:
            head = read_head(near)
            if not head:
                return
            self.asked.append(head.split("\r\n")[0])
            if not self._is_allowed(head):
                near.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
                return
            near.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            with socket.create_connection(("127.0.0.1", self._port), timeout=10) as far:
                back = self._start(pump, far, near)
                pump(near, far)
                back.join(timeout=10)

    def _is_allowed(self, head: str) -> bool:
        known = base64.b64encode(f"reader:{self._password}".encode()).decode()
        return not self._password or f"Basic {known}" in head


def pump(source: socket.socket, sink: socket.socket) -> None:
    """Carry bytes one way until the source ends."""
    try:
        while piece := source.recv(65536):
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        return
