"""A real server in a process of its own, and a plain way to ask it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pledges.making import changed

PLEDGE = "cn-us-soybeans-12mt-2025"
SAID = "cn-us-soybeans-12mt-2025--2025-11-01-90f0526a"
"""The White House's fact sheet on that pledge."""
SCRIPT = "<script>alert(1)</script>"
HOSTILE = (
    changed("words: this year", f"words: this {SCRIPT} year")
    .replace("China buys 5 million", f"China {SCRIPT} buys 5 million")
    .replace("Announced by one side only.", f"Announced {SCRIPT} by one side only.")
    .replace("quote: Five million tons", "quote: '\"><img src=x onerror=alert(1)> tons")
    .replace("corn this year.", "corn this year.'")
)
"""A pledge whose texts would be HTML if they were let."""
PAGES = (
    "/",
    f"/pledges/{PLEDGE}",
    f"/pledges/{PLEDGE}/evidence",
    "/pledges/cn-us-soybeans-25mt-2026/forecasts",
    "/pledges/my-us-coal-43m",
    "/groups/busan-2025",
    "/releases",
    "/releases/2026-08-20",
    "/sources",
    "/tariffs",
    "/track-record",
    "/methods",
    "/statements",
    f"/statements/{SAID}",
    "/read?example=wire",
    "/compare?example=1",
    "/api",
    f"/embed/{PLEDGE}",
)


@dataclass(frozen=True)
class Reply:
    """What a server answered; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Server:
    """A server on this machine, and the folder of the person it serves."""

    port: int
    home: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, named, answer.read())
        finally:
            connection.close()


@contextmanager
def running(home: Path, *more: str) -> Iterator[Server]:
    """Yield a server that answers, and end it."""
    port = free_port()
    server = Server(port, home)
    command = [sys.executable, "-m", "offtake", "serve", "--port", str(port), "--home", str(home)]
    rate = () if "--rate" in more else ("--rate", "100000")
    process = subprocess.Popen(
        [*command, "--base-url", server.url, *rate, *more],
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        _wait(server, process)
        yield server
    finally:
        process.terminate()
        process.communicate(timeout=20)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError((process.stderr.read() if process.stderr else b"").decode())
        try:
            server.ask("/methods")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"no answer at {server.url}")
