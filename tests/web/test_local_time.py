"""When figures come out in the reader's own time, which only a browser knows."""

from datetime import UTC, datetime
from typing import Any

import pytest

from web.running import Server

pytestmark = pytest.mark.chromium
pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
PAGE = "/pledges/cn-us-soybeans-25mt-2026"
NOW = datetime(2026, 9, 1, tzinfo=UTC)
"""When the reader looks: after the release that the page waits for."""
SERVER_SAYS = "Thu 27 Aug 2026, 08:30 ET (12:30 UTC)"


def told(browser: Any, server: Server, path: str, **options: Any) -> tuple[str, list[str]]:
    """Return what stands at the next release, and the faults that the browser told."""
    page = browser.new_context(locale="en-GB", **options).new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    if options.get("java_script_enabled", True):
        page.clock.set_fixed_time(NOW)
    page.goto(server.url + path)
    text = page.locator("time.instant").first.inner_text()
    page.context.close()
    return str(text), faults


def test_a_reader_in_berlin_sees_the_time_there_and_one_without_script_the_server_s(
    browser: Any, server: Server
) -> None:
    # 12:30 UTC in August: 14:30 in Berlin, 18:00 in Kolkata.
    berlin, faults = told(browser, server, PAGE, timezone_id="Europe/Berlin")
    kolkata, _ = told(browser, server, PAGE, timezone_id="Asia/Kolkata")
    plain, _ = told(browser, server, PAGE, java_script_enabled=False)
    assert berlin.startswith(f"{SERVER_SAYS}, for you Thu")
    assert "14:30" in berlin
    assert "18:00" in kolkata
    assert plain == SERVER_SAYS
    assert faults == [], "the strict policy lets the description of the data set stand"


def test_a_time_that_has_passed_is_told_on_the_newest_page_only(
    browser: Any, server: Server
) -> None:
    newest, _ = told(browser, server, PAGE)
    earlier, _ = told(browser, server, f"{PAGE}?as_of=2026-03-05")
    assert "passed, its figures are not here yet" in newest
    assert "passed" not in earlier
