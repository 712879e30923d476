"""Pages on paper: black on white, no menus, addresses in full, rows and headings not cut."""

import io
import re
from typing import Any

import pytest

from web.browsing import opened
from web.running import PAGES, PLEDGE, Server

pytestmark = pytest.mark.chromium
pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")

PAPERS = {"A4": 595, "Letter": 612}
"""Widths in points."""
COLOURS = """() => {
  const seen = new Set();
  for (const one of document.querySelectorAll("body, main *")) {
    const drawn = getComputedStyle(one);
    if (one.checkVisibility() && !one.closest("svg")) seen.add(drawn.color);
  }
  return [...seen];
}"""


def paper(page: Any, kind: str = "A4") -> Any:
    """Return the page as printed."""
    return pypdf.PdfReader(io.BytesIO(page.pdf(format=kind, prefer_css_page_size=False)))


@pytest.mark.parametrize("kind", PAPERS)
def test_a_printed_pledge_has_no_menus_and_names_its_sources(
    browser: Any, server: Server, kind: str
) -> None:
    with opened(browser, server) as (page, _):
        page.goto(f"{server.url}/pledges/{PLEDGE}")
        printed = paper(page, kind)
    text = "\n".join(one.extract_text() for one in printed.pages)
    flat = re.sub(r"\s+", "", text)
    assert abs(printed.pages[0].mediabox.width - PAPERS[kind]) < 1
    for screen_only in ("Methods", "Read values off", "Chart as SVG", "Skip to", "iframe"):
        assert screen_only not in text.replace("How things are counted", "")
    assert "https://www.crbcnews.com/articles/693936ee93f1a960c6389801" in flat
    assert "Asknownon22Aug2026inWashington,revision21" in flat
    assert "12.50 Mt" in text


def test_the_head_of_a_long_table_is_printed_on_each_of_its_pages(
    browser: Any, server: Server
) -> None:
    with opened(browser, server) as (page, _):
        page.goto(f"{server.url}/tariffs")
        texts = [one.extract_text() for one in paper(page).pages]
    rows = [text for text in texts if "China's" in text]
    assert len(rows) > 2
    assert all("or control stands rate since" in text for text in rows)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_print_is_dark_on_white_whatever_the_screen_was(
    browser: Any, server: Server, scheme: str
) -> None:
    with opened(browser, server, color_scheme=scheme) as (page, _):
        page.emulate_media(media="print", color_scheme=scheme)
        for path in ("/", f"/pledges/{PLEDGE}", "/sources"):
            page.goto(server.url + path)
            ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
            assert ground == "rgb(255, 255, 255)"
            found = page.evaluate(COLOURS)
            pale = [one for one in found if sum(map(int, re.findall(r"\d+", one)[:3])) > 400]
            assert pale == [], path
            chart = page.evaluate(
                "getComputedStyle(document.documentElement).getPropertyValue('--chart-text')"
            )
            assert chart.strip() == "#1d2125"


def test_nothing_is_cut_at_the_edge_of_the_paper(browser: Any, server: Server) -> None:
    # A4 less its margins of 14 mm, in CSS pixels of 1/96 inch: (210 - 28) / 25.4 * 96 = 688.
    with opened(browser, server, viewport={"width": 688, "height": 1000}) as (page, _):
        page.emulate_media(media="print")
        for path in PAGES:
            page.goto(server.url + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 688, path
            assert page.locator(".chart-narrow").count() == 0 or not (
                page.locator(".chart-narrow").first.is_visible()
            )
