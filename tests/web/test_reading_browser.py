"""The reader in a real browser: its forms without JavaScript, its marks without colour."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from web.running import Server

pytestmark = pytest.mark.chromium
api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

TEXT = (
    "Treasury Secretary Scott Bessent said China agreed to buy 12 million tons of US soybeans by "
    "the end of the year."
)


@pytest.fixture(scope="module")
def plain_browser() -> Iterator[Any]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium here: install the package chromium")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_text_is_read_without_javascript(plain_browser: Any, server: Server, width: int) -> None:
    context = plain_browser.new_context(
        java_script_enabled=False, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    page.goto(f"{server.url}/read")
    page.get_by_label("Text", exact=True).fill(TEXT)
    page.get_by_label("Published on").fill("2025-11-25")
    page.get_by_role("button", name="Read", exact=True).click()
    assert page.get_by_role("heading", name="1 statement read").is_visible()
    assert page.locator("mark", has_text="12 million tons").locator("small").is_visible()
    assert page.get_by_text("to 2025-12-31").first.is_visible()
    assert page.get_by_label("Text", exact=True).input_value() == TEXT
    page.get_by_role("button", name="As JSON").click()
    assert '"quote"' in page.content()
    context.close()


def test_two_texts_are_compared_without_javascript(plain_browser: Any, server: Server) -> None:
    context = plain_browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/compare")
    page.get_by_label("Text", exact=True).nth(0).fill(TEXT.replace("agreed", "more or less agreed"))
    page.get_by_label("Text", exact=True).nth(1).fill(TEXT)
    page.get_by_role("button", name="Compare", exact=True).click()
    assert page.get_by_text("hedge dropped").is_visible()
    context.close()


def test_statements_are_searched_without_javascript(plain_browser: Any, server: Server) -> None:
    context = plain_browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/statements")
    page.get_by_label("With the words").fill("last two months")
    page.get_by_role("button", name="Search").click()
    assert page.locator("p.sum").inner_text().startswith("1 of ")
    page.get_by_role("link", name="Word by word").click()
    assert page.locator("mark.mark-amount small").first.inner_text() == "amount"
    context.close()


def test_what_was_read_is_printed_with_its_labels_and_without_the_form(
    plain_browser: Any, server: Server
) -> None:
    page = plain_browser.new_page()
    page.emulate_media(media="print")
    page.goto(f"{server.url}/read?example=wire")
    assert page.locator("mark.mark-deadline small").is_visible()
    assert not page.get_by_label("Text", exact=True).is_visible()
    page.context.close()


def test_marks_are_told_apart_where_colours_are_forced(plain_browser: Any, server: Server) -> None:
    context = plain_browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(f"{server.url}/read?example=wire")
    labels = {one.inner_text() for one in page.locator("mark small").all() if one.is_visible()}
    assert {"amount", "good", "actor", "deadline", "firmness"} <= labels
    context.close()
