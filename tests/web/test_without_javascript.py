"""With JavaScript off: forms, downloads, and the table below each chart, digit by digit."""

import csv
import json
from decimal import Decimal
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import pytest

from web.browsing import opened
from web.running import PLEDGE, Server

pytestmark = pytest.mark.chromium

FARM_GOODS = "cn-us-farm-goods-17bn-2026"
ASKED = (
    (PLEDGE, "export-sales-named-my", "t"),
    (PLEDGE, "shipments-named-nov", "mbu"),
    ("cn-us-soybeans-25mt-2026", "shipments-named-2026", "kt"),
    ("cn-us-soybeans-25mt-2026", "export-sales-plus-unknown-2026", "short_ton"),
    ("id-us-corn-1600kt", "", "mbu"),
    (FARM_GOODS, "customs-exports-soybeans-in-2026", ""),
    ("phase-one-manufacturing", "us-data-2020", ""),
)
"""Pledges by weight and by value, with one of their readings and a unit; empty: as it stands."""
CELLS = """() => [...document.querySelectorAll("table.figures tr")].map(
  (row) => [...row.cells].map((cell) => cell.textContent)
)"""


def test_forms_work_without_javascript(browser: Any, server: Server) -> None:
    with opened(browser, server, java_script_enabled=False) as (page, _):
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


@pytest.mark.parametrize(("pledge", "reading", "unit"), ASKED)
def test_each_chart_has_its_table_and_the_table_is_the_api_to_the_last_digit(
    browser: Any, server: Server, pledge: str, reading: str, unit: str
) -> None:
    with opened(browser, server, java_script_enabled=False) as (page, faults):
        page.goto(f"{server.url}/pledges/{pledge}")
        form = page.get_by_role("form", name="Reading and unit")
        if reading:
            form.get_by_label("Reading", exact=True).select_option(reading)
        if unit:
            form.get_by_label("Unit", exact=True).select_option(unit)
        form.get_by_role("button", name="Show").click()
        assert page.locator(".chart-wide svg").is_visible()
        head, *rows = page.evaluate(CELLS)
        asked = urlsplit(page.url).query
        assert faults == []
    told = json.loads(
        server.ask(f"/api/v1/pledges/{pledge}/pace?{asked}").body, parse_float=Decimal
    )
    names = ["on", *(name.replace(" ", "_") for name in head[1:])]
    shown = [dict(zip(names, row, strict=True)) for row in rows]
    assert told["unit"] == (unit or "USD")
    assert len(shown) > 4
    assert [{name: figure(text) for name, text in row.items()} for row in shown] == told["table"]


def figure(text: str) -> str | Decimal | None:
    """Return what a cell of the table says: a day, a figure, or nothing held."""
    if text == "\N{EN DASH}":
        return None
    return text if text.count("-") == 2 else Decimal(text.replace(",", ""))


def test_a_pledge_of_money_offers_no_weights(browser: Any, server: Server) -> None:
    with opened(browser, server, java_script_enabled=False) as (page, _):
        page.goto(f"{server.url}/pledges/{FARM_GOODS}")
        assert page.get_by_label("Reading", exact=True).count() == 1
        assert page.get_by_label("Unit", exact=True).count() == 0


def test_downloads_are_plain_links_that_keep_the_question(browser: Any, server: Server) -> None:
    with opened(browser, server, java_script_enabled=False) as (page, _):
        page.goto(f"{server.url}/pledges/{PLEDGE}?as_of=2026-01-20&unit=kt")
        links = {
            name: page.get_by_role("link", name=name, exact=True).get_attribute("href")
            for name in ("Chart as SVG", "as PNG", "Verdicts as JSON", "as CSV")
        }
        found = {name: page.request.get(server.url + to) for name, to in links.items()}
        bodies = {name: one.body() for name, one in found.items()}
        kinds = {name: one.headers["content-type"] for name, one in found.items()}
    assert kinds["Chart as SVG"].startswith("image/svg+xml")
    assert bodies["Chart as SVG"].lstrip().startswith(b"<svg")
    assert bodies["as PNG"].startswith(b"\x89PNG")
    told = json.loads(bodies["Verdicts as JSON"])
    listed = list(csv.DictReader(StringIO(bodies["as CSV"].decode())))
    assert {(row["as_of"], row["unit"]) for row in told} == {("2026-01-20", "kt")}
    assert [row["reading"] for row in listed] == [row["reading"] for row in told]
    assert [row["verdict"] for row in listed] == [row["verdict"] for row in told]
