"""Each page in a real browser: wide and narrow, light and dark, with and without JavaScript."""

import json
from typing import Any

import pytest

from web.browsing import opened
from web.running import PAGES, PLEDGE, Server

pytestmark = pytest.mark.chromium

SCHEMES = ("light", "dark")


@pytest.mark.parametrize(("width", "shown"), [(1280, "wide"), (360, "narrow")])
def test_the_chart_is_drawn_for_the_width_of_the_window(
    browser: Any, server: Server, width: int, shown: str
) -> None:
    with opened(browser, server, viewport={"width": width, "height": 900}) as (page, _):
        page.goto(f"{server.url}/pledges/{PLEDGE}")
        visible = [
            one for one in ("wide", "narrow") if page.locator(f".chart-{one} svg").is_visible()
        ]
        box = page.locator(f".chart-{shown} svg").bounding_box()
        assert visible == [shown]
        assert box["width"] >= 300
        assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_page_breaks_a_rule_of_accessibility(
    browser: Any, server: Server, axe: str, scheme: str
) -> None:
    with opened(browser, server, viewport={"width": 768, "height": 900}, color_scheme=scheme) as (
        page,
        _,
    ):
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


def test_a_chart_moves_under_the_strict_policy_and_asks_no_one_else(
    browser: Any, server: Server
) -> None:
    with opened(browser, server, viewport={"width": 1280, "height": 900}) as (page, faults):
        page.goto(f"{server.url}/pledges/{PLEDGE}")
        page.get_by_role("button", name="Read values off the chart").click()
        page.locator(".chart-moving svg").wait_for()
        assert not page.locator("div.chart-wide").is_visible()
        assert faults == []
