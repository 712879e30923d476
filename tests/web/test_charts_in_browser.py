"""The charts as a real browser sets them, in whatever font it has: every text whole and apart."""

from typing import Any

import pytest

from web.running import Server

pytestmark = pytest.mark.chromium
pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

TEXTS = """
shape => {
  const svg = document.querySelector(shape + " svg"), edge = svg.getBoundingClientRect();
  const boxes = [...svg.querySelectorAll("text")].filter(one => one.getAttribute("opacity") !== "0")
    .flatMap(one => one.children.length ? [...one.children].slice() : [one])
    .map(one => [one.textContent, one.getBoundingClientRect()]);
  const wrong = boxes.filter(([_, box]) => box.right > edge.right + 1 || box.left < edge.left - 1)
    .map(([text, _]) => text + " is cut off");
  const labels = boxes.filter(([_, box]) => box.left > edge.left + edge.width * .6);
  labels.forEach(([text, box], i) => labels.slice(i + 1).forEach(([other, its]) => {
    const deep = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
    if (deep > 3 && box.left < its.right && its.left < box.right)
      wrong.push(text + " lies on " + other);
  }));
  return [boxes.length, wrong];
}
"""
PATHS = (
    "/pledges/cn-us-soybeans-25mt-2026?reading=shipments-named-2026",
    "/pledges/cn-us-soybeans-20mt-2026",
    "/pledges/cn-us-soybeans-12mt-2025?reading=export-sales-plus-unknown-nov",
)


@pytest.mark.parametrize(("width", "shape"), [(1280, ".chart-wide"), (360, ".chart-narrow")])
def test_every_text_of_a_chart_is_whole_and_apart(
    server: Server, browser: Any, width: int, shape: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    for path in PATHS:
        page.goto(server.url + path)
        count, wrong = page.evaluate(TEXTS, shape)
        assert count > 12
        assert wrong == [], path
    page.close()


def test_a_chart_that_moves_keeps_its_words_and_its_fan(server: Server, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(server.url + PATHS[0])
    page.get_by_role("button", name="Read values off the chart").click()
    page.locator(".chart-moving svg").wait_for(timeout=30_000)
    moving = page.locator(".chart-moving")
    for words in ("likely to be shipped by 31 Dec 2026", "5% above", "Source: USDA export sales"):
        assert words in moving.inner_text()
    assert all(one.is_visible() for one in moving.locator("text", has_text="5% above").all())
    assert moving.locator(".mark-area path[fill-opacity]").count() >= 2
    # Marks are cut at the edge of the plot, so that days can be zoomed; words must not be.
    assert page.evaluate(CLIPPED) == []
    page.close()


CLIPPED = """() => [...document.querySelectorAll(".chart-moving text")]
  .filter(one => one.textContent && one.closest("[clip-path]")).map(one => one.textContent)"""
