"""A real Chromium, opened on a page of the server, and what goes wrong there."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from web.running import Server

ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


@contextmanager
def started() -> Iterator[Any]:
    """Yield Debian's Chromium, driven by Playwright, or skip aloud where either is missing."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium here: install the package chromium")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def opened(browser: Any, server: Server, **options: Any) -> Iterator[tuple[Any, list[str]]]:
    """Yield a page and the list that faults are put on: errors, and requests to elsewhere."""
    context = browser.new_context(**options)
    context.set_default_timeout(120_000)  # no test is timed: a busy machine is no fault of ours
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(server.url) else faults.append(asked.url),
    )
    yield page, faults
    context.close()
