"""Each page in a real browser: wide and narrow, light and dark, with and without JavaScript."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from web.running import PAGES, PLEDGE, Server

pytestmark = pytest.mark.chromium
api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

WIDTHS = (1280, 768, 360)
SCHEMES = ("light", "dark")
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
AXE = "axe-core@4.10.3"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium here: install the package chromium")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """The checks of accessibility, brought by npm into a folder that is kept for the next run."""
    folder = Path(tempfile.gettempdir()) / f"offtake-{AXE.replace('@', '-')}"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("no npm here, which brings axe-core")
        folder.mkdir(exist_ok=True)
        options = ("--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder))
        brought = subprocess.run(
            [npm, "install", *options, AXE], check=False, capture_output=True, timeout=120
        )
        if brought.returncode:
            pytest.skip(f"npm did not bring axe-core: {brought.stderr.decode()[-300:]}")
    return script.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots are kept: OFFTAKE_SCREENSHOTS, else a folder that pytest drops."""
    named = os.environ.get("OFFTAKE_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def opened(browser: Any, server: Server, **options: Any) -> tuple[Any, list[str]]:
    """Return a page and the list that faults are put on: errors, and requests to elsewhere."""
    page = browser.new_context(**options).new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(server.url) else faults.append(asked.url),
    )
    return page, faults


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_their_window_and_speak_of_no_fault(
    browser: Any, server: Server, pictures: Path, width: int, scheme: str
) -> None:
    page, faults = opened(
        browser, server, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    for path in PAGES:
        page.goto(server.url + path)
        across = page.evaluate("document.documentElement.scrollWidth")
        name = path.strip("/").replace("/", "-") or "board"
        page.screenshot(path=pictures / f"{name}-{width}-{scheme}.png", full_page=True)
        assert across <= width, f"{path} is {across} wide in {width}"
        assert faults == [], path
    page.context.close()


@pytest.mark.parametrize(("width", "shown"), [(1280, "wide"), (360, "narrow")])
def test_the_chart_is_drawn_for_the_width_of_the_window(
    browser: Any, server: Server, width: int, shown: str
) -> None:
    page, _ = opened(browser, server, viewport={"width": width, "height": 900})
    page.goto(f"{server.url}/pledges/{PLEDGE}")
    visible = [one for one in ("wide", "narrow") if page.locator(f".chart-{one} svg").is_visible()]
    box = page.locator(f".chart-{shown} svg").bounding_box()
    assert visible == [shown]
    assert box["width"] >= 300
    assert box["x"] + box["width"] <= width
    page.context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_page_breaks_a_rule_of_accessibility(
    browser: Any, server: Server, axe: str, scheme: str
) -> None:
    page, _ = opened(browser, server, viewport={"width": 768, "height": 900}, color_scheme=scheme)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    for path in PAGES:
        page.goto(server.url + path)
        page.evaluate(axe)
        found = page.evaluate(f"axe.run({{runOnly: {json.dumps(tags)}}})")
        broken = [
            (one["id"], one["nodes"][0]["html"][:200], one["nodes"][0]["failureSummary"][:300])
            for one in found["violations"]
        ]
        assert broken == [], path
    page.context.close()


def test_forms_work_without_javascript(browser: Any, server: Server) -> None:
    page, _ = opened(browser, server, java_script_enabled=False)
    page.goto(f"{server.url}/pledges/{PLEDGE}")
    page.get_by_label("Unit", exact=True).select_option("mbu")
    page.get_by_label("Reading", exact=True).select_option("shipments-named-my")
    page.get_by_role("button", name="Show").nth(1).click()
    assert "unit=mbu" in page.url
    assert page.get_by_text("The figures of the chart, in mbu").is_visible()
    page.get_by_label("As known on", exact=True).fill("2026-01-20")
    page.get_by_role("button", name="Show").nth(0).click()
    assert "as_of=2026-01-20" in page.url
    assert "unit=mbu" in page.url
    assert page.get_by_text("You see what could be known on 20 Jan 2026").is_visible()
    page.context.close()


def test_a_chart_moves_under_the_strict_policy_and_asks_no_one_else(
    browser: Any, server: Server
) -> None:
    page, faults = opened(browser, server, viewport={"width": 1280, "height": 900})
    page.goto(f"{server.url}/pledges/{PLEDGE}")
    page.get_by_role("button", name="Read values off the chart").click()
    page.locator(".chart-moving svg").wait_for(timeout=30_000)
    assert not page.locator("div.chart-wide").is_visible()
    assert faults == []
    page.context.close()


def test_the_keyboard_reaches_the_content_first(browser: Any, server: Server) -> None:
    page, _ = opened(browser, server)
    page.goto(server.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.context.close()
