"""Bodies that come slowly, break off, cost too much or meet a fault: in this process."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.types import Receive, Scope, Send

from offtake.statements import Reader
from offtake.web import Options, Shelf, create_app
from offtake.web.edge import Edge
from web.test_reading import FORM, TEXT


def edge(tmp_path: Path, **options: Any) -> Edge:
    return create_app(Shelf(home=tmp_path), Options(**options))


def posted(
    app: Edge, *messages: dict[str, Any], wait: float = 0.0, path: str = "/read"
) -> Callable[[], Any]:
    """Return what sends a text to an application in this process, in parts with a wait between."""

    async def ask() -> tuple[int, bytes]:
        scope: Scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "query_string": b"",
            "headers": [(b"content-type", FORM["Content-Type"].encode())],
            "client": ("127.0.0.1", 1),
        }
        left = list(messages)
        out: list[Any] = []

        async def receive() -> Any:
            await asyncio.sleep(wait)
            return left.pop(0)

        async def send(message: Any) -> None:
            out.append(message)

        await app(scope, receive, send)
        return int(out[0]["status"]), bytes(out[1]["body"])

    return ask


def part(body: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


async def done(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"done"})


def test_a_text_that_comes_too_slowly_or_breaks_off_is_refused(tmp_path: Path) -> None:
    app = edge(tmp_path, sending_seconds=0.2)
    slow = posted(app, *[part(b"a", more=True)] * 50, wait=0.05)
    broken = posted(app, part(b"text=", more=True), {"type": "http.disconnect"})
    assert asyncio.run(slow())[0] == 408
    assert asyncio.run(broken())[0] == 400


def test_a_reading_that_takes_too_long_ends_for_the_reader_and_holds_its_turn(
    tmp_path: Path,
) -> None:
    app = edge(tmp_path, reading_seconds=0.1)
    begun: list[int] = []

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        begun.append(1)
        await asyncio.sleep(0.5)
        await done(scope, receive, send)

    app.inner = slow
    ask = posted(app, part(b"text=a"))

    async def both() -> list[int]:
        first, _ = await ask()
        second, _ = await posted(app, part(b"text=a"))()
        await asyncio.sleep(0.5)
        return [first, second, len(begun)]

    assert asyncio.run(both()) == [503, 503, 1]


def test_reading_costs_more_than_a_page(tmp_path: Path) -> None:
    app = edge(tmp_path, misses_a_minute=25, clock=lambda: 0.0)
    app.inner = done
    statuses = [asyncio.run(posted(app, part(b"text=a"))())[0] for _ in range(4)]
    assert statuses == [200, 200, 429, 429]  # each costs 10 of the 25


def test_a_fault_of_ours_is_logged_without_a_word_of_the_text(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = edge(tmp_path)

    async def fail(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError(f"cannot read {(await receive())['body']!r}")

    app.inner = fail
    with caplog.at_level(logging.DEBUG):
        status, body = asyncio.run(posted(app, part(b"text=confidential"))())
    assert status == 500
    assert "ValueError at " in caplog.text
    assert "confidential" not in caplog.text + body.decode()


def test_a_page_that_needs_what_is_not_installed_is_told_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("offtake.statements.cleaning_bytes.import_module", missing)
    app = edge(tmp_path)
    page = urlencode({"text": f"<html><body><p>{TEXT}</p></body></html>"}).encode()
    status, body = asyncio.run(posted(app, part(page))())
    assert status == 503
    assert b"pip install" in body
    assert b"offtake[reading]" in body


def test_a_reduced_reader_says_that_it_is_reduced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("offtake.workspace.accounts._reader", Reader.reduced)
    app = edge(tmp_path)
    text = urlencode({"text": "China has resumed buying US soybeans."}).encode()
    status, body = asyncio.run(posted(app, part(text))())
    assert status == 200
    assert b"Read without the language model for grammar" in body
    assert b"1 statement read" in body
